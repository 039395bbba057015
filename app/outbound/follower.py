"""Carries replies out: what was written with us and has a way out is sent, and what came of it is written down.

At least once: before anything is sent a lease is taken that every node sees, and the result is known by its cause. Who
dies between sending and writing that down sends once more when the lease is over. Without a way out a reply stays queued
for an adapter that reads the feed.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import msgspec
from cryptography.exceptions import InvalidTag

from adapters.keys.keyring import KeyDestroyed
from adapters.keys.masters import KeyDamaged
from adapters.log.appends import Cas
from adapters.log.codec import Codec, UnknownEvent, microseconds
from adapters.log.reading import EventReader
from adapters.log.rows import Row
from adapters.views.store import Views
from app.follower import Follower
from app.logs import logger
from app.pages import Pages
from app.pen import Hand, Held, Pen
from domain.customer import events as happened
from domain.customer.decisions import Plan
from domain.desk.reported import named_key
from domain.errors import UnknownCustomer
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
        except (UnknownEvent, InvalidTag, KeyDamaged, KeyDestroyed) as fault:  # nobody can read what would be sent
            logger.warning("a reply cannot be read", extra={"position": row.position, "reason": type(fault).__name__})
            return
        if isinstance(recorded.event, happened.MessageSent) and recorded.event.seen_version is not None:
            self._waiting[row.position] = recorded

    async def _carry_all(self) -> None:
        held_up: set[tuple[str, str]] = set()
        for position, recorded in sorted(self._waiting.items()):
            whose = recorded.tenant, recorded.stream
            if whose not in held_up and await self._carried(recorded):
                del self._waiting[position]
            else:
                held_up.add(whose)

    async def _carried(self, recorded: Recorded) -> bool:
        """Send a reply, if that is ours to do. False: to be looked at again."""
        event = recorded.event
        assert isinstance(event, happened.MessageSent)
        way, hand = self.ways.of(event.to_kind), self._hand(recorded)
        if way is None or not event.to or self.now() - recorded.recorded_at > STALE:
            return True
        page = await self._page(recorded.tenant, recorded.stream, event)
        item = page.timeline.find(event.item_id) if page is not None else None
        if item is None or item.delivery is None or item.delivery.state != QUEUED:
            return True
        if self._reader.by_intake_key(hand.once) is not None:
            return True
        if not await self._leased(recorded, event):
            return False
        outgoing = Outgoing(tenant=recorded.tenant, kind=event.to_kind, address=event.to, text=item.text)
        return await self._sent(way, outgoing, recorded, hand)

    async def _sent(self, way: Outbound, outgoing: Outgoing, recorded: Recorded, hand: Hand) -> bool:
        try:
            outcome = await way.send(outgoing)
        except Exception as fault:  # nobody knows whether it left: tried again when the lease is over
            logger.error("a way out failed", extra={"position": recorded.position}, exc_info=fault)
            return False
        await self._pen.write(hand, self._result(recorded, outcome))
        return True

    def _result(self, recorded: Recorded, outcome: Sent | Refused) -> Callable[[Held], Awaitable[Plan]]:
        event = recorded.event
        assert isinstance(event, happened.MessageSent)
        state, code = ("failed", outcome.reason) if isinstance(outcome, Refused) else ("sent", "")
        named = {"provider_id": outcome.provider_id} if isinstance(outcome, Sent) and outcome.provider_id else {}

        async def decide(held: Held) -> Plan:
            page = await self._page(recorded.tenant, recorded.stream, event)
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

    async def _leased(self, recorded: Recorded, event: happened.MessageSent) -> bool:
        """Whether it is ours to send: nobody else is at it, or whoever was has not come back."""
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
