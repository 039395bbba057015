"""Which parts of a long text are read for what it tells: its beginning, its end, and stretches with values or their names.

What one item may cost is bounded, whatever somebody sends; secrets are looked for in all of it (domain/memory/secrets).
"""

import re
from bisect import bisect_right
from functools import lru_cache

import msgspec

from domain.memory.extract.cores import Words
from domain.memory.extract.topics import starts_topic
from domain.memory.extract.wording import PHRASES
from domain.memory.unmarked import either_way

WHOLE = 2_000  # characters of a text that is read in one
LOOKED_THROUGH = 20_000  # characters of a longer one in which stretches are chosen: a letter, not a novel
BEGINNING, ENDING = 600, 300  # characters that are always read
SPENT = 2_800  # what may be read: characters of prose, and of digits a twelfth
SPENT_OF_MORE = 1_400  # the same, of a text longer than is looked through
_DIGIT_COSTS = 11  # characters of prose
_STRETCH = 220  # characters
_BESIDE = 60  # characters read on both sides of a stretch
_VALUE = re.compile(r"@|•••|\d(?:[ ()./-]{0,2}\d){3}")
_INTRODUCES = either_way("nazywam kłania speaking calling")
_DIGITS = re.compile(r"\d")
_WORDS = re.compile(r"[^\W\d_]{3,}")


class Excerpt(msgspec.Struct, frozen=True):
    """What is read of a text, and where each of its pieces begins: here, and in the text."""

    text: str
    pieces: tuple[tuple[int, int], ...] = ()

    def place(self, at: int) -> int:
        """Where a character of the excerpt stands in the text."""
        if not self.pieces:
            return at
        here, there = self.pieces[bisect_right(self.pieces, at, key=lambda piece: piece[0]) - 1]
        return there + at - here

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the excerpt stands in the text."""
        return self.place(start), self.place(end - 1) + 1


def read_of(text: str) -> tuple[Excerpt, Words]:
    """What is read of a text, and its cores."""
    excerpt, words = _read(text)
    return excerpt, words.again()


@lru_cache(maxsize=2)  # facts and questions of a text are looked for one after the other
def _read(text: str) -> tuple[Excerpt, Words]:
    excerpt = excerpt_of(text)
    return excerpt, Words(excerpt.text)


def excerpt_of(text: str) -> Excerpt:
    """The parts of a text that are read; all of it, where it is no longer than a page."""
    if len(text) <= WHOLE:
        return Excerpt(text)
    begun, left = _cut(text, BEGINNING), SPENT if len(text) <= LOOKED_THROUGH else SPENT_OF_MORE
    ended = _cut(text, max(begun, len(text) - ENDING))
    left -= _cost(text[:begun]) + _cost(text[ended:])
    spans = [(0, begun), (ended, len(text))]
    chosen, passed = _stretches(text, begun, min(ended, LOOKED_THROUGH), left)
    spans += chosen if passed <= 0 else [*chosen, *_named(text, chosen, begun, min(ended, LOOKED_THROUGH), passed)]
    return _joined(text, sorted(spans))


def _stretches(text: str, start: int, end: int, left: int) -> tuple[list[tuple[int, int]], int]:
    """Stretches in which a value may stand, in order, as long as they may be read; and what is left to spend."""
    found: list[tuple[int, int]] = []
    while left > 0 and start < end:
        value = _VALUE.search(text, start, end)
        if value is None:
            break
        begins = _cut(text, max(start, value.start() - _STRETCH // 2))
        start = min(end, _cut(text, value.start() + _STRETCH // 2))
        found.append((begins, start))
        left -= _cost(text[begins:start])
    return found, left


def _named(text: str, chosen: list[tuple[int, int]], start: int, end: int, left: int) -> list[tuple[int, int]]:
    """Stretches in which something is named that may be told in words, where there is something left to spend."""
    found: list[tuple[int, int]] = []
    taken = sorted(chosen)
    at = 0
    while start < end and left > 0:
        stop = min(end, _cut(text, start + _STRETCH))
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        covered = at < len(taken) and taken[at][0] <= start and stop <= taken[at][1]
        if not covered and any(map(_may_tell, _WORDS.findall(text[start:stop].lower()))):
            found.append((start, stop))
            left -= _cost(text[start:stop])
        start = max(stop, start + 1)
    return found


def _may_tell(word: str) -> bool:
    return word in _INTRODUCES or starts_topic(word) or PHRASES.may_begin(word)


def _cost(part: str) -> int:
    return len(part) + _DIGIT_COSTS * len(_DIGITS.findall(part))


def _cut(text: str, at: int) -> int:
    """The next place from here on where a word ends, if there is one near."""
    if at <= 0 or at >= len(text):
        return max(0, min(at, len(text)))
    for place in range(at, min(len(text), at + _BESIDE)):
        if text[place].isspace():
            return place
    return at


def _joined(text: str, spans: list[tuple[int, int]]) -> Excerpt:
    """Stretches put together, with a line end where something is left out."""
    said: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = past = 0
    for start, end in spans:
        start = max(start, past)
        if start >= end:
            continue
        if start > past and said:
            said.append("\n")
            length += 1
        if start > past or not said:
            pieces.append((length, start))
        said.append(text[start:end])
        length += end - start
        past = end
    return Excerpt("".join(said), tuple(pieces))
