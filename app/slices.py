"""Work behind what is answered and shown, let through in slices of the event loop's time, a turn of the loop between two."""

import asyncio
import time
from collections import deque
from collections.abc import Callable

SECONDS = 0.002  # of a slice
MOST = 64  # pieces of work in one, however short they are


class Slices:
    """Who has a piece of work to do waits here for a slice with room for it; in the order in which they came.

    How many fit follows from how long the last ones took: one dear piece makes the next slices small at once, and only
    several cheap ones make them large again. `clock` in seconds.
    """

    def __init__(self, seconds: float = SECONDS, clock: Callable[[], float] = time.perf_counter) -> None:
        self._seconds, self._clock = seconds, clock
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._letting = False
        self._each = seconds / 4  # what a piece takes, as far as is known
        self._began = 0.0

    async def turn(self) -> None:
        """Wait until there is room; what is done before the next await is the piece of work."""
        loop = asyncio.get_running_loop()
        mine = loop.create_future()
        self._waiting.append(mine)
        if not self._letting:
            self._letting = True
            loop.call_soon(self._let, loop)
        await mine

    def _let(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let as many through as fit: in the next turn of the loop they run one behind the other, and nobody between."""
        loop.call_soon(self._begin)
        let, most = 0, self._room
        while self._waiting and let < most:
            mine = self._waiting.popleft()
            if not mine.done():
                mine.set_result(None)
                let += 1
        loop.call_soon(self._end, loop, let)

    @property
    def _room(self) -> int:
        return MOST if self._each * MOST <= self._seconds else max(1, int(self._seconds / self._each))

    def _begin(self) -> None:
        self._began = self._clock()

    def _end(self, loop: asyncio.AbstractEventLoop, let: int) -> None:
        each = (self._clock() - self._began) / max(let, 1)
        self._each = max(each, (3 * self._each + each) / 4)
        if self._waiting:
            self._let(loop)
        else:
            self._letting = False
