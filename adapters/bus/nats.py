"""Doorbells through NATS core, for many nodes or sites. No JetStream: the log is the record.

One subject a tenant, under a name that says nothing: `throughline.<room>.<tenant>`. What waits while no server answers
stays in our own bounded outbox, not in the client's buffer.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from adapters.bus.counts import Counts, log_fault
from adapters.bus.frames import Bells, Foreign, Said, Seal
from adapters.bus.outbox import LAST_SECONDS, Outbox, Pace
from adapters.bus.port import Ears
from adapters.log.appends import Touched

FRAME_BYTES = 65_536
GATHER_SECONDS = 0.001  # between two sendings, where many came in a row
WAIT_SECONDS = 5.0
RETRY_SECONDS = 0.25
LOST_SECONDS = 60.0  # away: the client is made anew, whatever it says it does
PENDING_FRAMES, PENDING_BYTES = 10_000, 16_000_000  # received and not yet taken; beyond, the client drops
STOP_SECONDS = 2.0

_quiet = logging.getLogger("nats")
_quiet.setLevel(logging.CRITICAL)  # it would spell addresses at each attempt; /readyz says what there is to say


class NatsBus:
    """One node's end (`adapters.bus.port.Bus`). `url`: one address or several between commas."""

    def __init__(self, url: str, seal: Seal) -> None:
        self.counts = Counts()
        self._servers = [each.strip() for each in url.split(",")]
        self._seal = seal
        self._outbox = Outbox(seal.node, self.counts)
        self._client = Client()
        self._faults: dict[str, str] = {}  # what went wrong here since the bus was reached
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, ears: Ears) -> None:
        """Begin to connect, to listen and to send."""
        self._tasks = [
            asyncio.create_task(self._for_ever("listening", lambda: self._stay(ears))),
            asyncio.create_task(self._for_ever("sending", self._send)),
        ]

    async def stop(self) -> None:
        """End; what is not sent soon is lost, and found in the log by those it was for."""
        if self._client.is_connected:
            await self._outbox.emptied(LAST_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._close()

    def ring(self, touched: Sequence[Touched]) -> None:
        """Tell the other nodes that streams grew."""
        self._outbox.ring(touched)

    def say(self, tenant: str, said: bytes) -> None:
        """Tell the other nodes something."""
        self._outbox.say(tenant, said)

    def warnings(self) -> list[str]:
        """Away, or gone wrong here."""
        if self._client.is_connected and not self._faults:
            return []
        why = f" ({', '.join(sorted(set(self._faults.values())))})" if self._faults else ""
        return [
            f"The bus (NATS) is away{why}: other nodes hear of what is written here within seconds instead of milliseconds."
        ]

    # ---- the connection ----------------------------------------------------------------------------------------------

    async def _for_ever(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except Exception as fault:  # of whoever is told, or ours: begun anew
                self._faults[what] = type(fault).__name__
                log_fault(fault, self.counts)
            await asyncio.sleep(RETRY_SECONDS)

    async def _stay(self, ears: Ears) -> None:
        """The client comes back by itself from most things, but ends for good at an error that a server says without cutting
        the line (too many subscriptions, say); then another one begins from nothing.
        """
        while True:
            await self._connect(ears)
            seen = time.monotonic()
            while not self._client.is_closed and time.monotonic() - seen < LOST_SECONDS:
                await asyncio.sleep(RETRY_SECONDS)
                if self._client.is_connected:
                    seen = time.monotonic()

    async def _connect(self, ears: Ears) -> None:
        async def back() -> None:
            self.counts.add("connected")
            ears.back()

        async def again() -> None:
            try:
                await back()
            except Exception as fault:  # the client would end for good
                log_fault(fault, self.counts)

        async def fault(error: Exception) -> None:
            if "slow consumer" in str(error):
                self.counts.add("dropped")
            elif isinstance(error, NatsError | OSError | TimeoutError):
                self.counts.add("fault")
            else:  # of whoever is told: the client goes on
                log_fault(error, self.counts)

        async def take(message: Msg) -> None:
            self._take(message.data, ears)

        while True:
            await self._close()  # what was closed, or hangs, has forgotten what it listened to
            self._client = Client()
            with suppress(NatsError, OSError, TimeoutError):
                await self._client.connect(
                    self._servers, name="throughline", no_echo=True, connect_timeout=2, max_reconnect_attempts=-1,
                    reconnect_time_wait=RETRY_SECONDS, ping_interval=3, max_outstanding_pings=2,  # type: ignore[arg-type]
                    error_cb=fault, reconnected_cb=again)  # fmt: skip
                await self._client.subscribe(
                    f"throughline.{self._seal.room}.*", cb=take, pending_msgs_limit=PENDING_FRAMES,
                    pending_bytes_limit=PENDING_BYTES)  # fmt: skip
                await self._client.flush()
                await back()
                self._faults.pop("listening", None)
                return
            await asyncio.sleep(RETRY_SECONDS)

    async def _close(self) -> None:
        with suppress(NatsError, OSError, TimeoutError, AssertionError):  # the last from one that never was connected
            async with asyncio.timeout(STOP_SECONDS):
                await self._client.close()

    def _take(self, data: bytes, ears: Ears) -> None:
        try:
            frame = self._seal.open(data)
        except Foreign:
            self.counts.add("foreign")
            return
        if isinstance(frame, Said):
            self.counts.add("received")
            ears.heard(frame.tenant, frame.said)
        elif isinstance(frame, Bells):
            self.counts.add("received")
            ears.rung(frame.touched())

    async def _send(self) -> None:
        pace = Pace(GATHER_SECONDS)
        while True:
            if not await self._outbox.filled(WAIT_SECONDS):
                continue
            if not self._client.is_connected:
                await asyncio.sleep(RETRY_SECONDS)
                continue
            for frame in self._outbox.take(min(FRAME_BYTES, self._client.max_payload)):
                try:
                    await self._client.publish(f"throughline.{self._seal.room}.{frame.tenant}", self._seal.close(frame))
                    self.counts.add("sent")
                    self._faults.pop("sending", None)
                except (NatsError, OSError):
                    self.counts.add("lost")
            if rest := pace.rest():
                await asyncio.sleep(rest)
