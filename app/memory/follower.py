"""Appends what is derived from items, milliseconds behind them: a crash or a replay adds nothing twice.

The facts of one item are appended together under an intake key made from (cause, rules): the writer answers a second
time as a duplicate. They go to the page the item stands on, at the version that was looked at. A bare answer is read in
the light of what was asked before it in its interaction; a question that comes late is put before what it asked for, and
what its answers tell now is added.
"""

import asyncio
from bisect import bisect_left

import msgspec

from adapters.handles.forms import normal_form, region_of
from adapters.keys.keyring import KeyDestroyed, Keyring
from adapters.log.appends import Append, NewEvent
from adapters.log.codec import Codec, Meta, microseconds
from adapters.log.reading import LogReader
from adapters.log.rows import Row
from adapters.log.writer import Writer
from adapters.views.faults import passes
from adapters.views.store import Parked, Views
from app.follower import PARKED, Follower
from app.ids import Ids
from app.logs import logger
from app.memory.threads import SAID, Threads, Turn, asked_before, told_in, turn_of
from app.pages import Pages
from domain.customer import events as happened
from domain.errors import StreamMoved, UnknownCustomer
from domain.memory.extract import TELLING, Finding
from domain.page import Page
from domain.record import Actor, Recorded
from domain.timeline.items import Item

BATCH = 200
ATTEMPTS = 50
AGAIN = 8  # items behind a late question that are read again
_WATCHED = SAID | {"interaction-started"}
Told = list[tuple[str, Finding]]  # with the role of who said it
_encode = msgspec.json.Encoder().encode


class MemoryFollower(Follower):
    """Reads items as they are recorded and appends the facts they tell."""

    name = "memory"

    def __init__(self, reader: LogReader, codec: Codec, views: Views, writer: Writer, keyring: Keyring, ids: Ids,
                 pages: Pages, region: str = "PL") -> None:  # fmt: skip
        super().__init__()
        self._region, self._threads = region, Threads()
        self._reader, self._codec, self._views, self._writer = reader, codec, views, writer
        self._keyring, self._ids, self._pages = keyring, ids, pages
        self._stops: set[tuple[str, str]] = set()

    async def retry(self, parked: Parked) -> bool:
        """Derive anew from where it stopped for a customer; whether it takes everything of theirs now."""
        where = (parked.tenant, parked.stream)
        async with self.still():
            self._stops.discard(where)
            try:
                await self._take_again(parked)
            except BaseException:
                self._stops.add(where)
                raise
            if where not in self._stops:  # last, so that a crash before leaves it to be tried again
                await asyncio.to_thread(self._views.release, self.name, *where)
            PARKED.labels(self.name).set(len(self._stops))
        return where not in self._stops

    async def _take_again(self, parked: Parked) -> None:
        rows = await asyncio.to_thread(self._reader.stream, parked.tenant, parked.stream, parked.version - 1)
        for row in rows:
            if row.position <= self.position:
                await self._take(row)

    async def _kept_position(self) -> int:
        stops = await asyncio.to_thread(self._views.parked, self.name)
        self._stops = {(each.tenant, each.stream) for each in stops}
        PARKED.labels(self.name).set(len(self._stops))
        return await asyncio.to_thread(self._views.position, self.name)

    async def _step(self) -> bool:
        rows = self._reader.since(self.position, BATCH)
        if not rows:
            return False
        for row in rows:
            await self._take(row)
        await asyncio.to_thread(self._views.move, self.name, rows[-1].position)
        self.position = rows[-1].position
        return True

    async def _take(self, row: Row) -> None:
        """Remember what a row tells, or stop for its customer: everybody else must still be remembered."""
        if row.type not in _WATCHED or (row.tenant, row.stream) in self._stops:
            return
        try:
            await self._remember(row)
        except Exception as fault:
            if passes(fault):
                raise
            await self._park(row, type(fault).__name__)

    async def _park(self, row: Row, reason: str) -> None:
        logger.warning("memory stopped for one customer", extra={"position": row.position, "reason": reason})
        place = Parked(self.name, row.tenant, row.stream, row.position, row.version, reason)
        await asyncio.to_thread(self._views.park, place)
        self._stops.add((row.tenant, row.stream))
        PARKED.labels(self.name).set(len(self._stops))

    async def _remember(self, row: Row) -> None:
        recorded = self._codec.open(row)
        event = recorded.event
        if isinstance(event, happened.InteractionStarted):
            self._threads.begin(recorded.tenant, event.interaction_id)
        elif isinstance(event, happened.ItemEvent):
            turn = turn_of(event, recorded.occurred_at, recorded.position)
            before = await self._said_before(recorded, event) if event.interaction_id else []
            place = bisect_left(before, turn)
            told, _ = told_in(turn, asked_before(before[:place]))
            if told:
                await self._append(recorded, event, told)
            later = before[place:]
            if event.interaction_id:
                self._threads.add(recorded.tenant, event.interaction_id, turn)
            if later and not TELLING.issuperset(role for role, _ in turn.parts):
                await self._read_again(recorded, event, [*before[:place], turn], later)

    async def _said_before(self, cause: Recorded, item: happened.ItemEvent) -> list[Turn]:
        """The last turns of the interaction that were recorded before this item."""
        assert item.interaction_id is not None
        known = self._threads.known(cause.tenant, item.interaction_id, cause.position)
        if known is None:
            page = await self._page_of(cause, item)
            if page is None:
                return []
            known = self._threads.read(cause.tenant, item.interaction_id, cause.position, page)
        return list(known)

    async def _read_again(
        self, cause: Recorded, item: happened.ItemEvent, before: list[Turn], later: list[Turn]
    ) -> None:
        """A question came after its answer: what the items behind it tell in its light, and had not told."""
        page = await self._page_of(cause, item)
        if page is None:
            return
        for turn in later[:AGAIN]:
            answer = page.timeline.find(turn.item_id)
            if answer is None or answer.interaction_id is None:
                continue
            known = {(fact.key, fact.span) for fact in page.memory.told() if fact.item_id == turn.item_id}
            told, _ = told_in(turn_of(answer, turn.at, turn.position), asked_before(before))
            new = [(role, each) for role, each in told if (each.key, each.span) not in known]
            if new:
                await self._append(cause, answer, new, turn.item_id)
            before = [*before, turn]

    async def _append(self, cause: Recorded, item: happened.ItemEvent | Item, told: Told, again: str = "") -> None:
        """Write to whose page the item stands on at that very version: it may be moving at this moment."""
        for _ in range(ATTEMPTS):
            page = await self._page_of(cause, item)
            if page is None:
                return
            try:
                await self._writer.append(self._facts(cause, item, told, page, again))
            except StreamMoved:
                continue
            except KeyDestroyed:  # erased in this moment: there is nothing to remember
                return
            return
        raise StreamMoved(cause.stream)

    async def _page_of(self, cause: Recorded, item: happened.ItemEvent | Item) -> Page | None:
        stream = cause.stream
        for _ in range(ATTEMPTS):
            try:
                page = await self._pages.open(cause.tenant, stream)
            except (UnknownCustomer, KeyDestroyed):
                return None
            if page.timeline.find(item.item_id) is not None:
                return page
            stream = page.customer.sent_on.get(item.interaction_id or "", "")
        return None

    def _facts(self, cause: Recorded, item: happened.ItemEvent | Item, told: Told, page: Page, again: str) -> Append:
        tenant, stream = cause.tenant, page.customer_id
        key = self._keyring.key(tenant, stream)
        meta = _encode(Meta(actor=Actor(kind="system", id="memory"), causation_id=cause.event_id, item_id=item.item_id))
        events: list[NewEvent] = []
        for role, finding in told:
            fact = happened.FactRecorded(
                fact_id=self._ids("f"), key=finding.key, item_id=item.item_id, interaction_id=item.interaction_id,
                channel=item.channel, stated_by=role, span=finding.span, extracted_by=f"rule:{finding.rule}",
                confidence=finding.confidence, supersedes=_superseded(page, finding), value=finding.value, norm=self._norm(item, finding),
            )  # fmt: skip
            event_id = self._ids.event_id()
            state = self._codec.seal(fact, key, tenant, stream, event_id)
            events.append(
                NewEvent(stream, event_id, fact.name, fact.schema, microseconds(cause.occurred_at), meta, state)
            )
        rules = "\x1f".join(sorted({finding.rule for _, finding in told}))
        once = self._keyring.keyed_hash(
            tenant, "intake", "//memory", cause.event_id, *([again] if again else []), rules
        )
        return Append(tenant=tenant, events=events, intake_key=once, body_digest=once, expected={stream: page.version})

    def _norm(self, item: happened.ItemEvent | Item, finding: Finding) -> str:
        """A phone number is read in the region of where it was told."""
        if finding.key != "phone":
            return finding.norm
        return normal_form("phone", finding.value, region_of(item.entry_point, self._region)) or finding.norm


def _superseded(page: Page, finding: Finding) -> tuple[str, ...]:
    """An earlier telling of the same key with another value no longer holds; order numbers stand side by side."""
    before = page.memory.standing().get(finding.key)
    if before is None or before.norm == finding.norm or finding.key == "order_no":
        return ()
    return (before.fact_id,)
