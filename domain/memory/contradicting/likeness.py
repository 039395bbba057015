"""Whether two names of a thing mean the same one: Polish and English endings cut off, the shorter name within the longer."""

import re
from collections.abc import Iterable

from domain.memory.listed import listed

_TOKEN = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
_FOLDED = str.maketrans("ąćęłńóśźż", "acelnoszz")
_ENDINGS = tuple(sorted((
    "ami", "ach", "owi", "ego", "emu", "ych", "ich", "ymi", "imi", "iem", "ow", "em", "om", "ie", "ia", "ej", "es",
    "a", "e", "i", "o", "u", "y", "s",
), key=len, reverse=True))  # fmt: skip
_EMPTY = listed("""
the a an this that these those our your size in of pair para pary pare ta ten te to tej tego tych nasz nasza nasze rozmiar rozmiarze w z do na
""")
_SIZES = listed("xxs xs s m l xl xxl xxxl")
_VARIANTS = listed("""
dzieciec damsk mesk juniorsk junior kid kids child women woman womens men mens men's ladi mini maxi pro plu lite light uzywan used outlet zestaw set
komplet bundl
napraw serwis
przeglad regulacj montaz ubezpieczen wymian czyszczen wypozyczen pokrowc pokrowiec pasek paska
zapasow czesc czesci ladowark kabl kabel wkladk sznurowk repair servic insuranc assembly fitting spar
peg pole rod filter filtr sledz maszt bag torb pouch sleev etui mount uchwyt batter bateri
part strap cover cas charger cabl footprint lac insol rental hir lid pokrywk
""")
_COMMON = 4  # letters two stems must share where they are not equal
_REST = 2  # letters each may have besides


def tokens(words: str) -> frozenset[str]:
    """The stems of a name's words."""
    folded = words.lower().translate(_FOLDED)
    return frozenset(_stem(each) for each in _TOKEN.findall(folded) if each not in _EMPTY)


def same_name(one: str, other: str, sizes: bool = False) -> bool:
    """Whether every word of the shorter name stands in the longer, which names no variant besides, nor with `sizes` a size.
    A name of one common word must be the whole name.
    """
    left, right = tokens(one), tokens(other)
    short, long = sorted((left, right), key=len)
    if not short or not all(_among(each, long) for each in short):
        return False
    if any((each in _VARIANTS or (sizes and each in _SIZES)) and each not in short for each in long):
        return False
    return len(short) == len(long) or len(short) > 1 or is_proper(one if len(left) < len(right) else other)


def is_proper(name: str) -> bool:
    """Whether a name is more than a common noun: it has a number in it, or a capital."""
    return any(letter.isdigit() or letter.isupper() for letter in name)


def distinct(names: Iterable[str]) -> list[str]:
    """The names that mean different things, each in its longest form."""
    found: list[str] = []
    for name in sorted(names, key=len, reverse=True):
        if not any(same_name(name, each) for each in found):
            found.append(name)
    return found


def number(words: str) -> str:
    """An order's, a parcel's or a promotion's number however it is spaced."""
    return "".join(letter for letter in words.upper() if letter.isalnum())


def _among(stem: str, stems: frozenset[str]) -> bool:
    return stem in stems or any(_alike(stem, each) for each in stems)


def _alike(one: str, other: str) -> bool:
    shared = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        shared += 1
    digits = any(map(str.isdigit, one + other))
    return not digits and shared >= _COMMON and max(len(one), len(other)) - shared <= _REST


def _stem(word: str) -> str:
    if len(word) <= 3 or any(map(str.isdigit, word)):
        return word
    return next((word[: -len(each)] for each in _ENDINGS if word.endswith(each) and len(word) - len(each) >= 3), word)
