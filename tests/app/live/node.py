"""A real server on a free port, and clients that reach it over the network."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from litestar import Litestar
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.audit.access import AccessLedger
from app.http.arriving import RequestProtocol
from app.live.protocol import LiveProtocol
from app.live.routes import live_route
from app.problems import problem_response
from app.security.gate import Gate
from app.security.guard import guard
from app.settings import Settings
from tests.app.live.world import World, settle
from tests.patience import SECONDS

SUBPROTOCOL: Any = "throughline.v1"


class Node:
    """A server on a free port, with the hub of a world whose clock the test holds."""

    def __init__(self, world: World, port: int, gate: Gate, server: uvicorn.Server) -> None:
        self.world, self.port, self.gate, self.server = world, port, gate, server
        self.origin = f"http://127.0.0.1:{port}"
        self.address = f"ws://127.0.0.1:{port}/v1/live"

    async def token(self, role: str = "agent", name: str = "Anna") -> dict[str, str]:
        return {"Authorization": f"Bearer {await self.gate.create_token(role, name)}"}

    async def cookie(self) -> dict[str, str]:
        link = await self.gate.create_link("agent", "Anna")
        cookie = await self.gate.redeem_link(link.rsplit("/", 1)[1])
        return {"Cookie": f"{self.gate.cookie_name}={cookie}"}

    def open(self, headers: dict[str, str] | None = None, query: str = "", **more: Any) -> connect:
        return connect(self.address + query, additional_headers=headers, subprotocols=[SUBPROTOCOL], proxy=None, **more)

    async def refused(self, headers: dict[str, str]) -> bytes:
        """Open what must not open; returns the answer's body."""
        with pytest.raises(InvalidStatus) as refusal:
            await self.open(headers)
        assert 403 == refusal.value.response.status_code
        return refusal.value.response.body

    async def closing_code(self, connection: ClientConnection) -> int | None:
        """Read whatever comes until the server closes."""
        async with asyncio.timeout(SECONDS):
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await connection.recv()
            return connection.close_code


@contextlib.asynccontextmanager
async def a_node(world: World, *, protocol: Any = LiveProtocol) -> AsyncIterator[Node]:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8_192)
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    settings = Settings.read({"THROUGHLINE_DATA_DIR": str(world.log.path.parent), "THROUGHLINE_PORT": str(port)})
    gate = Gate.open(settings)
    route = live_route(world.hub, gate, AccessLedger(gate.store), settings)
    app = Litestar([route], guards=[guard(gate, settings.origins)], exception_handlers={Exception: problem_response},
                   openapi_config=None, logging_config=None)  # fmt: skip
    config = uvicorn.Config(
        app, http=RequestProtocol, ws=protocol, ws_max_size=131_072, ws_per_message_deflate=False, log_config=None, access_log=False,
        lifespan="off", timeout_graceful_shutdown=3)  # fmt: skip
    server = uvicorn.Server(config)
    await world.hub.start()
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    await settle(lambda: server.started)
    try:
        yield Node(world, port, gate, server)
    finally:
        await world.end()
        server.should_exit = True
        async with asyncio.timeout(SECONDS):
            await serving
        gate.close()


def served(world: World, case: Callable[[Node], Awaitable[None]], **how: Any) -> None:
    async def play() -> None:
        async with a_node(world, **how) as node:
            await case(node)

    asyncio.run(play())


async def told(connection: ClientConnection, kind: str) -> dict[str, Any]:
    """The next frame of this type."""
    async with asyncio.timeout(SECONDS):
        while True:
            frame = json.loads(await connection.recv())
            if frame["type"] == kind:
                return frame


async def watch(connection: ClientConnection) -> dict[str, Any]:
    await connection.send(json.dumps({"type": "subscribe", "id": "page", "customer_id": "c-1"}))
    return await told(connection, "snapshot")
