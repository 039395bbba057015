"""Attachments' bytes over HTTP: an adapter sends them before its event names them, who may see the item may open them."""

import asyncio
import base64
import re
import unicodedata
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import PathParameter
from litestar.response import Stream

from adapters.attachments.kinds import PICTURES, UNSAID, stated
from adapters.attachments.sealing import Damaged
from adapters.cloudevents.translate import UPLOADED
from app.attachments.keeping import Bytes, Keeping
from app.attachments.receiving import Room, Sent, receive
from app.http.reading import CustomerId, Desk, Incoming, answer, purpose_told
from app.http.writing import IdempotencyKey
from app.problems import FieldError, Problem, not_found, problem_spec, unprocessable
from app.security.guard import current
from domain.customer.events import Attachment

AT_ONCE = 16  # attachments that come in at one time on one node: a part of each is in memory
OF_ONE_TENANT = 8  # of them: a slow sender leaves room for the others
LONGEST_NAME = 120  # characters
CLOSED = "sandbox; default-src 'none'"
_DIGEST = re.compile(
    r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*(?:,|$)"
)  # RFC 9530, section 2; RFC 8941, section 3.3.5
_ANY_DIGEST = re.compile(r"(?:^|,)\s*sha-256\s*=")
Id = Annotated[str, PathParameter(min_length=1, max_length=100)]


class AttachmentReceived(msgspec.Struct, frozen=True, kw_only=True):
    """What an event says of them: `dataref` in one of its parts. `width` and `height` of a picture that is shown as one."""

    dataref: str
    sha256: str
    size: int
    media_type: str
    width: int | None
    height: int | None
    outcome: str


class Turns:
    """How many attachments come in just now, of everybody and of each tenant."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    @contextmanager
    def of(self, tenant: str) -> Iterator[None]:
        """Room for one more while it is entered. Raises Problem 429."""
        if self._taken.total() >= AT_ONCE or self._taken[tenant] >= OF_ONE_TENANT:
            raise Problem(
                429, "too-many-requests", "Too many attachments come in at once.", headers={"Retry-After": "1"}
            )
        self._taken[tenant] += 1
        try:
            yield
        finally:
            self._taken[tenant] -= 1
            if not self._taken[tenant]:
                del self._taken[tenant]


def attachment_routes(desk: Desk, keeping: Keeping) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    one = desk.settings.attachment_bytes
    room = Room(one, max(one, desk.settings.attachments_waiting_bytes))
    return [_receive(keeping, room), _open(desk, keeping)]


def _receive(keeping: Keeping, room: Room) -> HTTPRouteHandler:
    turns = Turns()
    again = {200: ResponseSpec(AttachmentReceived, generate_examples=False, description="The same bytes came before.")}

    @post(
        "/v1/attachments",
        request_max_body_size=None,
        responses={**again, **problem_spec(400, 401, 403, 409, 413, 422, 429, 503)},
    )
    async def attachment(request: Incoming, key: IdempotencyKey = None) -> Response[AttachmentReceived]:
        """Send the bytes of one attachment, as they are; then an event whose part names the answer's `dataref`, within a day.

        `Content-Type` says what they are, and must be so. `Content-Digest: sha-256=:…:` (RFC 9530) is checked if given.
        """
        sent = _sent(request.headers, key)
        with turns.of(current(request).tenant), _Told():
            received = await receive(keeping, current(request), sent, request.stream(), room)
        head = received.head
        told = answer(AttachmentReceived(
            dataref=UPLOADED + received.upload_id, sha256=head.sha256, size=head.size, media_type=head.media_type,
            width=head.width, height=head.height, outcome="duplicate" if received.again else "received"))  # fmt: skip
        told.status_code = 200 if received.again else 201
        return told  # type: ignore[return-value]

    return attachment


def _open(desk: Desk, keeping: Keeping) -> HTTPRouteHandler:
    path = "/v1/customers/{customer_id:str}/items/{item_id:str}/attachments/{attachment_id:str}"
    content = {200: ResponseSpec(bytes, media_type=UNSAID, generate_examples=False, description="The bytes.")}

    @get(path, responses={**content, **problem_spec(400, 401, 403, 404, 410, 422, 503)})
    async def attachment(request: Incoming, customer_id: CustomerId, item_id: Id, attachment_id: Id) -> Stream:
        """The bytes of an item's attachment. A raster picture may be shown inside a page, everything else is a download."""
        principal = current(request)
        page = await desk.pages.open(principal.tenant, customer_id)
        item = page.timeline.find(item_id)
        told = next((each for each in item.attachments if each.attachment_id == attachment_id), None) if item else None
        if item is None or told is None or not told.attachment_id:
            raise not_found()
        await desk.looked(principal, page, f"attachment:{told.attachment_id}", purpose_told(request) or "care")
        with _Told():
            begun = await asyncio.to_thread(_begun, keeping, principal.tenant, told)
        if begun is None:
            raise Problem(410, "attachment-gone", "The bytes of this attachment are not here any more.",
                          "They were erased, or a backup that was restored did not hold them.")  # fmt: skip
        first, rest = begun
        return Stream(_streamed(first, rest), headers=headers_of(told), media_type=shown_as(told))

    return attachment


def _sent(headers: Mapping[str, str], key: str | None) -> Sent:
    """What the headers say. Raises Problem 400, 422."""
    if not key or not key.strip():
        raise Problem(400, "idempotency-key-missing", "This call needs an Idempotency-Key.",
                      "Send the channel's own name of the file: then it is safe to repeat.")  # fmt: skip
    kind = stated(headers.get("content-type", ""))
    if kind is None:
        raise unprocessable([FieldError("/Content-Type", "is no media type")])
    said, digest = headers.get("content-digest", ""), ""
    if _ANY_DIGEST.search(said):
        found = _DIGEST.search(said)
        if found is None:
            raise unprocessable([FieldError("/Content-Digest", "must be sha-256=:base64 of 32 bytes:")])
        digest = base64.b64decode(found[1]).hex()
    length = headers.get("content-length", "")
    return Sent(
        key=key, media_type=kind, sha256=digest, length=int(length) if length.isdecimal() and len(length) < 19 else None
    )


def headers_of(told: Attachment) -> dict[str, str]:
    """How a browser must treat it: nothing in it runs, nothing keeps it, nobody guesses what it is."""
    name = file_name(told.name)
    plain = re.sub(r"[^A-Za-z0-9 ._()+-]", "_", name)
    way = "inline" if _is_shown(told) else "attachment"
    return {
        "Content-Disposition": f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Length": str(told.size), "Content-Security-Policy": CLOSED, "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store", "Cross-Origin-Resource-Policy": "same-origin", "Referrer-Policy": "no-referrer",
    }  # fmt: skip


def shown_as(told: Attachment) -> str:
    """Its type where it is shown; for a download none that a browser might act on."""
    return told.media_type if _is_shown(told) else UNSAID


def _is_shown(told: Attachment) -> bool:
    return told.media_type in PICTURES and told.width is not None


def file_name(told: str) -> str:
    """A sender's name for a file as one may save it: its last part, without what changes directions or cannot be seen."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", told))[-1]
    seen = "".join(
        " " if letter.isspace() else letter
        for letter in last
        if letter.isspace() or unicodedata.category(letter)[0] != "C"
    )
    short = seen.strip(" .")
    if len(short) > LONGEST_NAME:
        stem, dot, end = short.rpartition(".")
        short = f"{stem[: LONGEST_NAME - 1 - len(end)]}.{end}" if dot and len(end) <= 10 else short[:LONGEST_NAME]
    return short or "attachment"


Begun = tuple[bytes, Iterator[bytes]]


def _begun(keeping: Keeping, tenant: str, told: Attachment) -> Begun | None:
    """The first part opened, before anything is answered: what is damaged at its beginning is no half answer."""
    found: Bytes | None = keeping.open(tenant, told)
    if found is None or (found.head.sha256, found.head.size) != (told.sha256, told.size):
        return None
    first = next(found.parts, None)  # no StopIteration: it could not leave a thread
    if first is None:
        raise Damaged
    return first, found.parts


async def _streamed(first: bytes, rest: Iterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    while (part := await asyncio.to_thread(next, rest, b"")) != b"":
        yield part


class _Told:
    """Bytes that are not what was written, as an answer."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: object) -> None:
        if isinstance(error, Damaged):
            raise Problem(410, "attachment-damaged", "The bytes of this attachment are not what was recorded.",
                          "Restore the attachments from a backup.") from error  # fmt: skip
