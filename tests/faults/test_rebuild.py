"""Whatever is derived can be made again: queue, handles, interactions, pages and facts, from the log alone."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.demo.calendar import Anchor
from app.demo.story import arrival_order, read_journeys
from tests.app.running import Running, Shop, running_service

ANCHOR = Anchor(datetime(2026, 11, 21, 10, 30, tzinfo=UTC))


def everything_shown(shop: Shop) -> dict[str, Any]:
    """All that an agent can see."""
    rows = shop.agent.get("/v1/inbox", params={"tab": "team"}).json()
    seen: dict[str, Any] = {"inbox": rows["customers"]}
    for row in rows["customers"]:
        for question in ("", "/timeline?limit=200", "/facts", "/promises", "/brief"):
            answer = shop.agent.get(f"/v1/customers/{row['customer_id']}{question}")
            assert 200 == answer.status_code
            seen[row["customer_id"] + question] = answer.json()
    return seen


def play(shop: Shop) -> list[dict[str, Any]]:
    """The whole demo through the door."""
    events = [arrival.event for arrival in arrival_order(read_journeys(), ANCHOR, shop.tenant)]
    return shop.batch(events).json()["results"]


def test_the_demo_is_understood_whole(tmp_path: Path):
    with running_service(tmp_path) as running:
        outcomes = [result["outcome"] for result in play(running.shop("demo"))]
    assert {"recorded", "duplicate"} == set(outcomes) and 1 == outcomes.count("duplicate")


@pytest.mark.parametrize("lost", [["views.db", "views.db-wal", "views.db-shm"], []])
def test_after_a_restart_everything_looks_as_before_even_without_the_views(tmp_path: Path, lost: list[str]):
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        play(shop)
        settled(running)
        before = everything_shown(shop)
    for name in lost:
        (tmp_path / name).unlink(missing_ok=True)
    with running_service(tmp_path) as running:
        settled(running)
        after = everything_shown(running.shop("demo"))
    assert len(before) > 30
    assert before == after


def settled(running: Running) -> None:
    """Memory appends and views follow: wait until both stand at the head and nothing new comes."""
    head = -1
    with httpx.Client(base_url=running.url):
        while head != running.service.reader.head():
            head = running.service.reader.head()
            running.settled()
