"""Tables come from migrations alone: nodes make none on a server, and refuse what is not of this version."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from adapters.log import schema
from adapters.log.migrate import check_server, migrate_file, migrate_server
from adapters.migrations import WrongSchema
from tests.peers.postgres import Postgres


def by_migrations(path: Path) -> None:
    """A SQLite log made as an old one is brought up: empty, then every step."""
    sqlite3.connect(path).executescript("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    migrate_file(path)


def differences(engine: sa.Engine, server: bool) -> list[object]:
    """What the tables lack or have too much, compared with their description."""
    wanted = sa.MetaData()
    for table in schema.metadata.sorted_tables:
        if server or not table.info:
            table.to_metadata(wanted)
    if not server:
        wanted.tables["event"].indexes.clear()  # the deliveries' keys are indexed beside a file (adapters/log/seen.py)
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), wanted))


def test_the_steps_lead_to_the_tables_as_described_on_a_server(postgres: Postgres):
    url = postgres.fresh()
    migrate_server(url)
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"))
    assert [] == differences(engine, server=True)
    check_server(url)


def test_a_new_file_has_the_same_tables_as_one_brought_up_by_the_steps(tmp_path: Path):
    by_migrations(tmp_path / "steps.db")
    migrate_file(tmp_path / "new.db")
    for name in ("steps", "new"):
        assert [] == differences(sa.create_engine(f"sqlite:///{tmp_path / name}.db"), server=False)
    made = [set(map(tuple, columns(tmp_path / f"{name}.db"))) for name in ("steps", "new")]
    assert made[0] == made[1]


def columns(path: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return [(table, *column) for table in tables for column in connection.execute(f"PRAGMA table_info({table})")]


def test_an_empty_server_database_is_refused_with_what_to_do(postgres: Postgres):
    with pytest.raises(WrongSchema, match="Run `throughline migrate`"):
        check_server(postgres.fresh())


@pytest.mark.parametrize(("revision", "advice"), [("0000", "Run `throughline migrate`"), ("9999", "Use the newer")])
def test_an_older_or_newer_server_database_is_refused(postgres: Postgres, revision: str, advice: str):
    url = postgres.fresh()
    migrate_server(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = %s", [revision])
    with pytest.raises(WrongSchema, match=advice):
        check_server(url)


def test_a_newer_database_is_not_touched(postgres: Postgres, tmp_path: Path):
    url, path = postgres.fresh(), tmp_path / "log.db"
    migrate_server(url)
    migrate_file(path)
    with psycopg.connect(url, autocommit=True) as server, sqlite3.connect(path) as file:
        for connection in (server, file):
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(WrongSchema, match="Use the newer"):
        migrate_server(url)
    file.close()
    with pytest.raises(WrongSchema, match="Use the newer"):
        migrate_file(path)


def test_two_migrations_at_once_make_the_tables_once(postgres: Postgres):
    url = postgres.fresh()
    with ThreadPoolExecutor(4) as at_once:
        list(at_once.map(migrate_server, [url] * 4))
    with psycopg.connect(url) as connection:
        assert [(1, 0)] == connection.execute("SELECT id, position FROM log_head").fetchall()
        assert 1 == len(connection.execute("SELECT life FROM log_identity").fetchall())


def test_migrating_again_keeps_everything(postgres: Postgres, tmp_path: Path):
    url, path = postgres.fresh(), tmp_path / "log.db"
    lives: list[str] = []
    for _ in range(2):
        migrate_server(url)
        migrate_file(path)
        with psycopg.connect(url) as server:
            lives += [row[0] for row in server.execute("SELECT life FROM log_identity")]
        lives += [row[0] for row in sqlite3.connect(path).execute("SELECT life FROM log_identity")]
    assert lives[:2] == lives[2:] and 2 == len(set(lives))
