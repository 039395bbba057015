"""What an agent is told before sending, over HTTP; and what is seen once it was sent."""

from typing import Any

from tests.app.intake.deliveries import a_delivery, a_message, at
from tests.app.running import Running, Shop

TOLD = "Zamek w kurtce się rozchodzi. Mój e-mail: kw@example.org"
QUESTION = "Dzień dobry, poproszę adres e-mail i kod pocztowy."


def told(shop: Shop) -> str:
    customer = shop.sent(a_message(shop, "m-1", text=TOLD))["customer_id"]
    shop.running.settled()
    return customer


def check(shop: Shop, customer: str, text: str, **more: Any) -> dict[str, Any]:
    answer = shop.agent.post(f"/v1/customers/{customer}/draft_check", json={"text": text, "channel": "whatsapp"} | more)
    assert 200 == answer.status_code, answer.text
    return answer.json()


def test_a_draft_that_asks_for_what_was_told_says_where_it_was(shop: Shop):
    customer = told(shop)
    (known,) = check(shop, customer, QUESTION)["asked_again"]
    assert ("email", "kw@example.org", "customer") == (known["key"], known["fact"]["value"], known["fact"]["stated_by"])
    assert "poproszę adres e-mail" == QUESTION[slice(*known["span"])]


def test_a_draft_that_asks_for_nothing_told_is_left_alone(shop: Shop):
    assert {"asked_again": [], "contradicts": [], "promises": []} == check(shop, told(shop), "Dziękuję, już sprawdzam.")


def test_a_promise_in_a_draft_is_offered_with_its_place(shop: Shop):
    text = "Oddzwonię jutro do 16:00."
    (promise,) = check(shop, told(shop), text)["promises"]
    assert "callback" == promise["kind"]
    assert promise["due_at"] is not None
    assert text[slice(*promise["span"])]


def test_looking_at_a_draft_writes_nothing(shop: Shop):
    customer = told(shop)
    before = shop.agent.get(f"/v1/customers/{customer}").json()["version"]
    check(shop, customer, QUESTION)
    shop.running.settled()
    assert before == shop.agent.get(f"/v1/customers/{customer}").json()["version"]


def test_what_is_no_draft_is_refused(shop: Shop):
    url = f"/v1/customers/{told(shop)}/draft_check"
    assert 422 == shop.agent.post(url, json={"text": "x", "channel": "pigeon"}).status_code
    assert 422 == shop.agent.post(url, json={"text": "x", "tone": "warm"}).status_code
    assert 422 == shop.agent.post(url, json={"text": "x" * 20_001}).status_code
    assert 403 == shop.auditor.post(url, json={"text": "x"}).status_code


def test_another_tenants_customer_is_nobody(shop: Shop, running: Running):
    other = running.shop()
    assert 404 == other.agent.post(f"/v1/customers/{told(shop)}/draft_check", json={"text": QUESTION}).status_code


def test_a_sent_question_for_what_was_told_is_marked_on_its_item(shop: Shop):
    customer = told(shop)
    asked = a_delivery(
        shop, "m-2", "message.sent", time=at(60), channel="whatsapp", direction="outbound", kind="message",
        party={"role": "agent", "id": "a-1"}, parts=[{"type": "text", "text": QUESTION}])  # fmt: skip
    item = shop.sent(asked)["item_id"]
    shop.running.settled()
    (shown,) = [
        each for each in shop.agent.get(f"/v1/customers/{customer}/timeline").json()["items"] if each["item_id"] == item
    ]
    assert [("email", True)] == [(each["key"], each["known_then"]) for each in shown["asked_again"]]
