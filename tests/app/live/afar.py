"""Two whole services, each a process of its own, on one PostgreSQL and one bus: written at one, watched at the other.

However busy the machine is, no socket is sent back to ask anew who it is: what a test watches is one line from end to end.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from app.security.gate import Gate
from app.settings import Settings
from app.storage import bring_up
from tests.faults.service import Service, a_message
from tests.patience import SECONDS
from tests.peers.postgres import Postgres

SUBPROTOCOL: Any = "throughline.v1"


class Nodes:
    """`one` and `two`, with the tokens of an adapter and an agent at each."""

    def __init__(self, folder: Path, variables: dict[str, str], planted: str) -> None:
        self._folders, self.variables = (folder / "one", folder / "two"), variables
        self.one, self.two = (Service(each, planted, **variables) for each in self._folders)
        self.adapters: list[dict[str, str]] = []
        self.agents: list[dict[str, str]] = []

    async def start(self) -> None:
        for folder in self._folders:
            folder.mkdir(parents=True)
            gate = Gate.open(Settings.read(self.variables | {"THROUGHLINE_DATA_DIR": str(folder)}))
            self.adapters.append(_bearer(await gate.create_token("adapter", "adapter", source="//demo/*")))
            self.agents.append(_bearer(await gate.create_token("agent", folder.name)))
            gate.close()
        await self.one.start()  # first, so that it is the one that derives
        await self.two.start()

    def stop(self) -> None:
        for each in (self.one, self.two):
            if each.process is not None and each.process.poll() is None:
                each.process.kill()
                each.process.wait()

    async def post(self, number: int, at: int = 0) -> dict[str, Any]:
        """Deliver a message of one of forty customers at a node; the receipt."""
        return await self.deliver(a_message(number), at)

    async def deliver(self, event: dict[str, Any], at: int) -> dict[str, Any]:
        """Deliver an event at a node; the receipt."""
        service = (self.one, self.two)[at]
        async with httpx.AsyncClient(base_url=service.url, headers=self.adapters[at], timeout=SECONDS) as client:
            answer = await client.post("/v1/intake", json=event)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def watch(self, at: int = 1) -> connect:
        """A socket of the agent at a node."""
        url = (self.one, self.two)[at].url.replace("http", "ws", 1)
        return connect(f"{url}/v1/live", additional_headers=self.agents[at], subprotocols=[SUBPROTOCOL], proxy=None)

    async def ready(self, at: int) -> dict[str, Any]:
        """What /readyz of a node says."""
        async with httpx.AsyncClient(base_url=(self.one, self.two)[at].url, timeout=SECONDS) as client:
            return (await client.get("/readyz")).json()


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@contextlib.asynccontextmanager
async def two_nodes(folder: Path, postgres: Postgres, bus: str, planted: str = "") -> AsyncIterator[Nodes]:
    variables = {
        "THROUGHLINE_DATABASE_URL": postgres.fresh(), "THROUGHLINE_KEYS_URL": postgres.fresh(),
        "THROUGHLINE_MASTER_KEY": "5a" * 32, "THROUGHLINE_BUS_URL": bus}  # fmt: skip
    bring_up(Settings.read(variables | {"THROUGHLINE_DATA_DIR": str(folder / "migrating")}))
    nodes = Nodes(folder, variables, "+".join(filter(None, ("sure for long", planted))))
    try:
        await nodes.start()
        yield nodes
    finally:
        nodes.stop()


class Watching:
    """A socket, and what comes on it. `patience`: seconds until what does not come is given up."""

    def __init__(self, connection: ClientConnection, patience: float = SECONDS) -> None:
        self._connection, self._patience = connection, patience

    async def subscribe(self, customer_id: str) -> dict[str, Any]:
        """The snapshot."""
        await self.say(type="subscribe", id="page", customer_id=customer_id)
        return await self.told("snapshot")

    async def say(self, **frame: Any) -> None:
        await self._connection.send(json.dumps(frame))

    async def told(self, kind: str) -> dict[str, Any]:
        """The next frame of this type."""
        async with asyncio.timeout(self._patience):
            while True:
                frame = json.loads(await self._connection.recv())
                if frame["type"] == kind:
                    return frame

    async def item(self, item_id: str) -> None:
        """Wait for an item."""
        await self.any_item({item_id})

    async def any_item(self, item_ids: set[str]) -> None:
        """Wait for one of several."""
        async with asyncio.timeout(self._patience):
            while not item_ids & {item["item_id"] for item in (await self.told("changes"))["items"]}:
                pass

    async def sees(self, who: list[tuple[str, str]]) -> None:
        """Wait until these are shown to be present."""
        async with asyncio.timeout(self._patience):
            while who != [(each["name"], each["state"]) for each in (await self.told("presence"))["who"]]:
                pass
