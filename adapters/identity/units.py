"""Units as they are kept: by number, found by what they came with and by where they stand."""

import sqlite3
from typing import NamedTuple

DIGEST_BYTES = 16
_KEY_BYTES = 8
_KIND_LETTERS = 2  # of an id of ours: i-, e-, r-
_COLUMNS = "number, unit_id, what, home, pinned, sealed, found_by"


class UnitRow(NamedTuple):
    """A unit as it is kept; `sealed` opens with the key of `home`, `found_by` are keyed hashes, one behind the other.

    `interaction`: it is one; evidence and records are looked at before those.
    """

    unit_id: str
    what: str
    home: str
    interaction: bool
    pinned: bool
    sealed: bytes
    found_by: bytes | None


class KeptUnit(NamedTuple):
    """A unit read back."""

    number: int
    unit_id: str
    what: str
    home: str
    pinned: bool
    sealed: bytes
    found_by: bytes | None


class UnitTable:
    """Part of the store: in its transaction, on its connection. What is new is written all at once, by `flush`."""

    def __init__(self, sql: sqlite3.Connection) -> None:
        self._sql = sql
        self._tenants: dict[str, int] = {}
        self._last = 0
        self._newest: dict[
            tuple[int, str], str
        ] = {}  # by kind of id, the greatest ever known here: most ids begin with a time
        self._new: dict[int, tuple[int, UnitRow]] = {}
        self._names: dict[tuple[int, str], int] = {}  # of the new ones
        self._homes: dict[tuple[int, str], list[tuple[bool, int]]] = {}
        self._anchors: dict[tuple[int, int], list[int]] = {}

    def remember(self) -> None:
        """Read anew what is in memory, and forget what was not written."""
        self._new, self._names, self._homes, self._anchors = {}, {}, {}, {}
        self._newest = {}
        self._tenants = dict(self._sql.execute("SELECT name, number FROM tenant"))
        self._last = self._sql.execute("SELECT coalesce(max(number), 0) FROM unit").fetchone()[0]

    def flush(self) -> None:
        """Write what is new."""
        if self._new:
            self._sql.executemany("INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                  [(number, tenant, *row) for number, (tenant, row) in self._new.items()])  # fmt: skip
            self._new, self._names, self._homes = {}, {}, {}
        if self._anchors:
            self._sql.executemany("INSERT OR IGNORE INTO anchor VALUES (?, ?, ?)",
                                  [(*key, each) for key in sorted(self._anchors) for each in self._anchors[key]])  # fmt: skip
            self._anchors = {}

    # ---- reading -----------------------------------------------------------------------------------------------------

    def number(self, tenant: str, unit_id: str) -> int | None:
        """The number of a unit, if it is known."""
        name = self._tenant(tenant), unit_id
        found = self._names.get(name)
        if found is None:
            row = self._sql.execute("SELECT number FROM unit WHERE tenant = ? AND unit_id = ?", name).fetchone()
            return None if row is None else row[0]
        return found

    def read(self, numbers: list[int]) -> list[KeptUnit]:
        """Those of these units that are known, in no order."""
        new = [self._kept(each) for each in numbers if each in self._new] if self._new else []
        places = ",".join("?" * len(numbers))
        rows = self._sql.execute(f"SELECT {_COLUMNS} FROM unit WHERE number IN ({places})", numbers).fetchall()
        return [*new, *map(KeptUnit._make, rows)]

    def came_by(self, tenant: str, digest: bytes, most: int) -> list[int]:
        """Units found by a keyed hash, at most so many: the first."""
        key = self._tenant(tenant), _key(digest)
        found = [each for (each,) in self._sql.execute(
            "SELECT unit FROM anchor WHERE tenant = ? AND digest = ? LIMIT ?", (*key, most))]  # fmt: skip
        new = self._anchors.get(key)
        return sorted({*found, *new})[:most] if new else found

    def beside(self, tenant: str, home: str, most: int) -> list[int]:
        """The first units that stand in a customer's stream, evidence and records before interactions."""
        where = self._tenant(tenant), home
        new = self._homes.get(where)
        found = self._sql.execute("SELECT interaction, number FROM unit WHERE tenant = ? AND home = ? ORDER BY interaction, number LIMIT ?",
                                  (*where, most)).fetchall()  # fmt: skip
        return [number for _, number in (sorted([*found, *new])[:most] if new else found)]

    def at_home(self, tenant: str, home: str) -> list[KeptUnit]:
        """Units that stand in a customer's stream, by their ids."""
        self.flush()
        return [KeptUnit._make(row) for row in self._sql.execute(
            f"SELECT {_COLUMNS} FROM unit WHERE tenant = ? AND home = ? ORDER BY unit_id", (self._tenant(tenant), home))]  # fmt: skip

    def all(self) -> list[tuple[str, str, str]]:
        """Every unit with what it is and where it stands."""
        self.flush()
        return self._sql.execute("SELECT unit_id, what, home FROM unit").fetchall()

    # ---- writing -----------------------------------------------------------------------------------------------------

    def add(self, tenant: str, row: UnitRow) -> int | None:
        """Keep a unit that is new, and by what it is found: its number; None, and nothing, where it is known already."""
        if not self._newer(self._tenant(tenant), row.unit_id) and self.number(tenant, row.unit_id) is not None:
            return None
        self._last = number = self._last + 1
        self._put_new(number, self._tenant(tenant), row)
        return number

    def _newer(self, tenant: int, unit_id: str) -> bool:
        """Whether it is greater than any known of its kind, and so not known: that costs no look."""
        kind = tenant, unit_id[:_KIND_LETTERS]
        newest = self._newest.get(kind)
        if newest is None:
            asked = "SELECT coalesce(max(unit_id), '') FROM unit WHERE tenant = ? AND unit_id BETWEEN ? AND ? || char(1114111)"
            newest = self._sql.execute(asked, (*kind, kind[1])).fetchone()[0]
        newer = unit_id > newest
        self._newest[kind] = unit_id if newer else newest
        return newer

    def put(self, tenant: str, number: int, row: UnitRow) -> None:
        """Keep a unit as it is now; found by None: by what it was found before."""
        if number in self._new:
            _, before = self._new[number]
            self._homes[self._tenant(tenant), before.home].remove((before.interaction, number))
            self._put_new(number, self._tenant(tenant), row if row.found_by else row._replace(found_by=before.found_by))
            return
        self._sql.execute("UPDATE unit SET what = ?, home = ?, interaction = ?, pinned = ?, sealed = ?, found_by = coalesce(?, found_by) "
                          "WHERE number = ?", (*row[1:], number))  # fmt: skip
        self._find_by(self._tenant(tenant), number, row)

    def forget(self, tenant: str, home: str) -> list[str]:
        """Delete every unit of a customer, and by what they were found; returns their ids."""
        theirs = self.at_home(tenant, home)
        for each in theirs:
            keys = [(self._tenant(tenant), _key(digest), each.number) for digest in digests_in(each.found_by or b"")]
            self._sql.executemany("DELETE FROM anchor WHERE tenant = ? AND digest = ? AND unit = ?", keys)
        self._sql.execute("DELETE FROM unit WHERE tenant = ? AND home = ?", (self._tenant(tenant), home))
        return [each.unit_id for each in theirs]

    def _put_new(self, number: int, tenant: int, row: UnitRow) -> None:
        self._new[number] = tenant, row
        self._names[tenant, row.unit_id] = number
        self._homes.setdefault((tenant, row.home), []).append((row.interaction, number))
        self._find_by(tenant, number, row)

    def _find_by(self, tenant: int, number: int, row: UnitRow) -> None:
        for digest in digests_in(row.found_by or b""):
            self._anchors.setdefault((tenant, _key(digest)), []).append(number)

    def _kept(self, number: int) -> KeptUnit:
        row = self._new[number][1]
        return KeptUnit(number, row.unit_id, row.what, row.home, row.pinned, row.sealed, row.found_by)

    def _tenant(self, name: str) -> int:
        found = self._tenants.get(name)
        if found is None:
            found = self._tenants[name] = len(self._tenants) + 1
            self._sql.execute("INSERT INTO tenant VALUES (?, ?)", (found, name))
        return found


def digests_in(found_by: bytes) -> list[bytes]:
    """Keyed hashes as they stand one behind the other."""
    if len(found_by) == DIGEST_BYTES:  # mostly
        return [found_by]
    return [found_by[at : at + DIGEST_BYTES] for at in range(0, len(found_by), DIGEST_BYTES)]


def _key(digest: bytes) -> int:
    return int.from_bytes(digest[:_KEY_BYTES], "big", signed=True)
