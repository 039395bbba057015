"""The composition root: opens the parts, joins them, and hands over one service to run."""

import asyncio
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Litestar

from adapters.identity.store import IdentityStore
from adapters.log.appends import Touched
from adapters.log.codec import Codec
from adapters.log.store import LogStore
from adapters.log.tail import Tail
from adapters.log.writer import Writer
from adapters.markers.store import MarkerStore
from adapters.pages.store import PageStore
from adapters.views.store import Views
from app.abreast import Abreast
from app.application import application
from app.attachments.opening import Attachments
from app.audit.access import AccessLedger
from app.audit.commands import audit_commands
from app.audit.export import Exporter
from app.audit.follower import ProofFollower
from app.audit.opening import open_proof
from app.audit.routes import auditor_routes
from app.bus import NodeEars, open_bus
from app.claims import Claims
from app.console.serve import console_routes
from app.control import Handler
from app.duty import open_duty
from app.handle_rules import handle_rules
from app.history import History
from app.http.attachments import attachment_routes
from app.http.channels import channel_routes
from app.http.claims import claim_routes
from app.http.customers import customer_routes
from app.http.decided import decided_routes
from app.http.desk import desk_routes
from app.http.event_stream import Streams, event_stream_routes
from app.http.figures import figure_routes
from app.http.finding import finding_routes
from app.http.health import NotReady, Ready, health_routes, readiness
from app.http.identity import identity_routes
from app.http.inbox import Inbox
from app.http.memory import memory_routes
from app.http.messages import message_routes
from app.http.notes import note_routes
from app.http.printing import printing_routes
from app.http.projections import projection_routes
from app.http.proofs import proof_routes as proof_at_hand_routes
from app.http.reading import Desk
from app.http.record import record_routes
from app.http.wrap_up import wrap_up_routes
from app.identity.codes import CodeDesk
from app.identity.follower import IdentityFollower
from app.identity.outbound import ways_out
from app.identity.ruling import identity_rules
from app.ids import Ids
from app.intake.door import Door
from app.intake.porch import Porch
from app.intake.routes import intake_routes
from app.intake.sealing import Sealing
from app.kept_pages import PagesModel
from app.keys import key_commands, open_keyring
from app.life import Life
from app.live.hub import Hub
from app.live.markers import Markers
from app.live.routes import live_routes
from app.logs import logger
from app.memory.follower import MemoryFollower
from app.memory.notebook import Notebook
from app.memory.reinterpreting import Reinterpreter
from app.memory.rules import memory_rules
from app.memory.shop import shop_of
from app.merges import Merges
from app.outbound.follower import OutboundFollower
from app.outbound.replies import Replies
from app.outbound.talks import Talks
from app.pages import Pages
from app.pen import Pen
from app.projections import Projections
from app.rebuild import ViewsModel
from app.security.commands import gate_commands
from app.security.gate import Gate, utc_now
from app.security.guard import guard
from app.security.sign_in import sign_in_routes
from app.settings import Settings
from app.slices import Slices
from app.storage import open_log
from app.views import ViewFollower


def clock() -> int:
    """Microseconds since 1970, UTC."""
    return time.time_ns() // 1_000


class Service:
    """One node with the embedded store: everything it holds open, and its application."""

    _watching: asyncio.Task[None] | None = None

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        folder = settings.data_dir
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        store, self.reader = open_log(settings)
        self.life = Life(self.reader, folder / "seen.json")
        self.keyring = open_keyring(settings)
        self.bus, self.duty = open_bus(settings, self.keyring), open_duty(settings)
        self.codec = Codec(self.keyring, os.urandom)
        self._write_to(store)
        self.views = Views(folder / "views.db")
        self.gate = Gate.open(settings)
        self.ledger = AccessLedger(self.gate.store)
        kept = PageStore(folder / "pages.db", self.keyring, os.urandom)
        self.pages = Pages(self.tail, self.codec, settings.late_window, kept, life=self.life.name)
        self.pages.sure = self.abreast.sure
        self.streams = Streams()
        self.markers = Markers(MarkerStore(folder / "markers.db"))
        self.inbox = Inbox(self.views, self.pages.life, markers=self.markers)
        self.hub = Hub(self.pages, self.inbox, settings, markers=self.markers)
        self.follower = ViewFollower(self.tail, self.codec, self.views, self.hub.ring_inbox, life=self.life.name,
                                     on_handed=self.hub.handed)  # fmt: skip
        self.follower.sure = self.abreast.sure
        ids = Ids(clock, os.urandom)
        self._remember(ids)
        self.pen = Pen(self.writer, self.reader, self.keyring, self.codec, ids, clock)
        self.merges = Merges(self.pen, self.pages, self.views, self.reader, self.codec)
        known = IdentityStore(folder / "identity.db", self.life.name)
        self.identity = IdentityFollower(self.tail, self.codec, self.keyring, known, self.pen, self.merges, os.urandom,
                                         identity_rules(settings), self.views, self.duty, self.slices)  # fmt: skip
        sealing = Sealing(self.keyring, self.codec, ids, os.urandom)
        self.attachments = Attachments(settings, self.keyring, self.reader, clock)
        self.door = Door(self.writer, self.reader, self.keyring, sealing, ids, clock, settings.default_region,
                         handle_rules(settings), self.attachments.naming)  # fmt: skip
        self._let_people_write()
        self.projections = self._all_projections()
        self.proof = ProofFollower(open_proof(settings, self.reader, self.keyring, clock), settings.head_every)
        self.exporter = Exporter(self.reader, History(self.reader, self.codec), self.pages, self.proof.proof)
        self.app = self._application()
        self.front = Porch(self.app, self.door, self.gate, settings.origins)

    def _write_to(self, store: LogStore) -> None:
        """Put together what writes the log, and what tells this node's followers of its end."""
        self.writer = Writer(store, self.keyring, clock, self._grew)
        self.faulted = asyncio.Event()
        self.writer.on_fault = self._fail
        self.tail = Tail(self.reader)
        self.abreast = Abreast(self.tail, self.settings.on_server, self._wake)
        self.writer.on_rows = self.abreast.wrote

    def _all_projections(self) -> Projections:
        models = [ViewsModel(self.views, self.follower, self.reader, self.codec),
                  PagesModel(self.pages, ZoneInfo(self.settings.timezone))]  # fmt: skip
        return Projections(self.reader, self.views, [self.follower, self.memory, self.identity], models)

    def _let_people_write(self) -> None:
        """Put together what agents write with."""
        self.codes = CodeDesk(self.pen, self.pages, self.keyring, ways_out(self.settings.outbound), os.urandom, utc_now,
                              self.settings.shop_name)  # fmt: skip
        talks = Talks(self.views, self.reader, self.codec)
        self.replies = Replies(self.pen, talks, self.reader, self.keyring, self.door, utc_now)
        self.outbound = OutboundFollower(self.tail, self.codec, self.views, self.pen, self.pages,
                                         ways_out(self.settings.outbound), utc_now)  # fmt: skip
        self.claims = Claims(self.pen, self.pages, self.views, utc_now)

    def _remember(self, ids: Ids) -> None:
        """Put together what derives from the log."""
        self.slices = Slices()
        notebook = Notebook(self.writer, self.codec, self.keyring, ids, self.pages, self.slices)
        self.memory = MemoryFollower(
            self.tail, self.codec, self.views, notebook, memory_rules(self.settings), ZoneInfo(self.settings.timezone),
            self.settings.default_region, shop_of(self.settings), self.duty)  # fmt: skip
        self.reinterpreter = Reinterpreter(
            self.reader, self.codec, self.views, self.pages, notebook, self.memory, self.settings)  # fmt: skip

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
        await self.claims.start()
        await self.outbound.start()
        await self.proof.start()
        await self.attachments.sweeper.start()
        self.duty.changed = self._wake_deriving
        await self.hub.start()
        self.hub.feeds.company.say = self.bus.say
        self._watching = asyncio.create_task(self.life.watch(self.faulted))
        await self.bus.start(NodeEars(self.abreast.heard, self.hub.heard, self._look_everywhere))

    async def stop(self) -> None:
        """Write what waits, then close everything."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        await self.hub.stop()
        await self.gate.stop()
        await self.attachments.stop()
        await self.projections.stop()
        await self.reinterpreter.stop()
        await self.outbound.stop()
        await self.claims.stop()
        await self.identity.stop()
        await self.memory.stop()
        await self.duty.stop()
        await self.follower.stop()
        self.writer.stop()
        with suppress(Exception):
            await asyncio.to_thread(self.life.look)  # so that the next process knows the last event
        await self.bus.stop()
        await self.abreast.stop()
        await self.proof.stop()  # after the last event, so that the last head covers it
        for part in (self.identity, self.markers, self.views, self.pages, self.reader, self.keyring, self.gate):
            part.close()

    async def drain(self) -> None:
        """Say goodbye to every open socket and stream."""
        self.streams.end()
        await self.hub.drain()

    def commands(self) -> dict[str, Handler]:
        """What the command line may ask of a running service, over its control socket."""
        return {
            **gate_commands(self.gate),
            **audit_commands(self.exporter, self.ledger, self.settings.tenant),
            **self.projections.commands(),
            **self.reinterpreter.commands(),
            **key_commands(self.settings, self.keyring),
        }

    def ready(self) -> Ready:
        """How far every follower is. Waits for the log's database. Raises NotReady, or what the database raises."""
        if not self.gate.sure:
            raise NotReady("What other nodes revoked cannot be heard: the database does not answer.")
        if self.faulted.is_set():
            raise NotReady("The disk under the log failed.")
        head = self.reader.head()
        followers = (self.follower, self.memory, self.identity, self.outbound, self.proof)
        warnings = [*self.proof.proof.warnings(), *self.bus.warnings(), *self.duty.warnings(), *self.hub.warnings()]
        return readiness({each.name: max(0, head - each.position) for each in followers}, self.views.parked(), warnings)

    def _fail(self, error: Exception) -> None:
        logger.error("the disk under the log failed", exc_info=error)
        self.faulted.set()

    def _grew(self, touched: Sequence[Touched]) -> None:
        self._wake(touched)
        self.bus.ring(touched)

    def _look_everywhere(self) -> None:
        self.abreast.look()
        self._wake(())
        self.hub.look_everywhere()

    def _wake(self, touched: Sequence[Touched]) -> None:
        self.hub.ring(touched)
        self.streams.ring()
        self.follower.ring()
        self.proof.ring()
        self._wake_deriving()

    def _wake_deriving(self) -> None:
        self.memory.ring()
        self.identity.ring()
        self.outbound.ring()

    def _application(self) -> Litestar:
        desk = Desk(self.pages, self.ledger, self.reader, self.follower, self.settings, self.views)
        handlers: list[Any] = [
            *intake_routes(self.door, self.reader), *attachment_routes(desk, self.attachments.keeping), *customer_routes(desk, self.keyring, self.views),
            *desk_routes(desk, self.views, self.inbox), *finding_routes(desk), *printing_routes(desk),
            *record_routes(desk, self.codec), *event_stream_routes(desk, self.codec, self.gate, self.streams),
            *identity_routes(desk, self.pen, self.merges), *decided_routes(desk, self.codec, self.ledger),
            *message_routes(desk, self.pen, self.replies, self.hub.mark_read), *note_routes(desk, self.pen),
            *claim_routes(desk, self.pen, self.claims), *channel_routes(desk, self.replies),
            *wrap_up_routes(desk, self.pen, self.merges, self.replies),
            *memory_routes(desk, self.pen, self.codec, self.ledger, self.gate), *figure_routes(desk, self.views),
            *auditor_routes(desk, self.codec, self.ledger, self.proof.proof, self.exporter),
            *proof_at_hand_routes(desk, self.pen, self.codes, self.keyring),
            *health_routes(self.ready), *projection_routes(self.projections), *sign_in_routes(self.gate, self.settings),
            *console_routes(self.settings.shop_name), *live_routes(self.hub, self.gate, self.ledger, self.settings),
        ]  # fmt: skip
        return application(handlers, guard(self.gate, self.settings.origins))


def build(settings: Settings) -> Service:
    """Put one service together. Raises what its parts say when they cannot open."""
    return Service(settings)
