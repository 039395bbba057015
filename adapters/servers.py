"""Connections to a PostgreSQL server that may be asked for what must last."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import psycopg

Answer = TypeVar("Answer")
CONNECT_SECONDS = 5
# The server ends what takes too long by itself and says so. Where not even that comes, nobody is at the other end any more:
# a line that fell silent without being cut would else be waited at for ever, by the one thread that writes.
SILENT_SECONDS = 8.0
READ_SECONDS = 30
ASYNC_SECONDS = 5.0
ALIVE: dict[str, Any] = {
    "connect_timeout": CONNECT_SECONDS, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}  # fmt: skip
# A node that stops inside its transaction keeps everybody waiting for so long; a commit that waits for a lost standby is
# unknown after the statement's limit. Sequential scans are off because a plan made over an empty table would stay. A
# commit that is not waited for would be acknowledged and could be lost.
SESSION = """
SET idle_in_transaction_session_timeout = '5s'; SET statement_timeout = '{seconds}s'; SET lock_timeout = '{seconds}s';
SET default_transaction_isolation = 'read committed'; SET enable_seqscan = off; SET timezone = 'UTC';
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')
"""


class Piped(psycopg.Pipeline):
    """A pipeline whose last word is its Sync.

    The library's own sends a Flush behind it when the answers are not there yet. A server reads that as the next command:
    it stops the clock of idle_in_transaction_session_timeout and does not start it again (PostgreSQL documentation, 55.2.3:
    Flush has no answer), so that a node stopped inside its transaction would keep everybody waiting for ever.
    """

    def _exit_gen(self) -> Generator[Any, Any, None]:
        try:
            self._enqueue_sync()
            yield from self._communicate_gen()
        finally:
            yield from self._fetch_gen(flush=False)


class Connection(psycopg.Connection[Any]):
    """One that gives up an answer which is overdue, and whose pipelines leave the server's clocks running."""

    overdue: float = CONNECT_SECONDS + SILENT_SECONDS
    """Seconds until nothing more is waited for."""

    @contextmanager
    def pipeline(self) -> Iterator[psycopg.Pipeline]:
        """See psycopg.Connection.pipeline."""
        if self._pipeline is None:
            self._pipeline = Piped(self)
        with super().pipeline() as pipeline:
            yield pipeline

    def wait(self, gen: Generator[Any, Any, Answer], interval: float = 0.1, timeout: float | None = None) -> Answer:
        """See psycopg.Connection.wait. Raises Silent, and is closed then."""
        try:
            return super().wait(gen, interval, self.overdue if timeout is None else timeout)
        except psycopg.errors._WaitTimeout:
            if timeout is None:
                raise _given_up(self.pgconn, gen) from None
            raise


class AsyncConnection(psycopg.AsyncConnection[Any]):
    """The same for whoever must not wait."""

    overdue: float = ASYNC_SECONDS + SILENT_SECONDS

    async def wait(
        self, gen: Generator[Any, Any, Answer], interval: float = 0.1, timeout: float | None = None
    ) -> Answer:
        """See psycopg.AsyncConnection.wait. Raises Silent, and is closed then."""
        try:
            return await super().wait(gen, interval, self.overdue if timeout is None else timeout)
        except psycopg.errors._WaitTimeout:
            if timeout is None:
                raise _given_up(self.pgconn, gen) from None
            raise


class Silent(psycopg.OperationalError):
    """No answer came, not even that it takes too long. What became of the question is unknown."""


def _given_up(line: psycopg.pq.abc.PGconn, asking: Generator[Any, Any, Any]) -> Silent:
    line.finish()
    with suppress(psycopg.Error, RuntimeError):  # it would go on asking
        asking.close()
    return Silent("the server does not answer")


def connect(url: str, name: str, seconds: int | None = None) -> Connection:
    """A connection of its own, committing by itself; `seconds` is what its session lets a statement take.

    Raises psycopg.OperationalError.
    """
    connection = Connection.connect(url, autocommit=True, application_name=name, **ALIVE)
    if seconds is not None:
        connection.overdue = seconds + SILENT_SECONDS
    return connection


def connect_in_turn(url: str, name: str) -> Connection:
    """One whose statements belong to a transaction, as SQLAlchemy wants it. Raises psycopg.OperationalError."""
    return Connection.connect(url, application_name=name, **ALIVE)


async def connect_async(url: str, name: str) -> AsyncConnection:
    """The same for whoever must not wait. Raises psycopg.OperationalError."""
    return await AsyncConnection.connect(url, autocommit=True, application_name=name, **ALIVE)


def connect_to_write(url: str, name: str, seconds: int, warned: Callable[[str], None]) -> Connection:
    """One that writes. `warned` is told the code of every warning: a cancelled wait for the standby still says COMMIT."""

    def notice(diagnostic: psycopg.errors.Diagnostic) -> None:
        if diagnostic.severity_nonlocalized == "WARNING":
            warned(diagnostic.sqlstate or "")

    connection = connect(url, name, seconds)
    connection.add_notice_handler(notice)
    connection.execute(SESSION.format(seconds=seconds).encode())
    return connection


class Pooled(Exception):
    """What answers at this address gives every transaction another session."""


def check_session(url: str) -> None:
    """Raises Pooled, or psycopg.OperationalError when nothing answers.

    Two connections to the server itself are two processes there, each the same for as long as it lives. A pool of
    transactions lends the first one's process to the second as soon as it rests, or comes back with another one.
    """
    with connect(url, "throughline probe") as one, connect(url, "throughline probe") as other:
        before = _process(one)
        try:
            other.execute("BEGIN")
            between = _process(other)
        except psycopg.errors.ProtocolViolation as error:  # a pool of single statements refuses transactions
            raise Pooled from error
        if between == before or _process(one) != before:
            raise Pooled


def _process(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute("SELECT pg_backend_pid()", prepare=False).fetchone()
    assert row is not None
    return row[0]
