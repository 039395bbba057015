"""Days by their number in a month, and dates as they are written: the calendar's part of what people say of days."""

import re
from datetime import date

from domain.identity.likeness.spoken_dates import parts_of
from domain.identity.likeness.spoken_numbers import number_of
from domain.memory.extract.cores import COMMA, Words


def next_numbered(day: int, today: date | None) -> date | None:
    """The next day of this number: "by the 28th"."""
    if today is None:
        return None
    month = today.year * 12 + today.month - 1 + (day < today.day)
    return _date(month // 12, month % 12 + 1, day)


def ordinal(words: Words, last: int) -> tuple[int, int]:
    """The day said in words that ends at a core, and where it begins: "twenty third", "trzeciego"."""
    day, start = number_of(words.plain[last]) or 0, last
    tens = number_of(words.plain[last - 1]) if last and 0 < day < 10 and words.gaps[last] < COMMA else None
    return (tens + day, last - 1) if tens in (20, 30) else (day, start)


def number(low: str) -> int:
    """The day in digits: "3rd"; 0 where it is none."""
    digits = low.removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th")
    return int(digits) if digits.isdecimal() and len(digits) <= 2 else 0


def written(form: str, today: date | None) -> date | None:
    """The day of a date in digits."""
    numbers = [int(each) for each in re.findall(r"\d+", form)]
    if len(numbers) == 2:
        return nearest(0, numbers[1], numbers[0], today)
    if numbers[0] < 1000 and numbers[1] > 12:  # month first, as in North America
        numbers[0], numbers[1] = numbers[1], numbers[0]
    if numbers[0] < 1000 and numbers[2] < 100:
        numbers[2] += 2000
    parts = parts_of("-".join(map(str, numbers)) if numbers[0] >= 1000 else ".".join(map(str, numbers)))
    return _date(*parts) if parts else None


def nearest(year: int, month: int, day: int, today: date | None, past: bool = False) -> date | None:
    """The day of this year, the last, or the next that is nearest to today; a past one is not ahead."""
    if year or today is None:
        return _date(year, month, day) if year else None
    days = [each for each in (_date(today.year + step, month, day) for step in (-1, 0, 1)) if each is not None]
    days = [each for each in days if not past or each <= today] or days
    return min(days, key=lambda each: abs(each - today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
