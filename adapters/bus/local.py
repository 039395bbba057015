"""The bus of nodes in one process; of one node alone, mostly, where nobody hears it."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from adapters.bus.counts import Counts
from adapters.bus.port import Ears
from adapters.log.appends import Touched

WAITING = 2_000  # calls that a node whose loop is busy has not heard yet


class Room:
    """Where nodes of one process hear each other."""

    def __init__(self) -> None:
        self.ends: dict[LocalBus, None] = {}


class LocalBus:
    """One node's end. Each node may have a loop of its own."""

    def __init__(self, room: Room | None = None) -> None:
        self.counts = Counts()
        self._room = room or Room()
        self._ears: Ears | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: deque[tuple[str, tuple[Any, ...]]] = deque()

    async def start(self, ears: Ears) -> None:
        """Begin to listen."""
        self._ears, self._loop = ears, asyncio.get_running_loop()
        self._room.ends[self] = None
        ears.back()

    async def stop(self) -> None:
        """Listen no more."""
        self._room.ends.pop(self, None)
        self._ears = self._loop = None
        self._waiting.clear()

    def ring(self, touched: Sequence[Touched]) -> None:
        """Tell the other nodes that streams grew."""
        self._tell("rung", list(touched))

    def say(self, tenant: str, said: bytes) -> None:
        """Tell the other nodes something."""
        self._tell("heard", tenant, said)

    def warnings(self) -> list[str]:
        """Nothing can be wrong with it."""
        return []

    def _tell(self, what: str, *told: Any) -> None:
        for end in list(self._room.ends):
            if end is not self:
                end._put(what, told)

    def _put(self, what: str, told: tuple[Any, ...]) -> None:
        if len(self._waiting) >= WAITING:
            self._waiting.popleft()
            self.counts.add("dropped")
        self._waiting.append((what, told))
        if len(self._waiting) == 1 and self._loop is not None:
            with suppress(RuntimeError):  # that node's loop has ended
                self._loop.call_soon_threadsafe(self._hear)

    def _hear(self) -> None:
        while self._waiting:
            what, told = self._waiting.popleft()
            if self._ears is not None:
                self.counts.add("received")
                getattr(self._ears, what)(*told)
