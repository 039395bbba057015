"""The same news for everybody who stands at the same place on a page, in one loop: what is made for the first serves the others.

It is the way of almost every frame, so that nothing is made, awaited or called here that a watcher can do without.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, TypeVar

from app.live.frames import Subscribe
from app.live.wire import Outlet

if TYPE_CHECKING:
    from app.live.feed import Feed


Good = dict[tuple[str, str], bool]
"""Of the grants (id and role) asked for in this turn of the loop: whether they still stand."""


class Seat(Protocol):
    """Whose a cursor is: a connection."""

    def free(self, good: Good | None = None) -> Outlet | None:
        """Where a frame goes out at once; None if that is not so."""
        ...


class Standing(Protocol):
    """A place on a page (app.live.cursor.Cursor)."""

    @property
    def seat(self) -> Seat: ...
    @property
    def named(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def wants(self) -> Subscribe | None: ...
    @property
    def over(self) -> bool: ...
    @property
    def epoch(self) -> str: ...

    version: int
    turn: int


Place = tuple[int, str, str]  # the version held, the client's name for it, the language
Watching = TypeVar("Watching", bound=Standing)


def tell(feed: "Feed", watchers: Iterable[Watching]) -> list[Watching]:
    """Give whoever lacks one frame that frame, if it may go out now. Returns those who are behind in another way.

    Nothing runs in between that could change the page, who watches it, or what somebody may see.
    """
    version, turn, epoch = feed.page.version, feed.presence.turn, feed.epoch
    others: list[Watching] = []
    good: Good = {}
    made: dict[Place, str | None] = {}
    before: Place | None = None
    text: str | None = None
    for watcher in watchers:
        if watcher.over:
            continue
        lacks_changes, lacks_people = watcher.version != version, watcher.turn != turn
        if watcher.wants is not None or watcher.epoch != epoch or (lacks_changes and lacks_people):
            others.append(watcher)
        elif lacks_changes or lacks_people:
            place = watcher.version, watcher.named, watcher.language
            if place != before:
                before = place
                text = made[place] if place in made else made.setdefault(place, _text(feed, *place))
            outlet = None if text is None else watcher.seat.free(good)
            if text is None or outlet is None:
                others.append(watcher)
            else:
                watcher.version, watcher.turn = version, turn
                outlet.push(text)
    return others


def tell_alone(feed: "Feed", watcher: Standing) -> bool:
    """The same for the only watcher of a page, which most pages have: nothing is kept for others. False: behind in another way."""
    version, presence = feed.page.version, feed.presence
    turn = presence.turn
    if watcher.version == version:
        if watcher.wants is not None or watcher.epoch != feed.epoch:
            return False
        if watcher.turn == turn:
            return True
        text = None if watcher.over else presence.frame_to(watcher.named)
    elif watcher.turn != turn or watcher.wants is not None or watcher.epoch != feed.epoch or watcher.over:
        return False
    else:
        text = _text(feed, watcher.version, watcher.named, watcher.language)
    outlet = None if text is None else watcher.seat.free()
    if text is None or outlet is None:
        return False
    watcher.version, watcher.turn = version, turn
    outlet.push(text)
    return True


def _text(feed: "Feed", since: int, named: str, language: str) -> str | None:
    """The one frame that brings somebody up to date; None: it takes more than that."""
    if since == feed.page.version:
        return feed.presence.frame_to(named)
    try:
        step = feed.step(since, language) if since < feed.page.version else None
    except Exception:  # whoever asks by themselves is told so
        return None
    return step.frame.to(named) if step is not None and step.to == feed.page.version else None
