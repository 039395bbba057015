"""Keeps long pages beside the log, so that opening one costs what is new, not what there ever was.

A snapshot is never believed for its own sake: it counts only while it was folded by this very code from this very life
of the log, and while the stream's event at its version has the hash it remembers. Any other is ignored and made again.
"""

import asyncio
import sqlite3
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from adapters.keys.keyring import KeyDestroyed
from adapters.pages.archive import KeptArchive, Rescue
from adapters.pages.sealing import Damaged
from adapters.pages.store import Kept, PageStore
from app.folding import Fold
from app.logs import logger
from app.stamp import stamp
from domain.errors import UnreadableHistory
from domain.page import Page
from domain.sameness import first_difference
from domain.snapshot import Cut
from domain.timeline.archive import Archive, HeldArchive

REST_SECONDS = 60.0  # after a write that failed
SHARE = 4  # of what a page holds in memory the fourth part is new when it is written again


class Habit(NamedTuple):
    """When a page is written, and what of it stays in memory. Events, events, items, items."""

    long: int = 128  # pages with fewer events are folded anew: that is as fast
    grown: int = 64  # events since the last time
    tail: int = 64  # newest items in memory
    most: int = 2_000  # items in memory, however many are within the late window


class Difference(NamedTuple):
    """Where a stored page is not what the log says: a word for the part, nothing of what stands there."""

    tenant: str
    customer_id: str
    version: int
    part: str


class Snapshots:
    """Writes on one thread; `consider` and what follows from it run on the event loop, everything else on any thread."""

    def __init__(
        self, store: PageStore, fold: Fold, life: str, habit: Habit = Habit(), writing: Executor | None = None
    ) -> None:
        self._store, self._fold, self._habit = store, fold, habit
        self._stamp = stamp(life, fold.late_window.total_seconds())
        self._writing = writing or ThreadPoolExecutor(1, "pages")
        self._under_way: dict[tuple[str, str], Page] = {}  # no second page may be made of a stream meanwhile
        self._left_alone: set[tuple[str, str]] = set()
        self._rests_until = 0.0

    def close(self) -> None:
        """Write what was begun, then close the store."""
        self._writing.shutdown(wait=True)
        self._store.close()

    # ---- reading -----------------------------------------------------------------------------------------------------

    def load(self, tenant: str, customer_id: str) -> Page | None:
        """The page as it was kept; None when there is none that may be believed."""
        try:
            kept = self._store.read(tenant, customer_id, self._stamp, partial(self._rescue, tenant, customer_id))
        except (Damaged, KeyDestroyed):
            return None
        return (
            self._page(tenant, customer_id, kept) if kept and self._is_of_this_log(tenant, customer_id, kept) else None
        )

    def _page(self, tenant: str, customer_id: str, kept: Kept) -> Page:
        return Page.restored(customer_id, self._fold.late_window, kept.version, kept.hash, kept.state, kept.archive)

    def _is_of_this_log(self, tenant: str, customer_id: str, kept: Kept) -> bool:
        rows = self._fold.reader.stream(tenant, customer_id, kept.version - 1, kept.version)
        return [kept.hash] == [row.hash for row in rows]

    def _rescue(self, tenant: str, customer_id: str, version: int) -> Rescue:
        def again(items: int, facts: int) -> Archive:
            logger.warning("snapshot damaged", extra={"tenant": tenant, "version": version})
            page = self._fold.replay(tenant, customer_id, version)
            return HeldArchive(version, page.timeline.tail(0)[:items], page.memory.told()[:facts])

        return again

    # ---- writing -----------------------------------------------------------------------------------------------------

    def due(self, page: Page, grown: int = 0) -> bool:
        """Whether a page is long, and has grown enough since it was written: all that it holds in memory is written anew,
        so of a busy hour, of which it holds much, it is the share of that.
        """
        enough = max(grown or self._habit.grown, len(page.timeline.by_id) // SHARE if page.kept_at else 0)
        return page.version >= self._habit.long and page.version - page.kept_at >= enough

    def consider(self, tenant: str, page: Page) -> None:
        """Have the page written in the background if it is time. Event loop only; takes no longer than its newest part."""
        where, loop = (tenant, page.customer_id), asyncio.get_running_loop()
        if where in self._under_way or where in self._left_alone or loop.time() < self._rests_until:
            return
        if _damaged(page.timeline.archive) or _damaged(page.memory.archive):
            page.bring_back()  # and write it whole
        if not self.due(page):
            return
        cut = page.cut(self._habit.tail, self._habit.most)
        try:
            future = self._writing.submit(self._write, tenant, cut)
        except RuntimeError:  # the service ends
            return
        self._under_way[where] = page

        def tell(done: Future[KeptArchive]) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._written, where, cut, done)

        future.add_done_callback(tell)

    def keep(self, tenant: str, page: Page) -> None:
        """Write a page that nobody else holds yet, and wait for it: a long replay stays small in memory."""
        if not self.due(page, grown=self._habit.most) or (tenant, page.customer_id) in self._left_alone:
            return
        cut = page.cut(self._habit.tail, self._habit.most)
        with suppress(KeyDestroyed, Damaged, sqlite3.Error):
            page.settle(cut, self._writing.submit(self._write, tenant, cut).result())

    async def idle(self, tenant: str, customer_id: str) -> None:
        """Wait until nothing of this page is being written."""
        while (tenant, customer_id) in self._under_way:
            await asyncio.sleep(0.01)

    def forget(self, tenant: str, customer_id: str) -> None:
        """Forget this customer's snapshot rows. Waits until it is done."""
        self._writing.submit(self._store.forget, tenant, customer_id).result()

    def _write(self, tenant: str, cut: Cut) -> KeptArchive:
        try:
            return self._store.write(tenant, cut, self._stamp, self._rescue(tenant, cut.customer_id, cut.version))
        except Damaged:
            cut.base.items(0, 1)  # what has to be folded anew is folded here, not on the loop
            cut.facts_base.told(0, 1)
            raise

    def _written(self, where: tuple[str, str], cut: Cut, done: Future[KeptArchive]) -> None:
        page = self._under_way.pop(where)
        fault = done.exception()
        if fault is None:
            page.settle(cut, done.result())
        elif isinstance(fault, Damaged):
            page.bring_back()
        elif isinstance(fault, KeyDestroyed):
            self._left_alone.add(where)
        else:
            self._rests_until = asyncio.get_running_loop().time() + REST_SECONDS
            logger.warning(
                "snapshot not written", exc_info=(type(fault), fault, fault.__traceback__), extra={"tenant": where[0]}
            )

    # ---- checking ----------------------------------------------------------------------------------------------------

    def stored(self) -> list[tuple[str, str]]:
        """Every customer with a snapshot: (tenant, customer)."""
        return self._store.stored()

    def check(self, zone: ZoneInfo) -> Iterator[Difference | None]:
        """Each stored page beside one folded anew at its version: the first difference, None where there is none.

        Blocks; nothing is written while one page is compared. Snapshots that would be ignored are passed over.
        """
        for tenant, customer_id in self.stored():
            yield self._writing.submit(self._check, tenant, customer_id, zone).result()

    def _check(self, tenant: str, customer_id: str, zone: ZoneInfo) -> Difference | None:
        try:
            kept = self._store.read(tenant, customer_id, self._stamp, lambda _: _no_rescue)
            if kept is None or not self._is_of_this_log(tenant, customer_id, kept):
                return None
            again = self._fold.replay(tenant, customer_id, kept.version)
            part = first_difference(self._page(tenant, customer_id, kept), again, zone)
            return Difference(tenant, customer_id, kept.version, part) if part else None
        except (KeyDestroyed, UnreadableHistory):  # nobody can say
            return None
        except Damaged as fault:
            return Difference(tenant, customer_id, 0, f"damaged {fault}")


def _damaged(archive: Archive) -> bool:
    return isinstance(archive, KeptArchive) and archive.damaged


def _no_rescue(items: int, facts: int) -> Archive:
    raise Damaged("row")
