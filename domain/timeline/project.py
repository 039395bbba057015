"""The timeline folded from events: which item each event adds or changes."""

from collections.abc import Iterable
from functools import singledispatch

from msgspec.structs import replace

from domain.customer import events as happened
from domain.customer.remembered import REMEMBERED
from domain.memory.secrets import dotted
from domain.record import Recorded
from domain.timeline.items import QUEUED, AskedAgain, Author, DeliveryState, Item, stage
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
        delivery=shown.delivery if shown and shown.delivery else _queued(event, recorded),
        ended_at=shown.ended_at if shown else None, client_id=event.client_id if isinstance(event, happened.MessageSent) else "",
    )  # fmt: skip


def _queued(event: happened.ItemEvent, recorded: Recorded) -> DeliveryState | None:
    """A reply written with us has left nobody's hands until somebody says so."""
    if isinstance(event, happened.MessageSent) and event.seen_version is not None:
        return DeliveryState(state=QUEUED, code="", at=recorded.occurred_at)
    return None


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
        if shown.delivery is not None and stage(shown.delivery) > stage(state):  # receipts overtake each other
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


@show.register
def show_question(event: happened.FactAskedAgain, timeline: Timeline, recorded: Recorded) -> Item | None:
    """The item asks for what was told before; once for each key."""
    shown = timeline.find(event.item_id)
    if shown is None or any(each.key == event.key for each in shown.asked_again):
        return None
    again = AskedAgain(key=event.key, fact_id=event.fact_id, known_then=event.known_then)
    return replace(shown, asked_again=(*shown.asked_again, again), stream=recorded.stream, version=recorded.version)


@show.register
def show_redacted(event: happened.MessageRedacted, timeline: Timeline, recorded: Recorded) -> Item | None:
    """What is secret in an item's words is shown as dots, one for each character that is no blank."""
    shown = timeline.find(event.item_id)
    if shown is None:
        return None
    text = dotted(shown.text, event.spans)
    return replace(
        shown, text=text, segments=_segments_of(text, shown.segments), stream=recorded.stream, version=recorded.version
    )


def _segments_of(text: str, segments: tuple[happened.Segment, ...]) -> tuple[happened.Segment, ...]:
    """The same segments with the words they have in the whole text; those of other words stay as they are."""
    lines: list[happened.Segment] = []
    start = 0
    for each in segments:
        lines.append(replace(each, text=text[start : start + len(each.text)]))
        start += len(each.text) + 1
    return tuple(lines) if start == len(text) + 1 else segments


keep_silent((
    happened.CustomerRegistered, happened.HandleLinked, happened.HandleVerified, happened.MatchSuggested,
    happened.ProfileAttributeNoted, happened.InteractionStarted, happened.InteractionReassigned,
    happened.HandleUnlinked, happened.HandleShared, happened.HandlesPresented, happened.MatchDismissed, happened.CustomersMerged, happened.CustomersUnmerged,
    happened.Claimed, happened.Released, happened.WrapUpRecorded, happened.ConsentGiven, happened.ConsentWithdrawn,
    happened.ObjectionRaised, happened.NoticeShown,
    *(each for each in REMEMBERED if each not in (happened.FactAskedAgain, happened.MessageRedacted)),
))  # fmt: skip


def about(event: happened.ItemEvent) -> dict[str, object]:
    """The structured side of an entry, for screens that draw it."""
    if isinstance(event, happened.PromiseMade):
        return {
            **event.about,
            "promise_id": event.promise_id,
            "kind": event.promised,
            "due_at": event.due_at,
            "what": event.what,
        }
    if isinstance(event, happened.NoteAdded) and event.mentions:
        return {**event.about, "mentions": list(event.mentions)}
    return event.about
