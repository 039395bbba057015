"""One row of the queue and how each event changes it."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.customer import events as happened
from domain.record import Recorded

STEPS = 6
PREVIEW = 140
CUSTOMER_SIDE = frozenset({"customer", "unknown"})
QUIET = frozenset({"crm", "commerce"})  # context: it moves nobody in the queue
SHOWN_HANDLES = ("phone", "whatsapp", "email", "loyalty_card", "app_user")


class Pill(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A mark that something needs care. Whether `due_at` has passed is for the reader's clock."""

    kind: str
    due_at: datetime | None = None
    promise_id: str = ""


class InboxRow(msgspec.Struct, frozen=True, kw_only=True):
    """A customer as the queue shows them. `version` is the page's, of the last event taken in."""

    customer_id: str
    display_name: str = ""
    handle_hint: str = ""
    channel: str = ""
    preview: str = ""
    last_at: datetime | None = None
    waiting_since: datetime | None = None
    path: tuple[str, ...] = ()
    live_call: bool = False
    pills: tuple[Pill, ...] = ()
    claimed_by: str | None = None
    claimed_name: str = ""
    version: int = 0


def take(row: InboxRow, recorded: Recorded) -> InboxRow:
    """The row after one event of its stream."""
    row = replace(row, version=recorded.version)
    match recorded.event:
        case happened.HandleLinked() as event:
            return replace(row, handle_hint=row.handle_hint or _hint(event))
        case happened.ProfileAttributeNoted() as event if event.attribute == "name" and event.value:
            return replace(row, display_name=event.value)
        case happened.InteractionEnded():
            return replace(row, live_call=False)
        case happened.PromiseMade() as event:
            promise = Pill(kind="promise", due_at=event.due_at, promise_id=event.promise_id)
            return _said(replace(row, pills=(*row.pills, promise)[-5:]), event, recorded)
        case happened.ItemEvent() as event:
            return _said(row, event, recorded)
        case _:
            return row


def _said(row: InboxRow, event: happened.ItemEvent, recorded: Recorded) -> InboxRow:
    if event.author_role in CUSTOMER_SIDE and event.author_name and not row.display_name:
        row = replace(row, display_name=event.author_name)
    if event.channel in QUIET or event.kind in ("context", "note", "delivery"):
        return row
    if row.last_at is not None and recorded.occurred_at < row.last_at:  # late: it does not change what was last
        return row
    customer = event.author_role in CUSTOMER_SIDE
    waiting = (row.waiting_since or recorded.occurred_at) if customer else None
    path = row.path if row.path and row.path[-1] == event.channel else (*row.path, event.channel)[-STEPS:]
    return replace(
        row, channel=event.channel, preview=" ".join(event.text.split())[:PREVIEW] or row.preview,
        last_at=recorded.occurred_at, waiting_since=waiting, path=path,
        live_call=isinstance(event, happened.CallConnected) or row.live_call)  # fmt: skip


def join(into: InboxRow, moved: InboxRow) -> InboxRow:
    """A provisional customer's row goes into the one it turned out to be."""
    newer = moved.last_at is not None and (into.last_at is None or moved.last_at >= into.last_at)
    path = into.path
    for channel in moved.path:
        path = path if path and path[-1] == channel else (*path, channel)[-STEPS:]
    last = moved if newer else into
    return replace(
        into, channel=last.channel, preview=last.preview, last_at=last.last_at, waiting_since=last.waiting_since,
        live_call=into.live_call or moved.live_call, path=path, pills=(*into.pills, *moved.pills)[-5:],
        display_name=into.display_name or moved.display_name)  # fmt: skip


def _hint(event: happened.HandleLinked) -> str:
    """A handle masked for the queue: enough to tell two apart, not enough to call."""
    if event.kind not in SHOWN_HANDLES:
        return ""
    value = event.value_norm
    if event.kind == "email":
        local, _, domain = value.partition("@")
        return f"{local[:2]}•••@{domain}"
    return f"{value[:6]}•••{value[-3:]}" if len(value) > 9 else f"•••{value[-3:]}"
