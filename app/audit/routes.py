"""What auditors may ask beyond the page: who looked (GET /v1/access), what changed, who had seen it, proofs, exports."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from litestar.response import Response

from adapters.log.codec import Codec
from app.audit.access import AccessLedger, AccessRecord
from app.audit.comparing import Comparing
from app.audit.diff_routes import diff_routes
from app.audit.export import Exporter
from app.audit.export_routes import export_routes
from app.audit.proof import Proof
from app.audit.proof_routes import proof_routes
from app.audit.seen_routes import seen_routes
from app.folding import Fold
from app.http.reading import Desk
from app.problems import problem_spec
from app.security.guard import current


class AccessRecords(msgspec.Struct, frozen=True):
    """Who opened, exported or revealed what, oldest first."""

    records: list[AccessRecord]


Customer = Annotated[str | None, QueryParameter(
    min_length=1, max_length=100, description="The customer asked about; without one the newest record of each looked at last.")]  # fmt: skip


def auditor_routes(
    desk: Desk, codec: Codec, ledger: AccessLedger, proof: Proof, exporter: Exporter
) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    fold = Fold(desk.reader, codec, desk.settings.late_window)
    comparing = Comparing(fold, ZoneInfo(desk.settings.timezone))
    return [
        *access_routes(ledger), *diff_routes(desk, comparing), *seen_routes(desk, codec, ledger), *proof_routes(desk, proof, exporter),
        *export_routes(desk, exporter, ledger)]  # fmt: skip


def access_routes(ledger: AccessLedger) -> list[HTTPRouteHandler]:
    """Make the handler."""

    @get("/v1/access", responses=problem_spec(401, 403, 422))
    async def access(request: Request[Any, Any, Any], customer: Customer = None) -> Response[AccessRecords]:
        """Say who looked at a customer, when and why; or whose pages were opened last."""
        tenant = current(request).tenant
        records = await (ledger.list(tenant, customer) if customer else ledger.recent(tenant))
        return Response(AccessRecords(records), headers={"Cache-Control": "no-store"})

    return [access]
