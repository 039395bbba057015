"""Credentials and access records in both their homes, for every test that asks for `open_store`."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from adapters.access import schema
from adapters.access.migrate import migrate_server
from adapters.access.postgres import PostgresAccess
from adapters.access.store import AccessStore
from app.settings import Settings
from tests.app.stores import OpenStore, in_file
from tests.peers.postgres import Postgres


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.read({"THROUGHLINE_DATA_DIR": str(tmp_path)})


@pytest.fixture(scope="session")
def access_database(postgres: Postgres) -> str:
    """A database with the tables of credentials."""
    url = postgres.fresh()
    migrate_server(url)
    return url


@pytest.fixture
def shared_store(access_database: str) -> Iterator[OpenStore]:
    """Opens the store of several nodes, empty at the test's begin."""
    tables = ", ".join(f"{schema.SCHEMA}.{table.name}" for table in schema.metadata.sorted_tables)
    with psycopg.connect(access_database, autocommit=True) as connection:
        connection.execute(f"TRUNCATE {tables}".encode())
    opened: list[AccessStore] = []

    def again() -> AccessStore:
        opened.append(PostgresAccess(access_database))
        return opened[-1]

    yield again
    for store in opened:
        store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def open_store(request: pytest.FixtureRequest, settings: Settings) -> Iterator[OpenStore]:
    """Opens the test's store, again the same one at the second call."""
    opened: list[AccessStore] = []

    def again() -> AccessStore:
        at_server = request.param == "postgresql"
        opened.append(request.getfixturevalue("shared_store")() if at_server else in_file(settings))
        return opened[-1]

    yield again
    for store in opened:
        store.close()
