"""What a followed page looks like in a terminal."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters.client import frames
from adapters.client.held import Held
from adapters.client.watching import State
from app.commands.watch_lines import WORDS, Lines, as_json, plain
from domain.memory.brief import Brief, Line
from domain.memory.cases import Switch
from domain.memory.facts import Promise
from domain.timeline.items import AskedAgain, Author, Item

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Warsaw")


def an_item(item_id: str = "t-1", **changes: Any) -> Item:
    return Item(**({
        "item_id": item_id, "position": 1, "version": 1, "stream": "c-1", "interaction_id": "i-1", "channel": "chat",
        "entry_point": "", "kind": "message", "direction": "inbound", "author": Author(role="customer", name="Katarzyna"),
        "occurred_at": NOW, "recorded_at": NOW, "text": "Dzień dobry.", "event": "message-received"} | changes))  # fmt: skip


def a_promise(number: int, due_at: datetime | None, state: str = "open") -> Promise:
    return Promise(
        promise_id=f"p-{number}",
        what=f"obietnica {number}",
        kind="",
        due_at=due_at,
        state=state,
        made_by="agent",
        items=("t-1",),
    )


def a_state(what: Any = "page", items: tuple[Item, ...] = (), **changes: Any) -> State:
    brief = Brief(at_version=1, lines=(Line(text="Kurtka.", items=("t-1",)),), known=())
    snapshot = frames.Snapshot(**({
        "customer_id": "c-1", "epoch": "e", "version": 3, "items": list(items), "more": False, "brief": brief, "facts": [],
        "promises": []} | changes))  # fmt: skip
    return State(what=what, page=Held.of(snapshot), items=items)


def test_both_languages_have_the_same_words():
    assert WORDS["pl"].keys() == WORDS["en"].keys()


def test_times_are_the_shop_s_and_names_stand_before_what_they_said():
    told = Lines("pl", ZONE).told(a_state(items=(an_item(),)), NOW)
    assert "21.11 15:00  czat  Katarzyna: Dzień dobry." in told
    assert "21.11 14:00  chat  customer (late): Hello." in Lines("en", ZoneInfo("UTC")).told(
        a_state(items=(an_item(author=Author(role="customer"), text="Hello.", late=True),)), NOW)  # fmt: skip


def test_what_is_overdue_stands_first_and_what_is_kept_is_not_told():
    promises = [a_promise(1, None), a_promise(2, NOW + timedelta(hours=1)), a_promise(3, NOW - timedelta(hours=3)),
                a_promise(4, NOW, "kept")]  # fmt: skip
    told = Lines("pl", ZONE).told(a_state(promises=promises), NOW)
    start = told.index("Obietnice:") + 1
    assert ["! po terminie o 3 h: obietnica 3", "do 21.11 16:00: obietnica 2", "bez terminu: obietnica 1"] == [
        line.strip() for line in told[start:]
    ]


def test_promises_are_told_again_only_when_they_are_others():
    lines, promises = Lines("en", ZONE), [a_promise(1, None)]
    assert "Promises:" in lines.told(a_state(promises=promises), NOW)
    assert [] == lines.told(a_state("changes", promises=promises), NOW)
    assert "Promises:" in lines.told(a_state("changes", promises=[*promises, a_promise(2, NOW)]), NOW)


def test_what_was_asked_again_and_where_a_need_went_on_is_marked():
    switch = Switch(case_id="k", from_interaction="i-0", to_interaction="i-1", from_channel="chat", to_channel="phone", at=NOW,
                    gap_s=3 * 3_600, confidence=1.0, detected_by="rule")  # fmt: skip
    item = an_item(channel="phone", asked_again=(AskedAgain(key="order_no", fact_id="f", known_then=True),))
    lines = Lines("pl", ZONE)
    told = lines.told(a_state(items=(item,), cases=frames.Needs(switches=(switch,))), NOW)
    assert ["⇄ czat → telefon, po 3 h: ta sama sprawa", "21.11 15:00  telefon  Katarzyna: Dzień dobry.",
            "  ↺ pyta ponownie o: order_no"] == told[-3:]  # fmt: skip
    again = lines.told(a_state("changes", (an_item("t-2"),), cases=frames.Needs(switches=(switch,))), NOW)
    assert [] == [line for line in again if "⇄" in line]


@pytest.mark.parametrize(("said", "line"), [
    (State(what="lost", wait_s=1.5), "… connection lost, trying again in 1.5 s"),
    (State(what="reset", reason="moved"), "… the page begins anew (moved)"),
    (a_state("resumed"), "… connected again, from version 3"),
])  # fmt: skip
def test_what_becomes_of_the_connection_is_said(said: State, line: str):
    assert [line] == Lines("en", ZONE).told(said, NOW)


def test_nobody_s_words_command_the_terminal():
    assert "�[2Jab�c\nd" == plain("\x1b[2Jab‮c\nd")
    told = Lines("pl", ZONE).told(
        a_state(items=(an_item(text="\x1b]0;x\x07", author=Author(role="customer", name="\x9bA")),)), NOW
    )
    assert not {"\x1b", "\x07", "\x9b"} & set("".join(told))


def test_as_json_the_page_comes_once_whole_and_then_what_changed():
    whole = json.loads(as_json(a_state(items=(an_item(),))))
    assert ("page", ["t-1"]) == (whole["what"], [each["item_id"] for each in whole["page"]["items"]])
    changed = json.loads(as_json(a_state("changes", (an_item("t-2"),))))
    assert (3, ["t-2"], False) == (
        changed["version"],
        [each["item_id"] for each in changed["items"]],
        "page" in changed,
    )
