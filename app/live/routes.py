"""GET /v1/live: who is let in, before anything is said."""

from collections.abc import Coroutine
from typing import Any
from uuid import uuid4

from litestar import WebSocket, websocket
from litestar.handlers import BaseRouteHandler, WebsocketRouteHandler

from app.audit.access import AccessLedger
from app.live.connection import Connection
from app.live.described import asyncapi_route
from app.live.hub import Hub
from app.live.limits import Close
from app.live.requests import Requests
from app.live.wire import Gone, Wire
from app.logs import log_fault
from app.problems import Problem
from app.security.credentials import bearer_of, cookie_of
from app.security.gate import Gate
from app.settings import Settings


def live_routes(hub: Hub, gate: Gate, ledger: AccessLedger, settings: Settings) -> list[BaseRouteHandler]:
    """The live socket, and its description."""
    return [live_route(hub, gate, ledger, settings), asyncapi_route(settings.base_url)]


def live_route(hub: Hub, gate: Gate, ledger: AccessLedger, settings: Settings) -> WebsocketRouteHandler:
    """Make the handler of the live socket."""
    requests = Requests(hub, gate, ledger)
    origins = settings.origins

    @websocket("/v1/live")
    async def live(socket: WebSocket[Any, Any, Any]) -> None:
        """Follow customers' pages and the queues, as frames of the subprotocol throughline.v1."""
        wire = Wire(socket)
        await _guarded(wire, _let_in(socket, wire))

    async def _let_in(socket: WebSocket[Any, Any, Any], wire: Wire) -> None:
        if origin_refused(socket, gate, origins):
            await wire.refuse(Problem(403, "origin-not-ours", "This was not sent by our own page.").body())
            return
        await wire.accept()
        principal = await gate.recognise(socket.headers)
        if principal is None and _brings_credentials(socket, gate):
            await wire.close(Close.NOT_SIGNED_IN)  # after accepting: before, a browser would not see the code
            return
        connection = Connection(hub, gate, requests, wire, principal)
        await wire.go_on(_guarded(wire, connection.run()))

    return live


async def _guarded(wire: Wire, work: Coroutine[Any, Any, None]) -> None:
    """Choose the closing code ourselves, whatever happens."""
    try:
        await work
    except Gone:
        return
    except Exception as fault:
        log_fault(fault, instance=uuid4().urn, method="GET", route="/v1/live")
        await wire.close(Close.COME_BACK)


def origin_refused(socket: WebSocket[Any, Any, Any], gate: Gate, origins: frozenset[str]) -> bool:
    """Whether a page that is not ours opens this. Browsers send cookies along from anywhere, so they need our Origin."""
    sent = socket.headers.getall("origin", [])
    if sent:
        return any(origin not in origins for origin in sent)
    return bearer_of(socket.headers) is None and bool(cookie_of(socket.headers, gate.cookie_name))


def _brings_credentials(socket: WebSocket[Any, Any, Any], gate: Gate) -> bool:
    return bearer_of(socket.headers) is not None or bool(cookie_of(socket.headers, gate.cookie_name))
