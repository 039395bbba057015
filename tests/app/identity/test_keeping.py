"""How far identity has come is kept with what it has found, or not at all, whoever is cancelled while it is kept."""

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from adapters.identity.store import IdentityStore
from adapters.views.store import Views
from app.identity.follower import IdentityFollower
from domain.identity.rules import Rules
from tests.app.identity.world import Node, World
from tests.patience import SECONDS


class Slow(IdentityStore):
    """Its first batch is written, but waits with its commit."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "life")
        self.written, self.may_commit = threading.Event(), threading.Event()

    def keep(self, position: int) -> None:
        if position > 0:
            self.units.flush()
            self.written.set()
            assert self.may_commit.wait(SECONDS)
        super().keep(position)


@pytest.fixture
def node() -> Iterator[Node]:
    node = Node()
    yield node
    node.close()


async def turns() -> None:
    """A few of the loop."""
    for _ in range(5):
        await asyncio.sleep(0)


async def cancelled_while_it_keeps(follower: IdentityFollower, store: Slow) -> bool:
    """Stop it so, and cancel both twice. Returns whether the end was awaited."""
    await follower.start()
    assert await asyncio.to_thread(store.written.wait, SECONDS)
    stopping = asyncio.create_task(follower.stop())
    for _ in range(2):
        await turns()
        for each in asyncio.all_tasks() - {asyncio.current_task()}:
            each.cancel()
    await turns()
    awaited = not stopping.done()
    store.may_commit.set()
    with suppress(asyncio.CancelledError):
        await stopping
    return awaited


def test_a_position_stands_with_its_rows_though_everybody_who_waits_for_it_is_cancelled(tmp_path: Path, node: Node):
    world, store, views = World(node), Slow(tmp_path / "identity.db"), Views(tmp_path / "views.db")
    receipt = world.deliver("message.received", "wa:1", 1, 0)
    follower = IdentityFollower(node.reader, node.codec, node.keyring, store, node.pen, world.merges, os.urandom, Rules(), views)  # fmt: skip
    assert node.run(cancelled_while_it_keeps(follower, store))
    follower.close()
    views.close()
    again = IdentityStore(tmp_path / "identity.db", "life")
    assert receipt.interaction_id and again.units.number(world.tenant, receipt.interaction_id) is not None
    assert node.reader.head() == again.position
    again.close()


class Counting(IdentityStore):
    """Notes the positions it is asked to keep."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "life")
        self.kept: list[int] = []

    def keep(self, position: int) -> None:
        super().keep(position)
        self.kept.append(position)


def test_what_is_nothing_to_identity_costs_no_commit_and_what_comes_behind_it_is_kept_with_it(
    tmp_path: Path, node: Node
):
    world, store, views = World(node), Counting(tmp_path / "identity.db"), Views(tmp_path / "views.db")
    world.deliver("message.received", "wa:1", 1, 0)
    begun = node.reader.head()
    follower = IdentityFollower(node.reader, node.codec, node.keyring, store, node.pen, world.merges, os.urandom, Rules(), views)  # fmt: skip

    async def at_the_head() -> None:
        follower.ring()
        async with asyncio.timeout(SECONDS):
            while follower.position != node.reader.head():
                await asyncio.sleep(0)

    node.run(follower.start())
    node.run(at_the_head())
    world.deliver("message.received", "wa:1", 1, 0)
    node.run(at_the_head())
    assert node.reader.head() > begun and [0, begun] == store.kept, (
        "a further message of the thread is not kept for itself"
    )
    world.deliver("message.received", "wa:2", 2, 0)
    node.run(at_the_head())
    assert [0, begun, node.reader.head()] == store.kept
    node.run(follower.stop())
    follower.close()
    views.close()
