"""The snapshots of pages as a read model: made anew and checked by the operator's commands (`app.projections`)."""

import asyncio
from zoneinfo import ZoneInfo

from app.pages import Pages
from app.projections import Told
from domain.errors import UnknownCustomer, UnreadableHistory


class PagesModel:
    """One of the service's read models (`app.projections.ReadModel`)."""

    name = "pages"

    def __init__(self, pages: Pages, zone: ZoneInfo) -> None:
        assert pages.snapshots is not None
        self._pages, self._snapshots, self._zone = pages, pages.snapshots, zone

    async def rebuild(self, told: Told) -> None:
        """Make every snapshot anew, one customer after the other."""
        stored = await asyncio.to_thread(self._snapshots.stored)
        for done, where in enumerate(stored, 1):
            try:
                await self._pages.renew(*where)
            except UnknownCustomer:  # kept from another life of the log, in which there was one
                await asyncio.to_thread(self._snapshots.forget, *where)
            except UnreadableHistory:  # made anew when somebody can read them: everybody else is now
                pass
            told(done, len(stored))

    async def check(self, told: Told) -> str | None:
        """The first snapshot that differs from a fresh replay at its version; None if none does."""
        return await asyncio.to_thread(self._compare, told)

    def _compare(self, told: Told) -> str | None:
        total = len(self._snapshots.stored())
        for done, difference in enumerate(self._snapshots.check(self._zone), 1):
            if difference is not None:
                return f"{difference.tenant} {difference.customer_id}, version {difference.version}: {difference.part}"
            told(done, total)
        return None
