"""Records and callers that resemble each other are suggested, whatever handles they came with, and never attached by it."""

from typing import Any

import pytest

from tests.app.running import Running, Shop, running_service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    with running_service(tmp_path_factory.mktemp("resemblance")) as running:
        yield running


@pytest.fixture
def shop(service: Running) -> Shop:
    return service.shop()


def a_record(shop: Shop, number: str, name: str, **attributes: str) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": number, "source": shop.source("crm/main"), "type": "throughline.customer.imported.v1",
        "subject": number, "data": {"channel": "crm", "party": {
            "role": "customer", "display_name": name, "attributes": attributes,
            "handles": [{"kind": "crm_no", "value_raw": number, "level": 2}]}}}  # fmt: skip


def matches(shop: Shop, customer_id: str) -> dict[str, dict[str, Any]]:
    shop.running.settled()
    shown = shop.agent.get(f"/v1/customers/{customer_id}").json()
    return {each["customer_id"]: each for each in shown["suggested_matches"]}


def test_two_records_of_one_person_without_a_handle_in_common_are_suggested(shop: Shop):
    one = shop.sent(a_record(shop, "k-1", "Katarzyna Wiśniewska", birth_date="1984-03-07", postcode="95-004",
                             address="ul. Polna 12", city="Łódź"))  # fmt: skip
    other = shop.sent(a_record(shop, "k-2", "Kasia Wisniewska", birth_date="1984-03-07", postcode="95004",
                               address="Polna 12"))  # fmt: skip
    shop.sent(a_record(shop, "k-3", "Piotr Zając", birth_date="1971-11-30", postcode="95-004", address="ul. Długa 3"))
    found = matches(shop, one["customer_id"])
    assert [other["customer_id"]] == list(found)
    assert "same:birth_date" in found[other["customer_id"]]["evidence"]
    assert one["customer_id"] in matches(shop, other["customer_id"])


def test_a_name_alone_resembles_nobody(shop: Shop):
    one = shop.sent(a_record(shop, "k-1", "Katarzyna Wiśniewska"))
    shop.sent(a_record(shop, "k-2", "Katarzyna Wiśniewska"))
    assert {} == matches(shop, one["customer_id"])


def test_a_caller_who_withholds_their_number_is_suggested_by_what_they_say(shop: Shop):
    known = shop.sent(a_record(shop, "k-1", "Katarzyna Wiśniewska", birth_date="1984-03-07", postcode="95-004"))
    said = ("nazywam się Katarzyna Wiśniewska", "data urodzenia 7 marca 1984", "mój kod pocztowy to 95-004")
    calls = [
        shop.sent({
            "specversion": "1.0", "id": f"s-{number}", "source": shop.source("phone/main"), "subject": "call-1",
            "type": "throughline.call.transcribed.v1", "data": {
                "channel": "phone", "kind": "call", "party": {"role": "customer"},
                "transcript": [{"party": "customer", "text": words}]}})
        for number, words in enumerate(said)]  # fmt: skip
    caller = calls[-1]["customer_id"]
    assert caller != known["customer_id"]
    assert known["customer_id"] in matches(shop, caller)
    items = shop.timeline(known["customer_id"])["items"]
    assert [] == items, "what was said stands with the caller until somebody decides"


def test_a_no_about_two_records_is_remembered(shop: Shop):
    one = shop.sent(a_record(shop, "k-1", "Jan Kowalski", birth_date="1990-01-02", postcode="00-950"))
    other = shop.sent(a_record(shop, "k-2", "Jan Kowalski", birth_date="1990-01-02", postcode="00-950"))
    assert other["customer_id"] in matches(shop, one["customer_id"])
    answer = shop.agent.post(f"/v1/customers/{one['customer_id']}/dismissals", json={"other": other["customer_id"]},
                             headers={"Idempotency-Key": "no-1"})  # fmt: skip
    assert answer.status_code in (200, 201), answer.text
    assert {} == matches(shop, one["customer_id"])
    shop.sent(a_record(shop, "k-2b", "Jan Kowalski", birth_date="1990-01-02", postcode="00-950"))
    assert other["customer_id"] not in matches(shop, one["customer_id"]), "the no is remembered"
