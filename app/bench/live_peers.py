"""What else sends to many sockets: the websockets library's broadcast() and Litestar's Channels, each as its docs show it."""

import asyncio
import json
import time
from http import HTTPStatus
from typing import Any

from app.bench.live_node import stamp
from app.server import listen

PAGE = "/page"  # of who serves one
BEGUN = '{"type":"snapshot"}'


def text_of(size: int) -> str:
    """A text as long as one of ours that says the same."""
    frame = '{"type":"changes","items":[{"text":"ts@0 '
    return frame + "x" * max(0, size - len(frame) - 4) + '"}]}'


class Broadcast:
    """`websockets.broadcast()`: every message framed for each connection, written to all at once."""

    def __init__(self) -> None:
        self._watching: dict[str, set[Any]] = {}
        self._server: Any = None

    async def start(self, core: int | None) -> dict[str, Any]:
        from websockets.asyncio.server import serve

        listener = listen("127.0.0.1", 0)
        self._server = await serve(self._watch, sock=listener, compression=None, process_request=self._page)
        return {"port": listener.getsockname()[1], "path": "/"}

    @staticmethod
    def _page(connection: Any, request: Any) -> Any:
        """What is answered instead of a websocket."""
        return None

    async def _watch(self, connection: Any) -> None:
        customer = json.loads(await connection.recv())["customer_id"]
        await connection.send(BEGUN)
        self._watching.setdefault(customer, set()).add(connection)
        await connection.wait_closed()
        self._watching[customer].discard(connection)

    async def customers(self, count: int) -> dict[str, Any]:
        return {"customers": [f"c-{number}" for number in range(count)], "tokens": [""]}

    async def publish(self, to: list[int], what: str, size: int) -> None:
        from websockets.asyncio.server import broadcast

        for number in to:
            broadcast(self._watching.get(f"c-{number}", ()), text_of(size))
            if len(to) > 1 and number % 64 == 0:
                await asyncio.sleep(0)

    async def behind(self) -> int:
        return 0

    async def stop(self) -> None:
        self._server.close(close_connections=False)


class Bare(Broadcast):
    """The same for a browser, which gets an empty page from it and then only moments: what it paints of them is the floor of ours."""

    @staticmethod
    def _page(connection: Any, request: Any) -> Any:
        return connection.respond(HTTPStatus.OK, "") if request.path == PAGE else None

    async def publish(self, to: list[int], what: str, size: int) -> None:
        from websockets.asyncio.server import broadcast

        for number in to:
            broadcast(self._watching.get(f"c-{number}", ()), stamp(time.monotonic_ns()))


class Channels:
    """Litestar's Channels with its memory backend, under the server that ours runs on."""

    def __init__(self) -> None:
        self._channels: Any = None
        self._server: Any = None
        self._serving: asyncio.Task[None] | None = None

    async def start(self, core: int | None) -> dict[str, Any]:
        import uvicorn
        from litestar import Litestar, WebSocket, websocket
        from litestar.channels import ChannelsPlugin
        from litestar.channels.backends.memory import MemoryChannelsBackend

        channels = self._channels = ChannelsPlugin(MemoryChannelsBackend(), arbitrary_channels_allowed=True)

        @websocket("/")
        async def watch(socket: WebSocket[Any, Any, Any]) -> None:
            await socket.accept()
            customer = json.loads(await socket.receive_text())["customer_id"]
            async with channels.start_subscription(customer) as subscription:
                await socket.send_text(BEGUN)
                async with subscription.run_in_background(socket.send_text, join=False):
                    while True:
                        await socket.receive_text()

        listener = listen("127.0.0.1", 0)
        app = Litestar([watch], plugins=[channels], openapi_config=None, logging_config=None)
        self._server = uvicorn.Server(uvicorn.Config(
            app, ws="websockets-sansio", ws_per_message_deflate=False, access_log=False, log_config=None, lifespan="on",
            timeout_graceful_shutdown=1))  # fmt: skip
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        while not self._server.started:
            await asyncio.sleep(0.01)
        return {"port": listener.getsockname()[1], "path": "/"}

    async def customers(self, count: int) -> dict[str, Any]:
        return {"customers": [f"c-{number}" for number in range(count)], "tokens": [""]}

    async def publish(self, to: list[int], what: str, size: int) -> None:
        for number in to:
            self._channels.publish(text_of(size), f"c-{number}")
            if len(to) > 1 and number % 64 == 0:
                await asyncio.sleep(0)

    async def behind(self) -> int:
        return 0

    async def stop(self) -> None:
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving
