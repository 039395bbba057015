"""Who may call what: the one table. A route that is not in it stops the service from starting."""

import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from app.security.principals import Principal

if TYPE_CHECKING:
    from litestar import Litestar


class Open(Enum):
    """Rules that do not name roles."""

    EVERYBODY = "no credentials needed"
    SELF_GUARDED = "the handler checks by itself, before it answers anything"
    LOOPBACK_OR_ADMIN = "callers on this machine, and admins"


Rule = frozenset[str] | Open

ADAPTER, AGENT, LEAD, AUDITOR, ADMIN = "adapter", "agent", "lead", "auditor", "admin"
FEED = "feed"  # an adapter whose token was made with --feed

_CUSTOMER_READERS = frozenset({AGENT, LEAD, AUDITOR})
_DESK = frozenset({AGENT, LEAD})
_ANYBODY_KNOWN = frozenset({ADAPTER, AGENT, LEAD, AUDITOR, ADMIN})

POLICY: dict[tuple[str, str], Rule] = {
    # intake
    ("POST", "/v1/intake"): frozenset({ADAPTER}),
    ("POST", "/v1/attachments"): frozenset({ADAPTER}),
    ("GET", "/v1/quarantine"): frozenset({ADAPTER, ADMIN}),
    ("POST", "/v1/quarantine/{entry_id}/retry"): frozenset({ADAPTER, ADMIN}),
    # reading
    ("POST", "/v1/customers/lookup"): _CUSTOMER_READERS,
    ("GET", "/v1/customers/{customer_id}"): _CUSTOMER_READERS,
    ("GET", "/v1/customers/{customer_id}/timeline"): _CUSTOMER_READERS,
    ("GET", "/v1/customers/{customer_id}/brief"): _CUSTOMER_READERS,
    ("GET", "/v1/customers/{customer_id}/facts"): _CUSTOMER_READERS,
    ("GET", "/v1/customers/{customer_id}/promises"): _CUSTOMER_READERS,
    ("GET", "/v1/customers/{customer_id}/consents"): _CUSTOMER_READERS,
    ("GET", "/v1/customers/{customer_id}/contradictions"): _CUSTOMER_READERS,
    ("GET", "/v1/interactions/{interaction_id}"): _CUSTOMER_READERS,
    ("GET", "/v1/customers/{customer_id}/items/{item_id}/attachments/{attachment_id}"): _CUSTOMER_READERS,
    ("POST", "/v1/customers/{customer_id}/search"): _CUSTOMER_READERS,
    ("GET", "/v1/inbox"): _DESK,
    ("GET", "/v1/figures/{name}"): _CUSTOMER_READERS,
    ("POST", "/v1/figures/{name}/openings"): frozenset({LEAD, AUDITOR}),
    ("POST", "/v1/customers/{customer_id}/promises"): _DESK,
    ("POST", "/v1/customers/{customer_id}/draft_check"): _DESK,
    ("POST", "/v1/promises/{promise_id}/outcome"): _DESK,
    # who is one person
    ("GET", "/v1/customers/{customer_id}/decisions"): _CUSTOMER_READERS,
    ("POST", "/v1/customers/{customer_id}/merges"): _DESK,
    ("POST", "/v1/merges/{merge_id}/reversal"): _DESK,
    ("POST", "/v1/interactions/{interaction_id}/reassignment"): _DESK,
    ("POST", "/v1/customers/{customer_id}/dismissals"): _DESK,
    # what is remembered
    ("POST", "/v1/customers/{customer_id}/facts"): _DESK,
    ("POST", "/v1/facts/{fact_id}/confirmation"): _DESK,
    ("POST", "/v1/facts/{fact_id}/retraction"): _DESK,
    ("POST", "/v1/contradictions/{contradiction_id}/resolution"): _DESK,
    ("POST", "/v1/customers/{customer_id}/cases"): _DESK,
    ("POST", "/v1/interactions/{interaction_id}/case"): _DESK,
    ("POST", "/v1/cases/{case_id}/close"): _DESK,
    ("POST", "/v1/cases/{case_id}/reopen"): _DESK,
    ("POST", "/v1/cases/{case_id}/split"): _DESK,
    ("POST", "/v1/cases/{case_id}/join"): _DESK,
    ("POST", "/v1/customers/{customer_id}/handoffs"): _DESK,
    ("GET", "/v1/customers/{customer_id}/handoffs"): _CUSTOMER_READERS,
    ("POST", "/v1/handoffs/{handoff_id}/reading"): _DESK,
    # writing to customers
    ("POST", "/v1/customers/{customer_id}/messages"): _DESK,
    ("POST", "/v1/customers/{customer_id}/notes"): _DESK,
    ("POST", "/v1/customers/{customer_id}/consents"): _DESK,
    ("POST", "/v1/customers/{customer_id}/objections"): _DESK,
    ("POST", "/v1/customers/{customer_id}/notices"): _DESK,
    ("GET", "/v1/customers/{customer_id}/channels"): _DESK,
    ("POST", "/v1/interactions/{interaction_id}/wrap_up"): _DESK,
    ("POST", "/v1/customers/{customer_id}/claim"): _DESK,
    ("POST", "/v1/customers/{customer_id}/release"): _DESK,
    # the record itself
    ("GET", "/v1/customers/{customer_id}/events"): frozenset({AUDITOR}),
    ("GET", "/v1/events"): frozenset({FEED, AUDITOR}),
    ("GET", "/v1/events/stream"): frozenset({FEED, AUDITOR}),
    ("GET", "/v1/access"): frozenset({AUDITOR}),
    ("GET", "/v1/customers/{customer_id}/proof"): frozenset({AUDITOR}),
    ("GET", "/v1/customers/{customer_id}/diff"): frozenset({AUDITOR}),
    ("GET", "/v1/customers/{customer_id}/seen"): frozenset({AUDITOR}),
    ("GET", "/v1/customers/{customer_id}/export"): frozenset({AUDITOR}),
    ("GET", "/v1/proof/head"): frozenset({AUDITOR}),
    ("GET", "/v1/proof/consistency"): frozenset({AUDITOR}),
    # proof at hand
    ("POST", "/v1/customers/{customer_id}/proofs"): _DESK,
    ("POST", "/v1/customers/{customer_id}/codes"): _DESK,
    ("POST", "/v1/codes/{code_id}/confirmation"): _DESK,
    ("POST", "/v1/customers/{customer_id}/reveals"): _DESK,
    # dead letters of the read models
    ("GET", "/v1/projections/parked"): frozenset({ADMIN}),
    ("POST", "/v1/projections/parked/retry"): frozenset({ADMIN}),
    # signing in, live
    ("GET", "/console/sign-in/{code}"): Open.EVERYBODY,
    ("GET", "/v1/session"): _ANYBODY_KNOWN,
    ("POST", "/v1/session/sign_out"): _CUSTOMER_READERS,
    ("POST", "/v1/live/tickets"): _CUSTOMER_READERS,
    ("GET", "/v1/live"): Open.SELF_GUARDED,
    # around it
    ("GET", "/healthz"): Open.EVERYBODY,
    ("GET", "/readyz"): Open.EVERYBODY,
    ("GET", "/metrics"): Open.LOOPBACK_OR_ADMIN,
    ("GET", "/asyncapi.json"): Open.EVERYBODY,
    ("GET", "/schema"): Open.EVERYBODY,
    ("GET", "/schema/openapi.json"): Open.EVERYBODY,
    ("GET", "/schema/{path}"): Open.EVERYBODY,
    ("GET", "/console"): Open.EVERYBODY,
    ("GET", "/console/print/{customer_id}"): _CUSTOMER_READERS,
    ("GET", "/console/{path}"): Open.EVERYBODY,
}


class PolicyGap(Exception):
    """Routes that nobody decided about; the text names them."""


def allowed(rule: Rule, principal: Principal) -> bool:
    """Say whether a known caller passes a rule that names roles."""
    granted = {principal.role, FEED} if principal.role == ADAPTER and principal.feed else {principal.role}
    return isinstance(rule, frozenset) and not granted.isdisjoint(rule)


def rule_for(method: str, template: str) -> Rule | None:
    """Find the rule of a route. HEAD and OPTIONS follow GET, or what the address has instead. None without a rule."""
    path = normal_template(template)
    if method not in {"HEAD", "OPTIONS"}:
        return POLICY.get((method, path))
    return POLICY.get(("GET", path)) or POLICY.get(("POST", path))


@lru_cache(maxsize=512)
def normal_template(template: str) -> str:
    """Write Litestar's "/x/{id:str}" as "/x/{id}"."""
    return re.sub(r"\{(\w+):\w+\}", r"{\1}", template).rstrip("/") or "/"


def check_complete(app: "Litestar") -> None:
    """Refuse an application with a route nobody decided about. Raises PolicyGap."""
    gaps = sorted(f"{method} {path}" for method, path in routes_of(app) if rule_for(method, path) is None)
    if gaps:
        raise PolicyGap(f"These routes have no row in app/security/policy.py: {', '.join(gaps)}.")


def routes_of(app: "Litestar") -> set[tuple[str, str]]:
    """List every (method, path template) an application answers; a websocket counts as GET."""
    return {(method, normal_template(route.path)) for route in app.routes for method in _methods(route)}


def _methods(route: object) -> Iterable[str]:
    kind = type(route).__name__
    if kind == "HTTPRoute":
        return [method for method in getattr(route, "methods", ()) if method != "OPTIONS"]
    if kind == "WebSocketRoute":
        return ["GET"]
    # A bare ASGI route takes every method; it must at least have a rule for one of those it could mean.
    path = normal_template(getattr(route, "path", ""))
    return [method for method, known in POLICY if known == path] or ["ASGI"]
