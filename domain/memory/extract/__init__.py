"""Rules that find told things in a customer's own words: explainable, no model, each with a name and a version."""

from domain.memory.extract.conversation import FORGOTTEN_AFTER, NOTHING, TELLING, Asked, hear
from domain.memory.extract.finding import Finding
from domain.memory.extract.reading import Reading

__all__ = ["FORGOTTEN_AFTER", "NOTHING", "TELLING", "Asked", "Finding", "find", "hear", "told_by_fields"]


def find(text: str, wanted: tuple[str, ...] = (), both: bool = False) -> list[Finding]:
    """Everything the rules find, in the order it stands. `wanted`: what was asked for; `both`: two speakers in one text."""
    return Reading(text, wanted, both).read()


def told_by_fields(event: object) -> list[Finding]:
    """What a system's own fields tell."""
    return []
