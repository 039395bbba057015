"""The duty of nodes on one PostgreSQL: whoever's session holds the advisory lock derives.

A process that does nothing else goes before nodes that serve people: it holds a second lock, and as long as somebody does,
they leave the first one to it.

A lock ends with the session: at once when the process dies, within ten seconds when it stops or its machine is gone (the
server ends a session that asks nothing). How far everything is, and where it stopped, stands in two small tables, so that
another node goes on where the first one was.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg

from adapters.duty.port import Stop, Stops
from adapters.servers import connect_async

LOCK = 0x7468726F75676801  # of all advisory locks of this database, ours
FIRST = LOCK + 1  # of whoever goes before the others
LOOK_SECONDS = 0.5
PAUSE_SECONDS = 1.0
ASK_SECONDS = 5.0  # of one look
_SESSION = """
SET statement_timeout = '5s'; SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3;
SET enable_seqscan = on"""
_LEASE = "SET idle_session_timeout = '10s'"  # PostgreSQL 14 and later
_TRY = "SELECT pg_try_advisory_lock(%s)"
_LEAVE = "SELECT pg_advisory_unlock(%s)"
_NOBODY_HOLDS = "SELECT pg_try_advisory_xact_lock_shared(%s)"  # let go with the statement
_TELL = """
INSERT INTO derived (follower, position) VALUES (%s, %s)
ON CONFLICT (follower) DO UPDATE SET position = greatest(derived.position, excluded.position)"""
_PARK = """
INSERT INTO derived_stop (follower, tenant, stream, position, version, reason) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (follower, tenant, stream) DO UPDATE
SET position = excluded.position, version = excluded.version, reason = excluded.reason"""
_RELEASE = "DELETE FROM derived_stop WHERE follower = %s AND tenant = %s AND stream = %s"

_Stops = dict[str, dict[tuple[str, str], Stop]]  # by follower


class PostgresDuty:
    """One node's (`adapters.duty.port.Duty`). Without the server nobody derives: nobody could write either.

    `first`: it goes before the others from the moment when this says that it is fit to, judged by what was done at the look
    before: where messages come all the time nobody has done yet what was read this moment.
    """

    shared = True

    def __init__(self, url: str, first: Callable[[], bool] | None = None) -> None:
        self.changed: Callable[[], None] = lambda: None
        self._url, self._fit, self._first = url, first, False
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._connecting = asyncio.Lock()
        self._mine = self._knows = False
        self._done: dict[str, int] = {}
        self._told: dict[str, int] = {}
        self._stops: _Stops = {}
        self._said = self._mine, self._done, self._stops
        self._task: asyncio.Task[None] | None = None
        self._looked_at = time.monotonic()

    @property
    def mine(self) -> bool:
        """Whether this node derives now."""
        return self._mine

    async def start(self) -> None:
        """Take the duty if nobody has it."""
        with suppress(psycopg.Error, OSError, TimeoutError):
            async with asyncio.timeout(ASK_SECONDS):
                await self._look()
        self._task = asyncio.create_task(self._look_on())

    async def stop(self) -> None:
        """Tell what is done, and give it back."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        with suppress(psycopg.Error, TimeoutError):
            async with asyncio.timeout(ASK_SECONDS):
                await self._tell_all()
        await self._lose()

    def done(self, follower: str) -> int:
        """Up to which position everything of a follower is derived."""
        return max(self._done.get(follower, 0), self._told.get(follower, 0))

    def tell(self, follower: str, position: int) -> None:
        """This node has derived everything up to here."""
        self._told[follower] = max(position, self._told.get(follower, 0))

    def stops(self, follower: str) -> Stops:
        """For whom a follower has stopped."""
        return dict(self._stops.get(follower, {}))  # it may change while somebody goes through it

    async def park(self, follower: str, tenant: str, stream: str, stop: Stop) -> None:
        """A follower stopped for one customer. Raises psycopg.Error."""
        await self._run(_PARK, [follower, tenant, stream, *stop])
        self._stops.setdefault(follower, {})[tenant, stream] = stop

    async def release(self, follower: str, tenant: str, stream: str) -> None:
        """It has taken everything of theirs after all. Raises psycopg.Error."""
        await self._run(_RELEASE, [follower, tenant, stream])
        self._stops.get(follower, {}).pop((tenant, stream), None)

    def warnings(self) -> list[str]:
        """That nobody may be deriving."""
        if time.monotonic() - self._looked_at < 2 * ASK_SECONDS:
            return []
        return ["This node cannot see which node derives: PostgreSQL does not answer."]

    # ---- looking -----------------------------------------------------------------------------------------------------

    async def _look_on(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                async with asyncio.timeout(ASK_SECONDS):
                    await self._look()
            except (psycopg.Error, OSError, TimeoutError):
                await self._lose()
                await asyncio.sleep(PAUSE_SECONDS)

    async def _look(self) -> None:
        connection = await self._connected()
        if self._mine:
            await self._tell_all()
        fit = self._knows and self._fit is not None and self._fit()
        self._done, self._stops = await _read(connection)
        self._knows = True
        self._say()
        mine = await self._held(connection, fit)
        if mine and not self._mine:  # what the one before told until it left
            self._done, self._stops = await _read(connection)
        self._mine = mine and self._connection is connection  # the lock is of this session
        self._looked_at = time.monotonic()
        self._say()

    def _say(self) -> None:
        """Call whoever asked to be called, if anything is other than at the last time."""
        now = self._mine, self._done, self._stops
        if now != self._said:
            self._said = now
            self.changed()

    async def _held(self, connection: psycopg.AsyncConnection[Any], fit: bool) -> bool:
        """Take the lock if nobody has it, or leave it to who goes before; whether it is ours."""
        if fit and not self._first:
            self._first = await _answer(connection, _TRY, FIRST)
        if self._first or await _answer(connection, _NOBODY_HOLDS, FIRST):
            return self._mine or await _answer(connection, _TRY, LOCK)
        if self._mine:
            await _answer(connection, _LEAVE, LOCK)
        return False

    async def _tell_all(self) -> None:
        for follower, position in list(self._told.items()):
            if position > self._done.get(follower, 0):
                await self._run(_TELL, [follower, position])

    async def _run(self, query: str, values: list[Any]) -> None:
        await (await self._connected()).execute(query.encode(), values)

    async def _connected(self) -> psycopg.AsyncConnection[Any]:
        """The one session: whoever asks while it is made waits for it, since the locks are of one alone."""
        async with self._connecting:
            if self._connection is None or self._connection.closed:
                self._mine = self._first = self._knows = False
                self._say()
                connection = await connect_async(self._url, "throughline duty")
                await connection.execute(_SESSION.encode())
                with suppress(psycopg.errors.UndefinedObject):
                    await connection.execute(_LEASE.encode())
                self._connection = connection
            return self._connection

    async def _lose(self) -> None:
        self._mine = self._first = False
        connection, self._connection = self._connection, None
        self._say()
        if connection is not None:
            with suppress(psycopg.Error, OSError):
                await connection.close()


async def _read(connection: psycopg.AsyncConnection[Any]) -> tuple[dict[str, int], _Stops]:
    """How far everything is, and where it stopped."""
    done = dict(await (await connection.execute("SELECT follower, position FROM derived")).fetchall())
    stops: _Stops = {}
    query = "SELECT follower, tenant, stream, position, version, reason FROM derived_stop"
    async for follower, tenant, stream, *stop in await connection.execute(query):
        stops.setdefault(follower, {})[tenant, stream] = Stop(*stop)
    return done, stops


async def _answer(connection: psycopg.AsyncConnection[Any], query: str, lock: int) -> bool:
    row = await (await connection.execute(query.encode(), [lock])).fetchone()
    return bool(row and row[0])
