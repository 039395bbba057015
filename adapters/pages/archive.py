"""One page's archive, read row by row: every row checked on the way, none kept."""

import sqlite3
from collections.abc import Callable, Container, Sequence
from threading import Lock
from typing import Any, TypeVar

import msgspec

from adapters.keys.keyring import KeyDestroyed
from adapters.pages.schema import BITS, number, span
from adapters.pages.sealing import Damaged, Seal
from domain.memory.facts import Fact
from domain.timeline.archive import Archive, HeldArchive, Place, Standing
from domain.timeline.items import Item
from domain.timeline.marks import ALL_MARKS

_standing = msgspec.json.Decoder(Standing)
_fact = msgspec.json.Decoder(Fact)
_ITEM = "SELECT id, item_id, interaction_id, changed, marks, sealed FROM item"
Rescue = Callable[[int, int], Archive]  # of so many items and facts
Answer = TypeVar("Answer")


class Reading:
    """The one connection that reads `pages.db`, for every thread in turn."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection, self._lock = connection, Lock()

    def rows(self, query: str, *values: object) -> list[Any]:
        """All rows of an answer. Raises Damaged."""
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as fault:
            raise Damaged(type(fault).__name__) from fault

    def close(self) -> None:
        """Close it."""
        with self._lock:
            self._connection.close()


class KeptArchive:
    """Answers from `pages.db`; when that is damaged or cannot be opened any more, from what `rescue` makes of the log."""

    def __init__(self, reading: Reading, seal: Seal, page_id: int, version: int, size: tuple[int, int],
                 last: tuple[Place | None, int], rescue: Rescue) -> None:  # fmt: skip
        self._reading, self._seal, self._page_id, self._rescue = reading, seal, page_id, rescue
        self.version = version
        self.count, self.facts = size
        self.last_place, self.last_change = last
        self._instead: Archive | None = None
        self.damaged = False  # what stands in the file must not be built upon
        self._asked: tuple[str, tuple[int, Standing] | None] | None = None  # the answer to the last question by id
        self._marked: dict[tuple[int, bool], tuple[int, Item] | None] = {}

    def items(self, start: int, stop: int) -> Sequence[Standing]:
        """Items by number, from `start` up to `stop`."""
        start, stop = max(0, start), min(stop, self.count)
        if start >= stop:
            return []

        def read() -> list[Standing]:
            rows = self._reading.rows(
                f"{_ITEM} WHERE id >= ? AND id < ? ORDER BY id", *span(self._page_id, start, stop)
            )
            if len(rows) != stop - start:
                raise Damaged("item")
            return [self._open(row) for row in rows]

        return self._safely(read, lambda instead: instead.items(start, stop))

    def find(self, item_id: str) -> tuple[int, Standing] | None:
        """An item and its number."""
        if self._asked is None or self._asked[0] != item_id:
            self._asked = item_id, self._safely(lambda: self._find(item_id), lambda instead: instead.find(item_id))
        return self._asked[1]

    def changes(self, since: int, most: int) -> Sequence[tuple[int, str]]:
        """Items that changed after a version."""
        query = "SELECT changed, item_id FROM item WHERE page_id = ? AND changed > ? AND id < ? LIMIT ?"
        values = self._page_id, since, self._end, min(most, 2**62)
        return self._safely(lambda: self._reading.rows(query, *values), lambda instead: instead.changes(since, most))

    def of_interaction(self, interaction_id: str) -> Sequence[tuple[int, Item]]:
        """An interaction's items in order."""
        query = f"{_ITEM} WHERE page_id = ? AND interaction_id = ? AND id < ? ORDER BY id"

        def read() -> list[tuple[int, Item]]:
            rows = self._reading.rows(query, self._page_id, interaction_id, self._end)
            return [(number(row[0]), self._open(row).item) for row in rows]

        return self._safely(read, lambda instead: instead.of_interaction(interaction_id))

    def last_of_interaction(self, interaction_id: str, stop: int, most: int) -> Sequence[tuple[int, Standing]]:
        """At most so many of an interaction's items before a number, the last first."""
        query = f"{_ITEM} WHERE page_id = ? AND interaction_id = ? AND id < ? ORDER BY id DESC LIMIT ?"
        end = span(self._page_id, 0, min(stop, self.count))[1]

        def read() -> list[tuple[int, Standing]]:
            rows = self._reading.rows(query, self._page_id, interaction_id, end, most)
            return [(number(row[0]), self._open(row)) for row in rows]

        return self._safely(read, lambda instead: instead.last_of_interaction(interaction_id, stop, most))

    def marked(self, mark: int, last: bool, skip: Container[str]) -> tuple[int, Item] | None:
        """The first or last item with a mark, of those not skipped."""
        which = mark, last
        if which not in self._marked or _skipped(self._marked[which], skip):
            self._marked[which] = self._safely(
                lambda: self._find_marked(mark, last, skip), lambda instead: instead.marked(mark, last, skip))  # fmt: skip
        return self._marked[which]

    def told(self, start: int, stop: int) -> Sequence[Fact]:
        """Facts by number."""
        start, stop = max(0, start), min(stop, self.facts)
        if start >= stop:
            return []

        def read() -> list[Fact]:
            query = "SELECT id, fact_id, sealed FROM fact WHERE id >= ? AND id < ? ORDER BY id"
            rows = self._reading.rows(query, *span(self._page_id, start, stop))
            if len(rows) != stop - start:
                raise Damaged("fact")
            return [self._open_fact(row) for row in rows]

        return self._safely(read, lambda instead: instead.told(start, stop))

    def find_fact(self, fact_id: str) -> tuple[int, Fact] | None:
        """A fact and its number."""

        def read() -> tuple[int, Fact] | None:
            query = "SELECT id, fact_id, sealed FROM fact WHERE page_id = ? AND fact_id = ? AND id < ?"
            end = span(self._page_id, 0, self.facts)[1]
            rows = self._reading.rows(query, self._page_id, fact_id, end)
            return (number(rows[0][0]), self._open_fact(rows[0])) if rows else None

        return self._safely(read, lambda instead: instead.find_fact(fact_id))

    def hold(self) -> None:
        """Read all of it into memory: it is about to be taken back whole."""
        if self._instead is None:
            self._instead = HeldArchive(self.version, self.items(0, self.count), self.told(0, self.facts))

    @property
    def held(self) -> bool:
        """Whether it answers from memory."""
        return self._instead is not None

    def make_again(self) -> None:
        """Answer from the log from now on, whatever stands in the file. Folds the whole page."""
        self.damaged = True
        self._instead = self._rescue(self.count, self.facts)
        self._asked, self._marked = None, {}

    # ---- rows --------------------------------------------------------------------------------------------------------

    @property
    def _end(self) -> int:
        return span(self._page_id, 0, self.count)[1]

    def _find(self, item_id: str) -> tuple[int, Standing] | None:
        rows = self._reading.rows(
            f"{_ITEM} WHERE page_id = ? AND item_id = ? AND id < ?", self._page_id, item_id, self._end
        )
        return (number(rows[0][0]), self._open(rows[0])) if rows else None

    def _find_marked(self, mark: int, last: bool, skip: Container[str]) -> tuple[int, Item] | None:
        """One look into the index for each sum of bits that has this one: what stands between is not read."""
        found: list[tuple[int, str]] = []
        most, less, way = ("MAX", "<", "DESC") if last else ("MIN", ">", "ASC")
        for marks in (marks for marks in range(ALL_MARKS) if marks & mark):
            edge = self._end if last else (self._page_id << BITS) - 1
            while True:
                query = f"SELECT id, item_id FROM item WHERE page_id = ? AND marks = ? AND id {less} ? AND id < ? ORDER BY id {way} LIMIT 1"
                rows = self._reading.rows(query, self._page_id, marks, edge, self._end)
                if not rows or rows[0][1] not in skip:
                    found += rows
                    break
                edge = rows[0][0]
        if not found:
            return None
        row_id = (max if most == "MAX" else min)(found)[0]
        each = self._reading.rows(f"{_ITEM} WHERE id = ?", row_id)
        return number(row_id), self._open(each[0]).item

    def _open(self, row: Any) -> Standing:
        row_id, *clear, sealed = row
        return _standing.decode(self._seal.open(sealed, "item", number(row_id), *clear))

    def _open_fact(self, row: Any) -> Fact:
        row_id, fact_id, sealed = row
        return _fact.decode(self._seal.open(sealed, "fact", number(row_id), fact_id))

    def _safely(self, read: Callable[[], Answer], instead: Callable[[Archive], Answer]) -> Answer:
        if self._instead is None:
            try:
                return read()
            except (Damaged, KeyDestroyed, msgspec.MsgspecError):
                self.make_again()
        assert self._instead is not None
        return instead(self._instead)


def _skipped(found: tuple[int, Item] | None, skip: Container[str]) -> bool:
    return found is not None and found[1].item_id in skip
