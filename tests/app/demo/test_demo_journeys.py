"""The demo journeys hold what the demo is there to show, and nobody real."""

import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import phonenumbers
import pytest

from app.demo.calendar import Anchor
from app.demo.story import Arrival, Journey, arrival_order, read_journeys

NOON = Anchor(datetime(2026, 11, 21, 11, 0, tzinfo=UTC))
JOURNEYS = read_journeys()
ARRIVALS = arrival_order(JOURNEYS, NOON, "demo")
HOUSEHOLD_PHONE = ("phone", "+48 601 000 250")
MAIN_CHANNELS = {"chat": "chat", "whatsapp": "chat", "phone": "phone", "email": "email", "in_store": "in_store"}


def played(journey: str, kind: str = "") -> list[Arrival]:
    return [a for a in ARRIVALS if a.scene.id.startswith(f"{journey}-") and kind in a.event["type"]]


def of_type(kind: str) -> list[Arrival]:
    return [arrival for arrival in ARRIVALS if f"throughline.{kind}.v1" == arrival.event["type"]]


def words(arrival: Arrival) -> str:
    data = arrival.event["data"]
    return "\n".join(part["text"] for part in data.get("parts", []) + data.get("transcript", []) if "text" in part)


def test_there_are_at_least_seven_journeys_two_of_them_english():
    assert len(JOURNEYS) >= 7
    assert len([journey for journey in JOURNEYS if journey.language == "en"]) >= 2


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.journey)
def test_each_journey_crosses_three_or_four_channels_over_days_up_to_today(journey: Journey):
    crossed = {
        MAIN_CHANNELS[scene.data["channel"]] for scene in journey.events if scene.data["channel"] in MAIN_CHANNELS
    }
    assert 3 <= len(crossed) <= 4
    assert 10 <= len(journey.events) <= 20
    assert len({scene.day for scene in journey.events}) >= 3
    assert journey.events[-1].live
    assert {"pl", "en"} == set(journey.title)


def test_two_people_call_from_one_household_phone():
    callers = {
        arrival.person
        for arrival in of_type("call.started")
        if HOUSEHOLD_PHONE[1] == arrival.event["data"]["call"]["from"]
    }
    assert {"Danuta Kaczmarek", "Ryszard Kaczmarek"} == callers


def test_a_promise_passes_its_day_and_the_customer_calls_about_it():
    due = datetime.fromisoformat(played("kurtka", "promise.made")[0].event["data"]["promise"]["due_at"])
    assert due < NOON.anchor
    assert "L zamiast M" in words(played("kurtka", "visit.noted")[0])
    assert played("kurtka", "call.started")[0].scene.live


def test_the_newsletter_and_the_till_contradict_each_other():
    newsletter, till = (arrival.event["data"]["offer"] for arrival in of_type("offer.quoted"))
    assert newsletter["code"] == till["code"]
    assert newsletter["value"] != till["value"]
    assert set(newsletter["channels"]) & set(till["channels"])


def test_one_event_arrives_late_behind_later_ones_within_the_hour():
    (late,) = [place for place, arrival in enumerate(ARRIVALS) if arrival.scene.arrives_after]
    times = [datetime.fromisoformat(arrival.event["time"]) for arrival in ARRIVALS]
    overtaken = [time for time in times[:late] if time > times[late]]
    assert len(overtaken) >= 3
    assert max(overtaken) - times[late] <= timedelta(minutes=60)


def test_one_event_is_delivered_twice_and_ids_are_unique_but_for_it():
    ids = [arrival.event["id"] for arrival in ARRIVALS]
    doubled = {event for event in ids if ids.count(event) > 1}
    assert {"2026-11-21-boots-009"} == doubled
    first, second = (arrival.event for arrival in ARRIVALS if arrival.event["id"] in doubled)
    assert first == second
    assert len(ids) - 1 == len(set(ids))


def test_a_live_call_is_heard_line_by_line():
    call = [arrival for arrival in played("kurtka") if "phone" == arrival.event["data"]["channel"]]
    told = [arrival.event["type"].split(".")[2] for arrival in call]
    assert ["started", *["transcribed"] * 5, "ended"] == told
    assert all(arrival.scene.live for arrival in call)


@pytest.mark.parametrize(
    "kind",
    [
        *("order.noted", "shipment.noted", "stock.noted", "delivery.updated"),
        *("identity.evidence", "customer.imported", "note.added"),
    ],
)
def test_every_kind_of_context_appears(kind: str):
    assert of_type(kind)


def test_a_bot_takes_turns_and_a_locker_and_a_collection_appear():
    assert {"paczka", "boots", "raki"} == {
        a.journey.journey for a in ARRIVALS if "bot" == a.event["data"]["party"]["role"]
    }
    places = {arrival.event["data"].get("order", {}).get("locker_or_store", "") for arrival in of_type("order.noted")}
    assert any(place.startswith("Paczkobox") for place in places)
    assert any(place.startswith("Salon") for place in places)


@pytest.mark.parametrize("hour", [0, 6, 12, 21, 23])
@pytest.mark.parametrize("day", ["2026-03-30", "2026-10-26", "2026-12-31"])
def test_the_order_of_arrival_is_the_same_whenever_the_demo_is_first_played(day: str, hour: int):
    anchor = Anchor(datetime.fromisoformat(f"{day}T{hour:02}:01:00+00:00"))
    again = arrival_order(read_journeys(), anchor, "demo")
    assert [arrival.scene.id for arrival in ARRIVALS] == [arrival.scene.id for arrival in again]
    assert all(datetime.fromisoformat(arrival.event["time"]) <= anchor.anchor for arrival in again)


def test_the_first_event_shows_on_a_page_and_several_customers_move_at_once():
    assert "customer.imported" not in ARRIVALS[0].event["type"]
    assert "identity.evidence" not in ARRIVALS[0].event["type"]
    live = [arrival.journey.journey for arrival in ARRIVALS if arrival.scene.live]
    changes = sum(before != after for before, after in pairwise(live))
    assert changes >= len(JOURNEYS) + 2


def test_each_customer_is_one_person_by_the_handles_and_nobody_else():
    tied = groups_of_handles()
    for journey in JOURNEYS:
        for member in journey.cast:
            own = {tied.get((handle.kind, handle.value)) for handle in member.handles}
            assert 1 == len(own) and None not in own, member.name
    members = [tied[(m.handles[0].kind, m.handles[0].value)] for j in JOURNEYS for m in j.cast]
    assert len(members) == len(set(members))


def test_every_event_with_handles_comes_by_its_own_customers_handles():
    tied = groups_of_handles()
    for arrival in ARRIVALS:
        owner = arrival.journey.cast[arrival.scene.who].handles[0]
        for handle in set(handles(arrival.event["data"])) - {HOUSEHOLD_PHONE}:
            assert tied[(owner.kind, owner.value)] == tied[handle], arrival.scene.id


def test_every_thread_begins_with_a_handle_but_one_that_signs_in_later():
    first: dict[tuple[str, str], Arrival] = {}
    for arrival in ARRIVALS:
        first.setdefault((arrival.event["source"], arrival.event["subject"]), arrival)
    assert ["paczka-004"] == [arrival.scene.id for arrival in first.values() if not handles(arrival.event["data"])]
    proofs = [arrival.event["subject"] for arrival in played("paczka", "identity.evidence")]
    assert ["web:paczka"] == proofs


def test_each_customer_is_last_called_by_the_full_name():
    for journey in JOURNEYS:
        for number, member in enumerate(journey.cast):
            own = [a for a in ARRIVALS if a.journey is journey and number == a.scene.who]
            named = [a.event["data"]["party"] for a in own if "customer" == a.event["data"]["party"]["role"]]
            names = [party["display_name"] for party in named if "display_name" in party]
            assert member.name == names[-1]


def test_nothing_of_the_surprise_is_said_before_the_caller_is_proven():
    order = [arrival.scene.id for arrival in ARRIVALS]
    (proof,) = (place for place, arrival in enumerate(ARRIVALS) if arrival in played("dom", "identity.evidence"))
    call = [a for a in played("dom", "call.transcribed") if "call:dom-buty" == a.event["subject"]]
    before = [words(a) for a in call if order.index(a.scene.id) < proof]
    after = [words(a) for a in call if order.index(a.scene.id) > proof]
    assert before and not any("but" in heard.lower() for heard in before)
    assert any("buty" in heard.lower() for heard in after)


def test_only_invented_addresses_and_numbers_are_used():
    for arrival in ARRIVALS:
        text = str(arrival.event)
        assert all(
            re.fullmatch(r".*@example\.(com|org|net)", found) for found in re.findall(r"[^\s'<]+@[\w.-]+\w", text)
        )
        for found in re.findall(r"\+\d[\d ]{8,}\d", text):
            assert re.fullmatch(r"\+48 601 000 2\d\d|\+44 7700 900\d{3}|\+48 22 100 00 00", found), found
            assert phonenumbers.is_possible_number(phonenumbers.parse(found))
        assert "http" not in text


def handles(data: dict[str, Any]) -> list[tuple[str, str]]:
    own = [handle for party in [data["party"], *data.get("to", [])] for handle in party.get("handles", [])]
    return [(handle["kind"], handle["value_raw"]) for handle in own + data.get("handles", [])]


def groups_of_handles() -> dict[tuple[str, str], int]:
    """Tie handles that came together in one event; the household phone ties nobody."""
    ties: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for arrival in ARRIVALS:
        together = set(handles(arrival.event["data"])) - {HOUSEHOLD_PHONE}
        for handle in together:
            ties[handle] |= together
    group: dict[tuple[str, str], int] = {}
    for number, start in enumerate(ties):
        waiting = [start]
        while waiting:
            handle = waiting.pop()
            if handle not in group:
                group[handle] = number
                waiting += ties[handle]
    return group
