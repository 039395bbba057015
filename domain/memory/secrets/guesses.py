"""Numbers that nobody asked a PIN by name for, and that can hardly be anything else: guessed at, or just remembered."""

from collections.abc import Iterator

from domain.memory.loosely import compiled
from domain.memory.secrets.answers import LONGEST, is_another
from domain.memory.secrets.beside import USUAL
from domain.memory.secrets.dots import Hidden, lowered
from domain.memory.secrets.marks import marks_in
from domain.memory.secrets.numbers import numbers_in

MOST = 2  # numbers of one guess
_LONGEST_GUESS = 14  # words of a text that is one
_LAST_YEAR = 2029
_REMEMBERED = compiled(
    r"(?<!\w)(?:remembered|recalled|(?:remember|recall)(?= (?:it|now))|przypomnia\w+|pamiętam)"
    r"(?: (?:it|now|sobie|mi|się|go|już|my|mój))*[ ,:;.…–-]{0,4}(?:(?:i think|myślę|it'?s|it is|it was|to|że|either|maybe|chyba|albo|jest|był) ?){0,3}$"
)
_BEFORE = 60  # characters before a number in which it is said to be remembered
_BIRTH = compiled(r"(?=[dbu])(?<!\w)(?:dob|birth(?:day| ?date)?|born|urodz\w+)(?!\w)")


def asks_birth(low: str) -> bool:
    """Whether a text speaks of a day of birth: where it asks for something, it asks who somebody is."""
    return ("birth" in low or "urodz" in low or "dob" in low or "born" in low) and _BIRTH.search(low) is not None


def remembered(low: str) -> Iterator[Hidden]:
    """Numbers of a PIN's length that are said to have come back to mind: "I just remembered it: 4815"."""
    if len(low) > LONGEST or not (
        "rememb" in low or "recall" in low or "pamięta" in low or "pamieta" in low or "przypomn" in low
    ):
        return
    last = -1  # the end of the one before
    for number in numbers_in(low):
        said = _REMEMBERED.search(low, max(0, number.start - _BEFORE), number.start) is not None
        other = last >= 0 and low[last : number.start].strip(" ,") in ("or", "and", "lub", "albo", "i")
        if len(number.digits) in USUAL and (said or other) and not is_another(low, number, marks_in(low)):
            yield Hidden(number.start, number.end, "pin")
            last = number.end


def guessed(text: str) -> Iterator[Hidden]:
    """The bare numbers of a short answer to a question for a birth date that can be no part of one."""
    low = lowered(text)
    if len(low) > LONGEST or low.count(" ") >= _LONGEST_GUESS:
        return
    numbers = list(numbers_in(low))
    if len(numbers) > MOST or not all(len(each.digits) in USUAL and not _is_of_birth(each.digits) for each in numbers):
        return
    marks = marks_in(low)
    for number in numbers:
        if not is_another(low, number, marks):
            yield Hidden(number.start, number.end, "pin")


def _is_of_birth(digits: str) -> bool:
    """Whether four or six digits may be a year, a day and a month in any order, or a whole date."""
    if len(digits) == USUAL[0]:
        return 1900 <= int(digits) <= _LAST_YEAR or _is_day(digits)
    return any(map(_is_day, (digits[:4], digits[2:]))) or 1900 <= int(digits[:4]) <= _LAST_YEAR


def _is_day(digits: str) -> bool:
    one, two = int(digits[:2]), int(digits[2:])
    return 1 <= min(one, two) <= 12 and 1 <= max(one, two) <= 31
