"""When something is due: times said in words, in the shop's zone and calendar."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.memory.promising import times
from domain.memory.promising.calendar import WorkingDays, after_working_days

DAY_ENDS = time(23, 59)
MOST = 32  # spans, days and clocks each of one sentence
FURTHEST = timedelta(days=400)
PASSED = timedelta(days=180)  # a day and month this far back without a year lies in the next one
_FRIDAY, _SUNDAY = 4, 6
_NOON = 12  # o'clock
_HOUR, _SHIFT, _DAY = 60, 8, 24  # minutes, hours, hours
_LATER = ("next", "following", "przysz", "nastep", "kolejn")  # not this day, week or month: the one after it
_VAGUE = frozenset(times.PARTS.values())
_BETWEEN = re.compile(
    r"[ ,(]*(?:(?:by|at|on|of|before|around|the|no later than|latest|in|do|o|na|w|we|od|from|from about|najpozniej|do godz\.?|przed|ok\.|okolo|kolo)[ ,]*){0,3}"
)
_BEFORE = re.compile(
    r"(?P<firm>\b(?:by|before|within|no later than|not later than|at the latest|latest|until|do|przed|najpozniej|najdalej|w ciagu|koncem))"
    r"(?: (?:the|on|w|we|do|dnia|godz\.?|przed))* ?$"
)


class Due(NamedTuple):
    """A time said: where it stands, when that is, and whether it is a limit ("by", "within") rather than a time."""

    start: int
    end: int
    at: datetime
    firm: bool


class _Piece(NamedTuple):
    start: int
    end: int
    day: date | None = None
    clock: time | None = None
    exact: datetime | None = None
    firm: bool = False


class Clock(NamedTuple):
    """When it was said, and by whose zone and calendar it is read."""

    at: datetime
    zone: ZoneInfo
    calendar: WorkingDays

    @property
    def today(self) -> date:
        """The day it was said."""
        return self.at.astimezone(self.zone).date()


def dues_in(plain: str, start: int, end: int, clock: Clock) -> list[Due]:
    """The times said in a stretch of folded text, in the order they stand; what is past or far off is none."""
    try:
        found = [_due(each, clock) for each in _joined(plain, _pieces(plain, start, end, clock))]
    except (OverflowError, ValueError):  # said at the end of all calendars
        return []
    return [each for each in found if clock.at < each.at <= clock.at + FURTHEST]


def _pieces(plain: str, start: int, end: int, clock: Clock) -> list[_Piece]:
    found: list[_Piece] = []
    for match in islice(times.SPAN.finditer(plain, start, end), MOST):
        _add(found, _span(match, clock))
    for match in islice(times.DAY.finditer(plain, start, end), MOST):
        day = _day(match, clock)
        part = match["part"] or ("night" if match[0] == "tonight" else None)
        at = times.PARTS[part] if part else None
        if day is not None:
            _add(found, _Piece(*match.span(), day=day, clock=at, firm=_is_firm(plain, start, match.start())))
    for match in islice(times.CLOCK.finditer(plain, start, end), MOST):
        at = times.clock_of(match)
        if at is not None:
            firm = (match["prep"] or match["prep2"]) in ("by", "before", "do", "przed") or _is_firm(
                plain, start, match.start()
            )
            at = DAY_ENDS if (match["prep"] or match["prep2"]) in ("after", "po") else at
            _add(found, _Piece(*match.span(), clock=at, firm=firm))
    return sorted(found)


def _add(found: list[_Piece], piece: _Piece | None) -> None:
    if piece is not None and not any(piece.start < each.end and each.start < piece.end for each in found):
        found.append(piece)


def _is_firm(plain: str, start: int, at: int) -> bool:
    return _BEFORE.search(plain, max(start, at - 24), at) is not None


# ---- spans: "within 14 days" -----------------------------------------------------------------------------------------


def _span(match: re.Match[str], clock: Clock) -> _Piece | None:
    by, unit, half = match["by"], match["unit"], match["half"]
    working = bool(match["work2"]) or (match["work1"] or "")[:6] in ("busine", "workin", "robocz")
    said = match["m"] or match["n"]
    if not (said or half or (by and _is_one(unit))) or not (by or working):
        return None
    count = times.number_of(said) if said else 1
    if by == "w ciagu" and unit == "dnia" and not said:
        return _Piece(*match.span(), day=clock.today, firm=True)
    minutes = _minutes(unit)
    if minutes == _HOUR and working:
        return _Piece(*match.span(), day=after_working_days(clock.today, _days_of(count), clock.calendar), firm=True)
    if minutes is not None:
        if half:
            minutes = minutes * 3 // 2 if half.startswith("poltor") else minutes // 2
            count = max(1, count) if half.startswith("pol") else 1
        return _Piece(*match.span(), exact=clock.at + timedelta(minutes=minutes * count), firm=True)
    return _Piece(*match.span(), day=_after(unit, count, working, clock), firm=True)


def _days_of(hours: int) -> int:
    """Working days in hours that are called working ones: "48 working hours" are two days, eight are one."""
    return hours // _DAY if hours % _DAY == 0 else -(-hours // _SHIFT)


def _is_one(unit: str) -> bool:
    return unit in ("godzine", "godziny", "dobe", "doby", "dnia", "tydzien", "tygodnia", "miesiac", "miesiaca", "kwadrans",
                    "kwadransa", "hour", "day", "week", "month")  # fmt: skip


def _minutes(unit: str) -> int | None:
    if unit.startswith(("min",)):
        return 1
    if unit.startswith(("h", "godz")):
        return 60
    if unit.startswith("kwadrans"):
        return 15
    return 24 * 60 if unit.startswith("dob") else None


def _after(unit: str, count: int, working: bool, clock: Clock) -> date:
    if working:
        return after_working_days(clock.today, count, clock.calendar)
    if unit.startswith(("month", "miesi")):
        return _months_after(clock.today, count)
    return clock.today + timedelta(days=count * (7 if unit.startswith(("week", "ty")) else 1))


def _months_after(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


# ---- days: "by Friday" -----------------------------------------------------------------------------------------------


def _day(match: re.Match[str], clock: Clock) -> date | None:
    said, today = match.groupdict(), clock.today
    if said["today"] or said["part"]:
        return today
    if said["tomorrow"] or said["after"]:
        return today + timedelta(days=1 if said["tomorrow"] else 2)
    if said["end"] or said["week"]:
        return _end_of(said["end"] or said["week"], clock)
    if said["past"]:  # the first day on which somebody works again
        return after_working_days(_sunday(today), 1, clock.calendar)
    if said["eve"]:
        return _eve(said["eve"], today)
    if said["weekend"]:
        return _sunday(today)
    if said["weekday"]:
        return _weekday(said["weekday"], bool(said["next"]), today)
    return _date(said, today)


def _sunday(today: date) -> date:
    return today + timedelta(days=_SUNDAY - today.weekday())


def _eve(words: str, today: date) -> date:
    """Days that go by a name, the next one."""
    day = date(today.year, 12, 24 if words.startswith(("wigil", "christmas")) else 31)
    return day if day >= today else day.replace(year=today.year + 1)


def _end_of(words: str, clock: Clock) -> date:
    """A week ends on Friday: that is when somebody in an office is through with it."""
    today, later = clock.today, any(each in words for each in _LATER)
    if "month" in words or "miesi" in words:
        month = _months_after(today, 1) if later else today
        return month.replace(day=monthrange(month.year, month.month)[1])
    if "week" in words or "tygod" in words or words == "eow":
        friday = today + timedelta(days=_FRIDAY - today.weekday())
        return friday + timedelta(days=7) if later or friday < today else friday
    if not later:
        return today
    working = any(each in words for each in ("business", "working", "robocz"))
    return after_working_days(today, 1, clock.calendar) if working else today + timedelta(days=1)


def _weekday(word: str, following: bool, today: date) -> date:
    number = times.WEEKDAYS[word[:3] if word[:3] in times.WEEKDAYS else word[:2]]
    ahead = (number - today.weekday()) % 7 or 7
    day = today + timedelta(days=ahead)
    same_week = day.isocalendar()[:2] == today.isocalendar()[:2]
    return day + timedelta(days=7) if following and same_week else day


def _date(said: dict[str, str | None], today: date) -> date | None:
    number = next(each for each in "12345" if said[f"d{each}"])
    day, year, month = times.day_number(said[f"d{number}"] or ""), said.get(f"y{number}"), said[f"m{number}"] or ""
    months = times.MONTHS[month[:3]] if not month.isdigit() else int(month)
    if number == "4" and months > 12 >= day:  # month first, as in North America
        day, months = months, day
    try:
        found = date(int(year) if year else today.year, months, day)
        if not year and today - found > PASSED:
            found = date(today.year + 1, months, day)
    except ValueError:
        return None
    return found


# ---- together: "tomorrow by 4 pm" ------------------------------------------------------------------------------------


def _joined(plain: str, pieces: list[_Piece]) -> list[_Piece]:
    """A day and a clock time beside each other are one time."""
    joined: list[_Piece] = []
    for piece in pieces:
        both = None
        if joined and _BETWEEN.fullmatch(plain, joined[-1].end, piece.start):
            both = _together(joined[-1], piece)
        if both is None:
            joined.append(piece)
        else:
            joined[-1] = both._replace(start=joined[-1].start, end=piece.end, firm=joined[-1].firm or piece.firm)
    return joined


def _together(one: _Piece, other: _Piece) -> _Piece | None:
    if one.exact or other.exact:
        return None
    if other.clock is None:  # "at 4 pm on Friday", "end of day tomorrow", "Friday 27 November"
        return other._replace(clock=one.clock)
    if other.day is not None:  # "noon tomorrow evening" says nothing
        return None
    if one.clock is None:
        return one._replace(clock=other.clock)
    vague, said = other.clock in _VAGUE, one.clock
    if vague == (said in _VAGUE):
        return None
    if not vague:  # "in the afternoon, by 3"
        said, other = other.clock, one
    late = other.clock is not None and other.clock.hour > _NOON and said.hour < _NOON
    return one._replace(clock=said.replace(hour=said.hour + _NOON) if late else said)


def _due(piece: _Piece, clock: Clock) -> Due:
    if piece.exact is not None:
        return Due(piece.start, piece.end, piece.exact, piece.firm)
    day = piece.day or clock.today
    at = datetime.combine(day, piece.clock or DAY_ENDS, clock.zone).astimezone(UTC)
    if piece.day is None and at <= clock.at:  # "by nine", said at ten
        at = datetime.combine(day + timedelta(days=1), piece.clock or DAY_ENDS, clock.zone).astimezone(UTC)
    return Due(piece.start, piece.end, at, piece.firm)
