"""The timeline folded from events: which item each event adds or changes."""

from collections.abc import Iterable
from functools import singledispatch

from msgspec.structs import replace

from domain.customer import events as happened
from domain.record import Recorded
from domain.timeline.items import Author, DeliveryState, Item
from domain.timeline.timeline import Timeline


def take(timeline: Timeline, recorded: Recorded, page_version: int) -> None:
    """Take in one event as of this version of the page."""
    item = show(recorded.event, timeline, recorded)
    if item is not None:
        timeline.put(item, recorded, page_version)


@singledispatch
def show(event: happened.Event, timeline: Timeline, recorded: Recorded) -> Item | None:
    """The item this event adds or changes. Silence is written down below, never defaulted."""
    raise NotImplementedError(type(event).__name__)


@show.register
def show_entry(event: happened.ItemEvent, timeline: Timeline, recorded: Recorded) -> Item | None:
    """Every kind of entry looks alike; what differs is in `kind`, `event` and `about`.

    A call whose end came first, a message whose receipt did, has an item already: it keeps what it knows.
    """
    shown = timeline.find(event.item_id)
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
    shown = timeline.find(event.item_id)
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
    shown = timeline.find(event.item_id)
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
    happened.HandleUnlinked, happened.HandleShared, happened.HandlesPresented, happened.MatchDismissed, happened.CustomersMerged, happened.CustomersUnmerged,
))  # fmt: skip


def about(event: happened.ItemEvent) -> dict[str, object]:
    """The structured side of an entry, for screens that draw it."""
    if isinstance(event, happened.PromiseMade):
        return {"promise_id": event.promise_id, "kind": event.promised, "due_at": event.due_at, "what": event.what}
    return event.about
