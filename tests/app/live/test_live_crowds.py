"""A page that a crowd watches: its news goes out in fewer, fuller frames, and the loop keeps time for everybody else."""

from functools import partial

import msgspec
import pytest

from app.live import feeds
from app.security.principals import Principal, Standing
from tests.app.live.seat import frame, played, watching
from tests.app.live.world import ANNA, FakeWire, World, settle
from tests.examples import a_message


async def so_many(world: World, count: int) -> list[FakeWire]:
    people = [msgspec.structs.replace(ANNA, id=f"k-{number}", person=f"p-{number}") for number in range(count)]
    return [await watching(world, who=person) for person in people]


async def said(world: World, *items: str) -> None:
    for item in items:
        world.hub.ring(world.append(("c-1", a_message(item_id=item))))
        await settle(rounds=10)


def takes(world: World, seconds: float) -> None:
    """From now on it takes so long to send one frame, by the world's clock."""

    def push(wire: FakeWire, text: str) -> None:
        world.hands.time += seconds
        wire.sent.append(text)

    for connection in world.hub.connections:
        wire = connection._wire
        assert isinstance(wire, FakeWire)
        wire.push = partial(push, wire)  # type: ignore[method-assign]


def steps(wire: FakeWire) -> list[tuple[int, int]]:
    return [(each["from"], each["to"]) for each in wire.take() if each["type"] == "changes"]


def test_what_comes_soon_after_is_one_frame_for_a_crowd(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feeds, "CROWD", 10)
    monkeypatch.setattr(feeds, "SPACED_SECONDS", 0.5)

    async def case(world: World) -> None:
        crowd = await so_many(world, 10)
        takes(world, 0.05)  # a frame
        await said(world, "t-1")
        await settle(lambda: all("t-1" in "".join(wire.sent) for wire in crowd))
        await said(world, "t-2", "t-3", "t-4")
        assert [[(1, 2)]] * 10 == [steps(wire) for wire in crowd]
        await settle(lambda: all(wire.sent for wire in crowd))
        assert [[(2, 5)]] * 10 == [steps(wire) for wire in crowd]

    played(world, case)


def test_a_few_get_every_change_at_once(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feeds, "CROWD", 10)

    async def case(world: World) -> None:
        few = await so_many(world, 3)
        takes(world, 0.05)
        await said(world, "t-1", "t-2", "t-3")
        assert [[(1, 2), (2, 3), (3, 4)]] * 3 == [steps(wire) for wire in few]

    played(world, case)


def test_what_comes_later_is_told_at_once_also_to_a_crowd_and_nothing_waits_longer_than_the_limit(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(feeds, "CROWD", 10)

    async def case(world: World) -> None:
        crowd = await so_many(world, 10)
        takes(world, 1.0)
        await said(world, "t-1")
        feed = world.hub.feeds._customers["demo", "c-1"]
        assert feeds.SPACED_SECONDS == pytest.approx(feed.rests_until - world.hands.time)
        world.hands.time += feeds.SPACED_SECONDS
        await said(world, "t-2")
        assert [[(1, 2), (2, 3)]] * 10 == [steps(wire) for wire in crowd]

    played(world, case)


def test_of_two_sockets_of_one_session_the_one_from_before_its_role_changed_sees_nothing_more(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    def standing(principal: Principal) -> Standing:
        return Standing.GOOD if principal.role == "lead" else Standing.CHANGED

    async def case(world: World) -> None:
        now, before = [
            await watching(world, who=msgspec.structs.replace(ANNA, role=role)) for role in ("lead", "agent")
        ]
        monkeypatch.setattr(world.gate, "standing", standing)
        world.hub.ring(world.append(("c-1", a_message(item_id="t-2"))))
        assert 2 == (await frame(now, "changes"))["to"]
        await settle(lambda: before.closed)
        assert ["bye"] == [each["type"] for each in before.take()]

    played(world, case)
