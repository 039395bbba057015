"""Statements that cannot both be true, side by side, and who says which one holds."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody, PathParameter

from app.http.reading import AsOf, CustomerId, Desk, Incoming, answer, json_only
from app.http.writing import IdempotencyKey, calling_hand
from app.pen import Held, Pen
from app.problems import FieldError, not_found, problem_spec, unprocessable
from app.security.guard import current
from domain.customer import events as happened
from domain.customer.decisions import Plan
from domain.memory.contradictions import Contradiction
from domain.memory.secrets import mask
from domain.page import Page

READING = (400, 401, 403, 404, 422, 503)
WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 503)
ContradictionId = Annotated[str, PathParameter(min_length=1, max_length=100)]
OurId = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class ContradictionsShown(msgspec.Struct, frozen=True):
    """In the order they were found; `subject` is a sort and a name ("code:ZIMA20"), `left` was said first."""

    contradictions: list[Contradiction]


class NewResolution(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which of the two holds; `told_item`: where the customer was told so. `customer_id`: on whose page they stand."""

    customer_id: OurId
    stands: Literal["left", "right", "neither"]
    told_item: OurId | None = None
    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


class Resolved(msgspec.Struct, frozen=True, kw_only=True):
    """What was recorded."""

    contradiction_id: str
    customer_id: str
    stands: str
    version: int
    position: int


def contradiction_routes(desk: Desk, pen: Pen) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [_contradictions(desk), _resolve(desk, pen)]


def _contradictions(desk: Desk) -> HTTPRouteHandler:
    @get("/v1/customers/{customer_id:str}/contradictions", responses=problem_spec(*READING))
    async def contradictions(
        request: Incoming, customer_id: CustomerId, as_of: AsOf = None
    ) -> Response[ContradictionsShown]:
        """Statements of the shop that cannot both be true, with their words, origin and time."""
        page = await desk.page(request, customer_id, as_of)
        return answer(ContradictionsShown(page.contradictions.all()))  # type: ignore[return-value]

    return contradictions


def _resolve(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post("/v1/contradictions/{contradiction_id:str}/resolution", status_code=201, before_request=json_only,
          responses=problem_spec(*WRITING))  # fmt: skip
    async def resolve(request: Incoming, contradiction_id: ContradictionId, data: JSONBody[NewResolution],
                      key: IdempotencyKey = None) -> Response[Resolved]:  # fmt: skip
        """Say which statement holds, and where the customer was told. Said anew, the last word counts."""
        hand = calling_hand(pen, request, key, data)

        async def decide(held: Held) -> Plan:
            page = await desk.page(request, data.customer_id, what="contradiction", purpose="care")
            event = _resolved(page, contradiction_id, data, current(request).person)
            return _plan(page, held, event)

        written = await pen.write(hand, decide)
        return answer(Resolved(  # type: ignore[return-value]
            contradiction_id=contradiction_id, customer_id=written.customer_id, stands=data.stands, version=written.version,
            position=written.position))  # fmt: skip

    return resolve


def _resolved(page: Page, contradiction_id: str, data: NewResolution, by: str) -> happened.ContradictionResolved | None:
    """The event, or None where the same was said before. Raises 404, 422."""
    found = page.contradictions.find(contradiction_id)
    if found is None:
        raise not_found("This customer has no such contradiction.")
    if data.told_item is not None and page.timeline.find(data.told_item) is None:
        raise unprocessable([FieldError("/told_item", "stands on no page of this customer")])
    told, reason = data.told_item or "", mask(data.reason)
    if (found.stands, found.told_item, found.reason) == (data.stands, told, reason):
        return None
    return happened.ContradictionResolved(
        contradiction_id=contradiction_id, stands=data.stands, by=by, told_item=told, reason=reason,
        item_id=found.items[1], interaction_id=found.interaction_id)  # fmt: skip


def _plan(page: Page, held: Held, event: happened.Event | None) -> Plan:
    plan = Plan()
    plan.belong(page.customer_id, held)
    held.expect(page.customer_id, page.version)
    if event is not None:
        plan.happen(event)
    return plan
