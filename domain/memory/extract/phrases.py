"""Phrases that mean something, found by the words they are made of.

A phrase is written as words: `zam*` any word that begins so, `..` up to three words between. Each is looked up by its
longest word, so that a text without such words costs next to nothing. Polish marks count neither here nor there.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from domain.memory.extract.cores import END, Words
from domain.memory.unmarked import unmarked

_KEYED = 4  # letters by which a word that is known by its beginning is looked up
_BETWEEN = 3  # words that ".." may stand for


class Phrase(NamedTuple):
    """A phrase, the key and the meaning it has, and how many words stand before the one it is looked up by.

    `beside` is the word next to that one and `aside` where it stands, seen from there: most phrases fail at it.
    """

    words: tuple[str, ...]
    key: str
    means: str
    before: int
    aside: int
    beside: str


class Hit(msgspec.Struct, frozen=True):
    """A phrase in a text: its cores, end exclusive."""

    start: int
    end: int
    key: str
    means: str


class Phrases:
    """Phrases by key and meaning, written as alternatives between bars."""

    def __init__(self, keys: Mapping[str, Mapping[str, str]]) -> None:
        self._by_word: dict[str, list[Phrase]] = {}
        self._by_start: dict[str, list[Phrase]] = {}
        for key, meanings in keys.items():
            for means, written in meanings.items():
                for each in unmarked(written).split("|"):
                    self._add(tuple(each.split()), key, means)
        for phrases in (*self._by_word.values(), *self._by_start.values()):
            phrases.sort(key=lambda phrase: -len(phrase.words))

    def _add(self, words: tuple[str, ...], key: str, means: str) -> None:
        firm = words[: words.index("..")] if ".." in words else words  # the place of those behind is not known
        before = max(range(len(firm)), key=lambda at: len(firm[at]) - 2 * firm[at].endswith("*"))
        word = firm[before]
        if word.endswith("*") and len(word) <= _KEYED:
            raise ValueError(f"too short to look up: {' '.join(words)}")
        phrase = Phrase(words, key, means, before, *_beside(firm, before))
        if word.endswith("*"):
            self._by_start.setdefault(word[:_KEYED], []).append(phrase)
        else:
            self._by_word.setdefault(word, []).append(phrase)

    def may_begin(self, low: str) -> bool:
        """Whether a phrase may be looked up by this word."""
        low = unmarked(low)
        return low in self._by_word or low[:_KEYED] in self._by_start

    def hits(self, words: Words) -> Iterator[Hit]:
        """Where they stand, from left to right; of each key the longest that fits at a place."""
        firm, starts, plain = self._by_word, self._by_start, words.plain
        past: dict[str, int] = {}
        for at in [at for at, low in enumerate(plain) if low in firm or low[:_KEYED] in starts]:
            low = plain[at]
            for phrase in (*firm.get(low, ()), *starts.get(low[:_KEYED], ())):
                place = at + phrase.aside
                if phrase.beside and (not 0 <= place < len(plain) or plain[place] != phrase.beside):
                    continue
                start = at - phrase.before
                if start >= past.get(phrase.key, 0):
                    end = _end(words, start, phrase.words)
                    if end:
                        past[phrase.key] = end
                        yield Hit(start, end, phrase.key, phrase.means)


def _beside(firm: tuple[str, ...], at: int) -> tuple[int, str]:
    """The word behind or before the one at a place of a phrase, and where: one that stands there as it is; else none."""
    for aside in (1, -1):
        word = firm[at + aside] if 0 <= at + aside < len(firm) else ""
        if word and not word.endswith("*"):
            return aside, word
    return 0, ""


def _end(words: Words, at: int, phrase: Iterable[str]) -> int:
    """The end of a phrase that begins at a core; 0 when it does not stand there."""
    lows, gaps, between, begun = words.plain, words.gaps, 0, at
    for part in phrase:
        if part == "..":
            between = _BETWEEN
            continue
        for place in range(at, min(len(lows), at + between + 1)):
            if place > begun and gaps[place] >= END:
                return 0
            if lows[place].startswith(part[:-1]) if part[-1] == "*" else lows[place] == part:
                at, between = place + 1, 0
                break
        else:
            return 0
    return at
