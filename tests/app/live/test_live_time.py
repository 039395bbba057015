"""What time brings about on a socket: heartbeats, readers that are stuck, and the end of the day."""

import asyncio
import json

import pytest

from tests.app.live.seat import played, watching
from tests.app.live.world import MAREK, World, settle
from tests.examples import a_message


def test_a_silent_socket_gets_a_heartbeat(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        await world.hands.pass_by(24)
        assert wire.sent == []
        await world.hands.pass_by(2)
        assert ['{"type":"heartbeat"}'] == wire.sent

    played(world, case)


def test_a_clients_heartbeat_is_answered_at_once_so_that_it_knows_how_far_away_we_are(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        wire.say(type="heartbeat")
        await settle(lambda: wire.sent)
        assert ['{"type":"heartbeat"}'] == wire.sent

    played(world, case)


def test_who_reads_nothing_for_ten_seconds_is_closed_and_nothing_piles_up(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        wire.reads.clear()
        for number in range(30):
            world.hub.ring(world.append(("c-1", a_message(item_id=f"t-1{number}"))))
            await settle(rounds=5)
        await world.hands.pass_by(9)
        assert wire.closed is None
        await world.hands.pass_by(2)
        assert (4408, []) == (wire.closed, wire.sent)

    played(world, case)


def test_who_reads_again_in_time_gets_the_rest_in_one_frame(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        wire.reads.clear()
        for number in range(30):
            world.hub.ring(world.append(("c-1", a_message(item_id=f"t-1{number}"))))
            await settle(rounds=5)
        wire.reads.set()
        await settle(lambda: len(wire.sent) == 2)
        await settle()
        assert [(1, 2), (2, 31)] == [(each["from"], each["to"]) for each in wire.take()]

    played(world, case)


def test_a_client_that_asks_without_reading_is_not_answered_into_memory(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        wire.reads.clear()
        for _ in range(100):
            wire.asked.put_nowait("{")
            world.hands.time += 0.06
            await settle(rounds=3)
        assert wire.asked.qsize() > 60

    played(world, case)


def test_screens_that_cannot_be_looked_after_are_told_to_operators_until_they_can(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> int:
        raise OSError

    async def case(world: World) -> None:
        await watching(world)
        with monkeypatch.context() as patched:
            patched.setattr(world.pages, "refresh", away)
            await world.hands.pass_by(9)
            assert [] == world.hub.warnings()
            await world.hands.pass_by(6)
            (warning,) = world.hub.warnings()
            assert "could be looked after for 1" in warning
        await world.hands.pass_by(4)
        assert [] == world.hub.warnings()

    played(world, case)


def test_a_log_that_says_nothing_stops_neither_heartbeats_nor_what_ends_and_is_asked_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()

    async def silent() -> None:
        asked.append("sure")
        await asyncio.Event().wait()

    async def case(world: World) -> None:
        wire, stuck = await watching(world), await watching(world, who=MAREK)
        monkeypatch.setattr(world.pages, "sure", silent)
        await world.hands.pass_by(14)
        stuck.reads.clear()
        await world.hands.pass_by(12)
        assert ['{"type":"heartbeat"}'] == wire.sent
        await world.hands.pass_by(12)
        assert (4408, ["sure"]) == (stuck.closed, asked)
        assert "could be looked after for 3" in world.hub.warnings()[0]

    played(world, case)


def test_draining_says_bye_and_closes_everybody(world: World) -> None:
    async def case(world: World) -> None:
        reading, stuck, stranger = await watching(world), await watching(world, who=MAREK), world.connect(None)
        stuck.reads.clear()
        world.hub.ring(world.append(("c-1", a_message(item_id="t-9"))))
        await settle()
        reading.sent.clear()
        await world.hub.drain()
        assert [4000, 4000, 4000] == [reading.closed, stuck.closed, stranger.closed]
        bye = json.loads(reading.sent[-1])
        assert "bye" == bye["type"]
        assert 500 <= bye["retry_ms"] <= 5_000
        late = world.connect()
        await settle(lambda: late.closed)
        assert 4000 == late.closed

    played(world, case)
