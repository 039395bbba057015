"""The log in PostgreSQL, the writer's side (postgres_reader: everybody else's).

The order lock is the one row of `log_head`: positions are handed out under it, so commit order is position order and no
reader can pass over a row that commits late. Nothing here makes tables: `throughline migrate` does.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from adapters.log import schema
from adapters.log.appends import Kept
from adapters.log.rows import Row
from adapters.log.store import Begun, First, Head, Stream, UnknownCommit, Where
from adapters.servers import connect_to_write

LIMIT_SECONDS = 15
_COLUMNS = ", ".join(schema.EVENT_COLUMNS)
_TYPES = ("bigint", "text", "text", "bigint", "bytea", "bytea", "bytea", "text", "integer", "bigint", "bigint", "bytea",
          "bytea", "bytea", "bytea")  # fmt: skip
_HEAD = "UPDATE log_head SET position = %s WHERE id = 1"
_EVENTS = f"INSERT INTO event ({_COLUMNS}) SELECT * FROM unnest({', '.join(f'%b::{each}[]' for each in _TYPES)})"
# Each statement costs both sides a tenth of a millisecond, and the writer's thread the interpreter: so few say much.
_INSERT = f"WITH written AS ({_EVENTS}) {_HEAD}"
_LOCK = "SELECT position FROM log_head WHERE id = 1 FOR UPDATE"
_KNOWN = """
SELECT intake_key, body_digest, stream, version, position, meta, NULL, NULL FROM event WHERE intake_key = ANY(%b::bytea[])
UNION ALL SELECT intake_key, body_digest, entry_id, NULL, NULL, NULL, reason, state FROM quarantine
WHERE intake_key = ANY(%b::bytea[])"""
_CLAIMS = """
SELECT w.tenant, w.key, found.value FROM unnest(%b::text[], %b::bytea[]) AS w(tenant, key)
CROSS JOIN LATERAL (SELECT value FROM claim WHERE claim.tenant = w.tenant AND claim.key = w.key LIMIT 1) AS found"""
_HEADS = """
SELECT w.tenant, w.stream, found.version, found.hash FROM unnest(%b::text[], %b::text[]) AS w(tenant, stream)
CROSS JOIN LATERAL (SELECT version, hash FROM event WHERE event.tenant = w.tenant AND event.stream = w.stream
                    ORDER BY version DESC LIMIT 1) AS found"""
_SET_CLAIMS = """
INSERT INTO claim SELECT * FROM unnest(%b::text[], %b::bytea[], %b::bytea[])
ON CONFLICT (tenant, key) DO UPDATE SET value = excluded.value"""
_KEEP = """
INSERT INTO quarantine (entry_id, tenant, intake_key, body_digest, source, type, reason, received_at, state, sealed)
VALUES (%s, %s, %b, %b, %s, %s, %s, %s, 'open', %b)"""
_TRACK = """
INSERT INTO tracking VALUES (%s, %s)
ON CONFLICT (application) DO UPDATE SET notification_id = excluded.notification_id"""


class PostgresStore:
    """The writer's side. A lost connection fails the batch in hand (its outcome is unknown) and is made anew for the next."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.Connection[Any] | None = None
        self._warned: list[str] = []
        self._writes: list[tuple[str, Sequence[Any]]] = []  # they go out together, with the commit
        self._rows: list[list[Any]] = []  # by column; with the new position

    def open(self) -> None:
        """Nothing yet: a database that is away must not keep the node from starting."""

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def failed(self, error: Exception) -> bool:
        """Never: the server itself ends and recovers when its disk fails."""
        return False

    def warnings(self) -> list[str]:
        """Nothing that its absence does not say."""
        return []

    def begin(self, intake_keys: Sequence[bytes], claims: Sequence[Where], streams: Sequence[Stream] = ()) -> Begun:
        """Take the order lock and look up these deliveries, claims and heads of streams under it, in one round trip."""
        connection = self._connected()
        with connection.pipeline():
            connection.execute("BEGIN")
            lock = self._run(_LOCK)
            asked = self._run(_KNOWN, [intake_keys, intake_keys]) if intake_keys else None
            held = self._run(_CLAIMS, _by_column(claims)) if claims else None
            heads = self._run(_HEADS, _by_column(streams)) if streams else None
        row = lock.fetchone()
        assert row is not None, "log_head is empty: the database was not migrated"
        known = list(asked or ())
        return Begun(
            row[0],
            {each[0]: First(*each[1:6]) for each in known if each[4] is not None},
            {each[0]: (each[1], each[2], each[6], each[7]) for each in known if each[4] is None},
            {(each[0], each[1]): each[2] for each in (held or ())},
            {(each[0], each[1]): (each[2], each[3]) for each in (heads or ())},
        )

    def find_heads(self, streams: Sequence[Stream]) -> dict[Stream, Head]:
        """The last version and hash of each of these streams that has events."""
        found = self._run(_HEADS, _by_column(streams))
        return {(each[0], each[1]): (each[2], each[3]) for each in found}

    def insert(self, rows: Sequence[Row]) -> None:
        """Write events."""
        self._rows = [list(column) for column in zip(*rows, strict=True)]

    def set_claims(self, claims: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Write what claims hold now: (tenant, key, value)."""
        self._writes.append((_SET_CLAIMS, [list(column) for column in zip(*claims, strict=True)]))

    def keep(self, tenant: str, intake_key: bytes, body_digest: bytes, kept: Kept) -> None:
        """Put a delivery into the quarantine."""
        self._writes.append((_KEEP, [kept.entry_id, tenant, intake_key, body_digest, kept.source, kept.type, kept.reason,
                                     kept.received_at, kept.sealed]))  # fmt: skip

    def release(self, entry_id: str) -> None:
        """A quarantined delivery was recorded after all."""
        self._writes.append(("UPDATE quarantine SET state = 'recorded' WHERE entry_id = %s", [entry_id]))

    def find_tracking(self, application: str) -> int:
        """How far a process of the library's has come; 0 at its start."""
        row = self._run("SELECT notification_id FROM tracking WHERE application = %s", [application]).fetchone()
        return row[0] if row else 0

    def track(self, application: str, notification_id: int) -> None:
        """Keep how far it has come."""
        self._writes.append((_TRACK, [application, notification_id]))

    def commit(self, position: int) -> None:
        """Make it durable, on the synchronous standby too where there is one.

        The head is written even when nothing was appended: a duplicate is acknowledged only by a commit that comes
        after the first one in the write-ahead log and was waited for. A wait that is cancelled still says COMMIT, with
        a warning (PostgreSQL documentation, 27.2.8.3): then the outcome is unknown.
        """
        connection = self._in_hand()
        self._warned.clear()
        writes, self._writes, rows, self._rows = self._writes, [], self._rows, []
        with connection.pipeline():
            for query, parameters in writes:
                self._run(query, parameters)
            self._run(_INSERT if rows else _HEAD, [*rows, position])
            connection.execute("COMMIT")
        if self._warned:
            raise UnknownCommit(self._warned[0])

    def rollback(self) -> None:
        """Take it back; a connection that cannot is dropped."""
        self._writes.clear()
        self._rows.clear()
        try:
            if self._connection is not None:
                self._connection.execute("ROLLBACK")
        except psycopg.Error:
            self._drop()

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = connect_to_write(self._url, "throughline writer", LIMIT_SECONDS, self._notice)
        return self._connection

    def _in_hand(self) -> psycopg.Connection[Any]:
        """The connection that holds the order lock: on another one each write would stand by itself, and outside of it."""
        if self._connection is None or self._connection.info.transaction_status is not TransactionStatus.INTRANS:
            raise psycopg.OperationalError("no batch was begun, or its connection was lost")
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _notice(self, code: str) -> None:
        self._warned.append(code)

    def _run(self, query: str, parameters: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
        assert self._connection is not None
        cursor = self._connection.cursor(binary=True)
        cursor.execute(query.encode(), parameters, prepare=True)
        return cursor


def _by_column(pairs: Sequence[tuple[str, Any]]) -> list[list[Any]]:
    return [[each[0] for each in pairs], [each[1] for each in pairs]]
