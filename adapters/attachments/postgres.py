"""Attachments of many nodes: tables on the log's server. `throughline migrate` makes them, nobody here.

What comes in slowly is spooled, sealed, to a file of this node, and goes to the server in one transaction once it is whole.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from adapters.attachments.parts_file import PartsFile, read_parts
from adapters.attachments.store import STAGED, AttachmentsUnavailable, Place, Waiting
from adapters.servers import connect_to_write

LIMIT_SECONDS = 20
PARTS_AT_ONCE = 4  # a megabyte in memory for each reader
_S = "throughline_attachments"
_WHERE = "area = %s AND tenant = %s AND owner = %s AND name = %s"
_ADD = (
    f"INSERT INTO {_S}.attachment (area, tenant, owner, name, head) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
)
_PART = f"INSERT INTO {_S}.part (area, tenant, owner, name, number, sealed) VALUES (%s, %s, %s, %s, %s, %b)"
_PARTS = f"SELECT number, sealed FROM {_S}.part WHERE {_WHERE} AND number > %s ORDER BY number LIMIT {PARTS_AT_ONCE}"
_REMOVE = f"DELETE FROM {_S}.attachment WHERE area = 'kept' AND tenant = %s AND owner = %s"
_WAITING = f"""
SELECT count(DISTINCT name), coalesce(sum(octet_length(sealed)), 0)::bigint FROM {_S}.part WHERE area = %s AND tenant = %s"""
_STAGED = f"""
SELECT area, tenant, owner, name, extract(epoch FROM at) FROM {_S}.attachment WHERE area = %s AND at <= to_timestamp(%s)
ORDER BY at LIMIT 10000"""


class PostgresAttachments:
    """See AttachmentStore. A connection each time: a file is rare beside a message, and none has to be looked after."""

    def __init__(self, url: str, spool: Path) -> None:
        self._url, self._spool = url, spool
        spool.mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in spool.iterdir():  # of a process that ended in the middle
            path.unlink(missing_ok=True)

    def begin(self, place: Place) -> "ServerWriting":
        """See AttachmentStore."""
        with _spooled():
            return ServerWriting(place, PartsFile(self._spool / secrets.token_hex(12)), self._connection)

    def head(self, place: Place) -> bytes | None:
        """See AttachmentStore."""
        with self._connection() as connection:
            row = connection.execute(f"SELECT head FROM {_S}.attachment WHERE {_WHERE}".encode(), place).fetchone()
        return bytes(row[0]) if row else None

    def parts(self, place: Place) -> Iterator[bytes]:
        """See AttachmentStore. A few at a time, and no connection between them: readers may be many, and slow."""
        rows = self._parts_after(place, 0)
        while rows:
            yield from (bytes(sealed) for _, sealed in rows)
            rows = self._parts_after(place, rows[-1][0]) if len(rows) == PARTS_AT_ONCE else []

    def _parts_after(self, place: Place, last: int) -> list[tuple[int, bytes]]:
        with self._connection() as connection:
            return connection.execute(_PARTS.encode(), (*place, last), binary=True).fetchall()

    def remove(self, place: Place, head: bytes | None = None) -> None:
        """See AttachmentStore."""
        only, of = ("", place) if head is None else (" AND head = %b", (*place, head))
        with self._connection() as connection:
            connection.execute(f"DELETE FROM {_S}.attachment WHERE {_WHERE}{only}".encode(), of)

    def remove_owners(self, owners: Sequence[tuple[str, str]]) -> None:
        """See AttachmentStore."""
        with self._connection() as connection, connection.cursor() as cursor:
            cursor.executemany(_REMOVE.encode(), owners)

    def waiting(self, tenant: str) -> Waiting:
        """See AttachmentStore. What is still being spooled is not counted: that is a few on each node."""
        with self._connection() as connection:
            row = connection.execute(_WAITING.encode(), (STAGED, tenant)).fetchone()
        assert row is not None
        return Waiting(*row)

    def staged(self, before: float) -> dict[Place, float]:
        """See AttachmentStore."""
        with self._connection() as connection:
            rows = connection.execute(_STAGED.encode(), (STAGED, before)).fetchall()
        return {Place(*place): float(at) for *place, at in rows}

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        warned: list[str] = []
        try:
            with connect_to_write(self._url, "throughline attachments", LIMIT_SECONDS, warned.append) as connection:
                yield connection
        except psycopg.Error as error:
            raise AttachmentsUnavailable(f"The database does not answer ({type(error).__name__}).") from error
        if warned:  # a cancelled wait for the standby still says COMMIT
            raise AttachmentsUnavailable(f"The database did not say that this is durable ({warned[0]}).")


class ServerWriting:
    """See Writing."""

    def __init__(self, place: Place, file: PartsFile, connection: Callable[[], Any]) -> None:
        self._place, self._file, self._connection = place, file, connection

    def put(self, part: bytes) -> None:
        """See Writing."""
        with _spooled():
            self._file.put(part)

    def end(self, head: bytes) -> bool:
        """See Writing."""
        try:
            with _spooled():
                self._file.end(head)
                with self._connection() as connection, connection.transaction():
                    if connection.execute(_ADD.encode(), (*self._place, head)).rowcount == 0:
                        return False
                    for number, part in enumerate(read_parts(self._file.path), 1):
                        connection.execute(_PART.encode(), (*self._place, number, part))
                    return True
        finally:
            self._file.drop()

    def drop(self) -> None:
        """See Writing."""
        self._file.drop()


@contextmanager
def _spooled() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AttachmentsUnavailable(f"The spool cannot be used ({type(error).__name__}).") from error
