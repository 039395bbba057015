"""Word lists as they are best read: a text."""

from collections.abc import Iterable


def listed(words: str) -> frozenset[str]:
    """A set of words, written as a text."""
    return frozenset(words.split())


def has_one(low: str, parts: Iterable[str]) -> bool:
    """Whether one of these stands in a text in small letters, as a word or within one: looked at before any pattern."""
    for part in parts:  # noqa: SIM110 - a generator would cost as much as the looks
        if part in low:
            return True
    return False
