"""Signing in by link, signing out, saying who one is, and tickets for the live feed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect, Response

from app.problems import Problem, problem_spec
from app.security.gate import Gate
from app.security.guard import current
from app.settings import Settings

_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}

_BEGINS = {"auditor": "/console/audit"}  # where roles without a queue begin

Incoming = Request[Any, Any, Any]


class WhoAmI(msgspec.Struct, frozen=True):
    """The caller, as the console's top bar shows them.

    `session`: this one; empty by a token. `writing_keys`: of this person's sessions that nobody ended, to seal and open what is
    written in their browser and not sent yet (docs/decisions/0051).
    """

    name: str
    role: str
    tenant: str
    shop_name: str
    person: str
    timezone: str
    session: str
    writing_keys: dict[str, str]


class Ticket(msgspec.Struct, frozen=True):
    """One ticket for the live feed's `hello`."""

    ticket: str
    expires_at: datetime


def sign_in_routes(gate: Gate, settings: Settings) -> Sequence[HTTPRouteHandler]:
    """Make the handlers."""
    return [_sign_in(gate), _sign_out(gate), _session(gate, settings), _tickets(gate)]


def _sign_in(gate: Gate) -> HTTPRouteHandler:
    @get("/console/sign-in/{code:str}", status_code=303, include_in_schema=False)
    async def sign_in(request: Incoming, code: FromPath[str]) -> Redirect:
        """Begin a session with a link. A used or expired one leads to the signed-out page."""
        cookie = await gate.redeem_link(code)
        if cookie is None:
            return Redirect("/console#link-expired", status_code=303, headers=_PRIVATE)
        before = await gate.recognise(request.headers)
        if before is not None:
            await gate.sign_out(before)  # the browser forgets this session now, so we do too
        headers = {**_PRIVATE, "Set-Cookie": gate.set_cookie(cookie)}
        return Redirect(_BEGINS.get(await _role(gate, cookie), "/console"), status_code=303, headers=headers)

    return sign_in


async def _role(gate: Gate, cookie: str) -> str:
    """Whose session has just begun."""
    principal = await gate.recognise({"cookie": f"{gate.cookie_name}={cookie}"})
    return principal.role if principal else ""


def _sign_out(gate: Gate) -> HTTPRouteHandler:
    @post("/v1/session/sign_out", status_code=204, responses=problem_spec(401, 403, 409))
    async def sign_out(request: Incoming) -> Response[None]:
        """End this session at once, on every socket too."""
        principal = current(request)
        if principal.via != "cookie":
            raise Problem(409, "not-a-session", "A token is ended by revoking it, not by signing out.")
        await gate.sign_out(principal)
        return Response(None, status_code=204, headers={**_PRIVATE, "Set-Cookie": gate.set_cookie("")})

    return sign_out


def _session(gate: Gate, settings: Settings) -> HTTPRouteHandler:
    @get("/v1/session", responses=problem_spec(401, 403))
    async def session(request: Incoming) -> Response[WhoAmI]:
        """Say who is signed in."""
        principal = current(request)
        here = principal.via == "cookie"
        keys = await gate.writing_keys(principal) if here else {}
        who = WhoAmI(principal.name, principal.role, principal.tenant, settings.shop_name, principal.person, settings.timezone,
                     session=principal.id if here else "", writing_keys=keys)  # fmt: skip
        return Response(who, headers=_PRIVATE)

    return session


def _tickets(gate: Gate) -> HTTPRouteHandler:
    @post("/v1/live/tickets", status_code=201, responses=problem_spec(401, 403))
    async def live_ticket(request: Incoming) -> Response[Ticket]:
        """Give a ticket for the live feed: single use, 60 seconds."""
        ticket, expires_at = await gate.issue_ticket(current(request))
        return Response(Ticket(ticket, expires_at), headers=_PRIVATE)

    return live_ticket
