"""Opens the log where the settings say it is kept: a file beside us, or a database on a server that others use too."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from adapters.access import migrate as access
from adapters.attachments import migrate as attachments
from adapters.durable import explain
from adapters.keys import migrate as keys
from adapters.log import migrate as log
from adapters.log.reading import LogReader
from adapters.log.sqlite import SqliteReader, SqliteStore
from adapters.log.store import LogStore
from adapters.migrations import WrongSchema
from app.settings import Settings


class CannotOpen(Exception):
    """A database cannot be used; the text is a sentence for the operator."""


def open_log(settings: Settings) -> tuple[LogStore, LogReader]:
    """The writer's side and everybody else's. A server's tables are only looked at, never made. Raises CannotOpen."""
    if not settings.on_server:
        with _explained(settings):
            log.migrate_file(settings.log_file)
        store = SqliteStore(settings.log_file)
        return store, SqliteReader(settings.log_file, store.seen)
    from adapters.log.postgres import PostgresStore
    from adapters.log.postgres_reader import PostgresReader

    check_tables(settings)
    return PostgresStore(settings.database_url), PostgresReader(settings.database_url)


def check_tables(settings: Settings) -> None:
    """Raises CannotOpen unless a server's tables are there, at this version. Files are brought up by whoever opens them."""
    if settings.on_server:
        with _explained(settings):
            log.check_server(settings.database_url)
            access.check_server(settings.database_url)
            keys.check_server(settings.keys_database)
            attachments.check_server(settings.database_url)


def bring_up(settings: Settings) -> str:
    """Bring the log to this version and say so in a sentence. Raises CannotOpen."""
    with _explained(settings):
        if settings.on_server:
            log.migrate_server(settings.database_url)
            access.migrate_server(settings.database_url)
            keys.migrate_server(settings.keys_database)
            attachments.migrate_server(settings.database_url)
            return "The database is at this version."
        log.migrate_file(settings.log_file)
    return f"The data folder {settings.data_dir} is at this version."


def renew_life(settings: Settings) -> str:
    """The log was restored from a backup: have everybody begin anew, and say so in a sentence. Raises CannotOpen."""
    with _explained(settings):
        if settings.on_server:
            log.renew_server(settings.database_url)
        else:
            log.renew_file(settings.log_file)
    return "The log has a new life: screens and read models begin anew, and the proof tells of a restore."


@contextmanager
def opening(path: Path) -> Generator[None]:
    """What keeps a file of the data folder from being opened is said with its name. Raises CannotOpen."""
    import sqlalchemy.exc as trouble

    try:
        yield
    except (OSError, sqlite3.Error, trouble.SQLAlchemyError) as error:
        raise CannotOpen(f"{path} cannot be opened: {cause_of(error)}") from error


def cause_of(error: BaseException) -> str:
    """What is wrong, in a sentence."""
    return explain(getattr(error, "orig", None) or error)


@contextmanager
def _explained(settings: Settings) -> Generator[None]:
    import sqlalchemy.exc as trouble

    try:
        yield
    except WrongSchema as error:
        raise CannotOpen(str(error)) from error
    except trouble.SQLAlchemyError as error:
        where = "the database server" if settings.on_server else str(settings.log_file)
        raise CannotOpen(f"The log at {where} cannot be opened: {cause_of(error)}") from error
