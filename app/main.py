"""The composition root: opens the parts, joins them, and hands over one service to run."""

import os
from collections.abc import Sequence
from typing import Any

from litestar import Litestar

from adapters.log.appends import Touched
from adapters.markers.store import MarkerStore
from app.application import application
from app.attachments.opening import Attachments
from app.audit.access import AccessLedger
from app.audit.commands import audit_commands
from app.audit.export import Exporter
from app.audit.follower import ProofFollower
from app.audit.opening import open_proof, tree_file
from app.audit.routes import auditor_routes
from app.claims import Claims
from app.console.serve import console_routes
from app.control import Handler
from app.duty import open_duty
from app.follower import Follower
from app.handle_rules import handle_rules
from app.history import History
from app.http.attachments import attachment_routes
from app.http.channels import channel_routes
from app.http.claims import claim_routes
from app.http.consents import consent_routes
from app.http.customers import customer_routes
from app.http.decided import decided_routes
from app.http.desk import desk_routes
from app.http.event_stream import Streams, event_stream_routes
from app.http.figures import figure_routes
from app.http.finding import finding_routes
from app.http.health import health_routes
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
from app.identity.outbound import ways_out
from app.intake.door import Door
from app.intake.porch import Porch
from app.intake.routes import intake_routes
from app.intake.sealing import Sealing
from app.live.hub import Hub
from app.live.markers import Markers
from app.live.routes import live_routes
from app.memory.reinterpreting import Reinterpreter
from app.node import Node, clock
from app.outbound.follower import OutboundFollower
from app.outbound.replies import Replies
from app.outbound.talks import Talks
from app.security.gate import utc_now
from app.security.guard import guard
from app.security.sign_in import sign_in_routes
from app.settings import Settings
from app.storage import opening
from domain.inbox.rows import InboxRow


class Service(Node):
    """One node that serves people: its doors, its screens, and its application."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, open_duty(settings))
        folder = settings.data_dir
        self.ledger = AccessLedger(self.gate.store)
        self.streams = Streams()
        with opening(folder / "markers.db"):
            self.markers = Markers(MarkerStore(folder / "markers.db"))
        self.inbox = Inbox(self.views, self.pages.life, markers=self.markers)
        self.hub = Hub(self.pages, self.inbox, settings, markers=self.markers)
        self.reinterpreter = Reinterpreter(
            self.reader, self.codec, self.views, self.pages, self.notebook, self.memory, settings)  # fmt: skip
        sealing = Sealing(self.keyring, self.codec, self.ids, os.urandom)
        self.attachments = Attachments(settings, self.keyring, self.reader, clock)
        self.door = Door(self.writer, self.reader, self.keyring, sealing, self.ids, clock, settings.default_region,
                         handle_rules(settings), self.attachments.naming)  # fmt: skip
        self._let_people_write()
        with opening(tree_file(settings)):
            proof = open_proof(settings, self.reader, self.keyring, clock)
        self.proof = ProofFollower(proof, settings.head_every)
        self.exporter = Exporter(self.reader, History(self.reader, self.codec), self.pages, self.proof.proof)
        self.app = self._application()
        self.front = Porch(self.app, self.door, self.gate, settings.origins)

    def _let_people_write(self) -> None:
        """Put together what agents write with."""
        self.codes = CodeDesk(self.pen, self.pages, self.keyring, ways_out(self.settings.outbound), os.urandom, utc_now,
                              self.settings.shop_name)  # fmt: skip
        talks = Talks(self.views, self.reader, self.codec)
        self.replies = Replies(self.pen, talks, self.reader, self.keyring, self.door, utc_now)
        self.outbound = OutboundFollower(self.tail, self.codec, self.views, self.pen, self.pages,
                                         ways_out(self.settings.outbound), utc_now)  # fmt: skip
        self.claims = Claims(self.pen, self.pages, self.views, utc_now)

    async def begin(self) -> None:
        """Carry replies out, end claims, sign heads, and let screens in."""
        await self.claims.start()
        await self.outbound.start()
        await self.proof.start()
        await self.attachments.sweeper.start()
        await self.hub.start()
        self.hub.feeds.company.say, self.hub.feeds.company.alone = self.bus.say, not self.settings.bus_url

    async def end(self) -> None:
        """Let nobody write any more."""
        await self.hub.stop()
        await self.attachments.stop()
        await self.reinterpreter.stop()
        await self.outbound.stop()
        await self.claims.stop()

    async def close(self) -> None:
        """Sign a last head, behind the last event."""
        await self.proof.stop()
        self.markers.close()

    async def drain(self) -> None:
        """Say goodbye to every open socket and stream."""
        self.streams.end()
        await self.hub.drain()

    def commands(self) -> dict[str, Handler]:
        """What the command line may ask of a running service, over its control socket."""
        return {
            **super().commands(), **audit_commands(self.exporter, self.ledger, self.settings.tenant),
            **self.reinterpreter.commands()}  # fmt: skip

    def followers(self) -> Sequence[Follower]:
        """Who follows the log here."""
        return *super().followers(), self.outbound, self.proof

    def warnings(self) -> list[str]:
        """Of the proof and the screens."""
        return [*self.proof.proof.warnings(), *self.hub.warnings()]

    def show(self, touched: Sequence[Touched]) -> None:
        """Streams grew."""
        self.hub.ring(touched)

    def wake(self) -> None:
        """The log grew."""
        self.streams.ring()
        super().wake()
        self.outbound.ring()
        self.proof.ring()

    def look_everywhere(self) -> None:
        """Bells may have been missed."""
        self.hub.look_everywhere()

    def heard(self, tenant: str, said: bytes) -> None:
        """Another node says who is present where."""
        self.hub.heard(tenant, said)

    def queues_changed(self) -> None:
        """The views have taken in more."""
        self.hub.ring_inbox()

    def handed(self, tenant: str, row: InboxRow) -> None:
        """A customer was handed over."""
        self.hub.handed(tenant, row)

    def _application(self) -> Litestar:
        desk = Desk(self.pages, self.ledger, self.reader, self.follower, self.settings, self.views, self.codec)
        handlers: list[Any] = [
            *intake_routes(self.door, self.reader), *attachment_routes(desk, self.attachments.keeping), *customer_routes(desk, self.keyring, self.views),
            *desk_routes(desk, self.views, self.inbox), *finding_routes(desk), *printing_routes(desk),
            *record_routes(desk, self.codec), *event_stream_routes(desk, self.codec, self.gate, self.streams),
            *identity_routes(desk, self.pen, self.merges), *decided_routes(desk, self.codec, self.ledger),
            *message_routes(desk, self.pen, self.replies, self.hub.mark_read), *note_routes(desk, self.pen),
            *consent_routes(desk, self.pen),
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
