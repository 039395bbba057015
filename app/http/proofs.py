"""Proof at hand over HTTP: an agent's own check, a code to a known handle, and why something folded was opened."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody, PathParameter

from adapters.handles.rules import HandleRules
from adapters.keys.keyring import Keyring
from app.handle_rules import handle_rules
from app.http.reading import CustomerId, Desk, Incoming, answer, json_only
from app.http.writing import IdempotencyKey, calling_hand
from app.identity.codes import DIGITS, CodeDesk, handle_digest
from app.pen import Held, Pen, Written
from app.problems import FieldError, Problem, problem_of, problem_spec, unprocessable
from domain.customer.decisions import Plan
from domain.customer.events import HandleVerified
from domain.customer.state import LinkedHandle
from domain.errors import CodesPaused, WrongCode
from domain.identity.handles import CHECKED
from domain.identity.masked import masked
from domain.identity.proofs import Prove, checkable, handle_at, note_tells_too_much, prove, told_handle
from domain.memory.facts import SECRET_KEYS
from domain.page import Page

STATUSES = (400, 401, 403, 404, 409, 413, 415, 422, 503)
Method = Literal["id_document_seen", "known_in_person", "called_back", "security_questions", "video_call"]
# Words of a list, not the agent's own: access records are kept in clear, and longer than the person's key.
Reason = Literal[
    "caller_asked", "order", "delivery", "return_or_refund", "complaint", "fraud_check", "legal_request", "correction"
]
LinkId = Annotated[str, msgspec.Meta(max_length=100)]
CodeId = Annotated[str, PathParameter(min_length=1, max_length=100, description="As the sending answered it.")]


class NewProof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody was checked. Which handle it is recorded by: a `link_id`, or `kind` and `value` in any spelling."""

    method: Method
    link_id: LinkId = ""
    kind: Annotated[str, msgspec.Meta(max_length=60)] = ""
    value: Annotated[str, msgspec.Meta(max_length=1_000)] = ""
    note: Annotated[str, msgspec.Meta(max_length=200)] = ""


class NewCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code is to be sent. There is no field for an address: only what we know of this customer can be sent to."""

    link_id: LinkId
    language: Literal["pl", "en"] = "pl"


class ToldCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the customer read out: six digits, spaces and dashes between them are fine."""

    code: Annotated[str, msgspec.Meta(max_length=20, pattern=r"^[0-9][0-9 -]{4,18}[0-9]$")]


class NewReveal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something folded is opened: a fact's key, and why."""

    what: Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=r"^[a-z][a-z_]*$")]
    reason: Reason


class Proven(msgspec.Struct, frozen=True, kw_only=True):
    """What was recorded."""

    customer_id: str
    link_id: str
    level: int
    method: str
    version: int
    position: int


class CodeOnItsWay(msgspec.Struct, frozen=True, kw_only=True):
    """Where a code went, without saying where."""

    code_id: str
    sent_to: str
    expires_at: datetime
    tries_left: int
    version: int
    position: int


def proof_routes(desk: Desk, pen: Pen, codes: CodeDesk, keyring: Keyring) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [_check(desk, pen, keyring), _send(desk, pen, codes), _confirm(pen, codes), _reveal(desk)]


def _check(desk: Desk, pen: Pen, keyring: Keyring) -> HTTPRouteHandler:
    rules = handle_rules(desk.settings)

    @post("/v1/customers/{customer_id:str}/proofs", status_code=201, before_request=json_only,
          responses=problem_spec(*STATUSES))  # fmt: skip
    async def check(request: Incoming, customer_id: CustomerId, data: JSONBody[NewProof],
                    key: IdempotencyKey = None) -> Response[Proven]:  # fmt: skip
        """Record that the agent checked who this is: how, by whom and when, never what was seen."""
        hand = calling_hand(pen, request, key, data)
        if note_tells_too_much(data.note):
            raise unprocessable(
                [FieldError("/note", "must not hold a number or a secret: say how it was checked, not what it said")]
            )
        page = await desk.page(request, customer_id, what="proof", purpose="proof")
        handle = checkable(_named(desk, rules, page, data))
        command = Prove(
            customer_id=page.customer_id, link_id=handle.link_id, digest=handle_digest(keyring, hand.tenant, handle),
            level=CHECKED, method=f"checked:{data.method}", note=data.note)  # fmt: skip

        async def decide(held: Held) -> Plan:
            return prove(command, page.customer, held)

        return _proven(await pen.write(hand, decide))

    return check


def _named(desk: Desk, rules: HandleRules, page: Page, data: NewProof) -> LinkedHandle:
    if bool(data.link_id) == bool(data.kind and data.value) or (data.link_id and (data.kind or data.value)):
        raise unprocessable([FieldError("/link_id", "name the handle either by link_id or by kind and value")])
    if data.link_id:
        return told_handle(page.customer, data.link_id)
    return handle_at(page.customer, data.kind, rules.read(data.kind, data.value, desk.settings.default_region).norm)


def _send(desk: Desk, pen: Pen, codes: CodeDesk) -> HTTPRouteHandler:
    @post("/v1/customers/{customer_id:str}/codes", status_code=201, before_request=json_only,
          responses=problem_spec(*STATUSES, 429))  # fmt: skip
    async def send(request: Incoming, customer_id: CustomerId, data: JSONBody[NewCode],
                   key: IdempotencyKey = None) -> Response[CodeOnItsWay]:  # fmt: skip
        """Send a one-time code to a handle that we know of this customer."""
        hand = calling_hand(pen, request, key, data)
        page = await desk.page(request, customer_id, what="code", purpose="proof")
        handle = told_handle(page.customer, data.link_id)
        try:
            sent = await codes.send(hand, page, data.link_id, data.language)
        except CodesPaused as paused:
            raise _paused(paused, codes.now()) from None
        return answer(CodeOnItsWay(  # type: ignore[return-value]
            code_id=sent.code_id, sent_to=masked(handle.kind, handle.value), expires_at=sent.expires_at,
            tries_left=sent.tries_left, version=sent.written.version, position=sent.written.position))  # fmt: skip

    return send


def _confirm(pen: Pen, codes: CodeDesk) -> HTTPRouteHandler:
    @post("/v1/codes/{code_id:str}/confirmation", status_code=200, before_request=json_only,
          responses=problem_spec(*STATUSES, 410, 429))  # fmt: skip
    async def confirm(request: Incoming, code_id: CodeId, data: JSONBody[ToldCode],
                      key: IdempotencyKey = None) -> Response[Proven]:  # fmt: skip
        """Say the code that the customer read out. A wrong one counts, also when the same request is sent again."""
        hand = calling_hand(pen, request, key, data)
        told = data.code.replace(" ", "").replace("-", "")
        if len(told) != DIGITS:  # what cannot be right costs no try
            raise unprocessable([FieldError("/code", f"must be {DIGITS} digits")])
        try:
            return _proven(await codes.confirm(hand, code_id, told))
        except CodesPaused as paused:
            raise _paused(paused, codes.now()) from None
        except WrongCode as wrong:
            left = f"Tries left: {wrong.tries_left}."
            raise Problem(422, "wrong-code", "That is not the code.", left, [FieldError("/code", left)]) from None

    return confirm


def _reveal(desk: Desk) -> HTTPRouteHandler:
    @post("/v1/customers/{customer_id:str}/reveals", status_code=204, before_request=json_only,
          responses=problem_spec(400, 401, 403, 404, 413, 415, 422, 503))  # fmt: skip
    async def reveal(request: Incoming, customer_id: CustomerId, data: JSONBody[NewReveal]) -> None:
        """Record, before it is shown, that something folded is opened, and why."""
        if data.what in SECRET_KEYS:
            raise unprocessable([FieldError("/what", "is a secret: nobody may read it")])
        await desk.page(request, customer_id, what=f"reveal:{data.what}", purpose=data.reason)

    return reveal


def _proven(written: Written) -> Response[Proven]:
    """The proof that stands in the log now."""
    event = written.only(HandleVerified)
    return answer(Proven(  # type: ignore[return-value]
        customer_id=written.customer_id, link_id=event.link_id, level=event.level, method=event.method,
        version=written.version, position=written.position))  # fmt: skip


def _paused(paused: CodesPaused, now: datetime) -> Problem:
    """With the time to wait, in whole seconds."""
    problem = problem_of(paused)
    if paused.until is not None:
        problem.headers["Retry-After"] = str(max(1, round((paused.until - now).total_seconds())))
    return problem
