"""Long pages beside the log: opened from what was kept, and never from what may not be believed."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.log.codec import moment
from app.kept_pages import PagesModel
from app.pages import Pages
from app.snapshots import Habit
from domain.customer import events as happened
from domain.errors import UnknownVersion, UnreadableHistory
from domain.page import Page
from domain.sameness import first_difference
from tests.adapters.log.opened import open_log
from tests.app.pages.node import SECRET, SMALL, ZONE, Node, a_node
from tests.examples import LATE_WINDOW, a_message
from tests.peers.postgres import Postgres


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with a_node(tmp_path) as node:
        yield node


@pytest.fixture
def folds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The versions that pages take in."""
    versions: list[int] = []
    apply = Page.apply
    monkeypatch.setattr(
        Page, "apply", lambda page, event, borrow: (versions.append(event.version), apply(page, event, borrow))
    )
    return versions


def kept_version(node: Node, stream: str = "c-1") -> int | None:
    rows = node.sql("SELECT version FROM page WHERE stream = ? AND state IS NOT NULL", stream)
    return rows[0][0] if rows else None


# ---- opening ---------------------------------------------------------------------------------------------------------


def test_a_page_nobody_has_in_memory_is_opened_without_its_past(node: Node, folds: list[int]):
    node.page()
    node.again()
    node.say(3)
    folds.clear()
    page = node.page()
    assert [61, 62, 63] == folds
    assert 63 == len(page.timeline) and node.difference() is None


def test_a_log_in_postgresql_is_served_the_same_way(tmp_path: Path, postgres: Postgres, folds: list[int]):
    with a_node(tmp_path, url=postgres.fresh()) as node:
        node.page()
        node.again()
        node.say(3)
        folds.clear()
        assert 63 == len(node.page().timeline) and [61, 62, 63] == folds
        assert node.difference() is None


def test_a_loaded_page_holds_its_newest_items_only(node: Node):
    page = node.page()
    assert (60, 7) == (len(page.timeline), len(page.timeline.by_id)), "those of the last hour"
    before = len(page.timeline.by_id)
    assert 60 == len(page.timeline.in_order())
    assert before == len(page.timeline.by_id)


def test_a_long_stream_is_folded_without_ever_being_in_memory_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.folding.STEP", 20)
    most = 0
    apply = Page.apply

    def watched(page: Page, event: Any, borrow: Any) -> None:
        nonlocal most
        apply(page, event, borrow)
        most = max(most, len(page.timeline.by_id))

    with a_node(tmp_path) as node:
        node.say(140)
        monkeypatch.setattr(Page, "apply", watched)
        node.page()
        assert most <= 20 + SMALL.most + 20
        assert node.difference() is None


def test_of_a_busy_hour_a_page_is_written_again_when_a_fourth_of_what_it_holds_is_new(tmp_path: Path):
    def at_once(count: int) -> int | None:
        first = node.page().version
        for number in range(first, first + count):
            node.record(a_message(item_id=f"n-{number}"), at=number / 1_000)
        node.page()
        return kept_version(node)

    with a_node(tmp_path, SMALL._replace(most=100)) as node:
        node.page()
        assert 60 == kept_version(node)
        assert 100 == at_once(40), "47 in memory, of which 40 are new"
        assert 100 == at_once(10), "57 in memory"
        assert 118 == at_once(8), "65 in memory"
        assert node.difference() is None


def test_a_page_of_few_events_is_not_kept(node: Node):
    node.say(SMALL.long - 1, "c-2")
    node.page("c-2")
    assert kept_version(node, "c-2") is None
    node.say(1, "c-2")
    node.page("c-2")
    assert SMALL.long == kept_version(node, "c-2")


def test_writing_again_costs_what_is_new(node: Node):
    node.page()
    rows = node.sql("SELECT id, sealed FROM item ORDER BY id")
    node.say(6)
    node.page()
    again = node.sql("SELECT id, sealed FROM item ORDER BY id")
    assert rows == again[: len(rows)] and len(again) == len(rows) + 6


def test_a_receipt_for_an_old_item_is_kept_too(node: Node):
    node.page()
    node.record(happened.MessageDeliveryUpdated(item_id="t-3", state="failed", channel="sms"))
    node.say(6)
    node.page()
    node.again()
    item = node.page().timeline.find("t-3")
    assert item is not None and item.delivery is not None and "failed" == item.delivery.state
    assert node.difference() is None


def test_what_came_while_a_page_was_written_is_not_lost(node: Node):
    async def meanwhile() -> None:
        page = await node.pages.open("demo", "c-1")  # begins to write it
        node.record(happened.MessageDeliveryUpdated(item_id="t-2", state="read", channel="sms"))
        node.record(a_message(item_id="t-late", text="późne"), at=-15)
        node.say(2)
        node.pages.refresh("demo", page)

    node.run(meanwhile)
    assert node.difference() is None
    node.say(5)
    assert node.difference() is None
    node.again()
    assert node.difference() is None


def test_there_is_one_page_of_a_stream_even_when_its_place_was_needed(node: Node, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.pages.KEPT", 1)
    node.say(12, "c-2")

    async def story() -> tuple[Page, Page]:
        watched = await node.pages.open("demo", "c-1")
        await node.pages.open("demo", "c-2")
        assert list(node.pages._kept) == [("demo", "c-2")]
        return watched, await node.pages.open("demo", "c-1")

    watched, opened = node.run(story)
    assert watched is opened


def test_pages_are_let_go_by_their_weight(node: Node, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.pages.KEPT_BYTES", 20_000)
    monkeypatch.setattr("app.pages.WEIGHED_EVERY", 1)
    for stream in ("c-3", "c-4", "c-5"):
        node.say(5, stream)
        node.page(stream)
    assert ("demo", "c-5") == list(node.pages._kept)[-1]
    assert sum(page.size for page in node.pages._kept.values()) <= 20_000


# ---- what moves ------------------------------------------------------------------------------------------------------


def moved(interaction_id: str) -> happened.InteractionReassigned:
    return happened.InteractionReassigned(
        interaction_id=interaction_id, from_customer="c-1", to_customer="c-2", reason="handle:phone"
    )


@pytest.mark.parametrize("large", [1, 1_000], ids=["read on another thread", "read on the spot"])
def test_an_interaction_that_leaves_a_kept_page_is_gone_from_it_and_from_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
):
    monkeypatch.setattr("app.pages.LARGE", large)
    with a_node(tmp_path) as node:
        node.say(5, interaction_id="i-old")
        node.say(20)
        node.page()
        node.recorded(("c-1", moved("i-old")), ("c-2", moved("i-old")))
        assert node.difference() is None
        assert 5 == len(node.page("c-2").timeline)
        node.say(6)
        node.page()
        assert [] == node.sql("SELECT item_id FROM item WHERE interaction_id = 'i-old' AND page_id = 1")
        node.again()
        assert node.difference() is None and 86 == len(node.page().timeline)


def test_a_watched_page_takes_in_what_leaves_it_when_it_looks_again(node: Node, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.pages.LARGE", 1)
    node.say(1, interaction_id="i-new")
    page = node.page()
    node.recorded(("c-1", moved("i-1")), ("c-2", moved("i-1")))

    async def look() -> list[int]:
        grown = [node.pages.refresh("demo", page)]
        while node.pages._bringing:
            await asyncio.sleep(0)
        return [*grown, node.pages.refresh("demo", page)]

    assert [0, 1] == node.run(look)
    assert ["t-61"] == [item.item_id for item in page.timeline.in_order()]


# ---- what may not be believed ----------------------------------------------------------------------------------------


def test_a_log_rolled_back_and_gone_on_is_not_shown_from_a_newer_snapshot(tmp_path: Path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    with a_node(first) as node:
        copy = sqlite3.connect(second / "log.db")
        node.log.reader._sql.backup(copy)
        copy.close()
        node.say(20)
        node.page()
        assert 80 == kept_version(node)
    for name in ("keys.db", "pages.db"):
        shutil.copy(first / name, second / name)
    with open_log(second, "c-9") as log:
        node = Node(log)
        assert 80 == kept_version(node) and 60 == len(node.page().timeline)
        node.told = 200
        node.say(30)
        assert node.difference() is None
        node.again()
        assert node.difference() is None and 90 == len(node.page().timeline)
        node.end()


@pytest.mark.parametrize("change", ["life", "late_window", "code"])
def test_a_snapshot_of_another_life_window_or_fold_is_ignored_and_made_again(
    node: Node, folds: list[int], monkeypatch: pytest.MonkeyPatch, change: str
):
    node.page()
    was = node.sql("SELECT stamp FROM page")
    node.end()
    if change == "life":
        monkeypatch.setattr(node.log.reader, "life", lambda: "another")
    elif change == "late_window":
        monkeypatch.setattr("tests.app.pages.node.LATE_WINDOW", LATE_WINDOW * 2)
    else:
        monkeypatch.setattr("app.stamp._fold_code", lambda: "another")
    node.begin()
    folds.clear()
    node.page()
    assert list(range(1, 61)) == folds
    assert was != node.sql("SELECT stamp FROM page") and 60 == kept_version(node)
    assert node.difference() is None


DAMAGES = {
    "state": "UPDATE page SET state = x'00' || state",
    "short state": "UPDATE page SET state = x'00'",
    "version": "UPDATE page SET version = version - 1",
    "hash": "UPDATE page SET hash = zeroblob(32)",
    "fewer items": "UPDATE page SET items = items - 1",
    "an item": "UPDATE item SET sealed = x'00' || sealed WHERE item_id = 't-9'",
    "items swapped": "UPDATE item SET sealed = (SELECT sealed FROM item WHERE item_id = 't-8') WHERE item_id = 't-9'",
    "an item said to be older": "UPDATE item SET changed = changed - 1 WHERE item_id = 't-9'",
    "another mark": "UPDATE item SET marks = 0 WHERE item_id = 't-9'",
    "another interaction": "UPDATE item SET interaction_id = 'i-9' WHERE item_id = 't-9'",
    "an item gone": "DELETE FROM item WHERE item_id = 't-9'",
    "items in other places": "UPDATE item SET item_id = 't-x' WHERE item_id = 't-9'",
    "all items gone": "DELETE FROM item",
    "a table gone": "DROP TABLE item",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_snapshot_shows_nothing_wrong(node: Node, damage: str):
    node.page()
    node.again()
    node.sql(DAMAGES[damage])
    whole = [item.item_id for item in node.page().timeline.in_order()]  # damage of rows is seen when they are read
    assert [f"t-{number}" for number in range(1, 61)] == whole
    assert node.difference() is None
    node.say(6)
    assert node.difference() is None
    if damage != "a table gone":
        assert [None] == list(node.snapshots.check(ZONE)), "it was made again"
    node.again()
    assert node.difference() is None


def test_a_page_in_use_survives_damage_and_is_kept_again(node: Node):
    page = node.page()
    node.sql("DELETE FROM item")
    node.sql("DELETE FROM page")
    node.say(6)
    assert node.page() is page and node.difference() is None
    node.say(6)
    assert node.difference() is None and 72 == kept_version(node)
    node.again()
    assert node.difference() is None


@pytest.mark.parametrize("rubbish", [b"", b"not a database" * 1_000])
def test_a_file_that_is_no_database_is_made_again(node: Node, rubbish: bytes):
    node.page()
    node.end()
    node.file.write_bytes(rubbish)
    node.begin()
    assert node.difference() is None and 60 == kept_version(node)


def test_the_file_may_be_deleted_while_the_service_runs_and_while_it_does_not(node: Node):
    page = node.page()
    node.file.unlink()
    assert 60 == len(page.timeline.in_order())
    node.say(12)
    assert node.difference() is None
    node.again()
    assert node.difference() is None and 72 == kept_version(node)


def test_a_disk_that_takes_nothing_costs_the_snapshot_and_not_the_page(node: Node, monkeypatch: pytest.MonkeyPatch):
    def full(*_: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(node.store, "write", full)
    assert node.difference() is None and kept_version(node) is None
    node.say(6)
    assert node.difference() is None


# ---- whose it is -----------------------------------------------------------------------------------------------------


def test_nothing_personal_stands_in_clear_in_the_file(node: Node):
    node.record(happened.FactRecorded(
        fact_id="f-1", key="name", item_id="t-60", channel="chat", stated_by="customer", span=(0, 3), extracted_by="rule:x.1",
        confidence=0.9, value="Zofia Pawlak", norm="zofia pawlak"))  # fmt: skip
    node.page()
    node.end()
    written = b"".join(path.read_bytes() for path in node.file.parent.glob("pages.db*"))
    assert b"t-31" in written, "the ids are there, so the file was written"
    for word in (SECRET, "Malinowy", "Zofia", "Pawlak", "zofia"):
        assert word.encode() not in written
    node.begin()


def test_once_the_key_is_destroyed_nothing_of_the_snapshot_can_be_read(node: Node):
    node.page()
    node.again()
    forget_key(node)
    page = node.page()
    assert {""} == {item.text for item in page.timeline.in_order()}
    assert 60 == len(page.timeline) and node.difference() is None


def test_a_page_in_use_shows_empty_older_texts_once_the_key_is_destroyed(node: Node):
    page = node.page()
    assert SECRET in page.timeline.in_order(0, 1)[0].text
    forget_key(node)
    assert {""} == {item.text for item in page.timeline.in_order(0, 20)}


def forget_key(node: Node) -> None:
    """What an erasure does to the keys."""
    node.log.keyring.destroy("demo", "c-1", 0)


def test_a_forgotten_customer_has_no_rows_left(node: Node):
    node.say(20, "c-2")
    node.page(), node.page("c-2")
    node.pages.forget("demo", "c-1")
    assert ["c-2"] == [row[0] for row in node.sql("SELECT stream FROM page")]
    (page_id,) = node.sql("SELECT page_id FROM page")[0]
    assert [(page_id,)] == node.sql("SELECT DISTINCT page_id FROM item")
    assert node.difference() is None


# ---- the operator ----------------------------------------------------------------------------------------------------


def test_a_check_finds_a_snapshot_that_is_not_what_the_log_says(node: Node, monkeypatch: pytest.MonkeyPatch):
    node.say(20, "c-2")
    node.page(), node.page("c-2")
    assert [None, None] == list(node.snapshots.check(ZONE))
    lies = node.folded("c-2")
    lies.timeline.by_id["t-63"] = lies.timeline.by_id["t-64"]
    node.store.write("demo", lies.cut(4, 12), node.snapshots._stamp, lambda *_: lies.timeline.archive)
    _, found = node.snapshots.check(ZONE)
    assert found is not None
    assert ("demo", "c-2", 20) == found[:3] and found.part
    assert SECRET not in str(found)


@pytest.mark.parametrize("damage", [name for name in DAMAGES if name not in ("version", "hash", "fewer items")])
def test_a_check_finds_damage(node: Node, damage: str):
    node.page()
    assert [None] == list(node.snapshots.check(ZONE))
    node.sql(DAMAGES[damage])
    assert [None] != list(node.snapshots.check(ZONE))


def test_the_read_model_is_checked_and_made_anew_while_it_is_in_use(node: Node):
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))

    node.page()
    model = PagesModel(node.pages, ZONE)
    assert node.run(lambda: model.check(tell)) is None and [(1, 1)] == told
    node.sql(DAMAGES["items swapped"])
    found = node.run(lambda: model.check(tell))
    assert found is not None and SECRET not in found
    node.run(lambda: model.rebuild(tell))
    assert node.run(lambda: model.check(tell)) is None
    assert node.difference() is None and 60 == kept_version(node)


def test_rebuilding_drops_what_no_log_speaks_of(node: Node):
    node.page()
    node.sql("UPDATE page SET stream = 'c-gone'")
    node.run(lambda: PagesModel(node.pages, ZONE).rebuild(lambda *_: None))
    assert [] == node.snapshots.stored()


def test_as_of_a_version_is_folded_anew_and_the_same(node: Node):
    node.page()
    then = node.run(lambda: node.pages.as_of("demo", "c-1", 37, None))
    assert 37 == then.version == len(then.timeline)


def test_a_time_is_a_version_also_where_a_clock_was_set_back(node: Node):
    hour = 3_600_000_000  # microseconds
    for ahead in (0, 1):  # an hour ahead for one event, and put right
        node.log.ticks += hour * ahead
        node.say(1)
        node.log.ticks -= hour * ahead
    node.say(1)
    page, then = node.page(), moment(node.log.ticks)
    assert page.version == node.run(lambda: node.pages.version_at("demo", "c-1", None, then))
    stood = node.run(lambda: node.pages.as_of("demo", "c-1", None, then))
    assert (page.version, None) == (stood.version, first_difference(stood, page, ZONE))


def test_who_stood_on_a_page_is_folded_only_where_somebody_came(node: Node, folds: list[int]):
    node.say(3, "c-2")
    node.page()
    folds.clear()
    assert ("c-1", 37, ()) == node.run(lambda: node.pages.whose("demo", "c-1", 37, None))
    assert [] == folds
    node.record(happened.CustomersMerged(merge_id="m-1", survivor="c-1", absorbed="c-2", by="p-1"))
    stood = [node.run(lambda version=version: node.pages.whose("demo", "c-1", version, None)) for version in (60, 61)]
    assert [("c-1", 60, []), ("c-1", 61, ["c-2"])] == stood
    with pytest.raises(UnknownVersion):
        node.run(lambda: node.pages.whose("demo", "c-1", 62, None))


def test_without_a_store_everything_is_in_memory(node: Node):
    page = asyncio.run(Pages(node.log.reader, node.log.codec, LATE_WINDOW).open("demo", "c-1"))
    assert 60 == len(page.timeline.by_id) == len(page.timeline)


def test_a_habit_says_when(node: Node):
    page = node.page()
    assert not node.snapshots.due(page) and node.snapshots.due(node.folded())
    assert not Node(node.log, Habit()).snapshots.due(node.folded())


def test_a_customer_whom_nobody_can_read_keeps_no_other_from_being_checked_and_made_anew(node: Node):
    node.page()
    node.say(60, "c-2")
    node.page("c-2")
    with sqlite3.connect(node.log.path) as log:
        log.execute("UPDATE event SET schema = 99 WHERE stream = 'c-1' AND version = 5")
    with pytest.raises(UnreadableHistory):
        node.folded()
    node.again()
    model = PagesModel(node.pages, ZONE)
    assert node.run(lambda: model.check(lambda *_: None)) is None
    node.run(lambda: model.rebuild(lambda *_: None))
    assert [("demo", "c-2")] == node.snapshots.stored()
