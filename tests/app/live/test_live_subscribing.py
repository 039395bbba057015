"""What a subscription brings: a page, its changes, or the reason to start anew; who else is there."""

import asyncio
from typing import Any

import pytest

from app.security.principals import Principal
from domain.customer import events as happened
from tests.app.live.seat import frame, played, watching
from tests.app.live.world import ANNA, EWA, MAREK, World, settle
from tests.examples import a_message


def test_a_change_comes_to_its_sender_as_to_everybody(world: World) -> None:
    async def case(world: World) -> None:
        wires = [await watching(world), await watching(world, who=MAREK)]
        world.hub.ring(world.append(("c-1", a_message(item_id="t-9"))))
        for wire in wires:
            changes = await frame(wire, "changes")
            assert (1, 2, ["t-9"]) == (changes["from"], changes["to"], [item["item_id"] for item in changes["items"]])

    played(world, case)


def test_a_frame_is_encoded_once_for_all_watchers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.live import picture

    made: list[int] = []
    real = picture.changes
    monkeypatch.setattr(picture, "changes", lambda *given: made.append(1) or real(*given))

    async def case(world: World) -> None:
        wires = [await watching(world) for _ in range(50)]
        world.hub.ring(world.append(("c-1", a_message(item_id="t-9"))))
        for wire in wires:
            await frame(wire, "changes")
        assert len(made) == 1

    played(world, case)


def test_who_was_away_resumes_from_the_version_they_have(world: World) -> None:
    async def case(world: World) -> None:
        world.append(("c-1", a_message(item_id="t-3")))
        wire = world.connect()
        wire.say(type="subscribe", id=5, customer_id="c-1", since=1, epoch="life.c-1.0")
        assert {"type": "resumed", "id": 5, "epoch": "life.c-1.0", "version": 1} == await frame(wire, "resumed")
        changes = await frame(wire, "changes")
        assert (5, 1, 2) == (changes["id"], changes["from"], changes["to"])

    played(world, case)


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        ({"since": 1, "epoch": "another.c-1.0"}, "epoch"),
        ({"since": 1, "epoch": "life.c-1.7"}, "moved"),
        ({"since": 1, "epoch": "life.c-2.0"}, "moved"),  # another page's, which this id belonged to once
        ({"since": 2, "epoch": "life.c-1.0"}, "too_far"),
        ({"since": 2}, "too_far"),
    ],
)
def test_what_cannot_be_brought_up_to_date_is_reset(world: World, held: dict[str, Any], reason: str) -> None:
    async def case(world: World) -> None:
        wire = world.connect()
        wire.say(type="subscribe", id="page", customer_id="c-1", **held)
        assert {"type": "reset", "id": "page", "reason": reason} == await frame(wire, "reset")
        wire.say(type="subscribe", id="page", customer_id="c-1")
        await frame(wire, "snapshot")

    played(world, case)


def test_who_missed_more_than_200_items_starts_anew(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        many = [("c-1", a_message(item_id=f"t-{number}")) for number in range(100, 301)]
        world.hub.ring(world.append(*many))
        assert (await frame(wire, "reset"))["reason"] == "too_far"

    played(world, case)


def test_watchers_of_a_customer_who_moves_are_reset_and_find_the_other(world: World) -> None:
    async def case(world: World) -> None:
        left, right = await watching(world, "c-1"), await watching(world, "c-2")
        moved = happened.InteractionReassigned(
            interaction_id="i-1", from_customer="c-1", to_customer="c-2", reason="handle:phone", provisional=True)  # fmt: skip
        world.hub.ring(world.append(("c-1", moved), ("c-2", moved)))
        for wire in (left, right):
            assert (await frame(wire, "reset"))["reason"] == "moved"
        left.say(type="subscribe", id="page", customer_id="c-1", since=1, epoch="life.1")
        assert (await frame(left, "reset"))["reason"] == "moved"
        left.say(type="subscribe", id="page", customer_id="c-1")
        snapshot = await frame(left, "snapshot")
        assert ("c-2", {"t-1", "t-2"}) == (snapshot["customer_id"], {item["item_id"] for item in snapshot["items"]})

    played(world, case)


def test_the_same_id_again_is_a_new_beginning(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        wire.say(type="subscribe", id="page", customer_id="c-2")
        assert (await frame(wire, "snapshot"))["customer_id"] == "c-2"
        world.hub.ring(world.append(("c-1", a_message(item_id="t-8"))))
        world.hub.ring(world.append(("c-2", a_message(item_id="t-9"))))
        assert [item["item_id"] for item in (await frame(wire, "changes"))["items"]] == ["t-9"]

    played(world, case)


def test_nothing_comes_after_unsubscribing(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        wire.say(type="unsubscribe", id="page")
        await settle()
        world.hub.ring(world.append(("c-1", a_message(item_id="t-9"))))
        await settle()
        assert wire.sent == []

    played(world, case)


def test_an_id_used_again_in_the_middle_of_catching_up_brings_only_the_new_page(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        wire.reads.clear()
        large = [("c-1", a_message(item_id=f"t-1{number}", text="x" * 30_000)) for number in range(70)]
        world.hub.ring(world.append(*large))  # two frames
        await settle()
        for _ in range(2):
            wire.say(type="unsubscribe", id="page")
            wire.say(type="subscribe", id="page", customer_id="c-2")
        await settle(wire.asked.empty)
        wire.reads.set()
        await settle(lambda: len(wire.sent) >= 2)
        world.hub.ring(world.append(("c-1", a_message(item_id="t-8")), ("c-2", a_message(item_id="t-9"))))
        await settle(lambda: len(wire.sent) >= 3)
        under_way, snapshot, changes = wire.take()
        assert under_way["to"] < 71, "there was more to come of the first"
        assert ("c-2", ["t-9"]) == (snapshot["customer_id"], [item["item_id"] for item in changes["items"]])

    played(world, case)


def test_what_fails_of_a_subscription_that_was_replaced_is_not_told_as_the_new_ones(world: World) -> None:
    async def case(world: World) -> None:
        wire, goes_on = await watching(world), asyncio.Event()

        async def fails(*_: object) -> Any:
            await goes_on.wait()
            raise OSError

        world.queue.rows = fails
        wire.say(type="subscribe", id="q", inbox="waiting")
        await settle()
        wire.say(type="subscribe", id="q", customer_id="c-2")
        await settle(lambda: "c-2" in [customer_id for _, customer_id, *_ in world.ledger.records])
        await settle()
        goes_on.set()
        await settle(lambda: wire.sent)
        await settle()
        assert [("snapshot", "q")] == [(each["type"], each["id"]) for each in wire.take()]

    played(world, case)


def test_subscribing_is_recorded(world: World) -> None:
    async def case(world: World) -> None:
        await watching(world, who=EWA)
        assert [("Ewa", "c-1", "live", 1)] == world.ledger.records

    played(world, case)


@pytest.mark.parametrize(
    ("who", "told", "recorded"),
    [(EWA, " Reklamacja 12 ", "Reklamacja 12"), (EWA, None, "care"), (EWA, " ", "care"), (ANNA, "Ciekawość", "care")],
)
def test_what_an_auditor_looks_for_is_recorded_and_nobody_elses_is(
    world: World, who: Principal, told: str | None, recorded: str
) -> None:
    async def case(world: World) -> None:
        await watching(world, who=who, purpose=told)
        assert [recorded] == world.ledger.purposes

    played(world, case)


def test_a_lost_bell_is_healed_within_three_seconds(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        world.append(("c-1", a_message(item_id="t-9")))
        await world.hands.pass_by(4)
        assert (await frame(wire, "changes"))["to"] == 2

    played(world, case)


def test_a_feed_lingers_and_then_goes(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        wire.hang_up()
        await world.hands.pass_by(20)
        assert len(world.hub.feeds) == 1
        await world.hands.pass_by(15)
        assert len(world.hub.feeds) == 0

    played(world, case)


def test_who_was_let_in_late_is_told_as_whoever_came_after_them(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def case(world: World) -> None:
        recorded, record = asyncio.Event(), world.ledger.record

        async def slowly(principal: Principal, *given: Any, **more: Any) -> None:
            if principal is ANNA:
                await recorded.wait()
            await record(principal, *given, **more)

        monkeypatch.setattr(world.ledger, "record", slowly)
        late = world.connect(ANNA)
        late.say(type="subscribe", id="page", customer_id="c-1")
        await settle()
        await world.hands.pass_by(35)  # nobody watches yet: what was opened for her goes
        soon = await watching(world, who=MAREK)
        recorded.set()
        await frame(late, "snapshot")
        world.hub.ring(world.append(("c-1", a_message(item_id="t-9"))))
        await settle()
        assert [["changes"]] * 2 == [
            [each["type"] for each in wire.take() if each["type"] != "presence"] for wire in (soon, late)
        ]

    played(world, case)


def test_a_read_marker_never_goes_back_nor_beyond_the_page(world: World) -> None:
    async def case(world: World) -> None:
        wire = await watching(world)
        wire.say(type="seen", id="page", version=50)
        wire.say(type="seen", id="page", version=0)
        await settle(lambda: wire.asked.empty())
        await settle()
        assert 1 == world.hub.read_marker("demo", ANNA.person, "c-1")
        assert 0 == world.hub.read_marker("demo", MAREK.person, "c-1")

    played(world, case)
