"""Customers' pages, folded from the log and kept while they are in use: what every screen and every answer is cut from."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from datetime import datetime, timedelta
from typing import NamedTuple
from weakref import WeakValueDictionary

from adapters.log.codec import Codec
from adapters.log.reading import EventReader
from adapters.log.rows import Row
from adapters.pages.archive import KeptArchive
from adapters.pages.store import PageStore
from app.folding import Fold
from app.snapshots import Habit, Snapshots
from domain.customer.events import CustomersMerged, CustomersUnmerged, InteractionReassigned
from domain.errors import UnknownCustomer, UnknownVersion, UnreadableHistory
from domain.page import Page

KEPT = 2_000  # pages in memory
KEPT_BYTES = 256_000_000  # of all pages together, roughly
WEIGHED_EVERY = 50  # loads: looking at all of them takes half a millisecond
AT_ONCE = 300  # events folded in one step of the event loop
LONGEST_CHAIN = 1_000  # of customers who each turned out to be the next
LIKENESS = 12  # of an id's letters: its random end
LARGE = 2_000  # items in an archive that are not read on the event loop


class Stood(NamedTuple):
    """Whose page it was at a version, and whom it had taken in by then."""

    customer_id: str
    version: int
    absorbed: Sequence[str]


class Pages:
    """Every page is brought up to the log's head before it is given out, so a reader sees what was answered 2xx.

    There is never more than one page of a stream: its archive is as new as the page itself, not as another one's.
    Without a `store` every page is folded anew from its first event.
    """

    def __init__(self, reader: EventReader, codec: Codec, late_window: timedelta, store: PageStore | None = None,
                 habit: Habit = Habit(), writing: Executor | None = None, life: str = "") -> None:  # fmt: skip
        self._reader, self.late_window = reader, late_window
        self._fold = Fold(reader, codec, late_window)
        self.life = life or reader.life()
        self.snapshots = Snapshots(store, self._fold, reader.life(), habit, writing) if store else None
        self._kept: OrderedDict[tuple[str, str], Page] = OrderedDict()
        self._alive: WeakValueDictionary[tuple[str, str], Page] = (
            WeakValueDictionary()
        )  # a watched page may outlive its place
        self._loading: dict[tuple[str, str], asyncio.Lock] = {}
        self._loads = 0
        self._bringing: dict[tuple[str, str], asyncio.Task[None]] = {}
        self.sure: Callable[[], Awaitable[None]] = _nothing_to_wait_for  # what was answered 2xx anywhere can be read
        self.on_ready: Callable[[str, str], None] = lambda tenant, customer_id: None  # a page has more to take in

    def close(self) -> None:
        """End what is written in the background."""
        if self.snapshots is not None:
            self.snapshots.close()

    async def open(self, tenant: str, customer_id: str, surely: bool = True) -> Page:
        """The customer's page now; an id that moved gives the one it belongs to. Raises UnknownCustomer.

        Not `surely`: what another node wrote in this moment may be missing, for who will be told by the writer.
        """
        if surely:
            await self.sure()
        asked, way = customer_id, list[tuple[Page, int]]()
        for _ in range(LONGEST_CHAIN):  # one that moved, or was absorbed, to one that was
            page = await self._fresh(tenant, customer_id)
            if page.customer.moved_to is not None:
                way.append((page, page.version))
                customer_id = page.customer.moved_to
            elif all(self._reader.version(tenant, each.customer_id) == version for each, version in way):
                return page
            else:  # parted again while the last page was read: this may no longer be theirs
                await self.sure()
                customer_id, way = asked, []
        raise UnknownCustomer(asked)

    async def own(self, tenant: str, customer_id: str) -> Page:
        """The page of this very stream, moved or not. Raises UnknownCustomer."""
        await self.sure()
        return await self._fresh(tenant, customer_id)

    async def as_of(self, tenant: str, customer_id: str, version: int | None, at: datetime | None) -> Page:
        """A page of its own, as it stood at a version or a time (by when we recorded). Raises UnknownVersion.

        A time is the last version recorded by then, with all before it: where a clock was set back, or another node's is
        behind, events before it may bear a later time.
        """
        owner, last = await self._last(tenant, customer_id)
        _known(version, last)
        return await asyncio.to_thread(self._stood, tenant, owner, version, at)

    async def _last(self, tenant: str, customer_id: str) -> tuple[str, int]:
        """Whom an id belongs to, and their last version. Of a page that cannot be made as it is now, all before the event that
        cannot be read is known as it was: unless the customer went to somebody else, whose versions would be asked for.
        """
        try:
            now = await self.open(tenant, customer_id)
        except UnreadableHistory:
            version = self._reader.version(tenant, customer_id)
            if version is None or await asyncio.to_thread(self._fold.went, tenant, customer_id):
                raise
            return customer_id, version
        return now.customer_id, now.version

    def _stood(self, tenant: str, customer_id: str, version: int | None, at: datetime | None) -> Page:
        if version is None and at is not None:
            version = self._fold.version_at(tenant, customer_id, at)
        return self._fold.replay(tenant, customer_id, version)

    async def version_at(self, tenant: str, customer_id: str, version: int | None, at: datetime | None) -> int:
        """The version `as_of` would fold to, without folding. Raises UnknownVersion."""
        return await self._version(tenant, *await self._last(tenant, customer_id), version, at)

    async def whose(self, tenant: str, customer_id: str, version: int | None, at: datetime | None) -> Stood:
        """Who stood on the page at a version or a time; it is folded only where anybody ever came or left. Raises UnknownVersion."""
        now = await self.open(tenant, customer_id)
        known = await self._version(tenant, now.customer_id, now.version, version, at)
        if not now.generation:
            return Stood(now.customer_id, known, ())
        page = await asyncio.to_thread(self._stood, tenant, now.customer_id, known, None)
        return Stood(page.customer_id, page.version, page.customer.absorbed)

    async def _version(self, tenant: str, owner: str, last: int, version: int | None, at: datetime | None) -> int:
        _known(version, last)
        if version is not None or at is None:
            return last if version is None else version
        return await asyncio.to_thread(self._fold.version_at, tenant, owner, at)

    def epoch(self, page: Page) -> str:
        """Names this life of the page: it changes when changes alone cannot tell what happened. No other page has it: who
        held the page that an id belonged to, and comes back to the id after they parted, may stand at the same version.
        """
        return f"{self.life}.{page.customer_id[-LIKENESS:]}.{page.generation}"

    def refresh(self, tenant: str, page: Page, limit: int = -1) -> int:
        """Bring a kept page towards the log's head (event loop only); returns how many events it grew by."""
        rows = self._reader.stream(tenant, page.customer_id, page.version, limit=limit)
        ready = len(rows)
        if rows:  # every three seconds each watched page looks in vain
            ready = self._ready(tenant, page, rows)
            self._fold.take(tenant, page, rows[:ready])
        if ready < len(rows):
            self._bring(tenant, page, rows[ready])
        elif self.snapshots is not None:
            self.snapshots.consider(tenant, page)
        return ready

    def _ready(self, tenant: str, page: Page, rows: Sequence[Row]) -> int:
        """How many of these events can be taken in at once: not one that takes a large archive back into memory, that
        brings a whole page along, or for which the page is folded from its start.
        """
        archive = page.timeline.archive
        large = isinstance(archive, KeptArchive) and archive.count >= LARGE and not archive.held
        for number, row in enumerate(rows):
            if row.type == InteractionReassigned.name:
                if large and self._fold.leaves(page, row):
                    return number
            elif row.type == CustomersMerged.name:
                if large or ((tenant, row.position) not in self._fold.ready and self._fold.joins(row)):
                    return number
            elif row.type == CustomersUnmerged.name and self._fold.reverses(page, row):
                return number
        return len(rows)

    def _bring(self, tenant: str, page: Page, row: Row) -> None:
        """Do what an event needs first on another thread. Who opens the page waits for it; a watched one is told."""
        where = (tenant, page.customer_id)
        if where not in self._bringing:
            task = self._bringing[where] = asyncio.create_task(self._brought(tenant, page, row))
            task.add_done_callback(lambda done: self._done(where, done))

    def _done(self, where: tuple[str, str], done: asyncio.Task[None]) -> None:
        self._bringing.pop(where)
        if not done.cancelled() and done.exception() is None:
            self.on_ready(*where)

    async def _brought(self, tenant: str, page: Page, row: Row) -> None:
        archive, version = page.timeline.archive, page.version
        if row.type == CustomersUnmerged.name:
            fresh = await asyncio.to_thread(self._fold.replay, tenant, page.customer_id, row.version)
            if page.version == version:
                page.become(fresh)
            return
        if isinstance(archive, KeptArchive):
            await asyncio.to_thread(archive.hold)
        if row.type == CustomersMerged.name:
            await asyncio.to_thread(self._fold.make_ready, tenant, row)

    def forget(self, tenant: str, customer_id: str) -> None:
        """Forget what is kept of a customer's page, in memory and on disk. Blocks; the log is not touched."""
        self._kept.pop((tenant, customer_id), None)
        self._alive.pop((tenant, customer_id), None)
        if self.snapshots is not None:
            self.snapshots.forget(tenant, customer_id)

    async def renew(self, tenant: str, customer_id: str) -> None:
        """Make a customer's snapshot anew from the log; the page may be in use. Raises UnknownCustomer."""
        assert self.snapshots is not None
        await self.snapshots.idle(tenant, customer_id)
        page = self._alive.get((tenant, customer_id))
        for archive in (page.timeline.archive, page.memory.archive) if page is not None else ():
            if isinstance(archive, KeptArchive):
                await asyncio.to_thread(archive.make_again)
        if page is not None:
            page.bring_back()
        await asyncio.to_thread(self.snapshots.forget, tenant, customer_id)
        await self._fresh(tenant, customer_id)

    async def _fresh(self, tenant: str, customer_id: str) -> Page:
        where = (tenant, customer_id)
        page = self._kept.get(where)
        if page is None:
            page = await self._load(where)
        self._kept.move_to_end(where)
        while self.refresh(tenant, page, AT_ONCE) == AT_ONCE or where in self._bringing:
            # each step reads anew after the page's version, so steps of two callers may mix
            if where in self._bringing:
                await asyncio.shield(self._bringing[where])
            await asyncio.sleep(
                0
            )  # what is done already is awaited without a turn of the loop: nobody could clear it away
        return page

    async def _load(self, where: tuple[str, str]) -> Page:
        lock = self._loading.setdefault(where, asyncio.Lock())
        async with lock:
            page = self._alive.get(where)
            if page is None:
                page = await asyncio.to_thread(self._loaded, *where)
                if page.version == 0:
                    self._loading.pop(where, None)
                    raise UnknownCustomer(where[1])
            self._keep(where, page)
        self._loading.pop(where, None)
        return page

    def _keep(self, where: tuple[str, str], page: Page) -> None:
        self._kept[where] = self._alive[where] = page
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self._loads += 1
        if self._loads % WEIGHED_EVERY == 0:
            held = sum(each.size for each in self._kept.values())
            while held > KEPT_BYTES and len(self._kept) > 1:
                held -= self._kept.popitem(last=False)[1].size

    def _loaded(self, tenant: str, customer_id: str) -> Page:
        snapshots = self.snapshots
        if snapshots is None:
            return self._fold.replay(tenant, customer_id)
        page = snapshots.load(tenant, customer_id) or Page(customer_id, self._fold.late_window)
        self._fold.grow(tenant, page, after_step=lambda page: snapshots.keep(tenant, page))
        return page


def _known(version: int | None, last: int) -> None:
    if version is not None and not 0 <= version <= last:
        raise UnknownVersion(str(version))


async def _nothing_to_wait_for() -> None:
    """The reader itself is asked each time."""
