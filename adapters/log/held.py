"""The log's file while somebody else writes to it: a shell, a tool that makes backups. Nobody else has anything to write there."""

import logging
import sqlite3
import time
from collections.abc import Callable

from domain.errors import LogHeld

TOLD_SECONDS = 15.0  # after the last try in vain nobody can say whether it is held still


class OrderLock:
    """Taken by the writer's thread at the beginning of each commit; waits as long as the connection does."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._held_at: float | None = None  # by somebody else, at the last try

    def take(self, connection: sqlite3.Connection) -> None:
        """Begin to write. Raises LogHeld."""
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            if self._held_at is None:
                logging.getLogger("throughline").warning("another program holds the log")
            self._held_at = self._now()
            raise LogHeld from error
        self._held_at = None

    def warnings(self) -> list[str]:
        """What an operator should know, as of the last try. Any thread."""
        held_at = self._held_at
        if held_at is None or self._now() - held_at > TOLD_SECONDS:
            return []
        return [
            "Another program holds the log's file: nothing can be written until its transaction ends (a shell, a backup)."
        ]
