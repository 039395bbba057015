"""Connections to a PostgreSQL server that may be asked for what must last."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

CONNECT_SECONDS = 5
_ALIVE: dict[str, Any] = {
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


class WritingConnection(psycopg.Connection[Any]):
    """One whose pipelines leave the server's clocks running."""

    @contextmanager
    def pipeline(self) -> Iterator[psycopg.Pipeline]:
        """See psycopg.Connection.pipeline."""
        if self._pipeline is None:
            self._pipeline = Piped(self)
        with super().pipeline() as pipeline:
            yield pipeline


def connect(url: str, name: str) -> psycopg.Connection[Any]:
    """A connection of its own, committing by itself. Raises psycopg.OperationalError."""
    return psycopg.connect(url, autocommit=True, application_name=name, **_ALIVE)


async def connect_async(url: str, name: str) -> psycopg.AsyncConnection[Any]:
    """The same for whoever must not wait. Raises psycopg.OperationalError."""
    return await psycopg.AsyncConnection.connect(url, autocommit=True, application_name=name, **_ALIVE)


def connect_to_write(url: str, name: str, seconds: int, warned: Callable[[str], None]) -> psycopg.Connection[Any]:
    """One that writes. `warned` is told the code of every warning: a cancelled wait for the standby still says COMMIT."""

    def notice(diagnostic: psycopg.errors.Diagnostic) -> None:
        if diagnostic.severity_nonlocalized == "WARNING":
            warned(diagnostic.sqlstate or "")

    connection = WritingConnection.connect(url, autocommit=True, application_name=name, **_ALIVE)
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
