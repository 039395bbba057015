"""What a client holds after each frame, and what it makes of frames that do not follow."""

import msgspec
import pytest

from adapters.client import frames
from adapters.client.held import Gap, Held
from domain.memory.brief import Brief
from domain.timeline.items import Author, Item
from tests.examples import NOON

BRIEF = Brief(at_version=1, lines=(), known=())


def an_item(item_id: str) -> Item:
    return Item(
        item_id=item_id, position=1, version=1, stream="c-1", interaction_id="i-1", channel="chat", entry_point="",
        kind="message", direction="inbound", author=Author(role="customer"), occurred_at=NOON, recorded_at=NOON, text=item_id,
        event="message-received")  # fmt: skip


def held(*items: str, version: int = 1, more: bool = False) -> Held:
    return Held.of(frames.Snapshot(
        customer_id="c-1", epoch="e", version=version, items=[an_item(each) for each in items], more=more, brief=BRIEF,
        facts=[], promises=[]))  # fmt: skip


def changes(from_: int, to: int, *placed: tuple[str, str | None]) -> frames.Changes:
    return frames.Changes(
        from_=from_, to=to, items=[an_item(each) for each, _ in placed], stands_after=[after for _, after in placed]
    )


def order(page: Held) -> list[str]:
    return [each.item_id for each in page.items]


@pytest.mark.parametrize(("placed", "shown"), [
    ([("t-3", "t-2")], ["t-1", "t-2", "t-3"]),
    ([("t-3", "t-1")], ["t-1", "t-3", "t-2"]),
    ([("t-3", None)], ["t-3", "t-1", "t-2"]),
    ([("t-1", None)], ["t-1", "t-2"]),
    ([("t-2", None)], ["t-2", "t-1"]),
    ([("t-3", "t-2"), ("t-4", "t-3")], ["t-1", "t-2", "t-3", "t-4"]),
])  # fmt: skip
def test_an_item_stands_after_the_one_that_is_named(placed, shown):
    page = held("t-1", "t-2")
    assert [each for each, _ in placed] == [each.item_id for each in page.apply(changes(1, 2, *placed))]
    assert shown == order(page)
    assert 2 == page.version


def test_changes_that_do_not_follow_are_a_gap_and_older_ones_nothing():
    page = held("t-1", version=4)
    assert [] == page.apply(changes(2, 4, ("t-9", None)))
    with pytest.raises(Gap):
        page.apply(changes(5, 6, ("t-9", None)))
    assert (["t-1"], 4) == (order(page), page.version)


def test_an_item_older_than_all_that_is_held_is_not_put_before_it():
    page = held("t-5", "t-6", more=True)
    assert [] == page.apply(changes(1, 2, ("t-2", "t-1")))
    assert [] == page.apply(changes(2, 3, ("t-0", None)))
    assert ["t-5", "t-6"] == order(page)


def test_the_first_that_is_held_stays_first_when_it_changes():
    page = held("t-5", "t-6", more=True)
    assert ["t-5"] == [each.item_id for each in page.apply(changes(1, 2, ("t-5", "t-4")))]
    assert ["t-5", "t-6"] == order(page)


def test_what_changes_leave_out_stays_and_what_they_say_is_taken():
    page = held("t-1")
    told = Brief(at_version=2, lines=(), known=("name",))
    page.apply(frames.Changes(from_=1, to=2, items=[], stands_after=[], brief=told))
    assert (told, []) == (page.brief, page.facts)


def test_a_frame_of_a_kind_unknown_yet_is_passed_over_and_a_broken_one_is_not():
    assert frames.read('{"type":"confetti","n":1}') is None
    assert frames.Bye(retry_ms=5) == frames.read('{"type":"bye","retry_ms":5,"more":true}')
    with pytest.raises(msgspec.MsgspecError):
        frames.read('{"type":"bye"}')
