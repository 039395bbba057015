"""Through the public door: an unfit handle brings nobody together, and still stands on the page of each who came by it."""

from typing import Any

import pytest

from tests.app.intake.deliveries import a_message
from tests.app.running import Shop


def from_(shop: Shop, id: str, kind: str, raw: str, **more: Any) -> dict[str, Any]:
    party = {"role": "customer", "handles": [{"kind": kind, "value_raw": raw, "level": 2}]}
    return a_message(shop, id, party=party, **more) | {"subject": f"thread-{id}"}


@pytest.mark.parametrize(
    ("kind", "raw", "shown"),
    [
        ("email", "biuro@firma.example", "biuro@firma.example"),
        ("email", "kasia+3f9a2c71b@allegromail.pl", "kasia+3f9a2c71b@allegromail.pl"),
        ("phone", "12 345 67 80 wew. 12", "+48123456780"),
        ("phone", "22 100 00 00", "+48221000000"),  # the number they called
        ("phone", "800 123 456", "+48800123456"),
        ("loyalty_card", "2900000000019", "2900000000019"),
        ("phone", "anonymous", None),
        ("phone", "+266696687", None),
        ("phone", "112", None),
    ],
)
def test_two_who_come_by_an_unfit_handle_stay_two(shop: Shop, kind: str, raw: str, shown: str | None):
    first, second = (shop.sent(from_(shop, id, kind, raw))["customer_id"] for id in ("m-1", "m-2"))
    assert first != second
    for customer_id in (first, second):
        answer = shop.agent.get(f"/v1/customers/{customer_id}").json()
        assert ([] if shown is None else [shown]) == [each["value"] for each in answer["handles"]]
        assert [] == answer["suggested_matches"]
        assert answer["proven"] is False


@pytest.mark.parametrize(("kind", "raw"), [("email", "abc123@privaterelay.appleid.com"), ("email", "kasia.info@firma.example"), ("phone", "12 345 67 80"),
                                           ("loyalty_card", "2900000000018"), ("whatsapp", "PL.1502576394655843")])  # fmt: skip
def test_two_messages_by_a_fit_handle_are_one_persons(shop: Shop, kind: str, raw: str):
    first, second = (shop.sent(from_(shop, id, kind, raw))["customer_id"] for id in ("m-1", "m-2"))
    assert first == second


def test_two_unfit_handles_that_agree_say_nothing(shop: Shop):
    party = {"role": "customer", "handles": [
        {"kind": "email", "value_raw": "biuro@firma.example", "level": 4}, {"kind": "phone", "value_raw": "800 123 456", "level": 4},
        {"kind": "loyalty_card", "value_raw": "2900000000019", "level": 4}]}  # fmt: skip
    sent = [
        shop.sent(a_message(shop, id, party=party) | {"subject": id})["customer_id"] for id in ("m-1", "m-2", "m-3")
    ]
    assert 3 == len(set(sent))
