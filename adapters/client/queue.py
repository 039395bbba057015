"""Follows one queue whatever happens to the connection: who waits, who is mine, whom the team has."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from datetime import datetime
from typing import Literal

import msgspec

from adapters.client import frames
from adapters.client.held import Gap
from adapters.client.line import Line, Lost
from domain.inbox.rows import QueueRow, need

Tab = Literal["mine", "waiting", "team"]
What = Literal["queue", "changes", "handed", "resumed", "reset", "lost"]


class HeldQueue(msgspec.Struct, kw_only=True):
    """The queue at `version`. `more`: there are customers beyond these."""

    inbox: str
    epoch: str
    version: int
    rows: dict[str, QueueRow]
    more: bool

    @classmethod
    def of(cls, snapshot: frames.QueueSnapshot) -> "HeldQueue":
        """The queue a snapshot shows."""
        rows = {row.customer_id: row for row in snapshot.customers}
        return cls(inbox=snapshot.inbox, epoch=snapshot.epoch, version=snapshot.version, rows=rows, more=snapshot.more)

    def apply(self, changes: frames.QueueChanges) -> bool:
        """Take changes in. False: they were known before. Raises Gap."""
        if changes.to <= self.version:
            return False
        if changes.from_ != self.version:
            raise Gap
        self.rows.update((row.customer_id, row) for row in changes.customers)
        for customer_id in changes.gone:
            self.rows.pop(customer_id, None)
        self.version = changes.to
        return True

    def in_order(self, now: datetime) -> list[QueueRow]:
        """Whose need is greatest at this moment first."""
        return sorted(self.rows.values(), key=lambda row: need(row, now))


class QueueState(msgspec.Struct, frozen=True, kw_only=True):
    """What just happened, and the queue after it: None before the first and after a reset.

    `came`: rows that came or look different; `gone`: those that left, as they were held. `handed`: a customer whom a
    colleague hands over to us. `wait_s`: how long until a lost connection is tried again.
    """

    what: What
    queue: HeldQueue | None = None
    came: tuple[QueueRow, ...] = ()
    gone: tuple[QueueRow, ...] = ()
    handed: frames.Handed | None = None
    reason: str = ""
    wait_s: float = 0.0


class WatchingQueue:
    """One tab of the queue as the token's owner sees it. `queue` is what is held at this moment."""

    def __init__(self, url: str, token: str, tab: Tab, *, chance: Callable[[], float] = random.random,
                 sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:  # fmt: skip
        self.queue: HeldQueue | None = None
        self._tab = tab
        self._line = Line(url, token, chance, sleep)

    async def states(self) -> AsyncGenerator[QueueState]:
        """Everything that happens, for ever. Raises Refused."""
        while True:
            wait_s = 0.0
            try:
                async with aclosing(self._line.told(frames.read_queue, self._asked)) as found:
                    async for frame in found:
                        state = await self._taken(frame)
                        if state is not None:
                            yield state
            except Lost as lost:
                wait_s = lost.wait_s
            yield QueueState(what="lost", queue=self.queue, wait_s=wait_s)
            await self._line.sleep(wait_s)

    async def _taken(self, frame: frames.QueueFrame) -> QueueState | None:
        match frame:
            case frames.Handed():
                return QueueState(what="handed", queue=self.queue, handed=frame)
            case frames.Reset():
                return await self._anew(frame.reason)
            case frames.QueueSnapshot():
                self.queue = HeldQueue.of(frame)
                self._line.good()
                return QueueState(what="queue", queue=self.queue, came=tuple(frame.customers))
            case frames.Resumed() if self.queue is not None:
                self._line.good()
                return QueueState(what="resumed", queue=self.queue)
            case frames.QueueChanges() if self.queue is not None:
                return await self._changed(frame, self.queue)
            case _:
                return None

    async def _changed(self, frame: frames.QueueChanges, queue: HeldQueue) -> QueueState | None:
        gone = tuple(queue.rows[each] for each in frame.gone if each in queue.rows)
        try:
            if not queue.apply(frame):
                return None
        except Gap:
            return await self._anew("gap")
        return QueueState(what="changes", queue=queue, came=tuple(frame.customers), gone=gone)

    async def _anew(self, reason: str) -> QueueState:
        self.queue = None
        await self._line.say(self._asked())
        return QueueState(what="reset", reason=reason)

    def _asked(self) -> frames.Subscribe:
        queue = self.queue
        held = {"since": queue.version, "epoch": queue.epoch} if queue is not None else {}
        return frames.Subscribe(id=frames.QUEUE, inbox=self._tab, **held)
