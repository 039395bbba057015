"""A projector that is stopped at one statement of its database, BEGIN and COMMIT among them: by a fault, or killed."""

import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from adapters.log.rows import Row
from adapters.views import files
from adapters.views.projector import Projector
from adapters.views.store import VIEW, Parked, move
from tests.adapters.log.opened import OpenLog
from tests.adapters.views.histories import History, Kept, every_kind

BATCH = 4


class Stopped(BaseException):
    """The process is no more: nothing may catch this."""


class Countdown:
    """Lets so many statements pass, then does what ends it."""

    def __init__(self, left: int, end: Callable[[], None]) -> None:
        self.left, self._end = left, end

    def statement(self, _: str = "") -> None:
        if self.left == 0:
            self._end()
        self.left -= 1


def raising(countdown: Countdown) -> files.Connect:
    """Connections that raise at a statement before it is done."""

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, *values: Any) -> Any:
            countdown.statement()
            return super().execute(sql, *values)

        def executemany(self, sql: str, *values: Any) -> Any:
            countdown.statement()
            return super().executemany(sql, *values)

    class Connection(sqlite3.Connection):
        def cursor(self, *_: Any) -> Any:
            return super().cursor(Cursor)

        def commit(self) -> None:
            if self.in_transaction:
                countdown.statement()
            super().commit()

    def connect(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=Connection)
        sqlite3.Connection.execute(connection, "PRAGMA journal_mode=WAL")
        return connection

    return connect


def killing(countdown: Countdown) -> files.Connect:
    """Connections on which SQLite itself tells of every statement it begins, each row of a many-row one too."""

    def connect(path: Path) -> sqlite3.Connection:
        connection = files.connect(path)
        connection.set_trace_callback(countdown.statement)
        return connection

    return connect


class CheckpointFirst(Projector):
    """The planted fault: how far it has come is kept before what was taken in."""

    def advance(self, rows: Sequence[Row], upto: int) -> list[Parked]:
        with self._views.writing() as connection:
            move(connection, VIEW, upto)
        return super().advance(rows, upto)


def went_on(kept: Kept, rows: Sequence[Row]) -> None:
    """Take in what is left after the position kept in the file, in small batches."""
    position = kept.views.position()
    kept.advance([row for row in rows if row.position > position], BATCH)


def a_history(log: OpenLog) -> list[Row]:
    """Every kind of event, moves, some events that nobody can read."""
    every_kind(History(log, "demo", 5))
    History(log, "demo-2", 11, strange=0.1).grow(20)
    return log.reader.since(0, 10_000)


def main(folder: Path, kind: str, numbers: Sequence[int]) -> None:
    """For each number a process of its own that is killed at that statement. Prints how many were."""
    killed = 0
    for number in numbers:
        child = os.fork()
        if child == 0:
            _until_killed(folder, kind, number)
        killed += os.waitpid(child, 0)[1] == signal.SIGKILL
    print(killed)


def _until_killed(folder: Path, kind: str, number: int) -> None:
    log = OpenLog(folder)
    countdown = Countdown(-1, lambda: os.kill(os.getpid(), signal.SIGKILL))
    kept = Kept(log, folder / f"{kind}-{number}.db", killing(countdown), PROJECTORS[kind])
    countdown.left = number
    went_on(kept, log.reader.since(0, 10_000))
    os._exit(0)


PROJECTORS: dict[str, type[Projector]] = {"ours": Projector, "checkpoint-first": CheckpointFirst}

if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], range(*map(int, sys.argv[3:])))
