"""A time of day right behind a day: "o 16:00", "at 4 pm", "do 16", "by 4pm"."""

import re

from domain.memory.extract.cores import COMMA, Words

_CLOCK = re.compile(r"^(\d{1,2})(?::(\d{2}))?(am|pm)?$")
_AT = frozenset(("o", "at", "godz", "godzinie", "po", "after"))
_BY = frozenset(("do", "by", "before", "przed"))  # "do środy do 16": only of what is a limit anyway
_HOUR = frozenset(("godz", "godziny", "godziną", "godzina"))
_HALVES = frozenset(("am", "pm", "a.m", "p.m"))


def clock_behind(words: Words, end: int, limit: bool) -> tuple[str, int]:
    """Its norm ("T16:00"; empty where there is none) and where it ends. `limit`: the day is one by which something is due."""
    before = words.lows[end] if end + 1 < len(words) else ""
    by = limit and before in _BY
    if before not in _AT and not by:
        return "", end
    first = end + 1 + (by and words.lows[end + 1] in _HOUR)
    if first >= len(words):
        return "", end
    low, last = words.lows[first], first + 1
    if words.tail(first) == ":" and last < len(words) and len(words.lows[last]) in (2, 4):  # "16:00" is two cores
        low, last = f"{low}:{words.lows[last]}", last + 1
    half = words.lows[last] if last < len(words) and words.lows[last] in _HALVES else ""
    match = _CLOCK.match(low.replace(".", ":") + half.replace(".", ""))
    if match is None or (match[2] is None and match[3] is None and not _is_hour(words, before, first, by)):
        return "", end
    hour = int(match[1]) % 12 + 12 * (match[3] == "pm") if match[3] else int(match[1])
    minute = int(match[2] or 0)
    return (f"T{hour:02}:{minute:02}", last + bool(half)) if hour < 24 and minute < 60 else ("", end)


def _is_hour(words: Words, before: str, at: int, by: bool) -> bool:
    """Whether a bare number is one: "o 16"; "do 16" only where nothing is counted by it; never "at 16"."""
    if not by:
        return before != "at"
    return words.lows[at - 1] in _HOUR or (before == "do" and words.gap(at + 1) >= COMMA)
