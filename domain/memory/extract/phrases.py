"""Phrases that mean something, found by the words they are made of.

A phrase is written as words: `zam*` any word that begins so, `..` up to three words between. Each is looked up by its
longest word, so that a text without such words costs next to nothing.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from domain.memory.extract.cores import END, Words

_KEYED = 4  # letters by which a word that is known by its beginning is looked up
_BETWEEN = 3  # words that ".." may stand for


class Phrase(msgspec.Struct, frozen=True):
    """A phrase, the key and the meaning it has, and how many words stand before the one it is looked up by."""

    words: tuple[str, ...]
    key: str
    means: str
    before: int


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
                for each in written.split("|"):
                    self._add(tuple(each.split()), key, means)
        for phrases in (*self._by_word.values(), *self._by_start.values()):
            phrases.sort(key=lambda phrase: -len(phrase.words))
        self._words = frozenset(self._by_word)
        self._starts = frozenset(self._by_start)

    def _add(self, words: tuple[str, ...], key: str, means: str) -> None:
        firm = words[: words.index("..")] if ".." in words else words  # the place of those behind is not known
        before = max(range(len(firm)), key=lambda at: len(firm[at]) - 2 * firm[at].endswith("*"))
        word = firm[before]
        if word.endswith("*"):
            if len(word) <= _KEYED:
                raise ValueError(f"too short to look up: {' '.join(words)}")
            self._by_start.setdefault(word[:_KEYED], []).append(Phrase(words, key, means, before))
        else:
            self._by_word.setdefault(word, []).append(Phrase(words, key, means, before))

    def may_begin(self, low: str) -> bool:
        """Whether a phrase may be looked up by this word."""
        return low in self._words or low[:_KEYED] in self._starts

    def hits(self, words: Words, lows: frozenset[str]) -> Iterator[Hit]:
        """Where they stand, from left to right; of each key the longest that fits at a place."""
        starts = self._starts.intersection([low[:_KEYED] for low in lows])
        firm = self._words & lows
        if not starts and not firm:
            return
        past: dict[str, int] = {}
        for at in [at for at, low in enumerate(words.lows) if low in firm or low[:_KEYED] in starts]:
            low = words.lows[at]
            for phrase in (
                *self._by_word.get(low, ()),
                *(self._by_start[low[:_KEYED]] if low[:_KEYED] in starts else ()),
            ):
                start = at - phrase.before
                if start >= past.get(phrase.key, 0):
                    end = _end(words, start, phrase.words)
                    if end:
                        past[phrase.key] = end
                        yield Hit(start, end, phrase.key, phrase.means)


def _end(words: Words, at: int, phrase: Iterable[str]) -> int:
    """The end of a phrase that begins at a core; 0 when it does not stand there."""
    lows, gaps, between, begun = words.lows, words.gaps, 0, at
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
