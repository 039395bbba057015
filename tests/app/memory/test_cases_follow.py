"""Cases follow what is known of people: an interaction that moves and customers that merge show needs to be one."""

from typing import Any

import pytest

from tests.app.http.merging import Desk
from tests.app.intake.deliveries import a_message, at
from tests.app.running import Shop

ZOFIA, JAN = "+48 601 000 214", "+48 602 000 215"


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(shop)


def says(
    desk: Desk, number: int, text: str, thread: str, phone: str | None, channel: str, minute: float
) -> dict[str, Any]:
    message = a_message(desk.shop, f"n-{number}", text=text, phone=phone, channel=channel)
    receipt = desk.shop.sent(message | {"subject": thread, "time": at(minute)})
    desk.shop.running.settled()
    return receipt


def needs(desk: Desk, customer_id: str) -> list[set[str]]:
    return [set(case["interactions"]) for case in desk.client.get(f"/v1/customers/{customer_id}").json()["cases"]]


def switches(desk: Desk, customer_id: str) -> list[tuple[str, str]]:
    cases = desk.client.get(f"/v1/customers/{customer_id}").json()["cases"]
    return [(each["from_channel"], each["to_channel"]) for case in cases for each in case["switches"]]


def test_a_thread_of_somebody_unknown_goes_on_with_the_need_of_whom_it_turns_out_to_be(desk: Desk):
    first = says(desk, 1, "Zamek z zamówienia PL-48213 się rozchodzi.", "wa:1", ZOFIA, "whatsapp", 0)
    unknown = says(desk, 2, "Co z zamówieniem PL-48213?", "chat:1", None, "chat", 30)
    assert unknown["customer_id"] != first["customer_id"]
    assert [{unknown["interaction_id"]}] == needs(desk, unknown["customer_id"])
    says(desk, 3, "Mój numer 601 000 214.", "chat:1", ZOFIA, "chat", 31)
    assert [{first["interaction_id"], unknown["interaction_id"]}] == needs(desk, first["customer_id"])
    assert [("whatsapp", "chat")] == switches(desk, first["customer_id"])


def test_customers_who_turn_out_to_be_one_have_one_case_for_one_need(desk: Desk):
    first = says(desk, 1, "Zamek z zamówienia PL-48213 się rozchodzi.", "wa:1", ZOFIA, "whatsapp", 0)
    other = says(desk, 2, "Kiedy wymiana z zamówienia PL-48213?", "sms:1", JAN, "sms", 60)
    third = says(desk, 3, "Dzień dobry, czy macie raki na buty 43?", "sms:2", JAN, "sms", 200)
    Desk(desk.shop, "lead").merge(first["customer_id"], other["customer_id"])
    desk.shop.running.settled()
    together = {first["interaction_id"], other["interaction_id"]}
    assert sorted([together, {third["interaction_id"]}], key=len) == sorted(needs(desk, first["customer_id"]), key=len)
    assert [("whatsapp", "sms")] == switches(desk, first["customer_id"])


def test_an_interaction_given_to_somebody_else_gets_a_case_there(desk: Desk):
    first = says(desk, 1, "Zamek z zamówienia PL-48213 się rozchodzi.", "wa:1", ZOFIA, "whatsapp", 0)
    second = says(desk, 2, "Co z zamówieniem PL-48213?", "sms:1", ZOFIA, "sms", 30)
    jan = says(desk, 3, "Gdzie jest paczka z zamówienia PL-50001?", "wa:2", JAN, "whatsapp", 40)
    desk.done(f"interactions/{second['interaction_id']}/reassignment", {"to": jan["customer_id"]})
    desk.shop.running.settled()
    assert [{first["interaction_id"]}] == needs(desk, first["customer_id"])
    assert sorted([{jan["interaction_id"]}, {second["interaction_id"]}], key=sorted) == sorted(
        needs(desk, jan["customer_id"]), key=sorted
    )
    assert [] == switches(desk, first["customer_id"]) == switches(desk, jan["customer_id"])


def test_what_a_case_is_called_leaves_with_the_words_it_was_called_by(desk: Desk):
    first = says(desk, 1, "Zamek z zamówienia PL-48213 się rozchodzi.", "wa:1", ZOFIA, "whatsapp", 0)
    says(desk, 2, "Co z zamówieniem PL-48213?", "sms:1", ZOFIA, "sms", 30)
    jan = says(desk, 3, "Gdzie jest moja paczka?", "wa:2", JAN, "whatsapp", 40)
    desk.done(f"interactions/{first['interaction_id']}/reassignment", {"to": jan["customer_id"]})
    desk.shop.running.settled()
    left = desk.client.get(f"/v1/customers/{first['customer_id']}")
    assert "Zamek" not in left.text
    came = desk.client.get(f"/v1/customers/{jan['customer_id']}").json()["cases"]
    assert any("Zamek" in case["topic"] for case in came)
