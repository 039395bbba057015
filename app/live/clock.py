"""The times the live socket lives by, in one place, so that a test can hold them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import msgspec


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Clock(msgspec.Struct, frozen=True):
    """`now` counts seconds from anywhere and never goes back; `utc` is the time of day."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    utc: Callable[[], datetime] = _utc_now
