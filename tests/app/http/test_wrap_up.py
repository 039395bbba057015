"""Notes, channels and wrapping up over HTTP, and what they do to the queue."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.app.http.merging import EWA, JAN, ZOFIA, Desk
from tests.app.intake.deliveries import a_delivery, a_message, at
from tests.app.running import Shop, slug


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(shop)


@pytest.fixture
def zofia(desk: Desk) -> dict[str, Any]:
    return desk.writes(ZOFIA, "Dzień dobry, gdzie moja paczka?")


def wrapped(desk: Desk, interaction_id: str, outcome: str = "resolved", **more: Any) -> dict[str, Any]:
    return desk.done(f"interactions/{interaction_id}/wrap_up", {"code": "paczka", "outcome": outcome, **more})


def queue(desk: Desk, tab: str) -> list[str]:
    return [each["customer_id"] for each in desk.client.get("/v1/inbox", params={"tab": tab}).json()["customers"]]


def channels(desk: Desk, customer_id: str) -> dict[str, dict[str, Any]]:
    answer = desk.client.get(f"/v1/customers/{customer_id}/channels")
    assert 200 == answer.status_code, answer.text
    return {each.pop("channel"): each for each in answer.json()["channels"]}


# ---- notes -----------------------------------------------------------------------------------------------------------


def test_a_note_is_the_teams_own(desk: Desk, zofia: dict[str, Any]):
    done = desk.done(
        f"customers/{zofia['customer_id']}/notes", {"text": "Prosi o telefon, PIN to 4815", "mentions": ["Marta"]}
    )
    assert {"customer_id", "item_id", "version", "position"} == set(done)
    item = desk.shop.timeline(zofia["customer_id"])["items"][-1]
    assert (done["item_id"], "note", "internal", "Prosi o telefon, PIN to ••••", None, ["Marta"]) == (
        item["item_id"], item["kind"], item["direction"], item["text"], item["delivery"], item["about"]["mentions"])  # fmt: skip
    assert ("agent", None) == (item["author"]["name"], item["interaction_id"])


def test_a_note_asks_nobody_again_and_answers_nobody(desk: Desk, zofia: dict[str, Any]):
    desk.writes(ZOFIA, "Numer zamówienia: PL-48213", minute=1)
    done = desk.done(f"customers/{zofia['customer_id']}/notes", {"text": "Jaki jest numer zamówienia?"})
    desk.shop.running.settled()
    item = desk.shop.timeline(zofia["customer_id"])["items"][-1]
    assert (done["item_id"], []) == (item["item_id"], item["asked_again"])
    assert [zofia["customer_id"]] == queue(desk, "waiting")


def test_a_colleagues_note_crosses_a_reply(desk: Desk, zofia: dict[str, Any]):
    desk.shop.running.settled()
    seen = desk.shop.timeline(zofia["customer_id"])["version"]
    Desk(desk.shop, "lead").done(f"customers/{zofia['customer_id']}/notes", {"text": "Nie odpisywać"})
    body = {"text": "Już.", "channel": "whatsapp", "seen_version": seen}
    assert ["Nie odpisywać"] == [
        each["text"] for each in desk.post(f"customers/{zofia['customer_id']}/messages", body).json()["items"]
    ]


@pytest.mark.parametrize("body", [{"text": " "}, {"text": "x", "new": 1}, {"text": "x", "mentions": [""]}, {}])
def test_a_wrong_note_is_refused(desk: Desk, zofia: dict[str, Any], body: dict[str, Any]):
    assert 422 == desk.post(f"customers/{zofia['customer_id']}/notes", body).status_code


# ---- wrapping up -----------------------------------------------------------------------------------------------------


def test_wrapping_up_ends_an_open_interaction(desk: Desk, zofia: dict[str, Any]):
    done = wrapped(desk, zofia["interaction_id"], note="paczka jedzie", seconds=40)
    assert {"customer_id", "interaction_id", "version", "position"} == set(done)
    assert desk.client.get(f"/v1/interactions/{zofia['interaction_id']}").json()["ended_at"]
    told = desk.shop.auditor.get(f"/v1/customers/{zofia['customer_id']}/events", params={"limit": 1000},
                                 headers={"X-Purpose": "look"}).json()["events"]  # fmt: skip
    names = [each["type"] for each in told if each["type"] in ("interaction-ended", "wrap-up-recorded")]
    assert ["interaction-ended", "wrap-up-recorded"] == names
    assert ("resolved", "paczka", "paczka jedzie", 40) == tuple(
        told[-1]["data"][name] for name in ("outcome", "code", "note", "seconds"))  # fmt: skip
    wrapped(desk, zofia["interaction_id"])
    names = [
        each["type"]
        for each in desk.shop.auditor.get(f"/v1/customers/{zofia['customer_id']}/events?limit=1000").json()["events"]
    ]
    assert 1 == names.count("interaction-ended"), "it ends once"


def test_what_comes_after_it_begins_an_interaction_of_its_own(desk: Desk, zofia: dict[str, Any]):
    wrapped(desk, zofia["interaction_id"])
    again = a_message(desk.shop, "later", text="Jeszcze jedno", phone=ZOFIA)
    again |= {"subject": f"wa:{ZOFIA}", "time": datetime.now(UTC).isoformat()}
    assert zofia["interaction_id"] != desk.shop.sent(again)["interaction_id"]


def test_a_reply_after_it_begins_one_that_the_customers_answer_comes_into(desk: Desk, zofia: dict[str, Any]):
    version = wrapped(desk, zofia["interaction_id"])["version"]
    body = {"text": "Paczka doszła?", "channel": "whatsapp", "seen_version": version}
    done = desk.done(f"customers/{zofia['customer_id']}/messages", body)
    assert zofia["interaction_id"] != done["interaction_id"]
    answer = a_message(desk.shop, "later", text="Tak", phone=ZOFIA)
    answer |= {"subject": f"wa:{ZOFIA}", "time": datetime.now(UTC).isoformat()}
    assert done["interaction_id"] == desk.shop.sent(answer)["interaction_id"]


@pytest.mark.parametrize(("outcome", "goes_on"), [
    ("resolved", False), ("abandoned", False), ("duplicate", False), ("follow_up", True), ("escalated", True)])  # fmt: skip
def test_who_was_wrapped_up_waits_no_more_and_stays_with_the_team_where_something_is_left(
    desk: Desk, zofia: dict[str, Any], outcome: str, goes_on: bool
):
    assert [zofia["customer_id"]] == queue(desk, "waiting") == queue(desk, "team")
    wrapped(desk, zofia["interaction_id"], outcome)
    assert [] == queue(desk, "waiting")
    assert ([zofia["customer_id"]] if goes_on else []) == queue(desk, "team")
    desk.writes(ZOFIA, "Halo?", minute=1)
    assert [zofia["customer_id"]] == queue(desk, "waiting") == queue(desk, "team")


def test_an_unknown_interaction_and_a_wrong_outcome_are_refused(desk: Desk, zofia: dict[str, Any]):
    body = {"code": "x", "outcome": "resolved"}
    for caller, number in ((desk, "i-none"), (Desk(desk.shop.running.shop()), zofia["interaction_id"])):
        answer = caller.post(f"interactions/{number}/wrap_up", body)
        assert (404, "not-found") == (answer.status_code, slug(answer))
    for wrong in ({"outcome": "won"}, {"seconds": -1}, {"code": ""}, {"new": 1}):
        assert 422 == desk.post(f"interactions/{zofia['interaction_id']}/wrap_up", body | wrong).status_code


# ---- channels --------------------------------------------------------------------------------------------------------


def test_channels_say_where_an_answer_can_go_and_why_not(desk: Desk, zofia: dict[str, Any]):
    party = {"role": "customer", "handles": [{"kind": "phone", "value_raw": ZOFIA, "level": 2}]}
    desk.shop.sent(a_delivery(desk.shop, "c-1", "call.started", subject="call", account="phone/main", channel="phone", party=party,
                              call={"started_at": at(-9)}, time=at(-9)))  # fmt: skip
    found = channels(desk, zofia["customer_id"])
    assert {"to": "+48 ••• ••• 214", "interaction_id": zofia["interaction_id"], "can": False, "why": "window_closed",
            "last": True} == found["whatsapp"]  # fmt: skip
    assert (True, None, "+48 ••• ••• 214", None) == tuple(
        found["sms"][name] for name in ("can", "why", "to", "interaction_id")
    )
    assert (False, "not_offered") == (found["phone"]["can"], found["phone"]["why"])
    assert "email" not in found


def test_the_window_of_a_chat_is_open_for_a_day_after_the_customers_last_words(desk: Desk):
    message = a_message(desk.shop, "now", text="Halo", phone=EWA) | {
        "subject": "wa:ewa",
        "time": datetime.now(UTC).isoformat(),
    }
    found = channels(desk, desk.shop.sent(message)["customer_id"])["whatsapp"]
    assert (True, None) == (found["can"], found["why"])


def test_a_thread_known_by_itself_can_be_answered_though_it_has_no_handle(desk: Desk):
    receipt = desk.shop.sent(a_delivery(desk.shop, "w-1", subject="web:1", account="chat/main", channel="chat",
                                        party={"role": "customer"}, parts=[{"type": "text", "text": "Halo"}]))  # fmt: skip
    assert (True, "") == tuple(channels(desk, receipt["customer_id"])["chat"][name] for name in ("can", "to"))
    body = {"text": "Dzień dobry", "channel": "chat", "seen_version": receipt["version"]}
    assert (
        receipt["interaction_id"] == desk.done(f"customers/{receipt['customer_id']}/messages", body)["interaction_id"]
    )


def test_an_answer_goes_to_whoever_wrote_on_a_merged_page_too(desk: Desk, zofia: dict[str, Any]):
    jan = desk.writes(JAN, "Piszę z drugiego numeru", minute=-5)
    Desk(desk.shop, "lead").merge(zofia["customer_id"], jan["customer_id"])
    for receipt, number in ((zofia, "+48601000214"), (jan, "+48602000215")):
        body = {
            "text": "Już.",
            "channel": "whatsapp",
            "seen_version": 1,
            "anyway": True,
            "interaction_id": receipt["interaction_id"],
        }
        done = desk.done(f"customers/{zofia['customer_id']}/messages", body)
        feed = desk.shop.feed.get("/v1/events", params={"limit": 1000}).json()
        (sent,) = [each["data"] for each in feed if each["data"].get("item_id") == done["item_id"]]
        assert number == sent["to"]


# ---- the queue -------------------------------------------------------------------------------------------------------


def test_the_queue_stands_by_need(desk: Desk):
    """Overdue, on the line, waiting longest, then the newest."""
    newest = desk.writes("+48 603 000 301", "Dzień dobry", minute=50)["customer_id"]
    longest = desk.writes("+48 603 000 302", "Dzień dobry", minute=5)["customer_id"]
    party = {"role": "customer", "handles": [{"kind": "phone", "value_raw": "+48 603 000 303", "level": 2}]}
    calls = desk.shop.sent(a_delivery(desk.shop, "c-2", "call.started", subject="call-2", account="phone/main", channel="phone",
                                      party=party, call={"started_at": at(30)}, time=at(30)))["customer_id"]  # fmt: skip
    owed = desk.writes("+48 603 000 304", "Dzień dobry", minute=40)["customer_id"]
    desk.done(f"customers/{owed}/promises", {"kind": "callback", "what": "telefon", "due_at": at(60)})
    assert [owed, calls, longest, newest] == queue(desk, "team")


def unread(desk: Desk, customer_id: str) -> bool:
    rows = desk.client.get("/v1/inbox", params={"tab": "team"}).json()["customers"]
    return next(each["unread"] for each in rows if each["customer_id"] == customer_id)


def test_what_nobody_has_read_is_unread_until_one_answers_it(desk: Desk, zofia: dict[str, Any]):
    lead = Desk(desk.shop, "lead")
    assert unread(desk, zofia["customer_id"]) and unread(lead, zofia["customer_id"])
    body = {"text": "Już.", "channel": "whatsapp", "seen_version": zofia["version"]}
    desk.done(f"customers/{zofia['customer_id']}/messages", body)
    desk.shop.running.settled()
    assert not unread(desk, zofia["customer_id"]), "what one wrote oneself, and what follows from it, is no news"
    assert unread(lead, zofia["customer_id"])
    desk.writes(ZOFIA, "Dziękuję", minute=1)
    assert unread(desk, zofia["customer_id"])
