"""Appends what is derived from events, milliseconds behind them: a crash or a replay adds nothing twice.

First the facts of an item, then what each rule makes of the event. Each answer is one append under an intake key made
from (cause, rules): the writer answers a second time as a duplicate. A bare answer is read in the light of what was asked
before it in its interaction; a question that comes late is put before what it asked for, and what its answers tell now is
added. Customers are taken side by side, each one's events in order.
"""

import asyncio
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from adapters.duty.alone import Alone
from adapters.duty.port import Duty, Stop
from adapters.log.codec import Codec
from adapters.log.reading import EventReader
from adapters.log.rows import Row
from adapters.views.store import Parked, Views
from app.memory import openings
from app.memory.notebook import About, Notebook, about
from app.memory.progress import FACTS, read_by_each
from app.memory.telling import Told, facts_of
from app.memory.threads import SAID, Threads, asked_before, told_in, turn_of
from app.parking import ParkingFollower
from domain.customer import events as happened
from domain.memory.extract import TELLING, find, told_by_fields
from domain.memory.extract.shop import PLAIN, Shop
from domain.memory.rules import Rule, Seen
from domain.memory.turns import Turn
from domain.page import Page
from domain.record import Recorded
from domain.timeline.items import Item

BATCH = 200
AGAIN = 8  # items behind a late question that are read again
EARLIER = 16  # turns of an interaction that a rule may look at
OPENING = "opening"  # once for what first words tell in the light of what stood open elsewhere
TOGETHER = frozenset({"customers-merged", "interaction-reassigned"})
NOTED = frozenset({"note-added"})
FIELDS = frozenset({"order-noted", "shipment-noted", "offer-quoted", "stock-noted"})
# What a note of the shop's may tell. Who the customer is, it may not.
NOTE_KEYS = frozenset({
    "order_no", "product", "problem", "wanted_outcome", "amount", "date", "tried_already", "deadline", "contact_preference",
})  # fmt: skip


class Heard(msgspec.Struct, frozen=True):
    """What was said before an item: in its interaction, and in the one before that left something open."""

    earlier: tuple[Turn, ...] = ()
    left_open: tuple[Turn, ...] = ()


class MemoryFollower(ParkingFollower):
    """Reads events as they are recorded and appends what follows from them."""

    name = "memory"

    def __init__(self, reader: EventReader, codec: Codec, views: Views, notebook: Notebook, rules: Sequence[Rule] = (),
                 zone: ZoneInfo = ZoneInfo("Europe/Warsaw"), region: str = "PL",
                 shop: Shop = PLAIN, duty: Duty | None = None) -> None:  # fmt: skip
        super().__init__(reader, views)
        self._slices = notebook.slices
        self._duty, self._deriving = duty or Alone(), False
        self._codec, self._notebook, self._zone, self._region = codec, notebook, zone, region
        self._shop = shop
        self._threads = Threads()
        self._asked: dict[str, int] = {}  # how far each rule had read a log whose views are lost
        self._rules: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            for name in rule.watches:
                self._rules[name].append(rule)
        self._watched = SAID | NOTED | FIELDS | TOGETHER | {"interaction-started"} | self._rules.keys()

    async def _kept_position(self) -> int:
        await self._remember_stops()
        done = self._duty.done(self.name)
        if not done:  # nobody kept it where others find it before
            for each in await asyncio.to_thread(self._views.parked, self.name):
                await self._duty.park(
                    self.name, each.tenant, each.stream, Stop(each.position, each.version, each.reason)
                )
        position = max(await asyncio.to_thread(self._views.position, self.name), done)
        if position == 0:  # a new log, or the views are lost: what each rule has read is known by what it wrote
            self._asked = await asyncio.to_thread(read_by_each, self._reader, self._codec)
        return position

    async def _step(self) -> bool:
        await self._hear_of_others()
        if self._duty.mine and not self._deriving:
            self._threads = Threads()  # what another node heard meanwhile is not in it
        self._deriving = self._duty.mine
        rows = self._reader.since(self.position, BATCH) if self._duty.mine else []
        if not rows:
            return False
        of_each: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            if row.type in self._watched:
                of_each[(row.tenant, row.stream)].append(row)
        async with asyncio.TaskGroup() as together:
            for mine in of_each.values():
                together.create_task(self._take_in_order(mine))
        self._views.move(self.name, rows[-1].position)
        self.position = rows[-1].position
        self._duty.tell(self.name, self.position)
        return True

    # ---- one node of several -----------------------------------------------------------------------------------------

    async def _hear_of_others(self) -> None:
        """What another node has derived is derived; for whom it stopped, this one has stopped too."""
        self.position = max(self.position, self._duty.done(self.name))
        if not self._duty.shared:
            return
        stops = self._duty.stops(self.name)
        for tenant, stream in self._stops - stops.keys():
            await asyncio.to_thread(self._views.release, self.name, tenant, stream)
        for (tenant, stream), stop in stops.items():
            if (tenant, stream) not in self._stops:
                await asyncio.to_thread(self._views.park, Parked(self.name, tenant, stream, *stop))
        if self._stops != stops.keys():
            await self._remember_stops()

    async def _park(self, row: Row, reason: str) -> None:
        await self._duty.park(self.name, row.tenant, row.stream, Stop(row.position, row.version, reason))
        await super()._park(row, reason)

    async def _release(self, tenant: str, stream: str) -> None:
        await self._duty.release(self.name, tenant, stream)
        await super()._release(tenant, stream)

    async def _take_again(self, parked: Parked) -> None:
        asked, self._asked = self._asked, {}  # nothing of theirs was read while they were parked
        try:
            await super()._take_again(parked)
        finally:
            self._asked = asked

    async def _take_in_order(self, rows: Sequence[Row]) -> None:
        for row in rows:
            await self._slices.turn()
            await self._take_or_park(row)

    async def _take_row(self, row: Row) -> None:
        if row.type not in self._watched:
            return
        recorded = self._codec.open(row)
        event = recorded.event
        here = _is_told_here(recorded)
        heard = Heard()
        if isinstance(event, happened.InteractionStarted):
            self._threads.begin(recorded.tenant, event.interaction_id)
        elif isinstance(event, happened.ItemEvent):
            heard = await self._hear(recorded, event)
        elif here and event.name in TOGETHER:
            await self._hear_openings(recorded)
        if here:
            for rule in self._rules.get(row.type, ()):
                if row.position > self._asked.get(rule.name, 0):
                    await self._derive(rule, recorded, heard)

    # ---- rules -------------------------------------------------------------------------------------------------------

    async def _derive(self, rule: Rule, recorded: Recorded, heard: Heard) -> None:
        def follows(page: Page) -> Sequence[happened.Event]:
            return rule.derive(Seen(page=page, recorded=recorded, earlier=heard.earlier, left_open=heard.left_open,
                                    zone=self._zone, region=self._region, mint=self._notebook.ids))  # fmt: skip

        await self._notebook.write(recorded, about(recorded.event), follows, rule.name)

    # ---- facts -------------------------------------------------------------------------------------------------------

    async def _hear(self, recorded: Recorded, event: happened.ItemEvent) -> Heard:
        """Append the facts of an item; answers with what was said before it."""
        if event.name in SAID:
            return await self._listen(recorded, event)
        told: Told = ()
        if event.name in FIELDS:
            told = [("system", each) for each in told_by_fields(event)]  # a system said it, whoever it is about
        elif event.name in NOTED and event.author_role not in TELLING:
            told = told_in_note(event.author_role, event.text, recorded.occurred_at, self._zone, self._shop)
        await self._remember(recorded, event, told)
        return Heard()

    async def _listen(self, recorded: Recorded, event: happened.ItemEvent) -> Heard:
        turn = turn_of(event, recorded.occurred_at, recorded.position)
        before = await self._said_before(recorded, event) if event.interaction_id else []
        place = bisect_left(before, turn)
        told = self._threads.told_in(turn, self._threads.asked_before(before[:place]), self._zone, self._shop)
        await self._remember(recorded, event, told)
        later, earlier = before[place:], before[:place]
        left_open: tuple[Turn, ...] = ()
        if event.interaction_id and openings.begins(turn, earlier):
            left_open = await self._hear_opening(recorded, event, turn, told, bool(earlier))
        if event.interaction_id:
            self._threads.add(recorded.tenant, event.interaction_id, turn)
        if later and not TELLING.issuperset(role for role, _ in turn.parts):
            await self._read_again(recorded, event, [*earlier, turn], later)
        return Heard(tuple(earlier[-EARLIER:]), left_open)

    async def _hear_opening(
        self, cause: Recorded, event: happened.ItemEvent, turn: Turn, told: Told, greeted: bool
    ) -> tuple[Turn, ...]:
        """First words, read once more in the light of what is known of the customer; answers with what stood open."""
        page = await self._notebook.page_of(cause, about(event))
        if page is None or event.interaction_id is None:
            return ()
        opening = openings.opening_of(page, event.interaction_id, turn, greeted)
        more = openings.told_in_opening(turn, opening, told, self._zone, self._shop)
        await self._remember(cause, event, more, OPENING)
        return opening.before

    async def _hear_openings(self, cause: Recorded) -> None:
        """Two pages came together: what first words answer now that was asked on the other one."""
        page = await self._notebook.page_of(cause, About())
        for item, new in list(openings.new_on(page, self._zone, self._shop)) if page is not None else ():
            await self._remember(cause, item, new, item.item_id, OPENING)

    async def _said_before(self, cause: Recorded, item: happened.ItemEvent) -> list[Turn]:
        """The last turns of the interaction that were recorded before this item."""
        assert item.interaction_id is not None
        known = self._threads.known(cause.tenant, item.interaction_id, cause.position)
        if known is None:
            page = await self._notebook.page_of(cause, about(item))
            if page is None:
                return []
            known = self._threads.read(cause.tenant, item.interaction_id, cause.position, page)
        return list(known)

    async def _read_again(
        self, cause: Recorded, item: happened.ItemEvent, before: list[Turn], later: list[Turn]
    ) -> None:
        """A question came after its answer: what the items behind it tell in its light, and had not told."""
        page = await self._notebook.page_of(cause, about(item))
        if page is None:
            return
        for turn in later[:AGAIN]:
            answer = page.timeline.find(turn.item_id)
            if answer is None or answer.interaction_id is None:
                continue
            told, _ = told_in(turn_of(answer, turn.at, turn.position), asked_before(before), self._zone, self._shop)
            known = {(fact.key, fact.span) for fact in page.memory.told() if fact.item_id == turn.item_id}
            new = [(role, each) for role, each in told if (each.key, each.span) not in known]
            await self._remember(cause, answer, new, turn.item_id)
            before = [*before, turn]

    async def _remember(self, cause: Recorded, item: happened.ItemEvent | Item, told: Told, *again: str) -> None:
        if not told or cause.position <= self._asked.get(FACTS, 0):
            return
        rules = "\x1f".join(sorted({finding.rule for _, finding in told}))
        what = About(item.item_id, item.interaction_id or "")
        at = item.occurred_at if isinstance(item, Item) else cause.occurred_at

        def follows(page: Page) -> Sequence[happened.Event]:
            return facts_of(item, at, told, page, self._notebook.ids, self._region)

        await self._notebook.write(cause, what, follows, *again, rules)


def told_in_note(role: str, text: str, at: datetime, zone: ZoneInfo, shop: Shop) -> Told:
    """What somebody of the shop notes of a customer: history is read again by the same."""
    return [(role, each) for each in find(text, at=at, zone=zone, shop=shop) if each.key in NOTE_KEYS]


def _is_told_here(recorded: Recorded) -> bool:
    """Whether rules are asked about it: what is written to several streams counts where it arrives."""
    match recorded.event:
        case happened.InteractionReassigned() as event:
            return event.to_customer == recorded.stream
        case happened.CustomersMerged() as event:
            return event.survivor == recorded.stream
        case happened.CustomersUnmerged():
            return False
        case _:
            return True
