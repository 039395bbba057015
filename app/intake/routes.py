"""POST /v1/intake, and the list of what could not be understood."""

import asyncio
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.params import PathParameter, QueryParameter
from prometheus_client import Counter

from adapters.log.codec import moment
from adapters.log.reading import LogReader
from app.intake.door import Answer, Delivered, Door
from app.intake.envelope import BATCH, BATCH_BYTES, media_type, read_batch, read_one
from app.intake.receipts import Receipt
from app.intake.schema import BATCH_SCHEMA, EVENT_SCHEMA
from app.problems import Problem, not_found, problem_of, problem_spec
from app.security.guard import current
from app.security.principals import Principal, owns_source
from domain.errors import Overloaded, Refusal

PATH = "/v1/intake"
LISTED = 200  # quarantine entries in one answer
STEP = 64  # events of a batch decided in one step of the event loop
DryRun = Annotated[bool, QueryParameter(name="dry_run", description="Say what would be appended, and store nothing.")]
EntryId = Annotated[str, PathParameter(min_length=1, max_length=100)]

LABELS = 50
_labels: set[str] = set()
_intake = Counter("throughline_intake_total", "Deliveries by adapter and outcome", ["adapter", "outcome"])


class Results(msgspec.Struct, frozen=True):
    """A batch's answers, in order: a receipt or a problem each."""

    results: list[Any]


class DryRunShown(msgspec.Struct, frozen=True):
    """What would be appended: each event's stream, type, schema and fields; or that it would be quarantined."""

    would_append: list[dict[str, Any]]


class KeptShown(msgspec.Struct, frozen=True, kw_only=True):
    entry_id: str
    source: str
    type: str
    reason: str
    received_at: Any
    state: str


class QuarantineShown(msgspec.Struct, frozen=True):
    entries: list[KeptShown]


@dataclass
class IntakeOperation(Operation):
    """Litestar shows no body for raw bytes: ours names every mode of the CloudEvents HTTP binding."""

    def __post_init__(self) -> None:
        one, many = Schema(**EVENT_SCHEMA), Schema(**BATCH_SCHEMA)
        self.request_body = RequestBody(
            required=True,
            content={
                "application/cloudevents+json": OpenAPIMediaType(schema=one),
                "application/json": OpenAPIMediaType(schema=one),
                BATCH: OpenAPIMediaType(schema=many),
            },
        )


def intake_routes(door: Door, reader: LogReader) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [_intake_route(door), _quarantine(reader), _retry(door, reader)]


def _intake_route(door: Door) -> HTTPRouteHandler:
    receipts = {
        201: ResponseSpec(Receipt, generate_examples=False, description="Recorded."),
        202: ResponseSpec(Receipt, generate_examples=False, description="Quarantined: kept sealed, listed, retryable."),
    }

    @post(PATH, status_code=200, request_max_body_size=BATCH_BYTES + 1, operation_class=IntakeOperation,
          responses={**receipts, **problem_spec(400, 401, 403, 409, 413, 415, 422, 429, 503)})  # fmt: skip
    async def intake(
        request: Request[Any, Any, Any], dry_run: DryRun = False
    ) -> Response[Receipt | Results | DryRunShown]:
        """Take in CloudEvents 1.0: structured, binary (`ce-*` headers) or a batch. The receipt is sent when they are durable."""
        body = await request.body()
        principal = current(request)
        if media_type(request.headers) == BATCH:
            events = read_batch(body)
            results = await (_dry_batch if dry_run else _batch)(door, principal, events)
            return _json(200, Results(results))
        event = read_one(request.headers, body)
        delivered = door.check(principal, event)
        if dry_run:
            return _json(200, DryRunShown(await door.would_append(delivered)))
        receipt = await (await door.submit(delivered))()
        count(receipt)
        return _json(receipt.status, receipt)

    return intake


async def _batch(door: Door, principal: Principal, events: list[object]) -> list[object]:
    """Every event gets its own answer; only overload refuses the whole (safe to repeat)."""
    waiting: list[Answer | Problem] = []
    for index, event in enumerate(events):
        if index % STEP == STEP - 1:
            await asyncio.sleep(0)
        waiting.append(await _submitted(door, principal, event))
    answers = [await _answered(each) for each in waiting]
    for each in answers:
        if isinstance(each, Receipt):
            count(each)
    return [each.content() if isinstance(each, Problem) else each for each in answers]


async def _submitted(door: Door, principal: Principal, event: object) -> Answer | Problem:
    if isinstance(event, Problem):
        return event
    try:
        delivered: Delivered = door.check(principal, event)
        return await door.submit(delivered)
    except Overloaded:
        raise
    except Problem as problem:
        return problem
    except Refusal as refusal:
        return problem_of(refusal)


async def _answered(waiting: Answer | Problem) -> Receipt | Problem:
    if isinstance(waiting, Problem):
        return waiting
    try:
        return await waiting()
    except Overloaded:
        raise
    except Problem as problem:
        return problem
    except Refusal as refusal:
        return problem_of(refusal)


async def _dry_batch(door: Door, principal: Principal, events: list[object]) -> list[object]:
    results: list[object] = []
    for event in events:
        try:
            if isinstance(event, Problem):
                raise event
            results.append(DryRunShown(await door.would_append(door.check(principal, event))))
        except Problem as problem:
            results.append(problem.content())
        except Refusal as refusal:
            results.append(problem_of(refusal).content())
    return results


def _quarantine(reader: LogReader) -> HTTPRouteHandler:
    @get("/v1/quarantine", responses=problem_spec(400, 401, 403))
    async def quarantine(request: Request[Any, Any, Any]) -> Response[QuarantineShown]:
        """Deliveries that could not be understood, newest first; an adapter sees its own."""
        principal = current(request)
        begins = "" if principal.role == "admin" else principal.source.rstrip("*")
        found = await asyncio.to_thread(reader.kept, principal.tenant, begins=begins)
        entries = [
            KeptShown(entry_id=entry[0], source=entry[1], type=entry[2], reason=entry[3], received_at=moment(entry[4]), state=entry[5])
            for entry in found if _may_see(principal, entry[1])]  # fmt: skip
        return _json(200, QuarantineShown(entries[:LISTED]))

    return quarantine


def _retry(door: Door, reader: LogReader) -> HTTPRouteHandler:
    @post("/v1/quarantine/{entry_id:str}/retry", status_code=200, responses=problem_spec(400, 401, 403, 404, 422, 503))
    async def retry(request: Request[Any, Any, Any], entry_id: EntryId) -> Response[Receipt]:
        """Read a kept delivery again, after what could not read it was mended."""
        principal = current(request)
        kept = reader.kept_body(principal.tenant, entry_id)
        if kept is None or not _may_see(principal, kept[0]):
            raise not_found()
        receipt = await door.retry(principal.tenant, entry_id)
        if receipt is None:
            raise not_found()
        return _json(200, receipt)

    return retry


def _may_see(principal: Principal, source: str) -> bool:
    return principal.role == "admin" or owns_source(principal, source)


def count(receipt: Receipt) -> None:
    """Note what became of a delivery."""
    _counter(_label(receipt.source), receipt.outcome).inc()


@cache
def _counter(adapter: str, outcome: str) -> Counter:
    return _intake.labels(adapter=adapter, outcome=outcome)


def _label(source: str) -> str:
    """The adapter's name, as long as there are few: a sender chooses it, and may not fill our memory with names."""
    name = source.split("/")[3][:40] if source.count("/") >= 4 else ""
    if len(_labels) < LABELS:
        _labels.add(name)
    return name if name in _labels else "other"


def _json(status: int, body: object) -> Response[Any]:
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json")
