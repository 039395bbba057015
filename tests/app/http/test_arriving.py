"""Who opens connections and sends no request, or one without an end, costs neither memory nor places."""

import asyncio
import contextlib
import select
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextvars import ContextVar
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from app.http import arriving
from app.http.arriving import HEAD_BYTES, RequestProtocol
from tests.app.http.test_answering import Written
from tests.patience import SECONDS

REQUEST = b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"
LARGE, MUCH = b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n", 8_000_000

POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
TOLD: list[str] = []  # what the application was told
HEAD_LASTS = 10.0  # seconds a head may take where a test moves the clock: the machine may stand still for less


class Held:
    """What is asked at /slow, and when it may be answered."""

    def __init__(self) -> None:
        self.asked, self.answer = asyncio.Event(), asyncio.Event()


HELD: ContextVar[Held] = ContextVar("held")


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["path"] == "/slow":
        HELD.get().asked.set()
        await HELD.get().answer.wait()
    while scope["method"] == "POST" and (came := await receive()).get("more_body", came["type"] != "http.request"):
        if came["type"] == "http.disconnect":
            TOLD.append("there is no more")
            return
    body = b"x" * MUCH if scope["path"] == "/large" else b"ok"
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        application,
        http=RequestProtocol,
        lifespan="off",
        log_config=None,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await running


class Line(Written):
    """One end of a connection of which nobody is at the other."""

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass

    def get_write_buffer_size(self) -> int:
        return 0


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]


def answer(talk: Talk, seconds: float, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """What one connection gets until the server ends it."""
    monkeypatch.setattr(arriving, "HEAD_SECONDS", seconds)

    async def play() -> bytes:
        HELD.set(Held())
        async with serving() as port, asyncio.timeout(SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                return await talk(reader, writer)
            finally:
                HELD.get().answer.set()
                writer.close()

    return asyncio.run(play())


async def all_read(reader: asyncio.StreamReader) -> bytes:
    """What comes until the end, which is a reset if the last of what was sent was not read any more."""
    told = b""
    with contextlib.suppress(ConnectionResetError):
        while part := await reader.read(1 << 16):
            told += part
    return told


async def later(seconds: float) -> None:
    """The clock goes on by so much, and what is due then is done."""
    loop = asyncio.get_running_loop()
    before = loop.time
    loop.time = lambda: before() + seconds
    for _ in range(3):
        await asyncio.sleep(0)


def test_a_head_that_takes_for_ever_is_refused(monkeypatch: pytest.MonkeyPatch):
    began = asyncio.Event()
    monkeypatch.setattr(RequestProtocol, "on_message_begin", seen(RequestProtocol.on_message_begin, began))

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(b"GET / HTTP/1.1\r\n")
        await began.wait()
        for _ in range(3):
            writer.write(b"X-More: 1\r\n")
            await later(HEAD_LASTS / 2)  # each is in time, and the whole is not
        return await all_read(reader)

    told = answer(drip, HEAD_LASTS, monkeypatch)
    assert told.startswith(b"HTTP/1.1 408 ") and b"urn:throughline:problem:too-slow" in told


def seen(run: Callable[[RequestProtocol], None], done: asyncio.Event) -> Callable[[RequestProtocol], None]:
    """The same, and who waits for it is told."""

    def run_and_tell(protocol: RequestProtocol) -> None:
        run(protocol)
        done.set()

    return run_and_tell


def test_who_goes_on_sending_and_reads_only_then_is_told_all_the_same(monkeypatch: pytest.MonkeyPatch):
    began, refused = asyncio.Event(), asyncio.Event()
    monkeypatch.setattr(RequestProtocol, "on_message_begin", seen(RequestProtocol.on_message_begin, began))
    monkeypatch.setattr(RequestProtocol, "_hear_out", seen(RequestProtocol._hear_out, refused))

    async def send_first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(b"GET / HTTP/1.1\r\n")
        await began.wait()
        await asyncio.gather(later(HEAD_LASTS + 1), refused.wait())
        for _ in range(40):  # to one who has closed, the first of them is answered by a reset
            await asyncio.sleep(0)
            writer.write(b"X-More: 1\r\n")
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        return await all_read(reader)

    assert answer(send_first, HEAD_LASTS, monkeypatch).startswith(b"HTTP/1.1 408 ")


def test_a_second_head_on_the_same_connection_has_no_more_time(monkeypatch: pytest.MonkeyPatch):
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(REQUEST + b"GET / HTTP/1.1\r\n")
        await HELD.get().asked.wait()
        await later(2 * HEAD_LASTS)  # the first is being answered: so long the second may take
        HELD.get().answer.set()
        first = await reader.readuntil(b"ok")
        await later(2 * HEAD_LASTS)
        return first + await all_read(reader)

    told = answer(drip, HEAD_LASTS, monkeypatch)
    assert (1, 1) == (told.count(b"HTTP/1.1 200 OK"), told.count(b"HTTP/1.1 408 "))


def test_who_says_nothing_is_left_without_an_answer(monkeypatch: pytest.MonkeyPatch):
    assert b"" == answer(lambda reader, _: reader.read(), 0.2, monkeypatch)


def test_a_head_without_an_end_is_refused_at_64_kb(monkeypatch: pytest.MonkeyPatch):
    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        reading = asyncio.create_task(reader.readuntil(b"\r\n\r\n"))
        writer.write(b"GET / HTTP/1.1\r\n" + b"X-More: 1\r\n" * (HEAD_BYTES // 11 + 1))
        return await reading

    assert answer(flood, 60, monkeypatch).startswith(b"HTTP/1.1 431 ")


def test_one_who_has_asked_and_is_waiting_is_not_taken_for_slow(monkeypatch: pytest.MonkeyPatch):
    async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(REQUEST)
        await HELD.get().asked.wait()
        await later(3 * HEAD_LASTS)
        HELD.get().answer.set()
        return await reader.readuntil(b"ok")

    assert answer(ask, HEAD_LASTS, monkeypatch).startswith(b"HTTP/1.1 200 OK")


async def drip_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, size: int, every: float) -> bytes:
    """Send a body a little at a time, until it is answered."""
    reading = asyncio.create_task(reader.read(1 << 16))
    writer.write(POST)
    left = 100_000
    while not reading.done():
        writer.write(b"x" * min(size, left))
        left -= min(size, left)
        await asyncio.sleep(every)
    return await reading


def test_a_body_that_takes_for_ever_is_refused_and_who_waits_for_it_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(arriving, "BODY_SECONDS", 0.2)
    TOLD.clear()
    told = answer(lambda reader, writer: drip_body(reader, writer, 1, 0.01), 60, monkeypatch)
    assert told.startswith(b"HTTP/1.1 408 ") and b"urn:throughline:problem:too-slow" in told
    assert ["there is no more"] == TOLD


def test_a_body_that_brings_enough_has_the_time_for_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(arriving, "BODY_SECONDS", 0.05)
    monkeypatch.setattr(arriving, "BODY_BYTES_A_SECOND", 1_000)  # so that its first piece buys a minute
    told = answer(lambda reader, writer: drip_body(reader, writer, 60_000, 0.2), 60, monkeypatch)
    assert told.startswith(b"HTTP/1.1 200 OK")


def test_while_the_answer_before_it_is_awaited_a_body_loses_no_time():
    async def play() -> list[bytes]:
        line, config = Line(), uvicorn.Config(application, log_config=None)
        config.load()
        protocol = RequestProtocol(config, ServerState(), {})
        protocol.connection_made(line)
        protocol.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + POST + b"x")
        protocol._body_began -= 10 * arriving.BODY_SECONDS  # the first answer takes as long
        async with asyncio.timeout(SECONDS):
            while protocol.pipeline:
                await asyncio.sleep(0)
        protocol._look_at_body()
        protocol.connection_lost(None)
        return line.parts

    told = asyncio.run(play())
    assert told[0].startswith(b"HTTP/1.1 200 OK") and not any(b" 408 " in each for each in told)


def ended(line: int) -> None:
    """Until the other side has broken off, which one sees without reading (poll(2): POLLERR and POLLHUP need no asking)."""
    poll = select.poll()
    poll.register(line, 0)
    assert poll.poll(1_000 * SECONDS), "nobody broke off"


def test_an_answer_of_which_nothing_is_read_is_broken_off(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(arriving, "UNREAD_SECONDS", 0.3)

    async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(LARGE)
        await asyncio.to_thread(ended, writer.get_extra_info("socket").fileno())
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        return await reader.readexactly(MUCH)

    with pytest.raises(ConnectionResetError):
        answer(ask, 60, monkeypatch)


def test_one_of_which_something_is_read_goes_on_however_slowly():
    class Full:
        left, aborted = 100, False

        def get_write_buffer_size(self) -> int:
            return self.left

        def get_extra_info(self, _: str, __: Any = None) -> None:
            return None

        def abort(self) -> None:
            self.aborted = True

    async def play() -> None:
        line: Any = Full()
        config = uvicorn.Config(application, log_config=None)
        config.load()
        protocol = RequestProtocol(config, ServerState(), {})
        protocol.connection_made(line)
        protocol.pause_writing()
        line.left = 99
        protocol._look_at_unread(100)
        assert not line.aborted
        protocol._look_at_unread(99)
        assert line.aborted
        protocol.connection_lost(OSError())

    asyncio.run(play())
