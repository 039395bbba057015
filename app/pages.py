"""Customers' pages, folded from the log and kept while they are in use: what every screen and every answer is cut from."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta

from adapters.log.codec import Codec, microseconds
from adapters.log.reading import LogReader
from adapters.log.rows import Row
from app.history import History
from domain.errors import UnknownCustomer, UnknownVersion
from domain.page import Page
from domain.record import Recorded

KEPT = 2_000  # pages in memory
AT_ONCE = 300  # events folded in one step of the event loop


class Pages:
    """Every page is brought up to the log's head before it is given out, so a reader sees what was answered 2xx."""

    def __init__(self, reader: LogReader, codec: Codec, late_window: timedelta) -> None:
        self._reader, self._codec, self._late_window = reader, codec, late_window
        self._history = History(reader, codec)
        self.life = reader.life()
        self._kept: OrderedDict[tuple[str, str], Page] = OrderedDict()
        self._loading: dict[tuple[str, str], asyncio.Lock] = {}

    async def open(self, tenant: str, customer_id: str) -> Page:
        """The customer's page now; an id that moved gives the one it belongs to. Raises UnknownCustomer."""
        for _ in range(8):  # a provisional customer may have moved to one that moved
            page = await self._fresh(tenant, customer_id)
            if page.customer.moved_to is None:
                return page
            customer_id = page.customer.moved_to
        raise UnknownCustomer(customer_id)

    async def own(self, tenant: str, customer_id: str) -> Page:
        """The page of this very stream, moved or not. Raises UnknownCustomer."""
        return await self._fresh(tenant, customer_id)

    async def as_of(self, tenant: str, customer_id: str, version: int | None, at: datetime | None) -> Page:
        """A page of its own, as it stood at a version or a time (by when we recorded). Raises UnknownVersion."""
        now = await self.open(tenant, customer_id)
        if version is not None and not 0 <= version <= now.version:
            raise UnknownVersion(str(version))
        return await asyncio.to_thread(self._replayed, tenant, now.customer_id, version, at)

    def epoch(self, page: Page) -> str:
        """Names this life of the page: it changes when changes alone cannot tell what happened."""
        return f"{self.life}.{page.generation}"

    def refresh(self, tenant: str, page: Page, limit: int = -1) -> int:
        """Bring a kept page towards the log's head (event loop only); returns how many events it grew by."""
        rows = self._reader.stream(tenant, page.customer_id, page.version, limit=limit)
        self._fold(tenant, page, rows)
        return len(rows)

    async def _fresh(self, tenant: str, customer_id: str) -> Page:
        where = (tenant, customer_id)
        page = self._kept.get(where)
        if page is None:
            page = await self._load(where)
        self._kept.move_to_end(where)
        while self.refresh(tenant, page, AT_ONCE) == AT_ONCE:
            await asyncio.sleep(0)  # each step reads anew after the page's version, so steps of two callers may mix
        return page

    async def _load(self, where: tuple[str, str]) -> Page:
        lock = self._loading.setdefault(where, asyncio.Lock())
        async with lock:
            page = self._kept.get(where)
            if page is None:
                page = await asyncio.to_thread(self._replayed, *where, None, None)
                if page.version == 0:
                    self._loading.pop(where, None)
                    raise UnknownCustomer(where[1])
                self._keep(where, page)
        self._loading.pop(where, None)
        return page

    def _keep(self, where: tuple[str, str], page: Page) -> None:
        self._kept[where] = page
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _replayed(self, tenant: str, customer_id: str, version: int | None, at: datetime | None) -> Page:
        page = Page(customer_id, self._late_window)
        rows = self._reader.stream(tenant, customer_id, upto=version)
        if at is not None:
            rows = [row for row in rows if row.recorded_at <= microseconds(at)]
        self._fold(tenant, page, rows)
        return page

    def _fold(self, tenant: str, page: Page, rows: Iterable[Row]) -> None:
        def borrow(stream: str, interaction_id: str | None, before: int) -> list[Recorded]:
            return self._history.borrowed(tenant, stream, interaction_id, before)

        for row in rows:
            page.apply(self._codec.open(row), borrow)
