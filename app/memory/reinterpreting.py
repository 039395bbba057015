"""History read again when rules have improved: the difference is shown, then appended; no event is changed.

A job of the service: the command line starts it and asks how far it is. Facts that are found no more are retracted, new
ones recorded; a second run finds nothing to do.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from adapters.keys.keyring import KeyDestroyed
from adapters.log.codec import UNREADABLE, Codec
from adapters.log.reading import LogReader
from adapters.log.rows import Row
from adapters.views.store import Views
from app.control import CommandError, Handler
from app.follower import Follower
from app.logs import logger
from app.memory.difference import RULE, Difference, difference
from app.memory.notebook import About, Notebook
from app.memory.rereading import reread
from app.memory.shop import shop_of
from app.memory.telling import Told
from app.pages import Pages
from app.settings import Settings
from domain.customer import events as happened
from domain.errors import UnknownCustomer, UnreadableHistory
from domain.memory.facts import Fact
from domain.page import Page
from domain.record import Recorded
from domain.timeline.items import Item

BATCH = 1_000
SHOWN = 2_000  # lines of an answer, which has to fit into the control socket's
AT_ONCE = 20  # items between two looks at everything else that waits
_REGISTERED, _RETRACTED = happened.CustomerRegistered.name, happened.FactRetracted.name


class Count(msgspec.Struct):
    """Of one fact key and rule."""

    key: str
    rule: str
    new: int = 0
    gone: int = 0


class Reread(msgspec.Struct, kw_only=True):
    """How far a run is, and what it found. `lines` name ids, never values."""

    dry: bool
    customers: int = 0
    of: int = 0
    items: int = 0
    changed: int = 0  # items with a difference
    counts: list[Count] = []
    lines: list[str] = []
    over: bool = False
    failed: str = ""


class Wanted(msgspec.Struct, frozen=True):
    """Whose history: customers by tenant, and the facts that somebody retracted by hand."""

    customers: list[tuple[str, str]]
    by_hand: frozenset[str]


class Reinterpreter:
    """What the memory `follower` has not read yet, or has parked, is its own to read."""

    def __init__(
        self, reader: LogReader, codec: Codec, views: Views, pages: Pages, notebook: Notebook, follower: Follower,
        settings: Settings,
    ) -> None:  # fmt: skip
        self._reader, self._codec, self._views, self._pages, self._notebook = reader, codec, views, pages, notebook
        self._follower, self._tenant, self._region = follower, settings.tenant, settings.default_region
        self._zone, self._shop = ZoneInfo(settings.timezone), shop_of(settings)
        self._run: Reread | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    async def stop(self) -> None:
        """End the run in hand after the item in hand."""
        self._stopping = True
        if self._task is not None:
            await self._task

    def commands(self) -> dict[str, Handler]:
        """For the control socket."""

        async def reinterpret(args: dict[str, Any]) -> object:
            return msgspec.to_builtins(self.begin(
                bool(args.get("dry")), str(args.get("customer") or ""), str(args.get("tenant") or ""), bool(args.get("show"))))  # fmt: skip

        async def progress(_: dict[str, Any]) -> object:
            return msgspec.to_builtins(self._run)

        return {"memory.reinterpret": reinterpret, "memory.progress": progress}

    def begin(self, dry: bool, customer_id: str = "", tenant: str = "", show: bool = False) -> Reread:
        """Start a run: of everybody, or of one customer. Raises CommandError while another runs."""
        if self._task is not None and not self._task.done():
            raise CommandError("History is being read again already: wait for its end.")
        self._run = Reread(dry=dry)
        self._task = asyncio.create_task(self._read(self._run, customer_id, tenant or self._tenant, show))
        return self._run

    async def _read(self, run: Reread, customer_id: str, tenant: str, show: bool) -> None:
        try:
            await self._caught_up()
            wanted = await (self._one(tenant, customer_id) if customer_id else asyncio.to_thread(self._everybody))
            run.of = len(wanted.customers)
            parked = {
                (each.tenant, each.stream) for each in await asyncio.to_thread(self._views.parked, self._follower.name)
            }
            found: dict[tuple[str, str], Count] = defaultdict(lambda: Count("", ""))
            for where in wanted.customers:
                if where not in parked:  # what waits there is the follower's own to read
                    await self._customer(run, where, wanted.by_hand, found, show)
                run.customers += 1
                run.counts = [found[key] for key in sorted(found)]
                if self._stopping:
                    run.failed = "The service ended before the run did: start it again."
                    break
        except UnknownCustomer:
            run.failed = "There is no customer of this id."
        except Exception as fault:
            logger.error("history could not be read again", exc_info=fault)
            run.failed = (
                f"It failed ({type(fault).__name__}); what was written until then stands, and can be gone on with."
            )
        run.over = True

    async def _caught_up(self) -> None:
        head = self._reader.head()
        while self._follower.position < head and not self._stopping:
            await asyncio.sleep(0.05)

    async def _one(self, tenant: str, customer_id: str) -> Wanted:
        page = await self._pages.open(tenant, customer_id)
        streams = [page.customer_id, *page.customer.absorbed]
        rows = [row for each in streams for row in await asyncio.to_thread(self._reader.stream, tenant, each)]
        return Wanted([(tenant, page.customer_id)], self._hands(rows))

    def _everybody(self) -> Wanted:
        customers: list[tuple[str, str]] = []
        by_hand: set[str] = set()
        position = 0
        while rows := self._reader.since(position, BATCH):
            position = rows[-1].position
            customers += [(row.tenant, row.stream) for row in rows if row.type == _REGISTERED]
            by_hand |= self._hands(rows)
        return Wanted(customers, frozenset(by_hand))

    def _hands(self, rows: Sequence[Row]) -> frozenset[str]:
        retracted = [self._event(row) for row in rows if row.type == _RETRACTED]
        return frozenset(each.fact_id for each in retracted if isinstance(each, happened.FactRetracted) and each.by)

    def _event(self, row: Row) -> happened.Event | None:
        try:
            return self._codec.open(row).event
        except UNREADABLE:  # whoever it is of is not read again
            return None

    async def _customer(
        self,
        run: Reread,
        where: tuple[str, str],
        by_hand: frozenset[str],
        found: dict[tuple[str, str], Count],
        show: bool,
    ) -> None:
        tenant, upto = where[0], self._follower.position  # first: whatever it holds by now stands on the page
        try:
            page = await self._pages.open(*where)
        except (UnknownCustomer, KeyDestroyed, UnreadableHistory):  # theirs is read again when it can be read
            return
        if page.customer_id != where[1]:  # whoever answers for them has their items
            return
        facts: dict[str, list[Fact]] = defaultdict(list)
        for fact in page.memory.told():
            facts[fact.item_id].append(fact)
        readings = reread(page, upto, self._zone, self._shop, lambda item: self._recorded(tenant, item).event)
        for item, told in readings:
            run.items += 1
            if run.items % AT_ONCE == 0:
                await asyncio.sleep(0)
            changes = difference(page, item, told, facts[item.item_id], by_hand, self._notebook.ids, self._region)
            if changes:
                run.changed += 1
                _note(run, found, item, changes, show)
                if not run.dry:
                    await self._append(tenant, item, told, by_hand, changes)

    async def _append(self, tenant: str, item: Item, told: Told, by_hand: frozenset[str], changes: Difference) -> None:
        """Append the difference as it is at that moment, under a key of the facts that it starts from."""
        cause = replace(self._recorded(tenant, item), occurred_at=item.occurred_at)

        def follows(page: Page) -> list[happened.Event]:
            facts = [fact for fact in page.memory.told() if fact.item_id == item.item_id]
            return difference(page, item, told, facts, by_hand, self._notebook.ids, self._region).events(item)

        once = "\x1f".join(sorted(
            [fact.fact_id for fact in changes.gone] + [f"{each.key} {each.span} {each.norm}" for each in changes.new]))  # fmt: skip
        page = await self._notebook.page_of(cause, About(item.item_id, item.interaction_id or ""))
        known = str(sum(fact.item_id == item.item_id for fact in page.memory.told())) if page is not None else ""
        await self._notebook.write(cause, About(item.item_id, item.interaction_id or ""), follows, RULE, known, once)

    def _recorded(self, tenant: str, item: Item) -> Recorded:
        """The event that an item was made by."""
        return self._codec.open(self._reader.since(item.position - 1, 1, tenant)[0])


def _note(run: Reread, found: dict[tuple[str, str], Count], item: Item, changes: Difference, show: bool) -> None:
    each = [("gone", fact.key, fact.extracted_by, fact.fact_id, fact.span) for fact in changes.gone]
    each += [("new", fact.key, fact.extracted_by, "", fact.span) for fact in changes.new]
    for what, key, rule, fact_id, span in each:
        count = found[(key, rule)]
        count.key, count.rule = key, rule
        setattr(count, what, getattr(count, what) + 1)
        if show and len(run.lines) < SHOWN:
            place = f"{item.item_id} at {span[0]}-{span[1]}"
            run.lines.append(f"{what:4}  {key}  {rule}  {place}{'  ' + fact_id if fact_id else ''}")
