"""A 2xx is durable: the service is killed under load, starts again, and every acknowledged event is there once."""

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.log.rows import chain_breaks_at
from adapters.log.sqlite import SqliteReader

KILLS = int(os.environ.get("THROUGHLINE_KILLS", "5"))
COMMAND = [str(Path(sys.executable).with_name("throughline"))]


def an_event(number: int) -> dict[str, Any]:
    handle = {"kind": "phone", "value_raw": f"+48 601 000 {number % 40:03}", "level": 2}
    return {
        "specversion": "1.0", "id": f"m-{number}", "source": "//demo/sms/main", "type": "throughline.message.received.v1",
        "subject": f"sms:{number % 40}", "time": "2026-11-21T09:18:00Z",
        "data": {"channel": "sms", "party": {"role": "customer", "handles": [handle]},
                 "parts": [{"type": "text", "text": f"słowo {number}"}]},
    }  # fmt: skip


class Node:
    """One service process that can be killed."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = os.environ | {"THROUGHLINE_DATA_DIR": str(folder), "THROUGHLINE_PORT": str(self.port)}
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *words: str) -> str:
        done = subprocess.run(
            [*COMMAND, *words], env=self.environment, capture_output=True, text=True, check=True, timeout=30
        )
        return done.stdout.strip()

    async def start(self) -> None:
        self.process = subprocess.Popen([*COMMAND, "serve"], env=self.environment, stdout=subprocess.DEVNULL)  # noqa: ASYNC220
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as client, asyncio.timeout(30):
            while True:
                try:
                    if (await client.get("/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    await asyncio.sleep(0.02)

    def kill(self, how: int) -> None:
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait(20)


async def load(node: Node, token: str, kill_at: int, numbers: range) -> dict[str, dict[str, Any]]:
    """Send from 8 callers at once; kill the process after so many answers. Returns what was acknowledged."""
    acknowledged: dict[str, dict[str, Any]] = {}
    waiting = iter(numbers)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{node.port}", headers=headers, timeout=20) as client:

        async def caller() -> None:
            for number in waiting:
                try:
                    answer = await client.post("/v1/intake", json=an_event(number))
                except httpx.TransportError:
                    return
                assert answer.status_code in (200, 201), answer.text
                acknowledged[f"m-{number}"] = answer.json()
                if len(acknowledged) == kill_at:
                    node.kill(signal.SIGKILL)

        await asyncio.gather(*(caller() for _ in range(8)))
    return acknowledged


@pytest.mark.parametrize("seed", range(KILLS))
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
    assert 400 == sum(row.type == "message-received" for row in rows)
    streams = {row.stream for row in rows}
    assert 40 == len(streams)
    assert [None] * 40 == [chain_breaks_at(reader.stream("demo", stream)) for stream in streams]
    reader.close()


async def story(folder: Path, kill_at: int) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    node = Node(folder)
    token = node.command("token", "create", "--role", "adapter", "--name", "load", "--source", "//demo/*")
    await node.start()
    try:
        acknowledged = await load(node, token, kill_at, range(400))
        await node.start()
        return acknowledged, await load(node, token, -1, range(400))
    finally:
        node.kill(signal.SIGINT)
