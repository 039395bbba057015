"""Read markers in a small file of their own: written behind, read at start. Losing the last of them costs a bold line."""

import os
import sqlite3
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

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

    def load(self) -> list[Marker]:
        """All of them, the latest read last."""
        return self._thread.submit(lambda: [Marker(*row) for row in self._connection.execute(_ALL)]).result()

    def put_soon(self, markers: Iterable[Marker]) -> None:
        """Keep these, without waiting."""
        self._thread.submit(self._put, list(markers))

    def close(self) -> None:
        """Write what waits and close the file."""
        self._thread.submit(self._connection.close).result()
        self._thread.shutdown()

    def _put(self, markers: list[Marker]) -> None:
        with self._connection:
            self._connection.executemany(_PUT, markers)
            self._connection.execute(_TRIM, (self._most,))


def _connect(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")  # what a power cut takes back is read once more
    connection.executescript(_SCHEMA)
    return connection
