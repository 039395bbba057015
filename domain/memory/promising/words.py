"""A text as rules read it: small letters without Polish marks, cut into sentences, character for character in place."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_FOLD = tuple(zip("ąćęłńóśźż’‘ʼ–—\u00a0", "acelnoszz'''-- ", strict=True))
_STOP = re.compile(r"[.!?…]+(?=[\"'”»)*]{0,4}(?:\s|$))|[\n;]+|[!?…]+")
_NO_STOP_BEHIND = frozenset((
    "godz", "tel", "nr", "ul", "al", "os", "pl", "np", "tzn", "tj", "itp", "itd", "r", "p", "ok", "max", "maks", "min", "pon", "wt",
    "sr", "czw", "pt", "sob", "nd", "mr", "mrs", "ms", "dr", "st", "no", "approx", "est", "tys", "zl", "gr", "szt", "prof", "inz",
    "mgr", "m.in",
))  # fmt: skip
_LAST_WORD = re.compile(r"[\w.]+$")


class Sentence(NamedTuple):
    """Where a sentence stands (characters, end exclusive), and whether it ends as a question."""

    start: int
    end: int
    asks: bool


def plain_of(text: str) -> str:
    """The same number of characters, for patterns that need not know about capitals and marks."""
    low = text.lower()
    if len(low) != len(text):  # a few capitals become two letters
        low = "".join(each.lower() if len(each.lower()) == 1 else each for each in text)
    if not low.isascii():
        for mark, plain in _FOLD:  # five times as fast as a table for all letters
            low = low.replace(mark, plain)
    return low


def sentences_of(plain: str) -> Iterator[Sentence]:
    """The sentences of a folded text; a full stop behind a known abbreviation or in a number ends nothing.

    One after the other: of a long text only the first ones are read.
    """
    start = 0
    for stop in _STOP.finditer(plain):
        if stop[0] == "." and not _ends(plain, stop.start(), stop.end()):
            continue
        if plain[start : stop.start()].strip():
            yield Sentence(start, stop.start(), "?" in stop[0])
        start = stop.end()
    if plain[start:].strip():
        yield Sentence(start, len(plain), False)


def _ends(plain: str, at: int, after: int) -> bool:
    last = _LAST_WORD.search(plain, max(0, at - 12), at)
    if last is None:
        return True
    word = last[0]
    if word in ("a.m", "p.m"):  # "by 4 p.m. tomorrow"
        return not plain[after : after + 2].strip() or plain[after : after + 1] == "\n"
    return word not in _NO_STOP_BEHIND
