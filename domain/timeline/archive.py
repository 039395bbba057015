"""The older part of a long page, as of a version: asked item by item, never read whole."""

from collections.abc import Container, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple, Protocol

from domain.memory.facts import Fact
from domain.timeline.items import Item
from domain.timeline.marks import marks_of

# Where an item stands: (time it is ordered by, sender's sequence, sender's own id, position).
Place = tuple[datetime, str, str, int]


class Standing(NamedTuple):
    """An item in its place, and the version of the page at which it changed last."""

    place: Place
    item: Item
    changed: int


class Archive(Protocol):
    """The first `count` items of a page and its first `facts` facts. Numbers count from 0; unknown ids give None."""

    @property
    def version(self) -> int:
        """The page's version at which it was written."""
        ...

    @property
    def count(self) -> int:
        """How many items it holds."""
        ...

    @property
    def facts(self) -> int:
        """How many facts it holds."""
        ...

    @property
    def last_place(self) -> Place | None:
        """Where its last item stands."""
        ...

    @property
    def last_change(self) -> int:
        """The latest version of the page at which one of its items changed."""
        ...

    def items(self, start: int, stop: int) -> Sequence[Standing]:
        """Items by number, from `start` up to `stop`."""
        ...

    def find(self, item_id: str) -> tuple[int, Standing] | None:
        """An item and its number."""
        ...

    def changes(self, since: int, most: int) -> Sequence[tuple[int, str]]:
        """Items that changed after a version, with the version at which each did, at most so many."""
        ...

    def of_interaction(self, interaction_id: str) -> Sequence[tuple[int, Item]]:
        """An interaction's items in order, with their numbers."""
        ...

    def last_of_interaction(self, interaction_id: str, stop: int, most: int) -> Sequence[tuple[int, Standing]]:
        """At most so many of an interaction's items before number `stop`, the last first, with their numbers."""
        ...

    def marked(self, mark: int, last: bool, skip: Container[str]) -> tuple[int, Item] | None:
        """The first or last item with a mark, of those not skipped."""
        ...

    def told(self, start: int, stop: int) -> Sequence[Fact]:
        """Facts by number."""
        ...

    def find_fact(self, fact_id: str) -> tuple[int, Fact] | None:
        """A fact and its number."""
        ...


class HeldArchive:
    """An archive in memory: the empty one of a young page, and what a damaged one is made again as."""

    def __init__(self, version: int, items: Sequence[Standing], facts: Sequence[Fact]) -> None:
        self.version, self.count, self.facts = version, len(items), len(facts)
        self.last_place = items[-1].place if items else None
        self.last_change = max((each.changed for each in items), default=0)
        self._items, self._facts = items, facts
        self._number = {each.item.item_id: number for number, each in enumerate(items)}
        self._fact_number = {fact.fact_id: number for number, fact in enumerate(facts)}

    def items(self, start: int, stop: int) -> Sequence[Standing]:
        """Items by number."""
        return self._items[start:stop]

    def find(self, item_id: str) -> tuple[int, Standing] | None:
        """An item and its number."""
        number = self._number.get(item_id)
        return None if number is None else (number, self._items[number])

    def changes(self, since: int, most: int) -> Sequence[tuple[int, str]]:
        """Items that changed after a version."""
        return [(each.changed, each.item.item_id) for each in self._items if each.changed > since][:most]

    def of_interaction(self, interaction_id: str) -> Sequence[tuple[int, Item]]:
        """An interaction's items."""
        return [(number, each.item) for number, each in enumerate(self._items)
                if each.item.interaction_id == interaction_id]  # fmt: skip

    def last_of_interaction(self, interaction_id: str, stop: int, most: int) -> Sequence[tuple[int, Standing]]:
        """An interaction's items before a number, the last first."""
        numbers = reversed(range(min(stop, self.count)))
        its = (each for each in numbers if self._items[each].item.interaction_id == interaction_id)
        return [(number, self._items[number]) for number in islice(its, most)]

    def marked(self, mark: int, last: bool, skip: Container[str]) -> tuple[int, Item] | None:
        """The first or last item with a mark."""
        numbers = range(self.count)
        for number in reversed(numbers) if last else numbers:
            item = self._items[number].item
            if marks_of(item) & mark and item.item_id not in skip:
                return number, item
        return None

    def told(self, start: int, stop: int) -> Sequence[Fact]:
        """Facts by number."""
        return self._facts[start:stop]

    def find_fact(self, fact_id: str) -> tuple[int, Fact] | None:
        """A fact and its number."""
        number = self._fact_number.get(fact_id)
        return None if number is None else (number, self._facts[number])


EMPTY = HeldArchive(0, (), ())


def stands_before(archive: Archive, at: datetime, beyond: bool) -> int:
    """How many of its items stand before a time; with `beyond`, at it too."""
    low, high = 0, archive.count
    while low < high:
        middle = (low + high) // 2
        time = archive.items(middle, middle + 1)[0].place[0]
        if time < at or (beyond and time == at):
            low = middle + 1
        else:
            high = middle
    return low
