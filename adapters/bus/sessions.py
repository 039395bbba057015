"""Whether a PostgreSQL address gives a session of its own: through a pool of transactions nobody can listen, or hold a lock."""

from typing import Any

import psycopg

from adapters.servers import connect


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
