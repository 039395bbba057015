"""Credentials and access records of one node in a file of its own: small, on one thread."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from adapters.access.rows import TABLES, VISIT, Access, Ticket
from adapters.access.store import TICKETS_KEPT, AccessUnavailable, Row, Where, is_one_visit, log_failure
from adapters.durable import explain

Answer = TypeVar("Answer")
PATIENCE = 5.0  # seconds that a write waits for a file that another program holds
MOMENT = 0.05  # that those behind it wait

_SCHEMA = """
CREATE TABLE IF NOT EXISTS token (
    id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, shown TEXT NOT NULL, tenant TEXT NOT NULL, role TEXT NOT NULL,
    name TEXT NOT NULL, source TEXT NOT NULL, feed INTEGER NOT NULL, created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL, used_at TEXT, revoked_at TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS link (
    digest TEXT PRIMARY KEY, tenant TEXT NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL,
    expires_at TEXT NOT NULL, used_at TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS session (
    id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL,
    created_at TEXT NOT NULL, seen_at TEXT NOT NULL, ended_at TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS ticket (
    digest TEXT PRIMARY KEY, person TEXT NOT NULL, via TEXT NOT NULL, grant_id TEXT NOT NULL, expires_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS access (
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, customer_id TEXT NOT NULL, person TEXT NOT NULL, who TEXT NOT NULL,
    role TEXT NOT NULL, what TEXT NOT NULL, purpose TEXT NOT NULL, via TEXT NOT NULL, at TEXT NOT NULL,
    at_version INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS access_by_customer ON access (tenant, customer_id, id);
"""


class SqliteAccess:
    """Reads and writes access.db (see AccessStore). Every statement runs on one thread, in the order it was asked for."""

    shared = False

    def __init__(self, path: Path) -> None:
        """Open the file, or make it. Raises AccessUnavailable."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="access-store")
        try:
            self._connection = self._thread.submit(_connect, path).result()
        except (OSError, sqlite3.Error) as error:
            self._thread.shutdown()
            raise AccessUnavailable(f"{path} cannot be opened: {explain(error)}") from error
        self._path, self._closed, self._waits = path, False, PATIENCE

    def close(self) -> None:
        """See AccessStore."""
        if not self._closed:
            self._closed = True
            self._thread.submit(self._connection.close).result()
            self._thread.shutdown()

    async def add(self, row: msgspec.Struct) -> None:
        """See AccessStore."""
        await self._run(lambda: self._insert(row))

    def load(self, kind: type[Row], where: Where) -> list[Row]:
        """See AccessStore."""
        return self._thread.submit(self._select, kind, where).result()

    async def find(self, kind: type[Row], where: Where) -> list[Row]:
        """See AccessStore."""
        return await self._run(lambda: self._select(kind, where))

    async def again(self, kind: type[Row], ids: list[str]) -> list[Row]:
        """See AccessStore."""
        return await self.find(kind, {"id": ids})

    async def change(self, kind: type[Row], column: str, value: object, where: Where) -> list[Row]:
        """See AccessStore."""
        return await self._run(lambda: self._update(kind, column, value, where))

    def note_soon(self, kind: type[Row], column: str, at: datetime, where: Where) -> None:
        """See AccessStore."""
        done = self._thread.submit(self._once, lambda: self._update(kind, column, at, where))
        done.add_done_callback(log_failure)

    async def add_ticket(self, ticket: Ticket, over: Sequence[str], most: int) -> None:
        """See AccessStore."""
        await self._run(lambda: self._add_ticket(ticket, over, most))

    async def take_ticket(self, digest: str) -> Ticket | None:
        """See AccessStore."""
        sql = f"DELETE FROM ticket WHERE digest = ? RETURNING {_columns(Ticket)}"
        found = await self._run(lambda: _rows(Ticket, self._connection.execute(sql, [digest])))
        return found[0] if found else None

    async def add_visit(self, access: Access, within: timedelta) -> datetime:
        """See AccessStore."""
        return await self._run(lambda: self._add_visit(access, within))

    async def newest_visits(self, tenant: str, most: int) -> list[Access]:
        """See AccessStore."""
        sql = f"SELECT {_columns(Access)} FROM access WHERE tenant = ? ORDER BY id DESC LIMIT ?"
        return await self._run(lambda: _rows(Access, self._connection.execute(sql, [tenant, most])))

    async def _run(self, work: Callable[[], Answer]) -> Answer:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._once, work)
        except sqlite3.Error as error:
            raise AccessUnavailable(f"{self._path} cannot be used: {explain(error)}") from error

    def _once(self, work: Callable[[], Answer]) -> Answer:
        """On the thread. Who stands behind one that waited in vain for a file that is held would mostly wait as long, one after
        the other, for the same answer: they wait a moment, until something can be written again.
        """
        before = self._connection.total_changes
        try:
            answer = work()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                self._wait(MOMENT)
            raise
        if self._connection.total_changes > before:
            self._wait(PATIENCE)
        return answer

    def _wait(self, seconds: float) -> None:
        if seconds != self._waits:
            self._connection.execute(f"PRAGMA busy_timeout = {1_000 * seconds:.0f}")
            self._waits = seconds

    def _insert(self, row: msgspec.Struct) -> None:
        values: dict[str, object] = msgspec.to_builtins(row)
        marks = ", ".join("?" * len(values))
        columns = ", ".join(values)
        self._connection.execute(f"INSERT INTO {TABLES[type(row)]} ({columns}) VALUES ({marks})", list(values.values()))

    def _select(self, kind: type[Row], where: Where) -> list[Row]:
        condition, values = _condition(where)
        sql = f"SELECT {_columns(kind)} FROM {TABLES[kind]} WHERE {condition} ORDER BY rowid"
        return _rows(kind, self._connection.execute(sql, values))

    def _update(self, kind: type[Row], column: str, value: object, where: Where) -> list[Row]:
        condition, values = _condition(where)
        sql = f"UPDATE {TABLES[kind]} SET {column} = ? WHERE {condition} RETURNING {_columns(kind)}"
        return _rows(kind, self._connection.execute(sql, [msgspec.to_builtins(value), *values]))

    def _add_ticket(self, ticket: Ticket, over: Sequence[str], most: int) -> None:
        long_ago = msgspec.to_builtins(ticket.expires_at - TICKETS_KEPT)
        self._connection.execute("DELETE FROM ticket WHERE expires_at <= ?", [long_ago])
        waiting = [each.digest for each in self._select(Ticket, {"person": ticket.person}) if each.digest not in over]
        gone = [*over, *waiting[: max(0, len(waiting) - most + 1)]]
        condition, values = _condition({"digest": gone})
        self._connection.execute(f"DELETE FROM ticket WHERE {condition}", values)
        self._insert(ticket)

    def _add_visit(self, access: Access, within: timedelta) -> datetime:
        same = {name: getattr(access, name) for name in VISIT}
        condition, values = _condition(same)
        sql = f"SELECT {_columns(Access)} FROM access WHERE {condition} ORDER BY id DESC LIMIT 1"
        for before in _rows(Access, self._connection.execute(sql, values)):
            if is_one_visit(before.at, access.at, within):
                return before.at
        self._insert(access)
        return access.at


def _condition(where: Where) -> tuple[str, list[Any]]:
    parts, values = ["1"], list[Any]()
    for column, value in where.items():
        if value is None:
            parts.append(f"{column} IS NULL")
        elif isinstance(value, list | tuple):
            among: Sequence[object] = value  # pyright: ignore[reportUnknownVariableType]
            parts.append(f"{column} IN ({', '.join('?' * len(among))})")
            values += among
        else:
            parts.append(f"{column} = ?")
            values.append(msgspec.to_builtins(value))
    return " AND ".join(parts), values


def _columns(kind: type[msgspec.Struct]) -> str:
    return ", ".join(kind.__struct_fields__)


def _rows(kind: type[Row], cursor: sqlite3.Cursor) -> list[Row]:
    rows = [dict(zip(kind.__struct_fields__, row, strict=True)) for row in cursor.fetchall()]
    return msgspec.convert(rows, list[kind], strict=False)


def _connect(path: Path) -> sqlite3.Connection:
    # Made by us before SQLite does, so that it (and the WAL, which copies its mode) is never readable by others.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(_SCHEMA)
    return connection
