"""What every process on a log is made of: it writes, follows what was written, and derives when that is its duty."""

import asyncio
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from zoneinfo import ZoneInfo

from prometheus_client import Gauge

from adapters.durable import explain
from adapters.duty.port import Duty
from adapters.identity.store import IdentityStore
from adapters.log.appends import Touched
from adapters.log.codec import Codec
from adapters.log.store import LogStore
from adapters.log.tail import Tail
from adapters.log.writer import Writer
from adapters.pages.store import PageStore
from adapters.views.store import Views
from app.abreast import Abreast
from app.bus import NodeEars, open_bus
from app.control import Handler
from app.follower import Follower
from app.http.health import NotReady, Ready, readiness
from app.identity.follower import IdentityFollower
from app.identity.ruling import identity_rules
from app.ids import Ids
from app.kept_pages import PagesModel
from app.keys import key_commands, open_keyring
from app.life import Life
from app.logs import logger
from app.memory.follower import MemoryFollower
from app.memory.notebook import Notebook
from app.memory.rules import memory_rules
from app.memory.shop import shop_of
from app.merges import Merges
from app.pages import Pages
from app.pen import Pen
from app.projections import Projections
from app.rebuild import ViewsModel
from app.security.commands import gate_commands
from app.security.gate import Gate
from app.settings import Settings
from app.slices import Slices
from app.storage import open_log, opening
from app.views import ViewFollower
from domain.inbox.rows import InboxRow

DERIVES = Gauge("throughline_derives", "Whether this process derives now (1) or stands by (0).")


def clock() -> int:
    """Microseconds since 1970, UTC."""
    return time.time_ns() // 1_000


class Node:
    """One process. Who serves people adds doors and screens to it (`app.main`); who only derives adds nothing (`app.deriving`)."""

    _watching: asyncio.Task[None] | None = None

    def __init__(self, settings: Settings, duty: Duty) -> None:
        self.settings, self.duty = settings, duty
        folder = settings.data_dir
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        store, self.reader = open_log(settings)
        self.life = Life(self.reader, folder / "seen.json")
        self.keyring = open_keyring(settings)
        self.bus = open_bus(settings, self.keyring)
        self.codec = Codec(self.keyring, os.urandom)
        self._write_to(store)
        with opening(folder / "views.db"):
            self.views = Views(folder / "views.db")
        self.gate = Gate.open(settings)
        with opening(folder / "pages.db"):
            kept = PageStore(folder / "pages.db", self.keyring, os.urandom)
        self.pages = Pages(self.tail, self.codec, settings.late_window, kept, life=self.life.name)
        self.pages.sure = self.abreast.sure
        self.follower = ViewFollower(self.tail, self.codec, self.views, self.queues_changed, life=self.life.name,
                                     on_handed=self.handed)  # fmt: skip
        self.follower.sure = self.abreast.sure
        self.ids = Ids(clock, os.urandom)
        self.pen = Pen(self.writer, self.reader, self.keyring, self.codec, self.ids, clock)
        self.merges = Merges(self.pen, self.pages, self.views, self.reader, self.codec)
        self._remember()
        self._know()
        models = [ViewsModel(self.views, self.follower, self.reader, self.codec),
                  PagesModel(self.pages, ZoneInfo(settings.timezone))]  # fmt: skip
        self.projections = Projections(self.reader, self.views, [self.follower, self.memory, self.identity], models)

    def _write_to(self, store: LogStore) -> None:
        """Put together what writes the log, and what tells this process's followers of its end."""
        self.store, self.writer = store, Writer(store, self.keyring, clock, self._grew)
        self.faulted = asyncio.Event()
        self.why = "The log is in another life than the one this process knows."
        self.writer.on_fault = self._fail
        self.tail = Tail(self.reader)
        self.abreast = Abreast(self.tail, self.settings.on_server, self._news)
        self.writer.on_rows = self.abreast.wrote

    def _remember(self) -> None:
        """Put together what derives from the log."""
        self.slices = Slices()
        self.notebook = Notebook(self.writer, self.codec, self.keyring, self.ids, self.pages, self.slices)
        self.memory = MemoryFollower(
            self.tail, self.codec, self.views, self.notebook, memory_rules(self.settings), ZoneInfo(self.settings.timezone),
            self.settings.default_region, shop_of(self.settings), self.duty)  # fmt: skip

    def _know(self) -> None:
        """Put together what finds out who is who."""
        with opening(self.settings.data_dir / "identity.db"):
            known = IdentityStore(self.settings.data_dir / "identity.db", self.life.name)
        self.identity = IdentityFollower(self.tail, self.codec, self.keyring, known, self.pen, self.merges, os.urandom,
                                         identity_rules(self.settings), self.views, self.duty, self.slices)  # fmt: skip

    async def start(self) -> None:
        """Begin to write, follow and listen."""
        self.writer.loop = asyncio.get_running_loop()
        await self.abreast.start()
        self.writer.start()
        await self.gate.start()
        await self.duty.start()
        await self.follower.start()
        await self.memory.start()
        await self.identity.start()
        await self.begin()
        self.duty.changed = self._note_duty
        self._note_duty()
        self._watching = asyncio.create_task(self.life.watch(self.faulted))
        await self.bus.start(NodeEars(self.abreast.heard, self.heard, self._look_everywhere))

    async def stop(self) -> None:
        """Write what waits, then close everything."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        await self.gate.stop()
        await self.projections.stop()
        await self.end()
        await self.identity.stop()
        await self.memory.stop()
        await self.duty.stop()
        await self.follower.stop()
        self.writer.stop()
        with suppress(Exception):
            await asyncio.to_thread(self.life.look)  # so that the next process knows the last event
        await self.bus.stop()
        await self.abreast.stop()
        await self.close()
        for part in (self.identity, self.views, self.pages, self.reader, self.keyring, self.gate):
            part.close()

    def commands(self) -> dict[str, Handler]:
        """What the command line may ask of a running process, over its control socket."""
        return {
            **gate_commands(self.gate), **self.projections.commands(), **key_commands(self.settings, self.keyring)}  # fmt: skip

    def ready(self) -> Ready:
        """How far every follower is. Waits for the log's database. Raises NotReady, or what the database raises."""
        if not self.gate.sure:
            raise NotReady("What other nodes revoked cannot be heard: the database does not answer.")
        if self.faulted.is_set():
            raise NotReady("The log cannot be used any more: this process ends.")
        head = self.reader.head()
        behind = {each.name: max(0, head - each.position) for each in self.followers()}
        return readiness(
            behind,
            self.views.parked(),
            [*self.bus.warnings(), *self.duty.warnings(), *self.store.warnings(), *self.warnings()],
        )

    # ---- what more there is to a process -----------------------------------------------------------------------------

    def followers(self) -> Sequence[Follower]:
        """Who follows the log here."""
        return self.follower, self.memory, self.identity

    def warnings(self) -> list[str]:
        """What else an operator should know."""
        return []

    async def begin(self) -> None:
        """Start the rest."""

    async def end(self) -> None:
        """Stop the rest, while the log can still be written."""

    async def close(self) -> None:
        """Stop what waits for the last event, and close the rest."""

    def show(self, touched: Sequence[Touched]) -> None:
        """Streams grew: whoever looks at them is told before anything else follows."""

    def wake(self) -> None:
        """The log grew."""
        self.follower.ring()
        self.wake_deriving()

    def wake_deriving(self) -> None:
        """There may be something to derive."""
        self.memory.ring()
        self.identity.ring()

    def look_everywhere(self) -> None:
        """Bells may have been missed."""

    def heard(self, tenant: str, said: bytes) -> None:
        """Another node says who is present where."""

    def queues_changed(self) -> None:
        """The views have taken in more."""

    def handed(self, tenant: str, row: InboxRow) -> None:
        """A customer was handed over."""

    # ---- what happens by itself --------------------------------------------------------------------------------------

    def _fail(self, error: Exception) -> None:
        logger.error("the log cannot be written any more", exc_info=error)
        self.why = f"The log cannot be written any more: {explain(error)}"
        self.faulted.set()

    def _note_duty(self) -> None:
        DERIVES.set(self.duty.mine)
        self.wake_deriving()

    def _grew(self, touched: Sequence[Touched]) -> None:
        """What is called first runs first: the screens here, those of other nodes, and then what follows."""
        self.show(touched)
        self.bus.ring(touched)
        self.wake()

    def _news(self, touched: Sequence[Touched]) -> None:
        self.show(touched)
        self.wake()

    def _look_everywhere(self) -> None:
        self.abreast.look()
        self.wake()
        self.look_everywhere()
