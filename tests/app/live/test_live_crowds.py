"""A page that a crowd watches: its news goes out in fewer, fuller frames, and the loop keeps time for everybody else."""

import msgspec
import pytest

from app.live import feeds
from tests.app.live.seat import played, watching
from tests.app.live.world import ANNA, FakeWire, World, settle
from tests.examples import a_message


async def so_many(world: World, count: int) -> list[FakeWire]:
    people = [msgspec.structs.replace(ANNA, id=f"k-{number}", person=f"p-{number}") for number in range(count)]
    return [await watching(world, who=person) for person in people]


async def said(world: World, *items: str) -> None:
    for item in items:
        world.hub.ring(world.append(("c-1", a_message(item_id=item))))
        await settle(rounds=10)


def steps(wire: FakeWire) -> list[tuple[int, int]]:
    return [(each["from"], each["to"]) for each in wire.take() if each["type"] == "changes"]


def test_what_comes_soon_after_is_one_frame_for_a_crowd(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feeds, "CROWD", 10)
    monkeypatch.setattr(feeds, "SPACED_SECONDS", 0.05)  # a watcher

    async def case(world: World) -> None:
        crowd = await so_many(world, 10)
        await said(world, "t-1")
        await settle(lambda: all("t-1" in "".join(wire.sent) for wire in crowd))
        await said(world, "t-2", "t-3", "t-4")
        assert [[(1, 2)]] * 10 == [steps(wire) for wire in crowd]
        await settle(lambda: all(wire.sent for wire in crowd))
        assert [[(2, 5)]] * 10 == [steps(wire) for wire in crowd]

    played(world, case)


def test_a_few_get_every_change_at_once(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feeds, "CROWD", 10)
    monkeypatch.setattr(feeds, "SPACED_SECONDS", 1.0)

    async def case(world: World) -> None:
        few = await so_many(world, 3)
        await said(world, "t-1", "t-2", "t-3")
        assert [[(1, 2), (2, 3), (3, 4)]] * 3 == [steps(wire) for wire in few]

    played(world, case)
