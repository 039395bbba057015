"""All routes about what is remembered: facts, promises, contradictions, cases, hand-overs, drafts."""

from litestar.handlers import HTTPRouteHandler

from adapters.log.codec import Codec
from app.audit.access import AccessLedger
from app.http.cases import case_routes
from app.http.contradictions import contradiction_routes
from app.http.drafts import draft_routes
from app.http.facts import fact_routes
from app.http.handoffs import handoff_routes
from app.http.promises import promise_routes
from app.http.reading import Desk
from app.pen import Pen
from app.security.gate import Gate


def memory_routes(desk: Desk, pen: Pen, codec: Codec, ledger: AccessLedger, gate: Gate) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [
        *draft_routes(desk),
        *fact_routes(desk, pen),
        *contradiction_routes(desk, pen),
        *promise_routes(desk, pen),
        *case_routes(desk, pen),
        *handoff_routes(desk, pen, codec, ledger, gate),
    ]
