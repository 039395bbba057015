"""Uvicorn's websocket, made for many who are sent the same, and for peers that read nothing.

By itself it would frame every text anew for each peer, and wait for ever for one that reads nothing.
"""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from app.live.limits import FRAGMENTS, Close, Pace

LINE = "throughline.line"
"""The ASGI extension by which the application finds the protocol itself."""

_GRACE_SECONDS = 2.0


class LiveProtocol(WebSocketsSansIOProtocol):
    """Give it to uvicorn as `ws=LiveProtocol`. What never reaches the application has its limits here."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._pace = Pace(self.loop.time)

    def handle_ping(self) -> None:
        """Answer, at a pace: answers to somebody who does not read them would pile up."""
        if self._in_time():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Take note, at a pace."""
        if self._in_time():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        """Take in a fragment: empty ones count as nothing towards a message's size, but each is kept until its end."""
        if len(self.frames) < FRAGMENTS:
            super().handle_cont(event)
        else:
            self.frames = self.frames[:FRAGMENTS]
            self.cut(Close.FRAME_TOO_BIG)

    def _in_time(self) -> bool:
        if self.close_sent:
            return False
        if not self._pace.take():
            self.cut(Close.TOO_FAST)
            return False
        return True

    def handle_connect(self, event: Request) -> None:
        """Begin as uvicorn does, then tell the application of the extension (its task has not run yet)."""
        super().handle_connect(event)
        if not self.close_sent:
            extensions: dict[str, Any] = self.scope.setdefault("extensions", {})  # type: ignore[assignment]
            extensions[LINE] = self

    @property
    def ready(self) -> bool:
        """Whether what is pushed goes out: it is open, and its peer has read most of what came before."""
        return (
            self.writable.is_set()
            and not self.close_sent
            and not self.disconnected
            and self.handshake_complete
            and not self.transport.is_closing()
        )

    def push(self, text: str) -> None:
        """Send a text at once, if `ready`."""
        self.transport.write(_framed(text))

    async def pushed(self, text: str) -> bool:
        """Send a text as soon as its peer reads. False: it is closed."""
        await self.writable.wait()
        if not self.ready:
            return False
        self.transport.write(_framed(text))
        return True

    def cut(self, code: int) -> None:
        """Put the closing frame behind what the peer has not read yet; drop the connection if it goes on not reading."""
        if self.close_sent or self.disconnected or not self.handshake_complete or self.transport.is_closing():
            return
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.stop_keepalive()
        if self.read_paused:  # the peer's own closing frame must be read
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(_GRACE_SECONDS, self.transport.abort)


_last: tuple[str, bytes] = ("", b"")


def _framed(text: str) -> bytes:
    """A text as a websocket frame (RFC 6455, section 5.2): a server's is not masked. The same text in a row is framed once."""
    global _last
    if text is not _last[0]:
        data = text.encode()
        size = len(data)
        if size < 126:
            head = bytes((0x81, size))
        elif size < 65_536:
            head = b"\x81\x7e" + size.to_bytes(2, "big")
        else:
            head = b"\x81\x7f" + size.to_bytes(8, "big")
        _last = text, head + data
    return _last[1]
