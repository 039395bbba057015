"""Replies that cross: what somebody else wrote after the page that an answer was written on."""

from collections.abc import Iterable

from domain.timeline.items import Item
from domain.voices import ASKING, SAID, TELLING

# What somebody said, called about, noted or promised. What rules derive and systems report crosses nothing.
WRITTEN = SAID | {"call-connected", "note-added", "promise-made"}


def crossing(items: Iterable[Item], after: int, person: str) -> list[Item]:
    """Of these items, what the customer or a colleague wrote after a position of the log; never what `person` did."""
    return [each for each in items if each.position > after and each.author.id != person and _is_written(each)]


def _is_written(item: Item) -> bool:
    return item.event in WRITTEN and item.author.role in TELLING | ASKING
