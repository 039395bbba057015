"""The views' own file: opening it, making it anew when it is of no use, and putting another in its place."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.pool import QueuePool

from adapters.durable import sync
from adapters.views import schema

Connect = Callable[[Path], sqlite3.Connection]
_PAGE_BYTES = 2_048  # events change single rows here and there: half the usual page is half as much to write
_CHECKPOINT_PAGES = 16_000  # a page that changes often is copied into the file once
_CACHE_KIB = 16_384
_SIDE_FILES = ("", "-wal", "-shm", "-journal")
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class FileInUse(Exception):
    """Another program has the views' file open, so nothing can be put in its place."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection of the service: transactions begin where the code says so."""
    connection = _opened(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")  # a view can be made again
    connection.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
    connection.execute(f"PRAGMA journal_size_limit={_CHECKPOINT_PAGES * _PAGE_BYTES}")
    return connection


def connect_building(path: Path) -> sqlite3.Connection:
    """A connection to a file that nobody reads yet and that is thrown away after a crash: nothing needs to be durable."""
    connection = _opened(path)
    connection.execute("PRAGMA journal_mode=MEMORY")
    connection.execute("PRAGMA synchronous=OFF")
    return connection


def open_file(path: Path, opened: Connect) -> sa.Engine:
    """Open the tables, made anew if the file is of another version or damaged: the log fills them again."""
    try:
        engine = _engine(path, opened)
        with engine.connect() as connection:
            version = connection.exec_driver_sql("PRAGMA user_version").scalar()
            tables = sa.inspect(connection).get_table_names()
        if not tables or version == schema.SCHEMA_VERSION:
            return _with_tables(engine)
        engine.dispose()
    except (sqlite3.DatabaseError, exc.DatabaseError) as fault:
        if getattr(getattr(fault, "orig", fault), "sqlite_errorcode", None) not in _BROKEN:
            raise
    remove(path)
    return _with_tables(_engine(path, opened))


def remove(path: Path) -> None:
    """Delete a database with what lies beside it."""
    for suffix in _SIDE_FILES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def replace(path: Path, built: Path) -> None:
    """Put a finished file in the place of another, in one step. Every connection to both must be closed.

    Raises FileInUse: a write-ahead log left beside the old file would be taken for the new one's.
    """
    if any(path.with_name(path.name + suffix).exists() for suffix in _SIDE_FILES[1:]):
        raise FileInUse("Another program has the views' file open. Close it, then ask again.")
    os.replace(built, path)
    sync(path.parent)


class Gate:
    """Many may be inside, or one alone."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._closed = False

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Come in with others."""
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let nobody in, and wait until everybody is out."""
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._closed = True
            self._changed.wait_for(lambda: not self._inside)
        try:
            yield
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA page_size={_PAGE_BYTES}")  # of a new file; one that is there keeps its own
    connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
    connection.execute("PRAGMA temp_store=MEMORY")  # what a statement of many rows would take back
    return connection


def _engine(path: Path, opened: Connect) -> sa.Engine:
    return sa.create_engine("sqlite://", creator=lambda: opened(path), poolclass=QueuePool)


def _with_tables(engine: sa.Engine) -> sa.Engine:
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        schema.metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version={schema.SCHEMA_VERSION}")
    return engine
