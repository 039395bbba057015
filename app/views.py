"""Keeps the read models at the log's head; where one cannot take a customer's event, everybody else's goes on."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from adapters.log.codec import Codec
from adapters.log.reading import EventReader, LogUnavailable
from adapters.views.projector import Projector
from adapters.views.store import VIEW, Parked, Views
from app.follower import PARKED, Follower, set_within
from app.logs import logger
from domain.inbox.rows import InboxRow

BATCH = 1_000
REST_SECONDS = 0.05  # after a batch that was not full, unless somebody waits: larger batches cost less an event


class ViewFollower(Follower):
    """`on_advance` hears after each batch, on the loop; `on_handed` of each hand-over in it that still stands."""

    name = VIEW

    def __init__(self, reader: EventReader, codec: Codec, views: Views, on_advance: Callable[[], None],
                 monotonic: Callable[[], float] = time.monotonic, life: str = "",
                 on_handed: Callable[[str, InboxRow], None] = lambda _tenant, _row: None) -> None:  # fmt: skip
        super().__init__()
        self._monotonic, self._on_handed = monotonic, on_handed
        self._reader, self._codec, self._views, self._on_advance = reader, codec, views, on_advance
        self._life = life or reader.life()
        self._projector = Projector(views, reader, codec)
        self.sure: Callable[[int], Awaitable[None]] = _read_by_itself
        self._moved = asyncio.Condition()
        self._asked = asyncio.Event()  # somebody waits: no rest
        self._rested_at = monotonic() - REST_SECONDS
        self._unsure = False  # something broke off: what the file holds, and up to where, is asked of the file itself

    async def stop(self) -> None:
        """End after the batch in hand; a rest ends at once."""
        self._asked.set()
        await super().stop()

    async def reached(self, position: int, seconds: float = 2.0) -> bool:
        """Wait until the views have taken in this position, so that a reader sees what was answered 2xx."""
        if self.position >= position:
            return True
        with suppress(LogUnavailable):
            await self.sure(position)  # the log is further than we heard: another node may have written
        self._asked.set()
        self.ring()
        try:
            async with asyncio.timeout(seconds), self._moved:
                await self._moved.wait_for(lambda: self.position >= position)
        except TimeoutError:
            return False
        return True

    async def retry(self, parked: Parked) -> bool:
        """Make a customer's rows anew after a fix; whether the view takes everything of theirs now."""
        async with self.still(), self._knowing():
            await asyncio.to_thread(self._projector.redo, parked.tenant, parked.stream, self.position)
            left = await self._count()
        self._on_advance()
        return (parked.tenant, parked.stream) not in {(each.tenant, each.stream) for each in left}

    async def replaced(self, replace: Callable[[], None]) -> None:
        """Put other rows in the place of these between two batches, and go on from where those have come to."""
        async with self.still():
            self._unsure = True
            await asyncio.to_thread(replace)
            async with self._knowing():
                await self._count()

    async def _kept_position(self) -> int:
        await asyncio.to_thread(self._begin)
        await self._count()
        return await asyncio.to_thread(self._views.position)

    def _begin(self) -> None:
        self._views.belong_to(self._life, self._reader.head())
        self._projector.reload()

    async def _step(self) -> bool:
        await self._rest()
        async with self._knowing():
            after = self.position
            upto = await asyncio.to_thread(self._take, after)
        if upto is None:
            return False
        self.position = upto
        await self._tell()
        for tenant, row in self._projector.handed:
            self._on_handed(tenant, row)
        if upto - after >= BATCH:
            return True
        self._rested_at = self._monotonic()  # whatever came meanwhile has rung
        return False

    async def _rest(self) -> None:
        rest = self._rested_at + REST_SECONDS - self._monotonic()
        if rest > 0 and not self._stopping:
            await set_within(self._asked, rest)
        self._asked.clear()

    def _take(self, after: int) -> int | None:
        rows = self._reader.since(after, BATCH)
        if not rows:
            return None
        parked = self._projector.advance(rows, rows[-1].position)
        for each in parked:
            logger.warning("a view stopped for one customer", extra={"position": each.position, "reason": each.reason})
        if parked:
            PARKED.labels(self.name).inc(len(parked))
        return rows[-1].position

    @asynccontextmanager
    async def _knowing(self) -> AsyncGenerator[None]:
        """Whatever breaks off, a commit whose answer was lost too: nothing is taken twice, nothing is left out."""
        if self._unsure:
            await asyncio.to_thread(self._projector.reload)
            self.position = await asyncio.to_thread(self._views.position)
            await self._tell()
        self._unsure = True
        yield
        self._unsure = False

    async def _tell(self) -> None:
        async with self._moved:
            self._moved.notify_all()
        self._on_advance()

    async def _count(self) -> list[Parked]:
        parked = await asyncio.to_thread(self._views.parked, VIEW)
        PARKED.labels(self.name).set(len(parked))
        return parked


async def _read_by_itself(_: int) -> None:
    """The reader is asked up to the log's head anyway."""
