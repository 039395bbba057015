"""A process that follows the log: woken by the writer, in batches, from a position of its own."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TypeVar

from prometheus_client import Counter, Gauge

from app.logs import logger
from domain.errors import Overloaded

HEAL_SECONDS = 3.0
PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0

FAULTS = Counter("throughline_follower_faults", "Times a follower had to try again.", ["follower"])
PARKED = Gauge("throughline_parked_customers", "Customers for whom a follower has stopped.", ["follower"])
Result = TypeVar("Result")


class Follower:
    """Calls `_step` until it has nothing more to do, and again at each wake-up. A lost wake-up heals by itself.

    What fails is tried again, each time after a longer pause, for as long as it takes: an event that can never be
    taken must be set aside by `_step` itself.
    """

    name = ""

    def __init__(self) -> None:
        self.position = 0
        self._wake = asyncio.Event()
        self._stopped = asyncio.Event()
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to follow."""
        self.position = await self._kept_position()
        self._task = asyncio.create_task(self._follow())
        self._wake.set()

    async def stop(self) -> None:
        """End after the batch in hand (its thread cannot be cancelled); the rest is taken in at the next start.

        Who is cancelled meanwhile is so after that batch: what it works on is closed next.
        """
        self._stopped.set()
        self._wake.set()
        if self._task is not None:
            await to_its_end(self._task)

    def ring(self) -> None:
        """The log grew."""
        self._wake.set()

    @asynccontextmanager
    async def still(self) -> AsyncGenerator[None]:
        """No batch is in hand while the body runs: for what must not meet one."""
        async with self._turn:
            yield

    @property
    def _stopping(self) -> bool:
        return self._stopped.is_set()

    async def _kept_position(self) -> int:
        """Where this process had come to."""
        raise NotImplementedError

    async def _step(self) -> bool:
        """Take in one batch; whether there may be more. Runs alone."""
        raise NotImplementedError

    async def _follow(self) -> None:
        pause = PAUSE_SECONDS
        while not self._stopping:
            await self._woken()
            try:
                while not self._stopping and await self._step_alone():
                    pause = PAUSE_SECONDS
            except Exception as fault:
                FAULTS.labels(self.name).inc()
                if not _says_so_itself(fault):
                    logger.error("a follower could not go on", exc_info=fault)
                self._wake.set()
                await set_within(self._stopped, pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            else:
                pause = PAUSE_SECONDS

    async def _woken(self) -> None:
        """Wait for a bell; the heal is one more. Cheaper than a timeout: every event of the log comes by here."""
        if not self._wake.is_set():
            heal = asyncio.get_running_loop().call_later(HEAL_SECONDS, self._wake.set)
            try:
                await self._wake.wait()
            finally:
                heal.cancel()
        self._wake.clear()

    async def _step_alone(self) -> bool:
        async with self._turn:
            return await self._step()


def _says_so_itself(fault: BaseException) -> bool:
    """Whether all that is wrong is told elsewhere: too much waits to be written, or another program holds the log."""
    if isinstance(fault, BaseExceptionGroup):
        return all(map(_says_so_itself, fault.exceptions))
    return isinstance(fault, Overloaded)


async def to_its_end(work: asyncio.Future[Result]) -> Result:
    """Wait for what goes on however often its awaiter is cancelled, as a thread does: the cancellation comes after its end."""
    asked: asyncio.CancelledError | None = None
    while not work.done():
        try:
            await asyncio.wait([work])
        except asyncio.CancelledError as cancelled:
            asked = cancelled
    if asked is not None:
        raise asked
    return work.result()


async def set_within(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, but no longer than this."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
