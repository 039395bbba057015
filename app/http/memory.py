"""All routes about what is remembered: facts, promises, contradictions, cases, hand-overs, drafts."""

from litestar.handlers import HTTPRouteHandler

from adapters.log.codec import Codec
from app.audit.access import AccessLedger
from app.http.facts import fact_routes
from app.http.reading import Desk
from app.pen import Pen


def memory_routes(desk: Desk, pen: Pen, codec: Codec, ledger: AccessLedger) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    return [*fact_routes(desk, pen)]
