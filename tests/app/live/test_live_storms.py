"""Storms over real sockets: everybody comes back at once, lines break anywhere, a node dies, some read nothing.

By default as many as a test run has time for; THROUGHLINE_RECONNECTS=20000 THROUGHLINE_STORM=2000 as
many as were promised.
"""

import asyncio
import itertools
import os
import random
import signal
from collections import Counter
from pathlib import Path
from typing import Any

from tests.app.live.afar import Nodes, two_nodes
from tests.app.live.breaking import Broken, Raw
from tests.app.live.node import Node, served
from tests.app.live.world import Held, World
from tests.examples import a_message
from tests.patience import SECONDS
from tests.peers.postgres import Postgres

STORM = int(os.environ.get("THROUGHLINE_STORM", "400"))
RECONNECTS = int(os.environ.get("THROUGHLINE_RECONNECTS", "1000"))
A_PERSON = 50
CLIENTS = 25
MESSAGES = 150
SEED = 6
CUTS = (
    "before the handshake",
    "inside the handshake",
    "before welcome",
    "half a frame",
    "inside a snapshot",
    "while it goes on",
)


class Client:
    """Holds a page by the contract's rules, whatever becomes of its lines."""

    def __init__(self, customer_id: str) -> None:
        self.customer_id, self.held, self.line = customer_id, Held(), Raw(0, {})

    async def come(self, port: int, headers: dict[str, str]) -> None:
        """Connect, and ask for what is missing."""
        self.line = Raw(port, headers)
        await self.line.connect()
        await self.line.shake()
        assert "welcome" == (await self.line.next())["type"]
        self.ask()

    def ask(self, part: float = 1.0) -> None:
        since: dict[str, Any] = {}
        if self.held.version is not None:
            since = {"since": self.held.version, "epoch": self.held.epoch}
        self.line.say(part, type="subscribe", id="page", customer_id=self.customer_id, **since)

    async def take(self) -> str:
        """The next frame, taken in; its type."""
        frame = await self.line.next()
        if frame["type"] in ("snapshot", "changes", "resumed", "reset"):
            self.held.apply(frame)
            assert not self.held.skipped, "a gap, or the same twice"
        if frame["type"] == "reset":
            self.ask()
        return str(frame["type"])

    async def reach(self, version: int) -> None:
        """Read until this version is there."""
        while self.held.version is None or self.held.version < version:
            await self.take()


def test_when_all_sockets_of_a_node_break_and_come_back_at_once_nobody_misses_anything(world: World):
    async def case(node: Node) -> None:
        headers = [await node.token(name=f"Agent {number}") for number in range(STORM // A_PERSON + 1)]
        clients = [Client("c-1") for _ in range(STORM)]

        async def all_come() -> None:
            await asyncio.gather(*(each.come(node.port, headers[at // A_PERSON]) for at, each in enumerate(clients)))

        await all_come()
        await asyncio.gather(*(each.reach(1) for each in clients))
        for client in clients:
            client.line.reset()
        node.world.hub.ring(node.world.append(*(("c-1", a_message(item_id=f"t-{number}")) for number in range(9, 30))))
        version = (await node.world.pages.open("demo", "c-1")).version
        await all_come()
        await asyncio.gather(*(each.reach(version) for each in clients))
        fresh = await node.world.fresh("c-1")
        assert {""} == {each.held.difference(fresh) for each in clients}
        for client in clients:
            client.line.reset()

    served(world, case)


BRIEFLY = 0.3  # seconds; who hears nothing in it breaks off


class Storm:
    """Clients on two nodes whose lines break at `RECONNECTS` moments; one node dies half way."""

    def __init__(self, nodes: Nodes, customers: list[str]) -> None:
        self.nodes, self.alive, self.broken = nodes, [0, 1], 0
        self.ways: Counter[str] = Counter()
        self.clients = [Client(customers[number % len(customers)]) for number in range(CLIENTS)]

    async def rage(self, client: Client, chance: random.Random) -> None:
        """Come and go until it has been enough."""
        while self.broken < RECONNECTS:
            self.broken += 1
            if self.broken >= RECONNECTS // 2 and 1 in self.alive:
                self.alive.remove(1)
                self.nodes.two.kill(signal.SIGKILL)
            way = chance.choice(CUTS)
            try:
                await self._visit(client, chance, way)
                self.ways[way] += 1
            except Broken:
                self.ways["broken by the node"] += 1
            except TimeoutError:  # nothing came in the time it had: that is a reader as good as any
                self.ways[way] += 1
            client.line.reset()

    async def _visit(self, client: Client, chance: random.Random, way: str) -> None:
        at = chance.choice(self.alive)
        port = (self.nodes.one, self.nodes.two)[at].port
        line = client.line = Raw(port, self.nodes.agents[at])
        await line.connect()
        if way == "before the handshake":
            return
        await line.shake(chance.random() * 0.9 if way == "inside the handshake" else 1.0)
        if way in ("inside the handshake", "before welcome"):
            return
        await line.next()
        client.ask(chance.random() if way == "half a frame" else 1.0)
        if way == "inside a snapshot":
            await line.some(chance.randrange(1, 60))
        elif way == "while it goes on":
            for _ in range(chance.randrange(1, 4)):
                async with asyncio.timeout(BRIEFLY):
                    await client.take()


def test_whatever_breaks_and_wherever_nothing_is_missed_and_nothing_comes_twice(tmp_path: Path, postgres: Postgres):
    async def case() -> None:
        async with two_nodes(tmp_path, postgres, postgres.url()) as nodes:
            first = [(await nodes.post(number))["customer_id"] for number in range(5)]
            storm = Storm(nodes, first)
            writing = asyncio.create_task(_write(nodes, storm))
            chances = (random.Random(f"{SEED} {number}") for number in range(CLIENTS))
            await asyncio.gather(*(storm.rage(*each) for each in zip(storm.clients, chances, strict=True)))
            await writing
            await _derived(nodes)
            await _all_hold_the_same(nodes, storm.clients)
            print(f"seed {SEED}: {dict(storm.ways)}")
            assert set(CUTS) <= storm.ways.keys()

    asyncio.run(case())


async def _write(nodes: Nodes, storm: Storm) -> None:
    """Go on writing at the node that stays, for those who are watched, as long as lines break."""
    for number in itertools.count(1):
        for customer in range(5):
            await nodes.post(40 * number + customer)
        if number * 5 >= MESSAGES and storm.broken >= RECONNECTS:
            return


async def _derived(nodes: Nodes) -> None:
    """Until nothing more follows from what was written: a page may not grow between two looks at it."""
    async with asyncio.timeout(SECONDS):
        while any((await nodes.ready(0))["behind"].values()):
            await asyncio.sleep(0.05)


async def _all_hold_the_same(nodes: Nodes, clients: list[Client]) -> None:
    for client in clients:
        fresh = Client(client.customer_id)
        await fresh.come(nodes.one.port, nodes.agents[0])
        while "snapshot" != await fresh.take():
            pass
        await client.come(nodes.one.port, nodes.agents[0])
        assert fresh.held.version is not None
        await client.reach(fresh.held.version)
        shown = {"items": [fresh.held.items[each] for each in fresh.held.order], **fresh.held.rest}
        assert "" == client.held.difference(shown | {"version": fresh.held.version, "epoch": fresh.held.epoch})
        client.line.reset()
        fresh.line.reset()
