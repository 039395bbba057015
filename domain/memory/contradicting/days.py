"""A day as people say it, Polish and English, read from the day it was said on."""

import re
from calendar import monthrange
from datetime import date, timedelta

_MONTHS = (
    ("stycz", "jan"), ("lut", "feb"), ("mar", "mar"), ("kwie", "apr"), ("maj", "may"), ("czerw", "jun"), ("lip", "jul"),
    ("sierp", "aug"), ("wrze", "sep"), ("paźd", "oct"), ("listop", "nov"), ("grud", "dec"),
)  # fmt: skip
_WEEKDAYS = (
    ("poniedział", "mon"), ("wtor", "tue"), ("środ", "wed"), ("czwart", "thu"), ("piąt", "fri"), ("sobot", "sat"),
    ("niedziel", "sun"),
)  # fmt: skip
_MONTH = (
    r"stycz(?:nia|eń)|lut(?:ego|y)|marca|marzec|kwietnia|maja?|czerw(?:ca|iec)|lip(?:ca|iec)|sierp(?:nia|ień)|wrze(?:śnia|sień)"
    r"|paźdz\w{3,6}|listopada?|grud(?:nia|zień)|jan(?:uary)?|feb(?:ruary)?|march|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_WEEKDAY = (
    r"poniedział(?:ek|ku|kiem)|wtor(?:ek|ku|kiem)|środ[aęyą]|czwart(?:ek|ku|kiem)|piąt(?:ek|ku|kiem)|sobot[aęyą]|niedziel[aęią]"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
DAY = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})(?:\.(?P<y>\d{{4}}))?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m2>{_MONTH})|(?P<m3>{_MONTH}) (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?P<near>dziś|dzisiaj|today|pojutrze|jutra|jutro|tomorrow)|(?P<week>{_WEEKDAY})(?P<next> (?:next|the following) week| (?:w )?(?:przyszł\w+"
    rf"|następn\w+) tygodni\w+)?"
    rf"|(?P<end>końca (?P<of>tygodnia|miesiąca|roku|{_MONTH})|(?:the )?end of (?:the |this )?(?P<of2>week|month|year|{_MONTH})))\b",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\b(?:next|przyszł\w+|następn\w+) $", re.IGNORECASE)
_NEAR = {"dziś": 0, "dzisiaj": 0, "today": 0, "jutra": 1, "jutro": 1, "tomorrow": 1, "pojutrze": 2}
_PAST = 60  # days: a day without a year that far back is next year's


def day_of(found: re.Match[str], said_on: date) -> date | None:
    """The day a match of DAY names; None when there is no such day."""
    try:
        return _day(found, said_on)
    except ValueError:
        return None


def _day(found: re.Match[str], said_on: date) -> date:
    if found["iso"]:
        return date.fromisoformat(found["iso"])
    if found["d"]:
        return _dated(int(found["d"]), int(found["m"]), int(found["y"] or 0), said_on)
    if found["d2"] or found["d3"]:
        month = _place(found["m2"] or found["m3"], _MONTHS)
        return _dated(int(found["d2"] or found["d3"]), month + 1, 0, said_on)
    if found["near"]:
        return said_on + timedelta(_NEAR[found["near"].lower()])
    if found["week"]:
        ahead = _place(found["week"], _WEEKDAYS) - said_on.weekday()
        if not ahead and _NEXT.search(found.string, 0, found.start()):
            return said_on + timedelta(7)  # "next Wednesday", said on one
        return said_on + timedelta(ahead + 7 if found["next"] else ahead % 7)
    return _end((found["of"] or found["of2"]).lower(), said_on)


def _dated(day: int, month: int, year: int, said_on: date) -> date:
    there = date(year or said_on.year, month, day)
    return there if year or there >= said_on - timedelta(_PAST) else date(said_on.year + 1, month, day)


def _end(of: str, said_on: date) -> date:
    if of in ("tygodnia", "week"):
        return said_on + timedelta(6 - said_on.weekday())
    month = {"miesiąca": said_on.month, "month": said_on.month, "roku": 12, "year": 12}.get(of) or _place(
        of, _MONTHS
    ) + 1
    return _dated(monthrange(said_on.year, month)[1], month, 0, said_on)


def _place(word: str, names: tuple[tuple[str, str], ...]) -> int:
    low = word.lower()
    return next(place for place, starts in enumerate(names) if low.startswith(starts))
