"""A text as cores: stretches without blanks and punctuation around them, and what parts each from the one before.

All rules read cores, not characters: one pass over the text, so that the cost is linear whatever somebody sends.
"""

import re
from functools import lru_cache
from itertools import accumulate

from domain.memory.listed import listed
from domain.memory.unmarked import unmarked

NONE, COMMA, END, QUESTION = 0, 1, 2, 3  # what parts a core from the one before

_PARTS = r"\s,;:?!=()<>\"„”“|*\[\]{}…~`«»"
_EDGES = r"._\-–—/\\'’#&^"
_CORE = re.compile(rf"([^{_PARTS}{_EDGES}](?:[^{_PARTS}]*[^{_PARTS}{_EDGES}])?)")
_CORE_OF_DOTS = re.compile(r"(?:\.(?!\.)|[^\s.,;:?!=()<>\"„”“|*\[\]{}…~`«»])+")  # "Finnegan....I": two dots part
_EDGE = "._-–—/\\'’#&^"
_SHORT = listed("dr mr mrs ms st ul al os pl nr zam tel kom ur no acct prof")  # a full stop behind these ends nothing


class _Gaps(dict[str, int]):
    """The usual gaps at once, any other one by its marks."""

    def __missing__(self, gap: str) -> int:
        return _parted(gap)


_GAPS = _Gaps(
    {" ": NONE, "": NONE, ", ": COMMA, ". ": END, ": ": COMMA, "? ": QUESTION, "! ": END, "  ": COMMA, "\n": END}
)


class Words:
    """The cores of a text, in parallel lists: where each starts and ends, in lower case, and what stands before it.

    `own` are words known to be a name of whoever speaks: they count as written with a capital. `plain` are the small
    letters without Polish marks: many people write without them.
    """

    __slots__ = ("ends", "gaps", "lows", "own", "plain", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.own: frozenset[str] = frozenset()
        low = text.lower()
        even = len(low) == len(text)  # a few capitals become two letters: then core by core
        said = low if even else text
        parts = _CORE.split(said) if ".." not in said else _split_at_dots(said)  # what parts them, a core, and so on
        places = list(accumulate(map(len, parts)))
        self.starts = places[:-1:2]
        self.ends = places[1::2]
        self.lows: list[str] = parts[1::2] if even else [each.lower() for each in parts[1::2]]
        if "’" in text:
            self.lows = [low.replace("’", "'") for low in self.lows]
        self.plain = self.lows if text.isascii() else [low if low.isascii() else _plain(low) for low in self.lows]
        self.gaps = _gaps(parts[:-1:2], self.lows)

    def again(self) -> "Words":
        """The same cores for somebody else who reads them: nobody's own words yet."""
        same = Words.__new__(Words)
        same.text, same.own = self.text, frozenset()
        same.starts, same.ends, same.lows, same.gaps = self.starts, self.ends, self.lows, self.gaps
        same.plain = self.plain
        return same

    def __len__(self) -> int:
        return len(self.starts)

    def raw(self, at: int, end: int | None = None) -> str:
        """The text of a core, or of those up to `end` (exclusive)."""
        return self.text[self.starts[at] : self.ends[at if end is None else end - 1]]

    def gap(self, at: int) -> int:
        """What stands before a core; the end of the text is an end."""
        return self.gaps[at] if at < len(self.gaps) else END

    def blank(self, at: int) -> bool:
        """Whether nothing but blanks stands before a core."""
        return 0 < at < len(self.starts) and not self.text[self.ends[at - 1] : self.starts[at]].strip()

    def tail(self, at: int) -> str:
        """The punctuation and blanks behind a core."""
        return self.text[self.ends[at] : self.starts[at + 1] if at + 1 < len(self.starts) else len(self.text)]

    def capital(self, at: int) -> bool:
        """Whether a core begins with a capital and is not all capitals (which says nothing)."""
        raw = self.text[self.starts[at] : self.ends[at]]
        return (raw[:1].isupper() and (len(raw) <= 2 or not raw.isupper())) or self.lows[at] in self.own


_plain = lru_cache(maxsize=4_096)(unmarked)  # the same few words in every message


def _split_at_dots(text: str) -> list[str]:
    """The same where dots stand for blanks: "Finnegan....I"."""
    parts: list[str] = []
    past = 0
    for match in _CORE_OF_DOTS.finditer(text):
        core = match[0].lstrip(_EDGE)
        start = match.end() - len(core)
        core = core.rstrip(_EDGE)
        if core:
            parts += [text[past:start], core]
            past = start + len(core)
    return [*parts, text[past:]]


def _gaps(said: list[str], lows: list[str]) -> list[int]:
    """What parts each core from the one before; a full stop behind an abbreviation ends nothing."""
    gaps = list(map(_GAPS.__getitem__, said))
    if not _SHORT.isdisjoint(lows):
        for at in range(1, len(lows)):
            if said[at] == ". " and lows[at - 1] in _SHORT:
                gaps[at] = NONE
    return gaps


def _parted(gap: str) -> int:
    if "?" in gap:
        return QUESTION
    if any(mark in gap for mark in ".!\n;…"):
        return END
    return COMMA if gap.strip() or len(gap) > 1 else NONE
