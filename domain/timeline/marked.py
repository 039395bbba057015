"""Which of the items in memory stand out for the brief, in page order: the first and the last of a kind without a search."""

from bisect import bisect_left, insort
from collections.abc import Iterable

from domain.timeline.archive import Place
from domain.timeline.items import Item
from domain.timeline.marks import ALL_MARKS, marks_of

_BITS = [1 << bit for bit in range((ALL_MARKS - 1).bit_length())]


class Marked:
    """Per mark the places of the items that have it."""

    def __init__(self, standing: Iterable[tuple[Place, Item]] = ()) -> None:
        self._of: dict[str, int] = {}
        self._places: dict[int, list[tuple[Place, str]]] = {bit: [] for bit in _BITS}
        for place, item in standing:
            self._of[item.item_id] = marks = marks_of(item)
            for bit in _BITS:
                if marks & bit:
                    self._places[bit].append((place, item.item_id))

    def note(self, place: Place, item: Item) -> None:
        """An item is shown at its place, new or changed."""
        marks, before = marks_of(item), self._of.get(item.item_id, 0)
        self._of[item.item_id] = marks
        for bit in _BITS:
            if marks & ~before & bit:
                insort(self._places[bit], (place, item.item_id))
            elif before & ~marks & bit:
                self._take(bit, place, item.item_id)

    def leave(self, place: Place, item_id: str) -> None:
        """It does not stand there any more."""
        marks = self._of.pop(item_id, 0)
        for bit in _BITS:
            if marks & bit:
                self._take(bit, place, item_id)

    def first(self, mark: int) -> str | None:
        """The id of the first item with a mark."""
        places = self._places[mark]
        return places[0][1] if places else None

    def last(self, mark: int) -> str | None:
        """The id of the last one."""
        places = self._places[mark]
        return places[-1][1] if places else None

    def _take(self, bit: int, place: Place, item_id: str) -> None:
        places = self._places[bit]
        del places[bisect_left(places, (place, item_id))]
