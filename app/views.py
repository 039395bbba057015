"""Keeps the read models at the log's head; an event they cannot take is parked and everybody else's goes on."""

import asyncio
from collections.abc import Callable, Sequence

from adapters.log.codec import Codec
from adapters.log.reading import LogReader
from adapters.log.rows import Row
from adapters.views.store import Views
from app.follower import Follower
from app.logs import logger
from domain.record import Recorded

BATCH = 500


class ViewFollower(Follower):
    """`on_advance` hears after each batch, on the loop."""

    name = "views"

    def __init__(self, reader: LogReader, codec: Codec, views: Views, on_advance: Callable[[], None]) -> None:
        super().__init__()
        self._reader, self._codec, self._views, self._on_advance = reader, codec, views, on_advance
        self._moved = asyncio.Condition()

    async def reached(self, position: int, seconds: float = 2.0) -> bool:
        """Wait until the views have taken in this position, so that a reader sees what was answered 2xx."""
        if self.position >= position:
            return True
        try:
            async with asyncio.timeout(seconds), self._moved:
                await self._moved.wait_for(lambda: self.position >= position)
        except TimeoutError:
            return False
        return True

    async def _kept_position(self) -> int:
        return await asyncio.to_thread(self._views.position)

    async def _step(self) -> bool:
        upto = await asyncio.to_thread(self._take, self.position)
        if upto is None:
            return False
        self.position = upto
        async with self._moved:
            self._moved.notify_all()
        self._on_advance()
        return True

    def _take(self, after: int) -> int | None:
        rows = self._reader.since(after, BATCH)
        if not rows:
            return None
        events = self._opened(rows)
        try:
            self._views.advance(events, rows[-1].position)
        except Exception as fault:
            logger.warning("a view batch holds an event it cannot take", exc_info=fault)
            self._one_by_one(events, rows[-1].position)
        return rows[-1].position

    def _opened(self, rows: Sequence[Row]) -> list[Recorded]:
        events: list[Recorded] = []
        for row in rows:
            try:
                events.append(self._codec.open(row))
            except Exception as fault:
                self._views.park((row.position, row.tenant, row.stream), type(fault).__name__)
        return events

    def _one_by_one(self, events: Sequence[Recorded], upto: int) -> None:
        for recorded in events:
            try:
                self._views.advance([recorded], recorded.position)
            except Exception as fault:
                self._views.park((recorded.position, recorded.tenant, recorded.stream), type(fault).__name__)
        self._views.advance([], upto)
