"""Key databases for tests: real ones, opened by as many nodes as a test wants."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg

from adapters.keys import schema
from adapters.keys.keyring import Keyring
from adapters.keys.migrate import migrate_server
from adapters.keys.postgres import PostgresKeys
from adapters.keys.sqlite import SqliteKeys
from adapters.keys.store import KeyStore, KeysUnavailable

OLD, NEW, OTHER = b"old" * 11, b"new" * 11, b"other" * 7


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Database(Protocol):
    """One key database; every `store()` is another node's way to it."""

    def store(self) -> KeyStore: ...

    def dump(self) -> list[Any]: ...

    def run(self, statement: str) -> None: ...


class InFile:
    """A SQLite file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "keys.db"

    def store(self) -> KeyStore:
        return SqliteKeys(self.path)

    def dump(self) -> list[Any]:
        import sqlite3

        with sqlite3.connect(self.path) as connection:
            tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1").fetchall()
            return [(name, connection.execute(f"SELECT * FROM {name}").fetchall()) for (name,) in tables]

    def run(self, statement: str) -> None:
        import sqlite3

        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.execute(statement)
        connection.close()


class AtServer:
    """A PostgreSQL database with the tables that migrations make."""

    def __init__(self, url: str) -> None:
        self.url = url
        migrate_server(url)

    def store(self) -> KeyStore:
        return PostgresKeys(self.url)

    def dump(self) -> list[Any]:
        with psycopg.connect(self.url) as connection:
            return [
                (name, connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3".encode()).fetchall())
                for name in sorted(schema.metadata.tables)
            ]

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True, options="-c search_path=throughline_keys") as connection:
            connection.execute(statement.encode())


def chance(seed: int) -> Callable[[int], bytes]:
    """Random bytes that a run can repeat."""
    return random.Random(seed).randbytes


@contextmanager
def node(database: Database, master_key: bytes = OLD, previous: Sequence[bytes] = (), clock: Clock | None = None,
         seed: int = 1) -> Iterator[Keyring]:  # fmt: skip
    """A node's keyring for the length of a `with`."""
    store = database.store()
    try:
        keyring = Keyring(store, master_key, chance(seed), previous, clock or Clock())
    except BaseException:
        store.close()
        raise
    try:
        yield keyring
    finally:
        keyring.close()


def made(keyring: Keyring, count: int, tenant: str = "demo") -> dict[tuple[str, str], bytes]:
    """So many customers' keys, stored, and by what each is recognised."""
    keys = [keyring.begin(tenant, f"c-{number:04}") for number in range(count)]
    keyring.store(keys, 1)
    return {(tenant, key.name): mark(keyring, tenant, key.name) for key in keys}


def mark(keyring: Keyring, tenant: str, stream: str) -> bytes:
    """What only this customer's key makes of nothing."""
    return keyring.key(tenant, stream).encrypt(bytes(12), b"", b"")


class Flaky:
    """A real store that a test can cut off, and into whose calls it can step."""

    def __init__(self, store: KeyStore) -> None:
        self.store, self.away = store, False
        self.before: Callable[[str], None] = lambda name: None
        self.after: Callable[[str], None] = lambda name: None

    def __getattr__(self, name: str) -> Any:
        call = getattr(self.store, name)

        def through(*arguments: Any, **more: Any) -> Any:
            if self.away:
                raise KeysUnavailable("away")
            self.before(name)
            answer = call(*arguments, **more)
            self.after(name)
            return answer

        return through
