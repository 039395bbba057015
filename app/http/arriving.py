"""Requests on their way in and answers on their way out: how large a head may be, how long anything may take or stand still."""

import asyncio
import resource
import sys
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.http.answering import Whole
from app.problems import MEDIA_TYPE, Problem
from app.resets import reset

HEAD_SECONDS = 10.0
HEAD_BYTES = 65_536  # uvicorn and llhttp would take in any number
FRAME_BYTES = 16  # that may come around each byte of a body in chunks, beyond the size of a head
BODY_SECONDS = 20.0  # and one more for each so many bytes of it that have come
BODY_BYTES_A_SECOND = 16_384
HEARD_SECONDS = 2.0  # after a refusal, of one that is still sending
PIPELINED = (
    32  # requests behind the one that is being answered: one read may bring thousands, each a hundred times its size
)
FILES_KEPT = 256  # of those that the system lets this process open: for all that is no connection
UNREAD_SECONDS = 30.0  # of an answer of which nothing is read

_TOO_SLOW = Problem(408, "too-slow", "The head of this request took too long.")
_BODY_TOO_SLOW = Problem(408, "too-slow", "The body of this request took too long. Nothing of it was taken in.")
_NO_HTTP = Problem(400, "not-http", "What came here cannot be read as HTTP/1.1. Nothing of it was taken in.")
_TOO_MANY = Problem(400, "too-many-behind", f"At most {PIPELINED} requests may wait behind the one that is answered.")
_NOT_ALONE = Problem(400, "not-alone", "A websocket is opened when everything asked before it is answered.")
_TOO_SOON = Problem(400, "too-soon", "Nothing may be said on a websocket before it is open.")
_TOO_LARGE = Problem(431, "head-too-large", "The head of this request is over 64 KB.")


_TOO_MUCH = Problem(431, "trailers-too-large", "What came around the body of this request is over 64 KB.")


class _TooMany(Exception):
    """Too many requests wait behind the one that is being answered."""


class RequestProtocol(HttpToolsProtocol):
    """Give it to uvicorn as `http=RequestProtocol`. A peer that opens a connection and says nothing is left, too.

    Uvicorn itself waits for ever: for a head, for a body, and for an answer to be read, also of a connection that it
    has closed.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._in_head, self._head_bytes = False, 0
        self._in_body, self._body_bytes, self._body_began = False, 0, 0.0
        self._around = 0  # bytes that came for a body and were none of it: sizes of chunks, trailers
        self._running: RequestResponseCycle | None = None  # what is being answered; `cycle` is what was asked last
        self._last: Problem | None = None  # to be said when everything asked before it is answered
        self._heard = False  # it is answered for good, and what still comes is let go
        self._came = 0  # bytes, with the last of them
        self._late: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request, but not for ever, and not where the last files one may open would go."""
        super().connection_made(transport)
        if len(self.connections) > places():
            reset(transport)
            return
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        self._all_read()
        if self._answering:  # uvicorn tells only what was asked last; a stream before it would go on for ever
            _tell_gone(self._running)
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Part of the head. What stands behind the body is nobody's: it must not count as a header that came before it."""
        if not self._in_body:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is there."""
        if len(self.pipeline) >= PIPELINED:
            raise _TooMany
        self._in_head = False
        self._stop_waiting()
        super().on_headers_complete()
        if self.cycle is not None and self.cycle.transport is self.transport:
            self.cycle.transport = Whole(self.transport, self.loop)  # type: ignore[assignment]
        self._in_body, self._body_bytes, self._around = True, 0, 0

    def on_body(self, body: bytes) -> None:
        """Some of it."""
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of it is there."""
        self._in_body = False
        self._stop_waiting()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The next one that has come behind it is read from now on: until now nobody took in its body."""
        behind = bool(self.pipeline)
        super().on_response_complete()
        if self._last is not None and not behind:
            self.loop.call_soon(self._say_last)  # behind a head that waits for the end of this turn
        elif behind and self._in_body and self._late is not None:
            self._stop_waiting()
            self._wait_for_body()

    def data_received(self, data: bytes) -> None:
        """Take in what came, as long as it may still become a head, or a body in time."""
        if self._heard:
            return
        self._came = len(data)
        body, asked = self._body_bytes if self._in_body else None, self.cycle
        super().data_received(data)
        if self._heard or self.transport.is_closing():
            return
        same = self._in_body and self.cycle is asked  # of another that came behind it, no count is known before
        if body is not None and same and self._goes_around(len(data) - self._body_bytes + body):
            self._break_off(_TOO_MUCH)
            return
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._refuse(_TOO_LARGE)
            elif self._late is None:
                self._wait()
        elif self._in_body and self._late is None:  # most come with their head, and are never waited for
            self._wait_for_body()

    def send_400_response(self, msg: str) -> None:
        """What came is no HTTP. What was asked before it is answered first."""
        fault = sys.exception()  # uvicorn calls this while it handles what its parser says
        problem = _TOO_MANY if isinstance(getattr(fault, "__context__", None), _TooMany) else _NO_HTTP
        if self._in_body:
            self._break_off(problem)
        else:
            self._refuse(problem)

    def handle_websocket_upgrade(self) -> None:
        """What comes now is another protocol's; what came already is nobody's (RFC 6455, section 4.1)."""
        self._in_body = False
        self._stop_waiting()
        if self._answering:  # its answer would stand in the middle of frames
            self._refuse(_NOT_ALONE)
            return
        self._all_read()
        upgrade = sys.exception()  # here, too: how much was the head
        if upgrade is not None and upgrade.args and upgrade.args[0] < self._came:
            self._refuse(_TOO_SOON)
            return
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        """The peer does not read as fast as it is answered."""
        super().pause_writing()
        self._see_it_read()

    def resume_writing(self) -> None:
        """The peer has read."""
        self._all_read()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing more was asked."""
        super().timeout_keep_alive_handler()
        self._see_it_read()

    def _see_it_read(self) -> None:
        if self._unread is None:
            left = self.transport.get_write_buffer_size()
            self._unread = self.loop.call_later(UNREAD_SECONDS, self._look_at_unread, left)

    def _look_at_unread(self, before: int) -> None:
        self._unread = None
        if self.transport.get_write_buffer_size() < before:
            self._see_it_read()
            return
        reset(self.transport)

    def _all_read(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _wait(self) -> None:
        self._late = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _too_slow(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:  # what was asked before is still being answered
            self._wait()
        elif self._in_head:
            self._refuse(_TOO_SLOW)
        else:  # browsers open connections ahead of need: nobody asked, so nobody is answered
            self._leave()

    def _wait_for_body(self) -> None:
        self._body_began = self.loop.time()
        self._late = self.loop.call_later(BODY_SECONDS, self._look_at_body)

    def _look_at_body(self) -> None:
        """A body may take as long as it brings something; where we are the ones who do not read, it begins to count anew."""
        if self.flow.read_paused or self.pipeline:
            self._wait_for_body()
            return
        left = self._body_began + BODY_SECONDS + self._body_bytes / BODY_BYTES_A_SECOND - self.loop.time()
        if left > 0:
            self._late = self.loop.call_later(left, self._look_at_body)
            return
        self._late = None
        self._break_off(_BODY_TOO_SLOW)

    def _goes_around(self, count: int) -> bool:
        """Whether too much has come that is no body. Of a trailer without an end the parser copies all with every piece."""
        self._around += count
        return self._around > HEAD_BYTES + FRAME_BYTES * self._body_bytes

    def _break_off(self, problem: Problem) -> None:
        if self._give_up():
            self._refuse(problem)
        else:
            self._leave()

    def _give_up(self) -> bool:
        """The rest of the last body never comes. Whether what it belongs to can still be refused."""
        self._in_body = False
        if self.pipeline:  # nobody has begun with it
            self.pipeline.popleft()
            return True
        _tell_gone(self.cycle)
        self._running = None
        return not self.cycle.response_started

    @property
    def _answering(self) -> bool:
        return self._running is not None and not self._running.response_complete

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def _refuse(self, problem: Problem) -> None:
        """Say this, and nothing after it: behind the answers to what was asked before."""
        self._stop_waiting()
        self._heard, self._last = True, problem
        if not self._answering:
            self._say_last()

    def _say_last(self) -> None:
        problem, self._last = self._last, None
        if problem is not None and not self.transport.is_closing():
            self._unset_keepalive_if_required()
            self.flow.resume_reading()
            self._answer(problem)
            self._hear_out()

    def _hear_out(self) -> None:
        """Whoever is still sending would lose the answer to a reset if the rest of it was not read (RFC 9112, section 9.6)."""
        self.transport.write_eof()
        self._late = self.loop.call_later(HEARD_SECONDS, self._leave)

    def _answer(self, problem: Problem) -> None:
        body = problem.body()
        head = f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}\r\ncontent-type: {MEDIA_TYPE}\r\n"
        self.transport.write(f"{head}content-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body)

    def _leave(self) -> None:
        self.transport.close()
        self._see_it_read()


def places() -> int:
    """For how many connections there is room: databases and what is read from the disk need files of their own."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return files - min(FILES_KEPT, files // 4) if files != resource.RLIM_INFINITY else sys.maxsize


def _tell_gone(cycle: RequestResponseCycle | None) -> None:
    """Whoever waits for more of a request is told that there is none."""
    if cycle is not None:
        cycle.disconnected = True
        cycle.message_event.set()
