"""A server that falls silent without being cut off: whoever asks it gives up, says so, and finds it again when it is back."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from adapters import migrations, servers
from adapters.access.migrate import migrate_server as migrate_access
from adapters.access.postgres import PostgresAccess
from adapters.access.rows import Session
from adapters.access.store import AccessUnavailable
from adapters.keys.migrate import migrate_server as migrate_keys
from adapters.keys.postgres import PostgresKeys
from adapters.keys.store import KeysUnavailable
from adapters.log import postgres_reader
from adapters.log.migrate import check_server, migrate_server, renew_server
from adapters.log.postgres_reader import PostgresReader
from adapters.log.reading import LogUnavailable
from adapters.migrations import WrongSchema
from domain.errors import OutcomeUnknown
from tests.adapters.log.opened import open_log
from tests.examples import a_message
from tests.patience import SECONDS
from tests.peers.line import Line, line_to
from tests.peers.postgres import Postgres

Ask = Callable[[], Any]
IN_TIME = SECONDS / 3


class Asker:
    """One thread that asks; a question that is never given up fails the test and not the whole run."""

    def __init__(self) -> None:
        self._asked: SimpleQueue[tuple[Ask, Future[Any]]] = SimpleQueue()
        threading.Thread(target=self._run, daemon=True).start()

    def __call__(self, ask: Ask) -> Any:
        answer: Future[Any] = Future()
        self._asked.put((ask, answer))
        return answer.result(IN_TIME)

    def _run(self) -> None:
        while True:
            ask, answer = self._asked.get()
            try:
                answer.set_result(ask())
            except Exception as error:
                answer.set_exception(error)


@pytest.fixture
def line(postgres: Postgres) -> Iterator[Line]:
    """A line to the server."""
    with line_to(postgres.port) as line:
        yield line


def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience of two seconds or three from now on: less than a busy machine's disk may take for a whole migration."""
    monkeypatch.setattr(servers, "SILENT_SECONDS", 0.5)
    monkeypatch.setattr(servers.Connection, "overdue", 2.5)
    monkeypatch.setitem(servers.ALIVE, "connect_timeout", 2)  # libpq takes no less
    monkeypatch.setattr("adapters.log.postgres.LIMIT_SECONDS", 2)
    monkeypatch.setattr(postgres_reader, "READ_SECONDS", 2)
    monkeypatch.setattr("adapters.keys.postgres.LIMIT_SECONDS", 2)


def through(line: Line, server: Postgres, url: str) -> str:
    return url.replace(f":{server.port}/", f":{line.port}/")


def the_log(url: str) -> tuple[Ask, type[Exception]]:
    return PostgresReader(url).head, LogUnavailable


def the_keys(url: str) -> tuple[Ask, type[Exception]]:
    return PostgresKeys(url).last_destroyed, KeysUnavailable


def the_credentials(url: str) -> tuple[Ask, type[Exception]]:
    access = PostgresAccess(url)
    return lambda: access.load(Session, {"ended_at": None}), AccessUnavailable


MIGRATIONS = {the_log: migrate_server, the_keys: migrate_keys, the_credentials: migrate_access}


@pytest.mark.parametrize("part", MIGRATIONS)
def test_whoever_reads_is_refused_in_time_and_reads_again_when_the_line_speaks(
    part: Callable[[str], tuple[Ask, type[Exception]]],
    line: Line,
    postgres: Postgres,
    monkeypatch: pytest.MonkeyPatch,
):
    url = postgres.fresh()
    MIGRATIONS[part](url)
    in_a_hurry(monkeypatch)
    ask, refusal = part(through(line, postgres, url))
    in_time = Asker()  # always the same thread: each has a connection of its own
    before = in_time(ask)
    line.fall_silent()
    for _ in range(2):
        with pytest.raises(refusal):
            in_time(ask)
    line.speak()
    assert before == in_time(ask)


def test_an_append_into_silence_is_unknown_in_time_and_recorded_once_when_it_is_repeated(
    line: Line, postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    url = postgres.fresh()
    migrate_server(url)
    in_a_hurry(monkeypatch)
    with open_log(tmp_path, url=through(line, postgres, url)) as log:
        log.writer.append_blocking(log.append(a_message()))
        line.fall_silent()
        for _ in range(2):
            with pytest.raises(OutcomeUnknown):
                Asker()(lambda: log.writer.append_blocking(log.append(a_message(), key=b"k")))
        line.speak()
        for _ in range(2):
            assert 2 == log.writer.append_blocking(log.append(a_message(), key=b"k")).version
        assert 2 == log.reader.head()


@pytest.mark.parametrize("ask", [check_server, migrate_server, renew_server])
def test_a_command_on_a_server_that_falls_silent_after_it_took_the_connection_is_given_up(
    ask: Callable[[str], None], line: Line, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
):
    url = through(line, postgres, postgres.fresh())
    migrate_server(url)
    in_a_hurry(monkeypatch)
    connect = servers.Connection.connect

    def then_silent(*given: Any, **named: Any) -> servers.Connection:
        connection = connect(*given, **named)
        line.fall_silent()
        return connection

    monkeypatch.setattr(servers.Connection, "connect", then_silent)
    with pytest.raises(OperationalError, match="does not answer"):
        Asker()(lambda: ask(url))


def test_a_migration_that_somebody_else_holds_up_ends_with_who_that_may_be(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
):
    url = postgres.fresh()
    monkeypatch.setattr(migrations, "LOCK_SECONDS", 1)
    with servers.connect(url, "another migration") as other:
        other.execute("SELECT pg_advisory_lock(%s)", [migrations._LOCK])
        with pytest.raises(WrongSchema, match="another `throughline migrate`"):
            Asker()(lambda: migrate_server(url))
    migrate_server(url)
    check_server(url)
