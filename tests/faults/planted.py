"""Bugs to plant: each fault test must find one. `python -m tests.faults.planted BUG serve …` runs the service with one."""

import contextlib
import itertools
import os
import random
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from adapters.log.appends import Append, Placed
from adapters.log.batch import Batch
from adapters.log.rows import Row
from adapters.log.sqlite import SqliteStore
from adapters.log.store import Begun, First, UnknownCommit

SLOW_DISK = 0.003  # seconds
Worse = Iterator[tuple[Any, str, Any]]  # what is changed, which of its names, for what
Undo = Callable[[], None]


def answer_before_commit() -> Worse:
    """The receipt goes out while the transaction is still open: it is committed when the next one comes."""
    begin, commit = SqliteStore.begin, SqliteStore.commit

    def late_begin(self: SqliteStore, *asked: Any) -> Begun:
        if self._sql.in_transaction:
            time.sleep(SLOW_DISK)
            commit(self, 0)
        return begin(self, *asked)

    yield SqliteStore, "begin", late_begin
    yield SqliteStore, "commit", lambda self, position: None


def no_dedupe() -> Worse:
    """Nobody looks whether a delivery came before, and the index that would refuse it is not there."""
    begin, opened = SqliteStore.begin, SqliteStore.open

    def open_without_index(self: SqliteStore) -> None:
        opened(self)
        self._sql.execute("DROP INDEX IF EXISTS event_intake_key")

    def blind_begin(self: SqliteStore, keys: Any, *others: Any) -> Begun:
        return begin(self, [], *others)

    yield SqliteStore, "open", open_without_index
    yield SqliteStore, "begin", blind_begin


def no_dedupe_on_postgresql() -> Worse:
    """The same on a server."""
    from adapters.log.postgres import PostgresStore

    begin = PostgresStore.begin

    def blind_begin(self: PostgresStore, keys: Any, *others: Any) -> Begun:
        self._connected().execute("DROP INDEX IF EXISTS event_intake_key")
        return begin(self, [], *others)

    yield PostgresStore, "begin", blind_begin


def dedupe_outside_the_transaction() -> Worse:
    """Deliveries are looked up before the batch is made, so two of one batch do not see each other."""
    opened, place = SqliteStore.open, Batch.place

    def open_without_index(self: SqliteStore) -> None:
        opened(self)
        self._sql.execute("DROP INDEX IF EXISTS event_intake_key")

    def place_alone(self: Batch, append: Append) -> Placed | Exception:
        placed = place(self, append)
        if append.intake_key is not None and isinstance(placed, Placed) and not placed.duplicate:
            self._recorded.pop(append.intake_key, None)
        return placed

    yield SqliteStore, "open", open_without_index
    yield Batch, "place", place_alone


def dedupe_in_memory() -> Worse:
    """What came before is remembered as long as the process lives."""
    opened, begin, insert = SqliteStore.open, SqliteStore.begin, SqliteStore.insert
    known: dict[bytes, First] = {}

    def open_without_index(self: SqliteStore) -> None:
        opened(self)
        self._sql.execute("DROP INDEX IF EXISTS event_intake_key")

    def remembering_begin(self: SqliteStore, keys: Sequence[bytes], *others: Any) -> Begun:
        return begin(self, [], *others)._replace(recorded={key: known[key] for key in keys if key in known})

    def remembering_insert(self: SqliteStore, rows: Sequence[Row]) -> None:
        insert(self, rows)
        for row in rows:
            if row.intake_key is not None:
                known[row.intake_key] = First(row.body_digest, row.stream, row.version, row.position, row.meta)

    yield SqliteStore, "open", open_without_index
    yield SqliteStore, "begin", remembering_begin
    yield SqliteStore, "insert", remembering_insert


def synchronous_off() -> Worse:
    """SQLite waits for no disk: harmless for a killed process, not for a power cut."""
    opened = SqliteStore.open

    def careless_open(self: SqliteStore) -> None:
        opened(self)
        self._sql.execute("PRAGMA synchronous=OFF")

    yield SqliteStore, "open", careless_open


def memory_trusted() -> Worse:
    """A log is opened as it was left: nobody brings what a killed process wrote, and did not wait for, to the disk."""
    from app import storage

    def trusting_open(self: SqliteStore) -> None:
        self._connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self.seen.open()

    yield storage.log, "migrate_file", lambda path: None
    yield SqliteStore, "open", trusting_open


def failed_commit_ignored() -> Worse:
    """An I/O error at commit is taken for a passing trouble: tried again, and the transaction is gone by then."""
    commit = SqliteStore.commit

    def stubborn_commit(self: SqliteStore, position: int) -> None:
        try:
            commit(self, position)
        except sqlite3.OperationalError:
            with contextlib.suppress(sqlite3.OperationalError):
                commit(self, position)

    yield SqliteStore, "commit", stubborn_commit


def no_fence() -> Worse:
    """After a failed sync the same process goes on, as if a second try said anything about the first."""
    yield SqliteStore, "failed", lambda self, error: False


def patient_server() -> Worse:
    """A transaction may stay open for as long as its node likes (and nobody waits long, so that the test is short)."""
    from adapters import servers

    session = servers.SESSION.replace(
        "idle_in_transaction_session_timeout = '5s'", "idle_in_transaction_session_timeout = 0"
    )
    yield servers, "SESSION", session.replace("lock_timeout = '{seconds}s'", "lock_timeout = '2s'")


def bare_sequence() -> Worse:
    """Positions come from a sequence and nobody waits for anybody: a later position may be committed first."""
    from adapters.log import postgres

    chosen = random.Random(os.getpid())

    def lone_commit(self: postgres.PostgresStore, position: int) -> None:
        writes, self._writes, rows, self._rows = self._writes, [], self._rows, []
        for query, parameters in writes:
            self._run(query, parameters)
        if rows:
            self._run(postgres._EVENTS, rows)
        if chosen.random() < 0.3:
            time.sleep(10 * SLOW_DISK)
        self._connected().execute("COMMIT")

    yield postgres, "_LOCK", "SELECT nextval('naive_position')"
    yield postgres.PostgresStore, "commit", lone_commit


def troubled_commits() -> Worse:
    """No bug but bad weather: one transaction in twenty fails before its commit, one in twenty is slow."""
    from adapters.log.postgres import PostgresStore

    commit, chosen = PostgresStore.commit, random.Random(os.getpid())

    def troubled_commit(self: PostgresStore, position: int) -> None:
        fate = chosen.random()
        if fate < 0.05:
            raise UnknownCommit("bad weather")
        if fate < 0.10:
            time.sleep(10 * SLOW_DISK)
        commit(self, position)

    yield PostgresStore, "commit", troubled_commit


def stopped_in_the_transaction() -> Worse:
    """No bug either: the process is stopped inside its tenth transaction, as by a debugger or a sleeping machine."""
    from adapters.log.postgres import PostgresStore

    commit, count = PostgresStore.commit, itertools.count(1)

    def stopped_commit(self: PostgresStore, position: int) -> None:
        if next(count) == 10:
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)  # this thread, before it goes on
        commit(self, position)

    yield PostgresStore, "commit", stopped_commit


def no_heal() -> Worse:
    """Nobody looks by himself: what no bell says is not found."""
    from app import follower
    from app.live import hub

    yield follower, "HEAL_SECONDS", 1e6
    yield hub, "HEAL_SECONDS", 1e6


def resumed_at_the_head() -> Worse:
    """Who comes back to a page is told of what comes from now on, and not of what came in between."""
    from app.live.cursor import Cursor

    begin = Cursor._begin

    def forgetful_begin(self: Cursor, asked: Any) -> str:
        told = begin(self, asked)
        self.version = self.feed.version
        return told

    yield Cursor, "_begin", forgetful_begin


def sure_for_long() -> Worse:
    """No bug either: a machine that is busy, or held still, is no reason to send people back to ask who they are."""
    from app.security import gate

    yield gate, "SURE_SECONDS", 1e6


BUGS: dict[str, Callable[[], Worse]] = {
    "answer before commit": answer_before_commit,
    "no dedupe": no_dedupe,
    "no dedupe on postgresql": no_dedupe_on_postgresql,
    "dedupe outside the transaction": dedupe_outside_the_transaction,
    "dedupe in memory": dedupe_in_memory,
    "synchronous off": synchronous_off,
    "memory trusted": memory_trusted,
    "failed commit ignored": failed_commit_ignored,
    "no fence": no_fence,
    "patient server": patient_server,
    "bare sequence": bare_sequence,
    "troubled commits": troubled_commits,
    "stopped in the transaction": stopped_in_the_transaction,
    "no heal": no_heal,
    "resumed at the head": resumed_at_the_head,
    "sure for long": sure_for_long,
}


def plant(name: str) -> Undo:
    """Change the classes of this process for the worse: one bug, or several joined by +. Returns how to take it back."""
    changed: list[tuple[Any, str, Any]] = []
    for each in name.split("+") if name else ():
        for kind, attribute, worse in BUGS[each]():
            changed.append((kind, attribute, getattr(kind, attribute)))
            setattr(kind, attribute, worse)

    def undo() -> None:
        for kind, attribute, right in reversed(changed):
            setattr(kind, attribute, right)

    return undo


if __name__ == "__main__":
    from app.cli import main

    plant(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
