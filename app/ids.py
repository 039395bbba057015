"""Ids that begin with time (UUID version 7, RFC 9562 section 5.7): they sort, and keep the log's index small."""

import uuid
from collections.abc import Callable

RandomBytes = Callable[[int], bytes]


def uuid7(milliseconds: int, random_bytes: RandomBytes) -> uuid.UUID:
    """A UUID of this moment (milliseconds since 1970)."""
    tail = int.from_bytes(random_bytes(10), "big")
    value = (
        (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | (tail >> 64 & 0xFFF) << 64 | 0b10 << 62 | tail & (2**62 - 1)
    )
    return uuid.UUID(int=value)


class Ids:
    """Mints ids. Clock (microseconds UTC) and randomness are given, so that a simulation can be repeated."""

    def __init__(self, clock: Callable[[], int], random_bytes: RandomBytes) -> None:
        self._clock, self._random = clock, random_bytes

    def __call__(self, prefix: str) -> str:
        """`c-0193…`: a prefix that says what the id names, and 32 hex digits."""
        return f"{prefix}-{uuid7(self._clock() // 1000, self._random).hex}"

    def event_id(self) -> bytes:
        """Sixteen bytes for one event."""
        return uuid7(self._clock() // 1000, self._random).bytes
