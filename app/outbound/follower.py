"""Carries replies out: what was written with us and has a way out is sent, and what came of it is written down.

At least once: before anything is sent a lease is taken that every node sees, and the result is known by its cause. Who
dies between sending and writing that down sends once more when the lease is over; who lives writes it down as soon as the
log takes it. Without a way out a reply stays queued for an adapter that reads the feed. A customer whom nobody can read
holds up their own replies, and no others.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import msgspec

from adapters.keys.keyring import KeyDestroyed
from adapters.log.appends import Cas
from adapters.log.codec import UNREADABLE, Codec, microseconds
from adapters.log.reading import EventReader
from adapters.log.rows import Row
from adapters.views.faults import passes
from adapters.views.store import Views
from app.follower import Follower
from app.logs import logger
from app.pages import Pages
from app.pen import Hand, Held, Pen
from domain.customer import events as happened
from domain.customer.decisions import Plan
from domain.desk.reported import named_key
from domain.errors import UnknownCustomer, UnreadableHistory
from domain.page import Page
from domain.ports import Claim, Replied
from domain.ports_outbound import Outbound, Outgoing, Refused, Sent, Ways
from domain.record import Actor, Recorded
from domain.timeline.items import QUEUED

BATCH = 500
LEASE = timedelta(seconds=60)
STALE = timedelta(days=1)  # what waited longer is not sent by itself any more: a way out may have been found only now
MOVES = 5  # as often as an item's interaction may have moved before it is found
_encode = msgspec.json.Encoder().encode


class Lease(msgspec.Struct, frozen=True):
    """Somebody is sending it, until a time (microseconds)."""

    until: int


class OutboundFollower(Follower):
    """Replies of one customer leave in their order. `ways` and `now` are given, so that a test may change them."""

    name = "outbound"

    def __init__(self, reader: EventReader, codec: Codec, views: Views, pen: Pen, pages: Pages, ways: Ways,
                 now: Callable[[], datetime]) -> None:  # fmt: skip
        super().__init__()
        self._reader, self._codec, self._views, self._pen, self._pages = reader, codec, views, pen, pages
        self.ways, self.now = ways, now
        self._waiting: dict[int, Recorded] = {}  # by position: not settled yet
        self._outcomes: dict[int, Sent | Refused] = {}  # of what was sent and is not written down yet
        self._rests: dict[tuple[str, str], datetime] = {}  # until when somebody is not looked at who could not be read

    async def _kept_position(self) -> int:
        return await asyncio.to_thread(self._views.position, self.name)

    async def _step(self) -> bool:
        rows = self._reader.since(self.position, BATCH)
        for row in rows:
            self._note(row)
        await self._carry_all()
        if rows:
            self.position = rows[-1].position
            self._views.move(self.name, min(self._waiting, default=self.position + 1) - 1)
        return bool(rows)

    def _note(self, row: Row) -> None:
        if row.type != happened.MessageSent.name:
            return
        try:
            recorded = self._codec.open(row)
        except (KeyDestroyed, *UNREADABLE) as fault:  # nobody can read what would be sent
            logger.warning("a reply cannot be read", extra={"position": row.position, "reason": type(fault).__name__})
            return
        if isinstance(recorded.event, happened.MessageSent) and recorded.event.seen_version is not None:
            self._waiting[row.position] = recorded

    async def _carry_all(self) -> None:
        held_up = {whose for whose, until in self._rests.items() if until > self.now()}
        for position, recorded in sorted(self._waiting.items()):
            whose = recorded.tenant, recorded.stream
            if whose not in held_up and await self._settled(recorded):
                del self._waiting[position]
                self._outcomes.pop(position, None)
                self._rests.pop(whose, None)
            else:
                held_up.add(whose)

    async def _settled(self, recorded: Recorded) -> bool:
        """Whether nothing is left to do. What does not pass is this customer's own: they are looked at again later."""
        try:
            return await self._carried(recorded)
        except Exception as fault:
            if passes(fault):
                raise
            logger.warning("a reply waits for its customer to be read",
                           extra={"position": recorded.position, "reason": type(fault).__name__})  # fmt: skip
            self._rests[recorded.tenant, recorded.stream] = self.now() + LEASE
            return self._is_stale(recorded)

    def _is_stale(self, recorded: Recorded) -> bool:
        return self.now() - recorded.recorded_at > STALE

    async def _carried(self, recorded: Recorded) -> bool:
        """Send a reply, if that is ours to do. False: to be looked at again."""
        hand = self._hand(recorded)
        outcome = self._outcomes.get(recorded.position)
        if outcome is None:
            outgoing = await self._to_send(recorded, hand)
            if outgoing is None or (way := self.ways.of(outgoing.kind)) is None:
                return True
            if not await self._leased(recorded):
                return False
            outcome = await self._sent(way, outgoing, recorded)
            if outcome is None:
                return False
            self._outcomes[recorded.position] = outcome  # whatever becomes of the writing, it is not sent again
        await self._pen.write(hand, self._result(recorded, outcome))
        return True

    async def _to_send(self, recorded: Recorded, hand: Hand) -> Outgoing | None:
        """What there is to send; None where it is somebody else's to do, too late, or done."""
        event = recorded.event
        assert isinstance(event, happened.MessageSent)
        if self.ways.of(event.to_kind) is None or not event.to or self._is_stale(recorded):
            return None
        page = await self._page(recorded.tenant, recorded.stream, event)
        item = page.timeline.find(event.item_id) if page is not None else None
        if item is None or item.delivery is None or item.delivery.state != QUEUED:
            return None
        if self._reader.by_intake_key(hand.once) is not None:
            return None
        return Outgoing(tenant=recorded.tenant, kind=event.to_kind, address=event.to, text=item.text)

    async def _sent(self, way: Outbound, outgoing: Outgoing, recorded: Recorded) -> Sent | Refused | None:
        try:
            return await way.send(outgoing)
        except Exception as fault:  # nobody knows whether it left: tried again when the lease is over
            logger.error("a way out failed", extra={"position": recorded.position}, exc_info=fault)
            return None

    def _result(self, recorded: Recorded, outcome: Sent | Refused) -> Callable[[Held], Awaitable[Plan]]:
        event = recorded.event
        assert isinstance(event, happened.MessageSent)
        state, code = ("failed", outcome.reason) if isinstance(outcome, Refused) else ("sent", "")
        named = {"provider_id": outcome.provider_id} if isinstance(outcome, Sent) and outcome.provider_id else {}

        async def decide(held: Held) -> Plan:
            try:
                page = await self._page(recorded.tenant, recorded.stream, event)
            except UnreadableHistory:  # it was sent all the same
                page = None
            plan = Plan(interaction_id=event.interaction_id, item_id=event.item_id)
            plan.belong(page.customer_id if page is not None else recorded.stream, held)
            plan.happen(happened.MessageDeliveryUpdated(
                item_id=event.item_id, state=state, code=code, interaction_id=event.interaction_id, channel=event.channel,
                extra=named))  # fmt: skip
            if named:
                reply = Replied(customer_id=plan.identity, interaction_id=event.interaction_id or "", source=event.carrier,
                                item_id=event.item_id)  # fmt: skip
                key = named_key(event.carrier, named["provider_id"])
                plan.claims.append(Claim(key=key, expected=None, value=reply))
            return plan

        return decide

    async def _leased(self, recorded: Recorded) -> bool:
        """Whether it is ours to send: nobody else is at it, or whoever was has not come back."""
        event = recorded.event
        assert isinstance(event, happened.MessageSent)
        key = hashlib.sha256(b"outbound\x1f" + event.item_id.encode()).digest()
        ours = False

        async def decide(held: Held) -> Plan:
            nonlocal ours
            before = held.stored(key)
            lease = msgspec.json.decode(before, type=Lease) if before is not None else Lease(0)
            ours = lease.until <= microseconds(self.now())
            if ours:
                held.beside.append(Cas(key, before, _encode(Lease(microseconds(self.now() + LEASE)))))
            return Plan(customer_id=recorded.stream)

        await self._pen.write(self._hand(recorded, "lease"), decide)
        return ours

    async def _page(self, tenant: str, stream: str, event: happened.MessageSent) -> Page | None:
        """The page on which a reply stands by now; None where nobody can read it."""
        for _ in range(MOVES):
            try:
                page = await self._pages.open(tenant, stream)
            except (UnknownCustomer, KeyDestroyed):
                return None
            if page.timeline.find(event.item_id) is not None:
                return page
            stream = page.customer.sent_on.get(event.interaction_id or "", "")
        return None

    def _hand(self, recorded: Recorded, what: str = "sent") -> Hand:
        """The same for one cause on every node: whatever came of it first is what is written."""
        tenant = recorded.tenant
        key = f"{recorded.event_id} {what}"
        return self._pen.hand_for(tenant, Actor(kind="system", id="outbound"), f"//{tenant}/outbound", key, b"sent")
