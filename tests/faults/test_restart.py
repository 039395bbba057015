"""F20: the whole service is started anew under load. Who sends repeats, who watches goes on, and nobody misses or doubles anything."""

import asyncio
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any

import httpx

from adapters.client.watching import Watching
from adapters.log.rows import chain_breaks_at
from adapters.log.sqlite import SqliteReader
from app.security.gate import Gate
from app.settings import Settings
from tests.faults.service import Service, a_message
from tests.patience import SECONDS

SENDERS, CUSTOMERS, WATCHED, EACH = 20, 8, 6, 16
NUMBERS = [
    40 * turn + who for turn in range(EACH) for who in range(CUSTOMERS)
]  # of messages, so that customers take turns
AWAY = 2 * CUSTOMERS  # messages that come before watchers are back


def test_over_restarts_nothing_is_lost_or_doubled_and_watchers_have_every_item(tmp_path: Path):
    assert set() == asyncio.run(Story(tmp_path).played(signal.SIGTERM, signal.SIGKILL))


def test_the_oracle_sees_doubled_messages_and_watchers_with_a_gap(tmp_path: Path):
    wrong = asyncio.run(Story(tmp_path, "dedupe in memory+resumed at the head").played(signal.SIGKILL))
    assert {"a repeat got another receipt", "the log holds more or less", "a watcher had to begin anew"} <= wrong


class Story:
    """Twenty senders and six watchers of one service that ends again and again. `played` says what was wrong at its end."""

    def __init__(self, folder: Path, planted: str = "") -> None:
        self._folder, self._service = folder, Service(folder, planted)
        self._receipts: dict[int, Any] = {}
        self._waiting = iter(NUMBERS)
        self._watchers: dict[str, Watching] = {}
        self._up, self._back = asyncio.Event(), asyncio.Event()
        self._wrong: set[str] = set()

    async def played(self, *ends: int) -> set[str]:
        """The service ends in each of these ways, with messages on their way and watchers who are away for a while."""
        adapter, agent = await self._tokens()
        await self._service.start()
        headers = {"Authorization": f"Bearer {adapter}"}
        async with httpx.AsyncClient(base_url=self._service.url, headers=headers, timeout=SECONDS) as client:
            following = await self._watch(client, agent)
            sending = [asyncio.create_task(self._send(client)) for _ in range(SENDERS)]
            for count, how in enumerate(ends, 1):
                await self._until(lambda count=count: len(self._receipts) >= count * len(NUMBERS) // (len(ends) + 1))
                await self._restart(how)
            await asyncio.gather(*sending)
            await self._until(
                lambda: all(set(items(watcher)) >= self._sent_to(who) for who, watcher in self._watchers.items())
            )
        await self._compare(agent)
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
        assert 0 == self._service.kill(signal.SIGINT)
        self._look_at_log()
        return self._wrong

    async def _tokens(self) -> tuple[str, str]:
        gate = Gate.open(Settings.read({"THROUGHLINE_DATA_DIR": str(self._folder)}))
        adapter = await gate.create_token("adapter", "Sender", source="//demo/*")
        agent = await gate.create_token("agent", "Watcher")
        gate.close()
        return adapter, agent

    async def _watch(self, client: httpx.AsyncClient, agent: str) -> list[asyncio.Task[None]]:
        """The first message of each customer; then some of them are watched."""
        self._up.set()
        self._back.set()
        for _ in range(CUSTOMERS):
            await self._one(client, next(self._waiting))
        for receipt in list(self._receipts.values())[:WATCHED]:
            who = receipt["customer_id"]
            self._watchers[who] = Watching(self._service.url, agent, who, sleep=lambda _: self._away())
        following = [asyncio.create_task(self._follow(watcher)) for watcher in self._watchers.values()]
        await self._until(lambda: all(watcher.page is not None for watcher in self._watchers.values()))
        return following

    async def _away(self) -> None:
        await self._back.wait()

    async def _follow(self, watcher: Watching) -> None:
        async for state in watcher.states():
            if state.what == "reset":
                self._wrong.add("a watcher had to begin anew")

    async def _send(self, client: httpx.AsyncClient) -> None:
        """Send as long as there is something; whoever was cut off repeats the last that was acknowledged, too."""
        last: int | None = None
        for number in self._waiting:
            cut_off = await self._one(client, number)
            if cut_off and last is not None:
                await self._one(client, last)
            last = number

    async def _one(self, client: httpx.AsyncClient, number: int) -> bool:
        """Send one until it is acknowledged. Whether it took more than one connection."""
        cut_off = False
        async with asyncio.timeout(SECONDS):
            while True:
                with suppress(httpx.TransportError):
                    answer = await client.post("/v1/intake", json=a_message(number))
                    if answer.status_code in (200, 201):
                        break
                    assert 503 == answer.status_code and "retry-after" in answer.headers, answer.text
                cut_off = True
                await self._up.wait()  # trying in vain would take the machine from the service that starts
                await asyncio.sleep(0.02)
        receipt = answer.json() | {"outcome": ""}
        if receipt != self._receipts.setdefault(number, receipt):
            self._wrong.add("a repeat got another receipt")
        return cut_off

    async def _restart(self, how: int) -> None:
        self._back.clear()
        self._up.clear()
        await asyncio.to_thread(self._service.kill, how)
        await self._service.start()
        self._up.set()
        before = len(self._receipts)
        await self._until(lambda: len(self._receipts) >= min(before + AWAY, len(NUMBERS)))
        self._back.set()

    async def _until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(SECONDS):
            while not done():
                await asyncio.sleep(0.02)

    def _sent_to(self, customer: str) -> set[str]:
        return {receipt["item_id"] for receipt in self._receipts.values() if receipt["customer_id"] == customer}

    async def _compare(self, agent: str) -> None:
        """What a watcher has is what a new one gets."""
        for who, watcher in self._watchers.items():
            if items(watcher) != await opened(Watching(self._service.url, agent, who)):
                self._wrong.add("a watcher has another page than a new one gets")

    def _look_at_log(self) -> None:
        reader = SqliteReader(self._folder / "log.db")
        rows = reader.since(0, 100_000)
        recorded = Counter(row.type for row in rows)["message-received"]
        if len(NUMBERS) != recorded or len({each["position"] for each in self._receipts.values()}) != recorded:
            self._wrong.add("the log holds more or less")
        if [row.position for row in rows] != list(range(1, len(rows) + 1)):
            self._wrong.add("positions with holes")
        if any(chain_breaks_at(reader.stream("demo", stream)) for stream in {row.stream for row in rows}):
            self._wrong.add("a broken chain")
        reader.close()


async def opened(watcher: Watching) -> list[str]:
    """What a new watcher gets."""
    async with asyncio.timeout(SECONDS), aclosing(watcher.states()) as states:
        async for _ in states:
            if watcher.page is not None:
                break
    return items(watcher)


def items(watcher: Watching) -> list[str]:
    return [item.item_id for item in watcher.page.items] if watcher.page else []
