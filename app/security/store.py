"""The file of tokens, sign-in links, sessions and access records: small, on one thread, secrets only as hashes."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from app.logs import logger

Answer = TypeVar("Answer")

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
CREATE TABLE IF NOT EXISTS access (
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, customer_id TEXT NOT NULL, person TEXT NOT NULL, who TEXT NOT NULL,
    role TEXT NOT NULL, what TEXT NOT NULL, purpose TEXT NOT NULL, via TEXT NOT NULL, at TEXT NOT NULL,
    at_version INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS access_by_customer ON access (tenant, customer_id, id);
"""


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A bearer token as kept. `shown` is its beginning, by which people tell tokens apart."""

    id: str
    digest: str
    shown: str
    tenant: str
    role: str
    name: str
    source: str
    feed: bool
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in link as kept: good once, until it expires."""

    digest: str
    tenant: str
    role: str
    name: str
    expires_at: datetime
    used_at: datetime | None = None


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A console session as kept. `seen_at` may lie a minute behind."""

    id: str
    digest: str
    tenant: str
    role: str
    name: str
    created_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """One record of somebody having looked at a customer."""

    tenant: str
    customer_id: str
    person: str
    who: str
    role: str
    what: str
    purpose: str
    via: str
    at: datetime
    at_version: int | None = None


_TABLES: dict[type[msgspec.Struct], str] = {Token: "token", Link: "link", Session: "session", Access: "access"}
Row = TypeVar("Row", bound=msgspec.Struct)


class AccessStore:
    """Reads and writes access.db. Every statement runs on one thread, in the order it was asked for."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="access-store")
        self._connection = self._thread.submit(_connect, path).result()
        self._closed = False

    def close(self) -> None:
        """Finish what was asked for and close the file. Closing twice is closing once."""
        if not self._closed:
            self._closed = True
            self._thread.submit(self._connection.close).result()
            self._thread.shutdown()

    async def add(self, row: msgspec.Struct) -> None:
        """Store one row durably."""
        await self._run(lambda: self._insert(row))

    def load(self, kind: type[Row], where: str = "1", values: Sequence[object] = ()) -> list[Row]:
        """Read rows, waiting for them: for start-up, before anybody calls."""
        return self._thread.submit(self._select, kind, where, values).result()

    async def find(self, kind: type[Row], where: str, values: Sequence[object]) -> list[Row]:
        """Read the rows a condition holds for, in the order they were stored."""
        return await self._run(lambda: self._select(kind, where, values))

    async def mark(self, kind: type[Row], column: str, at: datetime, where: str, values: Sequence[object]) -> list[Row]:
        """Set a time on the rows a condition holds for. Returns exactly the rows this call has set."""
        return await self._run(lambda: self._mark(kind, column, at, where, values))

    def mark_soon(self, kind: type[Row], column: str, at: datetime, where: str, values: Sequence[object]) -> None:
        """Set a time without waiting: for what may be lost (last used), and must not fail the caller."""
        done = self._thread.submit(self._mark, kind, column, at, where, values)
        done.add_done_callback(_log_failure)

    async def _run(self, work: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _insert(self, row: msgspec.Struct) -> None:
        values: dict[str, object] = msgspec.to_builtins(row)
        marks = ", ".join("?" * len(values))
        columns = ", ".join(values)
        self._connection.execute(
            f"INSERT INTO {_TABLES[type(row)]} ({columns}) VALUES ({marks})", list(values.values())
        )

    def _select(self, kind: type[Row], where: str, values: Sequence[object]) -> list[Row]:
        sql = f"SELECT {_columns(kind)} FROM {_TABLES[kind]} WHERE {where} ORDER BY rowid"
        return _rows(kind, self._connection.execute(sql, values))

    def _mark(self, kind: type[Row], column: str, at: datetime, where: str, values: Sequence[object]) -> list[Row]:
        sql = f"UPDATE {_TABLES[kind]} SET {column} = ? WHERE {where} RETURNING {_columns(kind)}"
        return _rows(kind, self._connection.execute(sql, [msgspec.to_builtins(at), *values]))


def _columns(kind: type[msgspec.Struct]) -> str:
    return ", ".join(kind.__struct_fields__)


def _rows(kind: type[Row], cursor: sqlite3.Cursor) -> list[Row]:
    rows = [dict(zip(kind.__struct_fields__, row, strict=True)) for row in cursor.fetchall()]
    return msgspec.convert(rows, list[kind], strict=False)


def _connect(path: Path) -> sqlite3.Connection:
    # Made by us before SQLite does, so that it (and the WAL, which copies its mode) is never readable by others.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(_SCHEMA)
    return connection


def _log_failure(done: "Future[list[Row]]") -> None:
    if fault := done.exception():
        logger.warning("a time could not be stored in the access file", exc_info=fault)
