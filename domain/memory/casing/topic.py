"""What a case is called: the customer's own words, shortened, and no number in them but the order's."""

import re

from domain.memory.casing.opening import opening_of
from domain.memory.casing.strands import FIRST, Strand, norms_of
from domain.memory.words import without_greeting
from domain.timeline.marks import may_be_ours

LONGEST = 80
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_PIECE = re.compile(r"\S+")


def topic_of(strand: Strand) -> str:
    """The first sentence that tells what it is about; empty where none does: an answer is no topic."""
    for item, text in strand.told[:FIRST]:
        for sentence in _SENTENCE.split(text[:2_000])[:8]:
            opening = opening_of(sentence, strand.names)
            if opening is not None and opening.stems and (opening.states or len(opening.stems) > 1):
                words = without_greeting(sentence, may_be_ours(item))
                return _short(_without_numbers(words, norms_of([strand], "order_no")))
    return ""


def _without_numbers(sentence: str, orders: frozenset[str]) -> str:
    """What holds a digit may be a secret that is found only later: it stays in the item, where it can be masked."""

    def kept(match: re.Match[str]) -> str:
        piece = match[0]
        if not any(letter.isdigit() for letter in piece):
            return piece
        return piece if piece.strip(".,;:!?()").casefold() in orders else "…"

    return _PIECE.sub(kept, sentence)


def _short(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(" ", 1)[0].rstrip(".,;:") + "…"
