"""One row of the queue and how each event changes it."""

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from domain.customer import events as happened
from domain.customer.names import fuller_name
from domain.desk.claims import Held, first_of, held_of
from domain.record import Recorded

STEPS = 6
PREVIEW = 140
MOST_PILLS = 20  # promises of one row: those due first
GOES_ON = frozenset({"follow_up", "escalated"})  # outcomes after which there is still something to do
NEVER = datetime.max.replace(tzinfo=UTC)
QUIET = frozenset({"crm", "commerce"})  # context: it moves nobody in the queue
SHOWN_HANDLES = ("phone", "whatsapp", "email", "loyalty_card", "app_user")  # the most telling first
# Ends of a call after which the customer still waits; vCon dispositions and what channels say (vcon.md, dialog types).
CUT_OFF = frozenset({
    "network_lost", "network-lost", "missed", "abandoned", "no-answer", "no_answer", "congestion", "failed", "busy",
    "voicemail-no-message",
})  # fmt: skip


class Pill(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A mark that something needs care. Whether `due_at` has passed is for the reader's clock."""

    kind: str
    due_at: datetime | None = None
    promise_id: str = ""


class HandedShown(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-over to whoever is shown it, until somebody takes the customer on."""

    handoff_id: str
    by: str
    name: str
    at: datetime


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """The last hand-over, and the people it is for."""

    shown: HandedShown
    to: tuple[str, ...]


class InboxRow(msgspec.Struct, frozen=True, kw_only=True):
    """A customer as the queue shows them. `version` is the page's, of the last event taken in."""

    customer_id: str
    display_name: str = ""
    name_from: str = ""  # system, said
    handle_hint: str = ""
    hint_kind: str = ""
    channel: str = ""
    preview: str = ""
    last_at: datetime | None = None
    waiting_since: datetime | None = None
    path: tuple[str, ...] = ()
    live_call: bool = False
    pills: tuple[Pill, ...] = ()
    claims: tuple[Held, ...] = ()
    handed: Handed | None = None
    open: bool = False  # something goes on with them: it was not wrapped up since they were last heard of
    last_in: str = ""  # the interaction of what was said last
    news_version: int = 0  # of the last words, and whose they were where one of the staff wrote them with us
    news_by: str = ""
    version: int = 0


class QueueRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row as one person is shown it. `unread`: somebody else said something since they last read the page."""

    customer_id: str
    display_name: str
    name_from: str
    handle_hint: str
    hint_kind: str
    channel: str
    preview: str
    last_at: datetime | None
    waiting_since: datetime | None
    path: tuple[str, ...]
    live_call: bool
    pills: tuple[Pill, ...]
    claimed_by: str | None
    claimed_name: str
    claimed_until: datetime | None
    handed: HandedShown | None
    unread: bool
    version: int


def row_claim(row: InboxRow) -> Held | None:
    """Who has taken this customer on."""
    return first_of(row.claims, row.customer_id)


def shown_to(row: InboxRow, person: str, read: int) -> QueueRow:
    """The row for a person who has read the page up to a version."""
    claim = row_claim(row)
    return QueueRow(
        customer_id=row.customer_id, display_name=row.display_name, name_from=row.name_from, handle_hint=row.handle_hint,
        hint_kind=row.hint_kind, channel=row.channel, preview=row.preview, last_at=row.last_at,
        waiting_since=row.waiting_since, path=row.path, live_call=row.live_call, pills=row.pills,
        claimed_by=claim.by if claim else None, claimed_name=claim.name if claim else "",
        claimed_until=claim.expires_at if claim else None,
        handed=row.handed.shown if row.handed and person in row.handed.to else None, unread=row.news_version > read and row.news_by != person,
        version=row.version)  # fmt: skip


def need(row: QueueRow, now: datetime) -> tuple[datetime, bool, datetime, float]:
    """By what a queue is ordered, smallest first: whose promise is overdue, the longest before all; who is on the line; who
    waits, the longest first; then the newest talk (adapters/views/queue.py asks the same of its table).
    """
    due = [each.due_at for each in row.pills if each.due_at is not None and each.due_at <= now]
    newest = -row.last_at.timestamp() if row.last_at is not None else 0.0
    return min(due, default=NEVER), not row.live_call, row.waiting_since or NEVER, newest


def take(row: InboxRow, recorded: Recorded) -> InboxRow:
    """The row after one event of its stream."""
    row = replace(row, version=recorded.version)
    match recorded.event:
        case happened.HandleLinked() as event:
            return _hinted(row, event)
        case happened.ProfileAttributeNoted() as event if event.attribute == "name" and event.value:
            return replace(row, display_name=event.value, name_from="system")
        case happened.InteractionEnded() as event:
            answered = event.channel == "phone" and row.channel == "phone" and event.reason not in CUT_OFF
            return replace(row, live_call=False, waiting_since=None if answered else row.waiting_since)
        case happened.PromiseMade() as event:
            return _said(_owing(row, event.promise_id, event.due_at), event, recorded)
        case happened.PromiseNoted() as event:
            return _owing(row, event.promise_id, event.due_at)
        case happened.PromiseMoved() as event:
            return _owing(row, event.promise_id, event.new_due)
        case happened.PromiseKept() | happened.PromiseBroken() | happened.PromiseWithdrawn() as event:
            return replace(row, pills=_without(row, event.promise_id))
        case happened.MessageRedacted():
            return replace(row, preview="")  # it may be of that very item
        case happened.Claimed() | happened.Released() as event:
            return _claimed(row, event, recorded.stream)
        case happened.BriefPrepared() as event if event.to_persons:
            shown = HandedShown(handoff_id=event.handoff_id, by=event.by, name=event.by_name, at=recorded.recorded_at)
            return replace(row, handed=Handed(shown=shown, to=event.to_persons))
        case happened.WrapUpRecorded() as event:
            return _wrapped_up(row, event)
        case happened.ItemEvent() as event:
            return _said(row, event, recorded)
        case _:
            return row


def row_of(customer_id: str, events: Iterable[Recorded]) -> InboxRow:
    """The row folded anew, from the events that stand on the customer's page."""
    row = InboxRow(customer_id=customer_id)
    for recorded in events:
        row = take(row, recorded)
    return row


def soonest_due(row: InboxRow) -> datetime | None:
    """When the first of the promises owed is due; None where none has a time."""
    return min((each.due_at for each in row.pills if each.due_at is not None), default=None)


def _owing(row: InboxRow, promise_id: str, due_at: datetime | None) -> InboxRow:
    """With a promise more, or at another time: what is due first stands first."""
    pills = (*_without(row, promise_id), Pill(kind="promise", due_at=due_at, promise_id=promise_id))
    return replace(row, pills=tuple(sorted(pills, key=lambda each: each.due_at or NEVER)[:MOST_PILLS]))


def _without(row: InboxRow, promise_id: str) -> tuple[Pill, ...]:
    return tuple(each for each in row.pills if each.promise_id != promise_id)


def _claimed(row: InboxRow, event: happened.Claimed | happened.Released, stream: str) -> InboxRow:
    claims = {each.claim_id: each for each in row.claims}
    if isinstance(event, happened.Claimed):
        claims[event.claim_id] = held_of(event, stream)
        row = replace(row, handed=None)
    else:
        claims.pop(event.claim_id, None)
    return replace(row, claims=tuple(claims.values()))


def _wrapped_up(row: InboxRow, event: happened.WrapUpRecorded) -> InboxRow:
    """Nobody waits for an answer there any more; whether nothing goes on at all, the outcome says."""
    if event.interaction_id != row.last_in:
        return row
    goes_on = event.outcome in GOES_ON
    handed = row.handed if goes_on else None
    return replace(row, waiting_since=None, live_call=False, open=goes_on, handed=handed)


def _news(row: InboxRow, event: happened.ItemEvent, recorded: Recorded) -> InboxRow:
    if event.kind in ("context", "delivery") or event.author_role == "system":
        return row
    return replace(row, news_version=recorded.version, news_by=event.author_id if event.author_role == "agent" else "")


def _said(row: InboxRow, event: happened.ItemEvent, recorded: Recorded) -> InboxRow:
    row = _news(row, event, recorded)
    if event.author_role == "customer" and event.author_name and row.name_from != "system":
        row = replace(row, display_name=fuller_name(row.display_name, event.author_name), name_from="said")
    if event.channel in QUIET or event.kind in ("context", "note", "delivery"):
        return row
    if row.last_at is not None and recorded.occurred_at < row.last_at:  # late: it does not change what was last
        return row
    path = row.path if row.path and row.path[-1] == event.channel else (*row.path, event.channel)[-STEPS:]
    return replace(
        row, channel=event.channel, preview=" ".join(event.text.split())[:PREVIEW] or row.preview,
        open=True, last_in=event.interaction_id or "", last_at=recorded.occurred_at, waiting_since=_waits(row, event, recorded.occurred_at), path=path,
        live_call=isinstance(event, happened.CallConnected) or (row.live_call and event.channel == "phone"))  # fmt: skip


def _waits(row: InboxRow, event: happened.ItemEvent, at: datetime) -> datetime | None:
    """Since when somebody waits: from their first unanswered word. Two voices in one transcript: the last one decides."""
    role = event.author_role
    if role == "unknown" and isinstance(event, happened.CallTranscribed) and event.segments:
        role = event.segments[-1].party
    if role == "customer":
        return row.waiting_since or at
    return row.waiting_since if role in ("unknown", "system") else None


def _hinted(row: InboxRow, event: happened.HandleLinked) -> InboxRow:
    ranks = {kind: rank for rank, kind in enumerate(SHOWN_HANDLES)}
    if event.kind not in ranks or ranks[event.kind] >= ranks.get(row.hint_kind, len(ranks)):
        return row
    return replace(row, handle_hint=_hint(event), hint_kind=event.kind)


def _hint(event: happened.HandleLinked) -> str:
    """A handle masked for the queue: enough to tell two apart, not enough to call."""
    value = event.value_norm
    if event.kind == "email":
        local, _, domain = value.partition("@")
        return f"{local[:2]}•••@{domain}"
    return f"{value[:6]}•••{value[-3:]}" if len(value) > 9 else f"•••{value[-3:]}"
