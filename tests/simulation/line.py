"""A network between a client and a node: what is sent comes later, in order, or not at all."""

import asyncio
import json
import random
from collections import deque
from typing import Any

from app.live.wire import Gone

SLOWEST = 0.03  # seconds a frame takes


class Line:
    """Both ends of one connection, which `holds` so many frames for a client that does not read: the node's (app.live.connection.Line), and the client's."""

    def __init__(self, chance: random.Random, holds: int) -> None:
        self._chance, self._holds = chance, holds
        self._said: asyncio.Queue[str | None] = asyncio.Queue()
        self._coming: deque[tuple[float, str]] = deque()  # (when it arrives, the frame)
        self._room = asyncio.Event()
        self._arrived = asyncio.Event()
        self._latest = 0.0
        self._cut = False
        self._held_up_since: float | None = None
        self.closed: int | None = None  # the code, once the node has closed it

    # ---- the node's end ----------------------------------------------------------------------------------------------

    async def send(self, text: str) -> None:
        while len(self._coming) >= self._holds and not self._cut:
            self._held_up_since = self._held_up_since or asyncio.get_running_loop().time()
            self._room.clear()
            await self._room.wait()
        self._held_up_since = None
        if self._cut:
            raise Gone
        if self._chance.random() < 0.3:
            await asyncio.sleep(self._chance.random() * 0.01)
        self.push(text)

    @property
    def outlet(self) -> "Line":
        return self

    @property
    def ready(self) -> bool:
        """Now and then nobody can say so soon."""
        return len(self._coming) < self._holds and not self._cut and self.closed is None and self._chance.random() < 0.7

    def push(self, text: str) -> None:
        self._latest = max(self._latest, asyncio.get_running_loop().time() + self._chance.random() * SLOWEST)
        self._coming.append((self._latest, text))
        self._arrived.set()

    async def receive(self) -> str | bytes:
        said = await self._said.get()
        if said is None or self._cut:
            raise Gone
        return said

    async def close(self, code: int) -> None:
        self.closed = code if self.closed is None else self.closed
        self._arrived.set()

    def held_up_for(self) -> float:
        """Seconds for which the node has been trying to send."""
        return (
            0.0 if self._held_up_since is None or self._cut else asyncio.get_running_loop().time() - self._held_up_since
        )

    # ---- the client's end --------------------------------------------------------------------------------------------

    def say(self, **frame: Any) -> None:
        """Send a frame."""
        self._said.put_nowait(json.dumps(frame))

    async def next(self, seconds: float) -> dict[str, Any] | None:
        """The next frame; None when none comes for so long. Raises Gone once there will be none."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while True:
            if self._cut or (self.closed is not None and not self._coming):
                raise Gone
            now = loop.time()
            if self._coming and self._coming[0][0] <= now:
                self._room.set()
                return json.loads(self._coming.popleft()[1])
            wait = min([until, *(when for when, _ in list(self._coming)[:1])]) - now
            if now >= until:
                return None
            self._arrived.clear()
            try:
                async with asyncio.timeout(max(wait, 1e-6)):
                    await self._arrived.wait()
            except TimeoutError:
                pass

    def cut(self) -> None:
        """Break it: what is on its way is lost."""
        self._cut = True
        self._coming.clear()
        self._said.put_nowait(None)
        self._room.set()
        self._arrived.set()
