"""Words as stems, so that "kurtka", "kurtce" and "kurtki", "delivery" and "delivered" count as one: light, Polish and English.

No dictionary: endings are cut, a last consonant that changes in Polish falls away, and six letters count.
"""

import re

from domain.memory.casing.lists import COMMON
from domain.memory.listed import listed

LONGEST = 4_000  # characters of a text that are read
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\w*\d\w*")
_LETTERS = str.maketrans("ąćęłńóśźż’", "acelnoszz'")
_ENDINGS = listed("""
    ami ach iem ego emu ymi imi owi owie ow om em ie ia iu ii ej ek ka ke ki ko ku kom kami kach ce cie cia ciu dzie ze y i a e u o
    ing ings ed es s 's er ers ly ies ment ments ation ations able
    anie ania aniu aniem enie enia eniu eniem any ana ane anej anego ony ona one onej onego yc ic ac ec l la lo li
""")
_LENGTHS = range(max(map(len, _ENDINGS)), 0, -1)
_SHORTEST = 3  # letters that stay
_CHANGING = frozenset(("dz", "sz", "cz", "rz", "c", "t", "k", "g", "z", "s", "n", "d", "r"))
_KEPT = 6


def plain(text: str) -> str:
    """In small letters without Polish accents, letter by letter."""
    return text.lower().translate(_LETTERS)


def words_of(text: str) -> list[str]:
    """The words of a text in order, in small letters without accents; what holds a digit is no word."""
    found = _WORD.findall(plain(text[:LONGEST]))
    return [word for word in found if word.isalpha() or not any(map(str.isdigit, word))]


def stem(word: str) -> str:
    """What is compared of a word."""
    for length in _LENGTHS:
        if word[-length:] in _ENDINGS and len(word) - length >= _SHORTEST:
            word = word[:-length]
            break
    if len(word) > _SHORTEST:
        last = 2 if word[-2:] in _CHANGING else 1 if word[-1:] in _CHANGING else 0
        word = word[: max(_SHORTEST, len(word) - last)]
    return word[:_KEPT]


def telling(words: list[str]) -> frozenset[str]:
    """The stems of those words that tell one need from another."""
    return frozenset(stem(word) for word in words if len(word) > 2 and word not in COMMON)


_PROPER = re.compile(r"(?<=[^\W\d_A-Z.!?…:] )(?:[A-ZĄĆĘŁŃÓŚŹŻ][^\W\d_]{3,})")


def proper(text: str, names: frozenset[str] = frozenset()) -> frozenset[str]:
    """The stems of words with a capital inside a sentence, as products and brands have; not the customer's own name."""
    words = (plain(word) for word in _PROPER.findall(text[:LONGEST]))
    return frozenset(stem(word) for word in words if word not in COMMON and word not in names)
