"""Numbers as people say them and as speech recognition writes them, Polish and English: words, ordinals, digits."""

import re
from functools import lru_cache

import msgspec

from domain.identity.likeness.letters import fold

# Beginnings of Polish number words, cardinal and ordinal, in any case and gender; the longest that fits decides.
_POLISH = {
    "zero": 0, "zera": 0, "zerow": 0, "jeden": 1, "jedn": 1, "pierwsz": 1, "dwa": 2, "dwi": 2, "dwo": 2, "drug": 2, "trzy": 3, "trzec": 3,
    "cztery": 4, "czter": 4, "czwart": 4, "piec": 5, "piat": 5, "pieci": 5, "szesc": 6, "szost": 6, "siedem": 7, "siedm": 7, "siodm": 7,
    "osiem": 8, "osm": 8, "dziewiec": 9, "dziewiat": 9, "dziesiec": 10, "dziesiat": 10, "jedenas": 11, "dwanas": 12, "dwunas": 12,
    "trzynas": 13, "czternas": 14, "pietnas": 15, "szesnas": 16, "siedemnas": 17, "osiemnas": 18, "dziewietnas": 19,
    "dwadziesc": 20, "dwudziest": 20, "trzydzies": 30, "czterdzies": 40, "piecdziesiat": 50, "szescdziesiat": 60,
    "siedemdziesiat": 70, "osiemdziesiat": 80, "dziewiecdziesiat": 90, "sto": 100, "setn": 100, "dwiesci": 200, "dwusetn": 200, "dwustu": 200,
    "trzysta": 300, "trzystu": 300, "czterysta": 400, "czterystu": 400, "piecset": 500, "szescset": 600, "siedemset": 700, "osiemset": 800,
    "dziewiecset": 900, "tysi": 1000, "dwutysieczn": 2000,
}  # fmt: skip
_ENGLISH = {
    "zero": 0, "oh": 0, "nought": 0, "naught": 0, "nil": 0, "one": 1, "first": 1, "two": 2, "second": 2, "three": 3, "third": 3,
    "four": 4, "fourth": 4, "five": 5, "fifth": 5, "six": 6, "sixth": 6, "seven": 7, "seventh": 7, "eight": 8, "eighth": 8,
    "nine": 9, "ninth": 9, "ten": 10, "tenth": 10, "eleven": 11, "eleventh": 11, "twelve": 12, "twelfth": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000,
}  # fmt: skip
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_PIECE = re.compile(r"(\d+)(?:st|nd|rd|th)?(?![a-z])|\d+|[^\W\d_]+")
_STEMS = sorted(_POLISH, key=len, reverse=True)
_LONGEST = 400  # characters read of one answer


class Piece(msgspec.Struct, frozen=True):
    """A piece of what was said: a number as digits (leading zeros kept), or a word (digits empty)."""

    word: str
    digits: str = ""


@lru_cache(maxsize=4096)
def number_of(word: str) -> int | None:
    """The value of one folded number word, or None when it is none."""
    if word in _ENGLISH:
        return _ENGLISH[word]
    if word.endswith("th") and word[:-2] in _ENGLISH:
        return _ENGLISH[word[:-2]]
    if word.endswith("ieth") and word[:-4] + "y" in _ENGLISH:
        return _ENGLISH[word[:-4] + "y"]
    for stem in _STEMS:
        if word.startswith(stem) and len(word) - len(stem) <= 5 and not word.startswith(("stol", "stop")):
            return _POLISH[stem]
    return None


def pieces_of(text: str) -> list[Piece]:
    """What was said in order: numbers put together as they are spoken, and the words between them."""
    found: list[Piece] = []
    spoken: list[tuple[int, int]] = []  # value and the size of its last step
    for match in _PIECE.finditer(fold(text[:_LONGEST])):
        word = match[0]
        if word == "and":
            continue
        value = None if word[0].isdecimal() else number_of(word)
        if value is not None:
            _put(spoken, value)
            continue
        found.extend(Piece(str(number), str(number)) for number, _ in spoken)
        spoken = []
        if word[0].isdecimal():
            found.append(Piece(word, match[1] or word.rstrip("abcdefghijklmnopqrstuvwxyz")))
        else:
            found.append(Piece(word))
    found.extend(Piece(str(number), str(number)) for number, _ in spoken)
    return found


def _put(spoken: list[tuple[int, int]], value: int) -> None:
    """Add a number word to what is being said: smaller steps add up, hundred and thousand multiply."""
    if spoken and value in (100, 1000) and 0 < spoken[-1][0] < value:
        spoken[-1] = (spoken[-1][0] * value, value)
        return
    size = 1 if value < 10 else 10 if value < 100 else 100 if value < 1000 else 1000
    if spoken and 0 < value < spoken[-1][1] and not (10 < spoken[-1][0] % 100 < 20) and value != 0:
        room = spoken[-1][1]
        if size < room and (room != 10 or value < 10):
            spoken[-1] = (spoken[-1][0] + value, 1 if 10 <= value < 20 else size)
            return
    spoken.append((value, 1 if 10 <= value < 20 else size))


def roman_of(word: str) -> int | None:
    """The value of a folded Roman numeral as recognition likes to write ordinals, up to 99; None when it is none."""
    if not word or len(word) > 7 or any(letter not in _ROMAN for letter in word):
        return None
    values = [_ROMAN[letter] for letter in word]
    total = sum(-value if value < after else value for value, after in zip(values, values[1:] + [0], strict=True))
    return total if 0 < total < 100 else None


def run_together(numbers: list[str]) -> list[str]:
    """Digit strings with "1980 2" read as 1982 too: a round number and the step after it are often parted."""
    joined: list[str] = []
    for digits in numbers:
        zeros = len(joined[-1]) - len(joined[-1].rstrip("0")) if joined else 0
        if joined and len(joined[-1]) > zeros >= len(digits) > 0 and digits[0] != "0":
            joined[-1] = joined[-1][: -len(digits)] + digits
        else:
            joined.append(digits)
    return joined
