"""Keeps this node's tail at the log's head: its own commits are taken over, what other nodes wrote is read once for all."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from adapters.log.appends import Touched
from adapters.log.rows import Row
from adapters.log.tail import Tail
from app.logs import logger


class Abreast:
    """`on_news` hears on the loop which streams grew by what was read. Where nobody else writes (`shared`), reading is
    cheap and done at once; else on a thread, and all who wait for it together get one.
    """

    def __init__(self, tail: Tail, shared: bool, on_news: Callable[[Sequence[Touched]], None]) -> None:
        self._tail, self._shared, self._on_news = tail, shared, on_news
        self._thread = ThreadPoolExecutor(1, "log-tail")  # with a connection of its own
        self._next: asyncio.Future[None] | None = None  # a reading that has not begun
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin at the log's head."""
        await asyncio.to_thread(self._tail.open)

    async def stop(self) -> None:
        """Read no more."""
        if self._task is not None:
            await self._task
        await asyncio.to_thread(self._thread.submit(self._tail.close).result)
        self._thread.shutdown()

    def wrote(self, rows: Sequence[Row]) -> None:
        """This node's writer committed these."""
        if not self._tail.take(rows):
            self.look()

    def heard(self, touched: Sequence[Touched]) -> None:
        """Another node says that it wrote."""
        if any(each.position > self._tail.high for each in touched):
            self.look()

    def look(self) -> None:
        """Read soon what the log holds by now."""
        self._reading()

    async def sure(self, upto: int | None = None) -> None:
        """Wait for a reading that begins now or later: what was answered 2xx anywhere is in the tail then. `upto`: only
        as far as this position. Raises LogUnavailable.
        """
        if upto is not None and self._tail.high >= upto:
            return
        if self._shared:
            await asyncio.shield(self._reading())
        elif self._tail.high >= 0 and self._tail.head() != self._tail.high:
            self._tell(self._tail.read_on())

    def _reading(self) -> asyncio.Future[None]:
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
            self._next.add_done_callback(_say_if_failed)
        if self._task is None:
            self._task = asyncio.create_task(self._read())
        return self._next

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._next is not None:
                waiting, self._next = self._next, None
                try:
                    grown = await loop.run_in_executor(self._thread, self._tail.read_on)
                except Exception as fault:
                    waiting.set_exception(fault)
                else:
                    self._tell(grown)
                    waiting.set_result(None)
        finally:
            self._task = None

    def _tell(self, grown: Sequence[Touched]) -> None:
        if grown:
            self._on_news(grown)


def _say_if_failed(reading: asyncio.Future[None]) -> None:
    """Whoever waits is told; where nobody does, the next look heals it."""
    if not reading.cancelled() and (fault := reading.exception()) is not None:
        logger.warning("the log's end could not be read", extra={"reason": type(fault).__name__})
