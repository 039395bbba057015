"""One seed played from its first step to its last: two nodes, their senders and watchers, and what must hold at the end."""

import asyncio
import json
import logging
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from adapters.keys.keyring import Keyring
from adapters.views.projector import Projector
from adapters.views.store import Views
from app.folding import Fold
from app.http.inbox import Inbox
from app.live import picture
from app.logs import logger
from domain.page import Page
from domain.record import Recorded
from tests.app.live.world import ZONE, OpenGate
from tests.examples import LATE_WINDOW
from tests.reading import Reading
from tests.simulation.browser import SLOW, Browser
from tests.simulation.bus import Bus
from tests.simulation.loop import SimulatedLoop, Standstill
from tests.simulation.memory import MemoryKeys, MemoryLog
from tests.simulation.node import Node
from tests.simulation.outside import Outside

QUIET = {False: 1.5, True: 9.0}  # seconds until everything has come; with faults the poll heals
DEAD = 16.0  # seconds until nobody counts a node that died
LINGERS = 35.0  # seconds after which nobody's feed is left


class Shelf:
    """The views of both nodes, and a third to fold anew: files that one seed after the other makes empty."""

    def __init__(self, folder: Path) -> None:
        self.of_node = {name: Views(folder / f"{name}.db", _connect) for name in ("a", "b")}
        self.anew = Views(folder / "anew.db", _connect)

    def close(self) -> None:
        for each in (*self.of_node.values(), self.anew):
            each.close()


def _connect(path: Path) -> Any:
    from adapters.views import files

    return files.connect_building(path)


@contextmanager
def a_shelf() -> Iterator[Shelf]:
    """In memory where the machine has a file system there."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="simulation-", dir=memory if memory.is_dir() else None))
    shelf = Shelf(folder)
    try:
        yield shelf
    finally:
        shelf.close()
        shutil.rmtree(folder)


class World:
    """What a seed is made of. `faulty`: bells get lost, commits answer nothing, a node dies; else nothing needs healing."""

    def __init__(self, seed: int, shelf: Shelf) -> None:
        chance = self.chance = random.Random(seed)
        self.seed, self.shelf, self.faulty, self.queue = seed, shelf, seed % 2 == 1, seed % 16 < 2
        self.slow, self.crashes = seed % 32 in (6, 7), self.faulty and chance.random() < 0.5
        self.loop = SimulatedLoop(random.Random(seed))
        self.log = MemoryLog(f"life{seed}", random.Random(~seed), 0.08 if self.faulty else 0.0)
        self.keys, self.gate = MemoryKeys(), OpenGate()
        self.bus = Bus(self, chance, self.faulty)
        self.wrong: list[str] = []
        self.seen: Counter[str] = Counter()
        self.calm: asyncio.Event
        self.nodes: dict[str, Node] = {}
        self.browsers: list[Browser] = []
        self.outside = Outside(self)
        self._keyring = Keyring(self.keys, b"master", chance.randbytes, monotonic=self.loop.time)
        self.opened: dict[bytes, Recorded] = {}
        self.codec = Reading(self._keyring, chance.randbytes, self.opened)
        self._fold = Fold(self.log, self.codec, LATE_WINDOW)  # type: ignore[arg-type]

    def any_node(self) -> Node | None:
        """One that is up."""
        alive = [node for node in self.nodes.values() if node.alive]
        return self.chance.choice(alive) if alive else None

    async def pause(self, seconds: float) -> None:
        """Wait; no longer than it is restless."""
        if self.calm.is_set():
            await asyncio.sleep(min(seconds, 0.05))
            return
        try:
            async with asyncio.timeout(seconds):
                await self.calm.wait()
        except TimeoutError:
            pass

    def page_at(self, customer_id: str, version: int | None = None) -> dict[str, Any]:
        """The page as the log gives it, folded anew."""
        page = self._fold.replay("demo", customer_id, version)
        if version is None and page.customer.moved_to:
            return self.page_at(page.customer.moved_to)
        epoch = f"{self.log.life()}.{customer_id[-12:]}.{page.generation}"
        return json.loads(picture.snapshot(page, epoch, "pl", ZONE).to('"fresh"'))

    def replayed(self, customer_id: str) -> Page:
        """A customer's own page, moved or not, folded anew."""
        return self._fold.replay("demo", customer_id)

    # ---- the story -----------------------------------------------------------------------------------------------------

    def play(self) -> list[str]:
        """What was wrong; nothing if nothing was."""
        asyncio.set_event_loop(self.loop)
        faults = _Faults(self.wrong)
        logger.addHandler(faults)
        before, logger.propagate = logger.propagate, False
        try:
            self.loop.run_until_complete(self._play())
        except Standstill:
            self.wrong.append("everybody waits for what will never come")
        except Exception as fault:  # whatever it is, it was not to happen
            self.wrong.append(f"{type(fault).__name__} {fault}")
        finally:
            logger.removeHandler(faults)
            logger.propagate = before
            self._end()
        return self.wrong

    async def _play(self) -> None:
        self.calm = asyncio.Event()
        for name in ("a", "b"):
            await self._start(name)
        await self.outside.first()
        watching = [asyncio.create_task(browser.live()) for browser in self._browsers()]
        crashing = asyncio.create_task(self._crash())
        await self.outside.act()
        await crashing
        self.bus.faulty, self.log.unknown = False, 0.0
        self.calm.set()
        quiet = max(QUIET[self.faulty], DEAD if self.crashes else 0.0)
        await asyncio.sleep(quiet + (SLOW if self.slow else 0.0))
        await self._check()
        for task in watching:
            task.cancel()
        for browser in self.browsers:
            if browser.line is not None:
                browser.line.cut()
        if self.seed % 8 > 5:
            await self._check_nothing_is_left()

    async def _check_nothing_is_left(self) -> None:
        await asyncio.sleep(LINGERS)
        left = sum(len(node.hub.feeds) + len(node.hub.connections) for node in self.nodes.values() if node.alive)
        if left:
            self.wrong.append("feeds or sockets that nobody needs are left")

    def _browsers(self) -> list[Browser]:
        for number in range(self.chance.randint(2, 3)):
            customer = self.chance.choice(self.outside.customers)
            slow = self.slow and number == 0
            self.browsers.append(Browser(self, number, customer, self.queue and number < 2, slow))
        return self.browsers

    async def _start(self, name: str) -> None:
        views: Any = self.shelf.of_node[name] if self.queue else _NoViews()
        node = self.nodes[name] = Node(self, name, views, self.queue)
        await node.run(node.start())
        if not self.faulty:
            node.hub.feeds.heal = _nothing  # type: ignore[method-assign]  # no bell is lost: nothing may need it

    async def _crash(self) -> None:
        if not self.crashes:
            return
        await asyncio.sleep(self.chance.random() * 2)
        name = self.chance.choice(["a", "b"])
        self.nodes[name].crash()
        await asyncio.sleep(0.1 + self.chance.random())
        await self._start(name)

    # ---- what must hold ------------------------------------------------------------------------------------------------

    async def _check(self) -> None:
        for browser in self.browsers:
            self._check_page(browser)
            self._check_presence(browser)
            if self.queue and browser.queue is not None:
                await self._check_queue(browser)
        self.wrong += self.outside.wrong_items()
        self._check_facts()

    def _check_page(self, browser: Browser) -> None:
        if browser.line is None or browser.held.version is None:
            self.wrong.append(f"{browser.principal.name} holds nothing")
            return
        difference = browser.held.difference(self.page_at(browser.customer_id))
        if difference:
            self.wrong.append(f"{browser.principal.name} at last: {difference}")

    def _check_presence(self, browser: Browser) -> None:
        """Everybody who said what they do and is connected, and nobody else."""
        there = {
            (each.principal.name, each.state)
            for each in self.browsers
            if each.state and each.held.customer_id == browser.held.customer_id
        }
        shown = {(each["name"], each["state"]) for each in browser.who}
        if there != shown:
            self.wrong.append(f"{browser.principal.name} sees {sorted(shown)}, there are {sorted(there)}")

    async def _check_queue(self, browser: Browser) -> None:
        assert browser.queue is not None
        if browser.queue.version is None:
            self.wrong.append("a queue is not there")
            return
        views = self.shelf.anew
        views.belong_to(self.log.life(), 0)
        Projector(views, self.log, self.codec).advance(self.log.rows, self.log.head())  # type: ignore[arg-type]
        inbox = Inbox(views, self.log.life(), lambda: 0)
        fresh = {row.customer_id: row for row in (await inbox.rows("demo", "team", "p", None)).rows}
        if json.loads(msgspec.json.encode(fresh)) != browser.queue.rows:
            self.wrong.append("the queue at last is not the one the log gives")

    def _check_facts(self) -> None:
        facts = [self.codec.open(row).event for row in self.log.rows if row.type == "fact-recorded"]
        told = Counter((fact.item_id, fact.key, fact.span) for fact in facts)  # type: ignore[attr-defined]
        if any(count > 1 for count in told.values()):
            self.wrong.append("a fact was written down twice")

    def _end(self) -> None:
        for task in list(self.loop.tasks):
            task.cancel()
        for _ in range(50):
            if not self.loop.tasks:
                break
            self.loop.call_soon(self.loop.stop)
            self.loop.run_forever()
        self.loop.close()
        asyncio.set_event_loop(None)


class _Faults(logging.Handler):
    """What a node says went wrong inside it must not happen: except where it may be told nothing of a commit."""

    def __init__(self, wrong: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._wrong = wrong

    def emit(self, record: logging.LogRecord) -> None:
        fault = record.exc_info[1] if record.exc_info else None
        names = {type(each).__name__ for each in _unwrapped(fault)}
        if not names <= {"OutcomeUnknown", "ExceptionGroup"}:
            self._wrong.append(f"a fault inside: {names} {fault}")


def _unwrapped(fault: BaseException | None) -> Iterator[BaseException]:
    if isinstance(fault, BaseExceptionGroup):
        for each in fault.exceptions:
            yield from _unwrapped(each)
    elif fault is not None:
        yield fault


class _NoViews:
    """Where a follower keeps how far it has come, in a seed without a queue."""

    def __init__(self) -> None:
        self._position = 0

    def position(self, view: str = "") -> int:
        return self._position

    def move(self, view: str, position: int) -> None:
        self._position = position

    def parked(self, *_: Any) -> list[Any]:
        return []

    def park(self, place: Any) -> None:
        raise AssertionError(f"a follower stopped: {place}")


async def _nothing() -> None:
    pass
