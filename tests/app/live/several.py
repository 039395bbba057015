"""Two whole services that know nothing but their settings, and people who come to either of them, or to the proxy in front."""

import asyncio
import json
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from app.settings import Settings
from app.storage import bring_up
from tests.app.live.world import Held
from tests.faults.service import Service, a_message
from tests.patience import SECONDS
from tests.peers.postgres import Postgres

SUBPROTOCOL: Any = "throughline.v1"


class Several:
    """`one` and `two` on one database; `front` is where people reach them."""

    def __init__(self, folder: Path, postgres: Postgres, front: str = "", bus: str = "") -> None:
        self.variables = {
            "THROUGHLINE_DATABASE_URL": postgres.fresh(), "THROUGHLINE_KEYS_URL": postgres.fresh(),
            "THROUGHLINE_MASTER_KEY": "5a" * 32, "THROUGHLINE_BUS_URL": bus or postgres.url(), "THROUGHLINE_PUBLIC_URL": front}  # fmt: skip
        bring_up(Settings.read(self.variables | {"THROUGHLINE_DATA_DIR": str(folder / "migrating")}))
        self.one, self.two = (Service(folder / name, **self.variables) for name in ("one", "two"))
        self.front = front or self.one.url
        self.numbers = iter(range(0, 1_000_000, 40))  # of one customer's messages
        self.posted_at = datetime.min.replace(tzinfo=UTC)

    async def start(self) -> None:
        await asyncio.gather(self.one.start(), self.two.start())

    def stop(self) -> None:
        for each in (self.one, self.two):
            if each.process is not None and each.process.poll() is None:
                each.kill(signal.SIGKILL)

    async def post(self, adapter: dict[str, str], customer: int = 0) -> dict[str, Any]:
        """A message of a customer by way of the front, said again until somebody takes it."""
        event = a_message(next(self.numbers) + customer)
        async with (
            httpx.AsyncClient(base_url=self.front, headers=adapter, timeout=SECONDS) as client,
            asyncio.timeout(SECONDS),
        ):
            while True:
                try:
                    answer = await client.post("/v1/intake", json=event)
                except httpx.TransportError:
                    continue
                if answer.status_code in (200, 201):
                    self.posted_at = datetime.now(UTC)
                    return answer.json()
                assert answer.status_code in (502, 503, 504), answer.text


KNOCKS = 5.0  # seconds after which a screen tries its connection anew, as a browser would


class Screen:
    """A person's console as far as a customer's page goes: it comes back where it was, by the contract's rules."""

    def __init__(self, url: str, headers: dict[str, str], customer_id: str, origin: str) -> None:
        self._url, self._headers, self._customer_id, self._origin = url, headers, customer_id, origin
        self.held = Held()
        self.heard: list[str] = []  # types of frames
        self.codes: list[int | None] = []  # of each end
        self.byes: list[int] = []
        self.newest = datetime.min.replace(tzinfo=UTC)  # when what was told last was recorded
        self.connection: ClientConnection | None = None

    async def run(self) -> None:
        """Follow the page for ever, or until a code says not to come back."""
        while not self.codes or self.codes[-1] is None or not 4_500 <= self.codes[-1] < 5_000:
            try:
                address = self._url.replace("http", "ws", 1) + "/v1/live"
                async with connect(address, additional_headers=self._headers, origin=self._origin, subprotocols=[SUBPROTOCOL],
                                   proxy=None, open_timeout=KNOCKS) as self.connection:  # fmt: skip
                    await self._follow(self.connection)
            except (OSError, InvalidHandshake, TimeoutError, ConnectionClosed):
                await asyncio.sleep(0.1)

    async def _follow(self, connection: ClientConnection) -> None:
        since = {} if self.held.version is None else {"since": self.held.version, "epoch": self.held.epoch}
        try:
            subscribe = {"type": "subscribe", "id": "page", "customer_id": self._customer_id}
            await connection.send(json.dumps(subscribe | since))
            while True:
                self._take(json.loads(await connection.recv()))
        except ConnectionClosed:
            self.codes.append(connection.close_code)

    def _take(self, frame: dict[str, Any]) -> None:
        self.heard.append(frame["type"])
        if frame["type"] == "bye":
            self.byes.append(frame["retry_ms"])
        self.held.apply(frame)
        told = (item["recorded_at"] for item in frame.get("items", ()))
        self.newest = max(map(datetime.fromisoformat, told), default=self.newest)

    @property
    def items(self) -> list[str]:
        """What is on the screen."""
        return self.held.order


async def until(holds: Callable[[], object], seconds: float = SECONDS) -> None:
    """Wait for something to be so."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.02)
