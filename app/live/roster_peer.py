"""What one node has heard of another one's people."""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from app.live.roster_words import Part

Where = tuple[str, str]  # customer, person
_encode = msgspec.msgpack.Encoder().encode


class Entry(NamedTuple):
    """What somebody does."""

    name: str
    state: str


class Peer:
    """Of each entry the change with the highest number counts. Up to `_settled` everything is known: what comes later
    with such a number is old.
    """

    def __init__(self, now: float) -> None:
        self.heard_at = now
        self._seq = self._settled = self._count = self._sum = 0
        self._entries: dict[str, dict[str, tuple[int, Entry | None]]] = {}  # None: gone, kept until it is settled
        self._parts: dict[int, list[tuple[str, str, str, str]]] = {}
        self._parts_of = 0

    def at(self, customer: str) -> Iterator[tuple[str, Entry]]:
        """Who is on a customer's page."""
        for person, (_, entry) in self._entries.get(customer, {}).items():
            if entry is not None:
                yield person, entry

    def customers(self) -> set[str]:
        """On whose pages anybody is."""
        return {customer for customer in self._entries if any(True for _ in self.at(customer))}

    def change(self, seq: int, where: Where, entry: Entry | None) -> set[str]:
        """One change; returns whose page looks different."""
        known = self._entries.get(where[0], {}).get(where[1], (0, None))
        if seq <= max(self._settled, known[0]):
            return set()
        self._seq = max(self._seq, seq)
        return self._set(seq, where, known[1], entry)

    def agree(self, seq: int, count: int, weighed: int) -> bool:
        """Whether what we heard is what they have; a digest that is older than what we heard says nothing."""
        if seq < self._seq:
            return True
        if (count, weighed) != (self._count, total(self._sum)):
            return False
        self._settle(seq)
        return True

    def take(self, part: Part) -> set[str]:
        """A part of all they have; with the last one, returns whose pages look different."""
        if part.seq <= self._settled or part.seq < self._parts_of:
            return set()
        if part.seq > self._parts_of:
            self._parts, self._parts_of = {}, part.seq
        self._parts[part.number] = part.rows
        if len(self._parts) < part.of:
            return set()
        rows = [row for rows in self._parts.values() for row in rows]
        self._parts = {}
        return self._replace(part.seq, {(row[0], row[1]): Entry(row[2], row[3]) for row in rows})

    def _replace(self, seq: int, whole: dict[Where, Entry]) -> set[str]:
        changed: set[str] = set()
        known = {(customer, person): (number, entry) for customer, people in self._entries.items()
                 for person, (number, entry) in people.items()}  # fmt: skip
        for where in known.keys() | whole.keys():
            number, entry = known.get(where, (0, None))
            if number <= seq:
                changed |= self._set(seq, where, entry, whole.get(where))
        self._settle(seq)
        return changed

    def _set(self, seq: int, where: Where, before: Entry | None, entry: Entry | None) -> set[str]:
        self._entries.setdefault(where[0], {})[where[1]] = seq, entry
        for each, sign in ((before, -1), (entry, 1)):
            if each is not None:
                self._sum += sign * weight(where, each)
                self._count += sign
        return {where[0]} if before != entry else set()

    def _settle(self, seq: int) -> None:
        self._seq, self._settled = max(self._seq, seq), max(self._settled, seq)
        for customer, people in list(self._entries.items()):
            for person, (number, entry) in list(people.items()):
                if entry is None and number <= seq:
                    del people[person]
            if not people:
                del self._entries[customer]


def weight(where: Where, entry: Entry) -> int:
    """A number that no two entries share; the sum over all does not depend on their order."""
    said = _encode((*where, *entry))
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "big")


def total(weights: int) -> int:
    """A sum of weights as it is told."""
    return weights & 0x7FFF_FFFF_FFFF_FFFF
