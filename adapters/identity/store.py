"""Keeps the units of identity and what ties them in `identity.db`: found by keyed hashes, their content sealed.

Nothing here is the record: every row follows from the log up to `position`, which is written with the rows. One connection,
used by one follower; a file that cannot be read is made again from the log.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

FORMAT = 3
_SCHEMA = (
    "CREATE TABLE unit (tenant TEXT, unit_id TEXT, what TEXT, home TEXT, pinned INTEGER, sealed BLOB, "
    "PRIMARY KEY (tenant, unit_id)) WITHOUT ROWID",
    "CREATE INDEX unit_home ON unit (tenant, home)",
    "CREATE TABLE anchor (tenant TEXT, digest BLOB, unit_id TEXT, PRIMARY KEY (tenant, digest, unit_id)) WITHOUT ROWID",
    "CREATE INDEX anchor_unit ON anchor (tenant, unit_id)",
    "CREATE TABLE shared (tenant TEXT, digest BLOB, why TEXT, PRIMARY KEY (tenant, digest)) WITHOUT ROWID",
    "CREATE TABLE absorbed (tenant TEXT, customer TEXT, survivor TEXT, merge_id TEXT, by TEXT, "
    "PRIMARY KEY (tenant, customer)) WITHOUT ROWID",
    "CREATE INDEX absorbed_by ON absorbed (tenant, survivor)",
    "CREATE INDEX absorbed_merge ON absorbed (tenant, merge_id)",
    "CREATE TABLE apart (tenant TEXT, one TEXT, other TEXT, PRIMARY KEY (tenant, one, other)) WITHOUT ROWID",
    "CREATE TABLE suggested (tenant TEXT, one TEXT, other TEXT, score REAL, evidence TEXT, "
    "PRIMARY KEY (tenant, one, other)) WITHOUT ROWID",
    "CREATE INDEX suggested_other ON suggested (tenant, other)",
    "CREATE TABLE person (tenant TEXT, digest BLOB, unit_id TEXT, PRIMARY KEY (tenant, digest, unit_id)) WITHOUT ROWID",
    "CREATE INDEX person_unit ON person (tenant, unit_id)",
    "CREATE TABLE people (tenant TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID",
    "CREATE TABLE resembles (tenant TEXT, one TEXT, other TEXT, score REAL, evidence TEXT, "
    "PRIMARY KEY (tenant, one, other)) WITHOUT ROWID",
    "CREATE TABLE place (position INTEGER)",
    "INSERT INTO place VALUES (0)",
)  # fmt: skip


class UnitRow(NamedTuple):
    """A unit as it is kept; `sealed` opens with the key of `home`."""

    unit_id: str
    what: str
    home: str
    pinned: bool
    sealed: bytes


class Absorption(NamedTuple):
    """Who absorbed a customer, by which merge; `by` is a member of staff, or empty for a rule."""

    survivor: str
    merge_id: str
    by: str


class IdentityStore:
    """One open transaction at a time, ended by `keep`: what was not kept is worked out again."""

    def __init__(self, path: Path, life: str) -> None:
        """Open, or make anew what is damaged, of another format or of another life of the log."""
        self._sql = _opened(path, life)
        self._shared: dict[tuple[str, bytes], str] = {}  # asked for each handle of each unit looked at
        self._apart: dict[tuple[str, str], set[str]] = {}  # by each of the two
        self._suggested: set[tuple[str, str]] = set()  # who has, or had, part in one
        self._remember()

    def _remember(self) -> None:
        self._shared = {
            (tenant, digest): why for tenant, digest, why in self._sql.execute("SELECT tenant, digest, why FROM shared")
        }
        self._suggested = {
            (tenant, each) for tenant, *pair in self._sql.execute("SELECT tenant, one, other FROM suggested") for each in pair}  # fmt: skip
        self._apart.clear()
        for tenant, one, other in self._sql.execute("SELECT tenant, one, other FROM apart"):
            self._apart.setdefault((tenant, one), set()).add(other)
            self._apart.setdefault((tenant, other), set()).add(one)

    def close(self) -> None:
        """Close; what was not kept is lost."""
        self._sql.close()

    @property
    def position(self) -> int:
        """Up to where the log is taken in."""
        return self._sql.execute("SELECT position FROM place").fetchone()[0]

    def keep(self, position: int) -> None:
        """Keep everything done since, as of this position."""
        self._sql.execute("UPDATE place SET position = ?", (position,))
        self._sql.execute("COMMIT")
        self._sql.execute("BEGIN")

    def drop(self) -> None:
        """Undo everything done since it was kept."""
        self._sql.execute("ROLLBACK")
        self._sql.execute("BEGIN")
        self._remember()

    # ---- units -------------------------------------------------------------------------------------------------------

    def unit(self, tenant: str, unit_id: str) -> UnitRow | None:
        """A unit, if it is known."""
        row = self._sql.execute(
            "SELECT unit_id, what, home, pinned, sealed FROM unit WHERE tenant = ? AND unit_id = ?", (tenant, unit_id)
        ).fetchone()
        return UnitRow(*row) if row else None

    def put(self, tenant: str, row: UnitRow, digests: Iterable[bytes]) -> None:
        """Keep a unit as it is now, and by what it is found."""
        self._sql.execute(
            "INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET what = excluded.what, home = excluded.home, "
            "pinned = excluded.pinned, sealed = excluded.sealed",
            (tenant, *row),
        )
        self._sql.executemany(
            "INSERT OR IGNORE INTO anchor VALUES (?, ?, ?)", [(tenant, digest, row.unit_id) for digest in digests])  # fmt: skip

    def came_by(self, tenant: str, digest: bytes, most: int) -> list[str]:
        """Units found by a keyed hash, at most so many."""
        return [unit_id for (unit_id,) in self._sql.execute(
            "SELECT unit_id FROM anchor WHERE tenant = ? AND digest = ? LIMIT ?", (tenant, digest, most))]  # fmt: skip

    def at_home(self, tenant: str, home: str) -> list[UnitRow]:
        """Units that stand in a customer's stream."""
        return [UnitRow(*row) for row in self._sql.execute(
            "SELECT unit_id, what, home, pinned, sealed FROM unit WHERE tenant = ? AND home = ?", (tenant, home))]  # fmt: skip

    def beside(self, tenant: str, home: str, most: int) -> list[str]:
        """The first units that stand in a customer's stream, evidence and records before interactions."""
        return [unit_id for (unit_id,) in self._sql.execute(
            "SELECT unit_id FROM unit WHERE tenant = ? AND home = ? ORDER BY unit_id LIMIT ?", (tenant, home, most))]  # fmt: skip

    # ---- who is whom -------------------------------------------------------------------------------------------------

    def absorption(self, tenant: str, customer: str) -> Absorption | None:
        """Who absorbed a customer."""
        row = self._sql.execute(
            "SELECT survivor, merge_id, by FROM absorbed WHERE tenant = ? AND customer = ?", (tenant, customer)
        ).fetchone()
        return Absorption(*row) if row else None

    def absorbed_by(self, tenant: str, survivor: str) -> list[str]:
        """Whom a customer absorbed."""
        return [each for (each,) in self._sql.execute(
            "SELECT customer FROM absorbed WHERE tenant = ? AND survivor = ?", (tenant, survivor))]  # fmt: skip

    def absorb(self, tenant: str, customer: str, absorption: Absorption) -> None:
        """A merge stands."""
        self._sql.execute("INSERT OR REPLACE INTO absorbed VALUES (?, ?, ?, ?, ?)", (tenant, customer, *absorption))

    def release(self, tenant: str, merge_id: str) -> None:
        """A merge stands no more."""
        self._sql.execute("DELETE FROM absorbed WHERE tenant = ? AND merge_id = ?", (tenant, merge_id))

    def tell_apart(self, tenant: str, one: str, other: str) -> None:
        """Somebody said that these are two people."""
        self._sql.execute("INSERT OR IGNORE INTO apart VALUES (?, ?, ?)", (tenant, *sorted((one, other))))
        self._apart.setdefault((tenant, one), set()).add(other)
        self._apart.setdefault((tenant, other), set()).add(one)

    def apart(self, tenant: str, one: str, other: str) -> bool:
        """Whether somebody did."""
        return other in self._apart.get((tenant, one), ())

    def any_apart(self, tenant: str, customers: Iterable[str]) -> bool:
        """Whether somebody said so of any of these and anybody."""
        return any((tenant, each) in self._apart for each in customers)

    # ---- who resembles whom ------------------------------------------------------------------------------------------

    def people(self, tenant: str) -> int:
        """How many units tell enough of a person to be found by it."""
        row = self._sql.execute("SELECT count FROM people WHERE tenant = ?", (tenant,)).fetchone()
        return row[0] if row else 0

    def people_by(self, tenant: str, digest: bytes, most: int) -> list[str]:
        """Units found by a hashed key of a person, at most so many."""
        return [unit_id for (unit_id,) in self._sql.execute(
            "SELECT unit_id FROM person WHERE tenant = ? AND digest = ? LIMIT ?", (tenant, digest, most))]  # fmt: skip

    def index_person(self, tenant: str, unit_id: str, digests: Iterable[bytes]) -> None:
        """From now on a unit is found by these keys alone."""
        had = self._sql.execute("DELETE FROM person WHERE tenant = ? AND unit_id = ?", (tenant, unit_id)).rowcount
        self._sql.executemany("INSERT INTO person VALUES (?, ?, ?)", [(tenant, digest, unit_id) for digest in digests])
        if not had:
            self._sql.execute(
                "INSERT INTO people VALUES (?, 1) ON CONFLICT (tenant) DO UPDATE SET count = count + 1", (tenant,))  # fmt: skip

    def resemble(self, tenant: str, unit_id: str, found: Iterable[tuple[str, float, str]]) -> None:
        """Whom a unit resembles now, in both directions."""
        others = self._sql.execute(
            "SELECT other FROM resembles WHERE tenant = ? AND one = ?", (tenant, unit_id)
        ).fetchall()
        self._sql.execute("DELETE FROM resembles WHERE tenant = ? AND one = ?", (tenant, unit_id))
        self._sql.executemany("DELETE FROM resembles WHERE tenant = ? AND one = ? AND other = ?",
                              [(tenant, other, unit_id) for (other,) in others])  # fmt: skip
        for other, score, evidence in found:
            self._sql.executemany("INSERT OR REPLACE INTO resembles VALUES (?, ?, ?, ?, ?)", [
                (tenant, unit_id, other, score, evidence), (tenant, other, unit_id, score, evidence)])  # fmt: skip

    def resembling(self, tenant: str, unit_id: str) -> list[tuple[str, float, str]]:
        """Whom a unit was found to resemble."""
        return self._sql.execute(
            "SELECT other, score, evidence FROM resembles WHERE tenant = ? AND one = ? ORDER BY other",
            (tenant, unit_id),
        ).fetchall()

    def all_absorbed(self) -> dict[str, str]:
        """Who absorbed whom."""
        return dict(self._sql.execute("SELECT customer, survivor FROM absorbed"))

    def all_units(self) -> list[tuple[str, str, str]]:
        """Every unit with what it is and where it stands."""
        return self._sql.execute("SELECT unit_id, what, home FROM unit").fetchall()

    # ---- what was said of it -----------------------------------------------------------------------------------------

    def shared(self, tenant: str, digest: bytes) -> str:
        """Why a handle was found to be shared; empty: it was not."""
        return self._shared.get((tenant, digest), "")

    def share(self, tenant: str, digest: bytes, why: str) -> None:
        """A handle is shared for these reasons; none: it is no more."""
        if why:
            self._shared[tenant, digest] = why
            self._sql.execute("INSERT OR REPLACE INTO shared VALUES (?, ?, ?)", (tenant, digest, why))
        else:
            self._shared.pop((tenant, digest), None)
            self._sql.execute("DELETE FROM shared WHERE tenant = ? AND digest = ?", (tenant, digest))

    def suggested(self, tenant: str, customer: str) -> dict[tuple[str, str], tuple[float, str]]:
        """The suggestions a customer has part in: by pair, score and evidence."""
        if (tenant, customer) not in self._suggested:
            return {}
        rows = self._sql.execute(
            "SELECT one, other, score, evidence FROM suggested WHERE tenant = ?1 AND one = ?2 "
            "UNION SELECT one, other, score, evidence FROM suggested WHERE tenant = ?1 AND other = ?2", (tenant, customer))  # fmt: skip
        return {(one, other): (score, evidence) for one, other, score, evidence in rows}

    def suggest(self, tenant: str, one: str, other: str, score: float, evidence: str) -> None:
        """Two customers may be one person; with a score of 0 no more."""
        if score > 0:
            self._suggested |= {(tenant, one), (tenant, other)}
            self._sql.execute(
                "INSERT OR REPLACE INTO suggested VALUES (?, ?, ?, ?, ?)", (tenant, one, other, score, evidence)
            )
        else:
            self._sql.execute("DELETE FROM suggested WHERE tenant = ? AND one = ? AND other = ?", (tenant, one, other))

    def forget(self, tenant: str, customer: str) -> None:
        """Delete every unit of a customer, and by what they were found."""
        for row in self.at_home(tenant, customer):
            self._sql.execute("DELETE FROM anchor WHERE tenant = ? AND unit_id = ?", (tenant, row.unit_id))
            self._sql.execute("DELETE FROM person WHERE tenant = ? AND unit_id = ?", (tenant, row.unit_id))
            self.resemble(tenant, row.unit_id, ())
        self._sql.execute("DELETE FROM unit WHERE tenant = ? AND home = ?", (tenant, customer))
        self._sql.execute(
            "DELETE FROM suggested WHERE tenant = ? AND (one = ? OR other = ?)", (tenant, customer, customer)
        )


def _opened(path: Path, life: str) -> sqlite3.Connection:
    try:
        sql = _connected(path)
        kept = sql.execute("SELECT life FROM made_for").fetchone()
        if kept == (life,) and sql.execute("PRAGMA user_version").fetchone() == (FORMAT,):
            sql.execute("BEGIN")
            return sql
        sql.close()
    except sqlite3.DatabaseError:
        pass
    for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        name.unlink(missing_ok=True)
    sql = _connected(path)
    sql.execute("BEGIN")
    for statement in _SCHEMA:
        sql.execute(statement)
    sql.execute("CREATE TABLE made_for (life TEXT)")
    sql.execute("INSERT INTO made_for VALUES (?)", (life,))
    sql.execute("COMMIT")
    sql.execute(f"PRAGMA user_version = {FORMAT}")
    sql.execute("BEGIN")
    return sql


def _connected(path: Path) -> sqlite3.Connection:
    sql = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    sql.execute("PRAGMA journal_mode = WAL")
    sql.execute("PRAGMA synchronous = NORMAL")  # a lost end is worked out again
    sql.execute("PRAGMA secure_delete = ON")
    sql.execute("PRAGMA cache_size = -65536")  # KiB: what is looked up lies anywhere in the file
    sql.execute(
        "PRAGMA wal_autocheckpoint = 16000"
    )  # pages: a checkpoint with every batch would write most of them twice
    return sql
