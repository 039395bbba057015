"""Follows one customer's page whatever happens to the connection: comes back, and goes on where it was."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Literal

import msgspec

from adapters.client import frames
from adapters.client.held import Gap, Held
from adapters.client.line import Line, Lost
from adapters.client.line import Refused as Refused  # what `states` raises
from domain.timeline.items import Item

What = Literal["page", "changes", "presence", "handed", "resumed", "reset", "lost"]


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What just happened, and the page after it: None before the first and after a reset.

    `items` came or look different. `wait_s`: how long until a lost connection is tried again. `handed`: a customer whom a
    colleague hands over to us, whoever's page this is.
    """

    what: What
    page: Held | None = None
    items: tuple[Item, ...] = ()
    reason: str = ""
    wait_s: float = 0.0
    handed: frames.Handed | None = None


class Watching:
    """One customer. `page` is what is held at this moment."""

    def __init__(self, url: str, token: str, customer_id: str, *, language: str = "pl",
                 chance: Callable[[], float] = random.random,
                 sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:  # fmt: skip
        self.page: Held | None = None
        self._customer_id, self._language = customer_id, language
        self._line = Line(url, token, chance, sleep)

    async def states(self) -> AsyncGenerator[State]:
        """Everything that happens, for ever. Raises Refused."""
        while True:
            wait_s = 0.0
            try:
                async with aclosing(self._line.told(frames.read, self._asked)) as found:
                    async for frame in found:
                        state = await self._taken(frame)
                        if state is not None:
                            yield state
            except Lost as lost:
                wait_s = lost.wait_s
            yield State(what="lost", page=self.page, wait_s=wait_s)
            await self._line.sleep(wait_s)

    async def _taken(self, frame: frames.PageFrame) -> State | None:
        """What a frame makes of the page."""
        if isinstance(frame, frames.Handed):
            return State(what="handed", page=self.page, handed=frame)
        if isinstance(frame, frames.Reset):
            return await self._anew(frame.reason)
        if isinstance(frame, frames.Snapshot):
            self.page = Held.of(frame)
            self._line.good()
            return State(what="page", page=self.page, items=tuple(self.page.items))
        try:
            return self._kept(frame, self.page) if self.page is not None else None  # of a subscription that is over
        except Gap:
            return await self._anew("gap")

    def _kept(self, frame: frames.PageFrame, page: Held) -> State | None:
        match frame:
            case frames.Resumed():
                page.epoch = frame.epoch
                self._line.good()
                return State(what="resumed", page=page)
            case frames.Presence():
                page.presence = frame.who
                return State(what="presence", page=page)
            case frames.Changes():
                before = page.version
                items = page.apply(frame)
                return State(what="changes", page=page, items=tuple(items)) if page.version != before else None
            case _:
                return None

    async def _anew(self, reason: str) -> State:
        self.page = None
        await self._line.say(self._asked())
        return State(what="reset", reason=reason)

    def _asked(self) -> frames.Subscribe:
        page = self.page
        held = {"since": page.version, "epoch": page.epoch} if page is not None else {}
        return frames.Subscribe(id=frames.PAGE, customer_id=page.customer_id if page else self._customer_id,
                                language=self._language, **held)  # fmt: skip
