"""A frame that is wrong gets a problem; one that goes too far ends the socket."""

from typing import Any

import pytest

from app.live.limits import SUBSCRIPTIONS
from app.security.principals import Principal
from tests.app.live.seat import frame, played, watching
from tests.app.live.world import EWA, MAREK, World, settle
from tests.examples import a_message


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("{", "bad-request"),
        ("[1]", "invalid"),
        ("[" * 60_000, "invalid"),
        ('{"type":"heartbeat","x":' + "[" * 60_000, "bad-request"),
        ('{"type":"dance"}', "invalid"),
        ('{"type":"subscribe"}', "invalid"),
        ('{"type":"subscribe","id":"a"}', "invalid"),
        ('{"type":"subscribe","id":"a","customer_id":"c-1","inbox":"mine"}', "invalid"),
        ('{"type":"subscribe","id":"a","customer_id":"c-1","since":-1}', "invalid"),
        ('{"type":"subscribe","id":"a","customer_id":"c-1","since":true}', "invalid"),
        ('{"type":"subscribe","id":["a"],"customer_id":"c-1"}', "invalid"),
        ('{"type":"subscribe","id":"a","customer_id":"c-1","language":"de"}', "invalid"),
        ('{"type":"subscribe","id":"a","customer_id":"c-99"}', "not-found"),
        ('{"type":"subscribe","id":"a","inbox":"yours"}', "invalid"),
        ('{"type":"unsubscribe","id":"a"}', "unknown-subscription"),
        ('{"type":"seen","id":"a","version":1}', "unknown-subscription"),
        ('{"type":"presence","id":"page","state":"dancing"}', "invalid"),
        ('{"type":"hello","ticket":"x"}', "signed-in-already"),
        (b"\xff\xfe", "bad-request"),
    ],
)
def test_a_frame_that_is_wrong_gets_a_problem_and_the_socket_stays(world: World, said: Any, slug: str) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        wire.asked.put_nowait(said)
        problem = await frame(wire, "problem")
        assert slug == problem["slug"]
        if slug in ("not-found", "unknown-subscription"):
            assert "a" == problem["id"]
        world.hub.ring(world.append(("c-1", a_message(item_id="t-9"))))
        await frame(wire, "changes")

    played(world, case)


def test_another_tenants_customer_is_not_found(world: World) -> None:
    async def case(world: World) -> None:
        wire = world.connect(Principal(id="k", tenant="other", role="agent", name="x", person="p", via="token"))
        wire.say(type="subscribe", id="a", customer_id="c-1")
        assert (await frame(wire, "problem"))["slug"] == "not-found"

    played(world, case)


def test_the_65th_subscription_is_a_problem(world: World) -> None:
    async def case(world: World) -> None:
        wire = world.connect()
        for number in range(SUBSCRIPTIONS + 1):
            wire.say(type="subscribe", id=number, customer_id="c-1")
            await settle(wire.asked.empty)
            world.hands.time += 0.1
        problem = await frame(wire, "problem")
        assert ("too-many-subscriptions", SUBSCRIPTIONS) == (problem["slug"], problem["id"])
        assert wire.closed is None

    played(world, case)


def test_the_21st_frame_in_a_moment_closes_as_too_fast(world: World) -> None:
    async def case(world: World) -> None:
        wire = world.connect()
        for _ in range(21):
            wire.say(type="heartbeat")
        await settle(lambda: wire.closed)
        assert wire.closed == 4429

    played(world, case)


def test_a_frame_over_64_kb_closes_as_too_big(world: World) -> None:
    async def case(world: World) -> None:
        wire = world.connect()
        wire.asked.put_nowait(" " * 65_537)
        await settle(lambda: wire.closed)
        assert wire.closed == 4513

    played(world, case)


def test_others_see_who_is_here_until_they_go(world: World) -> None:
    async def case(world: World) -> None:
        anna, marek = await watching(world), await watching(world, who=MAREK)
        anna.say(type="presence", id="page", state="editing")
        assert [{"name": "Anna", "state": "editing"}] == (await frame(marek, "presence"))["who"]
        third = world.connect(EWA)
        third.say(type="subscribe", id="page", customer_id="c-1")
        assert [{"name": "Anna", "state": "editing"}] == (await frame(third, "snapshot"))["presence"]
        anna.hang_up()
        assert [] == (await frame(marek, "presence"))["who"]

    played(world, case)
