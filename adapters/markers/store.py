"""Read markers in a small file of their own: written behind, read at start. Losing the last of them costs a bold line."""

import logging
import os
import sqlite3
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import NamedTuple

PATIENCE = 1.0  # seconds for who holds the file
MOST = 100_000  # in the file; beyond, those of longest ago go
_SCHEMA = """
CREATE TABLE IF NOT EXISTS marker (
    id INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, person TEXT NOT NULL, customer_id TEXT NOT NULL,
    version INTEGER NOT NULL, UNIQUE (tenant, person, customer_id)
) STRICT;
"""
# A marker that moves is the newest again: the file is bounded by when somebody last read.
_PUT = "INSERT OR REPLACE INTO marker (tenant, person, customer_id, version) VALUES (?, ?, ?, ?)"
_TRIM = "DELETE FROM marker WHERE id <= (SELECT id FROM marker ORDER BY id DESC LIMIT 1 OFFSET ?)"
_ALL = "SELECT tenant, person, customer_id, version FROM marker ORDER BY id"


class Marker(NamedTuple):
    """Up to which version of a customer's page somebody has read."""

    tenant: str
    person: str
    customer_id: str
    version: int


class MarkerStore:
    """Every statement runs on one thread, in the order it was asked for."""

    def __init__(self, path: Path, most: int = MOST) -> None:
        self._most = most
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="markers")
        self._connection = self._thread.submit(_connect, path).result()
        self._lock = Lock()
        self._unkept: list[Marker] = []  # in the order of reading
        self._called = False  # the thread will look at them
        self.failed = 0  # times in a row that something could not be kept

    def load(self) -> list[Marker]:
        """All of them, the latest read last."""
        return self._thread.submit(lambda: [Marker(*row) for row in self._connection.execute(_ALL)]).result()

    def put_soon(self, markers: Iterable[Marker]) -> None:
        """Keep these, without waiting. What cannot be kept (another program holds the file, the disk is full) is kept with
        the next, when it is asked for again (even with none), or at the end.
        """
        with self._lock:
            self._unkept += markers
            if not self._called:
                self._called = True
                self._thread.submit(self._put)

    def close(self) -> None:
        """Write what waits and close the file."""
        self._thread.submit(self._end).result()
        self._thread.shutdown()

    def _put(self) -> None:
        with self._lock:
            self._called = False
            markers, self._unkept = self._unkept, []
        try:
            with self._connection:
                self._connection.executemany(_PUT, markers)
                self._connection.execute(_TRIM, (self._most,))
            self.failed = 0
        except sqlite3.Error as fault:
            logging.getLogger("throughline").warning("read markers are not kept yet", exc_info=fault)
            with self._lock:
                self._unkept = [*markers, *self._unkept][-self._most :]
                self.failed += 1

    def _end(self) -> None:
        if self._unkept:
            self._put()
        self._connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=PATIENCE, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")  # what a power cut takes back is read once more
    connection.executescript(_SCHEMA)
    return connection
