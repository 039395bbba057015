"""A secret as dots: the length stays, so that everybody sees that something was told, and nobody what."""

import re
from collections.abc import Iterable

import msgspec

DOT = "•"
_SHOWN = re.compile(r"\S")


class Hidden(msgspec.Struct, frozen=True, order=True):
    """A secret in a text (characters, end exclusive). `kind`: pin, card, card_code, person_number, password, security_answer."""

    start: int
    end: int
    kind: str


def dotted(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with these stretches (characters, end exclusive) as dots; blanks stay."""
    for start, end in spans:
        text = text[:start] + _SHOWN.sub(DOT, text[start:end]) + text[end:]
    return text


def hide(text: str, hidden: Iterable[Hidden]) -> str:
    """The text with every secret as dots; the marks between the groups of a number stay."""
    pieces: list[str] = []
    past = 0
    for each in sorted(hidden):
        if each.start >= past:
            pieces += [text[past : each.start], "".join(map(_dot, text[each.start : each.end]))]
            past = each.end
        elif each.end > past:
            pieces.append("".join(map(_dot, text[past : each.end])))
            past = each.end
    return "".join([*pieces, text[past:]]) if pieces else text


def lowered(text: str) -> str:
    """The text in small letters, each where it stood: a few letters of other scripts have longer small ones."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(each.lower() if len(each.lower()) == 1 else each for each in text)


def _dot(letter: str) -> str:
    return letter if letter.isspace() or letter == "-" else DOT
