"""F1, the whole service: killed under load over HTTP, it starts again, and every acknowledged event is there once."""

import asyncio
import random
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.log.rows import chain_breaks_at
from adapters.log.sqlite import SqliteReader
from tests.faults.figures import times
from tests.faults.service import Service, a_message
from tests.patience import SECONDS

Receipts = dict[str, dict[str, Any]]
EVENTS, CUSTOMERS = 280, 40  # more than may be answered before the kill


@pytest.mark.parametrize("seed", range(times("SERVICE_KILLS", 4)))
def test_what_was_acknowledged_survives_a_kill_and_stands_once(tmp_path: Path, seed: int):
    kill_at = random.Random(seed).randrange(20, 250)
    acknowledged, again = asyncio.run(story(tmp_path, kill_at))
    print(f"seed {seed}: killed after {kill_at} answers")
    for event_id, receipt in acknowledged.items():
        assert "duplicate" == again[event_id]["outcome"]
        assert {**receipt, "outcome": ""} == {**again[event_id], "outcome": ""}, "the same receipt, for ever"
    reader = SqliteReader(tmp_path / "log.db")
    rows = reader.since(0, 100_000)
    assert list(range(1, len(rows) + 1)) == [row.position for row in rows]
    assert EVENTS == sum(row.type == "message-received" for row in rows)
    streams = {row.stream for row in rows}
    assert CUSTOMERS == len(streams)
    assert [None] * CUSTOMERS == [chain_breaks_at(reader.stream("demo", stream)) for stream in streams]
    reader.close()


async def story(folder: Path, kill_at: int) -> tuple[Receipts, Receipts]:
    service = Service(folder)
    token = service.token()
    await service.start()
    try:
        acknowledged = await load(service, token, kill_at)
        await service.start()
        return acknowledged, await load(service, token, -1)
    finally:
        service.kill(signal.SIGINT)


async def load(service: Service, token: dict[str, str], kill_at: int) -> Receipts:
    """Send from 8 callers at once; kill the process after so many answers. Returns what was acknowledged."""
    acknowledged: Receipts = {}
    waiting = iter(range(EVENTS))
    async with httpx.AsyncClient(base_url=service.url, headers=token, timeout=SECONDS) as client:

        async def caller() -> None:
            for number in waiting:
                try:
                    answer = await client.post("/v1/intake", json=a_message(number))
                except httpx.TransportError:
                    return
                assert answer.status_code in (200, 201), answer.text
                acknowledged[f"m-{number}"] = answer.json()
                if len(acknowledged) == kill_at:
                    service.kill(signal.SIGKILL)

        await asyncio.gather(*(caller() for _ in range(8)))
    return acknowledged
