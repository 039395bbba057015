"""What one client may use of the live socket, in one place, and the closing codes it meets beyond."""

from collections.abc import Callable
from enum import IntEnum

HEARTBEAT_SECONDS = 25
HELLO_SECONDS = 5
STUCK_SECONDS = 10  # inside one send
CLIENT_FRAME_BYTES = 65_536
FRAMES_A_SECOND = 20
FRAGMENTS = 64  # of one client frame
SUBSCRIPTIONS = 64
SOCKETS = 64  # a person
STRANGERS = 256  # sockets whose owner has not said yet who they are
ANSWERS = 16  # refusals waiting to be sent; the reader waits beyond

HEAL_SECONDS = 3
OVERDUE_SECONDS = 12  # without a look everywhere that went well, until operators are told
LINGER_SECONDS = 30


class Close(IntEnum):
    """4000–4499 come back, 4500–4999 do not."""

    COME_BACK = 4000
    SLOW_READER = 4408
    TOO_FAST = 4429
    NOT_SIGNED_IN = 4501
    FORBIDDEN = 4503
    TOO_MANY_SOCKETS = 4509
    FRAME_TOO_BIG = 4513


class Pace:
    """A bucket of frames: bursts up to its size, over time no more than the rate."""

    __slots__ = ("_left", "_now", "_then")

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._then = now()
        self._left = float(FRAMES_A_SECOND)

    def take(self) -> bool:
        """Take one frame out; False when there is none left."""
        now = self._now()
        self._left = min(FRAMES_A_SECOND, self._left + (now - self._then) * FRAMES_A_SECOND)
        self._then = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


def too_big(data: str | bytes) -> bool:
    """Whether a client's frame is over the limit, without encoding short ones."""
    if len(data) > CLIENT_FRAME_BYTES:
        return True
    return isinstance(data, str) and len(data) * 4 > CLIENT_FRAME_BYTES and len(data.encode()) > CLIENT_FRAME_BYTES
