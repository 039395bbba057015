"""How long a session has been silent and how old it is, by seconds that nobody can set."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from adapters.access.rows import Session

IDLE_LIMIT = timedelta(minutes=30)
AGE_LIMIT = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)


class Span(msgspec.Struct):
    """Of one session: since when it is (`begun`) and is silent (`seen`), and when that was stored last (`noted`), in seconds.

    As times of day: what was heard last (`told`), and what was stored here last (`ours`), which tells nothing new.
    """

    begun: float
    seen: float
    noted: float
    told: datetime
    ours: datetime | None = None


class Spans:
    """The time of day says how long ago a thing was when it is first heard of, and nothing from then on."""

    def __init__(self, now: Callable[[], datetime], elapsed: Callable[[], float]) -> None:
        self._now, self._elapsed = now, elapsed
        self._of: dict[str, Span] = {}

    def hear(self, session: Session) -> None:
        """Take in what a row says, once: another node, or an earlier life, may have seen the person later than we did."""
        span, seen = self._of.get(session.id), self._since(session.seen_at)
        if span is None:
            self._of[session.id] = Span(self._since(session.created_at), seen, seen, session.seen_at)
        elif session.seen_at not in (span.told, span.ours):
            span.seen, span.told = max(span.seen, seen), session.seen_at

    def touch(self, session_id: str, now: datetime) -> bool:
        """The person is there now; whether to store that as this time of day: nothing was for a minute."""
        span = self._of.get(session_id)
        if span is None:
            return False
        span.seen = self._elapsed()
        if span.seen - span.noted < NOTED_EVERY.total_seconds():
            return False
        span.noted, span.ours = span.seen, now
        return True

    def open(self, session: Session) -> bool:
        """Whether it is neither too old nor silent for too long."""
        span, now = self._of.get(session.id), self._elapsed()
        seen = span.seen if span is not None else self._since(session.seen_at)
        begun = span.begun if span is not None else self._since(session.created_at)
        return now - seen < IDLE_LIMIT.total_seconds() and now - begun < AGE_LIMIT.total_seconds()

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
