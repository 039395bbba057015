"""Numbers in a text as they stand there: written in one, in groups, digit by digit, or spoken; and what their digits prove.

Sources: ISO/IEC 7812-1 annex B (the check digit of a card, Luhn) and section 4 (first digits of issuers); ustawa o ewidencji
ludności, Dz.U. 2010 nr 217 poz. 1427, art. 15-16 (PESEL: birth date with its century, serial number, check digit).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from domain.identity.likeness.letters import fold
from domain.identity.likeness.spoken_numbers import number_of

_RUN = re.compile(r"\d+(?:[ \u00a0-]\d+)*")
_LONG = re.compile(r"[0-9][0-9 \u00a0-]{9,}[0-9]")
_LONG_FROM = 11  # digits: a PESEL
_LONGEST_ROW = 80  # characters of a row of digits and blanks in which a number said digit by digit is looked for
_LONG_GROUP = re.compile(r"[0-9]{11}|[0-9]{4}-[0-9]{4}")
_PARTS = re.compile(r"\d+")
_ISSUERS = re.compile(
    r"4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[47]|3(?:0[0-5]|[68])|6(?:011|4[4-9]|5)|62|5[06-9]|6[37]"
)
_GROUPED = re.compile(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}")
_JOINED = frozenset("•+_@")
_BLANKS = frozenset(" \u00a0")
_PARTED = frozenset(".,:/")
_LISTED = re.compile(r"\d{4}[.,]$")
_GOES_ON = re.compile(r"[.,]\d{1,3}(?!\d)|:\d{2}(?!\d)")
_LENGTHS = {"3": (14, 15), "4": (13, 16, 19), "2": (16,)}
_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_CENTURIES = {0: 1900, 20: 2000}  # what is added to the month; nobody who speaks to us was born in another one
_LAST_BIRTH = 2039
_WORD = re.compile(r"[^\W\d_]+")
_TWICE = {"double": 2, "podwojne": 2, "podwojna": 2, "triple": 3, "potrojne": 3}
_ZEROS = ("o", "oh")  # "four oh one five"; at the beginning it is a sigh


class Number(msgspec.Struct, frozen=True):
    """A number in a text (characters, end exclusive) and its digits."""

    start: int
    end: int
    digits: str


def long_in(text: str) -> Iterator[Number]:
    """The numbers of eleven digits and more. A long row of small groups is none: a card number is soon said."""
    for match in _LONG.finditer(text):
        row = match[0]
        if len(row) <= _LONGEST_ROW or _LONG_GROUP.search(row) is not None:
            yield from (each for each in numbers_in(text, *match.span()) if len(each.digits) >= _LONG_FROM)


def numbers_in(text: str, begin: int = 0, stop: int | None = None) -> Iterator[Number]:
    """The numbers of a text, in order; groups that only blanks or hyphens part are put together where they are one.

    `begin`, `stop`: where runs of digits are looked for.
    """
    for match in _RUN.finditer(text, begin, len(text) if stop is None else stop):
        start, end = match.span()
        if _goes_on(text, end):  # "4111 1111 1111 1111 12/28": only the last group is a part of something
            end = max(text.rfind(" ", start, end), text.rfind("\u00a0", start, end))
        if start < end and _is_begun(text, start, end):
            if text[start - 1] == "+":  # a telephone number, all of it
                continue
            start = next((at for at in range(start, end) if text[at] in _BLANKS), end) + 1
        if start < end:
            yield from _numbers_of(text[start:end], start)


def _is_begun(text: str, start: int, end: int) -> bool:
    """Whether digits are the end of a code, a decimal, a date, a time."""
    before = text[max(0, start - 5) : start]
    near = before[-1:]
    if not near or near.isspace():
        return False
    if near.isalnum() or near in _JOINED:
        return True
    if near == "-" and before[-2:-1].isalnum():
        return not before.lower().endswith("pin-")
    return near in _PARTED and before[-2:-1].isdigit() and (end - start < 4 or _LISTED.search(before) is None)


def _goes_on(text: str, end: int) -> bool:
    """Whether digits are the beginning of one."""
    after = text[end : end + 5]
    if not after:
        return False
    if after[0].isalpha() or after[0] in "•_@%":
        return True
    return (after[0] in "-/" and after[1:2].isalnum()) or _GOES_ON.match(after) is not None


def _numbers_of(run: str, start: int) -> Iterator[Number]:
    if "-" in run:
        tokens = [each for token in re.finditer(r"[\d-]+", run) if (each := _hyphened(token, start)) is not None]
        yield from tokens
        return
    parts = [match.span() for match in _PARTS.finditer(run)]
    if len(parts) == 1 or _is_one([end - begun for begun, end in parts]):
        yield Number(start, start + len(run), "".join(run[begun:end] for begun, end in parts))
        return
    for begun, end in parts:
        yield Number(start + begun, start + end, run[begun:end])


def _hyphened(token: re.Match[str], start: int) -> Number | None:
    """Digits said one by one, or in the groups of a card or a social security number; other hyphens are of dates and codes."""
    sizes = tuple(map(len, token[0].split("-")))
    digits = token[0].replace("-", "")
    if len(sizes) == 1 or max(sizes) == 1 or len(digits) >= 13 or sizes == (3, 2, 4):
        return Number(start + token.start(), start + token.end(), digits)
    return None


def _is_one(sizes: list[int]) -> bool:
    """Whether groups are one number: digit by digit, in pairs, threes, fours; "351531510 1596" are two."""
    return max(sizes) <= (3 if len(sizes) == 2 else 6 if sum(sizes) >= 13 else 4)


def spoken_in(text: str) -> Iterator[Number]:
    """Numbers said in words, from three digits on: "cztery osiem jeden pięć", "forty-eight fifteen", "double four"."""
    run: list[tuple[int, int, int]] = []  # start, end, value; below zero: how often the next one is said
    for match in _WORD.finditer(text):
        value = _value_of(match[0], bool(run))
        if run and (value is None or text[run[-1][1] : match.start()].strip(" ,.-\u00a0")):
            yield from _spoken(run)
            run = []
        if value is not None:
            run.append((*match.span(), value))
    yield from _spoken(run)


@lru_cache(maxsize=8192)
def _value_of(said: str, within: bool) -> int | None:
    word = fold(said)
    if word in _TWICE:
        return -_TWICE[word]
    if word in _ZEROS:
        return 0 if within else None
    value = number_of(word) if len(word) > 2 else None
    return value if value is None or value < 1000 else None


def _spoken(run: list[tuple[int, int, int]]) -> Iterator[Number]:
    digits, times, open_ten = "", 1, False
    for _, _, value in run:
        if value < 0:
            times = -value
            continue
        if open_ten and 0 < value < 10:
            digits, open_ten = digits[:-1] + str(value), False
        else:
            digits += str(value) * times
            open_ten = value >= 20 and value % 10 == 0
        times = 1
    if len(digits) >= 3:
        yield Number(run[0][0], run[-1][1], digits)


def is_card(digits: str) -> bool:
    """Whether digits may be a payment card's: an issuer's first ones, its length, and the check digit."""
    if not 13 <= len(digits) <= 19 or not digits.isdecimal() or not _ISSUERS.match(digits):
        return False
    if len(digits) not in _LENGTHS.get(digits[0], (16, 19)):
        return False
    places = enumerate(reversed([int(digit) for digit in digits]))
    return sum(digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4) for place, digit in places) % 10 == 0


def is_grouped(number: str) -> bool:
    """Whether a number is written as a card is, four groups of four behind an issuer's digits: mistyped, maybe."""
    return (
        _GROUPED.fullmatch(number) is not None and _ISSUERS.match(number.replace(" ", "").replace("-", "")) is not None
    )


def is_pesel(digits: str) -> bool:
    """Whether eleven digits are a PESEL: a day that the calendar has, of a century we live in, and the check digit."""
    if len(digits) != 11 or not digits.isdecimal():
        return False
    month, day = int(digits[2:4]), int(digits[4:6])
    first = _CENTURIES.get(month // 20 * 20)
    if first is None or not 1 <= month % 20 <= 12 or not 1 <= day <= 31 or first + int(digits[:2]) > _LAST_BIRTH:
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return (10 - weighed % 10) % 10 == int(digits[10])
