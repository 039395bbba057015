"""Cases decided at the desk: opened, put together, taken apart, closed and opened again."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody, PathParameter

from app.http.case_shapes import (
    CaseClosing,
    CaseJoining,
    CaseParting,
    CaseReopening,
    CaseShown,
    CaseWritten,
    InteractionPut,
    NewCase,
)
from app.http.desk import InteractionId
from app.http.reading import CustomerId, Desk, Incoming, answer, json_only
from app.http.writing import IdempotencyKey, calling_hand
from app.pen import Hand, Held, Pen
from app.problems import problem_spec
from app.security.guard import current
from domain.customer import events as happened
from domain.customer.decisions import Plan
from domain.customer.event import Event
from domain.errors import UnknownInteraction
from domain.memory.casing import deciding
from domain.memory.secrets import mask
from domain.page import Page

STATUSES = (400, 401, 403, 404, 409, 413, 415, 422, 503)
CaseId = Annotated[str, PathParameter(min_length=1, max_length=100)]

Decide = Callable[[Page], list[Event]]


def cases_shown(page: Page) -> list[CaseShown]:
    """Every case of a page, the one that something happened to last first."""
    switches = page.cases.switched()
    shown = [
        CaseShown(**msgspec.structs.asdict(case), switches=[each for each in switches if each.case_id == case.case_id])
        for case in page.cases.all()
    ]
    return sorted(shown, key=lambda each: (each.changed_at, each.opened_at), reverse=True)


def case_routes(desk: Desk, pen: Pen) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [
        _open(desk, pen),
        _put(desk, pen),
        _close(desk, pen),
        _reopen(desk, pen),
        _split(desk, pen),
        _join(desk, pen),
    ]


def _open(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post("/v1/customers/{customer_id:str}/cases", status_code=201, before_request=json_only,
          responses=problem_spec(*STATUSES))  # fmt: skip
    async def open_case(request: Incoming, customer_id: CustomerId, data: JSONBody[NewCase],
                        key: IdempotencyKey = None) -> Response[CaseWritten]:  # fmt: skip
        """Say that an interaction is about a need of its own."""
        hand, person = calling_hand(pen, request, key, data), current(request).person

        def decide(page: Page) -> list[Event]:
            return [happened.CaseOpened(
                case_id=pen.ids("k"), interaction_id=_standing(page, data.interaction_id), about=data.kind, by=person,
                reasons=("by_hand",), topic=mask(data.topic.strip()), order_no=mask(data.order_no.strip()))]  # fmt: skip

        return await _written(desk, pen, request, hand, customer_id, decide)

    return open_case


def _put(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post("/v1/interactions/{interaction_id:str}/case", status_code=201, before_request=json_only,
          responses=problem_spec(*STATUSES))  # fmt: skip
    async def put(request: Incoming, interaction_id: InteractionId, data: JSONBody[InteractionPut],
                  key: IdempotencyKey = None) -> Response[CaseWritten]:  # fmt: skip
        """Put an interaction in the case it belongs to; no rule takes it out again."""
        hand, person = calling_hand(pen, request, key, data), current(request).person

        def decide(page: Page) -> list[Event]:
            return deciding.put(page.cases, data.case_id, _standing(page, interaction_id), person)

        return await _written(desk, pen, request, hand, data.customer_id, decide, data.case_id)

    return put


def _close(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post("/v1/cases/{case_id:str}/close", status_code=201, before_request=json_only, responses=problem_spec(*STATUSES))
    async def close(request: Incoming, case_id: CaseId, data: JSONBody[CaseClosing],
                    key: IdempotencyKey = None) -> Response[CaseWritten]:  # fmt: skip
        """Close a case."""
        hand, person = calling_hand(pen, request, key, data), current(request).person
        return await _written(desk, pen, request, hand, data.customer_id,
                              lambda page: deciding.close(page.cases, case_id, data.why, person), case_id)  # fmt: skip

    return close


def _reopen(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post(
        "/v1/cases/{case_id:str}/reopen", status_code=201, before_request=json_only, responses=problem_spec(*STATUSES)
    )
    async def reopen(request: Incoming, case_id: CaseId, data: JSONBody[CaseReopening],
                     key: IdempotencyKey = None) -> Response[CaseWritten]:  # fmt: skip
        """Open a closed case again."""
        hand, person = calling_hand(pen, request, key, data), current(request).person
        return await _written(desk, pen, request, hand, data.customer_id,
                              lambda page: deciding.reopen(page.cases, case_id, person, datetime.now(UTC)), case_id)  # fmt: skip

    return reopen


def _split(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post("/v1/cases/{case_id:str}/split", status_code=201, before_request=json_only, responses=problem_spec(*STATUSES))
    async def split(request: Incoming, case_id: CaseId, data: JSONBody[CaseParting],
                    key: IdempotencyKey = None) -> Response[CaseWritten]:  # fmt: skip
        """Take interactions out into a case of their own; answers with the new one."""
        hand, person = calling_hand(pen, request, key, data), current(request).person

        def decide(page: Page) -> list[Event]:
            topic = mask(data.topic.strip())
            return deciding.split(page.cases, case_id, pen.ids("k"), data.interactions, person, data.kind, topic)

        return await _written(desk, pen, request, hand, data.customer_id, decide)

    return split


def _join(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post("/v1/cases/{case_id:str}/join", status_code=201, before_request=json_only, responses=problem_spec(*STATUSES))
    async def join(request: Incoming, case_id: CaseId, data: JSONBody[CaseJoining],
                   key: IdempotencyKey = None) -> Response[CaseWritten]:  # fmt: skip
        """Make another case a part of this one."""
        hand, person = calling_hand(pen, request, key, data), current(request).person
        return await _written(desk, pen, request, hand, data.customer_id,
                              lambda page: deciding.join(page.cases, case_id, data.other, person), case_id)  # fmt: skip

    return join


def _standing(page: Page, interaction_id: str) -> str:
    """The interaction, if it stands on this page. Raises UnknownInteraction."""
    if not page.timeline.of_interaction(interaction_id):
        raise UnknownInteraction(interaction_id)
    return interaction_id


async def _written(desk: Desk, pen: Pen, request: Incoming, hand: Hand, customer_id: str, decide: Decide,
                   case_id: str = "") -> Response[CaseWritten]:  # fmt: skip
    """Look at the page, decide, write at the version looked at. Without a case id the event's own new one is answered."""

    async def planned(held: Held) -> Plan:
        page = await desk.page(request, customer_id, what="case", purpose="care")
        plan = Plan()
        plan.belong(page.customer_id, held)
        held.expect(page.customer_id, page.version)
        for event in decide(page):
            plan.happen(event)
        return plan

    written = await pen.write(hand, planned)
    for recorded in written.events:
        event = recorded.event
        case_id = event.new_case if isinstance(event, happened.CaseSplit) else getattr(event, "case_id", case_id)
    return answer(CaseWritten(  # type: ignore[return-value]
        case_id=case_id, customer_id=written.customer_id, version=written.version, position=written.position))  # fmt: skip
