"""What we owe somebody: read, promised by a click or from offered words, and settled by hand."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody, PathParameter

from app.http import shapes
from app.http.reading import AsOf, CustomerId, Desk, Incoming, answer, json_only
from app.http.writing import IdempotencyKey, calling_hand
from app.pen import Held, Pen, Written
from app.problems import FieldError, not_found, problem_spec, unprocessable
from app.security.guard import current
from app.security.principals import Principal
from domain.customer import events as happened
from domain.customer.decisions import Plan
from domain.memory.facts import Promise
from domain.memory.promising.settling import due_first, settled_by_hand
from domain.memory.secrets import mask
from domain.page import Page
from domain.timeline.items import Item

READING = (400, 401, 403, 404, 422, 503)
WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 503)
FIRST_YEAR, LAST_YEAR = 1970, 2200  # as intake takes them
PromiseId = Annotated[str, PathParameter(min_length=1, max_length=100)]
OurId = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Due = Annotated[datetime, msgspec.Meta(tz=True)]
Place = Annotated[int, msgspec.Meta(ge=0, le=2**31)]


class NewPromise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is owed, until when. With `item_id` it was promised in that item's words, at `span` where it is given
    (characters, end exclusive); without, `interaction_id` may name the talk it belongs to.
    """

    kind: Literal["callback", "refund", "delivery", "replacement", "discount", "info"]
    what: Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]
    due_at: Due | None = None
    amount: Annotated[str, msgspec.Meta(max_length=60)] = ""
    item_id: OurId | None = None
    span: tuple[Place, Place] | None = None
    interaction_id: OurId | None = None


class NewOutcome(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of it. `moved` needs the new `due_at`; `reason` is for `withdrawn`; `item_id` shows it, or is where the
    customer was told. `customer_id`: on whose page it stands.
    """

    customer_id: OurId
    state: Literal["kept", "broken", "moved", "withdrawn"]
    due_at: Due | None = None
    item_id: OurId | None = None
    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    """What was recorded; `item_id`: the entry of the timeline it stands in."""

    promise_id: str
    customer_id: str
    item_id: str
    version: int
    position: int


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What was recorded."""

    promise_id: str
    customer_id: str
    state: str
    version: int
    position: int


def promise_routes(desk: Desk, pen: Pen) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [_promises(desk), _promise(desk, pen), _outcome(desk, pen)]


def _promises(desk: Desk) -> HTTPRouteHandler:
    @get("/v1/customers/{customer_id:str}/promises", responses=problem_spec(*READING))
    async def promises(
        request: Incoming, customer_id: CustomerId, as_of: AsOf = None
    ) -> Response[shapes.PromisesShown]:
        """What we owe this person and until when, the first due first; then what was settled, the newest first."""
        page = await desk.page(request, customer_id, as_of)
        return answer(shapes.PromisesShown(due_first(page.memory.promises.values())))  # type: ignore[return-value]

    return promises


def _promise(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post("/v1/customers/{customer_id:str}/promises", status_code=201, before_request=json_only,
          responses=problem_spec(*WRITING))  # fmt: skip
    async def promise(request: Incoming, customer_id: CustomerId, data: JSONBody[NewPromise],
                      key: IdempotencyKey = None) -> Response[Promised]:  # fmt: skip
        """Promise something. What was taken from the same words before is that promise: it is not made twice."""
        hand = calling_hand(pen, request, key, data)
        _check(data)
        there: list[Promise] = []

        async def decide(held: Held) -> Plan:
            page = await desk.page(request, customer_id, what="promise")
            item = _item(page, data.item_id)
            there[:] = [each for each in page.memory.promises.values() if _is_that(each, data)]
            made = _made(page, item, data, current(request), pen) if not there else None
            return _plan(page, held, made)

        return _promised(await pen.write(hand, decide), there)

    return promise


def _outcome(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post("/v1/promises/{promise_id:str}/outcome", status_code=201, before_request=json_only,
          responses=problem_spec(*WRITING))  # fmt: skip
    async def outcome(request: Incoming, promise_id: PromiseId, data: JSONBody[NewOutcome],
                      key: IdempotencyKey = None) -> Response[Outcome]:  # fmt: skip
        """Say what became of a promise: a person's word goes before what rules found. Said anew, the last word counts."""
        hand = calling_hand(pen, request, key, data)
        _check_outcome(data)

        async def decide(held: Held) -> Plan:
            page = await desk.page(request, data.customer_id, what="promise")
            found = page.memory.promises.get(promise_id)
            if found is None:
                raise not_found("This customer has no such promise.")
            _item(page, data.item_id)
            by = current(request).person
            return _plan(page, held, settled_by_hand(
                found, data.state, by=by, due_at=data.due_at, item_id=data.item_id or "", reason=mask(data.reason)))  # fmt: skip

        written = await pen.write(hand, decide)
        return answer(Outcome(  # type: ignore[return-value]
            promise_id=promise_id, customer_id=written.customer_id, state=data.state, version=written.version,
            position=written.position))  # fmt: skip

    return outcome


# ---- what was asked --------------------------------------------------------------------------------------------------


def _check(data: NewPromise) -> None:
    """Raises Problem 422."""
    _check_due(data.due_at)
    if not data.what.strip():
        raise unprocessable([FieldError("/what", "must not be blank")])
    if data.span is not None and (data.item_id is None or data.span[0] >= data.span[1]):
        raise unprocessable([FieldError("/span", "must be [start, end] in the text of the item that item_id names")])


def _check_outcome(data: NewOutcome) -> None:
    """Raises Problem 422."""
    _check_due(data.due_at)
    if (data.state == "moved") != (data.due_at is not None):
        raise unprocessable([FieldError("/due_at", "must be the new time of a promise that moved, and of no other")])
    if data.reason and data.state != "withdrawn":
        raise unprocessable([FieldError("/reason", "is kept for a promise that is withdrawn")])


def _check_due(due_at: datetime | None) -> None:
    if due_at is not None and not FIRST_YEAR <= due_at.year <= LAST_YEAR:
        raise unprocessable([FieldError("/due_at", f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}")])


def _item(page: Page, item_id: str | None) -> Item | None:
    """Raises Problem 422."""
    item = page.timeline.find(item_id) if item_id is not None else None
    if item_id is not None and item is None:
        raise unprocessable([FieldError("/item_id", "stands on no page of this customer")])
    return item


# ---- what is written -------------------------------------------------------------------------------------------------


def _is_that(each: Promise, data: NewPromise) -> bool:
    """Whether it was taken from the same words before."""
    return data.item_id is not None and each.owed and each.kind == data.kind and each.items[0] == data.item_id


def _made(page: Page, item: Item | None, data: NewPromise, who: Principal, pen: Pen) -> happened.Event:
    due_at = data.due_at.astimezone(UTC) if data.due_at is not None else None
    what = mask(" ".join(data.what.split()))
    if item is not None:
        start, end = data.span or (0, 0)
        if end > len(item.text):
            raise unprocessable([FieldError("/span", "ends behind the item's text")])
        return happened.PromiseNoted(
            promise_id=pen.ids("o"), item_id=item.item_id, interaction_id=item.interaction_id, promised=data.kind,
            made_by=item.author.role, by=who.person, detected_by="", due_at=due_at, span=(start, end), what=what,
            who=item.author.name or who.name, amount=mask(data.amount))  # fmt: skip
    talk = page.timeline.of_interaction(data.interaction_id) if data.interaction_id is not None else []
    if data.interaction_id is not None and not talk:
        raise unprocessable([FieldError("/interaction_id", "stands on no page of this customer")])
    return happened.PromiseMade(
        item_id=pen.ids("t"), channel=talk[-1].channel if talk else "crm", kind="context", direction="internal",
        author_role="agent", author_id=who.person, author_name=who.name, interaction_id=data.interaction_id, text=what,
        promise_id=pen.ids("o"), promised=data.kind, due_at=due_at, what=what)  # fmt: skip


def _plan(page: Page, held: Held, event: happened.Event | None) -> Plan:
    plan = Plan()
    plan.belong(page.customer_id, held)
    held.expect(page.customer_id, page.version)
    if event is not None:
        plan.happen(event)
    return plan


def _promised(written: Written, there: list[Promise]) -> Response[Promised]:
    event: Any = written.events[-1].event if written.events else None
    promise_id, item_id = (event.promise_id, event.item_id) if event else (there[0].promise_id, there[0].items[0])
    return answer(Promised(  # type: ignore[return-value]
        promise_id=promise_id, customer_id=written.customer_id, item_id=item_id, version=written.version,
        position=written.position))  # fmt: skip
