"""Where a name that begins at a core ends: how many of the words there belong to it."""

import re

from domain.memory.extract import cues
from domain.memory.extract.cores import NONE, Words
from domain.memory.extract.stops import LEADS, PARTICLES, STOPS
from domain.memory.extract.topics import starts_topic

_LETTERS = r"(?:[^\W\d_]|[\u0300-\u036f]){1,25}"  # accents may come as signs of their own
_PART = re.compile(rf"{_LETTERS}(?:[.'’-]{_LETTERS}){{0,3}}")
LONGEST = 3  # words, particles apart


def name_run(words: Words, at: int, short: bool = False, sure: bool = False) -> int | None:
    """Where the name that begins at a core ends, or None. `sure`: a clear cue stands before; `short`: no third bare word."""
    if at >= len(words) or not is_part(words, at, sure):
        return None
    capital = words.capital(at)
    end, kept = at + 1, 1
    while end < len(words) and words.gap(end) == NONE and kept < LONGEST:
        low = words.lows[end]
        if low in PARTICLES and words.gap(end + 1) == NONE and end + 1 < len(words) and is_part(words, end + 1, False):
            end += 1
            continue
        if not is_part(words, end, sure) or not _goes_on(words, end, capital, kept, short):
            break
        end, kept = end + 1, kept + 1
    if words.lows[end - 1] in PARTICLES and end - at > 1:
        end -= 1
    return end if kept > 1 or len(words.lows[at]) > 1 else None


def _goes_on(words: Words, at: int, capital: bool, kept: int, short: bool) -> bool:
    """Whether one more word belongs to the name: a capital among capitals; a small one only where the name ends there."""
    low = words.lows[at]
    if capital:
        return words.text[words.starts[at]].isupper() or (
            kept == 1 and (closed(words, at + 1) or words.lows[at + 1] in cues.THEN)
        )
    if low.endswith("ing") and len(low) > 5 and not closed(words, at + 1):
        return False
    return kept == 1 or (not short and closed(words, at + 1))


def is_part(words: Words, at: int, sure: bool) -> bool:
    """Whether a word may be part of a name."""
    low, raw = words.lows[at], words.raw(at)
    if not _PART.fullmatch(raw) or "'" in low[-3:]:  # don't, it's
        return False
    if low.endswith(cues.INFINITIVES + cues.TOLD_BEFORE) and not words.capital(at):
        return False
    if low.endswith(cues.INFINITIVES_UNMARKED) and at and words.plain[at - 1] in cues.BEFORE_VERBS:
        return words.capital(at)  # "prosze zapisac"; but "Prosze, Zajac"
    if low in STOPS or low in LEADS:
        return sure and words.capital(at) and low not in LEADS and len(raw) > 2
    return True


def closed(words: Words, at: int) -> bool:
    """Whether a sentence or a part of one ends before this core, or a word stands there that no name has."""
    return (
        at >= len(words)
        or words.gap(at) > NONE
        or words.lows[at] in cues.FOLLOWS
        or any(map(str.isdigit, words.lows[at]))
        or starts_topic(words.lows[at])
    )
