"""GET /v1/access: an auditor asks who looked at a customer."""

from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from litestar.response import Response

from app.audit.access import AccessLedger, AccessRecord
from app.problems import problem_spec
from app.security.guard import current


class AccessRecords(msgspec.Struct, frozen=True):
    """Who opened, exported or revealed what, oldest first."""

    records: list[AccessRecord]


Customer = Annotated[str, QueryParameter(min_length=1, max_length=100, description="The customer asked about.")]


def access_routes(ledger: AccessLedger) -> list[HTTPRouteHandler]:
    """Make the handlers."""

    @get("/v1/access", responses=problem_spec(401, 403, 422))
    async def access(request: Request[Any, Any, Any], customer: Customer) -> Response[AccessRecords]:
        """Say who looked at a customer, when and why."""
        records = await ledger.list(current(request).tenant, customer)
        return Response(AccessRecords(records), headers={"Cache-Control": "no-store"})

    return [access]
