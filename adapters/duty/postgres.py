"""The duty of nodes on one PostgreSQL: whoever's session holds the advisory lock derives.

The lock ends with the session: at once when the process dies, within ten seconds when it stops or its machine is gone (the
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
LOOK_SECONDS = 0.5
PAUSE_SECONDS = 1.0
ASK_SECONDS = 5.0  # of one look
_SESSION = """
SET statement_timeout = '5s'; SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3;
SET enable_seqscan = on"""
_LEASE = "SET idle_session_timeout = '10s'"  # PostgreSQL 14 and later
_TELL = """
INSERT INTO derived (follower, position) VALUES (%s, %s)
ON CONFLICT (follower) DO UPDATE SET position = greatest(derived.position, excluded.position)"""
_PARK = """
INSERT INTO derived_stop (follower, tenant, stream, position, version, reason) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (follower, tenant, stream) DO UPDATE
SET position = excluded.position, version = excluded.version, reason = excluded.reason"""
_RELEASE = "DELETE FROM derived_stop WHERE follower = %s AND tenant = %s AND stream = %s"


class PostgresDuty:
    """One node's (`adapters.duty.port.Duty`). Without the server nobody derives: nobody could write either."""

    shared = True

    def __init__(self, url: str) -> None:
        self.changed: Callable[[], None] = lambda: None
        self._url = url
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._mine = False
        self._done: dict[str, int] = {}
        self._told: dict[str, int] = {}
        self._stops: dict[str, dict[tuple[str, str], Stop]] = {}
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
        if not self._mine:
            row = await (await connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])).fetchone()
            mine = bool(row and row[0])
        else:
            mine = True
            await self._tell_all()
        done = dict(await (await connection.execute("SELECT follower, position FROM derived")).fetchall())
        stops: dict[str, dict[tuple[str, str], Stop]] = {}
        query = "SELECT follower, tenant, stream, position, version, reason FROM derived_stop"
        async for follower, tenant, stream, *stop in await connection.execute(query):
            stops.setdefault(follower, {})[tenant, stream] = Stop(*stop)
        changed = (mine, done, stops) != (self._mine, self._done, self._stops)
        self._mine, self._done, self._stops = mine, done, stops
        self._looked_at = time.monotonic()
        if changed:
            self.changed()

    async def _tell_all(self) -> None:
        for follower, position in list(self._told.items()):
            if position > self._done.get(follower, 0):
                await self._run(_TELL, [follower, position])

    async def _run(self, query: str, values: list[Any]) -> None:
        await (await self._connected()).execute(query.encode(), values)

    async def _connected(self) -> psycopg.AsyncConnection[Any]:
        if self._connection is None or self._connection.closed:
            self._mine = False
            connection = await connect_async(self._url, "throughline duty")
            await connection.execute(_SESSION.encode())
            with suppress(psycopg.errors.UndefinedObject):
                await connection.execute(_LEASE.encode())
            self._connection = connection
        return self._connection

    async def _lose(self) -> None:
        self._mine = False
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error, OSError):
                await connection.close()
