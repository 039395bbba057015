"""Before the framework: a plain POST of one event is taken in here, whatever else is asked goes on to where all is asked."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

import msgspec
from litestar import Litestar, Request
from litestar.exceptions import InternalServerException

from app.intake.door import Door
from app.intake.envelope import BATCH, EVENT_BYTES, media_type, read_one
from app.intake.receipts import Receipt
from app.intake.routes import PATH, count
from app.problems import problem_response
from app.security.gate import Gate
from app.security.guard import admitted
from app.security.policy import rule_for

_encode = msgspec.json.Encoder().encode
_JSON = (b"content-type", b"application/json")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class Porch:
    """The ASGI application that is served. What it takes in itself is checked, decided and answered as the route does it
    (app.intake.routes), which stays what the API description tells and what answers batches and dry runs.

    The framework's own steps (finding the route, reading the signature, building the answer) took a tenth of a message.
    """

    def __init__(self, house: Litestar, door: Door, gate: Gate, origins: frozenset[str]) -> None:
        self._house, self._door, self._gate, self._origins = house, door, gate, origins
        self._rule = rule_for("POST", PATH)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") == PATH and scope["type"] == "http" and scope["method"] == "POST":
            headers = _one_by_one(scope["headers"])
            if headers is not None and not scope["query_string"] and _may_be_one_event(headers):
                await self._answer(scope, headers, receive, send)
                return
        await self._house(scope, receive, send)  # type: ignore[arg-type]

    async def _answer(self, scope: Scope, headers: Mapping[str, str], receive: Receive, send: Send) -> None:
        try:
            receipt = await self._take(headers, receive)
        except Exception as fault:
            await _refuse(fault, scope, receive, send)
            return
        body = _encode(receipt)
        size = (b"content-length", b"%d" % len(body))
        await send({"type": "http.response.start", "status": receipt.status, "headers": [_JSON, size]})
        await send({"type": "http.response.body", "body": body})

    async def _take(self, headers: Mapping[str, str], receive: Receive) -> Receipt:
        principal = await admitted(self._gate, self._origins, self._rule, "POST", headers)
        delivered = self._door.check(principal, read_one(headers, await _body(receive)))
        receipt = await (await self._door.submit(delivered))()
        count(receipt)
        return receipt


def _one_by_one(headers: list[tuple[bytes, bytes]]) -> dict[str, str] | None:
    """The headers by name; None where one is said twice."""
    named = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
    return named if len(named) == len(headers) else None


def _may_be_one_event(headers: Mapping[str, str]) -> bool:
    """Not a batch, and of a size that is said beforehand and is no more than an event may have."""
    size = headers.get("content-length", "")
    return size.isdecimal() and len(size) <= 6 and int(size) <= EVENT_BYTES and media_type(headers) != BATCH


async def _body(receive: Receive) -> bytes:
    """All of it. Raises what the framework raises when whoever sends it hangs up before its end."""
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        return message.get("body", b"")
    parts: list[bytes] = []
    while message["type"] == "http.request":
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)
        message = await receive()
    raise InternalServerException("client disconnected prematurely")


async def _refuse(fault: Exception, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer as the application's own exception handler does."""
    scope["path_template"] = PATH
    request: Request[Any, Any, Any] = Request(scope, receive, send)  # type: ignore[arg-type]
    answer = problem_response(request, fault).to_asgi_response(None, request)
    await answer(scope, receive, send)  # type: ignore[arg-type]
