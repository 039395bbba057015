"""Consents, objections, notices: what stood at any moment, and what is said or shown while somebody of ours listens."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from app.http.promises import FIRST_YEAR, LAST_YEAR
from app.http.reading import AsOf, CustomerId, Desk, Incoming, answer, json_only
from app.http.writing import IdempotencyKey, calling_hand, written_answer, written_spec
from app.pen import Hand, Held, Pen, Written
from app.problems import FieldError, problem_spec, unprocessable
from domain.customer.consents import Consent, Notice
from domain.customer.decisions import Plan
from domain.customer.events import Event
from domain.desk.consenting import RaiseObjection, SayConsent, ShowNotice, raise_objection, say_consent, show_notice
from domain.memory.secrets import mask
from domain.page import Page

WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 503)
Channel = Literal[
    "chat", "phone", "email", "in_store", "sms", "whatsapp", "messenger", "telegram", "marketplace", "app", "social", "crm",
    "commerce",
]  # fmt: skip
Purpose = Annotated[str, msgspec.Meta(max_length=60, pattern="^[a-z][a-z0-9_]*$")]
Wording = Annotated[str, msgspec.Meta(max_length=4_000)]
WordingVersion = Annotated[str, msgspec.Meta(max_length=60)]
OurId = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class NewSaying(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On which channel it was said. `item_id`: the entry in which; `place`: the form, line or shop."""

    channel: Channel
    item_id: OurId | None = None
    place: Annotated[str, msgspec.Meta(max_length=200)] = ""


class NewConsent(NewSaying, frozen=True, kw_only=True):
    """What the person said about one purpose, and on which channel. `given`: false takes it back, or refuses it.

    `notice` is the wording they were shown or read, `notice_version` which version of it; a consent that is given needs one of
    the two. `expires_at`: until when it holds. `item_id`: the entry in which they said so; `place`: the form, line or shop.
    """

    purpose: Purpose
    given: bool
    notice: Wording = ""
    notice_version: WordingVersion = ""
    expires_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class NewObjection(NewSaying, frozen=True, kw_only=True):
    """To which purpose the person objects, and on which channel."""

    purpose: Purpose


class NewNotice(NewSaying, frozen=True, kw_only=True):
    """What the person was shown or read, and on which channel: `notice` its name or its words, or at least `notice_version`."""

    notice: Wording = ""
    notice_version: WordingVersion = ""
    locale: Annotated[str, msgspec.Meta(max_length=35, pattern="^([A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*)?$")] = ""


class ConsentSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What stands now."""

    customer_id: str
    purpose: str
    given: bool
    version: int
    position: int


class ObjectionSaid(msgspec.Struct, frozen=True, kw_only=True):
    """It stands now."""

    customer_id: str
    purpose: str
    version: int
    position: int


class NoticeSaid(msgspec.Struct, frozen=True, kw_only=True):
    """It was recorded."""

    customer_id: str
    version: int
    position: int


class ConsentsShown(msgspec.Struct, frozen=True):
    """What was said last about each purpose by then, and each notice as it was shown last."""

    consents: list[Consent]
    notices: list[Notice]


def consent_routes(desk: Desk, pen: Pen) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [_consents(desk), _consent(desk, pen), _objection(desk, pen), _notice(desk, pen)]


def _consents(desk: Desk) -> HTTPRouteHandler:
    @get("/v1/customers/{customer_id:str}/consents", responses=problem_spec(400, 401, 403, 404, 422, 503))
    async def consents(request: Incoming, customer_id: CustomerId, as_of: AsOf = None) -> Response[ConsentsShown]:
        """What was said last about each purpose: given, withdrawn or objected to, when, where, in which wording, until when."""
        page = await desk.page(request, customer_id, as_of)
        return answer(ConsentsShown(page.consents.last(), page.notices.last()))  # type: ignore[return-value]

    return consents


def _consent(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post("/v1/customers/{customer_id:str}/consents", status_code=201, before_request=json_only,
          responses={**written_spec(ConsentSaid), **problem_spec(*WRITING)})  # fmt: skip
    async def consent(request: Incoming, customer_id: CustomerId, data: JSONBody[NewConsent],
                      key: IdempotencyKey = None) -> Response[ConsentSaid]:  # fmt: skip
        """Record what a customer allows or takes back. 200 where the same stands already."""
        hand = calling_hand(pen, request, key, data)
        _check(data)
        written = await _write(desk, pen, request, customer_id, hand, "consent", lambda page: say_consent(
            _last(page, data.purpose), _said(page, data, pen.now())))  # fmt: skip
        return written_answer(written, ConsentSaid(  # type: ignore[return-value]
            customer_id=written.customer_id, purpose=data.purpose, given=data.given, version=written.version,
            position=written.position))  # fmt: skip

    return consent


def _objection(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post("/v1/customers/{customer_id:str}/objections", status_code=201, before_request=json_only,
          responses={**written_spec(ObjectionSaid), **problem_spec(*WRITING)})  # fmt: skip
    async def objection(request: Incoming, customer_id: CustomerId, data: JSONBody[NewObjection],
                        key: IdempotencyKey = None) -> Response[ObjectionSaid]:  # fmt: skip
        """Record that a customer objects to a purpose: it stands until they agree to it. 200 where it stands already."""
        hand = calling_hand(pen, request, key, data)
        written = await _write(desk, pen, request, customer_id, hand, "objection", lambda page: raise_objection(
            _last(page, data.purpose), RaiseObjection(purpose=data.purpose, **_where(page, data))))  # fmt: skip
        return written_answer(written, ObjectionSaid(  # type: ignore[return-value]
            customer_id=written.customer_id, purpose=data.purpose, version=written.version, position=written.position))  # fmt: skip

    return objection


def _notice(desk: Desk, pen: Pen) -> HTTPRouteHandler:
    @post("/v1/customers/{customer_id:str}/notices", status_code=201, before_request=json_only,
          responses={**written_spec(NoticeSaid), **problem_spec(*WRITING)})  # fmt: skip
    async def notice(request: Incoming, customer_id: CustomerId, data: JSONBody[NewNotice],
                     key: IdempotencyKey = None) -> Response[NoticeSaid]:  # fmt: skip
        """Record that a customer was shown or read a notice."""
        hand = calling_hand(pen, request, key, data)
        if not data.notice.strip() and not data.notice_version.strip():
            raise unprocessable([FieldError("/notice", "or notice_version says which notice it was")])
        written = await _write(desk, pen, request, customer_id, hand, "notice", lambda page: [show_notice(ShowNotice(
            **_wording(data), locale=data.locale, **_where(page, data)))])  # fmt: skip
        return written_answer(written, NoticeSaid(  # type: ignore[return-value]
            customer_id=written.customer_id, version=written.version, position=written.position))  # fmt: skip

    return notice


async def _write(desk: Desk, pen: Pen, request: Incoming, customer_id: str, hand: Hand, what: str,
                 decided: Callable[[Page], Sequence[Event]]) -> Written:  # fmt: skip
    """Append what is decided on the page as it stands. Raises Problem, UnknownCustomer."""

    async def decide(held: Held) -> Plan:
        page = await desk.page(request, customer_id, what=what)
        plan = Plan()
        plan.belong(page.customer_id, held)
        held.expect(page.customer_id, page.version)
        for event in decided(page):
            plan.happen(event)
        return plan

    return await pen.write(hand, decide)


def _last(page: Page, purpose: str) -> Consent | None:
    return next((each for each in page.consents.last() if each.purpose == purpose), None)


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
    return SayConsent(
        purpose=data.purpose, given=data.given, **_wording(data), **_where(page, data),
        expires_at=data.expires_at.astimezone(UTC) if data.expires_at is not None else None)  # fmt: skip


def _wording(data: NewConsent | NewNotice) -> dict[str, str]:
    return {"notice": mask(data.notice.strip()), "notice_version": mask(data.notice_version.strip())}


def _where(page: Page, data: NewSaying) -> dict[str, Any]:
    """Where it was said. Raises Problem 422."""
    item = page.timeline.find(data.item_id) if data.item_id is not None else None
    if data.item_id is not None and item is None:
        raise unprocessable([FieldError("/item_id", "stands on no page of this customer")])
    told = {"channel": data.channel, "place": mask(data.place.strip())}
    return told if item is None else {**told, "item_id": item.item_id, "interaction_id": item.interaction_id}
