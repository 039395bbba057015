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
from app.http.reading import CustomerId, Desk, Incoming, answer, moment_asked, purpose_told
from app.pages import Stood
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
        principal, asked = current(request), moment_asked(at, "/at")
        stood = await desk.pages.whose(principal.tenant, customer_id, *asked)
        await desk.looked(principal, stood, "seen", purpose_told(request) or "audit")
        looks = await ledger.looks(principal.tenant, [stood.customer_id, *stood.absorbed])
        recorded_at, later = await asyncio.to_thread(_around, desk, codec, principal.tenant, stood)
        people = viewers(stood.version, recorded_at, looks, later) if recorded_at else []
        return answer(SeenShown(  # type: ignore[return-value]
            customer_id=stood.customer_id, version=stood.version, recorded_at=recorded_at, people=people))  # fmt: skip

    return [seen]


def _around(desk: Desk, codec: Codec, tenant: str, stood: Stood) -> tuple[datetime | None, list[Recorded]]:
    """When the version was recorded, and what was said after it."""
    own = desk.reader.stream(tenant, stood.customer_id, stood.version - 1, stood.version)
    spoken = desk.reader.of_types(tenant, stood.customer_id, SPOKEN)
    later = [codec.open(row) for row in spoken if row.version > stood.version]
    return moment(own[0].recorded_at) if own else None, later
