"""Which items of a page may state something: ids, times and kinds, so that what differs is found without reading the page.

Folded from events and kept in snapshots, which other code makes anew: which kinds a text may tell is part of them. The words
themselves are read from the page when they are needed, so that what is redacted is gone at once.
"""

from bisect import insort
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

from domain.customer import events as happened
from domain.memory.contradicting.clauses import LONGEST, QUOTES, may_quote
from domain.memory.contradicting.said import DATE, ORDER, PRICE, PROMOTION, STOCK, may_tell
from domain.record import Recorded
from domain.timeline.items import Item
from domain.voices import ASKING

KEPT = 400  # items of a page: the newest
SHOP = ASKING | {"system"}
NOTED = {
    "offer-quoted": PRICE | PROMOTION | DATE, "stock-noted": STOCK, "order-noted": ORDER | DATE, "shipment-noted": ORDER | DATE,
}  # fmt: skip
SPOKEN = frozenset({"message-sent", "message-received", "call-transcribed", "store-visit-noted", "note-added"})


class Stating(msgspec.Struct, frozen=True, order=True):
    """An item that may state something. `kinds` are bits of `said`."""

    at: datetime
    item_id: str
    kinds: int
    interaction_id: str | None = None


class Statements:
    """Those of one page, by time."""

    def __init__(self, held: Iterable[Stating] = ()) -> None:
        self._held = sorted(held)
        self._ids = {each.item_id for each in self._held}

    def apply(self, recorded: Recorded) -> None:
        """Take in one event."""
        event = recorded.event
        if isinstance(event, happened.ItemEvent):
            kinds = kinds_of(event)
            if kinds:
                self.adopt([Stating(recorded.occurred_at, event.item_id, kinds, event.interaction_id)])

    def adopt(self, others: Iterable[Stating]) -> None:
        """Take in those of another page."""
        for each in others:
            if each.item_id not in self._ids:
                insort(self._held, each)
                self._ids.add(each.item_id)
        self._ids.difference_update(each.item_id for each in self._held[:-KEPT])
        del self._held[:-KEPT]

    def forget_items(self, item_ids: set[str]) -> None:
        """These items leave."""
        self._held = [each for each in self._held if each.item_id not in item_ids]
        self._ids -= item_ids

    def of(self, interaction_id: str | None) -> list[Stating]:
        """Those of one interaction; None: all."""
        return [each for each in self._held if interaction_id in (None, each.interaction_id)]

    def state(self) -> list[Stating]:
        """All, to be kept."""
        return list(self._held)

    def around(self, kinds: int, at: datetime, window: timedelta, most: int) -> list[Stating]:
        """The nearest to a time that may state one of these kinds, not further away than the window."""
        near = [each for each in self._held if each.kinds & kinds and abs(each.at - at) <= window]
        return sorted(near, key=lambda each: abs(each.at - at))[:most]


def kinds_of(event: happened.ItemEvent) -> int:
    """The kinds of which an event may state something: structured ones by their type, spoken ones by their words."""
    noted = NOTED.get(event.name)
    if noted is not None:
        return noted
    if event.name not in SPOKEN:
        return 0
    if any(role in SHOP for role in _roles(event)):
        return may_tell(event.text)
    said = event.text[:LONGEST]  # by the customer: it counts only where the shop is quoted, and that is cheaper to see
    return may_tell(event.text) if may_quote(said) and QUOTES.search(said) else 0


def _roles(event: happened.ItemEvent) -> Iterator[str]:
    yield event.author_role
    if isinstance(event, happened.CallTranscribed):
        yield from (each.party for each in event.segments)


def voices(item: Item) -> list[tuple[str, str, int]]:
    """Who says what in an item, and where it stands in its text: a transcript has its speakers apart."""
    if len({each.party for each in item.segments}) < 2 or item.text != "\n".join(each.text for each in item.segments):
        role = item.segments[0].party if item.segments else item.author.role
        return [(role, item.text, 0)]
    found: list[tuple[str, str, int]] = []
    start = 0
    for each in item.segments:
        found.append((each.party, each.text, start))
        start += len(each.text) + 1
    return found
