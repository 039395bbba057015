"""Who is let onto the live socket, how many, and for how long."""

import asyncio
import json
from typing import Any

import pytest

from app.live.limits import SOCKETS, STRANGERS
from app.security.principals import Principal, Standing
from tests.app.live.seat import frame, played, watching
from tests.app.live.world import ANNA, MAREK, World, settle
from tests.examples import a_message


def test_the_first_frame_is_a_welcome_with_the_limits(world: World) -> None:
    async def case(world: World) -> None:
        wire = world.connect()
        await settle(lambda: wire.sent)
        welcome = json.loads(wire.sent[0])
        assert ("welcome", 25, "2026-11-20T12:00:00Z") == (welcome["type"], welcome["heartbeat_s"], welcome["now"])
        assert {"frame_bytes": 65_536, "frames_a_second": 20, "subscriptions": 64, "sockets": 64} == welcome["limits"]

    played(world, case)


def test_a_ticket_signs_in_once(world: World) -> None:
    async def case(world: World) -> None:
        world.gate.tickets["one"] = ANNA
        first, second = world.connect(None), world.connect(None)
        first.say(type="hello", ticket="one")
        await frame(first, "welcome")
        second.say(type="hello", ticket="one")
        await settle(lambda: second.closed)
        assert (4501, []) == (second.closed, second.sent)

    played(world, case)


def test_who_says_nothing_for_five_seconds_is_closed(world: World) -> None:
    async def case(world: World) -> None:
        wire = world.connect(None)
        await settle()
        await world.hands.pass_by(4)
        assert wire.closed is None
        await world.hands.pass_by(2)
        assert wire.closed == 4501

    played(world, case)


def test_who_says_hello_in_time_and_is_not_answered_in_time_may_come_back(world: World) -> None:
    async def case(world: World) -> None:
        answered = asyncio.Event()

        async def slowly(ticket: str) -> Principal | None:
            await answered.wait()
            return None

        world.gate.redeem_ticket = slowly  # type: ignore[method-assign]
        wire = world.connect(None)
        wire.say(type="hello", ticket="one")
        await settle(wire.asked.empty)
        await world.hands.pass_by(6)
        assert wire.closed == 4000

    played(world, case)


@pytest.mark.parametrize("said", ['{"type":"subscribe","id":1,"customer_id":"c-1"}', "hello?", b"\xff"])
def test_who_says_anything_but_hello_first_is_closed(world: World, said: Any) -> None:
    async def case(world: World) -> None:
        wire = world.connect(None)
        wire.asked.put_nowait(said)
        await settle(lambda: wire.closed)
        assert (4501, []) == (wire.closed, wire.sent)

    played(world, case)


@pytest.mark.parametrize("role", ["adapter", "admin"])
def test_adapters_and_admins_may_not(world: World, role: str) -> None:
    async def case(world: World) -> None:
        wire = world.connect(Principal(id="k", tenant="demo", role=role, name="x", person="p", via="token"))
        await settle(lambda: wire.closed)
        assert (4503, []) == (wire.closed, wire.sent)

    played(world, case)


def test_the_65th_socket_of_a_person_is_closed_until_another_goes(world: World) -> None:
    async def case(world: World) -> None:
        wires = [world.connect() for _ in range(SOCKETS)]
        for wire in wires:
            await frame(wire, "welcome")
        more, other = world.connect(), world.connect(MAREK)
        await settle(lambda: more.closed)
        assert more.closed == 4509
        await frame(other, "welcome")
        wires[0].hang_up()
        await settle()
        await frame(world.connect(), "welcome")

    played(world, case)


def test_those_who_have_not_said_who_they_are_are_few(world: World) -> None:
    async def case(world: World) -> None:
        wires = [world.connect(None) for _ in range(STRANGERS + 1)]
        await settle(lambda: wires[-1].closed)
        assert (None, 4429) == (wires[0].closed, wires[-1].closed)

    played(world, case)


def test_an_ended_grant_gets_no_further_frame(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        wire.sent.clear()
        world.gate.shut[ANNA.id] = Standing.ENDED
        world.hub.ring(world.append(("c-1", a_message(item_id="t-9"))))
        await settle(lambda: wire.closed)
        assert (4501, []) == (wire.closed, wire.sent)

    played(world, case)


def test_a_grant_that_ends_in_the_middle_of_catching_up_ends_it_there(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        wire.reads.clear()
        world.hub.ring(
            world.append(*(("c-1", a_message(item_id=f"t-1{each}", text="x" * 30_000)) for each in range(70)))
        )
        await settle()
        world.gate.shut[ANNA.id] = Standing.ENDED
        await world.hands.pass_by(1.5)
        wire.reads.set()
        await settle()
        assert (4501, []) == (wire.closed, wire.sent), "also not the frame that waited to be read when it ended"

    played(world, case)


def test_an_ended_grant_closes_an_idle_socket_within_five_seconds(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        world.gate.shut[ANNA.id] = Standing.ENDED
        await world.hands.pass_by(4.5)
        assert wire.closed == 4501

    played(world, case)
