"""The first words of an interaction answer what the customer's last one left open, on whatever channel, and nothing else does."""

from pathlib import Path
from typing import Any

import pytest

from tests.app.memory.test_reinterpreting import numbers, run
from tests.app.memory.test_what_is_remembered import facts, norms, said
from tests.app.running import Running, Shop, running_service

PHONE = {"kind": "phone", "value_raw": "+48601000214", "level": 1}
QUESTION = "Could I have your name, please?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def elsewhere(shop: Shop, number: int, role: str, text: str, minute: float, **data: Any) -> dict[str, Any]:
    """Said in another interaction of the same customer, by text message."""
    event = said(shop, number, role, text, minute, channel="sms", **data)
    return event | {"source": shop.source("sms/main"), "subject": "thread-2"}


def asked(shop: Shop, question: str = QUESTION) -> str:
    """A chat that ends with our question; the customer's id."""
    customer = shop.sent(said(shop, 1, "customer", "Where is my parcel, the lamp?", 0))["customer_id"]
    shop.sent(said(shop, 2, "agent", question, 1))
    return customer


def told(running: Running, shop: Shop, customer: str) -> list[tuple[str, str]]:
    return [
        each for each in norms(facts(running, shop, customer)) if each[0] in ("name", "account_no", "pin", "order_no")
    ]


@pytest.mark.parametrize("answer", ["Orla", "It is Orla.", "orla. Short for Orlaith", "Orla and I am in a hurry"])
def test_a_bare_answer_on_the_next_channel_is_known(folder: Path, answer: str):
    with running_service(folder) as running:
        shop = running.shop()
        customer = asked(shop)
        item = shop.sent(elsewhere(shop, 3, "customer", answer, 30))["item_id"]
        (name,) = [each for each in facts(running, shop, customer) if each["key"] == "name"]
    assert ("orla", item) == (name["norm"], name["item_id"])


def test_only_the_first_words_answer_and_only_within_seven_days(folder: Path):
    late = 7 * 24 * 60 + 5
    with running_service(folder) as running:
        shop, other = running.shop(), running.shop()
        customer = asked(shop)
        shop.sent(elsewhere(shop, 3, "customer", "hello?", 30))
        shop.sent(elsewhere(shop, 4, "customer", "Orla", 31))
        assert [] == told(running, shop, customer)
        customer = asked(other)
        other.sent(elsewhere(other, 3, "customer", "Orla", late))
        assert [] == told(running, other, customer)


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ("agent", "What would you like to buy?"),  # the question here counts
        ("customer", "Lumen Grande. It came with a broken foot and I want my money back"),  # begins anew
    ],
)
def test_who_answers_another_question_or_begins_anew_tells_no_name(folder: Path, first: str, words: str):
    with running_service(folder) as running:
        shop = running.shop()
        customer = asked(shop)
        shop.sent(elsewhere(shop, 3, first, words, 30))
        if first == "agent":
            answered = elsewhere(shop, 4, "customer", "Lumen Grande", 31)
            shop.sent(answered)
        assert [] == told(running, shop, customer)


def test_another_customers_question_is_not_answered(folder: Path):
    with running_service(folder) as running:
        shop = running.shop()
        asked(shop)
        event = elsewhere(shop, 3, "customer", "Orla", 30)
        event["data"]["party"]["handles"] = [PHONE]
        stranger = shop.sent(event)["customer_id"]
        assert [] == told(running, shop, stranger)


def test_an_answer_is_known_once_it_shows_that_both_are_one_person(folder: Path):
    with running_service(folder) as running:
        shop = running.shop()
        customer = asked(shop, "Your name, account number and PIN, please?")
        event = elsewhere(shop, 3, "customer", "Orla Finnegan, 40817263, 4821", 30)
        event["data"]["party"]["handles"] = [PHONE]
        stranger = shop.sent(event)["customer_id"]
        assert [] == told(running, shop, stranger)
        merged = shop.agent.post(f"/v1/customers/{customer}/merges", json={"absorb": stranger},
                                 headers={"Idempotency-Key": "m-1"})  # fmt: skip
        assert 201 == merged.status_code, merged.text
        now = [("account_no", "40817263"), ("name", "orla finnegan")]  # and no PIN: it stands in clear in the text
        assert now == told(running, shop, customer)
        assert (0, 0) == numbers(run(running))


def test_a_name_in_small_letters_is_one_where_their_address_says_it(folder: Path):
    address = {"kind": "email", "value_raw": "orla.f@example.org", "level": 2}
    with running_service(folder) as running:
        shop = running.shop()
        event = said(shop, 1, "customer", "I'm orla. Where is my parcel?", 0)
        event["data"]["party"]["handles"] = [address]
        customer = shop.sent(event)["customer_id"]
        assert [("name", "orla")] == told(running, shop, customer)
        another = said(shop, 2, "customer", "I'm lost. Where is my parcel?", 1) | {"subject": "thread-3"}
        another["data"]["party"]["handles"] = [address | {"value_raw": "barnaby@example.org"}]
        assert [] == told(running, shop, shop.sent(another)["customer_id"])


def test_a_pin_asked_for_in_the_chat_and_told_in_the_next_message_elsewhere_is_hidden(folder: Path):
    with running_service(folder) as running:
        shop = running.shop()
        customer = asked(shop, "What is your PIN?")
        item = shop.sent(elsewhere(shop, 3, "customer", "4821", 30))["item_id"]
        assert [("pin", "")] == told(running, shop, customer)
        items = shop.agent.get(f"/v1/customers/{customer}/timeline").json()["items"]
    assert ["••••"] == [each["text"] for each in items if each["item_id"] == item]


def test_history_read_again_finds_the_same(folder: Path):
    with running_service(folder) as running:
        shop = running.shop()
        customer = asked(shop)
        shop.sent(elsewhere(shop, 3, "customer", "Orla", 30))
        assert [("name", "orla")] == told(running, shop, customer)
        assert (0, 0) == numbers(run(running))


def test_what_is_understood_only_because_of_whose_page_it_stands_on_says_nothing_of_whose_it_is(folder: Path):
    with running_service(folder) as running:
        shop = running.shop()
        asked(shop)
        answered = shop.sent(elsewhere(shop, 3, "customer", "Orla", 30))
        named = shop.sent(elsewhere(shop, 4, "customer", "My name is Barnaby", 40) | {"subject": "thread-3"})
        running.settled()
        units = running.service.identity.graph.units
        names = [unit.names for each in (answered, named) if (unit := units.unit(shop.tenant, each["interaction_id"]))]
    assert [(), ("Barnaby",)] == names
