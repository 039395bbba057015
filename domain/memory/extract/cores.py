"""A text as cores: stretches without blanks and punctuation around them, and what parts each from the one before.

All rules read cores, not characters: one pass over the text, so that the cost is linear whatever somebody sends.
"""

import re

from domain.memory.extract.stops import listed

NONE, COMMA, END, QUESTION = 0, 1, 2, 3  # what parts a core from the one before

_CORE = re.compile(r"[^\s,;:?!=()<>\"„”“|*\[\]{}…~`«»]+")
_CORE_OF_DOTS = re.compile(r"(?:\.(?!\.)|[^\s.,;:?!=()<>\"„”“|*\[\]{}…~`«»])+")  # "Finnegan....I": two dots part
_EDGE = "._-–—/\\'’#&^"
_SHORT = listed("dr mr mrs ms st ul al os pl nr zam tel kom ur no acct prof")  # a full stop behind these ends nothing
_GAPS = {" ": NONE, "": NONE, ", ": COMMA, ". ": END, ": ": COMMA, "? ": QUESTION, "! ": END, "  ": COMMA, "\n": END}


class Words:
    """The cores of a text, in parallel lists: where each starts and ends, in lower case, and what stands before it.

    `own` are words known to be a name of whoever speaks: they count as written with a capital.
    """

    __slots__ = ("ends", "gaps", "lows", "own", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.own: frozenset[str] = frozenset()
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.lows: list[str] = []
        self.gaps: list[int] = []
        starts, ends, lows, gaps, kinds = self.starts, self.ends, self.lows, self.gaps, _GAPS
        before = 0
        for match in (_CORE_OF_DOTS if ".." in text else _CORE).finditer(text):
            core, start = match[0], match.start()
            if core[0] in _EDGE or core[-1] in _EDGE:
                left = core.lstrip(_EDGE)
                start += len(core) - len(left)
                core = left.rstrip(_EDGE)
                if not core:
                    continue
            gap = text[before:start]
            kind = kinds.get(gap)
            if kind is None:
                kind = _parted(gap)
            if kind == END and gap == ". " and lows and lows[-1] in _SHORT:
                kind = NONE
            gaps.append(kind)
            starts.append(start)
            before = start + len(core)
            ends.append(before)
            lows.append(core.lower())
        if "’" in text:
            self.lows = [low.replace("’", "'") for low in lows]

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


def _parted(gap: str) -> int:
    if "?" in gap:
        return QUESTION
    if any(mark in gap for mark in ".!\n;…"):
        return END
    return COMMA if gap.strip() or len(gap) > 1 else NONE
