"""How long a session has been silent and how old it is, by seconds that nobody can set."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from adapters.access.rows import Session

IDLE_LIMIT = timedelta(minutes=30)
AGE_LIMIT = timedelta(hours=12)


class Span(msgspec.Struct):
    """Of one session: since when it is (`begun`) and is silent (`seen`), in seconds; `told`: the time of day that was heard."""

    begun: float
    seen: float
    told: datetime


class Spans:
    """The time of day says how long ago a thing was when it is first heard of, and nothing from then on."""

    def __init__(self, now: Callable[[], datetime], elapsed: Callable[[], float]) -> None:
        self._now, self._elapsed = now, elapsed
        self._of: dict[str, Span] = {}

    def hear(self, session: Session) -> None:
        """Take in what a row says, once: another node, or an earlier life, may have seen the person later than we did."""
        span, seen = self._of.get(session.id), self._since(session.seen_at)
        if span is None:
            self._of[session.id] = Span(self._since(session.created_at), seen, session.seen_at)
        elif session.seen_at != span.told:
            span.seen, span.told = max(span.seen, seen), session.seen_at

    def touch(self, session_id: str, now: datetime) -> None:
        """The person is there now, which is told as this time of day."""
        span = self._of.get(session_id)
        if span is not None:
            span.seen, span.told = self._elapsed(), now

    def open(self, session: Session) -> bool:
        """Whether it is neither too old nor silent for too long."""
        span = self._of.get(session.id) or Span(
            self._since(session.created_at), self._since(session.seen_at), session.seen_at
        )
        now = self._elapsed()
        return now - span.seen < IDLE_LIMIT.total_seconds() and now - span.begun < AGE_LIMIT.total_seconds()

    def drop(self, session_id: str) -> None:
        """It is over."""
        self._of.pop(session_id, None)

    def keep(self, session_ids: set[str]) -> None:
        """Forget all but these."""
        for session_id in self._of.keys() - session_ids:
            del self._of[session_id]

    def _since(self, at: datetime) -> float:
        return self._elapsed() - max(0.0, (self._now() - at).total_seconds())


def elapsed_seconds() -> float:
    """Seconds since some moment; those in which the machine slept count, too, where the system tells."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
