"""One word of a name with all that is asked of it again and again: its sounds, its full forms, its letters as a mask."""

from functools import lru_cache

import msgspec

from domain.identity.likeness.diminutives import roots_of
from domain.identity.likeness.letters import sounds_of, words_of
from domain.identity.likeness.near import jaro_winkler, one_edit

MOST, LONGEST = 6, 32  # words of a name, letters of a word: more is no name

# Values of one word against another; what they mean in bits stands in compare_names.py.
INFLECTED, SHORT_FORM, INITIAL, BEGINNING, SOUNDS = 0.97, 0.95, 0.9, 0.88, 0.88
NEAR = 0.8  # two words may be one word written badly
OTHER_GIVEN = 0.5  # both are known given names, and not of one person


class Word(msgspec.Struct, frozen=True, eq=False):
    """A folded word of a name. `ending` is its masculine form; `mask` has a bit for each letter it contains."""

    text: str
    sounds: tuple[str, str]
    roots: frozenset[str]
    ending: str
    mask: int
    letters: int


@lru_cache(maxsize=16384)
def word_of(text: str) -> Word:
    """The word, made once."""
    mask = 0
    for letter in text:
        mask |= 1 << (ord(letter) % 61)
    return Word(text, sounds_of(text), roots_of(text), _ending(text), mask, mask.bit_count())


def words_in(name: str) -> tuple[Word, ...]:
    """The words of a name as it is written."""
    return tuple(word_of(text[:LONGEST]) for text in words_of(name[:200])[:MOST])


def same_word(one: Word, other: Word) -> float:
    """How likely two words of a name are one word, 0..1; below NEAR nothing is left."""
    if one is other or one.text == other.text:
        return 1.0
    related = bool(one.roots and other.roots and not one.roots.isdisjoint(other.roots))
    if not related and _unlike(one, other):
        return 0.0  # most pairs of different names end here
    return _compared(one, other, related)


def _unlike(one: Word, other: Word) -> bool:
    """Whether the letters alone rule out that Jaro-Winkler reaches NEAR; a short form may be all of a longer word's start."""
    shared = (one.mask & other.mask).bit_count()
    few, many = (one.letters, other.letters) if one.letters <= other.letters else (other.letters, one.letters)
    if one.text[0] == other.text[0]:
        return shared * 2 < few or (shared * 5 < many * 2 and shared < few)
    return shared * 5 < few * 3 or shared * 2 < many


def _compared(one: Word, other: Word, related: bool) -> float:
    left, right = one.text, other.text
    shortest = min(len(left), len(right))
    if shortest == 1:
        return INITIAL if left[0] == right[0] else 0.0
    if one.ending == other.ending:
        return INFLECTED
    if related:
        return SHORT_FORM
    if shortest >= 4 and (one.sounds[0] == other.sounds[0] or one.sounds[1] == other.sounds[1]):
        value = max(jaro_winkler(left, right), SOUNDS)
    elif shortest >= 3 and (left.startswith(right) or right.startswith(left)):
        value = max(jaro_winkler(left, right), BEGINNING)
    else:
        value = jaro_winkler(left, right)
    if one.roots and other.roots:
        return OTHER_GIVEN if value >= NEAR and one_edit(left, right) else 0.0
    return value if value >= NEAR else 0.0


def _ending(word: str) -> str:
    """The word in the masculine: Polish family names and adjectives agree with their bearer (-ska, -cka, -na, -owa)."""
    if len(word) >= 5 and word[-1] in "aey":
        return word[:-1] + ("i" if word[-2] in "kg" else "y")
    return word
