"""One delivery from CloudEvent to receipt: whose source, what it says, whose it is, sealed, queued, durable, answered."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import msgspec

from adapters.cloudevents.translate import translate
from adapters.cloudevents.wire import NotACloudEvent, Unreadable, WrongField, check_attributes
from adapters.handles.rules import STANDARD, HandleRules
from adapters.keys.keyring import KeyDestroyed, Keyring
from adapters.log.appends import Append, Kept, Placed
from adapters.log.codec import moment
from adapters.log.reading import LogReader
from adapters.log.writer import Writer
from app.attachments.naming import Naming
from app.ids import Ids
from app.intake.envelope import content_digest_bytes, not_a_cloud_event, source_not_yours, wrong_field
from app.intake.hearing import Hearing
from app.intake.receipts import Receipt, receipt_of
from app.intake.sealing import Sealing
from app.intake.standing import ClaimBook, NodeStanding
from app.security.principals import Principal, owns_source
from domain.customer.arrivals import Arrival
from domain.customer.decisions import Plan, moved_key, record_arrival
from domain.customer.events import InteractionStarted
from domain.desk.reported import named_key, reply_key
from domain.errors import ClaimLost, UnknownCustomer
from domain.identity.ties import owner_key
from domain.ports import Replied, Target

ATTEMPTS = 50  # a lost claim is decided again; each time somebody else has moved on
PENDING = 10_000

Answer = Callable[[], Awaitable[Receipt]]


class Delivered(msgspec.Struct, frozen=True):
    """One CloudEvent with its attributes checked, and the keys by which it is known again."""

    event: dict[str, Any]
    tenant: str
    intake_key: bytes
    body_digest: bytes
    received_at: int


class Door:
    """Intake of one node. Deciding, sealing and queueing are one step of the event loop, so arrival order is kept."""

    def __init__(self, writer: Writer, reader: LogReader, keyring: Keyring, sealing: Sealing, ids: Ids,
                 clock: Callable[[], int], region: str, rules: HandleRules = STANDARD,
                 naming: Naming | None = None) -> None:  # fmt: skip
        self._writer, self._reader, self._keyring, self._sealing = writer, reader, keyring, sealing
        self._ids, self._clock, self._region, self._rules = ids, clock, region, rules
        self._naming = naming
        self._book = ClaimBook(reader)
        self._hearing = Hearing(reader, sealing)
        self._pending: OrderedDict[bytes, asyncio.Future[Placed]] = OrderedDict()

    def check(self, principal: Principal, event: object) -> Delivered:
        """An event this caller may send. Raises Problem 400, 403 or 422."""
        try:
            checked = check_attributes(event)
        except NotACloudEvent as error:
            raise not_a_cloud_event(error) from None
        except WrongField as error:
            raise wrong_field(error) from None
        source = checked["source"]
        if not owns_source(principal, source):
            raise source_not_yours(principal)
        tenant = principal.tenant
        return Delivered(
            checked, tenant, self._intake_key(tenant, source, checked["id"]),
            self._keyring.keyed_hash(tenant, "content", content_digest_bytes(checked)), self._clock())  # fmt: skip

    async def submit(self, delivered: Delivered, release: str = "") -> Answer:
        """Decide and queue now; the answer, awaited, gives the receipt once it is durable. Raises Problem, Refusal."""
        try:
            arrival = self._heard(delivered, await self._named(delivered, self._translated(delivered)))
        except WrongField as error:
            raise wrong_field(error) from None
        except Unreadable as unreadable:
            return self._quarantine(delivered, str(unreadable))
        if arrival.refers_to:
            await self._wait_for(self._intake_key(delivered.tenant, arrival.source, arrival.refers_to))
        append, future = self._queue(delivered, arrival, release)

        async def answer() -> Receipt:
            placed = await self._outcome(delivered, arrival, append, future, release)
            if self._naming is not None:
                self._naming.move_soon(delivered.tenant, arrival)
            return receipt_of(placed, arrival.id, arrival.source)

        return answer

    async def would_append(self, delivered: Delivered) -> list[dict[str, Any]]:
        """What a delivery would append, without storing anything. Raises Problem, Refusal."""
        try:
            arrival = self._heard(delivered, await self._named(delivered, self._translated(delivered)), remember=False)
        except WrongField as error:
            raise wrong_field(error) from None
        except Unreadable as unreadable:
            return [{"outcome": "quarantined", "reason": str(unreadable)}]
        plan, _ = self._decide(delivered, arrival)
        return [
            {"stream": entry.stream, "type": entry.event.name, "schema": entry.event.schema,
             "event": msgspec.to_builtins(entry.event)} for entry in plan.entries]  # fmt: skip

    async def retry(self, tenant: str, entry_id: str) -> Receipt | None:
        """Read a quarantined delivery again after an adapter was mended; None when there is no such open entry."""
        kept = self._reader.kept_body(tenant, entry_id)
        if kept is None or kept[1] != "open":
            return None
        event, digest = self._sealing.unkeep(tenant, entry_id, kept[2])
        digest = digest or self._keyring.keyed_hash(tenant, "content", content_digest_bytes(event))
        delivered = Delivered(
            event, tenant, self._intake_key(tenant, event["source"], event["id"]), digest, self._clock())  # fmt: skip
        answer = await self.submit(delivered, release=entry_id)
        return await answer()

    def hear(self, tenant: str, arrival: Arrival, remember: bool = True) -> Arrival:
        """What is said in a thread otherwise than through this door, masked; what it asks for is known to what follows."""

        def standing() -> NodeStanding:
            key = self.thread_key(tenant, arrival.source, arrival.thread)
            return NodeStanding(self._book, tenant, key, lambda message_id: None)

        return self._hearing.heard(tenant, arrival, standing, remember)

    def thread_key(self, tenant: str, source: str, thread: str) -> bytes:
        """The claim key of a thread."""
        return self._keyring.keyed_hash(tenant, "index", "thread", source, thread)

    def _translated(self, delivered: Delivered) -> Arrival:
        tenant = delivered.tenant

        def digest(kind: str, norm: str) -> bytes:
            return self._keyring.keyed_hash(tenant, "index", "handle", kind, norm)

        return translate(delivered.event, moment(delivered.received_at), digest, self._region, self._rules)

    async def _named(self, delivered: Delivered, arrival: Arrival) -> Arrival:
        """The same with what is known of the uploads it names. Waits for nothing where it names none. Raises WrongField."""
        if self._naming is None or not any(each.attachment_id for each in arrival.attachments):
            return arrival
        await self._wait_for(delivered.intake_key)
        return await self._naming.named(
            delivered.tenant, delivered.event, arrival, lambda: self._reader.by_intake_key(delivered.intake_key) is not None)  # fmt: skip

    async def _still_named(self, delivered: Delivered, arrival: Arrival) -> None:
        """Raises Problem 422 where the claim that was lost is one of an upload: another event was first, and stays so."""
        try:
            await self._named(delivered, arrival)
        except WrongField as error:
            raise wrong_field(error) from None

    def _heard(self, delivered: Delivered, arrival: Arrival, remember: bool = True) -> Arrival:
        """What an event says, with every secret in it masked: nothing behind this may see one."""
        return self._hearing.heard(
            delivered.tenant, arrival, lambda: self._standing(delivered, arrival), remember, delivered.intake_key)  # fmt: skip

    def _standing(self, delivered: Delivered, arrival: Arrival) -> NodeStanding:
        tenant, source = delivered.tenant, arrival.source
        thread_key = None
        if arrival.thread:
            thread_key = self.thread_key(tenant, source, arrival.thread)
        return NodeStanding(self._book, tenant, thread_key, lambda message_id: self._target(tenant, source, message_id))

    def _decide(self, delivered: Delivered, arrival: Arrival) -> tuple[Plan, NodeStanding]:
        here = self._standing(delivered, arrival)
        try:
            return record_arrival(arrival, here, self._ids), here
        except UnknownCustomer:  # what we remember of two merges, one of them reversed since, may close a circle
            self._book.clear()
            here = self._standing(delivered, arrival)
            return record_arrival(arrival, here, self._ids), here

    def _queue(self, delivered: Delivered, arrival: Arrival, release: str) -> tuple[Append, "asyncio.Future[Placed]"]:
        try:
            append = self._sealed(delivered, arrival, release)
        except KeyDestroyed:  # what we remember may be older than an erasure: decide on what the log says
            self._book.clear()
            try:
                append = self._sealed(delivered, arrival, release)
            except KeyDestroyed as erased:
                raise UnknownCustomer(arrival.id) from erased
        future = self._writer.append(append)
        self._book.expect(delivered.tenant, append.claims)
        self._pending[delivered.intake_key] = future
        if len(self._pending) > PENDING:
            self._pending.popitem(last=False)
        return append, future

    def _sealed(self, delivered: Delivered, arrival: Arrival, release: str) -> Append:
        plan, standing = self._decide(delivered, arrival)
        self._book.begin(delivered.tenant, _minted(plan))
        claims = standing.guards(plan.claims)
        if self._naming is not None:
            claims = claims + self._naming.claims(delivered.tenant, plan)
        return self._sealing.append(
            plan, arrival, delivered.tenant, delivered.intake_key, delivered.body_digest, claims, release)  # fmt: skip

    async def _outcome(self, delivered: Delivered, arrival: Arrival, append: Append, future: "asyncio.Future[Placed]",
                       release: str) -> Placed:  # fmt: skip
        for _ in range(ATTEMPTS):
            try:
                placed = await future
            except ClaimLost:
                self._book.forget(delivered.tenant, append.claims)
                await self._still_named(delivered, arrival)
                append, future = self._queue(delivered, arrival, release)
                continue
            except BaseException:
                self._book.forget(delivered.tenant, append.claims)
                raise
            if placed.duplicate:
                self._book.forget(delivered.tenant, append.claims)
            return placed
        raise ClaimLost(arrival.what)

    def _quarantine(self, delivered: Delivered, reason: str) -> Answer:
        event = delivered.event
        entry_id = self._ids("q")
        kept = Kept(entry_id, event["source"], event["type"], reason, delivered.received_at,
                    self._sealing.keep(delivered.tenant, entry_id, event, delivered.body_digest))  # fmt: skip
        future = self._writer.append(Append(
            tenant=delivered.tenant, intake_key=delivered.intake_key, body_digest=delivered.body_digest, kept=kept))  # fmt: skip

        async def answer() -> Receipt:
            return receipt_of(await future, event["id"], event["source"])

        return answer

    async def _wait_for(self, intake_key: bytes) -> None:
        """A receipt may come in the same batch as its message: the message must be there first."""
        future = self._pending.get(intake_key)
        if future is not None and not future.done():
            await asyncio.wait([future])

    def _target(self, tenant: str, source: str, message_id: str) -> Target | None:
        row = self._reader.by_intake_key(self._intake_key(tenant, source, message_id))
        if row is None:
            return self._reply(tenant, source, message_id)
        meta = self._sealing.meta(row)
        if not meta.item_id:
            return None
        return Target(customer_id=row.stream, item_id=meta.item_id, interaction_id=meta.interaction_id or None)

    def _reply(self, tenant: str, source: str, name: str) -> Target | None:
        """A reply written with us, which this source carries: named by our item's id, or as its channel names it."""
        for key in (reply_key(name), named_key(source, name), named_key("", name)):
            value = self._reader.claim(tenant, key)
            replied = msgspec.json.decode(value, type=Replied) if value is not None else None
            if replied is not None and replied.source in ("", source):
                return Target(customer_id=replied.customer_id, item_id=replied.item_id or name,
                              interaction_id=replied.interaction_id or None)  # fmt: skip
        return None

    def _intake_key(self, tenant: str, source: str, event_id: str) -> bytes:
        return self._keyring.keyed_hash(tenant, "intake", source, event_id)


def _minted(plan: Plan) -> Iterator[bytes]:
    """What is asked of a new customer and of a new interaction at their second message."""
    if plan.registered is not None:
        yield moved_key(plan.registered)
    for entry in plan.entries:
        if isinstance(entry.event, InteractionStarted):
            yield owner_key(entry.event.interaction_id)
