"""A line to a server that can fall silent without being cut: what is sent is taken and goes nowhere, as on a half-open network."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from tests.patience import SECONDS


class Line:
    """Everything that is connected goes through it, on a loop and a thread of its own."""

    def __init__(self, host: str, port: int) -> None:
        self._server = host, port
        self._loop = asyncio.new_event_loop()
        self._open = asyncio.Event()
        self._open.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and cut everybody off."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def fall_silent(self) -> None:
        """Nothing comes through any more, in either direction; new connections are taken and not answered."""
        self._soon(self._open.clear)

    def speak(self) -> None:
        """Everything goes on, with what was held back."""
        self._soon(self._open.set)

    def cut(self) -> None:
        """Reset every connection."""
        self._soon(lambda: [writer.transport.abort() for writer in self._writers])

    def _soon(self, what: Callable[[], object]) -> None:
        done = threading.Event()
        self._loop.call_soon_threadsafe(lambda: (what(), done.set()))
        assert done.wait(SECONDS)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.create_task(self._serve())
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        for writer in self._writers:
            writer.transport.abort()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _serve(self) -> None:
        await asyncio.start_server(self._carry, sock=self._listener)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        await self._open.wait()
        with suppress(OSError):
            there, beyond = await asyncio.open_connection(*self._server)
            self._writers.add(beyond)
            await asyncio.gather(self._pump(reader, beyond), self._pump(there, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                await self._open.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A line to a port of this machine, for the length of a `with`."""
    line = Line("127.0.0.1", port)
    line.start()
    try:
        yield line
    finally:
        line.stop()
