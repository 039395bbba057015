"""The log opened only for reading, beside whoever writes it."""

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from adapters.keys.keyring import KeysUnavailable
from adapters.log.codec import Codec
from adapters.log.reading import LogReader
from app.control import CommandError
from app.keys import open_keyring
from app.settings import Settings


@contextmanager
def beside(settings: Settings) -> Generator[tuple[LogReader, Codec]]:
    """Reader and codec, for the length of a `with`. Raises CommandError where there is nothing to read."""
    reader = _reader(settings)
    try:
        keyring = open_keyring(settings)
    except (KeysUnavailable, OSError, sqlite3.Error) as error:
        reader.close()
        raise CommandError(f"The customers' keys cannot be opened: {error}") from error
    try:
        yield reader, Codec(keyring, os.urandom)
    finally:
        reader.close()
        keyring.close()


def _reader(settings: Settings) -> LogReader:
    if settings.on_server:
        from app.storage import CannotOpen, open_log

        try:
            return open_log(settings)[1]
        except CannotOpen as error:
            raise CommandError(str(error)) from error
    from adapters.log.sqlite import SqliteReader

    if not settings.log_file.exists():
        raise CommandError(f"There is no log at {settings.log_file}.")
    return SqliteReader(settings.log_file)
