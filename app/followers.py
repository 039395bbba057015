"""Processes that follow the log: woken by the writer, batched, with their own position; what fails alone is parked."""

import asyncio
from collections.abc import Callable, Sequence

from adapters.log.codec import Codec
from adapters.log.rows import Row
from adapters.log.sqlite import SqliteReader
from adapters.views.store import Views
from app.logs import logger
from domain.record import Recorded

BATCH = 500
HEAL_SECONDS = 3.0


class ViewFollower:
    """Keeps the views at the log's head. `on_advance` hears after each batch, on the loop."""

    name = "views"

    def __init__(self, reader: SqliteReader, codec: Codec, views: Views, on_advance: Callable[[], None]) -> None:
        self._reader, self._codec, self._views, self._on_advance = reader, codec, views, on_advance
        self.position = 0
        self._wake = asyncio.Event()
        self._moved = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Begin to follow."""
        self.position = await asyncio.to_thread(self._views.position)
        self._task = asyncio.create_task(self._follow())
        self._wake.set()

    async def stop(self) -> None:
        """End after the batch in hand (its thread cannot be cancelled); the rest is taken in at the next start."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task

    def ring(self) -> None:
        """The log grew."""
        self._wake.set()

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

    async def _follow(self) -> None:
        while not self._stopping:
            try:
                async with asyncio.timeout(HEAL_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                pass  # a lost wake-up heals
            self._wake.clear()
            while not self._stopping and await self._step():
                pass

    async def _step(self) -> bool:
        try:
            upto = await asyncio.to_thread(self._take, self.position)
        except Exception as fault:
            logger.error("a view batch failed", exc_info=fault)
            await asyncio.sleep(1)
            return False
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
