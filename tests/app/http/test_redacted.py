"""A secret that is found only later is shown nowhere from then on: not as the page stood before, not in the record."""

from typing import Any

import pytest

from tests.app.intake.deliveries import AGENT, TO, a_delivery, a_message, at
from tests.app.running import Shop
from tests.canaries import stands

PIN, MAIDEN = "739164", "Kanarkowska"
PURPOSE = {"X-Purpose": "a test"}


def asks(shop: Shop, id: str, text: str, minute: float) -> dict[str, Any]:
    return a_delivery(shop, id, "message.sent", time=at(minute), channel="whatsapp", party=AGENT, to=TO, parts=[{"type": "text", "text": text}])  # fmt: skip


@pytest.fixture
def customer_id(shop: Shop) -> str:
    """A customer who answered two questions that came in only after the answers."""
    customer_id = shop.sent(a_message(shop, "m-2", text=PIN, time=at(2)))["customer_id"]
    shop.sent(a_message(shop, "m-4", text=MAIDEN, time=at(4)))
    shop.running.settled()
    shown = [item["text"] for item in shop.timeline(customer_id)["items"]]
    assert [PIN, MAIDEN] == shown  # nobody could know
    assert MAIDEN in shop.agent.get("/v1/inbox", params={"tab": "waiting"}).text
    shop.sent(asks(shop, "m-1", "Poproszę PIN.", 1))
    shop.sent(asks(shop, "m-3", "A nazwisko panieńskie matki?", 3))
    shop.running.settled()
    return customer_id


@pytest.mark.parametrize(
    "path", ["", "/timeline", "/timeline?as_of=v4", "/facts", "/facts?as_of=v4", "/brief?language=pl", "/promises", "/contradictions"]
)  # fmt: skip
def test_no_page_shows_it_whenever_it_stood(shop: Shop, customer_id: str, path: str):
    answer = shop.agent.get(f"/v1/customers/{customer_id}{path}")
    assert 200 == answer.status_code, answer.text
    assert not stands(PIN, answer.text) and MAIDEN not in answer.text


def test_the_items_show_dots_of_the_same_length(shop: Shop, customer_id: str):
    shown = [item["text"] for item in shop.timeline(customer_id)["items"]]
    assert ["•" * len(PIN), "•" * len(MAIDEN)] == [text for text in shown if "•" in text]
    then = [item["text"] for item in shop.timeline(customer_id, as_of="v4")["items"]]
    assert PIN not in then and all(text.strip("•") in ("", *shown) for text in then)


def test_that_it_was_told_is_known(shop: Shop, customer_id: str):
    facts = shop.agent.get(f"/v1/customers/{customer_id}/facts").json()["facts"]
    assert {("pin", "••••"), ("security_answer", "••••")} <= {(fact["key"], fact["value"]) for fact in facts}


def test_the_record_shows_dots_with_a_purpose_too(shop: Shop, customer_id: str):
    for path in ("/v1/events?limit=500", f"/v1/customers/{customer_id}/events?limit=500"):
        answer = shop.auditor.get(path, headers=PURPOSE)
        assert "message-redacted" in answer.text
        assert "•" * len(PIN) in answer.text
        assert not stands(PIN, answer.text) and MAIDEN not in answer.text


def test_the_queue_shows_it_no_more(shop: Shop, customer_id: str):
    queue = shop.agent.get("/v1/inbox", params={"tab": "waiting"}).text
    assert customer_id in queue
    assert MAIDEN not in queue and not stands(PIN, queue)


def test_what_was_redacted_is_said_without_repeating_it(shop: Shop, customer_id: str):
    events = shop.auditor.get(f"/v1/customers/{customer_id}/events?limit=500", headers=PURPOSE).json()["events"]
    redacted = [each["data"] for each in events if each["type"] == "message-redacted"]
    assert [("pin", [[0, 6]]), ("security_answer", [[0, 11]])] == [(each["reason"], each["spans"]) for each in redacted]
    assert {"rule:redaction.1"} == {each["detected_by"] for each in redacted}
