"""Taking a customer on, for a while, and giving them back: so that two do not work at the same thing."""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from app.claims import Claims
from app.http.reading import CustomerId, Desk, Incoming, json_only
from app.http.writing import IdempotencyKey, calling_hand, written_answer, written_spec
from app.pen import Pen
from app.problems import problem_spec
from app.security.guard import current
from domain.desk.claims import Claim
from domain.page import Page

WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 503)


class NewClaim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For how long; `take_over`: from a colleague too."""

    minutes: Annotated[int, msgspec.Meta(ge=1, le=720)] = 30
    take_over: bool = False


class ClaimStands(msgspec.Struct, frozen=True, kw_only=True):
    """Who has the customer now."""

    customer_id: str
    by: str
    name: str
    expires_at: datetime
    version: int
    position: int


class NewRelease(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why, for colleagues."""

    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


class ReleaseDone(msgspec.Struct, frozen=True, kw_only=True):
    """The customer is free."""

    customer_id: str
    version: int
    position: int


def claim_routes(desk: Desk, pen: Pen, claims: Claims) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [_claim(desk, pen, claims), _release(desk, pen, claims)]


def _claim(desk: Desk, pen: Pen, claims: Claims) -> HTTPRouteHandler:
    @post("/v1/customers/{customer_id:str}/claim", status_code=201, before_request=json_only,
          responses=problem_spec(*WRITING) | written_spec(ClaimStands))  # fmt: skip
    async def claim(request: Incoming, customer_id: CustomerId, data: JSONBody[NewClaim],
                    key: IdempotencyKey = None) -> Response[ClaimStands]:  # fmt: skip
        """Take a customer on. 409 `claimed`, with who has them, unless `take_over`; said again, it prolongs.

        200 where nothing changed: the same call came before, or they have the customer for at least as long.
        """
        hand, who = calling_hand(pen, request, key, data), current(request)

        async def opened() -> Page:
            return await desk.page(request, customer_id, what="claim")

        command = Claim(claim_id=pen.ids("l"), by=who.person, name=who.name, take_over=data.take_over,
                        until=claims.now() + timedelta(minutes=data.minutes))  # fmt: skip
        written, stands = await claims.claim(hand, command, opened)
        return written_answer(written, ClaimStands(  # type: ignore[return-value]
            customer_id=written.customer_id, by=stands.by, name=stands.name, expires_at=stands.expires_at,
            version=written.version, position=written.position))  # fmt: skip

    return claim


def _release(desk: Desk, pen: Pen, claims: Claims) -> HTTPRouteHandler:
    @post("/v1/customers/{customer_id:str}/release", status_code=201, before_request=json_only,
          responses=problem_spec(*WRITING) | written_spec(ReleaseDone))  # fmt: skip
    async def release(request: Incoming, customer_id: CustomerId, data: JSONBody[NewRelease],
                      key: IdempotencyKey = None) -> Response[ReleaseDone]:  # fmt: skip
        """Give a customer back. 409 `not-claimed` for whoever has not taken them on."""
        hand, who = calling_hand(pen, request, key, data), current(request)

        async def opened() -> Page:
            return await desk.page(request, customer_id, what="claim")

        written = await claims.release(hand, who.person, data.reason, opened)
        return written_answer(written, ReleaseDone(  # type: ignore[return-value]
            customer_id=written.customer_id, version=written.version, position=written.position))  # fmt: skip

    return release
