"""Thirteen weeks of small needs, told to a running service: what figures are made of."""

from datetime import UTC, datetime

import httpx

from app.demo.calendar import Anchor
from app.demo.past import past
from tests.browser.service import RunningService
from tests.patience import SECONDS

BATCH = {"Content-Type": "application/cloudevents-batch+json"}


def tell_the_past(service: RunningService, tenant: str = "demo", a_week: int = 12) -> None:
    """Tell it, and wait for what follows from it."""
    events = past(Anchor(datetime.now(UTC).replace(microsecond=0)), tenant, a_week=a_week)
    token = service.command(
        "token", "create", "--role", "adapter", "--name", "past", "--tenant", tenant, "--source", f"//{tenant}/*"
    )
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=service.address, headers=headers, timeout=SECONDS) as adapter:
        for start in range(0, len(events), 300):
            content = httpx.Request("POST", "http://x", json=events[start : start + 300]).content
            answer = adapter.post("/v1/intake", content=content, headers=BATCH)
            assert {"recorded"} == {each["outcome"] for each in answer.json()["results"]}
    service.quiet()
