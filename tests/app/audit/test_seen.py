"""Who saw a page as it stood, and who answered the customer without having seen it."""

from typing import Any

from tests.app.intake.deliveries import AGENT, TO, a_delivery, a_message, at
from tests.app.running import Running, Shop


def seen(shop: Shop, customer_id: str, version: int) -> dict[str, Any]:
    answer = shop.auditor.get(f"/v1/customers/{customer_id}/seen", params={"at": f"v{version}"})
    assert 200 == answer.status_code, answer.text
    return answer.json()


def a_reply(shop: Shop, number: int, name: str) -> dict[str, Any]:
    parts = [{"type": "text", "text": "Oddzwonimy."}]
    return a_delivery(
        shop, f"r-{number}", "message.sent", time=at(number), channel="whatsapp", party=AGENT | {"display_name": name}, to=TO, parts=parts)  # fmt: skip


def test_who_opened_the_page_before_answering_stands_before_who_answered_without(shop: Shop, running: Running):
    receipt = shop.sent(a_message(shop, "m-1", text="Gdzie paczka?"))
    running.settled()
    customer_id = receipt["customer_id"]
    version = shop.auditor.get(f"/v1/customers/{customer_id}").json()["version"]
    shop.client("agent", name="Anna").get(f"/v1/customers/{customer_id}")
    shop.client("lead", name="Marta").get(f"/v1/customers/{customer_id}/brief")
    shop.sent(a_reply(shop, 1, "Anna"))
    shop.sent(a_reply(shop, 2, "Piotr"))
    running.settled()
    told = seen(shop, customer_id, version)
    assert version == told["version"]
    shown = [(each["who"], each["opened_version"], bool(each["answered"])) for each in told["people"]]
    assert [("Anna", version, True), ("Marta", version, False), ("Piotr", None, True)] == shown


def test_an_older_look_is_no_look_at_what_came_after(shop: Shop, running: Running):
    customer_id = shop.sent(a_message(shop, "m-1", text="Gdzie paczka?"))["customer_id"]
    shop.client("agent", name="Anna").get(f"/v1/customers/{customer_id}")
    running.settled()
    later = shop.sent(a_message(shop, "m-2", text="Halo?"))["version"]
    shop.sent(a_reply(shop, 3, "Anna"))
    (anna,) = seen(shop, customer_id, later)["people"]
    assert (None, True, True) == (
        anna["opened_at"],
        0 < anna["before_version"] < later,
        anna["answered"]["version"] > later,
    )


def test_auditors_and_their_questions_are_not_among_those_who_answer(shop: Shop):
    receipt = shop.sent(a_message(shop, "m-1", text="Gdzie paczka?"))
    shop.auditor.get(f"/v1/customers/{receipt['customer_id']}")
    assert [] == seen(shop, receipt["customer_id"], receipt["version"])["people"]
    assert [] == seen(shop, receipt["customer_id"], 0)["people"]
