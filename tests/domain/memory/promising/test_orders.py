"""Of which order a promise is: what happens to another one neither keeps nor breaks it."""

from typing import Any

import pytest

from domain.customer import events as happened
from domain.memory.promising.numbering import numbers_in
from tests.domain.memory.promising.story import Story


def states(story: Story) -> list[str]:
    return [each.state for each in story.promises()]


def parcel(story: Story, hours: float, number: str, state: str, order_ref: str) -> Story:
    return story.noted(hours, happened.ShipmentNoted, number=number, state=state, order_ref=order_ref)


def order(story: Story, hours: float, number: str, state: str, **more: Any) -> Story:
    return story.noted(hours, happened.OrderNoted, number=number, state=state, **more)


PROMISED = {
    "pl": "Zamówienie PL-48213 dotrze do Pani w piątek.",
    "en": "Your order PL-48213 will arrive on Friday.",
}


@pytest.mark.parametrize("language", PROMISED)
def test_a_parcel_of_another_order_keeps_nothing(language: str):
    def story() -> Story:
        return Story().said(0, "chat:1", PROMISED[language])

    assert ["open"] == states(parcel(story(), 20, "6026773394", "delivered", "PL-48999"))
    assert ["open"] == states(parcel(story(), 20, "6026773394", "lost", "PL-48999"))
    assert ["kept"] == states(parcel(story(), 20, "6026773394", "delivered", "PL-48213"))


@pytest.mark.parametrize(
    "state", ["DELIVERED", "doręczona", "Doręczone", "Ready-for-pickup", "PICKED_UP", "odebrana", "ready_to_pickup"]
)
def test_a_state_is_read_as_its_system_writes_it(state: str):
    assert ["kept"] == states(parcel(Story().said(0, "chat:1", PROMISED["pl"]), 20, "6026", state, "PL-48213"))


@pytest.mark.parametrize(
    "state", ["ready_for_shipment", "collected_from_sender", "zwrócona", "delivery_failed", "awaiting_payment"]
)
def test_a_state_of_before_or_beside_keeps_no_arrival(state: str):
    assert ["open"] == states(parcel(Story().said(0, "chat:1", PROMISED["pl"]), 20, "6026", state, "PL-48213"))


TWO = [
    ("Zamówienie PL-48213 dotrze do Pani w piątek.", "Zamówienie PL-48999 dotrze do Pani w poniedziałek."),
    ("Order PL-48213 will arrive on Friday.", "Order PL-48999 will arrive on Monday."),
    ("Zwrot za zamówienie 48213 przyjdzie do piątku.", "Zwrot za zamówienie 48999 przyjdzie do poniedziałku."),
]


@pytest.mark.parametrize(("first", "second"), TWO)
@pytest.mark.parametrize("apart", [True, False])
def test_two_orders_in_one_talk_are_two_promises(first: str, second: str, apart: bool):
    story = Story().said(0, "chat:1", first) if apart else Story()
    story.said(0.1, "chat:1", second if apart else f"{first} {second}")
    assert ["open", "open"] == states(story)
    assert ["11-20 23:59", "11-23 23:59"] == [due for _, _, due, _ in story.states()]


def test_two_orders_in_one_sentence_are_two_promises():
    story = Story().said(0, "chat:1", "Order PL-48213 will arrive on Friday and order PL-48999 will arrive on Monday.")
    assert ["open", "kept"] == states(order(story, 20, "PL-48999", "delivered"))


def test_an_order_is_said_again_without_its_letters():
    story = Story().said(0, "chat:1", "Zamówienie 48213 dotrze do Pani w piątek.")
    assert ["open"] == states(order(story, 19, "PL-48999", "delivered"))
    assert ["kept"] == states(order(story, 20, "PL-48213", "delivered"))


def test_a_telephone_in_the_words_is_no_other_order():
    story = Story().said(0, "chat:1", "Kurier dostarczy, a my wyślemy paczkę jutro, tel. 600100200.")
    assert ["kept"] == states(order(story, 20, "PL-48213", "shipped"))


def test_the_order_of_a_refund_is_kept_by_its_own_money():
    story = Story().said(0, "chat:1", "Zwrot za zamówienie PL-48213 przyjdzie w ciągu 14 dni.")
    assert ["refund"] == [each.kind for each in story.promises()]
    assert ["open"] == states(order(story, 10, "PL-48999", "refunded"))
    assert ["open"] == states(order(story, 11, "PL-48213", "delivered"))
    assert ["kept"] == states(order(story, 20, "PL-48213", "delivered", financial_status="refunded"))


def test_a_refund_told_again_by_its_system_is_no_news():
    story = order(Story(), -20, "PL-48213", "refunded").said(
        0, "chat:1", "Zwrócimy pieniądze za dostawę w ciągu 14 dni."
    )
    assert ["open"] == states(order(story, 10, "PL-48213", "refunded"))
    assert ["kept"] == states(order(story, 20, "PL-48213", "partially_refunded"))


def test_what_replaces_may_come_by_a_new_order_but_not_by_an_old_one():
    story = order(Story(), -30, "PL-48999", "shipped").said(
        0, "chat:1", "Wymienimy buty z zamówienia PL-48213 na nowe do piątku."
    )
    assert ["open"] == states(order(story, 10, "PL-48999", "delivered"))
    assert ["kept"] == states(order(story, 20, "PL-50001", "delivered"))


def test_a_promise_told_by_a_system_names_its_order():
    story = Story().made(0, "chat:1", "delivery", "kurier", order_ref="PL-48213")
    assert ["open"] == states(order(story, 10, "PL-48999", "delivered"))
    assert ["kept"] == states(order(story, 20, "PL-48213", "delivered"))


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("Zamówienie PL-48213 i ZAM/2026/11/0042", {"PL48213", "ZAM2026110042"}),
        ("order no. 1001, #1002, zamówienie pl-1003", {"1001", "1002", "PL1003"}),
        ("zwrócimy 1299 zł do 16:00 27.11.2026, najpóźniej 2026-11-30", set[str]()),
        ("na konto PL61 1090 1014 0000 0712 1981 2874, paczkomat POZ08A", set[str]()),
    ],
)
def test_numbers_of_orders_are_told_from_days_sums_and_accounts(words: str, numbers: set[str]):
    assert numbers == numbers_in(words)


def test_a_sum_of_money_is_no_number_of_an_order():
    assert {"PL48213"} == numbers_in("I will refund PLN 12000 for order PL-48213")
    assert set() == numbers_in("zwrócę 150000 zł") == numbers_in("we will send back 120000 EUR")
    assert {"ZX12000"} == numbers_in("order ZX 12000")
