"""Consents: what a customer allows, as it stood at any moment, and what they say or take back while somebody of ours listens."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from app.http.promises import FIRST_YEAR, LAST_YEAR
from app.http.reading import AsOf, CustomerId, Desk, Incoming, answer, json_only
from app.http.writing import IdempotencyKey, calling_hand, written_answer, written_spec
from app.pen import Held, Pen
from app.problems import FieldError, problem_spec, unprocessable
from domain.customer.consents import Consent
from domain.customer.decisions import Plan
from domain.desk.consenting import SayConsent, say_consent
from domain.memory.secrets import mask
from domain.page import Page

WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 503)
Channel = Literal[
    "chat", "phone", "email", "in_store", "sms", "whatsapp", "messenger", "telegram", "marketplace", "app", "social", "crm",
    "commerce",
]  # fmt: skip
Purpose = Annotated[str, msgspec.Meta(max_length=60, pattern="^[a-z][a-z0-9_]*$")]
OurId = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class NewConsent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the person said about one purpose, and on which channel. `given`: false takes it back, or refuses it.

    `notice` is the wording they were shown or read, `notice_version` which version of it; a consent that is given needs one of
    the two. `expires_at`: until when it holds. `item_id`: the entry in which they said so; `place`: the form, line or shop.
    """

    purpose: Purpose
    given: bool
    channel: Channel
    notice: Annotated[str, msgspec.Meta(max_length=4_000)] = ""
    notice_version: Annotated[str, msgspec.Meta(max_length=60)] = ""
    expires_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    item_id: OurId | None = None
    place: Annotated[str, msgspec.Meta(max_length=200)] = ""


class ConsentSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What stands now."""

    customer_id: str
    purpose: str
    given: bool
    version: int
    position: int


class ConsentsShown(msgspec.Struct, frozen=True):
    """What was said last about each purpose by then."""

    consents: list[Consent]


def consent_routes(desk: Desk, pen: Pen) -> list[HTTPRouteHandler]:
    """Make the handlers."""

    @get("/v1/customers/{customer_id:str}/consents", responses=problem_spec(400, 401, 403, 404, 422, 503))
    async def consents(request: Incoming, customer_id: CustomerId, as_of: AsOf = None) -> Response[ConsentsShown]:
        """What was said last about each purpose: given or withdrawn, when, where, in which wording, until when."""
        page = await desk.page(request, customer_id, as_of)
        return answer(ConsentsShown(page.consents.last()))  # type: ignore[return-value]

    @post("/v1/customers/{customer_id:str}/consents", status_code=201, before_request=json_only,
          responses={**written_spec(ConsentSaid), **problem_spec(*WRITING)})  # fmt: skip
    async def consent(request: Incoming, customer_id: CustomerId, data: JSONBody[NewConsent],
                      key: IdempotencyKey = None) -> Response[ConsentSaid]:  # fmt: skip
        """Record what a customer allows or takes back. 200 where the same stands already."""
        hand = calling_hand(pen, request, key, data)
        _check(data)

        async def decide(held: Held) -> Plan:
            page = await desk.page(request, customer_id, what="consent")
            plan = Plan()
            plan.belong(page.customer_id, held)
            held.expect(page.customer_id, page.version)
            last = next((each for each in page.consents.last() if each.purpose == data.purpose), None)
            for event in say_consent(last, _said(page, data, pen.now())):
                plan.happen(event)
            return plan

        written = await pen.write(hand, decide)
        return written_answer(written, ConsentSaid(  # type: ignore[return-value]
            customer_id=written.customer_id, purpose=data.purpose, given=data.given, version=written.version,
            position=written.position))  # fmt: skip

    return [consents, consent]


def _check(data: NewConsent) -> None:
    """Raises Problem 422."""
    if data.given and not data.notice.strip() and not data.notice_version.strip():
        raise unprocessable([FieldError("/notice", "or notice_version says what the person agreed to")])
    if data.expires_at is not None and not data.given:
        raise unprocessable([FieldError("/expires_at", "is for a consent that is given")])
    if data.expires_at is not None and not FIRST_YEAR <= data.expires_at.year <= LAST_YEAR:
        raise unprocessable([FieldError("/expires_at", f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}")])


def _said(page: Page, data: NewConsent, now: datetime) -> SayConsent:
    """Raises Problem 422."""
    if data.expires_at is not None and data.expires_at <= now:  # not asked of a repeat: its first time was in time
        raise unprocessable([FieldError("/expires_at", "lies in the past")])
    item = page.timeline.find(data.item_id) if data.item_id is not None else None
    if data.item_id is not None and item is None:
        raise unprocessable([FieldError("/item_id", "stands on no page of this customer")])
    return SayConsent(
        purpose=data.purpose, given=data.given, channel=data.channel, notice=mask(data.notice.strip()),
        notice_version=mask(data.notice_version.strip()), place=mask(data.place.strip()),
        expires_at=data.expires_at.astimezone(UTC) if data.expires_at is not None else None,
        item_id=item.item_id if item is not None else "", interaction_id=item.interaction_id if item is not None else None)  # fmt: skip
