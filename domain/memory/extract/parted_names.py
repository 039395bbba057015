"""A name given in its parts, each behind the word for it: "imię Łukasz, nazwisko Żak", "last name Finnegan, first name Orla"."""

from itertools import pairwise

from domain.memory.extract.cores import END, NONE
from domain.memory.extract.names import Name
from domain.memory.extract.runs import name_run
from domain.memory.extract.text import Text
from domain.memory.extract.topics import Mention

RULE = "name-in-parts.1"
_FIRST = frozenset(("imię", "imie", "first", "given"))
_LAST = frozenset(("nazwisko", "last", "family", "surname"))
_BETWEEN = frozenset(("i", "a", "and", "my", "oraz", "moje"))
_IS = frozenset(("is", "to"))
Part = tuple[int, int]  # its cores, end exclusive


def name_in_parts(text: Text) -> list[Name]:
    """Both parts as they stand, each told by itself; nothing where they are not both there."""
    named = [each for each in text.mentions.values() if each.keys == ("name",)]
    for one, other in pairwise(named):
        kinds = _kind(text, one), _kind(text, other)
        if {*kinds} != {"first", "last"}:
            continue
        here, there = _part(text, one), _part(text, other)
        if here is None or there is None or not _joined(text, here[1], other.start):
            continue
        return [Name(start, end, RULE, 0.9) for start, end in (here, there)]
    return []


def _kind(text: Text, mention: Mention) -> str:
    said = text.words.lows[max(0, mention.start - 1) : mention.end]
    return "last" if not _LAST.isdisjoint(said) else "first" if not _FIRST.isdisjoint(said) else ""


def _part(text: Text, mention: Mention) -> Part | None:
    """The one word (or two, of a last name) right behind the word for it."""
    words, at = text.words, mention.end
    at += at < len(words) and words.lows[at] in _IS
    if at >= len(words) or words.gap(at) >= END or (words.gap(at) > NONE and ":" not in words.tail(at - 1)):
        return None
    end = name_run(words, at, True)
    return (at, end) if end is not None and end - at <= 2 else None


def _joined(text: Text, end: int, start: int) -> bool:
    between = text.words.lows[end:start]
    return len(between) <= 3 and (_BETWEEN | _FIRST | _LAST).issuperset(between) and text.words.gap(end) < END
