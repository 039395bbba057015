"""What every request passes before its handler: known, allowed, and not sent by somebody else's page."""

from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address
from typing import Any, cast

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from app.problems import Problem, forbidden, unauthorized
from app.security.gate import Gate
from app.security.policy import FEED, Open, Rule, allowed, rule_for
from app.security.principals import Principal

Connection = ASGIConnection[Any, Any, Any, Any]
Guard = Callable[[Connection, BaseRouteHandler], Awaitable[None]]

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_SIGNS_OF_A_PROXY = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def guard(gate: Gate, origins: frozenset[str]) -> Guard:
    """Make the application's one guard: `Litestar(guards=[guard(gate, settings.origins)])`."""

    async def check(connection: Connection, _: BaseRouteHandler) -> None:
        await admit(gate, origins, connection)

    return check


async def admit(gate: Gate, origins: frozenset[str], connection: Connection) -> None:
    """Let a connection through and note who it is. Raises Problem 401 or 403, AccessUnavailable."""
    scope = cast("dict[str, Any]", connection.scope)
    method = scope.get("method", "GET")
    rule = rule_for(method, scope.get("path_template", ""))
    if rule is Open.EVERYBODY or rule is Open.SELF_GUARDED:
        return
    if rule is Open.LOOPBACK_OR_ADMIN and from_this_machine(connection):
        return
    principal = await admitted(gate, origins, rule, method, connection.headers)
    scope["state"]["principal"] = principal


async def admitted(
    gate: Gate, origins: frozenset[str], rule: Rule | None, method: str, headers: Mapping[str, str]
) -> Principal:
    """Who sends these headers, if the rule is for them. Raises Problem 401 or 403, AccessUnavailable."""
    principal = await gate.recognise(headers)
    if principal is None:
        raise unauthorized()
    if principal.via == "cookie" and method not in _SAFE_METHODS and headers.get("origin") not in origins:
        raise Problem(403, "origin-not-ours", "This was not sent by our own page.")
    if not _passes(rule, principal):
        raise forbidden(_who_may(rule, principal))
    return principal


def _passes(rule: Rule | None, principal: Principal) -> bool:
    if rule is Open.LOOPBACK_OR_ADMIN:
        return principal.role == "admin"
    return rule is not None and allowed(rule, principal)


def _who_may(rule: Rule | None, principal: Principal) -> str:
    if not isinstance(rule, frozenset):
        return ""
    roles = ", ".join(sorted("adapter with --feed" if role == FEED else role for role in rule))
    return f"This is for: {roles}. Yours is: {principal.role}."


def current(connection: Connection) -> Principal:
    """Say who the guard let in. Raises Problem 401 where it let everybody in."""
    principal = connection.scope["state"].get("principal")
    if not isinstance(principal, Principal):
        raise unauthorized()
    return principal


def from_this_machine(connection: Connection) -> bool:
    """Whether the caller is on this machine, and does not speak for one elsewhere as a proxy does."""
    if connection.client is None or any(name in connection.headers for name in _SIGNS_OF_A_PROXY):
        return False
    try:
        address = ip_address(connection.client.host)
    except ValueError:
        return False
    return address.is_loopback
