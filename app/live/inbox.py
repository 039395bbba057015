"""The queues as feeds: one tab as one person sees it, changes keyed by customer."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from msgspec import Raw

from app.live.fitting import ENVELOPE_BYTES, FRAME_BYTES, newest_within, total
from app.live.frames import Id, InboxChanges, InboxSnapshot, Reset, Resumed, Subscribe, Tab, encode, shared, written

READINGS = 8  # kept of one person's tab: a client may ask from as many versions as it likes


class InboxPage(Protocol):
    """A queue, or what changed in it: `version` is a position in the log, `gone` the customers who left the queue, `far` that it is too much to tell."""

    @property
    def version(self) -> int: ...
    @property
    def epoch(self) -> str: ...
    @property
    def rows(self) -> Sequence[Any]: ...
    @property
    def gone(self) -> Sequence[str]: ...
    @property
    def far(self) -> bool: ...


class Inbox(Protocol):
    """Where the queues are read."""

    async def rows(self, tenant: str, tab: str, person: str, since: int | None) -> InboxPage:
        """The rows that changed after `since`, all of them if it is None."""
        ...


class InboxFeed:
    """One person's view of one tab. `turn` counts the wake-ups: what was read before the last one may be old."""

    def __init__(self, inbox: Inbox, tenant: str, tab: Tab, person: str) -> None:
        self._inbox, self.tenant, self.person = inbox, tenant, person
        self.tab: Tab = tab
        self.turn = 0
        self.watchers: dict[InboxCursor, None] = {}
        self._reading: OrderedDict[int | None, asyncio.Future[InboxPage]] = OrderedDict()

    def look(self) -> None:
        """Something changed: everybody asks again."""
        self.turn += 1
        self._reading.clear()
        for watcher in self.watchers:
            watcher.wake()

    async def read(self, since: int | None) -> InboxPage:
        """What changed after a version; read once for all who stand there."""
        reading = self._reading.get(since)
        if reading is None:
            reading = asyncio.ensure_future(self._inbox.rows(self.tenant, self.tab, self.person, since))
            self._reading[since] = reading
            if len(self._reading) > READINGS:
                self._reading.popitem(last=False)
        try:
            return await asyncio.shield(reading)
        except Exception:
            self._reading.pop(since, None)  # the next one asks again
            raise


class InboxCursor:
    """One client's place in one queue."""

    __slots__ = ("_epoch", "_named", "_turn", "_waker", "_wants", "feed", "id", "over", "version")

    def __init__(self, asked: Subscribe, feed: InboxFeed, waker: "Callable[[InboxCursor], None]") -> None:
        self.id: Id = asked.id
        self._named = encode(asked.id).decode()
        self.feed = feed
        self.version = 0
        self.over = False
        self._wants: Subscribe | None = asked
        self._epoch = ""
        self._turn = -1
        self._waker = waker

    def behind(self) -> bool:
        """Whether it has to ask."""
        return not self.over and (self._wants is not None or self._turn != self.feed.turn)

    def wake(self) -> None:
        """Have the connection ask for the next frame."""
        self._waker(self)

    async def next_frame(self) -> str | None:
        """The next frame for the client; None when nothing it can see has changed."""
        if not self.behind():
            return None
        asked = self._wants
        if asked is not None and asked.since is None:
            return await self._snapshot()
        turn, since = self.feed.turn, self.version if asked is None or asked.since is None else asked.since
        page = await self.feed.read(since)
        if page.epoch != (self._epoch or (asked and asked.epoch) or page.epoch) or since > page.version:
            return self._reset("epoch")
        if page.far:
            return self._reset("too_far")
        self._epoch = page.epoch
        if asked is not None:
            self._wants, self.version = None, since
            return written(Resumed(id=self.id, epoch=page.epoch, version=since))
        self._turn, self.version = turn, page.version
        return self._changes(since, page)

    async def _snapshot(self) -> str:
        turn = self.feed.turn
        page = await self.feed.read(None)
        self._wants, self._turn, self.version, self._epoch = None, turn, page.version, page.epoch
        # Cut from the end: a queue's first rows are the ones that cannot wait.
        fitted = newest_within([Raw(encode(row)) for row in page.rows], FRAME_BYTES - ENVELOPE_BYTES)
        frame = InboxSnapshot(
            inbox=self.feed.tab, version=page.version, epoch=page.epoch, customers=fitted.entries[::-1], more=fitted.more)  # fmt: skip
        return shared(frame).to(self._named)

    def _changes(self, since: int, page: InboxPage) -> str | None:
        rows = [Raw(encode(row)) for row in page.rows]
        if not rows and not page.gone:
            self.version = since  # the client hears of a version only with what it changed
            return None
        if total(rows) > FRAME_BYTES - ENVELOPE_BYTES:
            return self._reset("too_far")
        frame = InboxChanges(from_=since, to=page.version, customers=rows, gone=list(page.gone))
        return shared(frame).to(self._named)

    def _reset(self, reason: str) -> str:
        self.over = True
        return written(Reset(id=self.id, reason="epoch" if reason == "epoch" else "too_far"))
