"""Ids that begin with time (UUID version 7, RFC 9562 section 5.7): they sort, and keep the log's index small."""

import os
import struct
import threading
import uuid
from collections.abc import Callable, Iterator

RandomBytes = Callable[[int], bytes]

_IDS_AT_ONCE = 256  # as many ids' randomness is fetched with one call of the system
_PARTS = struct.Struct(">QH")  # the 64 and 16 random bits behind the time
_VERSION, _VARIANT = 0x7 << 76, 0b10 << 62
_lives = 0  # how often this process was made by a fork


def uuid7(milliseconds: int, random_bytes: RandomBytes) -> uuid.UUID:
    """A UUID of this moment (milliseconds since 1970)."""
    return uuid.UUID(int=_value(milliseconds, *_PARTS.unpack(random_bytes(_PARTS.size))))


class Ids:
    """Mints ids. Clock (microseconds UTC) and randomness are given, so that a simulation can be repeated.

    Randomness is fetched in advance, for each thread its own, and each byte is used once; a forked process begins anew.
    """

    def __init__(self, clock: Callable[[], int], random_bytes: RandomBytes) -> None:
        self._clock, self._random = clock, random_bytes
        self._local = threading.local()

    def __call__(self, prefix: str) -> str:
        """`c-0193…`: a prefix that says what the id names, and 32 hex digits."""
        return f"{prefix}-{_value(self._clock() // 1000, *self._drawn()):032x}"

    def event_id(self) -> bytes:
        """Sixteen bytes for one event."""
        return _value(self._clock() // 1000, *self._drawn()).to_bytes(16, "big")

    def _drawn(self) -> tuple[int, int]:
        held: tuple[int, Iterator[tuple[int, int]]] | None = getattr(self._local, "held", None)
        if held is not None and held[0] == _lives:
            for parts in held[1]:
                return parts
        fresh = _PARTS.iter_unpack(self._random(_PARTS.size * _IDS_AT_ONCE))
        self._local.held = (_lives, fresh)
        return next(fresh)


def _value(milliseconds: int, low: int, high: int) -> int:
    return (milliseconds & (2**48 - 1)) << 80 | _VERSION | (high & 0xFFF) << 64 | _VARIANT | low & (2**62 - 1)


def _forked() -> None:
    global _lives
    _lives += 1


os.register_at_fork(after_in_child=_forked)
