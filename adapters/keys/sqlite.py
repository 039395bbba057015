"""The wrapped keys in a SQLite file of one process. Readers never wait for a key that is being made durable."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from adapters.durable import explain
from adapters.keys.store import UNNAMED, Destroyed, KeysUnavailable, MasterRetired, MasterRow, NewKey, Place

TABLES = (
    "CREATE TABLE IF NOT EXISTS master_key (master TEXT PRIMARY KEY NOT NULL, wrapped BLOB NOT NULL, "
    "current BOOLEAN NOT NULL) WITHOUT ROWID",
    "CREATE UNIQUE INDEX IF NOT EXISTS one_current_master ON master_key (current) WHERE current",
    "CREATE TABLE IF NOT EXISTS wrapped_key (kind TEXT NOT NULL, tenant TEXT NOT NULL, name TEXT NOT NULL, "
    "wrapped BLOB NOT NULL, master TEXT NOT NULL REFERENCES master_key (master), created_at BIGINT NOT NULL, "
    "PRIMARY KEY (kind, tenant, name)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS destroyed_key (number BIGINT NOT NULL, tenant TEXT NOT NULL, stream TEXT NOT NULL, "
    "destroyed_at BIGINT NOT NULL, PRIMARY KEY (tenant, stream)) WITHOUT ROWID",
    "CREATE UNIQUE INDEX IF NOT EXISTS destroyed_in_order ON destroyed_key (number)",
)
_KEY = "kind, tenant, name, wrapped, master"
_ADD = (
    f"INSERT OR IGNORE INTO wrapped_key ({_KEY}, created_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS "
    "(SELECT 1 FROM destroyed_key WHERE ?1 = 'data' AND tenant = ?2 AND stream = ?3)"
)
_DESTROY = (
    "INSERT OR IGNORE INTO destroyed_key SELECT COALESCE(MAX(number), 0) + 1, ?, ?, ? FROM destroyed_key",
    "DELETE FROM wrapped_key WHERE kind = 'data' AND tenant = ? AND name = ?",
)
_CHANGES = (
    "SELECT master, number, tenant, stream FROM master_key LEFT JOIN destroyed_key ON number > ? WHERE current "
    "ORDER BY number"
)
# Tenant after tenant by the primary key: customers' keys, of which there may be millions, are stepped over.
_NAMES = (
    "WITH RECURSIVE shop (tenant) AS (SELECT MIN(tenant) FROM wrapped_key WHERE kind = 'data' UNION ALL "
    "SELECT (SELECT MIN(tenant) FROM wrapped_key WHERE kind = 'data' AND tenant > shop.tenant) FROM shop "
    "WHERE shop.tenant IS NOT NULL) SELECT k.tenant, k.name FROM shop CROSS JOIN wrapped_key k "
    "WHERE k.kind = 'data' AND k.tenant = shop.tenant AND k.name BETWEEN ? AND ?"
)


class SqliteKeys:
    """One connection writes, another reads; each is used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path, self._write_lock, self._read_lock = path, threading.Lock(), threading.Lock()
        self._writing = _connect(path)
        before = self._writing.execute("SELECT 1 FROM sqlite_schema WHERE name = 'master_check'").fetchall()
        self._unnamed = bool(before)  # made before master keys had names: as it is until a master key has opened it
        if not self._unnamed:
            with self._transaction():
                for statement in TABLES:
                    self._writing.execute(statement)
        self._reading = _connect(path)
        self._reading.execute("PRAGMA query_only=ON")

    def close(self) -> None:
        """Close the file."""
        with self._write_lock, self._read_lock:
            self._reading.close()
            self._writing.close()

    def masters(self) -> list[MasterRow]:
        """See KeyStore."""
        if self._unnamed:
            return [MasterRow(UNNAMED, wrapped, True) for (wrapped,) in self._read("SELECT wrapped FROM master_check")]
        rows = self._read("SELECT master, wrapped, current FROM master_key ORDER BY current DESC, master")
        return [MasterRow(master, wrapped, bool(current)) for master, wrapped, current in rows]

    def begin(self, master: str, wrapped: bytes) -> None:
        """See KeyStore. A file made before master keys had names is brought up first."""
        with self._transaction():
            if self._unnamed:
                self._bring_up(master)
            self._writing.execute(
                "INSERT INTO master_key SELECT ?, ?, TRUE WHERE NOT EXISTS (SELECT 1 FROM master_key)",
                (master, wrapped),
            )
        self._unnamed = False

    def find(self, kind: str, tenant: str, name: str) -> NewKey | None:
        """See KeyStore."""
        rows = self._read(
            f"SELECT {_KEY} FROM wrapped_key WHERE kind = ? AND tenant = ? AND name = ?", (kind, tenant, name)
        )
        return NewKey(*rows[0]) if rows else None

    def add(self, keys: Sequence[NewKey], now_us: int) -> None:
        """See KeyStore."""
        rows = [(key.kind, key.tenant, key.name, key.wrapped, key.master, now_us) for key in keys]
        try:
            with self._transaction():
                self._writing.executemany(_ADD, rows)
        except sqlite3.IntegrityError:
            raise MasterRetired from None

    def destroy(self, tenant: str, stream: str, now_us: int) -> bool:
        """See KeyStore. Its bytes are overwritten, and no copy stays in the write-ahead log."""
        with self._transaction():
            self._writing.execute(_DESTROY[0], (tenant, stream, now_us))
            gone = self._writing.execute(_DESTROY[1], (tenant, stream)).rowcount
        with self._write_lock, self._read_lock:
            self._writing.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone > 0

    def names(self, first: str, last: str) -> list[tuple[str, str]]:
        """See KeyStore."""
        return self._read(_NAMES, (first, last))

    def last_destroyed(self) -> int:
        """See KeyStore."""
        return self._read("SELECT COALESCE(MAX(number), 0) FROM destroyed_key")[0][0]

    def changes(self, after: int) -> tuple[str, list[Destroyed]]:
        """See KeyStore."""
        rows = self._read(_CHANGES, (after,))
        return rows[0][0], [Destroyed(*row[1:]) for row in rows if row[1] is not None]

    def make_current(self, master: str, wrapped: bytes, before: str) -> None:
        """See KeyStore."""
        with self._transaction():
            self._writing.execute("UPDATE master_key SET current = FALSE WHERE master = ? AND current", (before,))
            self._writing.execute(
                "INSERT INTO master_key SELECT ?, ?, TRUE WHERE NOT EXISTS (SELECT 1 FROM master_key WHERE current) "
                "ON CONFLICT (master) DO UPDATE SET current = TRUE", (master, wrapped))  # fmt: skip

    def under_others(self, master: str, after: Place, limit: int) -> list[NewKey]:
        """See KeyStore."""
        query = (
            f"SELECT {_KEY} FROM wrapped_key WHERE (kind, tenant, name) > (?, ?, ?) AND master <> ? "
            "ORDER BY kind, tenant, name LIMIT ?"
        )
        return [NewKey(*row) for row in self._read(query, (*after, master, limit))]

    def rewrap(self, pairs: Sequence[tuple[NewKey, NewKey]]) -> None:
        """See KeyStore."""
        rows = [(new.wrapped, new.master, old.kind, old.tenant, old.name, old.wrapped) for old, new in pairs]
        with self._transaction():
            self._writing.executemany(
                "UPDATE wrapped_key SET wrapped = ?, master = ? WHERE kind = ? AND tenant = ? AND name = ? AND wrapped = ?",
                rows)  # fmt: skip

    def retire(self, master: str) -> bool:
        """See KeyStore."""
        try:
            with self._transaction():
                self._writing.execute("DELETE FROM master_key WHERE master = ? AND NOT current", (master,))
        except sqlite3.IntegrityError:
            return False
        return not self._read("SELECT 1 FROM master_key WHERE master = ?", (master,))

    def _read(self, query: str, parameters: Sequence[object] = ()) -> list[tuple]:
        with self._read_lock:
            try:
                return self._reading.execute(query, parameters).fetchall()
            except sqlite3.OperationalError as error:
                raise self._unavailable(error) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Raises KeysUnavailable when the disk is full or fails; then nothing stands."""
        with self._write_lock:
            try:
                self._writing.execute("BEGIN IMMEDIATE")
                yield
                self._writing.execute("COMMIT")
            except sqlite3.OperationalError as error:
                raise self._unavailable(error) from error
            finally:
                if self._writing.in_transaction:
                    self._writing.execute("ROLLBACK")

    def _unavailable(self, error: sqlite3.OperationalError) -> KeysUnavailable:
        return KeysUnavailable(f"{self._path} cannot be used: {explain(error)}")

    def _bring_up(self, master: str) -> None:
        run = self._writing.execute
        for statement in TABLES:
            run(statement)
        run("INSERT INTO master_key SELECT ?, wrapped, TRUE FROM master_check", (master,))
        run("INSERT INTO wrapped_key SELECT 'data', tenant, stream, wrapped, ?, created_at FROM data_key", (master,))
        run("INSERT INTO wrapped_key SELECT 'tenant', tenant, purpose, wrapped, ?, 0 FROM tenant_key", (master,))
        for table in ("data_key", "tenant_key", "master_check"):
            run(f"DROP TABLE {table}")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
