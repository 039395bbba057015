"""The queues over the live socket."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.app.live.seat import frame, played
from tests.app.live.world import EWA, FakeWire, QueuePage, World, settle


def test_the_queue_is_a_feed_of_its_own(world: World) -> None:
    async def case(world: World) -> None:
        world.queue.put("c-1", unread=True)
        world.queue.put("c-2")
        wire = world.connect()
        wire.say(type="subscribe", id="q", inbox="waiting")
        snapshot = await frame(wire, "snapshot")
        assert ("q", "waiting", 2, "life") == tuple(snapshot[key] for key in ("id", "inbox", "version", "epoch"))
        assert ["c-1", "c-2"] == [row["customer_id"] for row in snapshot["customers"]]
        world.queue.put("c-2", unread=True)
        world.queue.take("c-1")
        world.hub.ring_inbox()
        changes = await frame(wire, "changes")
        assert (2, 4, ["c-1"]) == (changes["from"], changes["to"], changes["gone"])
        assert [{"customer_id": "c-2", "unread": True}] == changes["customers"]

    played(world, case)


def test_a_queue_resumes_and_is_silent_when_nothing_changed(world: World) -> None:
    async def case(world: World) -> None:
        world.queue.put("c-1")
        world.queue.put("c-2")
        wire = world.connect()
        wire.say(type="subscribe", id="q", inbox="team", since=1)
        assert 1 == (await frame(wire, "resumed"))["version"]
        changes = await frame(wire, "changes")
        assert (1, 2) == (changes["from"], changes["to"])
        world.hub.ring_inbox()
        await settle()
        assert wire.sent == []

    played(world, case)


def test_a_client_far_behind_a_queue_begins_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def far(tenant: str, tab: str, person: str, since: int | None) -> QueuePage:
        return QueuePage(9, "life", [], [], far=since is not None)

    monkeypatch.setattr(world.queue, "rows", far)

    async def case(world: World) -> None:
        wire = world.connect()
        wire.say(type="subscribe", id="q", inbox="team", since=1)
        assert "too_far" == (await frame(wire, "reset"))["reason"]
        wire.say(type="subscribe", id="q", inbox="team")
        assert 9 == (await frame(wire, "snapshot"))["version"]

    played(world, case)


@pytest.mark.parametrize("held", [{"since": 9}, {"since": 1, "epoch": "another"}])
def test_a_queue_of_another_life_is_reset(world: World, held: dict[str, Any]) -> None:
    async def case(world: World) -> None:
        world.queue.put("c-1")
        wire = world.connect()
        wire.say(type="subscribe", id="q", inbox="team", **held)
        assert "epoch" == (await frame(wire, "reset"))["reason"]

    played(world, case)


async def on_the_queue(world: World) -> tuple[FakeWire, int]:
    """Somebody who looks at a queue, and how often it has been read by now."""
    wire = world.connect()
    wire.say(type="subscribe", id="q", inbox="mine")
    await frame(wire, "snapshot")
    return wire, world.queue.asked


def test_rings_that_come_together_are_one_look(world: World) -> None:
    async def case(world: World) -> None:
        wire, asked = await on_the_queue(world)
        world.queue.put("c-1")
        for _ in range(10):
            world.hub.ring_inbox()
        await frame(wire, "changes")
        assert asked + 1 == world.queue.asked

    played(world, case)


def test_rings_soon_after_a_look_are_one_more_look(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def case(world: World) -> None:
        wire, asked = await on_the_queue(world)
        loop, later = asyncio.get_running_loop(), list[Callable[[], object]]()
        in_time = loop.call_later

        def put_off(wait: float, do: Callable[..., object], *given: object) -> object:
            """What would be done after a while waits for the test: a machine that is busy may take that long for anything."""
            return later.append(partial(do, *given)) if wait else in_time(wait, do, *given)

        with monkeypatch.context() as patience:
            patience.setattr(loop, "call_later", put_off)
            for number in range(5):
                world.queue.put(f"c-{number}")
                world.hub.ring_inbox()
                await settle(lambda: world.queue.asked > asked)  # the first at once
                await settle()
            assert (asked + 1, 1) == (world.queue.asked, len(later))
        later.pop()()
        told = {row["customer_id"] for _ in range(2) for row in (await frame(wire, "changes"))["customers"]}
        assert {f"c-{number}" for number in range(5)} == told
        assert asked + 2 == world.queue.asked

    played(world, case)


def test_an_auditor_has_no_queue(world: World) -> None:
    async def case(world: World) -> None:
        wire = world.connect(EWA)
        wire.say(type="subscribe", id="q", inbox="team")
        problem = await frame(wire, "problem")
        assert ("q", "forbidden") == (problem["id"], problem["slug"])

    played(world, case)


def test_a_queue_that_cannot_be_read_is_a_problem_and_can_be_asked_for_again(world: World) -> None:
    async def case(world: World) -> None:
        async def broken(*_: Any) -> Any:
            raise OSError("disk")

        works, world.queue.rows = world.queue.rows, broken  # type: ignore[method-assign]
        wire = world.connect()
        wire.say(type="subscribe", id="q", inbox="team")
        problem = await frame(wire, "problem")
        assert ("q", "internal", True) == (problem["id"], problem["slug"], problem["retry_ms"] > 0)
        world.queue.rows = works  # type: ignore[method-assign]
        wire.say(type="subscribe", id="q", inbox="team")
        await frame(wire, "snapshot")

    played(world, case)


def test_what_is_said_while_a_queue_is_read_is_not_left_lying_when_nothing_has_changed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def case(world: World) -> None:
        wire = world.connect()
        wire.say(type="subscribe", id="q", inbox="team")
        await frame(wire, "snapshot")
        read, rows = asyncio.Event(), world.queue.rows

        async def slowly(*asked: Any) -> QueuePage:
            await read.wait()
            return await rows(*asked)

        monkeypatch.setattr(world.queue, "rows", slowly)
        world.hub.ring_inbox()
        await settle()
        wire.say(type="unsubscribe", id="none")
        await settle()
        assert [] == wire.sent, "one thing after the other"
        read.set()
        await settle()
        assert ["unknown-subscription"] == [each["slug"] for each in wire.take()]

    played(world, case)
