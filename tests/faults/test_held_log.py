"""Another program has the log's file in its hands while the service runs: what callers see, and that it goes on by itself."""

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.faults.service import Service, a_message, problem_of
from tests.patience import SECONDS

MANY = 600  # waiting at once: more than one commit takes
SOME = 200  # sent at once
BATCH = {"Content-Type": "application/cloudevents-batch+json"}
_OPENED = "import sqlite3, sys; log = sqlite3.connect(sys.argv[1], isolation_level=None); "
_STAYS = "print('there', flush=True); sys.stdin.read()"
WRITES = f"{_OPENED} log.execute('BEGIN IMMEDIATE'); {_STAYS}"
READS = f"{_OPENED} log.execute('BEGIN'); log.execute('SELECT count(*) FROM event').fetchone(); {_STAYS}"
COPIES = f"{_OPENED} copy = sqlite3.connect(sys.argv[1] + '.copy'); log.backup(copy, pages=2, sleep=0.01); {_STAYS}"


@contextmanager
def other_program(does: str, path: Path) -> Iterator[None]:
    """It has begun what it does; at the end it dies, as a shell does that somebody closes."""
    with subprocess.Popen(
        [sys.executable, "-c", does, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        try:
            assert program.stdout is not None and b"there\n" == program.stdout.readline()
            yield
        finally:
            program.kill()


class Callers:
    """An adapter and an agent."""

    def __init__(self, adapter: httpx.AsyncClient, agent: httpx.AsyncClient) -> None:
        self.adapter, self.agent = adapter, agent

    async def post(self, number: int) -> httpx.Response:
        return await self.adapter.post("/v1/intake", json=a_message(number))

    async def post_plainly(self, number: int) -> httpx.Response:
        """The same on a connection of its own, said in one breath: a client with pools takes longer over hundreds of them
        than the service waits for what a connection was opened for.
        """
        where, body = self.adapter.base_url, json.dumps(a_message(number)).encode()
        reader, writer = await asyncio.open_connection(where.host, where.port)
        writer.write(
            f"POST /v1/intake HTTP/1.1\r\nHost: {where.netloc.decode()}\r\nAuthorization: {self.adapter.headers['Authorization']}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
            + body
        )
        async with asyncio.timeout(SECONDS):
            head, _, content = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        status, *lines = head.decode().split("\r\n")
        headers = [(name, value.strip()) for name, _, value in (each.partition(":") for each in lines)]
        return httpx.Response(int(status.split()[1]), headers=headers, content=content)

    async def batches(self, numbers: range) -> list[dict[str, Any]]:
        """Receipts of as many events as are told, so many in a request as are sent at once."""
        receipts: list[dict[str, Any]] = []
        for start in range(numbers.start, numbers.stop, SOME):
            events = json.dumps([a_message(each) for each in range(start, min(start + SOME, numbers.stop))])
            answer = await self.adapter.post("/v1/intake", content=events, headers=BATCH)
            assert 200 == answer.status_code, answer.text
            receipts += answer.json()["results"]
        return receipts

    async def note(self, customer_id: str) -> httpx.Response:
        return await self.agent.post(
            f"/v1/customers/{customer_id}/notes", json={"text": "do jutra"}, headers={"Idempotency-Key": "one"})  # fmt: skip

    async def warned(self) -> list[str]:
        ready = await self.agent.get("/readyz")
        assert 200 == ready.status_code, "it can be read"
        return [each for each in ready.json()["warnings"] if "holds the log" in each]


@asynccontextmanager
async def called(folder: Path, role: str = "agent") -> AsyncIterator[Callers]:
    service = Service(folder)
    adapter, agent = service.token(), service.token(role)
    await service.start()
    wide: Any = {"base_url": service.url, "timeout": SECONDS, "limits": httpx.Limits(max_connections=MANY)}
    try:
        async with (
            httpx.AsyncClient(headers=adapter, **wide) as sending,
            httpx.AsyncClient(headers=agent, **wide) as reading,
        ):
            yield Callers(sending, reading)
    finally:
        assert 0 == service.kill(signal.SIGINT)


def test_while_another_program_writes_everybody_is_told_that_nothing_was_stored_and_then_it_goes_on(tmp_path: Path):
    asyncio.run(held(tmp_path))


async def held(folder: Path) -> None:
    async with called(folder) as callers:
        customer_id = (await callers.post(0)).json()["customer_id"]
        with other_program(WRITES, folder / "log.db"):
            refused = await asyncio.gather(
                callers.note(customer_id), *(callers.post_plainly(each) for each in range(40, 40 + MANY))
            )
            assert {(503, "log-held", True)} == {problem_of(each) for each in refused}
            shown = await callers.agent.get(f"/v1/customers/{customer_id}/timeline")
            assert (200, 1) == (shown.status_code, len(shown.json()["items"])), "reading goes on"
            assert 503 == (await callers.post(39)).status_code  # the warning is as of the last try, and fades
            assert 1 == len(await callers.warned())
        async with asyncio.timeout(SECONDS):
            while 201 != (await callers.note(customer_id)).status_code:
                await asyncio.sleep(0.05)
        assert [] == await callers.warned()
        stored = await callers.batches(range(40, 40 + MANY))
        assert {"recorded"} == {each["outcome"] for each in stored}
        again = [(await callers.post(each)).json() for each in range(40, 80)]
        assert [each | {"outcome": "duplicate"} for each in stored[:40]] == again
        items = (await callers.agent.get(f"/v1/customers/{customer_id}/timeline", params={"limit": 200})).json()[
            "items"
        ]
        assert [1, MANY // 40 + 1] == [sum(each["kind"] == kind for each in items) for kind in ("note", "message")]


@pytest.mark.parametrize("does", [READS, COPIES], ids=["reads", "copies"])
def test_who_only_reads_or_makes_a_backup_is_noticed_by_nobody(tmp_path: Path, does: str):
    asyncio.run(read_meanwhile(tmp_path, does))


async def read_meanwhile(folder: Path, does: str) -> None:
    async with called(folder) as callers:
        assert 201 == (await callers.post(0)).status_code
        with other_program(does, folder / "log.db"):
            answers = await asyncio.gather(*(callers.post(each) for each in range(1, SOME)))
            assert {201} == {each.status_code for each in answers}
            assert [] == await callers.warned()
    if does is COPIES:
        with closing(sqlite3.connect(folder / "log.db.copy")) as copy:
            assert [("ok",)] == copy.execute("PRAGMA integrity_check").fetchall()
