"""A pool of transactions before a PostgreSQL, as pgbouncer's: whoever begins gets a server session that rests, whosever it was.

It speaks just enough of the protocol (version 3, no TLS, trust): it forwards, and watches ReadyForQuery for the moment in
which a session may go back to the pool.
"""

import asyncio
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from tests.patience import SECONDS

_SERVER = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Pooler:
    """Listens on a free port; `url` leads through it."""

    def __init__(self, url: str) -> None:
        self._to = urlsplit(url)
        self._resting: list[_SERVER] = []  # the last one used is lent first
        self._greeting = self._startup_sent = b""
        self.port = 0

    @property
    def url(self) -> str:
        """The address of the pool."""
        return f"postgresql://{self._to.username}@127.0.0.1:{self.port}{self._to.path}"

    async def serve(self, ready: threading.Event, over: asyncio.Event) -> None:
        """Until it is over."""
        server = await asyncio.start_server(self._client, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await over.wait()
        server.close()
        for _, writer in self._resting:
            writer.close()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            startup = await self._startup(reader, writer)
            if not self._resting:
                self._resting.append(await self._connect(startup))
            writer.write(self._greeting)
            asked = asyncio.create_task(_message(reader))
            while (await asyncio.shield(asked))[:1] != b"X":
                asked = await self._transaction(asked, reader, writer)
        writer.close()

    async def _startup(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        while True:
            size = await reader.readexactly(4)
            rest = await reader.readexactly(struct.unpack("!I", size)[0] - 4)
            if struct.unpack("!I", rest[:4])[0] == 196608:
                return size + rest
            writer.write(b"N")  # neither TLS nor GSS

    async def _connect(self, startup: bytes) -> _SERVER:
        reader, writer = await asyncio.open_connection(self._to.hostname, self._to.port)
        writer.write(startup)
        greeting = message = b""
        while message[:1] != b"Z":
            message = await _message(reader)
            greeting += message
        self._greeting, self._startup_sent = greeting, startup
        return reader, writer

    async def _transaction(self, asked: asyncio.Task[bytes], reader: asyncio.StreamReader,
                           writer: asyncio.StreamWriter) -> asyncio.Task[bytes]:  # fmt: skip
        """Forward until the server session rests; returns the client's next message, which may take its time."""
        server = self._resting.pop() if self._resting else await self._connect(self._startup_sent)
        answered = asyncio.create_task(_message(server[0]))
        while True:
            await asyncio.wait({asked, answered}, return_when=asyncio.FIRST_COMPLETED)
            if asked.done():
                server[1].write(asked.result())
                asked = asyncio.create_task(_message(reader))
            if answered.done():
                message = answered.result()
                writer.write(message)
                if message[:1] == b"Z" and message[5:6] == b"I":
                    self._resting.append(server)
                    return asked
                answered = asyncio.create_task(_message(server[0]))


async def _message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readexactly(5)
    return head + await reader.readexactly(struct.unpack("!I", head[1:])[0] - 4)


@contextmanager
def running_pooler(url: str) -> Iterator[Pooler]:
    """A pool for the length of a `with`, on a thread of its own."""
    pooler, ready = Pooler(url), threading.Event()
    loop, over = asyncio.new_event_loop(), asyncio.Event()

    def run() -> None:
        loop.run_until_complete(pooler.serve(ready, over))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(SECONDS)
    try:
        yield pooler
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(SECONDS)
