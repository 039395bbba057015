"""Facts by hand: typed, confirmed, retracted; never a secret, never twice."""

from typing import Any

import pytest

from tests.app.http.merging import Desk
from tests.app.running import Shop, slug

ZOFIA = "+48 601 000 214"


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(shop)


@pytest.fixture
def customer(desk: Desk) -> dict[str, Any]:
    receipt = desk.writes(ZOFIA, "Zamek z zamówienia PL-48213 się rozchodzi.")
    desk.shop.running.settled()
    return receipt


def facts(desk: Desk, customer_id: str) -> dict[str, dict[str, Any]]:
    return {each["fact_id"]: each for each in desk.client.get(f"/v1/customers/{customer_id}/facts").json()["facts"]}


def holding(desk: Desk, customer_id: str, key: str) -> list[str]:
    return [
        each["norm"] for each in facts(desk, customer_id).values()
        if each["key"] == key and not each["superseded_by"] and not each["retracted"]
    ]  # fmt: skip


def test_a_typed_value_supersedes_the_one_before(desk: Desk, customer: dict[str, Any]):
    page = customer["customer_id"]
    desk.done(f"customers/{page}/facts", {"key": "phone", "value": "601 000 215"})
    second = desk.done(
        f"customers/{page}/facts", {"key": "phone", "value": "601 000 216", "item_id": customer["item_id"]}
    )
    assert ["+48601000216"] == holding(desk, page, "phone")
    written = facts(desk, page)[second["fact_id"]]
    assert ("agent", "agent:typed.1", customer["item_id"]) == (
        written["stated_by"], written["extracted_by"], written["item_id"])  # fmt: skip


def test_a_number_that_was_read_wrongly_is_corrected(desk: Desk, customer: dict[str, Any]):
    page = customer["customer_id"]
    (wrong,) = [each for each in facts(desk, page).values() if each["key"] == "order_no"]
    body = {"key": "order_no", "value": "PL-48231", "corrects": wrong["fact_id"]}
    desk.done(f"customers/{page}/facts", body)
    assert ["PL48231"] == [norm.replace("-", "") for norm in holding(desk, page, "order_no")]


def test_a_retracted_fact_is_shown_as_such(desk: Desk, customer: dict[str, Any]):
    page = customer["customer_id"]
    (fact,) = [each for each in facts(desk, page).values() if each["key"] == "order_no"]
    desk.done(f"facts/{fact['fact_id']}/retraction", {"customer_id": page, "reason": "numer paczki"})
    assert facts(desk, page)[fact["fact_id"]]["retracted"]
    assert [] == holding(desk, page, "order_no")


def test_a_confirmed_fact_names_who_vouches(desk: Desk, customer: dict[str, Any]):
    page = customer["customer_id"]
    (fact,) = [each for each in facts(desk, page).values() if each["key"] == "order_no"]
    desk.done(f"facts/{fact['fact_id']}/confirmation", {"customer_id": page})
    assert facts(desk, page)[fact["fact_id"]]["confirmed_by"].startswith("p-")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"key": "pin", "value": "1234"}, "/value"),
        ({"key": "account_no", "value": "4111 1111 1111 1111"}, "/value"),
        ({"key": "shoe_colour", "value": "red"}, "/key"),
        ({"key": "name", "value": "   "}, "/value"),
        ({"key": "name", "value": "Zofia", "item_id": "t-nowhere"}, "/item_id"),
    ],
)
def test_what_cannot_be_a_fact_is_refused(desk: Desk, customer: dict[str, Any], body: dict[str, str], pointer: str):
    answer = desk.post(f"customers/{customer['customer_id']}/facts", body)
    assert 422 == answer.status_code
    assert [pointer] == [each["pointer"] for each in answer.json()["errors"]]


def test_a_fact_of_somebody_else_is_not_there(desk: Desk, customer: dict[str, Any]):
    other = desk.writes("+48 602 000 215", "Dzień dobry")["customer_id"]
    (fact,) = [each for each in facts(desk, customer["customer_id"]).values() if each["key"] == "order_no"]
    answer = desk.post(f"facts/{fact['fact_id']}/retraction", {"customer_id": other})
    assert (404, "not-found") == (answer.status_code, slug(answer))


def test_the_same_call_twice_writes_once(desk: Desk, customer: dict[str, Any]):
    body = {"key": "name", "value": "Zofia Nowak"}
    first, again = (desk.post(f"customers/{customer['customer_id']}/facts", body, "once") for _ in range(2))
    assert first.json() == again.json()
