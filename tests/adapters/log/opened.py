"""A log of its own for a test: real files, real writer."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from adapters.keys.keyring import Keyring
from adapters.keys.sqlite import SqliteKeys
from adapters.log import sqlite
from adapters.log.appends import Append, NewEvent
from adapters.log.codec import Codec, Meta, microseconds
from adapters.log.migrate import migrate_file, migrate_server
from adapters.log.postgres import PostgresStore
from adapters.log.postgres_reader import PostgresReader
from adapters.log.reading import LogReader
from adapters.log.store import LogStore
from adapters.log.writer import Writer
from domain.customer.events import Event
from domain.record import Actor
from tests.examples import NOON

META = msgspec.json.encode(Meta(actor=Actor(kind="customer")))


class OpenLog:
    """Everything a test of the log needs."""

    def __init__(self, folder: Path, url: str = "", life: str = "life") -> None:
        self.path = folder / "log.db"
        self.ticks = microseconds(NOON)
        self.store, self.reader = at_server(url) if url else in_file(self.path, life)
        self.keyring = Keyring(SqliteKeys(folder / "keys.db"), b"master", os.urandom)
        self.codec = Codec(self.keyring, os.urandom)
        self.writer = Writer(self.store, self.keyring, self.clock)

    def clock(self) -> int:
        """A microsecond later at each look."""
        self.ticks += 1
        return self.ticks

    def new(self, event: Event, stream: str = "c-1") -> NewEvent:
        """A sealed event."""
        event_id = os.urandom(16)
        key = self.keyring.key("demo", stream)
        state = self.codec.seal(event, key, "demo", stream, event_id)
        return NewEvent(stream, event_id, event.name, event.schema, microseconds(NOON), META, state)

    def append(self, *events: Event, stream: str = "c-1", key: bytes | None = None, **more: object) -> Append:
        """An append of events to one stream."""
        return Append(
            tenant="demo", events=[self.new(event, stream) for event in events], intake_key=key, body_digest=key, **more
        )


def in_file(path: Path, life: str = "life") -> tuple[LogStore, LogReader]:
    """A SQLite log, made if need be."""
    migrate_file(path, lambda: life)
    store = sqlite.SqliteStore(path)
    return store, sqlite.SqliteReader(path, store.seen)


def at_server(url: str) -> tuple[LogStore, LogReader]:
    """A log in a PostgreSQL database, migrated if need be."""
    migrate_server(url)
    return PostgresStore(url), PostgresReader(url)


@contextmanager
def open_log(folder: Path, *streams: str, url: str = "", life: str = "life") -> Iterator[OpenLog]:
    """Open a log with keys for these customers; in the folder, or in the database of a URL."""
    log = OpenLog(folder, url, life)
    log.keyring.store([log.keyring.begin("demo", stream) for stream in streams or ("c-1",)], 0)
    log.writer.start()
    try:
        yield log
    finally:
        log.writer.stop()
        log.reader.close()
        log.keyring.close()
