"""Patterns with Polish letters that find the words written without their marks, too."""

import re

_PLAIN = dict(zip("ąćęłńóśźż", "acelnoszz", strict=True))


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, each Polish letter of it with its mark or without."""
    return re.compile(loosely(pattern), flags)


def loosely(pattern: str) -> str:
    """ "hasło" as "has[łl]o"; in a class of letters both stand beside the others."""
    found: list[str] = []
    inside = False
    for place, letter in enumerate(pattern):
        if letter in "[]" and (not place or pattern[place - 1] != "\\"):
            inside = letter == "["
        plain = _PLAIN.get(letter)
        found.append(letter if plain is None else letter + plain if inside else f"[{letter}{plain}]")
    return "".join(found)
