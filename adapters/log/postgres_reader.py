"""The log in PostgreSQL as everybody but the writer sees it: read-only connections, one a thread."""

import threading
from collections.abc import Collection, Sequence
from typing import Any

import psycopg

from adapters.log import schema
from adapters.log.reading import KeptRow, LogUnavailable
from adapters.log.rows import Row
from adapters.servers import READ_SECONDS, connect

_COLUMNS = ", ".join(schema.EVENT_COLUMNS)
READER_SESSION = f"""
SET default_transaction_read_only = on; SET statement_timeout = '{READ_SECONDS}s'; SET enable_seqscan = off; SET timezone = 'UTC'
"""
TOP = 2**62
_LOST = (psycopg.OperationalError, psycopg.InterfaceError)


class PostgresReader:
    """Everybody else's side: read-only, one connection a thread, made anew when it was lost."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._local = threading.local()

    def close(self) -> None:
        """Let go of this thread's connection; the others' close with their threads."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            del self._local.connection
            connection.close()

    def life(self) -> str:
        """Which life of the log this is: its identity, the server's, and the server's timeline (a promotion starts one)."""
        life = self._one("SELECT life FROM log_identity")[0]
        system, segment = self._one(
            "SELECT system_identifier, CASE WHEN pg_is_in_recovery() THEN '' ELSE pg_walfile_name(pg_current_wal_lsn()) END "
            "FROM pg_control_system()"
        )
        return f"{life}-{system & 0xFFFFFFFFFFFFFFFF:x}-{segment[:8]}"

    def head(self) -> int:
        """The last position; 0 of an empty log."""
        return self._one("SELECT position FROM log_head WHERE id = 1")[0]

    def version(self, tenant: str, stream: str) -> int | None:
        """The stream's last version; None when there is no such stream."""
        query = "SELECT version FROM event WHERE tenant = %s AND stream = %s ORDER BY version DESC LIMIT 1"
        rows = self._all(query, (tenant, stream))
        return rows[0][0] if rows else None

    def stream(self, tenant: str, stream: str, after: int = 0, upto: int | None = None, limit: int = -1) -> list[Row]:
        """Rows of a stream with a version greater than `after` and at most `upto`, oldest first; -1: no limit."""
        query = (
            f"SELECT {_COLUMNS} FROM event WHERE tenant = %s AND stream = %s AND version > %s AND version <= %s "
            "ORDER BY version LIMIT %s"
        )
        return self._rows(query, (tenant, stream, after, TOP if upto is None else upto, _limit(limit)))

    def of_types(self, tenant: str, stream: str, types: Collection[str]) -> list[Row]:
        """Rows of a stream that are of these types, oldest first."""
        query = f"SELECT {_COLUMNS} FROM event WHERE tenant = %s AND stream = %s AND type = ANY(%s) ORDER BY version"
        return self._rows(query, (tenant, stream, list(types)))

    def since(self, position: int, limit: int, tenant: str | None = None, upto: int | None = None) -> list[Row]:
        """Rows of the whole log after a position (up to another one), in order; of one tenant if named."""
        where, more = ("", ()) if tenant is None else ("AND tenant = %s", (tenant,))
        query = (
            f"SELECT {_COLUMNS} FROM event WHERE position > %s AND position <= %s {where} ORDER BY position LIMIT %s"
        )
        return self._rows(query, (position, TOP if upto is None else upto, *more, _limit(limit)))

    def hashes(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """(position, hash) of the whole log's events after a position, in order."""
        return self._all(
            "SELECT position, hash FROM event WHERE position > %s ORDER BY position LIMIT %s", (after, limit)
        )

    def claim(self, tenant: str, key: bytes) -> bytes | None:
        """What a claim holds."""
        rows = self._all("SELECT value FROM claim WHERE tenant = %s AND key = %b", (tenant, key))
        return rows[0][0] if rows else None

    def by_intake_key(self, key: bytes) -> Row | None:
        """The row that recorded a delivery."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM event WHERE intake_key = %b", (key,))
        return rows[0] if rows else None

    def kept(self, tenant: str, limit: int = 10_000, begins: str = "") -> list[KeptRow]:
        """Quarantined deliveries, newest first."""
        query = (
            "SELECT entry_id, source, type, reason, received_at, state FROM quarantine WHERE tenant = %s "
            "AND starts_with(source, %s) ORDER BY received_at DESC, entry_id DESC LIMIT %s"
        )
        return self._all(query, (tenant, begins, limit))

    def kept_body(self, tenant: str, entry_id: str) -> tuple[str, str, bytes] | None:
        """One quarantined delivery: (source, state, sealed body)."""
        query = "SELECT source, state, sealed FROM quarantine WHERE tenant = %s AND entry_id = %s"
        rows = self._all(query, (tenant, entry_id))
        return rows[0] if rows else None

    def library_events(self, tenant: str, stream: str, low: int, high: int, descending: bool, limit: int | None
                       ) -> Sequence[tuple[str, int, str, bytes]]:  # fmt: skip
        """For the event-sourcing library: (stream, version, type, state), low < version <= high."""
        query = (
            "SELECT stream, version, type, state FROM event WHERE tenant = %s AND stream = %s AND version > %s "
            f"AND version <= %s ORDER BY version {'DESC' if descending else 'ASC'} LIMIT %s"
        )
        return self._all(query, (tenant, stream, low, high, limit))

    def library_notifications(self, tenant: str, after: int, upto: int, types: Sequence[str], limit: int
                              ) -> Sequence[tuple[str, int, str, bytes, int]]:  # fmt: skip
        """For the event-sourcing library: (stream, version, type, state, position), after < position <= upto."""
        where, more = ("AND type = ANY(%s)", (list(types),)) if types else ("", ())
        query = (
            "SELECT stream, version, type, state, position FROM event WHERE tenant = %s AND position > %s "
            f"AND position <= %s {where} ORDER BY position LIMIT %s"
        )
        return self._all(query, (tenant, after, upto, *more, limit))

    def library_tracking(self, application: str) -> int | None:
        """How far a process of the event-sourcing library has come; None before its first step."""
        rows = self._all("SELECT notification_id FROM tracking WHERE application = %s", (application,))
        return rows[0][0] if rows else None

    def _one(self, query: str) -> tuple[Any, ...]:
        return self._all(query, ())[0]

    def _rows(self, query: str, parameters: Sequence[Any]) -> list[Row]:
        return [Row(*row) for row in self._all(query, parameters)]

    def _all(self, query: str, parameters: Sequence[Any]) -> list[Any]:
        """Ask, once more if the connection turns out to be lost: reading twice is harmless. Raises LogUnavailable."""
        try:
            return self._ask(query, parameters)
        except _LOST:
            self.close()
        try:
            return self._ask(query, parameters)
        except _LOST as error:
            self.close()
            raise LogUnavailable("the log's database does not answer") from error

    def _ask(self, query: str, parameters: Sequence[Any]) -> list[Any]:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = connect(self._url, "throughline reader", READ_SECONDS)
            connection.execute(READER_SESSION.encode())
        with connection.cursor(binary=True) as cursor:
            cursor.execute(query.encode(), parameters, prepare=True)
            return cursor.fetchall()


def _limit(limit: int) -> int | None:
    return None if limit < 0 else limit
