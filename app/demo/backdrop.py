"""Puts the demo's past weeks behind today's journeys: in batches, beside the play, once for a data folder."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec

from app.demo.calendar import Anchor
from app.demo.past import A_WEEK, past

DONE_FILE = "demo-past-done"
BATCH = 60  # events: small enough that today's journeys never wait
PAUSE = 0.25  # seconds between batches
PATIENCE = 60  # tries of one batch
CODE = "sprawa załatwiona"


class Backdrop:
    """An adapter that imports, and somebody at the desk who closes what was settled, so that it does not fill the queue."""

    def __init__(self, url: str, token: str, desk_token: str, stop: threading.Event) -> None:
        self._door = _client(url, token)
        self._desk = _client(url, desk_token)
        self._stop = stop

    def play(self, anchor: Anchor, tenant: str, data_dir: Path, pause: float = PAUSE, a_week: int = A_WEEK) -> bool:
        """Post all and close all. Returns whether it was done to the end, now or before; it may be begun anew at any time."""
        done = data_dir / DONE_FILE
        if done.exists():
            return True
        talks: dict[str, str] = {}  # a customer's last interaction
        try:
            for batch in _batches(past(anchor, tenant, a_week)):
                results = self._posted(batch)
                if results is None:
                    return False
                talks.update(last_talks(batch, results))
                self._stop.wait(pause)
            if not self._close(talks, pause):
                return False
        except httpx.TransportError:
            return False
        done.touch()
        return True

    def _posted(self, batch: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
        body = msgspec.json.encode(batch)
        headers = {"Content-Type": "application/cloudevents-batch+json"}
        for _ in range(PATIENCE):
            if self._stop.is_set():
                return None
            answer = self._door.post("/v1/intake", content=body, headers=headers)
            if answer.status_code == 200:
                return answer.json()["results"]
            self._stop.wait(float(answer.headers.get("Retry-After", "1")))
        return None

    def _close(self, talks: dict[str, str], pause: float) -> bool:
        for number, interaction_id in enumerate(talks.values()):
            if self._stop.is_set():
                return False
            said = {"code": CODE, "outcome": "resolved"}
            self._desk.post(
                f"/v1/interactions/{interaction_id}/wrap_up", json=said, headers={"Idempotency-Key": f"past-{interaction_id}"})  # fmt: skip
            if number % 20 == 19:
                self._stop.wait(pause)
        return True


def last_talks(batch: list[dict[str, Any]], results: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Where each customer's words stand, the last ones last: what ends later says nothing."""
    for event, receipt in zip(batch, results, strict=True):
        if receipt.get("interaction_id") and "ended" not in event["type"] and event["data"]["kind"] != "context":
            yield receipt["customer_id"], receipt["interaction_id"]


def _client(url: str, token: str) -> httpx.Client:
    return httpx.Client(base_url=url, timeout=30, trust_env=False, headers={"Authorization": f"Bearer {token}"})


def _batches(events: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(events), BATCH):
        yield events[start : start + BATCH]
