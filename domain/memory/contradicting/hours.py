"""When a shop is open, as its people say it: of a shop that is named, on a day of the week or on all of them."""

import re
from collections.abc import Iterator

from domain.memory.contradicting.clauses import Clause
from domain.memory.contradicting.statements import Statement

SUBJECT = "policy:hours"
CLOSED = "closed"
_PROPER = r"[A-ZŁŚŻŹĆ][\w'-]+(?: [A-ZŁŚŻŹĆ][\w'-]+){0,2}"
_SHOP = re.compile(
    rf"\b(?:[Ss]alon|[Ss]klep|[Pp]unkt|[Oo]ddział)\w* (?:stacjonarn\w+ )?(?:w|we|na|przy) (?P<pl>{_PROPER})"
    rf"|\b(?:[Tt]he|[Oo]ur) (?P<en>{_PROPER}) (?:store|shop|branch)\b|\b(?:store|shop|branch) (?:in|at|on) (?P<en2>{_PROPER})"
)
_OPEN = re.compile(
    r"\b(?:czynn[aye]|otwart[aye]|otwiera\w*|pracuj\w+|zamyka\w*|opens?|closes?|opening (?:times|hours)|godzin\w* otwarcia)\b",
    re.IGNORECASE,
)
_SHUT = re.compile(
    r"\b(?:zamknięt[aye]|nieczynn[aye]|(?:is|are|'s|stays?) closed|(?:isn't|is not|aren't|are not) open|nie (?:jest|są) (?:czynn|otwart)[aye])\b",
    re.IGNORECASE,
)
_CLOCK = r"(?:godz(?:iny|inie)?\.? )?{0}(?P<{1}>\d{{1,2}})(?:[:.](?P<{1}m>[0-5]\d))?(?: ?(?P<{1}h>[ap])\.?m\b\.?)?(?![\d:%]|\.\d)"
_BOTH = re.compile(
    rf"\b(?:(?:od|from|between|w godzinach|godzin\w* otwarcia|opening hours)\b:? ?){_CLOCK.format('', 'a')} ?(?:do|to|till|until"
    rf"|and|[–-]) ?{_CLOCK.format('', 'b')}"
    rf"|(?<![\d.,]){_CLOCK.format('', 'c')} ?[–-] ?{_CLOCK.format('', 'd')}",
    re.IGNORECASE,
)
_HOURS_SAID = {
    word: hour
    for hour, words in enumerate((
        "one pierwszej", "two drugiej", "three trzeciej", "four czwartej", "five piątej", "six szóstej", "seven siódmej", "eight ósmej",
        "nine dziewiątej", "ten dziesiątej", "eleven jedenastej", "twelve noon dwunastej", "trzynastej", "czternastej", "piętnastej", "szesnastej",
        "siedemnastej", "osiemnastej", "dziewiętnastej", "dwudziestej"), 1)
    for word in words.split()
}  # fmt: skip
_SAID = re.compile(
    rf"\b(?P<lead>at|until|till|from|to|and|o|od|do|a) (?P<hour>{'|'.join(_HOURS_SAID)})(?P<one> pierwszej| drugiej)?\b(?! (?:days?|weeks?|minutes?))",
    re.IGNORECASE,
)
_NOT_UNTIL = re.compile(
    rf"\b(?:(?:doesn't|does not|don't|do not) open|nie otwiera\w*(?: się)?) (?:until|till|before|przed) {_CLOCK.format('', 'a')}",
    re.IGNORECASE,
)
_TO = re.compile(rf"\b(?:do|until|till|closes? at|zamyka\w* (?:się )?o) {_CLOCK.format('', 'b')}", re.IGNORECASE)
_FROM = re.compile(
    rf"\b(?:opens? (?:at|from)|open from|otwiera\w* (?:się )?o|(?:czynn|otwart)[aye] od) {_CLOCK.format('', 'a')}",
    re.IGNORECASE,
)
_DAYS = tuple(zip(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    ("poniedział", "wtor", "środ", "czwart", "piąt", "sobot", "niedziel"), strict=True))  # fmt: skip
_DAY = re.compile(rf"\b(?:{'|'.join(f'{en}|{pl}' for en, pl in _DAYS)})\w*", re.IGNORECASE)
_WEEK = re.compile(r"\b(?:weekdays?|on week days|w tygodniu|w dni (?:robocze|powszednie))\b", re.IGNORECASE)
# Hours of one day only, of something else there, or as they were.
_APART = re.compile(
    r"\b(?:online|infolini\w*|phones?|lines?|telefon\w*|kas[ay]|café|cafe|serwis\w*|parking\w*|magazyn\w*|except\w*|oprócz|poza|wyjątk\w*|wyjątkowo|holidays?|"
    r"świąt\w*|święt\w*|wigili\w*|sylwest\w*|easter|wielkanoc\w*|christmas|new year\w*|handlow\w*|extended|today|tonight|tomorrow|dziś|dzisiaj|jutro|was|were|"
    r"used to|był[aoy]?|będzie|będą|will|promoc\w*|sale|offer|order\w*|paczk\w*|parcel\w*|zamówie\w*)\b",
    re.IGNORECASE,
)
_NOON = 12


def hours_in(clause: Clause) -> Iterator[Statement]:
    """When a named shop is open. "From 10 to 8" is until the evening."""
    text = _SAID.sub(_in_digits, clause.text)
    shop = _SHOP.search(text)
    if shop is None or _APART.search(text) or _says_two(text):
        return
    norm = CLOSED if _SHUT.search(text) else _open(text) if _OPEN.search(text) else ""
    if norm:
        day = _day(text)
        yield Statement(
            kind="policy", subject=f"{SUBJECT} {day}".rstrip(), value=norm, norm=norm, place=next(filter(None, shop.groups())),
            span=(clause.start, clause.start + len(clause.text.rstrip())))  # fmt: skip


def _says_two(text: str) -> bool:
    """Hours of some days and of others: which belong to which is not read."""
    days = sorted(each.start() for pattern in (_DAY, _WEEK) for each in pattern.finditer(text))
    parted = bool(days) and any(map(str.isdigit, text[days[0] : days[-1]]))
    return parted or len(_BOTH.findall(text)) > 1 or bool(_SHUT.search(text) and _open(text))


def hours_differ(one: str, other: str) -> bool:
    """Whether two hours cannot both be true: closed and open, or other times of what both say."""
    if CLOSED in (one, other):
        return one != other
    return any(left and right and left != right for left, right in zip(one.split("–"), other.split("–"), strict=True))


def _open(text: str) -> str:
    both = _BOTH.search(text)
    if both is not None:
        first, last = ("a", "b") if both["a"] else ("c", "d")
        return f"{_clock(both, first)}–{_clock(both, last, _hour(both, first))}"
    not_until = _NOT_UNTIL.search(text)
    to, since = (None, not_until) if not_until is not None else (_TO.search(text), _FROM.search(text))
    if to is None and since is None:
        return ""
    return (
        f"{_clock(since, 'a') if since else ''}–{_clock(to, 'b', _NOON if to[0][0] in 'uUtTcC' else 0) if to else ''}"
    )


def _in_digits(found: re.Match[str]) -> str:
    """ "At nine", "o dziewiątej": the hour as it is written."""
    hour = _HOURS_SAID[found["hour"].lower()]
    more = {" pierwszej": 1, " drugiej": 2}.get((found["one"] or "").lower(), 0)
    return f"{found['lead']} {hour + more}"


def _hour(found: re.Match[str], name: str) -> int:
    hour, half = int(found[name]), (found[f"{name}h"] or "").lower()
    return hour + _NOON if half == "p" and hour < _NOON else hour


def _clock(found: re.Match[str], name: str, after: int = 0) -> str:
    """A closing time before the opening one, or an English one without its half, is in the evening."""
    hour = _hour(found, name)
    if hour < _NOON and hour < after and not found[f"{name}h"]:
        hour += _NOON
    return f"{hour:02}:{found[f'{name}m'] or '00'}"


def _day(text: str) -> str:
    """The day or days of the week; none named: any."""
    if _WEEK.search(text):
        return "weekdays"
    found = [each[0].lower() for each in _DAY.finditer(text)]
    return "–".join(next(en for en, pl in _DAYS if said.startswith((en, pl))) for said in found)
