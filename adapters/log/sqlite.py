"""The log in SQLite: the one writing connection's statements, and read-only connections for everybody else."""

import sqlite3
import threading
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from pathlib import Path

from adapters.durable import sync
from adapters.log import schema
from adapters.log.appends import Kept
from adapters.log.held import OrderLock
from adapters.log.rows import Row
from adapters.log.seen import Seen
from adapters.log.store import Begun, First, Head, KeptBefore, Stream, Where

_COLUMNS = ", ".join(schema.EVENT_COLUMNS)
_CHECKPOINT_PAGES = 16_000
_DAMAGE = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_NO_ROOM = frozenset({sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_NOMEM})
_ROWS_AT_ONCE = 256
_VARIABLES = 30_000  # SQLite allows 32,766 in one statement


class SqliteStore:
    """The writer's side: one connection, which alone writes and checkpoints. Every method runs on the writer's thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self.seen = Seen(path, path.with_suffix(".seen.db"))
        self._entries: list[tuple[bytes, int]] = []
        self._lock = OrderLock()

    def open(self) -> None:
        """Open the writing connection; FULL costs nothing under group commit.

        A checkpoint of the default size would come with every commit of a full batch; a larger one costs half as much.
        """
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, cached_statements=256)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA cache_size=-65536")
        connection.execute("PRAGMA temp_store=MEMORY")  # many rows a statement keep a journal of their own
        connection.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
        connection.execute(f"PRAGMA journal_size_limit={_CHECKPOINT_PAGES * 4096}")
        # A process that was killed between writing and syncing leaves a transaction that recovery takes for committed:
        # it must be on the disk before a repeated delivery is told that it is, also where somebody else keeps the
        # checkpoint from coming to its end.
        (held_up, *_) = connection.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
        if held_up:
            sync(self._path.with_name(f"{self._path.name}-wal"))
        self._connection = connection
        self.seen.open()

    @property
    def _sql(self) -> sqlite3.Connection:
        assert self._connection is not None
        return self._connection

    def close(self) -> None:
        """Close it."""
        self.seen.close()
        if self._connection is not None:
            self._connection.close()

    def failed(self, error: Exception) -> bool:
        """An I/O error or a damaged file, also in the keys' database; a full disk is not one."""
        cause = error if isinstance(error, sqlite3.Error) else error.__cause__
        code = getattr(cause, "sqlite_errorcode", 0)
        return code & 0xFF in _DAMAGE and code not in _NO_ROOM

    def commit(self, position: int) -> None:
        """Make it durable."""
        self._sql.execute("COMMIT")
        self.seen.add(self._entries, position)

    def rollback(self) -> None:
        """Take it back."""
        if self._sql.in_transaction:
            self._sql.execute("ROLLBACK")

    def begin(self, intake_keys: Sequence[bytes], claims: Sequence[Where], streams: Sequence[Stream] = ()) -> Begun:
        """Take the order lock and look up these deliveries, claims and heads of streams under it. Raises LogHeld."""
        self._lock.take(self._sql)
        position = self._sql.execute("SELECT COALESCE(MAX(position), 0) FROM event").fetchone()[0]
        self._entries = []
        if position != self.seen.position:  # a commit that failed may stand after all
            self.seen.catch_up(position)
        held = {where: value for where in claims if (value := self._claim(where)) is not None}
        return Begun(position, self._recorded(intake_keys), self._kept(intake_keys), held, self.find_heads(streams))

    def warnings(self) -> list[str]:
        """That somebody else writes to the file."""
        return self._lock.warnings()

    def _recorded(self, keys: Sequence[bytes]) -> dict[bytes, First]:
        candidates = self._candidates(keys)
        if not candidates:
            return {}
        query = (
            "SELECT intake_key, body_digest, stream, version, position, meta FROM event "
            f"WHERE position IN ({_marks(candidates)})"
        )
        asked = set(keys)
        return {row[0]: First(*row[1:]) for row in self._sql.execute(query, candidates) if row[0] in asked}

    def _candidates(self, keys: Sequence[bytes]) -> list[int]:
        try:
            return self.seen.find(keys)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # the runs are damaged: they can be made again, a wrong yes cannot
            self.seen.remake()
            return self.seen.find(keys)

    def _kept(self, keys: Sequence[bytes]) -> dict[bytes, KeptBefore]:
        if not keys:
            return {}
        query = f"SELECT intake_key, body_digest, entry_id, reason, state FROM quarantine WHERE intake_key IN ({_marks(keys)})"
        return {row[0]: (row[1], row[2], row[3], row[4]) for row in self._sql.execute(query, keys)}

    def _claim(self, where: Where) -> bytes | None:
        row = self._sql.execute("SELECT value FROM claim WHERE tenant = ? AND key = ?", where).fetchone()
        return row[0] if row else None

    def find_heads(self, streams: Sequence[Stream]) -> dict[Stream, Head]:
        """The last version and hash of each of these streams that has events."""
        query = "SELECT version, hash FROM event WHERE tenant = ? AND stream = ? ORDER BY version DESC LIMIT 1"
        return {where: row for where in streams if (row := self._sql.execute(query, where).fetchone()) is not None}

    def insert(self, rows: Sequence[Row]) -> None:
        """Write events."""
        start = 0
        while start < len(rows):  # many rows a statement: between two statements the interpreter must be won back
            count = min(_ROWS_AT_ONCE, 1 << (len(rows) - start).bit_length() - 1)
            self._sql.execute(_insert(count), [value for row in rows[start : start + count] for value in row])
            start += count
        self._entries = [(row.intake_key, row.position) for row in rows if row.intake_key is not None]

    def set_claims(self, claims: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Write what claims hold now: (tenant, key, value)."""
        self._sql.executemany(
            "INSERT INTO claim VALUES (?, ?, ?) ON CONFLICT (tenant, key) DO UPDATE SET value = excluded.value", claims)  # fmt: skip

    def keep(self, tenant: str, intake_key: bytes, body_digest: bytes, kept: Kept) -> None:
        """Put a delivery into the quarantine."""
        self._sql.execute(
            "INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)",
            (kept.entry_id, tenant, intake_key, body_digest, kept.source, kept.type, kept.reason, kept.received_at, kept.sealed))  # fmt: skip

    def release(self, entry_id: str) -> None:
        """A quarantined delivery was recorded after all."""
        self._sql.execute("UPDATE quarantine SET state = 'recorded' WHERE entry_id = ?", (entry_id,))

    def find_tracking(self, application: str) -> int:
        """How far a process of the library's has come; 0 at its start."""
        row = self._sql.execute("SELECT notification_id FROM tracking WHERE application = ?", (application,)).fetchone()
        return row[0] if row else 0

    def track(self, application: str, notification_id: int) -> None:
        """Keep how far it has come."""
        self._sql.execute("INSERT OR REPLACE INTO tracking VALUES (?, ?)", (application, notification_id))


class SqliteReader:
    """Everybody else's side: read-only, one connection a thread, never checkpointing."""

    def __init__(self, path: Path, seen: Seen | None = None) -> None:
        self._path, self._seen = path, seen
        self._local = threading.local()

    @property
    def _sql(self) -> sqlite3.Connection:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            uri = f"file:{self._path}?mode=ro"
            connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA query_only=1")
            connection.execute("PRAGMA wal_autocheckpoint=0")
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Let go of this thread's connection. Another thread may be in the middle of a read: its own closes with it."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            del self._local.connection
            connection.close()

    def life(self) -> str:
        """Which life of the log this is."""
        return self._sql.execute("SELECT life FROM log_identity").fetchone()[0]

    def head(self) -> int:
        """The last position."""
        return self._sql.execute("SELECT COALESCE(MAX(position), 0) FROM event").fetchone()[0]

    def version(self, tenant: str, stream: str) -> int | None:
        """The stream's last version; None when there is no such stream."""
        return self._sql.execute(
            "SELECT MAX(version) FROM event WHERE tenant = ? AND stream = ?", (tenant, stream)
        ).fetchone()[0]

    def stream(self, tenant: str, stream: str, after: int = 0, upto: int | None = None, limit: int = -1) -> list[Row]:
        """Rows of a stream with a version greater than `after`, oldest first."""
        query = f"SELECT {_COLUMNS} FROM event WHERE tenant = ? AND stream = ? AND version > ? AND version <= ? ORDER BY version LIMIT ?"
        top = 2**62 if upto is None else upto
        return [Row(*row) for row in self._sql.execute(query, (tenant, stream, after, top, limit))]

    def of_types(self, tenant: str, stream: str, types: Collection[str]) -> list[Row]:
        """Rows of a stream that are of these types, oldest first."""
        marks = ",".join("?" * len(types))
        query = f"SELECT {_COLUMNS} FROM event WHERE tenant = ? AND stream = ? AND type IN ({marks}) ORDER BY version"
        return [Row(*row) for row in self._sql.execute(query, (tenant, stream, *types))]

    def since(self, position: int, limit: int, tenant: str | None = None, upto: int | None = None) -> list[Row]:
        """Rows of the whole log after a position (up to another one), in order; of one tenant if named."""
        where, more = ("", ()) if tenant is None else ("AND tenant = ?", (tenant,))
        query = f"SELECT {_COLUMNS} FROM event WHERE position > ? AND position <= ? {where} ORDER BY position LIMIT ?"
        top = 2**62 if upto is None else upto
        return [Row(*row) for row in self._sql.execute(query, (position, top, *more, limit))]

    def hashes(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """(position, hash) of the whole log's events after a position, in order."""
        query = "SELECT position, hash FROM event WHERE position > ? ORDER BY position LIMIT ?"
        return self._sql.execute(query, (after, limit)).fetchall()

    def claim(self, tenant: str, key: bytes) -> bytes | None:
        """What a claim holds."""
        row = self._sql.execute("SELECT value FROM claim WHERE tenant = ? AND key = ?", (tenant, key)).fetchone()
        return row[0] if row else None

    def by_intake_key(self, key: bytes) -> Row | None:
        """The row that recorded a delivery. Without the writer's own knowledge of the keys it is looked for in every row."""
        if self._seen is None or not self._seen.opened:
            row = self._sql.execute(f"SELECT {_COLUMNS} FROM event WHERE intake_key = ?", (key,)).fetchone()
            return Row(*row) if row else None
        for position in self._seen.find([key]):
            row = self._sql.execute(f"SELECT {_COLUMNS} FROM event WHERE position = ?", (position,)).fetchone()
            if row is not None and Row(*row).intake_key == key:
                return Row(*row)
        return None

    def kept(self, tenant: str, limit: int = 10_000, begins: str = "") -> list[tuple[str, str, str, str, int, str]]:
        """Quarantined deliveries, newest first: (entry id, source, type, reason, received_at, state)."""
        query = (
            "SELECT entry_id, source, type, reason, received_at, state FROM quarantine WHERE tenant = ? "
            "AND substr(source, 1, ?) = ? ORDER BY received_at DESC, entry_id DESC LIMIT ?"
        )
        return list(self._sql.execute(query, (tenant, len(begins), begins, limit)))

    def kept_body(self, tenant: str, entry_id: str) -> tuple[str, str, bytes] | None:
        """One quarantined delivery: (source, state, sealed body)."""
        query = "SELECT source, state, sealed FROM quarantine WHERE tenant = ? AND entry_id = ?"
        return self._sql.execute(query, (tenant, entry_id)).fetchone()

    def library_events(self, tenant: str, stream: str, low: int, high: int, descending: bool, limit: int | None
                       ) -> Sequence[tuple[str, int, str, bytes]]:  # fmt: skip
        """For the event-sourcing library: (stream, version, type, state), low < version <= high."""
        query = (
            "SELECT stream, version, type, state FROM event WHERE tenant = ? AND stream = ? AND version > ? AND version <= ? "
            f"ORDER BY version {'DESC' if descending else 'ASC'} LIMIT ?"
        )
        return self._sql.execute(query, (tenant, stream, low, high, -1 if limit is None else limit)).fetchall()

    def library_notifications(self, tenant: str, after: int, upto: int, types: Sequence[str], limit: int
                              ) -> Sequence[tuple[str, int, str, bytes, int]]:  # fmt: skip
        """For the event-sourcing library: (stream, version, type, state, position), after < position <= upto."""
        where = f"AND type IN ({_marks(types)})" if types else ""
        query = (
            "SELECT stream, version, type, state, position FROM event WHERE tenant = ? AND position > ? AND position <= ? "
            f"{where} ORDER BY position LIMIT ?"
        )
        return self._sql.execute(query, (tenant, after, upto, *types, limit)).fetchall()

    def library_tracking(self, application: str) -> int | None:
        """How far a process of the event-sourcing library has come; None before its first step."""
        row = self._sql.execute("SELECT notification_id FROM tracking WHERE application = ?", (application,)).fetchone()
        return row[0] if row else None


@cache
def _insert(count: int) -> str:
    row = f"({_marks(schema.EVENT_COLUMNS)})"
    return f"INSERT INTO event ({_COLUMNS}) VALUES {','.join([row] * count)}"


def _marks(values: Sequence[object]) -> str:
    assert len(values) < _VARIABLES
    return ",".join("?" * len(values))
