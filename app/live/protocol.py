"""Uvicorn's websocket, made for many who are sent the same, and for peers that read nothing.

By itself it would frame every text anew for each peer, wait for ever for one that reads nothing, and keep for every open
socket the calls and headers that led to it.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from app.live.limits import FRAGMENTS, Close, Pace
from app.live.post import post_of
from app.live.waiting import Flag, Letters
from app.resets import reset

LINE = "throughline.line"
"""The ASGI extension by which the application finds the protocol itself."""

_GRACE_SECONDS = 2.0  # for what was sent before the end
_STUCK_GRACE_SECONDS = 5.0  # for who had read nothing: who goes on reading by then is told 4408


class LiveProtocol(WebSocketsSansIOProtocol):
    """Give it to uvicorn as `ws=LiveProtocol`. What never reaches the application has its limits here."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._pace = Pace(self.loop.time)
        self._taken_over = False
        self._post = post_of(self.loop)
        self.queue = Letters()  # type: ignore[assignment]
        self.writable: Flag = Flag()  # type: ignore[assignment]
        self.writable.set()

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

    def take_over(self, work: Coroutine[Any, Any, None]) -> None:
        """Go on with this, once the application has returned: an open socket then keeps none of the calls that led to it."""
        self._taken_over = True
        task = self.loop.create_task(work)
        task.add_done_callback(self._worked)
        self.tasks.add(task)  # uvicorn waits for these at its end

    def _worked(self, task: asyncio.Task[None]) -> None:
        self.on_task_complete(task)
        if self.close_timer is None:
            self.transport.close()

    async def run_asgi(self) -> None:
        """Call the application as uvicorn does. Who took the line over closes it, too."""
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except BaseException:
            self.logger.exception("Exception in ASGI application\n")
            self.send_500_response()
        else:
            if not self.handshake_complete:
                self.logger.error("ASGI callable returned without completing handshake.")
                self.send_500_response()
        if not self._taken_over:
            if self.close_timer is None:
                self.transport.close()
            return
        self.request.headers.clear()  # the parser holds on to them: they are large, and say who this is
        self.response.headers.clear()
        self.scope = {}  # type: ignore[typeddict-item]

    # ---- the end: uvicorn waits for ever for a peer to read what was meant for it ------------------------------------

    def handle_close(self, event: Frame) -> None:
        """The peer says goodbye."""
        super().handle_close(event)
        self._end_in_time()

    def handle_parser_exception(self) -> None:
        """The peer broke the rules."""
        super().handle_parser_exception()
        self._end_in_time()

    def keepalive_timeout(self) -> None:
        """The peer answers no ping."""
        super().keepalive_timeout()
        self._end_in_time()

    def eof_received(self) -> None:
        """The peer says nothing more: the transport closes itself once all is read."""
        super().eof_received()
        self._end_in_time()

    def shutdown(self) -> None:
        """The server ends."""
        if not self.transport.is_closing():
            super().shutdown()
        self._end_in_time()

    def _end_in_time(self, seconds: float | None = None) -> None:
        if self.close_timer is None and not self.disconnected:
            self.close_timer = self.loop.call_later(
                _GRACE_SECONDS if seconds is None else seconds, reset, self.transport
            )

    @property
    def ready(self) -> bool:
        """Whether what is pushed goes out: it is open, and its peer has read most of what came before."""
        return self.writable.up and not self.close_sent and not self.disconnected and self.handshake_complete

    def push(self, text: str) -> None:
        """Send a text, if `ready`, with whatever else goes out in this turn of the loop."""
        self._post.put(self.transport, _last[1] if text is _last[0] else _framed(text))

    async def pushed(self, text: str) -> bool:
        """Send a text as soon as its peer reads. False: it is closed."""
        await self.writable.wait()
        if not self.ready:
            return False
        self._post.put(self.transport, _framed(text))
        return True

    def cut(self, code: int) -> None:
        """Put the closing frame behind what the peer has not read yet; break off if it goes on not reading."""
        if self.close_sent or self.disconnected or not self.handshake_complete or self.transport.is_closing():
            return
        self._post.hurry(self.transport)
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.stop_keepalive()
        if self.read_paused:  # the peer's own closing frame must be read
            self.read_paused = False
            self.transport.resume_reading()
        self._end_in_time(_STUCK_GRACE_SECONDS if code == Close.SLOW_READER else _GRACE_SECONDS)


_last: tuple[str, bytes] = ("", b"")
_SHORT = [bytes((0x81, size)) for size in range(126)]


def _framed(text: str) -> bytes:
    """A text as a websocket frame (RFC 6455, section 5.2): a server's is not masked. The same text in a row is framed once."""
    global _last
    if text is not _last[0]:
        data = text.encode()
        size = len(data)
        if size < 126:
            head = _SHORT[size]
        elif size < 65_536:
            head = b"\x81\x7e" + size.to_bytes(2, "big")
        else:
            head = b"\x81\x7f" + size.to_bytes(8, "big")
        _last = text, head + data
    return _last[1]
