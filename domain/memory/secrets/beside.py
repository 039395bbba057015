"""Numbers that stand beside the name of a secret: "mój PIN to 4815", "4815 is my pin", "either 4815 or 4851"."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from domain.memory.secrets.dots import Hidden
from domain.memory.secrets.marks import Mark, follows, is_measured, marks_in, names_at
from domain.memory.secrets.numbers import Number, numbers_in, spoken_in

SIZES = {"pin": (4, 8), "card_code": (3, 4), "card": (12, 21), "person_number": (4, 11)}  # digits, where it is named
REACH = 110  # characters between a name and its number
BEFORE = 60  # characters before a name that are read of a long text: a number that it stands behind
FAR = 30  # from here on only a number of the usual length is a PIN
USUAL = (4, 6)  # digits of nearly every PIN
WHOLE = 600  # a text up to this long is read in one
WINDOWS = 6  # places of a longer one that are read with all rules; behind them only the plain pattern counts
_BESIDE = re.compile(
    r"(?: ?(?:numbers?|no\.?|nr|num|id|code|is|was|it's|=|:|#|-|–|to|jest|brzmi|o numerze|numer)){0,3}[ \"'„“]{0,3}"
)
_OR = re.compile(r"[ ,;.]*(?:or|lub|albo|czy|but|ale)(?: [\w']+){0,4} ")
_PLAIN = re.compile(r"pin\b(?<![\w•]pin)[^\d•.!?\n]{0,25}+(?P<v>\d(?: ?\d){3,7})(?![\d-])")
_NUMBER = re.compile(r"\d(?: ?\d){3,7}(?![\d-])")
_MANY = 25  # characters for each time the word stands there
_PLAIN_AFTER = 25  # characters between the word and its number
_PARTS = re.compile(r"[\d•.!?\n]")


def beside_names(low: str) -> Iterator[Hidden]:
    """The numbers of a text in small letters that are named as secrets."""
    first = next(names_at(low), -1)
    if first < 0:
        return
    for count, (start, end) in enumerate(_windows(low)):
        if count >= WINDOWS:
            yield from _plain(low, start)
            return
        for each in _named_numbers(low[start:end]):
            yield Hidden(each.start + start, each.end + start, each.kind)


def _plain(low: str, since: int) -> Iterator[Hidden]:
    """Numbers close behind the word, in what is left of a long text; looked for from the word on, or from the number back."""
    if low.count("pin", since) * _MANY < len(low) - since:
        for match in _PLAIN.finditer(low, since):
            yield Hidden(*match.span("v"), "pin")
        return
    for match in _NUMBER.finditer(low, since):  # nothing but the word, again and again
        start = match.start()
        name = low.rfind("pin", max(since, start - _PLAIN_AFTER - 3), start)
        if name < 0 or low[name + 3].isalpha() or _PARTS.search(low, name + 3, start):
            continue
        if name == 0 or not (low[name - 1].isalnum() or low[name - 1] in "_•"):
            yield Hidden(*match.span(), "pin")


def _windows(low: str) -> Iterator[tuple[int, int]]:
    if len(low) <= WHOLE:
        yield 0, len(low)
        return
    past = 0
    for name in names_at(low):
        if name >= past:
            start, past = max(past, name - BEFORE), min(len(low), name + REACH + BEFORE)
            while 0 < start < name and low[start - 1].isdigit():  # never begin within a number
                start += 1
            while past < len(low) and low[past - 1].isdigit():
                past += 1
            yield start, past


def _named_numbers(low: str) -> Iterator[Hidden]:
    """The numbers of a stretch in small letters that stand beside the name of a secret."""
    marks = marks_in(low)
    if not any(mark.kind for mark in marks):
        return
    starts = [mark.start for mark in marks]
    numbers = list(numbers_in(low))
    if not any(_fits(each, mark.kind) for each in numbers for mark in marks[:WINDOWS]):
        numbers = list(spoken_in(low))
    after: Hidden | None = None
    following: Number | None = None
    for number in reversed(numbers):
        at = bisect_right(starts, number.start)
        behind = marks[at] if at < len(marks) else None
        more = following is not None and behind is not None and _tells_next(low, behind, following, marks[at + 1 :][:1])
        kind = _named(low, number, marks[at - 1] if at else None, behind, more)
        if not kind and after is not None and _OR.fullmatch(low, number.end, after.start) and _fits(number, after.kind):
            kind = after.kind  # "9431 or 3941 is my pin"
        if kind:
            after = Hidden(number.start, number.end, kind)
            yield after
        following = number


def _tells_next(low: str, mark: Mark, following: Number, then: list[Mark]) -> bool:
    """Whether a name between two numbers is that of the second: "95381901 pin 3100", and not "376701 pin 93882 zip"."""
    beside = following.start >= mark.end and _BESIDE.fullmatch(low, mark.end, following.start) is not None
    return beside and _fits(following, mark.kind) and not (then and follows(low, following.end, then[0]))


def _named(low: str, number: Number, before: Mark | None, behind: Mark | None, more: bool) -> str:
    """Which secret a number is by the names on its two sides; empty for none. `more`: another number stands behind the name."""
    if before is not None and number.start - before.end > REACH:
        before = None
    close = before is not None and _BESIDE.fullmatch(low, before.end, number.start) is not None
    if behind is not None and not close and not more and follows(low, number.end, behind):
        return behind.kind if _fits(number, behind.kind) else ""
    if before is None or not _fits(number, before.kind) or is_measured(low, number.start, number.end):
        return ""
    far = number.start - before.end > FAR or (not close and ("zip" in low or "post" in low or "poczt" in low))
    if (before.of and len(number.digits) > 6) or (far and before.kind == "pin" and len(number.digits) not in USUAL):
        return ""  # "the PIN of account 95381901"; a postcode somewhere behind
    return before.kind


def _fits(number: Number, kind: str) -> bool:
    fewest, most = SIZES.get(kind, (1, 0))
    return fewest <= len(number.digits) <= most and (kind != "person_number" or len(number.digits) in (4, 9, 11))
