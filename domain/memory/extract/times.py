"""Days people speak of, and by when they need something; the norm is a date of the calendar where it is known when they spoke.

Times of day count in the shop's zone. A day without a year is the one nearest to the day it was said on.
"""

import re
from datetime import date, datetime, timedelta

from domain.memory.extract.clocks import clock_behind
from domain.memory.extract.cores import COMMA, END
from domain.memory.extract.numbered_days import nearest, next_numbered, number, ordinal, written
from domain.memory.extract.places import any_at, found_at
from domain.memory.extract.text import Text
from domain.memory.unmarked import either_way, unmarked

_NEAR = {
    "today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1, "dziś": 0, "dzis": 0, "dzisiaj": 0, "jutro": 1, "jutra": 1, "wczoraj": -1, "pojutrze": 2,
    "przedwczoraj": -2, "dzisiejszy": 0, "jutrzejszy": 1, "jutrzejszego": 1,
}  # fmt: skip
_WEEKDAYS = {
    **{low: day for day, names in enumerate((
        "monday poniedziałek poniedziałku poniedziałkiem", "tuesday wtorek wtorku wtorkiem", "wednesday środa środę środy środą",
        "thursday czwartek czwartku czwartkiem", "friday piątek piątku piątkiem", "saturday sobota sobotę soboty sobotą",
        "sunday niedziela niedzielę niedzieli niedzielą")) for low in names.split()},
}  # fmt: skip
_MONTHS = {
    low: number
    for number, names in enumerate((
        "january jan stycznia", "february feb lutego", "march mar marca", "april apr kwietnia", "may maja", "june jun czerwca", "july jul lipca",
        "august aug sierpnia", "september sept sep września", "october oct października", "november nov listopada", "december dec grudnia"), 1)
    for low in names.split()
}  # fmt: skip
for _days in (_NEAR, _WEEKDAYS, _MONTHS):  # many people write without Polish marks
    _days |= {unmarked(_low): _value for _low, _value in _days.items()}
_NOW = frozenset(("today", "tonight", "dziś", "dzis", "dzisiaj"))
_DAYS = frozenset(("day", "days", "dni", "dzień", "dzien", "dnia"))
_WEEKS = frozenset(("week", "weeks", "tydzień", "tydzien", "tygodnie", "tygodni", "tygodnia"))
_AGO = frozenset(("ago", "temu"))
_COUNTS = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "dwa": 2,
    "trzy": 3,
    "cztery": 4,
    "pięć": 5,
    "piec": 5,
    "kilka": 0,
}
_STARTS = (
    frozenset(_NEAR)
    | frozenset(_WEEKDAYS)
    | (frozenset(_MONTHS) - {"may", "mar", "jan", "sep"})
    | _AGO
    | frozenset(("may",))
)
_BY = frozenset(("by", "before", "do", "przed", "najpóźniej", "najpozniej"))
_FOR = frozenset(("for", "on", "na", "w", "we"))
_ON = _BY | _FOR | frozenset(("od", "dnia", "dn", "z", "since", "from"))
_ENGLISH = frozenset(low for low in (*_WEEKDAYS, *_NEAR) if low.endswith("day") or low == "tomorrow")
_IT = frozenset(("it", "them", "this", "these"))
_TO = either_way("to tego go je ich tę ją tej mieć zdążyć")  # the same in Polish
_NEEDED = either_way(
    "need needs needed must deadline latest potrzebuję potrzebuje potrzebne potrzebna potrzebny muszę musze musi najpóźniej termin zależy zdążyć"
)
_LAST, _NEXT = (
    either_way("last zeszły zeszłą zeszłym ostatni ubiegły miniony"),
    either_way("next przyszły przyszłą następny następną kolejny"),
)
_FORM = re.compile(
    r"(?=\d)(?<![\w/.,-])(?:\d{1,2}[./]\d{1,2}[./](?:20)?\d\d|20\d\d-\d{2}-\d{2}|\d{1,2}\.(?:0[1-9]|1[0-2]))(?![\w/-]|\.\d)"
)
_NUMBERED = re.compile(
    r"(?=[bBoOu])\b(?:by|before|on|until) the (?P<d>[1-3]?\d)(?:st|nd|rd|th)\b(?! (?:of|floor)| [A-Z])"
)
_WISHED = frozenset(("zeby", "aby", "gdyby", "by", "would"))  # "żeby było" has not been
_DID = re.compile(
    r".{2,}(?:[aiyd]lem|[aiyed]lam|[aiyde]lismy|[aiyed]lysmy)"
)  # first persons of the Polish past, without marks
_DID_ENDINGS = (
    "szlam",
    "szedlem",
    "zlem",
    "zlam",
    "slem",
    "slam",
    "lismy",
    "lysmy",
)  # and those without a vowel before: "poszłam"
_PAYING = ("zaplac", "doplac", "wplac", "przela", "wyda", "kosztow")
_LONGEST_SENTENCE = 40  # words
Found = tuple[int, int, date | None]  # cores (end exclusive), and the day


def told(text: Text, digits: bool) -> None:
    """Find them. `digits`: the text has some."""
    spoken = not _STARTS.isdisjoint(text.lows)
    if not spoken and not (digits and (any_at(_FORM, text.text, text.places) or _numbered(text))):
        return
    today = _today(text)
    if digits:
        for match in found_at(_FORM, text.text, text.places):
            if text.full:
                break
            at = text.core_at(match.start())
            if len(match[0]) > 5 or (at and text.words.lows[at - 1] in _ON) or _done_on(text.words.plain, at):
                _add(text, at, text.core_at(match.end() - 1) + 1, written(match[0], today))
        for match in _numbered(text):
            at = text.core_at(match.start("d"))
            _add(text, at, at + 1, next_numbered(int(match["d"]), today))
    past = 0
    for at in [at for at, low in enumerate(text.words.lows) if low in _STARTS] if spoken else ():
        found = _day(text, at, today) if at >= past and not text.full else None
        if found is not None:
            _add(text, *found)
            past = found[1]


def _numbered(text: Text) -> list[re.Match[str]]:
    return list(_NUMBERED.finditer(text.text)) if "the" in text.lows else []


def _add(text: Text, start: int, end: int, day: date | None) -> None:
    words = text.words
    key = "deadline" if _is_deadline(text, start) else "date"
    clock, end = clock_behind(text.words, end, key == "deadline")
    if words.lows[start] in _NOW and ((key == "date" and not clock) or words.lows[max(0, start - 1)] == "do"):
        return  # "how can I help you today": every day is; "do dziś": so far
    said = text.text[words.starts[start] : words.ends[end - 1]]
    norm = day.isoformat() + clock if day else said.casefold()
    rule, confidence = ("deadline.2", 0.8) if key == "deadline" else ("day.2", 0.85 if day else 0.7)
    text.add(key, words.starts[start], words.ends[end - 1], rule, confidence, norm)


def _today(text: Text) -> date | None:
    at: datetime | None = text.told.at
    if at is None:
        return None
    return (at.astimezone(text.told.zone) if text.told.zone is not None else at).date()


def _day(text: Text, at: int, today: date | None) -> Found | None:
    words = text.words
    low = words.lows[at]
    if low in _NEAR:
        return at, at + 1, today + timedelta(days=_NEAR[low]) if today else None
    if low in _WEEKDAYS:
        return _weekday(text, at, today)
    if low in _AGO:
        return _ago(text, at, today)
    return _of_month(text, at, today)


def _weekday(text: Text, at: int, today: date | None) -> Found:
    """The next such day, or the last one where that is said, or where the sentence speaks of what was."""
    before = text.words.lows[at - 1] if at else ""
    start = at - 1 if before in _LAST or before in _NEXT else at
    if today is None:
        return start, at + 1, None
    ahead = (_WEEKDAYS[text.words.lows[at]] - today.weekday()) % 7
    if before in _LAST:
        return start, at + 1, today + timedelta(days=(ahead or 7) - 7)
    if before in _NEXT:
        return start, at + 1, today + timedelta(days=ahead or 7)
    return start, at + 1, today + timedelta(days=(ahead or 7) - 7 if _speaks_of_past(text, at) else ahead)


def _ago(text: Text, at: int, today: date | None) -> Found | None:
    """ "3 days ago", "tydzień temu", "dwa tygodnie temu"."""
    words = text.words
    unit = words.lows[at - 1] if at else ""
    times = 1 if unit in _DAYS else 7 if unit in _WEEKS else 0
    if not times or words.gaps[at] >= END:
        return None
    said = words.lows[at - 2] if at > 1 else ""
    count = (
        int(said)
        if said.isdecimal() and len(said) <= 3
        else _COUNTS.get(said, 1 if unit in ("tydzień", "tydzien", "dzień", "dzien") else 0)
    )
    if not count:
        return None
    start = at - 2 if said.isdecimal() or said in _COUNTS else at - 1
    return start, at + 1, today - timedelta(days=count * times) if today else None


def _of_month(text: Text, at: int, today: date | None) -> Found | None:
    """ "3 maja", "May 3rd", "3rd of May 2026"; a birth date stands already."""
    words, month = text.words, _MONTHS[text.words.lows[at]]
    back = at - 2 if at > 1 and words.lows[at - 1] == "of" else at - 1
    day, start, end = (number(words.lows[back]) if back >= 0 else 0), back, at + 1
    after = words.lows[at] != "maja"  # "mają 2 lata", typed without its mark
    if not day and after and at + 1 < len(words) and words.gaps[at + 1] < END:
        day, start, end = number(words.lows[at + 1]), at, at + 2
    if not day and back >= 0 and words.gaps[back + 1] < COMMA:
        day, start = ordinal(words, back)
    if not 1 <= day <= 31 or (words.lows[at] == "may" and not words.capital(at)):
        return None
    year = int(words.lows[end]) if end < len(words) and re.fullmatch(r"20\d\d", words.lows[end]) else 0
    return start, end + bool(year), nearest(year, month, day, today, _speaks_of_past(text, at))


def _is_deadline(text: Text, start: int) -> bool:
    """ "By Friday", "do piątku"; "for Friday", "na piątek" where something is needed."""
    words = text.words
    before = words.lows[start - 1] if start else ""
    if before in ("the", "this", "next") and start > 1:
        before = words.lows[start - 2]
    if before == "do" and words.lows[start].isascii() and words.lows[start] in _ENGLISH:
        return False  # "can we do Friday?"
    if words.lows[start] in _NEAR and _NEAR[words.lows[start]] < 0:
        return False
    if before in _BY:
        return not _speaks_of_past(text, start)
    most = min(len(words), start + _LONGEST_SENTENCE)
    end = next((at for at in range(start + 1, most) if words.gaps[at] >= END), most)
    sentence = words.lows[_sentence(text, start) : end]
    return before in _FOR and any(
        low in _NEEDED
        and not (_IT if low.startswith(("need", "must")) else _TO).isdisjoint(sentence[at + 1 : at + 3] or ["to"])
        for at, low in enumerate(sentence)
    )


def _speaks_of_past(text: Text, at: int) -> bool:
    """Whether a verb of the clause, or before it in the sentence, stands in the past, as far as its form shows."""
    words = text.words
    end, most = at + 1, min(len(words), at + _LONGEST_SENTENCE)
    while end < most and words.gaps[end] < COMMA:
        end += 1
    said = words.plain[_sentence(text, at) : end]
    return _WISHED.isdisjoint(said) and any(map(_is_past, said))


def _is_past(low: str) -> bool:
    if low in _PAST or _DID.fullmatch(low) or low.endswith(_DID_ENDINGS) or _DONE.fullmatch(low):
        return True
    return low.endswith("ed") and len(low) > 4 and low not in _NOT_PAST


def _done_on(plain: list[str], at: int) -> bool:
    """ "10.11 odebrałem": what the speaker did beside a day and a month; "2.10" alone is no day, and what is paid a sum."""
    beside = (*plain[at + 1 : at + 2], *plain[max(0, at - 1) : at])
    return any(_DID.fullmatch(low) and not low.startswith(_PAYING) for low in beside)


def _sentence(text: Text, at: int) -> int:
    start, most = at, max(0, at - _LONGEST_SENTENCE)
    while start > most and text.words.gaps[start] < END:
        start -= 1
    return start


_PAST = either_way(
    "was were had did didn't didnt got came went said told bought paid sent been miał miała miało miały był była było były przyszło przyszła"
)
_DONE = re.compile(r"(?:zlozon|kupion|zakupion|zamowion|oplacon|odebran)[aeyio]")
_NOT_PAST = either_way("przed need needed speed indeed feed supposed delivered shipped refunded")
