"""Sorted runs of delivery keys in a file beside a SQLite log: derived from it, never part of its transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.durable import is_spoilt

PREFIX = 8  # bytes of a key that are kept: enough to find candidates, which are compared whole in their row
KEYS = (
    f"SELECT substr(intake_key, 1, {PREFIX}), position FROM {{log}}event "
    "WHERE position > {after} AND position <= {upto} AND intake_key IS NOT NULL"
)
_JOINED = 1.5  # a run is joined with those before it that are not this much larger
_SCHEMA = """
CREATE TABLE IF NOT EXISTS upto (id INTEGER PRIMARY KEY CHECK (id = 1), life TEXT NOT NULL, position INTEGER NOT NULL,
  hash BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS run (name TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL);
"""


class Runs:
    """The file's one writing connection; it reads the log beside. One thread at a time.

    A run and the watermark (up to which position the runs are complete) are one transaction. The watermark names the
    log's life and the hash of the row it stands at: a file of another log, or of one that was put back, is made anew.
    """

    def __init__(self, log: Path, path: Path) -> None:
        self._log, self._path = log, path

    def open(self) -> int:
        """Returns up to where the runs are complete; a file of another log, or a damaged one, is made anew."""
        try:
            self._connect()
            if self._is_ours():
                return self._upto()[0]
            self._sql.close()
        except sqlite3.DatabaseError as error:
            self._sql.close()
            if not is_spoilt(error):
                raise
        self.remove()
        self._connect()
        life = self._sql.execute("SELECT life FROM log.log_identity").fetchone()[0]
        self._sql.execute("INSERT INTO upto VALUES (1, ?, 0, x'')", (life,))
        return 0

    def remove(self) -> None:
        """Delete the file; the next opening makes it anew."""
        for end in ("", "-wal", "-shm"):
            Path(f"{self._path}{end}").unlink(missing_ok=True)

    def close(self) -> None:
        """Close the connection."""
        self._sql.close()

    def head(self) -> int:
        """The log's last position."""
        return self._sql.execute("SELECT COALESCE(MAX(position), 0) FROM log.event").fetchone()[0]

    def prefixes(self) -> Iterator[list[tuple[bytes]]]:
        """Every key in a run, a few thousand at a time."""
        for (name,) in self._sql.execute("SELECT name FROM run").fetchall():
            rows = self._sql.execute(f"SELECT k FROM {name}")
            while some := rows.fetchmany(1_000):
                yield some

    def seal(self, last: int) -> None:
        """Write everything after the watermark up to `last` as a run; then join it with the runs that are not larger."""
        after = self._upto()[0]
        with self._transaction() as sql:
            self._write(after + 1, last, [KEYS.format(log="log.", after=after, upto=last)])
            row = sql.execute("SELECT hash FROM log.event WHERE position = ?", (last,)).fetchone()
            sql.execute("UPDATE upto SET position = ?, hash = ?", (last, row[0]))
        self._join()

    def _join(self) -> None:
        """A transaction of its own, which leaves the log alone: a long one would keep the log's WAL from starting over."""
        joined: list[tuple[str, int, int]] = []
        size = 0
        for name, first, last in self._sql.execute("SELECT name, first, last FROM run ORDER BY last DESC").fetchall():
            if joined and last - first + 1 > size * _JOINED:
                break
            joined.append((name, first, last))
            size += last - first + 1
        if len(joined) < 2:
            return
        with self._transaction() as sql:
            self._write(joined[-1][1], joined[0][2], [f"SELECT k, position FROM {name}" for name, _, _ in joined])
            for name, _, _ in joined:
                sql.execute(f"DROP TABLE {name}")
                sql.execute("DELETE FROM run WHERE name = ?", (name,))

    def _write(self, first: int, last: int, parts: list[str]) -> None:
        name = f"run_{first}_{last}"
        columns = "k BLOB NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (k, position)"
        self._sql.execute(f"CREATE TABLE {name} ({columns}) WITHOUT ROWID")
        self._sql.execute(f"INSERT INTO {name} {' UNION ALL '.join(parts)} ORDER BY 1, 2")
        self._sql.execute("INSERT INTO run VALUES (?, ?, ?)", (name, first, last))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._sql.execute("BEGIN")  # not IMMEDIATE: that would open a snapshot of the log too
        try:
            yield self._sql
            self._sql.execute("COMMIT")
        except BaseException:
            if self._sql.in_transaction:
                self._sql.execute("ROLLBACK")
            raise

    def _connect(self) -> None:
        sql = self._sql = sqlite3.connect(
            f"file:{self._path}", uri=True, isolation_level=None, check_same_thread=False
        )  # fmt: skip
        sql.execute("PRAGMA journal_mode=WAL")
        sql.execute("PRAGMA synchronous=NORMAL")  # a lost run is read from the log again; there is never half a one
        sql.execute("PRAGMA temp_store=MEMORY")
        sql.execute("PRAGMA cache_size=-16384")
        sql.executescript(_SCHEMA)
        sql.execute("ATTACH ? AS log", (f"file:{self._log}?mode=ro",))
        sql.execute("PRAGMA main.journal_size_limit=16777216")

    def _upto(self) -> tuple[int, str, bytes]:
        return self._sql.execute("SELECT position, life, hash FROM upto").fetchone()

    def _is_ours(self) -> bool:
        stood = self._upto()
        if stood is None:
            return False
        position, life, digest = stood
        if life != self._sql.execute("SELECT life FROM log.log_identity").fetchone()[0]:
            return False
        row = self._sql.execute("SELECT hash FROM log.event WHERE position = ?", (position,)).fetchone()
        return position == 0 or (row is not None and row[0] == digest)
