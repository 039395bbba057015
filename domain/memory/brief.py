"""The brief: what the next person must know, in at most five sentences from templates, each with the items it stands on.

No clock: whether a promise is overdue is for the screen to say; what is due first stands first. A sentence is stale when
it would not be written any more: a fact in it was superseded, a promise kept, its words masked, or there is news.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from domain.memory.sentences import Sentence, Sentences
from domain.page import Page

MOST = 5
METHOD = "template:3"
# Which kinds of sentences get a place first, each so many times; then what is left of any, in the same order.
FIRST = (("need", 1), ("promise", 1), ("contradiction", 1), ("wants", 1), ("promise", 2), ("failed", 1), ("moved", 1), ("path", 1),
         ("deadline", 1), ("shop", 1), ("tried", 1), ("last", 1))  # fmt: skip
SHOWN = ("need", "path", "promise", "contradiction", "failed", "moved", "shop", "wants", "deadline", "tried", "last")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence and its sources."""

    text: str
    items: tuple[str, ...]
    stale: bool = False


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """The brief as of a version of the page; `known` are the fact keys that need not be asked again."""

    at_version: int
    lines: tuple[Line, ...]
    known: tuple[str, ...]


def prepare_brief(page: Page, language: str, zone: ZoneInfo) -> Brief:
    """Write the brief in `pl` or `en`, with days in the shop's own zone."""
    lines = tuple(Line(text=each.text, items=each.items) for each in sentences(page, language, zone))
    return Brief(at_version=page.version, lines=lines, known=tuple(sorted(page.memory.standing())))


def brief_as_of(then: Page, now: Page, language: str, zone: ZoneInfo) -> Brief:
    """The brief as it stood, with what no longer holds marked."""
    brief = prepare_brief(then, language, zone)
    stale = stale_among(sentences(then, language, zone), now, language, zone)
    lines = tuple(msgspec.structs.replace(line, stale=old) for line, old in zip(brief.lines, stale, strict=True))
    return msgspec.structs.replace(brief, lines=lines)


def sentences(page: Page, language: str, zone: ZoneInfo) -> list[Sentence]:
    """The sentences of the brief, each with what it is about."""
    return chosen(Sentences(page, language, zone).all())


class Written(Protocol):
    """A sentence as it was written down."""

    @property
    def text(self) -> str: ...
    @property
    def about(self) -> str: ...


def stale_among(lines: Iterable[Written], now: Page, language: str, zone: ZoneInfo) -> list[bool]:
    """Of sentences written earlier, which would not be written any more as they stand."""
    written = {each.about: each.text for each in Sentences(now, language, zone).all()}
    return [written.get(_called_now(each.about, now)) != each.text for each in lines]


def _called_now(about: str, now: Page) -> str:
    """What a sentence is about, by the name it has now: a case may have become a part of another."""
    kind, _, case_id = about.partition(":")
    case = now.cases.find(case_id) if kind in ("need", "path") else None
    return f"{kind}:{case.case_id}" if case is not None else about


def chosen(found: Sequence[Sentence]) -> list[Sentence]:
    """At most five, the most needed, in the order in which they are read."""
    of_kind: dict[str, list[tuple[int, Sentence]]] = {}
    for number, each in enumerate(dict.fromkeys(found)):
        of_kind.setdefault(each.kind, []).append((number, each))
    places: dict[int, tuple[int, int, Sentence]] = {}
    for kind, count in (*FIRST, *((kind, len(found)) for kind, _ in FIRST)):
        for number, each in of_kind.get(kind, ())[:count]:
            if len(places) < MOST:
                places.setdefault(number, (SHOWN.index(kind), number, each))
    return [each for _, _, each in sorted(places.values())]
