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
from adapters.views.redactions import read_redactions
from app.history import History
from app.http.carried import carried, carries
from app.http.reading import LONGEST_PURPOSE, CustomerId, Desk, Incoming, Limit, answer, as_written
from app.http.redacted import items_of, shown
from app.problems import problem_spec
from app.security.guard import current
from app.security.principals import Principal
from domain.customer import events as happened
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
Shown = tuple[Recorded, dict[str, Any]]  # with the fields that may be seen


class CloudEventShown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A log event as a CloudEvent 1.0."""

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


class EventShown(msgspec.Struct, frozen=True, kw_only=True):
    """A stored event with its envelope and hashes (hex). `causation_id`: the event that a derived one came from."""

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


class EventsShown(msgspec.Struct, frozen=True):
    events: list[EventShown]
    after: int | None


def record_routes(desk: Desk, codec: Codec) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [_feed(desk, codec), _stream(desk, codec)]


def _feed(desk: Desk, codec: Codec) -> HTTPRouteHandler:
    @get("/v1/events", responses=problem_spec(400, 401, 403, 422, 503))
    async def events(request: Incoming, after: Position = 0, limit: Limit = 100,
                     purpose: Purpose = None) -> Response[list[CloudEventShown]]:  # fmt: skip
        """The log as CloudEvents, any age, in order. `Link: rel="next"` while there is more: a page of large events is shorter."""
        principal = current(request)
        purpose = as_written(purpose) if purpose and principal.role == "auditor" else None  # a feed never unmasks
        top = min(limit, LARGEST)
        rows, more = page_of(
            lambda since, most: desk.reader.since(since, most, principal.tenant), position_of, after, top
        )
        shown = await cloud_events(desk, codec, principal, rows, purpose)
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
        page = await desk.pages.own(principal.tenant, customer_id)
        top = min(limit, LARGEST)
        place = position_of if moved else _version
        read = await _moved(history, principal.tenant, page.customer_id) if moved else _own(desk, principal.tenant, page.customer_id)  # fmt: skip
        rows, more = page_of(read, place, after, top)
        one = purpose is not None and len(rows) == 1
        what = f"{'moved' if moved else 'event'}:{place(rows[0])}" if one else "events"
        await desk.looked(principal, page, what, purpose or "audit")
        events = [_event(each, data) for each, data in await _read(desk, principal.tenant, codec, rows, purpose)]
        return answer(EventsShown(events, place(rows[-1]) if more else None))  # type: ignore[return-value]

    return events


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
    opened = await _opened(desk, principal, codec, rows, purpose, "events")
    return [_cloud_event(each, data) for each, data in await _with_replies(desk, principal, opened)]


async def _opened(desk: Desk, principal: Principal, codec: Codec, rows: list[Row], purpose: str | None,
                  what: str) -> list[Shown]:  # fmt: skip
    if purpose is not None:  # unmasked: each person looked at is recorded, before anything is shown
        for stream in dict.fromkeys(row.stream for row in rows):
            await desk.ledger.record(principal, stream, purpose=purpose, what=what)
    return await _read(desk, principal.tenant, codec, rows, purpose)


async def _read(desk: Desk, tenant: str, codec: Codec, rows: list[Row],
                purpose: str | None) -> list[Shown]:  # fmt: skip
    opened = [codec.open(row) for row in rows]
    if purpose is None:
        return [(each, masked(each.event)) for each in opened]
    await desk.caught_up()
    items = {item for each in opened for item in items_of(each.event)}
    redactions = await asyncio.to_thread(read_redactions, desk.store, tenant, items)
    return [(each, shown(each.event, redactions)) for each in opened]


async def _with_replies(desk: Desk, principal: Principal, opened: list[Shown]) -> list[Shown]:
    """An adapter is shown the words of replies that it carries: else nobody could send them."""
    theirs = {getattr(each.event, "item_id", "") for each, _ in opened if carries(principal, each)}
    if not theirs:
        return opened
    await desk.caught_up()
    redactions = await asyncio.to_thread(read_redactions, desk.store, principal.tenant, theirs)
    return [
        (each, data | carried(each.event, redactions))
        if isinstance(each.event, happened.MessageSent) and carries(principal, each) else (each, data)
        for each, data in opened]  # fmt: skip


def _cloud_event(recorded: Recorded, data: dict[str, Any]) -> CloudEventShown:
    event = recorded.event
    return CloudEventShown(
        specversion="1.0", id=recorded.event_id, source=f"//{recorded.tenant}/throughline",
        type=f"throughline.{event.name}.v{event.schema}", time=recorded.occurred_at, recordedtime=recorded.recorded_at,
        datacontenttype="application/json", position=recorded.position, stream=recorded.stream, version=recorded.version,
        subject=recorded.stream, data=data, sourceref=recorded.source if recorded.delivery else "",
        sourceid=recorded.delivery.id if recorded.delivery else "")  # fmt: skip


def _event(recorded: Recorded, data: dict[str, Any]) -> EventShown:
    return EventShown(
        event_id=recorded.event_id, tenant=recorded.tenant, stream=recorded.stream, version=recorded.version,
        position=recorded.position, type=recorded.event.name, schema=recorded.event.schema,
        occurred_at=recorded.occurred_at, recorded_at=recorded.recorded_at, actor=recorded.actor, source=recorded.source,
        sourceid=recorded.delivery.id if recorded.delivery else None, correlation_id=recorded.correlation_id,
        causation_id=recorded.causation_id, data=data, prev_hash=recorded.prev_hash.hex(), hash=recorded.hash.hex())  # fmt: skip
