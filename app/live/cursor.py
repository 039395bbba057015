"""One client's place in one customer's feed: an integer, and from it the next frame."""

from typing import Literal, Protocol

from app.live import crowd
from app.live.feed import Feed
from app.live.frames import Id, Reset, Resumed, Subscribe, encode, written

Reason = Literal["epoch", "too_far", "moved"]


class Seat(crowd.Seat, Protocol):
    """The connection that a cursor belongs to."""

    def wake(self, cursor: "Cursor") -> None: ...


class Cursor:
    """Holds the version the client has by now. Nothing waits here: what the client lacks is worked out when asked.

    `wants` is the request as long as it is not answered, `turn` that of who is present (app.live.crowd reads them, too).
    """

    __slots__ = ("epoch", "feed", "id", "language", "named", "over", "seat", "turn", "version", "wants")

    def __init__(self, asked: Subscribe, feed: Feed, seat: Seat, opened: str) -> None:
        """`opened` is the feed's epoch at the moment when it was found to be the one asked for."""
        self.id: Id = asked.id
        self.named = encode(asked.id).decode()
        self.feed = feed
        self.language = asked.language
        self.version = 0
        self.over = False
        self.wants: Subscribe | None = asked
        self.epoch = opened
        self.turn = -1
        self.seat = seat

    def behind(self) -> bool:
        """Whether there is something this client has not got."""
        feed = self.feed
        return not self.over and (
            self.wants is not None
            or self.version != feed.page.version
            or self.turn != feed.presence.turn
            or self.epoch != feed.epoch
        )

    def wake(self) -> None:
        """Have the connection ask for the next frame."""
        self.seat.wake(self)

    async def next_frame(self) -> str | None:
        """The next frame for the client; None when it has everything."""
        return self.frame_now()

    def frame_now(self) -> str | None:
        """The same without waiting for anything."""
        return self.frame_behind() if self.behind() else None

    def frame_behind(self) -> str:
        """The same for one that is known to be behind."""
        if self.wants is not None:
            asked, self.wants = self.wants, None
            return self._begin(asked)
        feed = self.feed
        if self.epoch != feed.epoch:
            return self._reset("moved")
        if self.version != feed.page.version:
            return self._advance()
        self.turn = feed.presence.turn
        return feed.presence.frame_to(self.named)

    def _begin(self, asked: Subscribe) -> str:
        feed = self.feed
        parted = self.epoch != feed.epoch and asked.customer_id != feed.page.customer_id
        self.epoch = feed.epoch
        if feed.gone or parted:  # who was asked for may stand on another page by now
            return self._reset("moved")
        if asked.since is None:
            self.version, self.turn = feed.version, feed.presence.turn
            return feed.snapshot(self.language).to(self.named)
        reason = self._why_not(asked, asked.since)
        if reason is not None:
            return self._reset(reason)
        self.version = asked.since
        return written(Resumed(id=self.id, epoch=self.epoch, version=self.version))

    def _why_not(self, asked: Subscribe, since: int) -> Reason | None:
        """Why what the client holds cannot be brought up to date."""
        feed = self.feed
        if asked.customer_id != feed.page.customer_id:
            return "moved"
        if asked.epoch is None:
            if feed.page.generation:  # the client's version may be from before items moved
                return "epoch"
        elif asked.epoch != self.epoch:
            return "moved" if asked.epoch.rsplit(".", 2)[0] == self.epoch.rsplit(".", 2)[0] else "epoch"
        if since > feed.version or (since < feed.version and feed.step(since, self.language) is None):
            return "too_far"
        return None

    def _advance(self) -> str:
        step = self.feed.step(self.version, self.language) if self.version < self.feed.version else None
        if step is None:
            return self._reset("too_far")
        self.version = step.to
        return step.frame.to(self.named)

    def _reset(self, reason: Reason) -> str:
        self.over = True
        return written(Reset(id=self.id, reason=reason))
