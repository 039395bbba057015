"""The items of one customer in order, and what may be asked of them: the newest in memory, older ones in an archive."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from domain.timeline.archive import EMPTY, Archive, Place, Standing, stands_before
from domain.timeline.items import Item
from domain.timeline.marked import Marked
from domain.timeline.marks import marks_of

READ_BACK = 64  # items of an archive that are read together, from its end


class Lines:
    """`places` and `place_of` are of the items behind the archive. `by_id` holds these, and those of the archive that
    changed since it was written; `lifted` says where the latter stand in it. What is asked by id goes through `find`.
    """

    def __init__(self, late_window: timedelta) -> None:
        self.late_window = late_window
        self.newest: datetime | None = None
        self.archive: Archive = EMPTY
        self.places: list[tuple[Place, str]] = []
        self.place_of: dict[str, Place] = {}
        self.by_id: dict[str, Item] = {}
        self.lifted: dict[str, tuple[int, Place]] = {}
        self.changes: list[tuple[int, str]] = []
        self.marked = Marked()  # of the items behind the archive
        self.size = 0  # bytes in memory, roughly
        self.crowded = False  # an item came between those of an archive that was cut within the late window

    def __len__(self) -> int:
        return self.archive.count + len(self.places)

    def find(self, item_id: str) -> Item | None:
        """The item with this id, if it is on the page."""
        shown = self.by_id.get(item_id)
        if shown is not None or not self.archive.count:
            return shown
        kept = self.archive.find(item_id)
        return kept[1].item if kept else None

    def in_order(self, start: int = 0, stop: int | None = None) -> list[Item]:
        """Items from place number `start` up to `stop`, oldest first."""
        count, stop = self.archive.count, len(self) if stop is None else min(stop, len(self))
        items = [each.item for each in self.standing(start, min(stop, count))] if start < count else []
        return items + [self.by_id[item_id] for _, item_id in self.places[max(0, start - count) : max(0, stop - count)]]

    def standing(self, start: int, stop: int) -> list[Standing]:
        """The archive's items as they are now."""
        last = self.last_of_each() if self.lifted else {}
        return [
            Standing(each.place, self.by_id[each.item.item_id], last[each.item.item_id])
            if each.item.item_id in self.lifted else each
            for each in self.archive.items(start, stop)]  # fmt: skip

    def last_changes(self, since: int, most: int = 2**62) -> dict[str, int]:
        """Which items changed after this version of the page, and when each did last; at most so many (and some)."""
        found: dict[str, int] = {}
        for version, item_id in reversed(self.changes):
            if version <= since or len(found) >= most:
                break
            found.setdefault(item_id, version)
        if since < self.archive.last_change:
            for version, item_id in self.archive.changes(since, most):
                found.setdefault(item_id, version)
        return found

    def changed_since(self, version: int) -> list[Item]:
        """Items that changed after this version of the page, each once, in page order."""
        return self.chosen(self.last_changes(version))

    def chosen(self, item_ids: Iterable[str]) -> list[Item]:
        """These items of the page, in page order."""
        kept: list[tuple[int, Item]] = []
        here: list[str] = []
        for item_id in item_ids:
            if item_id in self.place_of:
                here.append(item_id)
            elif (found := self.archive.find(item_id)) is not None:
                kept.append((found[0], self.by_id.get(item_id, found[1].item)))
        kept.sort(key=_number)
        here.sort(key=lambda item_id: self.place_of[item_id])
        return [item for _, item in kept] + [self.by_id[item_id] for item_id in here]

    def index_of(self, item_id: str) -> int | None:
        """The item's place number on the page; None when it is not there."""
        place = self.place_of.get(item_id)
        if place is not None:
            return self.archive.count + bisect_left(self.places, (place, item_id))
        kept = self.archive.find(item_id)
        return kept[0] if kept else None

    def at(self, number: int) -> tuple[datetime, str]:
        """The time by which the item at a place number is ordered, and its id."""
        if number >= self.archive.count:
            place, item_id = self.places[number - self.archive.count]
            return place[0], item_id
        each = self.archive.items(number, number + 1)[0]
        return each.place[0], each.item.item_id

    def before(self, at: datetime, beyond: bool) -> int:
        """How many items stand before a time; with `beyond`, at it too."""
        here = (bisect_right if beyond else bisect_left)(self.places, at, key=time_of)
        return self.archive.count + here if here else stands_before(self.archive, at, beyond)

    def of_interaction(self, interaction_id: str) -> list[Item]:
        """An interaction's items, in page order."""
        kept = {
            number: self.by_id.get(item.item_id, item) for number, item in self.archive.of_interaction(interaction_id)
        }
        kept |= {number: self.by_id[item_id] for item_id, (number, _) in self.lifted.items()}
        items = [kept[number] for number in sorted(kept)] + [self.by_id[item_id] for _, item_id in self.places]
        return [item for item in items if item.interaction_id == interaction_id]

    def back_through(self, interaction_id: str) -> Iterator[tuple[datetime, Item]]:
        """The same, the last first, each with the time by which it is ordered: no item's own time is later than that.

        Read a few at a time: whoever wants the end of a long talk asks for no more. Nothing may change meanwhile.
        """
        for place, item_id in reversed(self.places):
            if self.by_id[item_id].interaction_id == interaction_id:
                yield place[0], self.by_id[item_id]
        changed = {number: (place[0], self.by_id[item_id]) for item_id, (number, place) in self.lifted.items()}
        stop = self.archive.count
        while stop > 0:
            read = self.archive.last_of_interaction(interaction_id, stop, READ_BACK)
            start = read[-1][0] if len(read) == READ_BACK else 0
            found = {number: (each.place[0], each.item) for number, each in read}
            found |= {number: each for number, each in changed.items() if start <= number < stop}
            yield from (found[each] for each in sorted(found, reverse=True)
                        if found[each][1].interaction_id == interaction_id)  # fmt: skip
            stop = start

    def first(self, mark: int) -> Item | None:
        """The first item with a mark of the brief's."""
        return self._kept(mark, last=False) or self._here(self.marked.first(mark))

    def last(self, mark: int) -> Item | None:
        """The last one."""
        return self._here(self.marked.last(mark)) or self._kept(mark, last=True)

    def _here(self, item_id: str | None) -> Item | None:
        return None if item_id is None else self.by_id[item_id]

    def _kept(self, mark: int, last: bool) -> Item | None:
        found = [
            (number, self.by_id[key]) for key, (number, _) in self.lifted.items() if marks_of(self.by_id[key]) & mark
        ]
        kept = self.archive.marked(mark, last, self.lifted) if self.archive.count else None
        found += [kept] if kept else []
        return (max if last else min)(found, key=_number)[1] if found else None

    def last_of_each(self) -> dict[str, int]:
        """When each item in memory changed last."""
        return {item_id: version for version, item_id in self.changes}


def _number(each: tuple[int, Item]) -> int:
    return each[0]


def time_of(each: tuple[Place, str]) -> datetime:
    return each[0][0]
