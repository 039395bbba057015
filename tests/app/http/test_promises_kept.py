"""Promises over a running shop, kept and broken by what its systems send: page, queue, brief and figures say the same."""

from typing import Any

import pytest

from tests.app.http.merging import ZOFIA, Desk
from tests.app.intake.deliveries import AGENT, a_delivery, at
from tests.app.running import Shop

TO = [{"role": "customer", "handles": [{"kind": "phone", "value_raw": ZOFIA, "level": 2}]}]
DAY = 24 * 60
SAID = {
    "pl": (
        "Zamówienie PL-48213 dotrze do Pani jutro do 18:00.",
        "Zwrot za zamówienie PL-48999 przyjdzie w ciągu 14 dni.",
    ),
    "en": (
        "Your order PL-48213 will arrive tomorrow by 6 pm.",
        "Your refund for order PL-48999 will be issued within 14 days.",
    ),
}
UNTIL = 2 * DAY


class Shopping:
    """Zofia wrote, an agent promised; then the shop's systems speak."""

    def __init__(self, shop: Shop) -> None:
        self.desk, self.shop, self._sent = Desk(shop), shop, 0
        self.customer = self.desk.writes(ZOFIA, "Dzień dobry, co z moimi zamówieniami?")["customer_id"]

    def says(self, minute: float, text: str, channel: str = "whatsapp") -> dict[str, Any]:
        data = {"channel": channel, "direction": "outbound", "kind": "message", "party": AGENT, "to": TO,
                "parts": [{"type": "text", "text": text}]}  # fmt: skip
        return self._send("message.sent", minute, f"{channel}:{ZOFIA}", "whatsapp/main", **data)

    def order(self, minute: float, number: str, state: str, **more: Any) -> dict[str, Any]:
        order = {"number": number, "state": state, "system": "sklep", **more}
        return self._send("order.noted", minute, f"order:{number}", "shop/pl", party={"role": "customer", "handles": TO[0]["handles"]},
                          order_ref=number, order=order)  # fmt: skip

    def parcel(self, minute: float, number: str, state: str, of: str) -> dict[str, Any]:
        return self._send("shipment.noted", minute, f"parcel:{number}", "carrier/pl", party={"role": "customer", "handles": TO[0]["handles"]},
                          parcel_ref=number, order_ref=of, shipment={"carrier": "InPost", "state": state})  # fmt: skip

    def receipt(self, minute: float, of: str, state: str) -> dict[str, Any]:
        return self._send("delivery.updated", minute, f"email:{ZOFIA}", "whatsapp/main", channel="email", delivery={"state": state},
                          provider_refs={"message_id": of})  # fmt: skip

    def _send(self, what: str, minute: float, subject: str, account: str, **data: Any) -> dict[str, Any]:
        self._sent += 1
        return self.shop.sent(
            a_delivery(self.shop, f"k-{self._sent}", what, subject=subject, time=at(minute), account=account, **data)
        )

    def states(self) -> dict[str, str]:
        """By kind."""
        self.shop.running.settled()
        found = self.desk.client.get(f"/v1/customers/{self.customer}/promises").json()["promises"]
        return {each["kind"]: each["state"] for each in found}

    def brief(self, language: str) -> str:
        lines = self.desk.client.get(f"/v1/customers/{self.customer}/brief", params={"language": language}).json()[
            "lines"
        ]
        return "\n".join(line["text"] for line in lines)

    def pills(self) -> list[str]:
        rows = self.desk.client.get("/v1/inbox", params={"tab": "team"}).json()["customers"]
        return [pill["kind"] for row in rows if row["customer_id"] == self.customer for pill in row["pills"]]

    def figure(self) -> dict[str, int]:
        """How many promises of the month stand in each state."""
        days = {"from": at(0)[:10], "to": at(30 * DAY)[:10]}
        rows = self.shop.lead.get("/v1/figures/promises", params=days).json()["rows"]
        return {row["keys"]["state"]: row["numerator"] for row in rows if row["numerator"]}


@pytest.fixture
def shopping(shop: Shop) -> Shopping:
    return Shopping(shop)


@pytest.mark.parametrize("language", SAID)
def test_what_its_own_order_does_keeps_each_of_two_promises_everywhere(shopping: Shopping, language: str):
    for minute, words in enumerate(SAID[language], 1):
        shopping.says(minute, words)
    assert {"delivery": "open", "refund": "open"} == shopping.states()
    assert "promise" in shopping.pills()
    assert 2 == shopping.brief(language).count({"pl": "Obiecane do", "en": "Promised by"}[language])
    shopping.order(DAY, "PL-50001", "delivered")
    shopping.parcel(DAY + 1, "602677439331630337653846", "DELIVERED", of="PL-48999")
    shopping.order(DAY + 2, "PL-48213", "delivered", financial_status="refunded")
    assert {"delivery": "kept", "refund": "open"} == shopping.states()
    shopping.order(3 * DAY, "PL-48999", "refunded")
    assert {"delivery": "kept", "refund": "kept"} == shopping.states()
    assert "promise" not in shopping.pills()
    assert {"pl": "Obiecane", "en": "Promised"}[language] not in shopping.brief(language)
    assert {"kept": 2} == shopping.figure()


@pytest.mark.parametrize("language", SAID)
def test_what_comes_late_is_broken_everywhere(shopping: Shopping, language: str):
    shopping.says(1, SAID[language][0])
    shopping.parcel(UNTIL, "602677439331630337653846", "delivered", of="PL-48213")
    assert {"delivery": "broken"} == shopping.states()
    assert {"pl": "Niedotrzymane", "en": "Not kept"}[language] in shopping.brief(language)
    assert {"broken": 1} == shopping.figure()


def test_a_letter_that_did_not_arrive_keeps_nothing_anywhere(shopping: Shopping):
    shopping.says(1, "Odpiszę Pani mailem do jutra.")
    letter = shopping.says(90, "Buty są w magazynie.", "email")
    assert {"info": "kept"} == shopping.states()
    shopping.receipt(91, letter["id"], "failed")
    assert {"info": "open"} == shopping.states()
    assert "promise" in shopping.pills()
    assert "Obiecane do" in shopping.brief("pl")
    assert "kept" not in shopping.figure()
    shopping.says(120, "Buty są w magazynie, piszę tutaj, bo mail nie doszedł.")
    assert {"info": "kept"} == shopping.states()
