"""What every reading route shares: the page asked for, the moment asked for, and the record that somebody looked."""

import asyncio
import re
from collections.abc import Set
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import unquote_to_bytes

import msgspec
from litestar import Request, Response
from litestar.params import PathParameter, QueryParameter

from adapters.log.codec import Codec
from adapters.log.reading import LogReader
from adapters.views.store import Views
from app.audit.access import AccessLedger
from app.http.secrets import Secrets, secrets_of
from app.pages import Pages, Stood
from app.problems import FieldError, Problem, unprocessable
from app.security.guard import current
from app.security.principals import Principal
from app.settings import Settings
from app.views import ViewFollower
from domain.page import Page

Incoming = Request[Any, Any, Any]
CustomerId = Annotated[
    str,
    PathParameter(
        min_length=1, max_length=100, description="A customer's id; one that moved answers with the real one."
    ),
]
AsOf = Annotated[
    str | None,
    QueryParameter(name="as_of", min_length=1, max_length=64, description="`v<version>` or an RFC 3339 time."),
]
Limit = Annotated[
    int, QueryParameter(ge=1, le=2**31, description="At most this many; more than the route's largest is cut.")
]

LONGEST_PURPOSE = 200  # characters as sent

_encode = msgspec.json.Encoder().encode
_VERSION = re.compile(r"v([0-9]{1,15})")


class Desk(msgspec.Struct, frozen=True):
    """What reading routes need, put together once at start."""

    pages: Pages
    ledger: AccessLedger
    reader: LogReader
    views: ViewFollower
    settings: Settings
    store: Views
    codec: Codec

    async def page(self, request: Incoming, customer_id: str, as_of: str | None = None, what: str = "page",
                   purpose: str = "care") -> Page:  # fmt: skip
        """The page now or as of a moment, once the looking is recorded. Raises UnknownCustomer, UnknownVersion, Problem."""
        if as_of is not None:
            return (await self.past(request, customer_id, as_of, what, purpose))[0]
        principal = current(request)
        page = await self.pages.open(principal.tenant, customer_id)
        await self.looked(principal, page, what, purpose_told(request) or purpose)
        return page

    async def past(self, request: Incoming, customer_id: str, as_of: str, what: str = "page",
                   purpose: str = "care") -> tuple[Page, bool]:  # fmt: skip
        """The page as of a moment, nobody else's, and whether anything was hidden on it that was seen then."""
        principal = current(request)
        page = await self.pages.as_of(principal.tenant, customer_id, *moment_asked(as_of))
        hidden = await self.redact(principal.tenant, page)
        await self.looked(principal, page, what, purpose_told(request) or purpose)
        return page, hidden

    async def redact(self, tenant: str, page: Page) -> bool:
        """Hide on a past page what is a secret now: it is none of that moment either. Returns whether anything was.

        Raises UnreadableHistory where it cannot be read what is.
        """
        items = {each.item.item_id: each.item.stream for each in page.timeline.every()}
        streams = {page.customer_id, *items.values()}
        found = await self.secrets(tenant, streams, items.keys())
        found.check(streams)
        for item_id, spans in found.spans.items():
            page.redact(item_id, tuple(spans))
        return bool(found.spans)

    async def secrets(self, tenant: str, streams: Set[str], items: Set[str]) -> Secrets:
        """What is secret by now of these items, which stand in these streams."""
        known = await self.caught_up()
        return await asyncio.to_thread(secrets_of, self.store, self.reader, self.codec, tenant, streams, items, known)

    async def looked(self, principal: Principal, page: Page | Stood, what: str = "page", purpose: str = "care") -> None:
        """Record it: once per person, customer and purpose in five minutes."""
        await self.ledger.record(principal, page.customer_id, purpose=purpose, what=what, at_version=page.version)

    async def caught_up(self) -> bool:
        """Wait until the views show what was answered 2xx before this request; False: they did not come to it in time."""
        return await self.views.reached(self.reader.head())


def purpose_told(request: Incoming) -> str | None:
    """What an auditor says they look for: it stands in the access record in place of everyday care. Raises Problem 422."""
    told = request.headers.get("x-purpose", "").strip()
    if not told or current(request).role != "auditor":
        return None
    if len(told) > LONGEST_PURPOSE:
        raise unprocessable([FieldError("/X-Purpose", f"must be at most {LONGEST_PURPOSE} characters")])
    return as_written(told)


def as_written(told: str) -> str:
    """A header in its own letters: it is read as Latin-1, and browsers must percent-encode what lies beyond."""
    try:
        return unquote_to_bytes(told.encode("latin-1")).decode()
    except UnicodeError:
        return told


def moment_asked(as_of: str | None, name: str = "/as_of") -> tuple[int | None, datetime | None]:
    """A version or a time. Raises Problem 422."""
    if as_of is None:
        return None, None
    version = _VERSION.fullmatch(as_of)
    if version:
        return int(version.group(1)), None
    try:
        at = msgspec.convert(as_of, Annotated[datetime, msgspec.Meta(tz=True)])
        at.astimezone()
    except (msgspec.ValidationError, OverflowError, ValueError):
        raise unprocessable([FieldError(name, "must be v<version> or an RFC 3339 time with its zone")]) from None
    return None, at


async def json_only(request: Incoming) -> None:
    """Refuse a body that says it is something else, before it is read. Raises Problem 415."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type and media_type != "application/json" and not media_type.endswith("+json"):
        raise Problem(
            415, "unsupported-media-type", "This address does not take that media type.", "Send application/json."
        )


def answer(body: object, headers: dict[str, str] | None = None) -> Response[bytes]:
    """A JSON answer that nobody may keep: it is about a person."""
    return Response(
        _encode(body), media_type="application/json", headers={"Cache-Control": "no-store", **(headers or {})})  # fmt: skip
