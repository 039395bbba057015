"""Several requests on one connection, as a pipelining client sends them: each is answered, in order, whatever comes behind it."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from app.http.arriving import HEAD_BYTES, PIPELINED, RequestProtocol
from app.live.protocol import LiveProtocol
from tests.app.http.test_arriving import Line
from tests.patience import SECONDS

SLOW, QUICK = b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = b"POST /read HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
UPGRADE = (
    b"GET /v1/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
JUNK = {
    "no HTTP at all": b"\x00\x01 junk\r\n\r\n",
    "another version": b"GET / HTTP/9.9\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
    "an address that is none": b"GET http:// HTTP/1.1\r\nHost: x\r\n\r\n",
    "a body of two lengths": b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "a chunk of no length": CHUNKED + b"zz\r\n",
}


class Wire(Line):
    """The server's end of a connection that can be closed."""

    closing = False

    def close(self) -> None:
        self.closing = True
        super().close()

    def abort(self) -> None:
        self.close()

    def is_closing(self) -> bool:
        return self.closing

    def write_eof(self) -> None:
        self.parts.append(b"eof")

    @property
    def told(self) -> bytes:
        return b"".join(self.parts)


class Peer:
    """A connection, and what is asked of the application over it. /slow is answered when `answer` is set."""

    def __init__(self, state: ServerState | None = None) -> None:
        self.state = state or ServerState()
        self.asked: list[str] = []
        self.answer, self.gone = asyncio.Event(), asyncio.Event()
        self.line = Wire()
        config = uvicorn.Config(self._application, interface="asgi3", ws=LiveProtocol, log_config=None)
        config.load()
        self.protocol = RequestProtocol(config, self.state, {})
        self.protocol.connection_made(self.line)

    async def _application(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append(scope["path"])
        self.headers = dict(scope["headers"])
        if scope["path"] == "/slow":
            await self.answer.wait()
        if scope["path"] in ("/read", "/stream"):
            while (await receive())["type"] != "http.disconnect":
                pass
            self.gone.set()
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def ends(self) -> bytes:
        """All that was told until the end of the connection."""
        async with asyncio.timeout(SECONDS):
            while not {b"eof", b"closed"} & set(self.line.parts):
                await asyncio.sleep(0)
        self.protocol.connection_lost(None)
        return self.line.told


def played(talk: Callable[[Peer], Any]) -> Any:
    async def play() -> Any:
        return await talk(Peer())

    return asyncio.run(play())


@pytest.mark.parametrize("method", [b"GET", b"HEAD"])
@pytest.mark.parametrize("junk", JUNK)
def test_what_was_asked_is_answered_before_what_is_no_http_behind_it_is_refused(method: bytes, junk: str):
    async def talk(peer: Peer) -> bytes:
        peer.protocol.data_received(SLOW.replace(b"GET", method) + JUNK[junk])
        await asyncio.sleep(0)
        assert not peer.line.parts
        peer.protocol.data_received(b"more of it")
        peer.answer.set()
        return await peer.ends()

    first, _, second = played(talk).partition(b"HTTP/1.1 400 Bad Request")
    assert first.startswith(b"HTTP/1.1 200 OK") and (method == b"HEAD") != first.endswith(b"ok")
    assert b"application/problem+json" in second and b"urn:throughline:problem:not-http" in second
    assert 0 == second.count(b"HTTP/1.1 ")


def test_each_of_several_is_answered_before_the_refusal():
    async def talk(peer: Peer) -> bytes:
        peer.protocol.data_received(SLOW + QUICK + QUICK + JUNK["no HTTP at all"])
        peer.answer.set()
        return await peer.ends()

    told = played(talk)
    assert [b"200", b"200", b"200", b"400"] == [each[:3] for each in told.split(b"HTTP/1.1 ")[1:]]


def test_a_head_without_an_end_behind_one_that_is_answered_is_refused_after_it():
    async def talk(peer: Peer) -> bytes:
        peer.protocol.data_received(SLOW + b"GET / HTTP/1.1\r\n")
        for _ in range(HEAD_BYTES // 1_000 + 1):
            peer.protocol.data_received(b"X-More: " + b"1" * 990 + b"\r\n")
        assert not peer.line.parts
        peer.answer.set()
        return await peer.ends()

    assert [b"200", b"431"] == [each[:3] for each in played(talk).split(b"HTTP/1.1 ")[1:]]


def test_whoever_reads_a_body_that_breaks_off_in_the_middle_is_told():
    async def talk(peer: Peer) -> bytes:
        peer.protocol.data_received(CHUNKED + b"2\r\nab\r\n")
        await asyncio.sleep(0)
        peer.protocol.data_received(b"zz\r\n")
        async with asyncio.timeout(SECONDS):
            await peer.gone.wait()
        return await peer.ends()

    told = played(talk)
    assert told.startswith(b"HTTP/1.1 400 ") and 1 == told.count(b"HTTP/1.1 ")


def test_a_websocket_is_not_opened_before_what_was_asked_first_is_answered():
    async def talk(peer: Peer) -> tuple[bytes, list[str]]:
        peer.protocol.data_received(SLOW + UPGRADE)
        peer.answer.set()
        return await peer.ends(), peer.asked

    told, asked = played(talk)
    assert [b"200", b"400"] == [each[:3] for each in told.split(b"HTTP/1.1 ")[1:]]
    assert b"urn:throughline:problem:not-alone" in told and ["/slow"] == asked


def test_of_thousands_in_one_read_a_few_may_wait():
    async def talk(peer: Peer) -> tuple[bytes, list[str]]:
        peer.protocol.data_received(SLOW + QUICK * 1_000)
        peer.answer.set()
        return await peer.ends(), peer.asked

    told, asked = played(talk)
    assert 1 + PIPELINED == len(asked) == told.count(b"HTTP/1.1 200 ")
    assert told.rindex(b"HTTP/1.1 200 ") < told.index(b"urn:throughline:problem:too-many-behind")


def test_a_stream_with_others_behind_it_hears_that_its_caller_went_away():
    async def talk(peer: Peer) -> list[str]:
        peer.protocol.data_received(SLOW.replace(b"/slow", b"/stream") + QUICK)
        await asyncio.sleep(0)
        peer.protocol.connection_lost(None)
        async with asyncio.timeout(SECONDS):
            await peer.gone.wait()
        return peer.asked

    assert ["/stream"] == played(talk)


def test_what_stands_behind_a_body_is_no_header():
    async def talk(peer: Peer) -> dict[bytes, bytes]:
        peer.protocol.data_received(CHUNKED + b"2\r\nab\r\n0\r\nAuthorization: Bearer x\r\n\r\n")
        await asyncio.sleep(0)
        peer.protocol.connection_lost(None)
        return peer.headers

    assert {b"host", b"transfer-encoding"} == set(played(talk))


@pytest.mark.parametrize(
    "endless", [b"0\r\nX-More: ", b"0\r\n" + b"X-More: 1\r\n" * 10, b"1;"], ids=["a trailer", "trailers", "a chunk"]
)
def test_what_comes_around_a_body_has_the_bound_of_a_head(endless: bytes):
    async def talk(peer: Peer) -> tuple[bytes, int]:
        peer.protocol.data_received(CHUNKED)
        await asyncio.sleep(0)
        peer.protocol.data_received(endless)
        piece, sent = (b"X-More: 1\r\n" if endless.endswith(b"\n") else b"1" * 11) * 100, 0
        while not peer.line.parts and sent < 10 * HEAD_BYTES:
            peer.protocol.data_received(piece)
            sent += len(piece)
        return await peer.ends(), sent

    told, sent = played(talk)
    assert b"urn:throughline:problem:trailers-too-large" in told and sent < 2 * HEAD_BYTES


def test_what_was_counted_of_one_body_is_not_taken_for_what_stands_around_the_next():
    first = b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + b"a" * 100_000
    second = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n"

    async def talk(peer: Peer) -> tuple[bytes, list[str]]:
        come = first + second + b"b" * 500
        for at in range(0, len(come), 65_536):
            peer.protocol.data_received(come[at : at + 65_536])
            await asyncio.sleep(0)
        peer.answer.set()
        peer.protocol.data_received(b"b" * 500)
        return await peer.ends(), peer.asked

    told, asked = played(talk)
    assert [b"200", b"200"] == [each[:3] for each in told.split(b"HTTP/1.1 ")[1:]]
    assert ["/slow", "/"] == asked


def test_a_body_in_chunks_of_one_byte_is_a_body():
    async def talk(peer: Peer) -> list[bytes]:
        peer.protocol.data_received(CHUNKED)
        for _ in range(HEAD_BYTES // 4):
            peer.protocol.data_received(b"1\r\na\r\n")
        peer.protocol.connection_lost(None)
        return peer.line.parts

    assert [b"closed"] == played(talk)
