"""One node put together as app/main.py does it, of the real classes: only the disk, the network and the clock are made up."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Executor, Future
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from adapters.keys.keyring import Keyring
from adapters.log.appends import Touched
from adapters.log.rows import Row
from adapters.log.tail import Tail
from adapters.log.writer import Writer
from adapters.views.store import Views
from app.abreast import Abreast
from app.http.inbox import Inbox
from app.ids import Ids
from app.intake.door import Door
from app.intake.sealing import Sealing
from app.live.clock import Clock
from app.live.connection import Connection
from app.live.hub import Hub
from app.live.requests import Requests
from app.memory.follower import MemoryFollower
from app.memory.notebook import Notebook
from app.merges import Merges
from app.pages import Pages
from app.pen import Pen
from app.security.principals import Principal
from app.settings import Settings
from app.slices import Slices
from app.views import ViewFollower
from tests.app.live.world import Ledger
from tests.examples import LATE_WINDOW, NOON
from tests.reading import Reading
from tests.simulation.line import Line
from tests.simulation.loop import here

if TYPE_CHECKING:
    from tests.simulation.world import World

SETTINGS = Settings.read({"THROUGHLINE_DATA_DIR": "."})
WRITES_WITHIN = 0.005  # seconds from an append to its commit
Answered = TypeVar("Answered")


class Here(Executor):
    """Does at once, on the calling thread, what it is given."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as fault:
            done.set_exception(fault)
        return done


class Turn:
    """Wakes a writer without a thread: it writes a while later, unless its node is dead by then."""

    def __init__(self, node: "Node") -> None:
        self._node, self._called = node, False

    def is_set(self) -> bool:
        return self._called

    def set(self) -> None:
        self._called = True
        world = self._node.world
        world.loop.call_later(world.chance.random() * WRITES_WITHIN, self._write)

    def clear(self) -> None:
        self._called = False

    def wait(self) -> None:
        raise NotImplementedError

    def _write(self) -> None:
        self._called = False
        if self._node.alive:
            with here(self._node):
                self._node.writer.write_waiting()


class Node:
    """`queue`: whether it keeps the views, too."""

    def __init__(self, world: "World", name: str, views: Views, queue: bool) -> None:
        self.world, self.name, self.views, self.alive = world, name, views, True
        loop, chance, log = world.loop, world.chance, world.log
        ids = Ids(self.clock, chance.randbytes)
        self.keyring = Keyring(world.keys, b"master", chance.randbytes, monotonic=loop.time)
        self.codec = Reading(self.keyring, chance.randbytes, world.opened)
        self.writer = Writer(log, self.keyring, self.clock, self._grew, Turn(self), Here())  # type: ignore[arg-type]
        self.tail = Tail(log, rows=chance.choice((1, 8, 1_000)))  # type: ignore[arg-type]
        self.abreast = Abreast(self.tail, True, self._ring)
        self.writer.on_rows = self._wrote
        self.pages = Pages(self.tail, self.codec, LATE_WINDOW)
        self.pages.sure = self.abreast.sure
        self.inbox = Inbox(views, log.life(), self.clock)
        self.gate, self.ledger = world.gate, Ledger()
        clock = Clock(now=loop.time, sleep=asyncio.sleep, utc=lambda: NOON + timedelta(seconds=loop.time()))
        self.hub = Hub(self.pages, self.inbox, SETTINGS, clock, chance=chance)
        self.requests = Requests(self.hub, self.gate, self.ledger)  # type: ignore[arg-type]
        self.pen = Pen(self.writer, log, self.keyring, self.codec, ids, self.clock)  # type: ignore[arg-type]
        self.merges = Merges(self.pen, self.pages, views, log, self.codec)  # type: ignore[arg-type]
        sealing = Sealing(self.keyring, self.codec, ids, chance.randbytes)
        self.door = Door(self.writer, log, self.keyring, sealing, ids, self.clock, "PL")  # type: ignore[arg-type]
        self.follower = ViewFollower(self.tail, self.codec, views, self.hub.ring_inbox, loop.time) if queue else None
        notebook = Notebook(self.writer, self.codec, self.keyring, ids, self.pages, Slices(clock=loop.time))
        self.memory = MemoryFollower(self.tail, self.codec, views, notebook, (), ZoneInfo("Europe/Warsaw"))
        self._lines: list[Line] = []

    def clock(self) -> int:
        """Microseconds; the node's first look is at noon."""
        return int(NOON.timestamp() * 1_000_000) + int(self.world.loop.time() * 1_000_000)

    async def start(self) -> None:
        """Begin to write, follow and listen."""
        self.writer.loop = asyncio.get_running_loop()
        await self.abreast.start()
        if self.follower is not None:
            await self.follower.start()
        await self.memory.start()
        await self.hub.start()
        self.hub.feeds.company.name = lambda: self.world.chance.randbytes(8).hex()
        self.hub.feeds.company.say = self._say
        self.hub.look_everywhere()

    def run(self, work: Coroutine[Any, Any, Answered]) -> "asyncio.Task[Answered]":
        """Do something as a part of this node: it ends when the node does."""
        with here(self):
            return asyncio.get_running_loop().create_task(work)

    def crash(self) -> None:
        """Be gone, in the middle of everything."""
        self.alive = False
        for line in self._lines:
            line.cut()
        self.world.loop.kill(self)

    def connect(self, principal: Principal) -> Line:
        """Open a socket."""
        line = Line(self.world.chance, 1 if self.world.slow else 8)
        self._lines.append(line)
        connection = Connection(self.hub, self.gate, self.requests, line, principal)  # type: ignore[arg-type]
        self.run(connection.run())
        return line

    def rung(self, touched: Sequence[Touched]) -> None:
        """A doorbell came over the bus."""
        if self.alive:
            with here(self):
                self.abreast.heard(touched)

    def heard(self, tenant: str, said: bytes) -> None:
        """Another node says who is present there."""
        if self.alive:
            with here(self):
                self.hub.heard(tenant, said)

    def _wrote(self, rows: Sequence[Row]) -> None:
        if self.alive:
            self.abreast.wrote(rows)

    def _grew(self, touched: Sequence[Touched]) -> None:
        if self.alive:  # what a dead node's loop still had to do was never done
            self._ring(touched)
            self.world.bus.ring(self, touched)

    def _say(self, tenant: str, said: bytes) -> None:
        if self.alive:
            self.world.bus.say(self, tenant, said)

    def _ring(self, touched: Sequence[Touched]) -> None:
        self.hub.ring(touched)
        self.memory.ring()
        if self.follower is not None:
            self.follower.ring()
