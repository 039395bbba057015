"""For every event there is: a page or a queue that a client held before it, and the change it is sent, are what a fresh client gets."""

import json
from pathlib import Path

import msgspec
import pytest

from adapters.views.projector import Projector
from adapters.views.store import Views
from app.http.inbox import Inbox
from domain.customer.events import CUSTOMER_EVENTS, Event
from tests.app.live.seat import frame, played
from tests.app.live.world import Held, World, settle
from tests.examples import EXAMPLES, a_message
from tests.golden.full import FULL

EVERY = pytest.mark.parametrize("event", FULL, ids=lambda event: event.name)
# What must stand before: the same items, facts, promises and cases that the event speaks of.
BEFORE: tuple[Event, ...] = (
    a_message(item_id="t-019a9f2c", interaction_id="i-019a9f2b", text="PIN 4711, kurtka PL-48213"),
    *FULL,
)


def standing(event: Event) -> Event:
    """As it could happen to c-1: what joins or moves two customers names those there are."""
    return (
        EXAMPLES[type(event)]
        if event.name in ("customers-merged", "customers-unmerged", "interaction-reassigned")
        else event
    )


def before(event: Event) -> list[tuple[str, Event]]:
    """Everything else happened once; what is to happen had not, unless it cannot happen first."""
    happened = [each for each in BEFORE if type(each) is not type(event) or each.name == "message-received"]
    moved = {"customers-merged", "customers-unmerged", "interaction-reassigned", "customer-registered"}
    told = [("c-1", each) for each in happened if each.name not in moved]
    if event.name == "customers-unmerged":
        merged = EXAMPLES[next(kind for kind in EXAMPLES if kind.name == "customers-merged")]
        told += [("c-2", merged), ("c-1", merged)]
    return told


def happening(event: Event) -> list[tuple[str, Event]]:
    """The event; what concerns two customers is said to both, in one append."""
    both = event.name in ("customers-merged", "customers-unmerged", "interaction-reassigned")
    return [("c-2", standing(event)), ("c-1", standing(event))] if both else [("c-1", event)]


def test_every_event_there_is_stands_in_the_list():
    assert {kind.name for kind in CUSTOMER_EVENTS} == {event.name for event in FULL}


@EVERY
def test_a_held_page_and_the_changes_are_the_fresh_page(world: World, event: Event):
    async def case(world: World) -> None:
        world.append(*before(event))
        wire, held = world.connect(), Held()
        wire.say(type="subscribe", id="page", customer_id="c-1")
        held.apply(await frame(wire, "snapshot"))
        then = held.version
        world.hub.ring(world.append(*happening(event)))
        fresh = await world.fresh("c-1")

        def same() -> bool:
            for told in wire.take():
                if told["type"] == "reset":
                    wire.say(type="subscribe", id="page", customer_id="c-1")
                elif told["type"] != "presence":
                    held.apply(told)
            return held.version == fresh["version"]

        await settle(same)
        assert then is not None and then < fresh["version"]
        assert "" == held.difference(fresh)

    played(world, case)


@EVERY
def test_a_held_queue_and_the_changes_are_the_fresh_queue(world: World, tmp_path: Path, event: Event):
    views = Views(tmp_path / "views.db")
    projector = Projector(views, world.log.reader, world.log.codec)
    inbox = Inbox(views, "life", lambda: 0)
    world.hub.feeds._inbox = inbox

    def follow() -> None:
        rows = world.log.reader.since(views.position(), 1_000)
        projector.advance(rows, rows[-1].position)

    async def case(world: World) -> None:
        world.append(*before(event))
        follow()
        wire = world.connect()
        wire.say(type="subscribe", id="q", inbox="team")
        held = {row["customer_id"]: row for row in (await frame(wire, "snapshot"))["customers"]}
        world.append(*happening(event))
        follow()
        world.hub.ring_inbox()
        found = (await inbox.rows("demo", "team", "p", None)).rows
        fresh = json.loads(msgspec.json.encode({row.customer_id: row for row in found}))

        def same() -> bool:
            for told in wire.take():
                held.update({row["customer_id"]: row for row in told.get("customers", ())})
                for gone in told.get("gone", ()):
                    held.pop(gone, None)
            return held == fresh

        await settle(same)
        assert held == fresh

    try:
        played(world, case)
    finally:
        views.close()
