"""Rules that find told things in a customer's own words: explainable, no model, each with a name and a version."""

from datetime import datetime, tzinfo

from domain.memory.extract.conversation import FORGOTTEN_AFTER, NOTHING, TELLING, Asked, hear
from domain.memory.extract.fields import told_by_fields
from domain.memory.extract.finding import Finding
from domain.memory.extract.reading import Reading
from domain.memory.extract.shop import PLAIN, Shop, Told

__all__ = [
    "FORGOTTEN_AFTER",
    "NOTHING",
    "PLAIN",
    "TELLING",
    "Asked",
    "Finding",
    "Shop",
    "find",
    "hear",
    "told_by_fields",
]


def find(
    text: str, wanted: tuple[str, ...] = (), both: bool = False, at: datetime | None = None, zone: tzinfo | None = None,
    shop: Shop = PLAIN,
) -> list[Finding]:  # fmt: skip
    """Everything the rules find, in the order it stands. `wanted`: what was asked for; `both`: two speakers in one text.

    `at` is when it was said, `zone` the shop's: then days told as "tomorrow" have a norm.
    """
    return Reading(text, wanted, both, Told(at, zone, shop)).read()
