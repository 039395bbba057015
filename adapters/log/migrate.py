"""Brings a log's tables to this version, and says when they are not: a server's only by the operator's own command."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from adapters.log import schema

_LOCK = 0x7468726F7567  # one migration at a time on a server


class WrongSchema(Exception):
    """The tables are missing, older or newer than this software; the text says what to do."""


def migrate_server(url: str, revision: str = "head") -> None:
    """Bring a PostgreSQL database up. Raises WrongSchema if it is newer than this software."""
    engine = sa.create_engine(_driver(url), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(sa.text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            _refuse_newer(_revision(connection))
            with engine.connect().execution_options(isolation_level="READ COMMITTED") as working:
                _upgrade(working, revision)
                working.commit()
    finally:
        engine.dispose()


def check_server(url: str) -> None:
    """Nodes never make tables: raises WrongSchema unless the database is at exactly this version."""
    engine = sa.create_engine(_driver(url))
    try:
        with engine.connect() as connection:
            found = _revision(connection)
    finally:
        engine.dispose()
    _refuse_newer(found)
    if found is None:
        raise WrongSchema("The database has no tables of ours yet. Run `throughline migrate` on it, once.")
    if found != schema.REVISION:
        raise WrongSchema(
            f"The database is at schema {found}, older than this software's {schema.REVISION}. Run `throughline migrate`."
        )


def migrate_file(path: Path, life: Callable[[], str] = lambda: secrets.token_hex(6)) -> None:
    """Make or bring up a SQLite log: it has one process, so nobody needs to be asked. Raises WrongSchema if it is newer."""
    engine = sa.create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            found = _revision(connection)
            _refuse_newer(found)
            if found is None and not sa.inspect(connection).has_table("event"):
                _make(connection, life())
            elif found != schema.REVISION:
                if found is None:
                    _stamp(connection, "0001")  # made before revisions were kept
                _upgrade(connection, "head")
            connection.commit()
    finally:
        engine.dispose()


def _make(connection: sa.Connection, life: str) -> None:
    """A new file gets the tables as they are now, without loading the migrations (a third of a second)."""
    schema.metadata.create_all(connection, tables=[table for table in schema.metadata.sorted_tables if not table.info])
    _stamp(connection, schema.REVISION)
    _identify(connection, life)


def _upgrade(connection: sa.Connection, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    _identify(connection, secrets.token_hex(6))


def _identify(connection: sa.Connection, life: str) -> None:
    if connection.execute(sa.select(schema.log_identity.c.id)).first() is None:
        connection.execute(schema.log_identity.insert().values(id=1, life=life, created_at=time.time_ns() // 1_000))


def _stamp(connection: sa.Connection, revision: str) -> None:
    schema.revision.create(connection, checkfirst=True)
    connection.execute(schema.revision.delete())
    connection.execute(schema.revision.insert().values(version_num=revision))


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table(schema.revision.name):
        return None
    return connection.execute(sa.select(schema.revision.c.version_num)).scalar()


def _refuse_newer(found: str | None) -> None:
    if found is not None and found > schema.REVISION:
        raise WrongSchema(
            f"The database is at schema {found}; this software knows {schema.REVISION}. Use the newer software."
        )


def _driver(url: str) -> sa.URL:
    return sa.make_url(url).set(drivername="postgresql+psycopg")
