"""One websocket as the rest of this folder sees it: texts go out, frames come in, and it ends with a code of ours."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Protocol

from litestar import WebSocket

from app.live.protocol import LINE, LiveProtocol

SUBPROTOCOL = "throughline.v1"
_CLOSING_SECONDS = 1.0


class Gone(Exception):
    """The other side is no longer there."""


class Outlet(Protocol):
    """What takes a frame at once, as long as it is `ready`."""

    @property
    def ready(self) -> bool: ...
    def push(self, text: str) -> None: ...


class Line(Protocol):
    """What a connection speaks through: a Wire, or what a test puts in its place."""

    @property
    def outlet(self) -> Outlet: ...
    async def send(self, text: str) -> None: ...
    async def receive(self) -> str | bytes: ...
    async def close(self, code: int) -> None: ...


class _Never:
    """Of a server that is not ours nobody knows whether what is sent goes out: every frame has to be waited for."""

    ready = False

    def push(self, text: str) -> None:
        raise AssertionError(text)


_NEVER = _Never()


class Wire:
    """A websocket before and after it is accepted."""

    __slots__ = ("_line", "_socket")

    def __init__(self, socket: WebSocket[Any, Any, Any]) -> None:
        self._socket = socket
        self._line: LiveProtocol | None = (socket.scope.get("extensions") or {}).get(LINE)  # type: ignore[assignment]

    async def accept(self) -> None:
        """Open it, in our subprotocol if the client offers it."""
        offered = self._socket.scope["subprotocols"]
        await self._socket.accept(subprotocols=SUBPROTOCOL if SUBPROTOCOL in offered else None)

    async def refuse(self, body: bytes) -> None:
        """Answer the handshake with 403 and a problem."""
        if "websocket.http.response" not in (self._socket.scope.get("extensions") or {}):
            await self._socket.close()
            return
        headers = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")]
        start: Any = {"type": "websocket.http.response.start", "status": 403, "headers": headers}
        end: Any = {"type": "websocket.http.response.body", "body": body, "more_body": False}
        await self._socket.send(start)
        await self._socket.send(end)

    async def go_on(self, work: Coroutine[Any, Any, None]) -> None:
        """Serve it with this, from its beginning to its end; returns at once where the line can do without its caller."""
        if self._line is None:
            await work
        else:
            self._line.take_over(work)
            del self._socket

    @property
    def outlet(self) -> Outlet:
        """What sends at once: the line itself, so that nothing lies between it and who has news."""
        return self._line or _NEVER

    async def send(self, text: str) -> None:
        """Send one frame; waits while the other side does not read. Raises Gone."""
        if self._line is not None:
            if not await self._line.pushed(text):
                raise Gone
            return
        try:
            await self._socket.send({"type": "websocket.send", "text": text, "bytes": None})
        except OSError as error:
            raise Gone from error

    async def receive(self) -> str | bytes:
        """The next frame. Raises Gone."""
        message: Any = await (self._socket if self._line is None else self._line).receive()
        if message["type"] != "websocket.receive":
            raise Gone
        text = message.get("text")
        return text if text is not None else message.get("bytes") or b""

    async def close(self, code: int) -> None:
        """Close with one of our codes, also on somebody who does not read."""
        if self._line is not None:
            self._line.cut(code)
            return
        try:
            async with asyncio.timeout(_CLOSING_SECONDS):
                await self._socket.close(code)
        except (OSError, TimeoutError, RuntimeError):  # gone already, or not reading: nothing more can be said
            return
