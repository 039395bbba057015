"""Words by which whoever speaks is known already: "ben here" of somebody who writes from ben.white@example.org."""

from domain.memory.extract import cues
from domain.memory.extract.cores import NONE, Words
from domain.memory.extract.names import Name, answer
from domain.memory.extract.stops import LEADS, STOPS

_SHORTEST = 3  # letters of a word that is looked for by itself
_INSIDE = 4  # letters of one that is looked for inside another: "bwhite", "annanowak"
_NOTHING: frozenset[str] = frozenset()


def own_words(words: Words, called: frozenset[str]) -> frozenset[str]:
    """Those of a text that are a name of the speaker."""
    if not called:
        return _NOTHING
    return frozenset(low for low in words.lows if _is_own(low, called))


def named_bare(words: Words) -> list[Name]:
    """A text that is nothing but their name, or begins with it as an answer does: "Ben", "it's ben white", "Ben, id 147"."""
    if not words.own:
        return []
    name = answer(words, 0, False, True)
    if name is None or words.own.isdisjoint(words.lows[name.start : name.end]):
        return []
    hailed = name.start > 0 and words.lows[name.start - 1] in cues.GREETS and words.gap(name.start) == NONE
    return [] if hailed else [Name(name.start, name.end, "called.1", 0.85)]  # "hello Ben": that is the other one


def _is_own(low: str, called: frozenset[str]) -> bool:
    if len(low) < _SHORTEST or not low.isalpha() or low in STOPS or low in LEADS:
        return False
    return low in called or (len(low) >= _INSIDE and any(low in each for each in called))
