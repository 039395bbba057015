"""What one node wrote is on the screens of the other, whichever bus wakes it, and also when none does."""

import asyncio
import contextlib
import itertools
import signal
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection

from tests.app.live.afar import Nodes, Watching, two_nodes
from tests.patience import SECONDS
from tests.peers.nats import Nats, running_nats
from tests.peers.postgres import Postgres

ROUNDS = 20
DEAD_SECONDS = 10
TWO_LOOKS = 6.0  # seconds: twice as long as a node waits before it looks by itself
BETWEEN_BELLS = 0.5


@contextlib.contextmanager
def a_bus(kind: str, folder: Path, postgres: Postgres) -> Iterator[str]:
    if kind == "postgresql":
        yield postgres.url()
    elif kind == "nats":
        with running_nats(folder / "nats") as cluster:
            yield cluster.url
    else:
        yield ""


@pytest.mark.parametrize("kind", ["postgresql", "nats"])
def test_what_one_node_writes_the_bus_brings_to_the_others_screen(tmp_path: Path, postgres: Postgres, kind: str):
    with a_bus(kind, tmp_path, postgres) as bus:
        waited = asyncio.run(written_here_watched_there(tmp_path, postgres, bus, "no heal"))
    assert ROUNDS == len(waited)
    print(f"{kind}: median {statistics.median(waited) * 1e3:.1f} ms, slowest {max(waited) * 1e3:.1f} ms")


def test_without_a_bus_and_without_looking_nothing_comes(tmp_path: Path, postgres: Postgres):
    with pytest.raises(TimeoutError):  # so the bus it was, above
        asyncio.run(written_here_watched_there(tmp_path, postgres, "", "no heal", patience=TWO_LOOKS))


def test_without_a_bus_it_is_found_by_looking(tmp_path: Path, postgres: Postgres):
    assert asyncio.run(written_here_watched_there(tmp_path, postgres, "", rounds=2))


async def written_here_watched_there(
    folder: Path, postgres: Postgres, bus: str, planted: str = "", rounds: int = ROUNDS, patience: float = SECONDS
) -> list[float]:
    """Messages of one customer delivered at one node; seconds from each delivery's answer to the other's socket."""
    async with two_nodes(folder, postgres, bus, planted) as nodes:
        first = await nodes.post(0)
        async with nodes.watch() as connection:
            watching = Watching(connection)
            await watching.subscribe(first["customer_id"])
            await on_the_bus(nodes, connection, patience)
            return [await one_round(nodes, watching, number) for number in range(1, rounds + 1)]


async def on_the_bus(nodes: Nodes, connection: ClientConnection, seconds: float) -> None:
    """Until both are on it and have heard of each other: bells before that are for nobody. The bell of any will do."""
    rung: set[str] = set()
    async with asyncio.timeout(seconds):
        for attempt in itertools.count(1_000):
            rung.add((await nodes.post(40 * attempt))["item_id"])
            with contextlib.suppress(TimeoutError):
                await Watching(connection, BETWEEN_BELLS).any_item(rung)
                return


async def one_round(nodes: Nodes, watching: Watching, number: int) -> float:
    loop = asyncio.get_running_loop()
    receipt = await nodes.post(40 * number)  # 40: a_message has so many customers
    began = loop.time()
    await watching.item(receipt["item_id"])
    return loop.time() - began


def test_presence_crosses_nodes_heals_after_a_dead_bus_and_ends_with_its_node(tmp_path: Path, postgres: Postgres):
    with running_nats(tmp_path / "nats") as bus:
        asyncio.run(seen_from_afar(tmp_path, postgres, bus))


async def seen_from_afar(folder: Path, postgres: Postgres, bus: Nats) -> None:
    async with two_nodes(folder, postgres, bus.url) as nodes:
        first = await nodes.post(0)
        async with nodes.watch(0) as here, nodes.watch(1) as there:
            anna, marek = Watching(here), Watching(there)
            await anna.subscribe(first["customer_id"])
            await marek.subscribe(first["customer_id"])
            await anna.say(type="presence", id="page", state="editing")
            await marek.sees([("one", "editing")])
            bus.stop()
            await anna.say(type="presence", id="page", state="idle")
            receipt = await nodes.post(40)
            await marek.item(receipt["item_id"])
            assert any("bus" in warning for warning in (await nodes.ready(1))["warnings"])
            await asyncio.sleep(DEAD_SECONDS)
            bus.start()
            await marek.sees([("one", "idle")])
            nodes.one.kill(signal.SIGKILL)
            await marek.sees([])
