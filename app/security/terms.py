"""What is good for minutes only (links, tickets): until when, by seconds that nobody can set."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import islice, takewhile

from adapters.access.store import SET_BACK


class Terms:
    """The time of day says how much is left of a thing when this process first hears of it, and nothing from then on.

    What would last longer than such a thing can was begun by a clock that was ahead: it is over.
    """

    def __init__(self, lasts: timedelta, now: Callable[[], datetime], elapsed: Callable[[], float]) -> None:
        self._lasts, self._now, self._elapsed = lasts, now, elapsed
        self._until: dict[str, float] = {}

    def begin(self, digest: str) -> datetime:
        """One begins now. Returns until when it is good, as a time of day."""
        self._until[digest] = self._elapsed() + self._lasts.total_seconds()
        return self._now() + self._lasts

    def hear(self, digest: str, expires_at: datetime) -> None:
        """One that may have been begun by another node, or in an earlier life."""
        if digest not in self._until:
            left = expires_at - self._now()
            possible = left <= self._lasts + SET_BACK
            self._until[digest] = self._elapsed() + (left.total_seconds() if possible else 0.0)

    def good(self, digest: str, expires_at: datetime) -> bool:
        """Whether it is good still."""
        self.hear(digest, expires_at)
        return self._elapsed() < self._until[digest]

    def over(self, most: int) -> list[str]:
        """Some of those that are good no more and were not forgotten yet, the oldest first: looked for up to one that is good."""
        now = self._elapsed()
        found = takewhile(lambda item: item[1] <= now, self._until.items())
        return [digest for digest, _ in islice(found, most)]

    def forget(self, digests: Iterable[str]) -> None:
        """They are gone from where they are kept, too."""
        for digest in digests:
            self._until.pop(digest, None)
