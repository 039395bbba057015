"""The keys of all deliveries, beside the log: none is ever missed, whatever happens to the file that holds them."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from adapters.log.seen import Seen
from tests.adapters.log import opened
from tests.examples import a_message
from tests.patience import SECONDS

Entries = tuple[list[tuple[bytes, int]], int]


class Log:
    """As much of a log as this needs: positions, keys, hashes, a life."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sql = sqlite3.connect(path, isolation_level=None)
        self.sql.execute("PRAGMA journal_mode=WAL")
        self.sql.executescript(
            "CREATE TABLE event(position INTEGER PRIMARY KEY, intake_key BLOB, hash BLOB);"
            "CREATE TABLE log_identity(id INTEGER PRIMARY KEY, life TEXT); INSERT INTO log_identity VALUES (1, 'a');"
        )

    def append(self, keys: Sequence[bytes | None]) -> Entries:
        """Commit; returns what a writer would add."""
        last = self.sql.execute("SELECT COALESCE(MAX(position), 0) FROM event").fetchone()[0]
        rows = [(last + number, key, os.urandom(32)) for number, key in enumerate(keys, 1)]
        self.sql.execute("BEGIN")
        self.sql.executemany("INSERT INTO event VALUES (?, ?, ?)", rows)
        self.sql.execute("COMMIT")
        return [(key, position) for position, key, _ in rows if key is not None], last + len(rows)

    def held(self, seen: Seen, keys: Sequence[bytes]) -> dict[bytes, int]:
        """The keys as the store finds them: candidates, compared whole."""
        marks = ",".join(str(position) for position in seen.find(keys))
        rows = self.sql.execute(f"SELECT intake_key, position FROM event WHERE position IN ({marks})")
        return {key: position for key, position in rows if key in set(keys)}

    def every_key_is_found(self, seen: Seen) -> None:
        rows = dict(self.sql.execute("SELECT intake_key, position FROM event WHERE intake_key IS NOT NULL").fetchall())
        keys, found = list(rows), dict[bytes, int]()
        for start in range(0, len(keys), 300):
            found |= self.held(seen, keys[start : start + 300])
        assert rows == found


Open = Callable[..., Seen]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "log.db")


@pytest.fixture
def open_seen(log: Log) -> Iterator[Open]:
    """Opens the same file again and again; closes what a test leaves open."""
    made: list[Seen] = []

    def again(generation: int = 10) -> Seen:
        seen = Seen(log.path, log.path.with_name("seen.db"), generation)
        seen.open()
        assert seen.filtered.wait(SECONDS)
        made.append(seen)
        return seen

    yield again
    for seen in made:
        seen.close()


def some(count: int) -> list[bytes]:
    return [os.urandom(32) for _ in range(count)]


@pytest.mark.parametrize("seed", range(5))
def test_every_key_is_found_whatever_happens_in_between(log: Log, open_seen: Open, seed: int):
    chance = random.Random(seed)
    seen = open_seen()
    for _ in range(200):
        keys = [chance.randbytes(32) if chance.random() < 0.8 else None for _ in range(chance.randrange(1, 12))]
        entries, head = log.append(keys if chance.random() < 0.9 else [None] * 30)
        if chance.random() < 0.9:
            seen.add(entries, head)
        else:
            seen.catch_up(head)
        if chance.random() < 0.05:
            seen.close()
            seen = open_seen()
        if chance.random() < 0.1:
            log.every_key_is_found(seen)
    log.every_key_is_found(seen)
    assert {} == log.held(seen, [chance.randbytes(32) for _ in range(100)])
    assert seen.fault is None


def test_runs_of_like_size_are_joined(log: Log, open_seen: Open):
    seen = open_seen(4)
    for _ in range(64):
        seen.add(*log.append(some(4)))
        assert seen.settled.wait(SECONDS)
    runs = sqlite3.connect(log.path.with_name("seen.db")).execute("SELECT COUNT(*) FROM run").fetchone()[0]
    assert runs <= 7
    log.every_key_is_found(seen)


def test_keys_that_share_their_first_bytes_are_both_found(log: Log, open_seen: Open):
    one, two = b"x" * 8 + b"1" * 24, b"x" * 8 + b"2" * 24
    seen = open_seen(3)
    seen.add(*log.append([one, two]))
    log.every_key_is_found(seen)
    seen.add(*log.append(some(2)))
    assert seen.settled.wait(SECONDS)
    log.every_key_is_found(seen)
    assert {} == log.held(seen, [b"x" * 8 + b"3" * 24])


def test_a_log_that_was_put_back_and_went_on_otherwise_makes_it_anew(log: Log, open_seen: Open):
    seen = open_seen(4)
    seen.add(*log.append(some(6)))
    assert seen.settled.wait(SECONDS)
    seen.close()
    log.sql.execute("DELETE FROM event WHERE position > 3")
    log.append(some(20))
    log.every_key_is_found(open_seen(4))


def test_a_log_of_another_life_makes_it_anew(log: Log, open_seen: Open):
    seen = open_seen(4)
    seen.add(*log.append(some(6)))
    assert seen.settled.wait(SECONDS)
    seen.close()
    log.sql.execute("UPDATE log_identity SET life = 'b'")
    log.every_key_is_found(open_seen(4))
    kept = sqlite3.connect(log.path.with_name("seen.db")).execute("SELECT life FROM upto").fetchone()
    assert ("b",) == kept


def test_an_older_file_only_reads_more_of_the_log(log: Log, open_seen: Open, tmp_path: Path):
    seen = open_seen(4)
    seen.add(*log.append(some(6)))
    seen.close()
    shutil.copy(tmp_path / "seen.db", tmp_path / "old.db")
    seen = open_seen(4)
    seen.add(*log.append(some(60)))
    assert seen.settled.wait(SECONDS)
    seen.close()
    shutil.copy(tmp_path / "old.db", tmp_path / "seen.db")
    log.every_key_is_found(open_seen(4))


def test_a_file_that_is_no_database_is_made_anew(log: Log, open_seen: Open, tmp_path: Path):
    log.append(some(50))
    (tmp_path / "seen.db").write_bytes(b"rubbish" * 4_000)
    log.every_key_is_found(open_seen(4))


class Cut(Exception):
    """The power goes here."""


class Cutting:
    """A connection that fails at its n-th statement."""

    def __init__(self, sql: sqlite3.Connection, at: int) -> None:
        self._sql, self.left = sql, at

    def execute(self, *asked: Any) -> sqlite3.Cursor:
        self.left -= 1
        if self.left == 0:
            raise Cut
        return self._sql.execute(*asked)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sql, name)


@pytest.mark.parametrize("at", range(1, 26))
def test_an_end_at_any_statement_of_sealing_loses_nothing(log: Log, open_seen: Open, at: int):
    seen = open_seen(10_000)
    for _ in range(3):
        seen.add(*log.append(some(7)))
        seen._runs.seal(seen.position)
        seen.close()
        seen = open_seen(10_000)
    seen.add(*log.append(some(7)))
    whole = seen._runs._sql
    seen._runs._sql = Cutting(whole, at)  # type: ignore[assignment]
    try:
        seen._runs.seal(seen.position)
    except Cut:
        pass
    log.every_key_is_found(seen)
    seen._runs._sql = whole
    seen.close()
    log.every_key_is_found(open_seen(4))


def test_a_damaged_file_is_made_anew_while_the_service_runs(tmp_path: Path):
    path = tmp_path / "log.seen.db"
    with opened.open_log(tmp_path) as log:
        first = log.writer.append_blocking(log.append(a_message(), key=b"k" * 32))
        seen = log.store.seen  # type: ignore[attr-defined]
        seen._runs.seal(seen.position)
        seen._hot = {}
        damaged = sqlite3.connect(path)
        damaged.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        damaged.close()
        whole = path.read_bytes()
        path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
        again = log.writer.append_blocking(log.append(a_message(), key=b"k" * 32))
        assert again.duplicate and first.last_position == again.last_position
        assert 1 == log.reader.head()


@pytest.mark.parametrize("reading", ["the writer's knowledge", "every row"])
def test_the_row_of_a_delivery_is_found_with_and_without_the_runs(tmp_path: Path, reading: str):
    with opened.open_log(tmp_path) as log:
        log.writer.append_blocking(log.append(a_message(), key=b"k" * 32))
        if reading == "every row":
            log.reader._seen = None  # type: ignore[attr-defined]
        row = log.reader.by_intake_key(b"k" * 32)
        assert row is not None and 1 == row.position
        assert log.reader.by_intake_key(b"k" * 31 + b"x") is None
