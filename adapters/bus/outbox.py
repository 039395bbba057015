"""What waits to be sent: one bell a stream, the newest; the oldest gives way when there is no room."""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence

from adapters.bus.counts import Counts
from adapters.bus.frames import Frame, Said, bells
from adapters.bus.port import SAID_BYTES
from adapters.log.appends import Touched

BELLS = 20_000  # of streams that wait at once
SAYINGS = 2_000
LAST_SECONDS = 0.25  # for what waits at the end
AT_ONCE = 2_000  # bells taken out for one sending
IN_A_ROW = 8  # sendings


class Pace:
    """How long whoever sends rests before the next sending: not at all, unless many came in a row. Then what comes
    meanwhile goes together, and there is one sending in so many `seconds`.
    """

    def __init__(self, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._now = seconds, now
        self._earned = float("-inf")  # the moment up to which all sendings are paid for

    def rest(self) -> float:
        """Seconds, after one sending more."""
        now = self._now()
        self._earned = max(self._earned, now - IN_A_ROW * self._seconds) + self._seconds
        return max(0.0, self._earned - now)


class Outbox:
    """Filled on the event loop by the writer's bell; emptied by whoever sends."""

    def __init__(self, node: str, counts: Counts) -> None:
        self._node, self._counts = node, counts
        self._bells: OrderedDict[tuple[str, str], Touched] = OrderedDict()
        self._said: deque[Said] = deque()
        self._filled = asyncio.Event()
        self._in_hand = False

    def __len__(self) -> int:
        return len(self._bells) + len(self._said)

    def ring(self, touched: Sequence[Touched]) -> None:
        """Streams grew."""
        for each in touched:
            where = each.tenant, each.stream
            self._bells[where] = each
            self._bells.move_to_end(where)
        while len(self._bells) > BELLS:
            self._bells.popitem(last=False)
            self._counts.add("dropped")
        self._filled.set()

    def say(self, tenant: str, said: bytes) -> None:
        """Something that is not in the log; what is too large for a frame is dropped."""
        if len(said) > SAID_BYTES:
            self._counts.add("dropped")
            return
        self._said.append(Said(self._node, tenant, said))
        if len(self._said) > SAYINGS:
            self._said.popleft()
            self._counts.add("dropped")
        self._filled.set()

    async def filled(self, seconds: float) -> bool:
        """Wait until there is something to send, but no longer than this; whether there is. What was taken is sent."""
        self._in_hand = False
        if not len(self):
            self._filled.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._filled.wait()
            except TimeoutError:
                pass
        return len(self) > 0

    async def emptied(self, seconds: float) -> None:
        """Wait until everything is sent, but no longer than this."""
        until = asyncio.get_running_loop().time() + seconds
        while (len(self) or self._in_hand) and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.002)

    def take(self, limit: int) -> list[Frame]:
        """Take out what goes into the next frames, each of at most `limit` bytes when sealed."""
        self._in_hand = True
        rung = [self._bells.popitem(last=False)[1] for _ in range(min(AT_ONCE, len(self._bells)))]
        said = [self._said.popleft() for _ in range(min(AT_ONCE, len(self._said)))]
        return [*bells(self._node, rung, limit), *said]
