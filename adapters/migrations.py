"""Brings a database's tables to this version by Alembic, and says when they are not: a server's only by the operator's command."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

_LOCK = 0x7468726F7567  # one migration at a time on a server
_LOCK_NOT_AVAILABLE = "55P03"
LOCK_SECONDS = 60  # that somebody else's migration or transaction is waited for
STEPS_SECONDS = 3_600.0  # that one step may take over a large log before the server is held for silent


class WrongSchema(Exception):
    """The tables are missing, older or newer than this software; the text says what to do."""


class Tables(NamedTuple):
    """A set of tables that is migrated together. Revisions are numbers of four digits, in order."""

    name: str
    steps: Path  # the folder of migrations
    revision: str
    kept_in: sa.Table  # where the database says which revision it is at


def revision_table(schema: str | None = None) -> sa.Table:
    """Alembic's own table: which revision a database is at."""
    return sa.Table(
        "alembic_version", sa.MetaData(schema=schema), sa.Column("version_num", sa.String(32), primary_key=True)
    )


def migrate_server(tables: Tables, url: str, after: Callable[[sa.Connection], None] | None = None) -> None:
    """Bring a PostgreSQL database up, one caller at a time; `after` runs in the same transaction.

    Raises WrongSchema if it is newer, or if somebody else holds it for too long.
    """
    with server(url) as engine, _told_who_waits(), engine.connect() as alone, engine.connect() as working:
        for each in (alone, working):
            _lent(each).execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
            _lent(each).commit()
        alone.execution_options(isolation_level="AUTOCOMMIT")
        _lent(alone).overdue += LOCK_SECONDS
        alone.execute(sa.text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        if tables.kept_in.schema is not None:
            alone.execute(sa.schema.CreateSchema(tables.kept_in.schema, if_not_exists=True))
        refuse_newer(tables, revision_of(tables, working))
        working.commit()
        _lent(working).overdue = STEPS_SECONDS
        upgrade(tables, working)
        if after is not None:
            after(working)
        working.commit()


def check_server(tables: Tables, url: str) -> None:
    """Nodes never make tables: raises WrongSchema unless the database is at exactly this version."""
    with server(url) as engine, engine.connect() as connection:
        found = revision_of(tables, connection)
    refuse_newer(tables, found)
    if found is None:
        raise WrongSchema(f"The database has no tables of the {tables.name} yet. Run `throughline migrate`, once.")
    if found != tables.revision:
        raise WrongSchema(
            f"The {tables.name}'s database is at schema {found}, older than this software's {tables.revision}. "
            "Run `throughline migrate`."
        )


@contextmanager
def server(url: str) -> Iterator[sa.Engine]:
    """Connections of a command to a server; one that takes them and then says nothing is given up (adapters.servers.Silent)."""
    from adapters.servers import connect_in_turn  # loads psycopg

    driven = sa.make_url(url).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(
        driven, poolclass=sa.NullPool, creator=lambda: connect_in_turn(url, "throughline migrate")
    )
    try:
        yield engine
    finally:
        engine.dispose()


def _lent(connection: sa.Connection) -> Any:
    """The driver's own connection."""
    return connection.connection.driver_connection


@contextmanager
def _told_who_waits() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", "") != _LOCK_NOT_AVAILABLE:
            raise
        raise WrongSchema(
            f"Somebody else has held the database's tables for {LOCK_SECONDS} seconds: another `throughline migrate`, or a "
            "transaction that does not end (pg_stat_activity). Nothing was changed. Run it again when that is over."
        ) from error


def upgrade(tables: Tables, connection: sa.Connection) -> None:
    """Run the steps that are missing, in the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(tables.steps))
    config.attributes.update(connection=connection, schema=tables.kept_in.schema)
    command.upgrade(config, "head")


def stamp(tables: Tables, connection: sa.Connection, revision: str) -> None:
    """Say which revision the tables are at."""
    tables.kept_in.create(connection, checkfirst=True)
    connection.execute(tables.kept_in.delete())
    connection.execute(tables.kept_in.insert().values(version_num=revision))


def revision_of(tables: Tables, connection: sa.Connection) -> str | None:
    """The revision a database is at; None before its first."""
    if not sa.inspect(connection).has_table(tables.kept_in.name, schema=tables.kept_in.schema):
        return None
    return connection.execute(sa.select(tables.kept_in.c.version_num)).scalar()


def refuse_newer(tables: Tables, found: str | None) -> None:
    """Raises WrongSchema when the tables were made by newer software: nothing may be changed then."""
    if found is not None and found > tables.revision:
        raise WrongSchema(
            f"The {tables.name}'s database is at schema {found}; this software knows {tables.revision}. Use the newer software."
        )
