"""Read models over HTTP, for the tenant's administrator: where they stopped, and to try again after a fix."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from app.http.reading import Incoming, answer
from app.problems import problem_spec
from app.projections import ParkedShown, Projections, Retried
from app.security.guard import current

Customer = Annotated[
    str | None, QueryParameter(name="customer_id", min_length=1, max_length=100, description="Only for this one.")
]


After = Annotated[int, QueryParameter(ge=0, le=2**62, description="Those parked after this position.")]


class ParkedList(msgspec.Struct, frozen=True):
    """Dead letters of the read models, in the order of the log."""

    parked: list[ParkedShown]


def projection_routes(projections: Projections) -> list[HTTPRouteHandler]:
    """Make the handlers."""

    @get("/v1/projections/parked", responses=problem_spec(400, 401, 403))
    async def parked(request: Incoming) -> Response[ParkedList]:
        """Customers for whom a read model stopped: at which event, why, and how many wait behind it."""
        return answer(ParkedList(await projections.parked(current(request).tenant)))  # type: ignore[return-value]

    @post("/v1/projections/parked/retry", status_code=200, responses=problem_spec(400, 401, 403, 422))
    async def retry(request: Incoming, customer_id: Customer = None, after: After = 0) -> Response[Retried]:
        """Try again after a fix: what comes out equals a fresh replay. `next` is the `after` of the next call, if any."""
        return answer(await projections.retry(current(request).tenant, customer_id, after))  # type: ignore[return-value]

    return [parked, retry]
