"""Whom units tell of, found by hashed keys, and which pairs of them were found to resemble each other."""

import sqlite3
from collections.abc import Iterable


class People:
    """Part of the store: in its transaction, on its connection."""

    def __init__(self, sql: sqlite3.Connection) -> None:
        self._sql = sql
        self._resembling: set[tuple[str, str]] = set()  # units that resemble another, or did

    def remember(self) -> None:
        """Read anew what is in memory."""
        self._resembling = set(self._sql.execute("SELECT DISTINCT tenant, one FROM resembles"))

    def count(self, tenant: str) -> int:
        """How many units tell enough of a person to be found by it."""
        row = self._sql.execute("SELECT count FROM people WHERE tenant = ?", (tenant,)).fetchone()
        return row[0] if row else 0

    def found_by(self, tenant: str, digest: bytes, most: int) -> list[str]:
        """Units found by a hashed key of a person, at most so many."""
        return [unit_id for (unit_id,) in self._sql.execute(
            "SELECT unit_id FROM person WHERE tenant = ? AND digest = ? LIMIT ?", (tenant, digest, most))]  # fmt: skip

    def index(self, tenant: str, unit_id: str, digests: Iterable[bytes]) -> None:
        """From now on a unit is found by these keys alone."""
        had = self._sql.execute("DELETE FROM person WHERE tenant = ? AND unit_id = ?", (tenant, unit_id)).rowcount
        self._sql.executemany("INSERT INTO person VALUES (?, ?, ?)", [(tenant, digest, unit_id) for digest in digests])
        if not had:
            self._sql.execute(
                "INSERT INTO people VALUES (?, 1) ON CONFLICT (tenant) DO UPDATE SET count = count + 1", (tenant,))  # fmt: skip

    def resemble(self, tenant: str, unit_id: str, found: Iterable[tuple[str, float, str]]) -> None:
        """Whom a unit resembles now, in both directions."""
        others = self.resembling(tenant, unit_id)
        self._sql.executemany("DELETE FROM resembles WHERE tenant = ? AND one = ? AND other = ?",
                              [(tenant, *pair) for other, *_ in others for pair in ((unit_id, other), (other, unit_id))])  # fmt: skip
        for other, score, evidence in found:
            self._resembling |= {(tenant, unit_id), (tenant, other)}
            self._sql.executemany("INSERT OR REPLACE INTO resembles VALUES (?, ?, ?, ?, ?)", [
                (tenant, unit_id, other, score, evidence), (tenant, other, unit_id, score, evidence)])  # fmt: skip

    def resembling(self, tenant: str, unit_id: str) -> list[tuple[str, float, str]]:
        """Whom a unit was found to resemble."""
        if (tenant, unit_id) not in self._resembling:
            return []
        return self._sql.execute(
            "SELECT other, score, evidence FROM resembles WHERE tenant = ? AND one = ? ORDER BY other",
            (tenant, unit_id),
        ).fetchall()

    def forget(self, tenant: str, unit_id: str) -> None:
        """Delete a unit's keys and pairs."""
        self._sql.execute("DELETE FROM person WHERE tenant = ? AND unit_id = ?", (tenant, unit_id))
        self.resemble(tenant, unit_id, ())
