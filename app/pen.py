"""How a decision becomes one append: made on what stands, sealed, durable once, answered from the log.

    hand = pen.hand_of(principal, key, said)                # who writes, and by which key it is known again
    written = await pen.write(hand, decide)                 # decide: async (Held) -> Plan; its refusals pass through

`decide` may be asked more than once: each time what it was told has changed meanwhile.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import msgspec

from adapters.keys.keyring import KeyDestroyed, Keyring, NewKey
from adapters.log.appends import Append, Cas, NewEvent, Placed
from adapters.log.codec import Codec, Meta, moment
from adapters.log.reading import LogReader
from adapters.log.writer import Writer
from app.ids import Ids
from app.intake.sealing import open_part
from app.intake.standing import ClaimBook, NodeStanding
from app.security.principals import Principal
from domain.customer.decisions import Entry, Plan
from domain.errors import ClaimLost, IdempotencyConflict, StreamMoved
from domain.ports import Target
from domain.record import Actor, Recorded

ATTEMPTS = 50  # each lost one means that somebody else has moved on
Kind = TypeVar("Kind", bound=msgspec.Struct)
_encode = msgspec.json.Encoder().encode


class Hand(msgspec.Struct, frozen=True, kw_only=True):
    """Whose writing it is. `once` and `digest` are keyed hashes: the same `once` is written once, whatever happens."""

    tenant: str
    actor: Actor
    source: str
    once: bytes
    digest: bytes


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the log now. `version` is the customer's after it, `position` the first event's; both are the
    first time's when it was repeated. `events` are empty when it was so already and nothing was written.
    """

    customer_id: str
    version: int
    position: int
    events: list[Recorded] = []
    again: bool = False
    plan: Plan | None = None  # as decided; None when it was written before

    def only(self, kind: type[Kind]) -> Kind:
        """The event of this kind, the last if there are several."""
        return next(each.event for each in reversed(self.events) if isinstance(each.event, kind))


class Held(NodeStanding):
    """What a decision is told. Everything read here must still hold when its plan is written."""

    def __init__(self, reader: LogReader, tenant: str, target: Callable[[str], Target | None] = lambda _: None) -> None:
        super().__init__(ClaimBook(reader), tenant, None, target)
        self.tenant = tenant
        self.expected: dict[str, int] = {}
        self.beside: list[Cas] = []  # further compare-and-sets, for what is no claim of the domain's

    def claim(self, key: bytes, kind: type[Kind]) -> Kind | None:
        """What a claim holds."""
        return self._read(key, kind)  # type: ignore[type-var]

    def stored(self, key: bytes) -> bytes | None:
        """What a claim holds, as it is stored: for `beside`."""
        return self._book.read(self.tenant, key)

    def expect(self, stream: str, version: int) -> None:
        """The plan rests on this version of a stream."""
        self.expected[stream] = version


Decide = Callable[[Held], Awaitable[Plan]]


class Pen:
    """Writes decisions of people and of followers to the log."""

    def __init__(self, writer: Writer, reader: LogReader, keyring: Keyring, codec: Codec, ids: Ids,
                 clock: Callable[[], int]) -> None:  # fmt: skip
        self._writer, self._reader, self._keyring, self._codec = writer, reader, keyring, codec
        self.ids, self._clock = ids, clock

    def hand_of(self, principal: Principal, key: str, said: bytes) -> Hand:
        """The hand of a person; `said` is all that makes one request different from another."""
        source = console_source(principal.tenant, principal.person)
        return self.hand_for(principal.tenant, Actor(kind="agent", id=principal.person), source, key, said)

    def hand_for(self, tenant: str, actor: Actor, source: str, key: str, said: bytes) -> Hand:
        """The hand of anybody, once for a key of theirs."""
        once = self._keyring.keyed_hash(tenant, "intake", source, key)
        return Hand(tenant=tenant, actor=actor, source=source, once=once,
                    digest=self._keyring.keyed_hash(tenant, "content", said))  # fmt: skip

    async def write(self, hand: Hand, decide: Decide) -> Written:
        """Decide and write, or find what was written the first time. Raises what `decide` raises, IdempotencyConflict,
        ClaimLost when it could not be settled, OutcomeUnknown and Overloaded (safe to repeat).
        """
        for _ in range(ATTEMPTS):
            before = self._before(hand)
            if before is not None:
                return before
            held = Held(self._reader, hand.tenant)
            plan = await decide(held)
            if not plan.entries and not plan.claims and not held.beside:
                return self._nothing(hand, plan)
            try:
                placed = await self._writer.append(self._append(hand, plan, held))
            except (ClaimLost, StreamMoved):
                continue
            return self._written(hand.tenant, placed, plan) if plan.entries else self._nothing(hand, plan)
        raise ClaimLost(hand.source)

    def now(self) -> datetime:
        """The time of day, by the pen's clock."""
        return moment(self._clock())

    def held(self, tenant: str) -> Held:
        """What stands now, for those who only look."""
        return Held(self._reader, tenant)

    # ---- sealing -----------------------------------------------------------------------------------------------------

    def _append(self, hand: Hand, plan: Plan, held: Held) -> Append:
        new_keys: list[NewKey] = []
        if plan.registered is not None:
            new_keys.append(self._keyring.begin(hand.tenant, plan.registered))
        last = len(plan.entries) - 1
        assert not plan.entries or plan.entries[last].stream == plan.customer_id, "the last event is the customer's own"
        events = [self._sealed(hand, plan, entry, number == last) for number, entry in enumerate(plan.entries)]
        written_by_now = {each.key for each in held.beside}
        claims = [each for each in held.guards(plan.claims) if each.key not in written_by_now] + held.beside
        once, digest = (hand.once, hand.digest) if events else (None, None)  # claims alone are known by themselves
        return Append(tenant=hand.tenant, events=events, intake_key=once, body_digest=digest, claims=claims,
                      new_keys=new_keys, expected=held.expected)  # fmt: skip

    def _sealed(self, hand: Hand, plan: Plan, entry: Entry, last: bool) -> NewEvent:
        event_id, event = self.ids.event_id(), entry.event
        meta = Meta(actor=hand.actor, source=hand.source)
        if last:
            meta = Meta(actor=hand.actor, source=hand.source, appended=len(plan.entries),
                        interaction_id=plan.interaction_id or "", item_id=plan.item_id or "")  # fmt: skip
        try:
            key = self._keyring.key(hand.tenant, entry.stream)
        except KeyDestroyed:  # an erased person's stream takes no more than what is open
            event, key = open_part(event), self._keyring.tenant_cipher(hand.tenant, "nothing")
        state = self._codec.seal(event, key, hand.tenant, entry.stream, event_id)
        return NewEvent(entry.stream, event_id, event.name, event.schema, self._clock(), _encode(meta), state)

    # ---- answering ---------------------------------------------------------------------------------------------------

    def _before(self, hand: Hand) -> Written | None:
        """What was written under this key before. Raises IdempotencyConflict if something else was."""
        row = self._reader.by_intake_key(hand.once)
        if row is None:
            return None
        if row.body_digest != hand.digest:
            raise IdempotencyConflict(row.stream)
        placed = Placed(
            stream=row.stream, version=row.version, last_position=row.position, duplicate=True, meta=row.meta
        )
        return self._written(hand.tenant, placed)

    def _written(self, tenant: str, placed: Placed, plan: Plan | None = None) -> Written:
        count = msgspec.json.decode(placed.meta, type=Meta).appended
        first = placed.last_position - count + 1
        rows = self._reader.since(first - 1, count, tenant)
        return Written(customer_id=placed.stream, version=placed.version, position=first, again=placed.duplicate,
                       plan=None if placed.duplicate else plan, events=[self._codec.open(row) for row in rows])  # fmt: skip

    def _nothing(self, hand: Hand, plan: Plan) -> Written:
        version = self._reader.version(hand.tenant, plan.customer_id) or 0
        rows = self._reader.stream(hand.tenant, plan.customer_id, version - 1, version)
        position = rows[-1].position if rows else 0
        return Written(customer_id=plan.customer_id, version=version, position=position, plan=plan)


def console_source(tenant: str, person: str) -> str:
    """The source of what a person writes with us."""
    return f"//{tenant}/console/{person}"
