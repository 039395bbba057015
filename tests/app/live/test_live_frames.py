"""Every frame fits: at most a megabyte, texts at most 32 KB, and what is split or cut loses nothing it should keep."""

import json
from typing import Any

import pytest

from app.live import frames, picture
from app.live.fitting import FRAME_BYTES, cut_item, cut_text
from app.live.limits import Pace, too_big
from app.live.presence import Presence
from domain.customer import events as happened
from domain.memory.brief import prepare_brief
from domain.page import Page
from domain.timeline.items import Author, Item
from tests.app.live.world import ZONE, Held
from tests.examples import LATE_WINDOW, NOON, a_message, minutes, recorded

MEGABYTE = 1_000_000


def page_of(*events: happened.Event, late: dict[int, float] | None = None) -> Page:
    page = Page("c-1", LATE_WINDOW)
    grow(page, *events, late=late)
    return page


def grow(page: Page, *events: happened.Event, late: dict[int, float] | None = None) -> None:
    for version, event in enumerate(events, page.version + 1):
        at = minutes((late or {}).get(version, version))
        page.apply(recorded(event, version, occurred_at=at), lambda *_: [])


def messages(count: int, text: str = "Dzień dobry", first: int = 1) -> list[happened.Event]:
    return [a_message(item_id=f"t-{number}", text=text) for number in range(first, first + count)]


def shown(page: Page) -> dict[str, Any]:
    text = picture.snapshot(page, "life.0", "pl", ZONE).to('"me"')
    assert len(text.encode()) <= MEGABYTE
    return json.loads(text)


def followed(page: Page, held: Held, facts_changed: int | None = None) -> int:
    """Bring a client up to date; returns in how many frames."""
    count = 0
    while held.version != page.version:
        assert held.version is not None
        step = picture.changes(page, held.version, facts_changed or page.memory.facts_changed, "pl", ZONE)
        assert step is not None
        text = step.frame.to('"me"')
        assert len(text.encode()) <= MEGABYTE
        held.apply(json.loads(text))
        assert held.version == step.to
        count += 1
    return count


def test_a_text_is_cut_between_characters() -> None:
    assert "żó" == cut_text("żółw", 5)
    assert "żół" == cut_text("żółw", 6)
    assert "żółw" == cut_text("żółw", 7)


def test_a_long_item_is_cut_to_32_kb_and_says_so() -> None:
    segments = tuple(happened.Segment(party="agent", text="ż" * 10_000) for _ in range(3))
    item = Item(
        item_id="t-1", position=1, version=1, stream="c-1", interaction_id=None, channel="phone", entry_point="",
        kind="call", direction="both", author=Author(role="unknown"), occurred_at=NOON, recorded_at=NOON,
        text="ż" * 30_000, event="call-transcribed", segments=segments)  # fmt: skip
    cut = cut_item(item)
    assert (32_768, True) == (len(cut.text.encode()), cut.text_more)
    assert [20_000, 12_768] == [len(segment.text.encode()) for segment in cut.segments]


def test_a_text_of_exactly_32_kb_is_whole() -> None:
    page = page_of(a_message(text="a" * 32_768))
    assert [False] == [item["text_more"] for item in shown(page)["items"]]


def test_a_snapshot_holds_the_newest_200_items_in_order() -> None:
    snapshot = shown(page_of(*messages(250)))
    assert [f"t-{number}" for number in range(51, 251)] == [item["item_id"] for item in snapshot["items"]]
    assert snapshot["more"]


def test_a_snapshot_of_everything_has_no_more() -> None:
    assert not shown(page_of(*messages(200)))["more"]


@pytest.mark.parametrize("text", ["ą" * 40_000, "\x01" * 40_000], ids=["letters", "characters six bytes long in JSON"])
def test_a_snapshot_of_large_items_is_below_a_megabyte(text: str) -> None:
    snapshot = shown(page_of(*messages(60, text)))
    assert snapshot["more"]
    assert snapshot["items"][-1]["item_id"] == "t-60"


def test_a_snapshot_stays_below_a_megabyte_whatever_is_told_and_promised() -> None:
    facts = [
        happened.FactRecorded(
            fact_id=f"f-{number}", key="problem", item_id="t-1", channel="chat", stated_by="customer", span=(0, 9),
            extracted_by="rules", confidence=1.0, value="zamek " * 300, norm="zamek")
        for number in range(400)
    ]  # fmt: skip
    promises = [
        happened.PromiseMade(
            item_id=f"p-{number}", channel="chat", kind="message", direction="outbound", author_role="agent",
            promise_id=f"p-{number}", what="obiecujemy " * 2_000)
        for number in range(100)
    ]  # fmt: skip
    snapshot = shown(page_of(*messages(100, "\x01" * 40_000), *facts, *promises))
    assert snapshot["facts_more"]
    assert snapshot["facts"][-1]["fact_id"] == "f-399"
    assert snapshot["promises"][-1]["promise_id"] == "p-99"


def test_changes_over_a_megabyte_come_in_several_frames() -> None:
    page = page_of(*messages(3))
    held = Held()
    held.apply(shown(page))
    grow(page, *messages(90, "x" * 30_000, first=4))
    assert followed(page, held) > 1
    assert [item["item_id"] for item in picture_items(page)] == held.order


def test_items_stand_where_they_belong_when_split_frames_bring_late_and_changed_ones() -> None:
    page = page_of(*messages(6))
    held = Held()
    held.apply(shown(page))
    many = messages(80, "x" * 30_000, first=7)
    many[40:40] = [happened.MessageDeliveryUpdated(item_id=f"t-{number}", state="read") for number in (1, 3, 5)]
    grow(page, *many, late={version: 3 + version % 7 for version in range(20, 70)})
    assert followed(page, held) > 1
    assert [item["item_id"] for item in picture_items(page)] == held.order


def picture_items(page: Page) -> list[dict[str, Any]]:
    return [json.loads(frames.encode(item)) for item in page.timeline.in_order()]


def test_more_than_200_changed_items_are_too_far() -> None:
    page = page_of(*messages(201))
    assert picture.changes(page, 0, 0, "pl", ZONE) is None
    assert picture.changes(page, 1, 0, "pl", ZONE) is not None


def test_changes_name_the_item_each_stands_after() -> None:
    page = page_of(*messages(3), late={3: 1.5})
    step = picture.changes(page, 2, 0, "pl", ZONE)
    assert step is not None
    assert ["t-1"] == json.loads(step.frame.to("1"))["stands_after"]


def test_the_first_item_stands_after_none() -> None:
    step = picture.changes(page_of(*messages(1)), 0, 0, "pl", ZONE)
    assert step is not None
    assert [None] == json.loads(step.frame.to("1"))["stands_after"]


@pytest.mark.parametrize("client_id", ["page", 7, 'a"b\\', "ż", ""])
def test_the_clients_own_id_comes_back_as_it_was_sent(client_id: Any) -> None:
    shared = picture.snapshot(page_of(*messages(1)), "life.0", "pl", ZONE)
    frame = json.loads(frames.with_presence(shared, '[{"name":"Anna","state":"idle"}]').to(json.dumps(client_id)))
    assert (client_id, [{"name": "Anna", "state": "idle"}]) == (frame["id"], frame["presence"])


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_brief_comes_in_the_language_asked_for(language: str) -> None:
    page = page_of(*messages(2))
    snapshot = json.loads(picture.snapshot(page, "life.0", language, ZONE).to("1"))
    assert json.loads(frames.encode(prepare_brief(page, language, ZONE))) == snapshot["brief"]
    assert snapshot["brief"]["lines"]


def test_frames_are_as_the_contract_says() -> None:
    assert {"type": "problem", "slug": "invalid", "detail": "no"} == json.loads(
        frames.written(frames.Problem(slug="invalid", detail="no"))
    )
    assert {"type": "heartbeat"} == json.loads(frames.written(frames.Heartbeat()))
    assert {"type": "bye", "retry_ms": 900} == json.loads(frames.written(frames.Bye(retry_ms=900)))
    assert {
        "type",
        "id",
        "customer_id",
        "epoch",
        "version",
        "items",
        "more",
        "brief",
        "facts",
        "promises",
        "contradictions",
        "cases",
        "claim",
        "presence",
    } == set(shown(page_of(*messages(1))))


# ---- presence --------------------------------------------------------------------------------------------------------


def who(presence: Presence) -> list[tuple[str, str]]:
    return [(each["name"], each["state"]) for each in json.loads(presence.listed)]


def test_a_person_on_several_sockets_is_shown_once_as_they_said_last() -> None:
    presence = Presence()
    presence.put("p-1", "Anna", "first", "viewing")
    presence.put("p-1", "Anna", "second", "editing")
    presence.put("p-2", "Marek", "third", "viewing")
    assert [("Anna", "editing"), ("Marek", "viewing")] == who(presence)
    presence.put("p-1", "Anna", "first", "idle")
    assert ("Anna", "idle") in who(presence)


def test_who_leaves_one_socket_is_still_there_on_the_other() -> None:
    presence = Presence()
    presence.put("p-1", "Anna", "first", "viewing")
    presence.put("p-1", "Anna", "second", "editing")
    assert presence.remove("p-1", "second")
    assert [("Anna", "viewing")] == who(presence)
    assert presence.remove("p-1", "first")
    assert [] == who(presence)
    assert not presence.remove("p-1", "first")


def test_saying_the_same_again_wakes_nobody() -> None:
    presence = Presence()
    assert presence.put("p-1", "Anna", "first", "viewing")
    assert not presence.put("p-1", "Anna", "first", "viewing")


# ---- limits ----------------------------------------------------------------------------------------------------------


def test_twenty_frames_a_second_pass_and_the_next_does_not() -> None:
    time = [0.0]
    pace = Pace(lambda: time[0])
    assert [True] * 20 + [False] == [pace.take() for _ in range(21)]
    time[0] = 0.5
    assert [True] * 10 + [False] == [pace.take() for _ in range(11)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [("a" * 65_536, False), ("a" * 65_537, True), ("ż" * 32_768, False), ("ż" * 32_769, True), (b"a" * 65_537, True)],
)
def test_a_client_frame_is_measured_in_bytes(data: str | bytes, expected: bool) -> None:
    assert expected is too_big(data)


def test_the_parts_of_a_frame_fit_into_a_megabyte() -> None:
    assert FRAME_BYTES <= MEGABYTE
