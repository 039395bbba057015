"""What a server can do to a log that a file cannot: lose its standby, its connection, its statistics; have two writers."""

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from adapters import servers
from adapters.log.appends import Cas, Placed
from adapters.log.migrate import migrate_server
from adapters.log.postgres import PostgresStore
from adapters.log.reading import LogUnavailable
from adapters.log.rows import chain_breaks_at
from adapters.log.store import Head, Stream
from adapters.log.writer import Writer
from domain.errors import OutcomeUnknown, StreamMoved
from tests.adapters.log.opened import OpenLog, open_log
from tests.examples import a_message
from tests.patience import SECONDS
from tests.peers.postgres import Postgres
from tests.peers.standby import cancel_wait, no_standby


class Operator:
    """Somebody with psql."""

    def __init__(self, url: str) -> None:
        self._connection: psycopg.Connection[Any] = psycopg.connect(url, autocommit=True)

    def ask(self, query: str) -> list[Any]:
        return self._connection.execute(query.encode()).fetchall()

    def run(self, query: str) -> None:
        self._connection.execute(query.encode())

    def once(self, query: str) -> list[Any]:
        """Ask until there is an answer."""
        until = time.monotonic() + SECONDS
        while not (found := self.ask(query)):
            assert time.monotonic() < until, f"never came true: {query}"
        return found


def cancelled(url: str, log: OpenLog, key: bytes, threads: ThreadPoolExecutor) -> "Future[Placed]":
    """An append whose commit waits for a standby that never answers, until somebody cancels the wait."""
    future = threads.submit(log.writer.append_blocking, log.append(a_message(), key=key))
    cancel_wait(url, "throughline writer", future)
    return future


def test_a_commit_no_standby_confirmed_is_never_acknowledged_not_even_as_a_duplicate(
    tmp_path: Path, postgres: Postgres
):
    url = postgres.fresh()
    operator = Operator(url)
    with open_log(tmp_path, url=url) as log, ThreadPoolExecutor(1) as threads:
        with no_standby(url):
            with pytest.raises(OutcomeUnknown):
                cancelled(url, log, b"k", threads).result(SECONDS)
            assert [(1,)] == operator.ask("SELECT version FROM event"), "it stands here, but not where it was promised"
            with pytest.raises(OutcomeUnknown):
                cancelled(url, log, b"k", threads).result(SECONDS)
        placed = log.writer.append_blocking(log.append(a_message(), key=b"k"))
    assert placed.duplicate and 1 == placed.last_position


class Deaf(PostgresStore):
    """The planted fault: the warning is not read."""

    def _notice(self, code: str) -> None:
        pass


def test_a_store_that_does_not_read_the_warning_is_found_out(tmp_path: Path, postgres: Postgres):
    url = postgres.fresh()
    with open_log(tmp_path, url=url) as log, ThreadPoolExecutor(1) as threads:
        log.writer.stop()
        log.writer = Writer(Deaf(url), log.keyring, log.clock)
        log.writer.start()
        with no_standby(url):
            placed = cancelled(url, log, b"k", threads).result(SECONDS)
    assert 1 == placed.version, "acknowledged, though no standby has it: what the other test would catch"


def test_a_lost_connection_fails_what_was_in_hand_and_nothing_after(tmp_path: Path, postgres: Postgres):
    url = postgres.fresh()
    operator = Operator(url)
    with open_log(tmp_path, url=url) as log:
        log.writer.append_blocking(log.append(a_message()))
        log.reader.head()
        operator.ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'throughline %'"
        )
        with pytest.raises(OutcomeUnknown):
            log.writer.append_blocking(log.append(a_message(), key=b"k"))
        again = log.writer.append_blocking(log.append(a_message(), key=b"k"))
        assert 2 == again.version and not again.duplicate
        assert chain_breaks_at(log.reader.stream("demo", "c-1")) is None


def test_a_batch_is_committed_on_the_connection_that_began_it_or_not_at_all(postgres: Postgres):
    url = postgres.fresh()
    operator, store = Operator(url), PostgresStore(url)
    migrate_server(url)
    store.begin([], [])
    operator.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'throughline writer'")
    with pytest.raises(psycopg.OperationalError):
        store.find_heads([("demo", "c-1")])
    for _ in range(2):  # lost, then let go of: none has begun
        with pytest.raises(psycopg.OperationalError):
            store.commit(7)
        store.rollback()
    store.close()
    assert [(0,)] == operator.ask("SELECT position FROM log_head")


class Asking(PostgresStore):
    """One that counts the questions which wait for an answer of their own."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.asked = 0

    def find_heads(self, streams: Sequence[Stream]) -> dict[Stream, Head]:
        self.asked += 1
        return super().find_heads(streams)


def test_who_shares_the_log_asks_for_heads_beside_the_order_lock_and_never_by_themselves(
    tmp_path: Path, postgres: Postgres
):
    url = postgres.fresh()
    with open_log(tmp_path, "c-1", "c-2", url=url) as log:
        store = Asking(url)
        other = Writer(store, log.keyring, log.clock)
        other.start()
        for stream in ("c-1", "c-2", "c-1", "c-2"):
            log.writer.append_blocking(log.append(a_message(), stream=stream))
            other.append_blocking(log.append(a_message(), stream=stream))
        log.writer.append_blocking(log.append(a_message(), stream="c-2"))
        other.append_blocking(log.append(a_message(), stream="c-1", expected={"c-2": 5}))
        other.stop()
        rows = {stream: log.reader.stream("demo", stream) for stream in ("c-1", "c-2")}
    assert 0 == store.asked
    assert [5, 5] == [len(each) for each in rows.values()]
    assert [None, None] == [chain_breaks_at(each) for each in rows.values()]


def test_two_nodes_write_one_stream_without_holes_and_see_each_others_versions(tmp_path: Path, postgres: Postgres):
    url = postgres.fresh()
    with open_log(tmp_path, url=url) as log, ThreadPoolExecutor(8) as threads:
        other = Writer(PostgresStore(url), log.keyring, log.clock)
        other.start()
        writers = (log.writer, other)
        asked = [threads.submit(writers[each % 2].append_blocking, log.append(a_message())) for each in range(200)]
        versions = sorted(each.result(SECONDS).version for each in asked)
        with pytest.raises(StreamMoved):
            log.writer.append_blocking(log.append(a_message(), expected={"c-1": 199}))
        other.append_blocking(log.append(a_message(), expected={"c-1": 200}))
        with pytest.raises(StreamMoved):
            log.writer.append_blocking(log.append(a_message(), expected={"c-1": 200}))
        other.stop()
        rows = log.reader.stream("demo", "c-1")
    assert list(range(1, 201)) == versions
    assert chain_breaks_at(rows) is None and list(range(1, 202)) == [row.position for row in rows]


SCANS = "SELECT relname, seq_scan FROM pg_stat_user_tables WHERE relname IN ('event', 'claim', 'quarantine')"
ALONE = """SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
           AND pid <> pg_backend_pid() AND backend_type = 'client backend')"""


def test_statements_planned_over_an_empty_log_never_scan_a_grown_one(tmp_path: Path, postgres: Postgres):
    url = postgres.fresh()
    operator = Operator(url)
    migrate_server(url)
    operator.once(ALONE)  # what a connection counted is seen when it ends
    before = operator.ask(SCANS)
    with open_log(tmp_path, *(f"c-{each}" for each in range(40)), url=url) as log:
        for number in range(400):
            claims = [Cas(b"claim %d" % number, None, b"held")]
            log.writer.append_blocking(
                log.append(a_message(), stream=f"c-{number % 40}", key=b"%d" % number, claims=claims)
            )
            if number == 5:
                operator.run("ANALYZE")  # as the server does by itself: these tables are tiny, so a scan looks cheap
        assert log.writer.append_blocking(log.append(a_message(), key=b"399")).duplicate
        assert log.reader.by_intake_key(b"7") is not None
        assert b"held" == log.reader.claim("demo", b"claim 7")
    operator.once(ALONE)
    assert sorted(before) == sorted(operator.ask(SCANS))


def test_a_server_that_is_away_refuses_appends_as_unknown_and_reads_as_unavailable_and_is_used_again_when_it_is_back(
    tmp_path: Path,
):
    from tests.peers.postgres import NoServer, running_postgres

    try:
        with running_postgres(tmp_path / "server") as server, open_log(tmp_path, url=server.fresh()) as log:
            log.writer.append_blocking(log.append(a_message()))
            server.stop("immediate")
            for _ in range(2):
                with pytest.raises(OutcomeUnknown):
                    log.writer.append_blocking(log.append(a_message()))
                with pytest.raises(LogUnavailable):
                    log.reader.head()
            server.start()
            assert 2 == log.writer.append_blocking(log.append(a_message())).version
            assert 2 == log.reader.head()
    except NoServer as missing:
        pytest.skip(str(missing))


def test_a_life_is_named_by_log_server_and_timeline(tmp_path: Path, postgres: Postgres):
    with open_log(tmp_path, url=postgres.fresh()) as one:
        first = one.reader.life()
    (tmp_path / "other").mkdir()
    with open_log(tmp_path / "other", url=postgres.fresh()) as two:
        second = two.reader.life()
    assert first.split("-")[1:] == second.split("-")[1:] and first != second
    assert "00000001" == first.split("-")[2]


def test_a_batch_begun_and_left_open_is_taken_from_its_node_whatever_was_asked_last(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
):
    url = postgres.fresh()
    migrate_server(url)
    monkeypatch.setattr(servers, "SESSION", servers.SESSION.replace("= '5s'", "= '50ms'"))
    operator = Operator(url)
    for _ in range(20):
        store = PostgresStore(url)
        store.begin([b"k" * 32], [("demo", b"c" * 32)])
        operator.once("SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE state = 'idle in transaction')")
        store.close()
