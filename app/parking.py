"""A follower that stops for one customer where it cannot take an event of theirs, and goes on for everybody else."""

import asyncio

from adapters.log.reading import EventReader
from adapters.log.rows import Row
from adapters.views.faults import passes
from adapters.views.store import Parked, Views
from app.follower import PARKED, Follower
from app.logs import logger


class ParkingFollower(Follower):
    """Where it stopped is kept in the views: shown there, and tried again from there (`app.projections.Retrying`).

    What passes (a full disk, a lost race) parks nobody: it is raised, and the whole follower tries again.
    """

    def __init__(self, reader: EventReader, views: Views) -> None:
        super().__init__()
        self._reader, self._views = reader, views
        self._stops: set[tuple[str, str]] = set()

    async def retry(self, parked: Parked) -> bool:
        """Take in anew from where it stopped for a customer; whether it takes everything of theirs now."""
        where = (parked.tenant, parked.stream)
        async with self.still():
            self._stops.discard(where)
            try:
                await self._take_again(parked)
            except BaseException:
                self._stops.add(where)
                raise
            if where not in self._stops:  # last, so that a crash before leaves it to be tried again
                await self._release(*where)
            PARKED.labels(self.name).set(len(self._stops))
        return where not in self._stops

    async def _take_row(self, row: Row) -> None:
        """Take in one event. What it raises parks the customer, unless it passes."""
        raise NotImplementedError

    async def _take_again(self, parked: Parked) -> None:
        """Take in what has waited since it stopped for this customer."""
        rows = await asyncio.to_thread(self._reader.stream, parked.tenant, parked.stream, parked.version - 1)
        for row in rows:
            if row.position <= self.position:
                await self._take_or_park(row)

    async def _take_or_park(self, row: Row) -> None:
        """Take in an event, or stop for its customer: everybody else must still be served."""
        if (row.tenant, row.stream) in self._stops:
            return
        try:
            await self._take_row(row)
        except Exception as fault:
            if passes(fault):
                raise
            await self._park(row, type(fault).__name__)

    async def _park(self, row: Row, reason: str) -> None:
        logger.warning(f"{self.name} stopped for one customer", extra={"position": row.position, "reason": reason})
        place = Parked(self.name, row.tenant, row.stream, row.position, row.version, reason)
        await asyncio.to_thread(self._views.park, place)
        self._stops.add((row.tenant, row.stream))
        PARKED.labels(self.name).set(len(self._stops))

    async def _release(self, tenant: str, stream: str) -> None:
        """Everything of this customer is taken in after all."""
        await asyncio.to_thread(self._views.release, self.name, tenant, stream)

    async def _remember_stops(self) -> None:
        """Know again for whom it had stopped; before the first event is taken."""
        stops = await asyncio.to_thread(self._views.parked, self.name)
        self._stops = {(each.tenant, each.stream) for each in stops}
        PARKED.labels(self.name).set(len(self._stops))
