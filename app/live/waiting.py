"""What asyncio has for those who wait, for one who waits: its own keep room for many, three kilobytes a socket."""

import asyncio
from typing import Any


class Flag:
    """As asyncio.Event, but small while nobody waits."""

    __slots__ = ("_waiting", "up")

    def __init__(self) -> None:
        self.up = False
        self._waiting: list[asyncio.Future[None]] = []

    def is_set(self) -> bool:
        """Whether nobody has to wait."""
        return self.up

    def set(self) -> None:
        """Let everybody go on."""
        self.up = True
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    def clear(self) -> None:
        """From now on wait."""
        self.up = False

    async def wait(self) -> bool:
        """Wait until it is set."""
        if not self.up:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            await future
        return True


class Letters:
    """As asyncio.Queue without a limit, for one who takes them out."""

    __slots__ = ("_come", "_waiting")

    def __init__(self) -> None:
        self._come: list[Any] = []
        self._waiting: asyncio.Future[None] | None = None

    def empty(self) -> bool:
        """Whether nothing waits to be taken out."""
        return not self._come

    def put_nowait(self, letter: Any) -> None:
        """Put one in."""
        self._come.append(letter)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def get(self) -> Any:
        """Take out the first, or wait for it."""
        while not self._come:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        self._waiting = None
        return self._come.pop(0)
