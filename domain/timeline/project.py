"""The timeline folded from events: which item each event adds or changes, and where it stands.

Order: by `occurred_at` while it lies within the late window of the newest time on the page, else by arrival. An item
that comes after a later one is marked late. The same feed late or doubled therefore gives the same order.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import singledispatch

from msgspec.structs import replace

from domain.customer import events as happened
from domain.record import Recorded
from domain.timeline.items import Author, DeliveryState, Item

_NUMBER = re.compile(r"\d+")
CLOCK_SLACK = timedelta(minutes=5)  # a channel's clock ahead of ours by more than this may not make others late

# Where an item stands: (time it is ordered by, sender's sequence, sender's own id, position).
Place = tuple[datetime, str, str, int]


class Timeline:
    """The items of one customer in order, and at which version of the page each changed last."""

    def __init__(self, late_window: timedelta) -> None:
        self.late_window = late_window
        self.newest: datetime | None = None
        self.places: list[tuple[Place, str]] = []
        self.place_of: dict[str, Place] = {}
        self.by_id: dict[str, Item] = {}
        self.changes: list[tuple[int, str]] = []

    def __len__(self) -> int:
        return len(self.places)

    def apply(self, recorded: Recorded, page_version: int) -> None:
        """Take in one event as of this version of the page."""
        item = show(recorded.event, self, recorded)
        if item is not None:
            self.put(item, recorded, page_version)

    def put(self, item: Item, recorded: Recorded, page_version: int) -> None:
        """Show an item, new or changed. A changed one keeps its place unless its own time became known only now."""
        shown = self.by_id.get(item.item_id)
        if shown is not None and shown.occurred_at != item.occurred_at:
            self._unplace(item.item_id)
        if item.item_id not in self.place_of:
            item = self._place(item, recorded)
        self.by_id[item.item_id] = item
        self.changes.append((page_version, item.item_id))

    def remove(self, interaction_id: str | None) -> list[str]:
        """Take an interaction's items (None: all) off the page; returns their ids."""
        gone = [key for key, item in self.by_id.items() if interaction_id in (None, item.interaction_id)]
        for item_id in gone:
            del self.by_id[item_id]
            self._unplace(item_id)
        self.changes = [(version, item_id) for version, item_id in self.changes if item_id in self.by_id]
        return gone

    def in_order(self, start: int = 0, stop: int | None = None) -> list[Item]:
        """Items from place number `start` up to `stop`, oldest first."""
        return [self.by_id[item_id] for _, item_id in self.places[start:stop]]

    def changed_since(self, version: int) -> list[Item]:
        """Items that changed after this version of the page, each once, in page order."""
        found: set[str] = set()
        for changed_at, item_id in reversed(self.changes):
            if changed_at <= version:
                break
            found.add(item_id)
        return [self.by_id[item_id] for item_id in sorted(found, key=lambda item_id: self.place_of[item_id])]

    def index_of(self, item_id: str) -> int:
        """The item's place number on the page."""
        return bisect_left(self.places, (self.place_of[item_id], item_id))

    def _unplace(self, item_id: str) -> None:
        place = self.place_of.pop(item_id)
        del self.places[bisect_left(self.places, (place, item_id))]

    def _place(self, item: Item, recorded: Recorded) -> Item:
        at, late = item.occurred_at, False
        if self.newest is not None and at < self.newest:
            late = True
            if self.newest - at > self.late_window:
                at = self.newest
        if item.occurred_at <= recorded.recorded_at + CLOCK_SLACK:
            self.newest = max(self.newest or at, at)
        place = (at, getattr(recorded.event, "sequence", ""), _own_order(recorded), item.position)
        insort(self.places, (place, item.item_id))
        self.place_of[item.item_id] = place
        return replace(item, late=late)


def _own_order(recorded: Recorded) -> str:
    """Words of one instant stand by the sender's own ids, numbers in them as numbers: the same whenever they came."""
    if recorded.delivery is None:
        return ""
    return _NUMBER.sub(lambda digits: digits.group().zfill(20), f"{recorded.source} {recorded.delivery.id}")


@singledispatch
def show(event: happened.Event, timeline: Timeline, recorded: Recorded) -> Item | None:
    """The item this event adds or changes. Silence is written down below, never defaulted."""
    raise NotImplementedError(type(event).__name__)


@show.register
def show_entry(event: happened.ItemEvent, timeline: Timeline, recorded: Recorded) -> Item | None:
    """Every kind of entry looks alike; what differs is in `kind`, `event` and `about`.

    A call whose end came first, a message whose receipt did, has an item already: it keeps what it knows.
    """
    shown = timeline.by_id.get(event.item_id)
    return Item(
        item_id=event.item_id, position=recorded.position, version=recorded.version, stream=recorded.stream,
        interaction_id=event.interaction_id, channel=event.channel, entry_point=event.entry_point, kind=event.kind,
        direction=event.direction, author=Author(role=event.author_role, id=event.author_id, name=event.author_name),
        occurred_at=recorded.occurred_at, recorded_at=recorded.recorded_at, text=event.text, event=event.name,
        attachments=event.attachments, about=about(event),
        segments=event.segments if isinstance(event, happened.CallTranscribed) else (),
        delivery=shown.delivery if shown else None, ended_at=shown.ended_at if shown else None,
    )  # fmt: skip


@show.register
def show_end(event: happened.InteractionEnded, timeline: Timeline, recorded: Recorded) -> Item | None:
    """A call's own item says when it ended; an end that comes first, or alone, makes the item."""
    if not event.item_id:
        return None
    shown = timeline.by_id.get(event.item_id)
    ended_at = event.ended_at or recorded.occurred_at
    if shown is not None:
        return replace(shown, ended_at=ended_at, stream=recorded.stream, version=recorded.version)
    return Item(
        item_id=event.item_id, position=recorded.position, version=recorded.version, stream=recorded.stream,
        interaction_id=event.interaction_id, channel=event.channel, entry_point=event.entry_point,
        kind="call" if event.channel == "phone" else "context", direction=event.direction,
        author=Author(role="system"), occurred_at=event.started_at or recorded.occurred_at,
        recorded_at=recorded.recorded_at, text="", event=event.name, ended_at=ended_at,
    )  # fmt: skip


@show.register
def show_delivery(event: happened.MessageDeliveryUpdated, timeline: Timeline, recorded: Recorded) -> Item | None:
    """A receipt changes the message it is about; one about a message not on this page stands alone."""
    state = DeliveryState(state=event.state, code=event.code, at=recorded.occurred_at)
    shown = timeline.by_id.get(event.item_id)
    if shown is not None:
        if shown.delivery is not None and shown.delivery.at > state.at:  # receipts overtake each other
            return replace(shown, stream=recorded.stream, version=recorded.version)
        return replace(shown, delivery=state, stream=recorded.stream, version=recorded.version)
    return Item(
        item_id=event.item_id, position=recorded.position, version=recorded.version, stream=recorded.stream,
        interaction_id=event.interaction_id, channel=event.channel, entry_point=event.entry_point, kind="delivery",
        direction="outbound", author=Author(role="system"), occurred_at=recorded.occurred_at,
        recorded_at=recorded.recorded_at, text="", event=event.name, delivery=state,
    )  # fmt: skip


def _silent(event: happened.Event, timeline: Timeline, recorded: Recorded) -> Item | None:
    return None


def keep_silent(kinds: Iterable[type[happened.Event]]) -> None:
    """Events that show nothing on the timeline by themselves."""
    for kind in kinds:
        show.register(kind, _silent)


keep_silent((
    happened.CustomerRegistered, happened.HandleLinked, happened.HandleVerified, happened.MatchSuggested,
    happened.ProfileAttributeNoted, happened.InteractionStarted, happened.InteractionReassigned, happened.FactRecorded,
))  # fmt: skip


def about(event: happened.ItemEvent) -> dict[str, object]:
    """The structured side of an entry, for screens that draw it."""
    if isinstance(event, happened.PromiseMade):
        return {"promise_id": event.promise_id, "kind": event.promised, "due_at": event.due_at, "what": event.what}
    return event.about
