"""A connection to PostgreSQL for short words, many a second: what the server says is taken where the loop finds it.

The driver's own way makes a dozen objects and four turns of the loop for each statement, a third of a millisecond; here it is one
write and one look when the answer is there.
"""

import asyncio
from collections.abc import Callable, Sequence

import psycopg
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from adapters.servers import AsyncConnection, Silent, connect_async

_GOOD = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
Heard = Callable[[int, str], None]  # the process that said it, and what


class Line:
    """One statement at a time. Make it with `open_line`; when it breaks, whoever asks or waits is told."""

    overdue: float = AsyncConnection.overdue

    def __init__(self, connection: psycopg.AsyncConnection[object], heard: Heard | None = None) -> None:
        self._connection, self._heard = connection, heard
        self._server: PGconn = connection.pgconn
        self._loop = asyncio.get_running_loop()
        self._broken = self._loop.create_future()
        self._answer: asyncio.Future[bytes | None] | None = None
        self._results: list[PGresult] = []  # of the question in hand
        self._socket = self._server.socket  # by its number: a connection that is lost no longer tells
        self._loop.add_reader(self._socket, self._read)

    @property
    def process(self) -> int:
        """Who we are to others who listen."""
        return self._server.backend_pid

    async def ask(self, statement: str, values: Sequence[str] = ()) -> bytes | None:
        """The first value of the first row, as text; None if there is none. Raises psycopg.Error.

        A server that says nothing, not even that it takes too long, is not asked again: the line is broken then.
        """
        self._answer = answer = self._loop.create_future()
        try:
            if self._broken.done():
                raise self._broken.exception() or psycopg.OperationalError("the line is closed")
            async with asyncio.timeout(self.overdue):
                if values:
                    self._server.send_query_params(statement.encode(), [each.encode() for each in values])
                else:  # there may be several statements
                    self._server.send_query(statement.encode())
                await self._flushed()
                return await answer
        except TimeoutError:
            silent = Silent("the server does not answer")
            answer.cancel()
            self._break(silent)
            raise silent from None
        finally:
            self._answer = None

    async def silent(self, seconds: float) -> None:
        """Wait so long, or until it breaks. Raises psycopg.Error then."""
        await asyncio.wait([self._broken], timeout=seconds)
        if self._broken.done():
            self._broken.result()

    async def close(self) -> None:
        """Hang up. What is asked at this moment is told that it broke."""
        self._break(psycopg.OperationalError("the line was closed"))
        await self._connection.close()

    async def _flushed(self) -> None:
        while self._server.flush():  # the server is not reading
            written = self._loop.create_future()
            self._loop.add_writer(self._socket, _done, written)
            try:
                await written
            finally:
                self._loop.remove_writer(self._socket)

    def _read(self) -> None:
        server = self._server
        try:
            server.consume_input()
            while self._heard is not None and (said := server.notifies()) is not None:
                self._heard(said.be_pid, said.extra.decode())
            if self._answer is not None:
                self._take(self._answer)
            if server.status != ConnStatus.OK:  # the library has closed the socket: the loop will not call again
                raise psycopg.OperationalError("PostgreSQL hung up")
        except Exception as error:
            self._break(error)

    def _take(self, answer: "asyncio.Future[bytes | None]") -> None:
        """Take what has come of an answer; it ends with nothing."""
        while not self._server.is_busy():
            result = self._server.get_result()
            if result is not None:
                self._results.append(result)
                continue
            results, self._results = self._results, []
            if not answer.done():
                _resolve(answer, results)
            return

    def _break(self, error: Exception) -> None:
        if self._broken.done():
            return
        self._broken.set_exception(error)
        self._broken.exception()  # somebody may never ask
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
        self._loop.remove_reader(self._socket)


async def open_line(url: str, name: str, heard: Heard | None = None) -> Line:
    """A line of one's own. Raises psycopg.OperationalError."""
    return Line(await connect_async(url, name), heard)


def _done(written: "asyncio.Future[None]") -> None:
    if not written.done():
        written.set_result(None)


def _resolve(answer: "asyncio.Future[bytes | None]", results: Sequence[PGresult]) -> None:
    refused = next((each for each in results if each.status not in _GOOD), None)
    if refused is not None:
        state = refused.error_field(DiagnosticField.SQLSTATE)
        answer.set_exception(psycopg.OperationalError(f"PostgreSQL refused it ({(state or b'').decode()})"))
        return
    last = results[-1] if results else None
    answer.set_result(last.get_value(0, 0) if last is not None and last.ntuples else None)
