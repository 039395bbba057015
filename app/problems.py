"""How every "no" looks from outside: RFC 9457 problems, each with a stable slug, never with what somebody sent us."""

import http
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi.datastructures import ResponseSpec

from adapters.access.store import AccessUnavailable
from adapters.attachments.store import AttachmentsUnavailable
from adapters.keys.keyring import KeysUnavailable
from adapters.log.reading import LogUnavailable
from adapters.log.upcasts import UnknownEvent
from adapters.proof.store import TreeHeld
from app.audit.access import AccessNotRecorded
from app.logs import log_fault
from app.problem_details import field_detail, names_sent, what_to_do
from domain.errors import (
    AllotmentNeeded,
    AllotmentWrong,
    AlreadyOne,
    AlreadyReversed,
    CaseWrong,
    ClaimedByColleague,
    ClaimLost,
    CodeGone,
    CodesPaused,
    Crossed,
    HandleUnfit,
    IdempotencyConflict,
    KnownApart,
    LogHeld,
    NeedsLead,
    NotClaimed,
    NotSeen,
    NotSent,
    NoWayToReply,
    NoWayToSend,
    OutcomeUnknown,
    Overloaded,
    PageMoved,
    ReplyWrong,
    StreamMoved,
    UnknownCase,
    UnknownCode,
    UnknownCustomer,
    UnknownHandle,
    UnknownHandoff,
    UnknownInteraction,
    UnknownMerge,
    UnknownVersion,
    UnreadableHistory,
    WrongCode,
)

MEDIA_TYPE = "application/problem+json"
_TYPE_PREFIX = "urn:throughline:problem:"
_RETRY_SECONDS = "1"


class FieldError(msgspec.Struct, frozen=True):
    """One field that is wrong: where (a JSON pointer into the body, or / and a parameter's name), and what is right."""

    pointer: str
    detail: str


class ProblemBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an error answer holds, as the API description shows it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldError] = []


class Problem(Exception):
    """A refusal with its answer. `detail` is read by strangers: it never repeats a value that was sent."""

    def __init__(self, status: int, slug: str, title: str, detail: str = "", errors: Sequence[FieldError] = (),
                 headers: dict[str, str] | None = None) -> None:  # fmt: skip
        super().__init__(slug)
        self.status = status
        self.slug = slug
        self.title = title
        self._detail = detail
        self.errors = list(errors)
        self.headers = headers or {}
        self.more: Mapping[str, object] = {}  # members of this kind of problem (RFC 9457, section 3.2)

    @property
    def detail(self) -> str:
        """What can be done about it, as far as we know."""
        return self._detail or what_to_do(self.slug, self.errors) or self.title

    def body(self, instance: str | None = None) -> bytes:
        """Encode the problem. Without an instance it gets a random one, by which a log line can be found."""
        return self.encoded(self.content(instance))

    def encoded(self, content: ProblemBody) -> bytes:
        """One JSON object of the common members and this kind's own."""
        data = msgspec.json.encode(content)
        return data[:-1] + b"," + msgspec.json.encode(self.more)[1:] if self.more else data

    def content(self, instance: str | None = None) -> ProblemBody:
        """Show the problem as one JSON object, as it also stands in a batch's results."""
        return ProblemBody(
            type=_TYPE_PREFIX + self.slug,
            title=self.title,
            status=self.status,
            detail=self.detail,
            instance=instance or uuid.uuid4().urn,
            errors=self.errors,
        )


def not_found(detail: str = "") -> Problem:
    """Nothing there, or nothing this caller may know of: both look the same."""
    return Problem(404, "not-found", "There is nothing here.", detail)


def forbidden(detail: str = "") -> Problem:
    """Signed in, but with a role that may not do this."""
    return Problem(403, "forbidden", "Your role may not do this.", detail)


def unauthorized() -> Problem:
    """Nobody we know."""
    title = "Sign in, or send a valid token."
    return Problem(401, "not-signed-in", title, headers={"WWW-Authenticate": 'Bearer realm="throughline"'})


def unprocessable(errors: Sequence[FieldError], detail: str = "") -> Problem:
    """Understood, but a field is wrong."""
    return Problem(422, "invalid", "A field is wrong.", detail, errors)


PROBLEMS: dict[type[Exception], tuple[int, str, str]] = {
    StreamMoved: (409, "stream-moved", "Somebody wrote first. Look again, then send it again."),
    IdempotencyConflict: (409, "idempotency-conflict", "This id came before with other content."),
    UnknownCustomer: (404, "not-found", "There is no such customer."),
    UnknownInteraction: (404, "not-found", "There is no such interaction."),
    UnknownVersion: (404, "unknown-version", "That moment lies outside this customer's history."),
    UnknownMerge: (404, "not-found", "There is no such merge."),
    AlreadyOne: (409, "already-one", "These two are the same customer already."),
    AlreadyReversed: (409, "already-reversed", "This merge was reversed before."),
    KnownApart: (409, "known-apart", "Somebody has said that these are two people."),
    NeedsLead: (403, "needs-lead", "Both have orders: ask a lead to decide."),
    PageMoved: (409, "page-moved", "The page is not the one you looked at. Look again."),
    AllotmentNeeded: (409, "allotment-needed", "No handle says whose some items are: say it for each."),
    AllotmentWrong: (422, "invalid", "A field is wrong."),
    UnknownCase: (404, "not-found", "This customer has no such case."),
    CaseWrong: (422, "invalid", "A field is wrong."),
    UnknownHandoff: (404, "not-found", "There is no such hand-over."),
    ClaimLost: (503, "busy", "Two requests met. Send it again, it is safe to repeat."),
    Overloaded: (503, "overloaded", "Too much is waiting to be written. Nothing was stored, it is safe to repeat."),
    LogHeld: (503, "log-held", "Another program holds the log just now. Nothing was stored, it is safe to repeat."),
    TreeHeld: (503, "proof-held", "Another program holds proof.db just now. It is safe to repeat."),
    AccessNotRecorded: (503, "access-not-recorded", "Your looking cannot be recorded just now, so nothing is shown."),
    AccessUnavailable: (503, "access-unavailable", "We cannot say who you are just now. It is safe to repeat."),
    LogUnavailable: (503, "log-unavailable", "The history cannot be read just now. It is safe to repeat."),
    AttachmentsUnavailable: (503, "attachments-unavailable", "Files cannot be reached just now. It is safe to repeat."),
    KeysUnavailable: (503, "keys-unavailable", "What is sealed cannot be opened just now. It is safe to repeat."),
    UnreadableHistory: (503, "customer-unreadable", "An event of this customer cannot be read by this version yet."),
    UnknownEvent: (503, "customer-unreadable", "An event of this customer cannot be read by this version yet."),
    UnknownHandle: (404, "unknown-handle", "This customer has no such handle."),
    HandleUnfit: (409, "handle-unfit", "This handle cannot prove this customer."),
    NoWayToSend: (409, "no-way-to-send", "Nothing can be sent to handles of this kind here."),
    NotSent: (409, "not-sent", "The channel did not take it. Nothing was sent."),
    UnknownCode: (404, "not-found", "There is no such code."),
    CodeGone: (410, "code-gone", "This code was used, replaced or has expired. Send a new one."),
    CodesPaused: (429, "codes-paused", "Too many codes or wrong answers for this handle. Wait, or check otherwise."),
    WrongCode: (422, "wrong-code", "That is not the code."),
    Crossed: (409, "crossed", "Somebody wrote meanwhile. Read it, then send yours anyway or anew."),
    NotSeen: (422, "invalid", "A field is wrong."),
    NoWayToReply: (422, "no-way-to-reply", "Nothing written can reach this customer on that channel."),
    ClaimedByColleague: (409, "claimed", "A colleague has taken this customer on."),
    NotClaimed: (409, "not-claimed", "You have not taken this customer on."),
    ReplyWrong: (422, "invalid", "A field is wrong."),
    OutcomeUnknown: (503, "outcome-unknown", "We cannot say whether it was stored. It is safe to repeat."),
}

_BY_STATUS: dict[int, tuple[str, str]] = {
    400: ("bad-request", "The request cannot be read."),
    401: ("not-signed-in", "Sign in, or send a valid token."),
    403: ("forbidden", "Your role may not do this."),
    404: ("not-found", "There is nothing here."),
    405: ("method-not-allowed", "This address does not take that method."),
    413: ("too-large", "The request is too large."),
    415: ("unsupported-media-type", "This address does not take that media type."),
    422: ("invalid", "A field is wrong."),
    429: ("too-many-requests", "Too many requests. Send it again later."),
    500: ("internal", "Something went wrong on our side."),
    503: ("unavailable", "Not able to answer just now. It is safe to repeat."),
}


def problem_response(request: Request[Any, Any, Any], exc: Exception) -> Response[bytes]:
    """Answer any exception: the application's one exception handler."""
    problem = problem_of(exc, names_sent(request.scope))
    content = problem.content()
    if problem.status == 500:
        scope = cast("dict[str, Any]", request.scope)
        route = scope.get("path_template", "")
        log_fault(exc, instance=content.instance, method=request.method, route=route)
    return Response(
        problem.encoded(content),
        status_code=problem.status,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **problem.headers},
        media_type=MEDIA_TYPE,
    )


def problem_of(exc: Exception, names: Mapping[str, str] = {}) -> Problem:
    """Say which problem an exception is. What we do not know is a 500 and says nothing about itself. `names`: parameters' own."""
    if isinstance(exc, Problem):
        return exc
    for ancestor in type(exc).__mro__:
        if row := PROBLEMS.get(ancestor):
            status, slug, title = row
            problem = _of_status(status, slug, title)
            problem.errors = [FieldError(*field) for field in getattr(exc, "fields", ())]
            problem.more = getattr(exc, "more", {})
            return problem
    if isinstance(exc, ValidationException):
        return _of_validation(exc, names)
    if isinstance(exc, HTTPException):
        return _of_framework(exc)
    return _of_status(400 if _broken_body(exc) else 500)


def _of_status(status: int, slug: str = "", title: str = "") -> Problem:
    known_slug, known_title = _BY_STATUS.get(status, (f"http-{status}", http.HTTPStatus(status).phrase))
    headers = {"Retry-After": _RETRY_SECONDS} if status in {429, 503} else {}
    return Problem(status, slug or known_slug, title or known_title, headers=headers)


def _of_framework(exc: HTTPException) -> Problem:
    """Take over the status and a few headers; never Litestar's own detail, which repeats the URL with its query."""
    hung_up = exc.detail == "client disconnected prematurely"  # nobody hears the answer, and nothing of ours failed
    problem = _of_status(400 if hung_up else exc.status_code)
    if exc.status_code == 401:
        return unauthorized()
    for name, value in (exc.headers or {}).items():
        if name.lower() in {"allow", "retry-after"}:
            problem.headers[name.title()] = value
    return problem


def _of_validation(exc: ValidationException, names: Mapping[str, str]) -> Problem:
    """Turn Litestar's field errors, which it calls 400, into our 422 with pointers."""
    entries = cast("list[object]", exc.extra) if isinstance(exc.extra, list) else []
    errors = [_field_error(cast("dict[str, Any]", entry), names) for entry in entries if isinstance(entry, dict)]
    # A parameter that is missing is told in a sentence only; its name is ours, so it may be repeated.
    if missing := re.match(r"Missing required \w+ parameter '(\w+)'", exc.detail):
        errors.append(FieldError(f"/{missing[1]}", "This parameter is required."))
    return unprocessable(errors)


def _field_error(entry: dict[str, Any], names: Mapping[str, str]) -> FieldError:
    message, key = str(entry.get("message", "")), str(entry.get("key", ""))
    key = key if entry.get("source") == "body" else names.get(key, key)
    path = [] if key == "data" else re.findall(r"[^.\[\]]+|\[[^\]]*\]", key)
    named = re.fullmatch(r"Object (missing required|contains unknown) field `(.*)`", message, re.DOTALL)
    if named:
        path.append(named[2])
    pointer = "".join(f"/{_pointer_token(part)}" for part in path)
    return FieldError(pointer, field_detail(message, named[1] if named else ""))


def _pointer_token(part: str) -> str:
    return part.strip("[]").replace("~", "~0").replace("/", "~1")


def _broken_body(exc: Exception) -> bool:
    """Whether Litestar's JSON reader let this escape: bad UTF-8 and very deep nesting are the sender's, not ours."""
    if not isinstance(exc, UnicodeDecodeError | RecursionError):
        return False
    frame = exc.__traceback__
    while frame is not None:
        if frame.tb_frame.f_globals.get("__name__") == "litestar.serialization.msgspec_hooks":
            return True
        frame = frame.tb_next
    return False


def problem_spec(*statuses: int) -> dict[int, ResponseSpec]:
    """Describe these error answers in the API description; for `responses=` of a route."""
    return {
        status: ResponseSpec(ProblemBody, media_type=MEDIA_TYPE, generate_examples=False,
                             description=_BY_STATUS.get(status, ("", "A problem."))[1])
        for status in sorted(statuses)}  # fmt: skip
