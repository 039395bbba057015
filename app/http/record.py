"""The record itself, for auditors and feeds: stored events with their hashes, personal fields masked without a purpose."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import HeaderParameter, QueryParameter

from adapters.log.codec import Codec, masked
from adapters.log.rows import Row
from app.history import History
from app.http.carried import carried, carries
from app.http.reading import LONGEST_PURPOSE, CustomerId, Desk, Incoming, Limit, answer, as_written
from app.http.redacted import items_of, shown
from app.http.tenant_log import TenantLog
from app.http.unread import Unread, envelope, opened, passable
from app.problems import problem_spec
from app.security.guard import current
from app.security.principals import Principal
from domain.customer import events as happened
from domain.errors import UnreadableHistory
from domain.record import Recorded

LARGEST = 1_000
PAGE_BYTES = 4 * 1_024 * 1_024  # of stored events in one answer, or the one event that is larger
AT_ONCE = 100  # rows read before their size is looked at
Position = Annotated[int, QueryParameter(ge=0, le=2**62, description="Events after this one.")]
Moved = Annotated[
    bool, QueryParameter(description="Events of other streams that stand on this page; `after` is a position then.")
]
Purpose = Annotated[
    str | None, HeaderParameter(name="X-Purpose", min_length=1, max_length=LONGEST_PURPOSE, description="Unmasks, and is recorded.")]  # fmt: skip


Reading = Callable[[int, int], list[Row]]  # after a place, at most so many
Opened = tuple[Recorded, dict[str, Any]]  # with the fields that may be seen
Shown = Opened | Unread


class CloudEventShown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A log event as a CloudEvent 1.0. `unreadable`: this version cannot say what it holds (`newer`), or nobody (`damaged`)."""

    specversion: str
    id: str
    source: str
    type: str
    time: Any
    recordedtime: Any
    datacontenttype: str
    position: int
    stream: str
    version: int
    data: dict[str, Any]
    sourceref: str = ""
    sourceid: str = ""
    subject: str = ""
    unreadable: str = ""


class EventShown(msgspec.Struct, frozen=True, kw_only=True):
    """A stored event with its envelope and hashes (hex). `causation_id`: the event that a derived one came from.

    `unreadable`: this version cannot say what it holds (`newer`), or nobody (`damaged`).
    """

    event_id: str
    tenant: str
    stream: str
    version: int
    position: int
    type: str
    schema: int
    occurred_at: Any
    recorded_at: Any
    actor: Any
    source: str
    sourceid: str | None
    correlation_id: str
    causation_id: str
    data: dict[str, Any]
    prev_hash: str
    hash: str
    unreadable: str | msgspec.UnsetType = msgspec.UNSET


class EventsShown(msgspec.Struct, frozen=True):
    events: list[EventShown]
    after: int | None


def record_routes(desk: Desk, codec: Codec) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [_feed(desk, codec), _stream(desk, codec)]


def _feed(desk: Desk, codec: Codec) -> HTTPRouteHandler:
    log = TenantLog(desk.reader)

    @get("/v1/events", responses=problem_spec(400, 401, 403, 409, 422, 503))
    async def events(request: Incoming, after: Position = 0, limit: Limit = 100,
                     purpose: Purpose = None) -> Response[list[CloudEventShown]]:  # fmt: skip
        """The log as CloudEvents, any age, in order. `Link: rel="next"` while there is more: a page of large events is shorter.

        409 at a place beyond the log's end. An adapter gets 503 `newer-event` where the next event is one that only a newer
        version reads.
        """
        principal = current(request)
        purpose = as_written(purpose) if purpose and principal.role == "auditor" else None  # a feed never unmasks
        top = min(limit, LARGEST)
        found, more = await asyncio.to_thread(_of_tenant, log, principal.tenant, after, top)
        rows = passable(codec, principal, found)
        shown = await cloud_events(desk, codec, principal, rows, purpose)
        more = more or len(rows) < len(found)
        link = {"Link": f'</v1/events?after={rows[-1].position}&limit={top}>; rel="next"'} if more else {}
        return answer(shown, link)  # type: ignore[return-value]

    return events


def _stream(desk: Desk, codec: Codec) -> HTTPRouteHandler:
    history = History(desk.reader, codec)

    @get("/v1/customers/{customer_id:str}/events", responses=problem_spec(400, 401, 403, 404, 422, 503))
    async def events(request: Incoming, customer_id: CustomerId, after: Position = 0, limit: Limit = 100,
                     purpose: Purpose = None, moved: Moved = False) -> Response[EventsShown]:  # fmt: skip
        """The customer's own stream, version by version, as it is stored. `after` is a version."""
        principal, purpose = current(request), as_written(purpose) if purpose else None
        stream, version = await _whose(desk, principal.tenant, customer_id)
        top = min(limit, LARGEST)
        place = position_of if moved else _version
        read = await _moved(history, principal.tenant, stream) if moved else _own(desk, principal.tenant, stream)
        rows, more = await asyncio.to_thread(page_of, read, place, after, top)
        one = purpose is not None and len(rows) == 1
        what = f"{'moved' if moved else 'event'}:{place(rows[0])}" if one else "events"
        await desk.ledger.record(principal, stream, purpose=purpose or "audit", what=what, at_version=version)
        events = [_event(each) for each in await _read(desk, principal.tenant, codec, rows, purpose)]
        return answer(EventsShown(events, place(rows[-1]) if more else None))  # type: ignore[return-value]

    return events


def _of_tenant(log: TenantLog, tenant: str, after: int, top: int) -> tuple[list[Row], bool]:
    log.check(after)
    return page_of(lambda since, most: log.since(tenant, since, most), position_of, after, top)


async def _whose(desk: Desk, tenant: str, customer_id: str) -> tuple[str, int]:
    """The stream of an id and its version, also where no page can be made of it. Raises UnknownCustomer."""
    try:
        page = await desk.pages.own(tenant, customer_id)
        return page.customer_id, page.version
    except UnreadableHistory:
        version = await asyncio.to_thread(desk.reader.version, tenant, customer_id)
        return customer_id, version or 0


def _own(desk: Desk, tenant: str, customer_id: str) -> Reading:
    return lambda since, most: desk.reader.stream(tenant, customer_id, since, limit=most)


async def _moved(history: History, tenant: str, customer_id: str) -> Reading:
    others = await asyncio.to_thread(history.moved, tenant, customer_id, 2**62)
    return lambda since, most: [row for row in others if row.position > since][:most]


def page_of(read: Reading, place: Callable[[Row], int], after: int, top: int) -> tuple[list[Row], bool]:
    """Rows from a place on, as many as asked for or as fit into one answer; and whether there are more."""
    rows: list[Row] = []
    size = 0
    while True:
        wanted = min(AT_ONCE, top + 1 - len(rows))
        found = read(after, wanted)
        for row in found:
            size += len(row.state)
            if len(rows) == top or (rows and size > PAGE_BYTES):
                return rows, True
            rows.append(row)
        if len(found) < wanted:
            return rows, False
        after = place(rows[-1])


def position_of(row: Row) -> int:
    """Its place in the whole log."""
    return row.position


def _version(row: Row) -> int:
    return row.version


async def cloud_events(desk: Desk, codec: Codec, principal: Principal, rows: list[Row],
                       purpose: str | None) -> list[CloudEventShown]:  # fmt: skip
    """The rows as this caller may see them; with a purpose unmasked, and each person looked at is recorded first."""
    if purpose is not None:  # unmasked: each person looked at is recorded, before anything is shown
        for stream in dict.fromkeys(row.stream for row in rows):
            await desk.ledger.record(principal, stream, purpose=purpose, what="events")
    found = await _read(desk, principal.tenant, codec, rows, purpose)
    return [_cloud_event(each) for each in await _with_replies(desk, principal, found)]


async def _read(desk: Desk, tenant: str, codec: Codec, rows: list[Row],
                purpose: str | None) -> list[Shown]:  # fmt: skip
    found = opened(codec, rows)
    if purpose is None:
        return [each if isinstance(each, Unread) else (each, masked(each.event)) for each in found]
    streams = {row.stream for row in rows}
    items = {item for each in found if isinstance(each, Recorded) for item in items_of(each.event)}
    secrets = await desk.secrets(tenant, streams, items)
    secrets.check(streams)
    return [each if isinstance(each, Unread) else (each, shown(each.event, secrets.spans)) for each in found]


async def _with_replies(desk: Desk, principal: Principal, found: list[Shown]) -> list[Shown]:
    """An adapter is shown the words of replies that it carries: else nobody could send them. Not where it cannot be read
    what of them is secret: no adapter waits for what nobody may ever read.
    """
    theirs = [each for each in found if not isinstance(each, Unread) and carries(principal, each[0])]
    items = {getattr(each.event, "item_id", "") for each, _ in theirs}
    if not items:
        return found
    secrets = await desk.secrets(principal.tenant, {each.stream for each, _ in theirs}, items)
    words = {
        each.position: carried(each.event, secrets.spans)
        for each, _ in theirs
        if isinstance(each.event, happened.MessageSent) and each.stream not in secrets.unsure
    }
    return [
        each if isinstance(each, Unread) else (each[0], each[1] | words.get(each[0].position, {})) for each in found]  # fmt: skip


def _cloud_event(found: Shown) -> CloudEventShown:
    if isinstance(found, Unread):
        return CloudEventShown(
            specversion="1.0", datacontenttype="application/json", data={}, unreadable=found.why, **envelope(found))  # fmt: skip
    recorded, data = found
    event = recorded.event
    return CloudEventShown(
        specversion="1.0", id=recorded.event_id, source=f"//{recorded.tenant}/throughline",
        type=f"throughline.{event.name}.v{event.schema}", time=recorded.occurred_at, recordedtime=recorded.recorded_at,
        datacontenttype="application/json", position=recorded.position, stream=recorded.stream, version=recorded.version,
        subject=recorded.stream, data=data, sourceref=recorded.source if recorded.delivery else "",
        sourceid=recorded.delivery.id if recorded.delivery else "")  # fmt: skip


def _event(found: Shown) -> EventShown:
    if isinstance(found, Unread):
        row, told = found.row, envelope(found)
        return EventShown(
            event_id=told["id"], tenant=row.tenant, stream=row.stream, version=row.version, position=row.position, type=row.type,
            schema=row.schema, occurred_at=told["time"], recorded_at=told["recordedtime"], actor=None, source="", sourceid=None,
            correlation_id="", causation_id="", data={}, prev_hash=row.prev_hash.hex(), hash=row.hash.hex(), unreadable=found.why)  # fmt: skip
    recorded, data = found
    return EventShown(
        event_id=recorded.event_id, tenant=recorded.tenant, stream=recorded.stream, version=recorded.version,
        position=recorded.position, type=recorded.event.name, schema=recorded.event.schema,
        occurred_at=recorded.occurred_at, recorded_at=recorded.recorded_at, actor=recorded.actor, source=recorded.source,
        sourceid=recorded.delivery.id if recorded.delivery else None, correlation_id=recorded.correlation_id,
        causation_id=recorded.causation_id, data=data, prev_hash=recorded.prev_hash.hex(), hash=recorded.hash.hex())  # fmt: skip
