"""Which days a shop works, so that "three working days" ends on the right one."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

_SATURDAY = 5
_CHRISTMAS_EVE_SINCE = 2025
_FIXED = frozenset({(1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26)})
_AFTER_EASTER = (0, 1, 49, 60)  # days: Easter Sunday and Monday, Pentecost, Corpus Christi


class WorkingDays(Protocol):
    """A calendar that somebody may give: of a country, or of one shop."""

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        ...


class Weekdays:
    """Monday to Friday, whatever is celebrated."""

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        return day.weekday() < _SATURDAY


class PolishDays:
    """Monday to Friday but for public holidays.

    Source: the Polish Act of 18 January 1951 on days free of work, article 1; Christmas Eve since 2025 (Dz.U. 2024 poz. 1965).
    """

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        return day.weekday() < _SATURDAY and day not in _polish_holidays(day.year)


WEEKDAYS, POLISH = Weekdays(), PolishDays()


def calendar_of(region: str) -> WorkingDays:
    """The calendar of a region; where we know none, Monday to Friday."""
    return POLISH if region == "PL" else WEEKDAYS


def after_working_days(day: date, count: int, calendar: WorkingDays) -> date:
    """The last of so many working days, the first of which is after `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= calendar.works(day)
    return day


@lru_cache(maxsize=64)
def _polish_holidays(year: int) -> frozenset[date]:
    easter = easter_sunday(year)
    movable = {easter + timedelta(days=days) for days in _AFTER_EASTER}
    fixed = {date(year, month, day) for month, day in _FIXED}
    return frozenset(movable | fixed | ({date(year, 12, 24)} if year >= _CHRISTMAS_EVE_SINCE else set()))


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar. Source: the anonymous algorithm, Nature, 20 April 1876 (Meeus, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)
