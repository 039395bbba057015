"""The log's tables, at this version: made and brought up in a file by whoever opens it, on a server by the operator's command."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from adapters import migrations
from adapters.log import schema

TABLES = migrations.Tables(
    "log", Path(__file__).with_name("migrations"), schema.REVISION, migrations.revision_table()
)  # fmt: skip


def migrate_server(url: str) -> None:
    """Bring a PostgreSQL database up. Raises WrongSchema if it is newer than this software."""
    migrations.migrate_server(TABLES, url, lambda connection: _identify(connection, secrets.token_hex(6)))


def check_server(url: str) -> None:
    """Raises WrongSchema unless the database is at exactly this version."""
    migrations.check_server(TABLES, url)


def migrate_file(path: Path, life: Callable[[], str] = lambda: secrets.token_hex(6)) -> None:
    """Make or bring up a SQLite log: it has one process, so nobody needs to be asked. Raises WrongSchema if it is newer."""
    engine = sa.create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            found = migrations.revision_of(TABLES, connection)
            migrations.refuse_newer(TABLES, found)
            if found is None and not sa.inspect(connection).has_table("event"):
                _make(connection)
            elif found != schema.REVISION:
                if found is None:
                    migrations.stamp(TABLES, connection, "0001")  # made before revisions were kept
                migrations.upgrade(TABLES, connection)
            _identify(connection, life())
            connection.commit()
    finally:
        engine.dispose()


def renew_server(url: str) -> None:
    """Give a log on a server a new life: it was restored from a backup."""
    with migrations.server(url) as engine:
        _renew(engine)


def renew_file(path: Path) -> None:
    """Give a SQLite log a new life: it was restored from a backup. Nobody else may have it open."""
    _renew(sa.create_engine(f"sqlite:///{path}"))


def _renew(engine: sa.Engine) -> None:
    try:
        with engine.begin() as connection:
            connection.execute(sa.update(schema.log_identity).values(life=secrets.token_hex(6)))
    finally:
        engine.dispose()


def _make(connection: sa.Connection) -> None:
    """A new file gets the tables as they are now, without loading the migrations (a third of a second)."""
    schema.metadata.create_all(connection, tables=[table for table in schema.metadata.sorted_tables if not table.info])
    migrations.stamp(TABLES, connection, schema.REVISION)


def _identify(connection: sa.Connection, life: str) -> None:
    if connection.execute(sa.select(schema.log_identity.c.id)).first() is None:
        connection.execute(schema.log_identity.insert().values(id=1, life=life, created_at=time.time_ns() // 1_000))
