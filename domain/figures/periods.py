"""A stretch of time in the shop's own zone, and how it is cut into days and weeks."""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

DAY, WEEK = "day", "week"
_QUARTER = 15 * 60  # seconds


class Period(msgspec.Struct, frozen=True):
    """From a moment to another, the latter not included; aware times. Days and weeks begin at midnight in `zone`.

    `now` is when the question is asked, where it matters: what falls due later in the period is not overdue yet.
    """

    start: datetime
    end: datetime
    zone: ZoneInfo
    now: datetime | None = None

    @property
    def last(self) -> datetime:
        """The moment as of which a state is told: the end, or now."""
        return self.end if self.now is None else min(self.end, self.now)

    def cut(self, by: str) -> list[tuple[datetime, datetime]]:
        """The stretches of one day or week each; the first and the last may be shorter. Otherwise the whole."""
        if by not in (DAY, WEEK):
            return [(self.start, self.end)]
        parts: list[tuple[datetime, datetime]] = []
        start = self.start
        while start < self.end:
            end = min(self._next(start, by), self.end)
            parts.append((start, end))
            start = end
        return parts

    def name(self, at: datetime, by: str) -> str:
        """What a moment's day or week is called: 2026-11-22, 2026-W47 (ISO 8601: a week begins on Monday)."""
        return _name(self.zone, int(at.timestamp() // _QUARTER), by)

    def holds(self, at: datetime) -> bool:
        """Whether a moment is in it."""
        return self.start <= at < self.end

    def _next(self, at: datetime, by: str) -> datetime:
        local = at.astimezone(self.zone)
        days = 1 if by == DAY else 7 - local.weekday()
        midnight = datetime.combine(local.date() + timedelta(days=days), time(), self.zone)
        return midnight.astimezone(UTC)


@lru_cache(maxsize=10_000)
def _name(zone: ZoneInfo, quarter: int, by: str) -> str:
    """Zones differ from UTC by whole quarters of an hour: as many answers are kept as a hundred days have of these."""
    local = datetime.fromtimestamp(quarter * _QUARTER, zone)
    if by == DAY:
        return f"{local:%Y-%m-%d}"
    year, week, _ = local.isocalendar()
    return f"{year}-W{week:02}"
