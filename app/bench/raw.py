"""The database's own limit: the rows our log would hold, into our table with its indexes, a thousand in one transaction."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from adapters.log import schema
from adapters.log.rows import Row
from app.bench.ground import Place
from app.bench.ours import ONE_NEW_IN, clock
from app.bench.told import Window, window_of
from app.ids import Ids
from app.storage import open_log

BATCH = 1_000
STATE_BYTES, META_BYTES = 1_000, 220  # what a message of ours takes
_COLUMNS = ", ".join(schema.EVENT_COLUMNS)


class Raw(Protocol):
    """A database, and nothing of ours but its table."""

    def insert(self, rows: list[Row]) -> None:
        """Write these in one durable transaction."""
        ...


class RawSqlite:
    """executemany in one transaction, WAL, synchronous=FULL."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def insert(self, rows: list[Row]) -> None:
        """Write these in one durable transaction."""
        self._sql.execute("BEGIN IMMEDIATE")
        self._sql.executemany(f"INSERT INTO event ({_COLUMNS}) VALUES ({', '.join('?' * 15)})", rows)
        self._sql.execute("COMMIT")


class RawPostgres:
    """executemany (which the driver pipelines) in one transaction."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def insert(self, rows: list[Row]) -> None:
        """Write these in one durable transaction."""
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO event ({_COLUMNS}) VALUES ({', '.join(['%b'] * 15)})", rows)


@contextmanager
def raw(place: Place) -> Iterator[Raw]:
    """The log's own database, made as ours is."""
    settings = place.settings()
    if place.url:
        import psycopg

        with psycopg.connect(place.url, autocommit=True) as server:
            yield RawPostgres(server)
        return
    store, reader = open_log(settings)
    store.open()  # sets the file as the writer wants it
    store.close()
    reader.close()
    connection = sqlite3.connect(settings.log_file, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous=FULL")
        yield RawSqlite(connection)
    finally:
        connection.close()


class Rows:
    """Makes rows as ours are, without sealing or hashing anything."""

    def __init__(self) -> None:
        self._ids, self.made, self._stream = Ids(clock, os.urandom), 0, ""
        self._meta, self._state = os.urandom(META_BYTES), os.urandom(STATE_BYTES)

    def next(self, count: int) -> list[Row]:
        """The next rows, a new customer every twenty."""
        return [self._row() for _ in range(count)]

    def _row(self) -> Row:
        version = self.made % ONE_NEW_IN + 1
        if version == 1:
            self._stream = self._ids("c")
        self.made += 1
        return Row(
            self.made, "demo", self._stream, version, self._ids.event_id(), os.urandom(32), os.urandom(32),
            "message-received", 1, clock(), clock(), self._meta, self._state, bytes(32), os.urandom(32))  # fmt: skip


def batches(database: Raw, rows: Rows, seconds: float) -> Window:
    """A thousand rows in one durable transaction after the other; making the rows is not counted."""
    count, took = 0, 0.0
    while took < seconds:
        many = rows.next(BATCH)
        began = time.perf_counter()
        database.insert(many)
        took += time.perf_counter() - began
        count += len(many)
    return window_of(count, took)
