"""A process that follows the log: woken by the writer, in batches, from a position of its own."""

import asyncio

from app.logs import logger
from domain.errors import Overloaded

HEAL_SECONDS = 3.0
PAUSE_SECONDS = 0.5


class Follower:
    """Calls `_step` until it has nothing more to do, and again at each wake-up. A lost wake-up heals by itself."""

    name = ""

    def __init__(self) -> None:
        self.position = 0
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to follow."""
        self.position = await self._kept_position()
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

    async def _kept_position(self) -> int:
        """Where this process had come to."""
        raise NotImplementedError

    async def _step(self) -> bool:
        """Take in one batch; whether there may be more."""
        raise NotImplementedError

    async def _follow(self) -> None:
        while not self._stopping:
            try:
                async with asyncio.timeout(HEAL_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                pass  # a lost wake-up heals
            self._wake.clear()
            try:
                while not self._stopping and await self._step():
                    pass
            except Exception as fault:
                if not isinstance(fault, Overloaded):
                    logger.error("a follower could not go on", exc_info=fault)
                self._wake.set()
                await asyncio.sleep(PAUSE_SECONDS)
