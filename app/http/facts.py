"""What an agent says about facts: a value of their own, that one holds, that one does not."""

from typing import Annotated, Any

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody, PathParameter

from adapters.handles.forms import normal_form
from app.http.reading import CustomerId, Desk, Incoming, answer, json_only
from app.http.writing import IdempotencyKey, calling_hand
from app.pen import Held, Pen, Written
from app.problems import FieldError, not_found, problem_spec, unprocessable
from app.security.guard import current
from domain.customer import events as happened
from domain.customer.decisions import Plan
from domain.memory.extract.norms import norm_of
from domain.memory.facts import FACT_KEYS, SECRET_KEYS, Fact
from domain.memory.memory import SIDE_BY_SIDE
from domain.memory.secrets import mask
from domain.page import Page

STATUSES = (400, 401, 403, 404, 409, 413, 415, 422, 503)
TYPED = "typed.1"  # how a value that an agent typed came to be known
FactId = Annotated[str, PathParameter(min_length=1, max_length=100)]
OurId = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class NewFact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value an agent knows, from this item where they name one. `corrects`: the fact that was wrong."""

    key: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    value: Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]
    item_id: OurId | None = None
    corrects: OurId | None = None


class FactConfirmation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On whose page the fact stands."""

    customer_id: OurId


class FactRetraction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On whose page the fact stands, and why it does not hold."""

    customer_id: OurId
    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


class FactWritten(msgspec.Struct, frozen=True, kw_only=True):
    """What was recorded."""

    fact_id: str
    customer_id: str
    version: int
    position: int


def fact_routes(desk: Desk, pen: Pen) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [_record(desk, pen), _confirm(desk, pen), _retract(desk, pen)]


def _record(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post("/v1/customers/{customer_id:str}/facts", status_code=201, before_request=json_only,
          responses=problem_spec(*STATUSES))  # fmt: skip
    async def record(request: Incoming, customer_id: CustomerId, data: JSONBody[NewFact],
                     key: IdempotencyKey = None) -> Response[FactWritten]:  # fmt: skip
        """Remember what the agent knows: it supersedes what was told before under the same key."""
        hand = calling_hand(pen, request, key, data)
        value = _allowed(data)
        norm = _norm(desk, data.key, value)

        async def decide(held: Held) -> Plan:
            page = await desk.page(request, customer_id, what="fact", purpose="care")
            if data.item_id is not None and page.timeline.find(data.item_id) is None:
                raise unprocessable([FieldError("/item_id", "stands on no page of this customer")])
            wrong = _fact(page, data.corrects).fact_id if data.corrects else None
            about: dict[str, Any] = _about(page, data.item_id)
            return _plan(page, held, happened.FactRecorded(
                fact_id=pen.ids("f"), key=data.key, channel="crm", stated_by="agent", span=(0, 0), extracted_by=f"agent:{TYPED}",
                confidence=1.0, value=value, norm=norm, supersedes=_superseded(page, data.key, norm, wrong), **about))  # fmt: skip

        written = await pen.write(hand, decide)
        return _written(written, written.only(happened.FactRecorded).fact_id)

    return record


def _confirm(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post("/v1/facts/{fact_id:str}/confirmation", status_code=201, before_request=json_only,
          responses=problem_spec(*STATUSES))  # fmt: skip
    async def confirm(request: Incoming, fact_id: FactId, data: JSONBody[FactConfirmation],
                      key: IdempotencyKey = None) -> Response[FactWritten]:  # fmt: skip
        """Vouch for a fact."""
        hand = calling_hand(pen, request, key, data)

        async def decide(held: Held) -> Plan:
            page = await desk.page(request, data.customer_id, what="fact", purpose="care")
            fact = _fact(page, fact_id)
            return _plan(page, held, happened.FactConfirmed(
                fact_id=fact_id, by=current(request).person, **_about(page, fact.item_id)))  # fmt: skip

        return _written(await pen.write(hand, decide), fact_id)

    return confirm


def _retract(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post("/v1/facts/{fact_id:str}/retraction", status_code=201, before_request=json_only,
          responses=problem_spec(*STATUSES))  # fmt: skip
    async def retract(request: Incoming, fact_id: FactId, data: JSONBody[FactRetraction],
                      key: IdempotencyKey = None) -> Response[FactWritten]:  # fmt: skip
        """Say that a fact does not hold; it stays on the page as retracted, and the telling before it holds again."""
        hand = calling_hand(pen, request, key, data)

        async def decide(held: Held) -> Plan:
            page = await desk.page(request, data.customer_id, what="fact", purpose="care")
            fact = _fact(page, fact_id)
            return _plan(page, held, happened.FactRetracted(
                fact_id=fact_id, by=current(request).person, reason=mask(data.reason), **_about(page, fact.item_id)))  # fmt: skip

        return _written(await pen.write(hand, decide), fact_id)

    return retract


def _allowed(data: NewFact) -> str:
    """The value, where it may be remembered. Raises 422."""
    if data.key not in FACT_KEYS:
        raise unprocessable([FieldError("/key", f"must be one of {', '.join(sorted(FACT_KEYS - SECRET_KEYS))}")])
    value = data.value.strip()
    if data.key in SECRET_KEYS or mask(value) != value:
        raise unprocessable([FieldError("/value", "is a secret: it is not kept, whoever types it")])
    if not value:
        raise unprocessable([FieldError("/value", "must not be blank")])
    return value


def _norm(desk: Desk, key: str, value: str) -> str:
    read = normal_form(key, value, desk.settings.default_region) if key in ("phone", "email") else None
    return read or norm_of(key, value)


def _fact(page: Page, fact_id: str) -> Fact:
    found = page.memory.find(fact_id)
    if found is None:
        raise not_found("This customer has no such fact.")
    return found


def _superseded(page: Page, key: str, norm: str, wrong: str | None) -> tuple[str, ...]:
    before = page.memory.standing().get(key)
    other = before is not None and before.norm != norm and key not in SIDE_BY_SIDE
    return tuple(dict.fromkeys(each for each in (wrong, before.fact_id if before and other else None) if each))


def _about(page: Page, item_id: str | None) -> dict[str, Any]:
    item = page.timeline.find(item_id) if item_id else None
    return {"item_id": item.item_id if item else "", "interaction_id": item.interaction_id if item else None}


def _plan(page: Page, held: Held, event: happened.Event) -> Plan:
    plan = Plan()
    plan.belong(page.customer_id, held)
    held.expect(page.customer_id, page.version)
    plan.happen(event)
    return plan


def _written(written: Written, fact_id: str) -> Response[FactWritten]:
    return answer(FactWritten(  # type: ignore[return-value]
        fact_id=fact_id, customer_id=written.customer_id, version=written.version, position=written.position))  # fmt: skip
