"""Who watches while two customers become one, or two again, starts anew and sees the right page."""

from typing import Any

from domain.customer import events as happened
from tests.app.live.seat import frame, played, watching
from tests.app.live.world import FakeWire, World
from tests.examples import a_message

MERGED = happened.CustomersMerged(merge_id="m-1", survivor="c-1", absorbed="c-2")


def merged(world: World) -> None:
    world.hub.ring(world.append(("c-2", MERGED), ("c-1", MERGED)))


def unmerged(world: World, since: int, *returned: str) -> None:
    event = happened.CustomersUnmerged(merge_id="m-1", survivor="c-1", absorbed="c-2", since=since, returned=returned)
    world.hub.ring(world.append(("c-2", event), ("c-1", event)))


async def moved(wire: FakeWire) -> None:
    assert "moved" == (await frame(wire, "reset"))["reason"]


async def snapshot(wire: FakeWire, customer_id: str) -> tuple[str, list[str]]:
    wire.say(type="subscribe", id="page", customer_id=customer_id)
    found: dict[str, Any] = await frame(wire, "snapshot")
    return found["customer_id"], [item["item_id"] for item in found["items"]]


def test_watchers_of_either_side_are_told_and_find_the_survivor(world: World) -> None:
    async def case(world: World) -> None:
        left, right = await watching(world, "c-1"), await watching(world, "c-2")
        merged(world)
        for wire, customer_id in ((left, "c-1"), (right, "c-2")):
            await moved(wire)
            assert ("c-1", ["t-1", "t-2"]) == await snapshot(wire, customer_id)

    played(world, case)


def test_what_is_said_after_a_merge_reaches_who_subscribed_to_the_absorbed_id(world: World) -> None:
    async def case(world: World) -> None:
        merged(world)
        wire = await watching(world, "c-2")
        world.hub.ring(world.append(("c-1", a_message(item_id="t-3"))))
        assert ["t-3"] == [item["item_id"] for item in (await frame(wire, "changes"))["items"]]

    played(world, case)


def test_watchers_of_a_merged_page_are_told_of_its_reversal_and_find_their_own(world: World) -> None:
    async def case(world: World) -> None:
        merged(world)
        since = world.log.reader.head()
        left, right = await watching(world, "c-1"), await watching(world, "c-2")
        world.hub.ring(world.append(("c-1", a_message(item_id="t-3", interaction_id="i-2"))))
        unmerged(world, since, "i-2")
        for wire, customer_id, items in ((left, "c-1", ["t-1"]), (right, "c-2", ["t-2", "t-3"])):
            await moved(wire)
            assert (customer_id, items) == await snapshot(wire, customer_id)
        world.hub.ring(world.append(("c-2", a_message(item_id="t-4"))))
        assert ["t-4"] == [item["item_id"] for item in (await frame(right, "changes"))["items"]]

    played(world, case)


def test_a_version_from_before_a_merge_is_not_resumed(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world, "c-1")
        wire.say(type="unsubscribe", id="page")
        merged(world)
        for customer_id in ("c-1", "c-2"):
            wire.say(type="subscribe", id="page", customer_id=customer_id, since=1, epoch="life.c-1.0")
            await moved(wire)

    played(world, case)
