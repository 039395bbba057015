"""The timeline as it grows: where a new item stands, and what of a long one goes to its archive.

Order: by `occurred_at` while it lies within the late window of the newest time on the page, else by arrival. An item
that comes after a later one is marked late. The same feed late or doubled therefore gives the same order.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from domain.record import Recorded
from domain.timeline.archive import EMPTY, Archive, Place, Standing
from domain.timeline.items import Item, stage
from domain.timeline.lines import Lines, time_of
from domain.timeline.marked import Marked

_NUMBER = re.compile(r"\d+")
CLOCK_SLACK = timedelta(minutes=5)  # a channel's clock ahead of ours by more than this may not make others late
SHELLS = frozenset({"message-delivery-updated", "interaction-ended"})  # an item that waits for its entry
NOWHERE: Place = (datetime.min.replace(tzinfo=UTC), "", "", 0)
ITEM_COST = 2_000  # bytes of memory an item takes besides its text, roughly


class Timeline(Lines):
    """One customer's items. Only what is in memory is changed; see `bring_back` for what cannot be done so."""

    def put(self, item: Item, recorded: Recorded, page_version: int) -> None:
        """Show an item, new or changed. A changed one keeps its place unless its own time became known only now."""
        shown = self._lift(item)
        if shown is not None and shown.occurred_at != item.occurred_at:
            self._unplace(item.item_id)
            shown = None
        if shown is None:
            item = self._place(item, recorded)
        self._hold(item)
        self.changes.append((page_version, item.item_id))

    def every(self) -> list[Standing]:
        """All items in their places."""
        return [*self.standing(0, self.archive.count), *self.tail(0)]

    def place(self, item_id: str) -> Place:
        """Where an item stands; what is not here stands first."""
        kept = None if item_id in self.place_of or not self.archive.count else self.archive.find(item_id)
        return kept[1].place if kept else self.place_of.get(item_id, NOWHERE)

    def newest_of(self, standing: Iterable[Standing]) -> datetime | None:
        """The newest time among items of this page; a clock ahead of ours counts nowhere."""
        return max((each.place[0] for each in standing if self.newest and each.place[0] <= self.newest), default=None)

    def adopt(self, standing: Iterable[Standing], newest: datetime | None, page_version: int) -> None:
        """Take in items of another page, each in the place it had there: what is said stands when it was said."""
        for each in standing:
            item_id = each.item.item_id
            shown, place = self._lift(each.item), each.place
            item = each.item if shown is None else joined(shown, each.item)
            if shown is not None:
                place = place if item.position == each.item.position else self._place_of(item_id)
                self._unplace(item_id)
            self._stand(place, item_id)
            self._hold(item)
            self.changes.append((page_version, item_id))
        self.newest = max(filter(None, (self.newest, newest)), default=None)

    def remove(self, interaction_id: str | None) -> list[str]:
        """Take an interaction's items (None: all) off the page; returns their ids."""
        leaving = [] if interaction_id is None else self.of_interaction(interaction_id)
        if interaction_id is None or any(item.item_id not in self.place_of for item in leaving):
            self.bring_back()
        gone = [key for key, item in self.by_id.items() if interaction_id in (None, item.interaction_id)]
        for item_id in gone:
            del self.by_id[item_id]
            self._unplace(item_id)
        self.changes = [(version, item_id) for version, item_id in self.changes if item_id in self.by_id]
        self.weigh()
        return gone

    def asks_no_more(self, item_ids: Iterable[str], facts: set[str], page_version: int) -> None:
        """These items ask for none of these facts again."""
        for item_id in sorted(item_ids):
            item = self.find(item_id)
            if item is None:
                continue
            kept = tuple(asked for asked in item.asked_again if asked.fact_id not in facts)
            self._lift(item)
            self._hold(replace(item, asked_again=kept))
            self.changes.append((page_version, item_id))

    def bring_back(self) -> None:
        """Take the whole archive into memory: something is to change in it that only a whole page can express."""
        kept = self.standing(0, self.archive.count)
        if not kept:
            return
        self.archive, self.lifted = EMPTY, {}
        self.places = [(each.place, each.item.item_id) for each in kept] + self.places
        self.place_of |= {each.item.item_id: each.place for each in kept}
        self.by_id = {each.item.item_id: each.item for each in kept} | self.by_id
        last = {each.item.item_id: each.changed for each in kept} | self.last_of_each()
        self.changes = sorted((version, item_id) for item_id, version in last.items())
        self.weigh()

    # ---- snapshots ---------------------------------------------------------------------------------------------------

    def to_archive(self, tail: int, most: int) -> tuple[list[Standing], list[tuple[int, Standing]]]:
        """What an archive should hold and does not: items to follow its last, and those of its own that changed.

        The newest `tail` items stay, and those within the late window, for others may still come between them; of
        these no more than `most`, unless one did. What a clock running ahead has put beyond the newest time stays, too.
        """
        count, newest = 0, self.newest
        if newest is not None:
            count = min(len(self.places) - tail, bisect_left(self.places, newest - self.late_window, key=time_of))
            if not self.crowded:
                count = max(count, min(len(self.places) - most, bisect_right(self.places, newest, key=time_of)))
        count = max(0, count)
        last = self.last_of_each()
        items = [Standing(place, self.by_id[item_id], last[item_id]) for place, item_id in self.places[:count]]
        changed = [
            (number, Standing(place, self.by_id[item_id], last[item_id]))
            for item_id, (number, place) in self.lifted.items()]  # fmt: skip
        return items, changed

    def tail(self, start: int) -> list[Standing]:
        """The items in memory from a number on, counted behind the archive."""
        last = self.last_of_each()
        return [Standing(place, self.by_id[item_id], last[item_id]) for place, item_id in self.places[start:]]

    def fits(self, items: list[Standing]) -> bool:
        """Whether these still are the first behind the archive."""
        return self.places[: len(items)] == [(each.place, each.item.item_id) for each in items]

    def settle(self, items: list[Standing], changed: list[tuple[int, Standing]], archive: Archive) -> None:
        """Let go of items that are in the archive now, unless they changed since."""
        for number, each in (*enumerate(items, self.archive.count), *changed):
            item_id = each.item.item_id
            self.place_of.pop(item_id, None)
            if self.by_id[item_id] is each.item:
                del self.by_id[item_id]
                self.lifted.pop(item_id, None)
            else:
                self.lifted[item_id] = (number, each.place)
        self.places = self.places[len(items) :]
        self.archive = archive
        last = self.last_of_each()
        self.changes = sorted((last[item_id], item_id) for item_id in self.by_id)
        self.weigh()

    def restore(self, newest: datetime | None, tail: list[Standing], archive: Archive) -> None:
        """Stand as cut."""
        self.newest, self.archive = newest, archive
        self.places = [(each.place, each.item.item_id) for each in tail]
        self.place_of = {each.item.item_id: each.place for each in tail}
        self.by_id = {each.item.item_id: each.item for each in tail}
        self.changes = sorted((each.changed, each.item.item_id) for each in tail)
        self.weigh()

    # ---- places ------------------------------------------------------------------------------------------------------

    def weigh(self) -> None:
        """Count anew what is held in memory, and what of it stands out."""
        self.size = sum(ITEM_COST + len(item.text) for item in self.by_id.values())
        self.marked = Marked((place, self.by_id[item_id]) for place, item_id in self.places)

    def _hold(self, item: Item) -> None:
        if item.item_id not in self.by_id:
            self.size += ITEM_COST + len(item.text)
        self.by_id[item.item_id] = item
        place = self.place_of.get(item.item_id)
        if place is not None:
            self.marked.note(place, item)

    def _lift(self, item: Item) -> Item | None:
        """The item as it is shown by now. One of the archive is held in memory from here on, for it is to change."""
        shown = self.by_id.get(item.item_id)
        if shown is not None or not self.archive.count:
            return shown
        kept = self.archive.find(item.item_id)
        if kept is None:
            return None
        number, standing = kept
        if standing.item.occurred_at == item.occurred_at:
            self.lifted[item.item_id] = (number, standing.place)
        return standing.item

    def _unplace(self, item_id: str) -> None:
        if item_id not in self.place_of:
            self.bring_back()
        place = self.place_of.pop(item_id)
        del self.places[bisect_left(self.places, (place, item_id))]
        self.marked.leave(place, item_id)

    def _place(self, item: Item, recorded: Recorded) -> Item:
        at, late = item.occurred_at, False
        if self.newest is not None and at < self.newest:
            late = True
            if self.newest - at > self.late_window:
                at = self.newest
        if item.occurred_at <= recorded.recorded_at + CLOCK_SLACK:
            self.newest = max(self.newest or at, at)
        self._stand((at, getattr(recorded.event, "sequence", ""), _own_order(recorded), item.position), item.item_id)
        return replace(item, late=late)

    def _stand(self, place: Place, item_id: str) -> None:
        if self.archive.last_place is not None and place < self.archive.last_place:
            self.crowded = True
            self.bring_back()
        insort(self.places, (place, item_id))
        self.place_of[item_id] = place

    def _place_of(self, item_id: str) -> Place:
        if item_id not in self.place_of:
            self.bring_back()
        return self.place_of[item_id]


def joined(one: Item, other: Item) -> Item:
    """One item that two pages show: the entry itself before what a receipt or an end alone made; then the later one."""
    item, more = (one, other) if _rank(one) > _rank(other) else (other, one)
    deliveries = [each.delivery for each in (more, item) if each.delivery is not None]
    delivery = max(deliveries, key=stage, default=None)
    return replace(item, delivery=delivery, ended_at=item.ended_at or more.ended_at)


def _rank(item: Item) -> tuple[bool, int]:
    return item.event not in SHELLS, item.position


def _own_order(recorded: Recorded) -> str:
    """Words of one instant stand by the sender's own ids, numbers in them as numbers: the same whenever they came."""
    if recorded.delivery is None:
        return ""
    return _NUMBER.sub(lambda digits: digits.group().zfill(20), f"{recorded.source} {recorded.delivery.id}")
