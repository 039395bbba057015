"""Every bus behind one door, for tests that all of them must pass: nodes, a broker that can go away, strangers."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nats.aio.client import Client

from adapters.bus.counts import Counts
from adapters.bus.frames import Seal
from adapters.bus.local import LocalBus, Room
from adapters.bus.nats import NatsBus
from adapters.bus.port import Bus
from adapters.bus.postgres import PostgresBus, open_bus
from adapters.log.appends import Touched
from tests.patience import SECONDS
from tests.peers.nats import Nats, running_nats
from tests.peers.postgres import Postgres, running_postgres

KEY, ROOM = b"\x05" * 32, "0123456789abcdef"
BUSES = ("local", "postgresql", "nats")


HERE = b"here "


class Heard:
    """What one node was told. What nodes said to meet is kept apart: the last of it may come at any time."""

    def __init__(self) -> None:
        self.touched: list[Touched] = []
        self.said: list[tuple[str, bytes]] = []
        self.met: set[bytes] = set()
        self.backs = 0

    def rung(self, touched: Any) -> None:
        self.touched += touched

    def heard(self, tenant: str, said: bytes) -> None:
        if said.startswith(HERE):
            self.met.add(said)
        else:
            self.said.append((tenant, said))

    def back(self) -> None:
        self.backs += 1


class Node:
    """One end of a bus, and what it hears."""

    def __init__(self, bus: "AnyBus") -> None:
        self.bus, self.heard = bus, Heard()


class AnyBus(Bus, Protocol):
    counts: Counts


class Kind:
    """One kind of bus with its broker."""

    name = "local"
    has_broker = False
    counts_ends = True

    def __init__(self) -> None:
        self._room = Room()

    def make(self, number: int) -> AnyBus:
        """A node's end."""
        return LocalBus(self._room)

    def go_away(self) -> None:
        """Stop the broker."""

    def come_back(self) -> None:
        """Start it again where it was."""

    async def shout(self, data: bytes) -> None:
        """What a stranger puts on the bus."""

    def ends(self) -> int:
        """How many ends the broker knows."""
        return len(self._room.ends)


class OnPostgres(Kind):
    name, has_broker = "postgresql", True

    def __init__(self, server: Postgres) -> None:
        self._server, self._url = server, server.url()

    def make(self, number: int) -> AnyBus:
        made = open_bus(self._url, a_seal())
        assert isinstance(made, PostgresBus)
        return made

    def go_away(self) -> None:
        self._server.stop("immediate")

    def come_back(self) -> None:
        self._server.start()

    async def shout(self, data: bytes) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute("SELECT pg_notify(%s, %s)", [f"throughline_{ROOM}", data.decode("latin-1") or "!"])

    def ends(self) -> int:
        with psycopg.connect(self._url, autocommit=True) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'throughline b%'"
            ).fetchone()
        assert row is not None
        return row[0]


class OnNats(Kind):
    name, has_broker, counts_ends = "nats", True, False

    def __init__(self, cluster: Nats) -> None:
        self._cluster = cluster

    def make(self, number: int) -> AnyBus:
        addresses = self._cluster.addresses  # each node at another server, so that frames cross the cluster
        first = number % len(addresses)
        return NatsBus(",".join(addresses[first:] + addresses[:first]), a_seal())

    def go_away(self) -> None:
        self._cluster.stop()

    def come_back(self) -> None:
        self._cluster.start()

    async def shout(self, data: bytes) -> None:
        client = Client()
        await client.connect(self._cluster.addresses)
        await client.publish(f"throughline.{ROOM}.demo", data)
        await client.drain()

    def ends(self) -> int:
        return 0  # its own clients say when they are closed


def a_seal(key: bytes = KEY) -> Seal:
    return Seal(AESGCM(key), ROOM)


@pytest.fixture(scope="module", params=BUSES)
def kind(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kind]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    if request.param == "local":
        yield Kind()
    elif request.param == "nats":
        with running_nats(folder) as cluster:
            yield OnNats(cluster)
    else:
        with running_postgres(folder) as server:
            yield OnPostgres(server)


@contextlib.asynccontextmanager
async def nodes(kind: Kind, count: int = 2) -> AsyncIterator[list[Node]]:
    """So many nodes that all hear each other."""
    made = [Node(kind.make(number)) for number in range(count)]
    for each in made:
        await each.bus.start(each.heard)
    try:
        await until(lambda: all(each.heard.backs for each in made))
        await meet(made)
        yield made
    finally:
        for each in made:
            await each.bus.stop()


async def meet(made: list[Node]) -> None:
    """Ring until everybody has heard everybody: a cluster tells its servers of a new listener in its own time."""
    words = [HERE + secrets.token_hex(8).encode() for _ in made]  # of an earlier meeting some may still come
    async with asyncio.timeout(SECONDS):
        while not all({*words} - {own} <= each.heard.met for own, each in zip(words, made, strict=True)):
            for own, each in zip(words, made, strict=True):
                each.bus.say("demo", own)
            await asyncio.sleep(0.05)


async def until(true: Callable[[], bool], seconds: float = SECONDS) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.005)
