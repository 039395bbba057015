"""What the evaluations share: the part of the data they look at, and an index of people in memory, common keys ignored."""

import gzip
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any
from zlib import crc32

from domain.identity.likeness.keys import Rarity, blocking_keys
from domain.identity.likeness.person import Person, Prepared, prepare

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
ONE_IN = int(os.environ.get("THROUGHLINE_EVALUATE_ONE_IN", "1"))  # of the data, always the same part
COMMON = 300  # records that may hold a key before it finds nobody


def looked_at(name: str) -> bool:
    """Whether what goes by a name is in the part that is looked at."""
    return crc32(name.encode()) % ONE_IN == 0


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a gzip-compressed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


class Index:
    """People by name of their record, and who shares a key with whom."""

    def __init__(self, people: dict[str, Person]) -> None:
        self.people = {name: prepare(person) for name, person in people.items()}
        self.held: dict[str, list[str]] = defaultdict(list)
        for name, person in self.people.items():
            for key in blocking_keys(person):
                self.held[key].append(name)
        self.rarity = Rarity(len(people), {key: len(names) for key, names in self.held.items()})

    def candidates(self, person: Prepared) -> set[str]:
        """Records that share a key with a person from outside."""
        found = (self.held.get(key, []) for key in blocking_keys(person))
        return {name for names in found if len(names) <= COMMON for name in names}

    def pairs(self) -> set[tuple[str, str]]:
        """Records that share a key with each other."""
        return {pair for names in self.held.values() if len(names) <= COMMON for pair in combinations(names, 2)}
