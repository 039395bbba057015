"""GET /v1/customers/{id}/seen: who saw the page as it stood at a moment, and who answered the customer without."""

import asyncio
from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from adapters.log.codec import Codec, moment
from app.audit.access import AccessLedger
from app.audit.seen import Viewer, viewers
from app.http.reading import CustomerId, Desk, Incoming, answer, moment_asked
from app.problems import problem_spec
from app.security.guard import current
from domain.customer import events as happened
from domain.record import Recorded

At = Annotated[str, QueryParameter(min_length=1, max_length=64, description="`v<version>` or an RFC 3339 time.")]
SPOKEN = frozenset({happened.MessageSent.name, happened.CallTranscribed.name, happened.BriefRead.name})


class SeenShown(msgspec.Struct, frozen=True, kw_only=True):
    """Staff only; the customer's own words are not in it."""

    customer_id: str
    version: int
    recorded_at: datetime | None
    people: list[Viewer]


def seen_routes(desk: Desk, codec: Codec, ledger: AccessLedger) -> list[HTTPRouteHandler]:
    """Make the handler."""

    @get("/v1/customers/{customer_id:str}/seen", responses=problem_spec(400, 401, 403, 404, 422, 503))
    async def seen(request: Incoming, customer_id: CustomerId, at: At) -> Response[SeenShown]:
        """Who of the staff opened the page as it stood then, and when they answered; who answered without opening it."""
        moment_asked(at, "/at")
        tenant = current(request).tenant
        page = await desk.page(request, customer_id, at, what="seen", purpose="audit")
        looks = await ledger.looks(tenant, [page.customer_id, *page.customer.absorbed])
        recorded_at, later = await asyncio.to_thread(_around, desk, codec, tenant, page.customer_id, page.version)
        people = viewers(page.version, recorded_at, looks, later) if recorded_at else []
        return answer(SeenShown(  # type: ignore[return-value]
            customer_id=page.customer_id, version=page.version, recorded_at=recorded_at, people=people))  # fmt: skip

    return [seen]


def _around(
    desk: Desk, codec: Codec, tenant: str, customer_id: str, version: int
) -> tuple[datetime | None, list[Recorded]]:
    """When the version was recorded, and what was said after it."""
    own = desk.reader.stream(tenant, customer_id, version - 1, version)
    later = desk.reader.stream(tenant, customer_id, version)
    return moment(own[0].recorded_at) if own else None, [codec.open(row) for row in later if row.type in SPOKEN]
