"""Doorbells through a PostgreSQL that is there anyway: NOTIFY after the commit, on a connection of its own.

Inside the append transaction NOTIFY would halve the commits (it takes one lock for the whole server until the commit is on
disk). Here one connection sends what came together, as soon as the last is out, and with small rests under a storm; another one
listens. Both are made anew when they are lost; a listener that does not hear even its own node is taken for lost, too.
"""

import asyncio
import base64
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import psycopg

from adapters.bus.counts import Counts, log_fault
from adapters.bus.frames import Bells, Foreign, Said, Seal
from adapters.bus.outbox import LAST_SECONDS, Outbox, Pace
from adapters.bus.port import BusRefused, Ears
from adapters.bus.postgres_line import Line, open_line
from adapters.log.appends import Touched
from adapters.servers import Pooled, check_session

GATHER_SECONDS = 0.002  # between two sendings, where many came in a row: what comes meanwhile goes together
PAYLOAD_BYTES = 7_990  # NOTIFY takes less than 8,000
FRAME_BYTES = PAYLOAD_BYTES * 3 // 4 - 2  # base64
HERE_SECONDS = 5.0  # something is sent at least so often
SILENT_SECONDS = 12.0  # without hearing ourselves: the connection is dead, whatever it says
SEND_SECONDS = 10.0  # of one sending
PAUSES = (0.1, 0.25, 0.5, 1.0, 2.0)  # between attempts to connect
QUEUE_ALARM = 0.1  # of the server's queue of notifications (8 GB)
CHECK_SECONDS = 30.0
_SEND = "SELECT pg_notify($1, said) FROM unnest($2::text[]) AS said"  # all in one commit
_SESSION = "SET synchronous_commit = off; SET statement_timeout = '5s'; SET idle_in_transaction_session_timeout = '5s'"

POOLED = (
    "THROUGHLINE_BUS_URL leads through a pooler that gives every transaction another session (pgbouncer in transaction "
    "mode): nobody can listen there. Give the address of PostgreSQL itself, or of a session pool."
)


def open_bus(url: str, seal: Seal) -> "PostgresBus":
    """This node's end. A server that is away now is tried again later. Raises BusRefused."""
    try:
        check_session(url)
    except Pooled as error:
        raise BusRefused(POOLED) from error
    except psycopg.OperationalError:
        pass
    return PostgresBus(url, seal)


class PostgresBus:
    """One node's end (`adapters.bus.port.Bus`)."""

    def __init__(self, url: str, seal: Seal) -> None:
        self.counts = Counts()
        self._url, self._seal, self._channel = url, seal, f"throughline_{seal.room}"
        self._outbox = Outbox(seal.node, self.counts)
        self._tasks: list[asyncio.Task[None]] = []
        self._away: dict[str, str] = {"listening": "not yet", "sending": "not yet"}
        self._queue_used = 0.0
        self._bell = 0  # the server's process that says what we say
        self._checked_at = time.monotonic()  # the queue; it has time

    async def start(self, ears: Ears) -> None:
        """Begin to listen and to send."""
        self._tasks = [
            asyncio.create_task(self._for_ever("listening", lambda: self._listen(ears))),
            asyncio.create_task(self._for_ever("sending", self._send)),
        ]

    async def stop(self) -> None:
        """End; what is not sent soon is lost, and found in the log by those it was for."""
        if not self._away:
            await self._outbox.emptied(LAST_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def ring(self, touched: Sequence[Touched]) -> None:
        """Tell the other nodes that streams grew."""
        self._outbox.ring(touched)

    def say(self, tenant: str, said: bytes) -> None:
        """Tell the other nodes something."""
        self._outbox.say(tenant, said)

    def warnings(self) -> list[str]:
        """Away, pooled, or its queue filling up."""
        told: list[str] = []
        if self._away:
            told.append(f"The bus (PostgreSQL) is away ({', '.join(sorted(set(self._away.values())))}): other nodes hear "
                        "of what is written here within seconds instead of milliseconds.")  # fmt: skip
        if self._queue_used >= QUEUE_ALARM:
            told.append(f"PostgreSQL's queue of notifications is {self._queue_used:.0%} full: a session that listens "
                        "stays inside a transaction (pg_stat_activity shows it). When it is full, NOTIFY fails.")  # fmt: skip
        return told

    # ---- two connections ---------------------------------------------------------------------------------------------

    async def _for_ever(self, what: str, work: Any) -> None:
        attempt = 0
        while True:
            began = time.monotonic()
            try:
                await work()
            except (psycopg.Error, OSError, TimeoutError, BusRefused) as error:
                self._away[what] = type(error).__name__
            except Exception as fault:  # of whoever is told, or ours: begun anew, so that all look everywhere
                self._away[what] = type(fault).__name__
                log_fault(fault, self.counts)
            attempt = 0 if time.monotonic() - began > SILENT_SECONDS else attempt + 1
            await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])

    async def _listen(self, ears: Ears) -> None:
        heard = False

        def hear(process: int, payload: str) -> None:
            nonlocal heard
            heard = True
            if process != self._bell:  # ourselves: no need to open it
                self._take(payload, ears)

        line = await open_line(self._url, "throughline bus", hear)
        try:
            await line.ask(f"LISTEN {self._channel}")
            self._away.pop("listening", None)
            self.counts.add("connected")
            ears.back()
            while True:
                heard = False
                await line.silent(SILENT_SECONDS)
                if not heard:
                    await asyncio.to_thread(self._why_silent)
                    raise TimeoutError("nothing heard, not even ourselves")
        finally:
            await line.close()

    def _why_silent(self) -> None:
        with suppress(Pooled, psycopg.OperationalError):
            check_session(self._url)
            return
        raise BusRefused(POOLED)

    def _take(self, payload: str, ears: Ears) -> None:
        try:
            frame = self._seal.open(base64.b64decode(payload, validate=True))
        except (Foreign, ValueError):
            self.counts.add("foreign")
            return
        if isinstance(frame, Said):
            self.counts.add("received")
            ears.heard(frame.tenant, frame.said)
        elif isinstance(frame, Bells):
            self.counts.add("received")
            ears.rung(frame.touched())

    async def _send(self) -> None:
        line = await open_line(self._url, "throughline bell")
        try:
            await line.ask(_SESSION)
            self._away.pop("sending", None)
            self._bell = line.process
            pace = Pace(GATHER_SECONDS)
            while True:
                filled = await self._outbox.filled(HERE_SECONDS)
                frames = self._outbox.take(FRAME_BYTES) if filled else [Bells(self._seal.node, "", [])]
                try:
                    async with asyncio.timeout(SEND_SECONDS):
                        payloads = (base64.b64encode(self._seal.close(frame)).decode() for frame in frames)
                        await line.ask(_SEND, [self._channel, f"{{{','.join(payloads)}}}"])  # base64 needs no quotes
                except BaseException:
                    self.counts.add("lost", len(frames))
                    raise
                self.counts.add("sent", len(frames))
                await self._look_at_the_queue(line)
                if rest := pace.rest():
                    await asyncio.sleep(rest)
        finally:
            self._bell = 0
            await line.close()

    async def _look_at_the_queue(self, line: Line) -> None:
        if time.monotonic() - self._checked_at < CHECK_SECONDS:
            return
        self._checked_at = time.monotonic()
        self._queue_used = float(await line.ask("SELECT pg_notification_queue_usage()") or 0)
