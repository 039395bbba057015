"""The demo's past weeks: always the same, invented throughout, closed at the desk, put behind the play once."""

import re
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.demo.backdrop import Backdrop, last_talks
from app.demo.calendar import Anchor
from app.demo.past import STARTED, WEEKS, past, started_on
from tests.app.running import Shop

ANCHOR = Anchor(datetime(2026, 11, 21, 10, 30, tzinfo=UTC))


def test_the_past_is_the_same_for_an_anchor_and_lies_before_it():
    events = past(ANCHOR, "demo")
    assert past(ANCHOR, "demo") == events
    assert len(events) == len({event["id"] for event in events}) > 3_000
    times = [datetime.fromisoformat(event["time"]) for event in events]
    assert sorted(times) == times
    assert ANCHOR.anchor - timedelta(weeks=WEEKS, days=2) < times[0] < times[-1] < ANCHOR.anchor


def test_the_shop_works_so_since_a_monday_within_those_weeks():
    day = started_on(ANCHOR)
    assert 0 == day.weekday()
    assert timedelta(weeks=STARTED) <= ANCHOR.today - day < timedelta(weeks=STARTED + 1)


def test_only_invented_addresses_are_used():
    addresses = set(re.findall(r"[\w.+-]+@[\w.-]+", str(past(ANCHOR, "demo"))))
    assert addresses and all(address.endswith("@example.com") for address in addresses)


def test_the_past_is_put_behind_once_and_nobody_of_it_waits(shop: Shop, tmp_path: Path):
    backdrop = Backdrop(shop.running.url, shop.token("adapter"), shop.token("agent", "Desk"), threading.Event())
    assert backdrop.play(ANCHOR, shop.tenant, tmp_path, pause=0, a_week=1)
    shop.running.settled()
    for tab in ("waiting", "team"):
        assert [] == shop.agent.get("/v1/inbox", params={"tab": tab}).json()["customers"]
    head = shop.lead.get("/v1/figures/journeys").json()["position"]
    assert backdrop.play(ANCHOR, shop.tenant, tmp_path, pause=0, a_week=1)
    assert head == shop.lead.get("/v1/figures/journeys").json()["position"]


def test_the_talk_that_is_closed_is_that_of_the_last_words_whatever_ends_later():
    events = past(ANCHOR, "demo")
    who = [each["id"].partition("past-")[2][:5] for each in events]
    receipts = [
        {"customer_id": person, "interaction_id": each["subject"]} for person, each in zip(who, events, strict=True)
    ]
    spoken = {
        person: each["subject"]
        for person, each in zip(who, events, strict=True)
        if each["data"]["kind"] != "context" and "ended" not in each["type"]
    }
    over = {person: each["subject"] for person, each in zip(who, events, strict=True) if "ended" in each["type"]}
    assert spoken == dict(last_talks(events, receipts))
    assert any(spoken[person] != talk for person, talk in over.items())


def test_a_play_that_is_stopped_is_not_done(shop: Shop, tmp_path: Path):
    stop = threading.Event()
    stop.set()
    assert not Backdrop(shop.running.url, shop.token("adapter"), shop.token("agent"), stop).play(
        ANCHOR, shop.tenant, tmp_path
    )
    assert [] == list(tmp_path.iterdir())
