"""Promises are kept or broken by what happens; that time has passed is nobody's event."""

from datetime import datetime
from itertools import permutations

import pytest

from domain.customer import events as happened
from tests.domain.memory.promising.said import WARSAW
from tests.domain.memory.promising.story import Story


def states(story: Story) -> list[str]:
    return [each.state for each in story.promises()]


def callback() -> Story:
    """By 16:00, five and a half hours from the first word."""
    return Story().said(0, "chat:1", "Oddzwonię do 16:00.").said(0.05, "chat:1", "Dziękuję, czekam", role="customer")


def test_a_call_of_ours_keeps_it():
    story = callback().called(3, "phone:2", ("agent", "Dzień dobry, oddzwaniam."), ("customer", "Słucham"))
    assert ["kept"] == states(story)
    kept = story.derived[-1]
    assert isinstance(kept, happened.PromiseKept)
    assert ("t-4", "t-1", "i-chat:1", "rule:promise-outcome.1") == (
        kept.evidence_item,
        kept.item_id,
        kept.interaction_id,
        kept.detected_by,
    )


def test_a_call_that_lasted_keeps_it_without_a_transcript():
    assert ["kept"] == states(callback().called(3, "phone:2").hung_up(3.05, "phone:2", "t-3"))


@pytest.mark.parametrize(("hours", "reason"), [(3.05, "no-answer"), (3.001, "")])
def test_a_call_that_reached_nobody_keeps_nothing(hours: float, reason: str):
    assert ["open"] == states(callback().called(3, "phone:2").hung_up(hours, "phone:2", "t-3", reason))


def test_the_customers_own_call_keeps_nothing():
    spoken = [("customer", "Mieli państwo dzwonić"), ("agent", "Bardzo przepraszam")]
    assert ["open"] == states(callback().called(6, "phone:2", *spoken, direction="inbound"))


def test_the_rest_of_the_same_talk_keeps_nothing():
    assert ["open"] == states(callback().said(0.06, "chat:1", "Miłego dnia!"))


def test_a_message_of_our_own_later_keeps_it():
    assert ["kept"] == states(callback().said(4, "chat:1", "Dzień dobry, mam już odpowiedź z magazynu: buty są."))
    assert ["kept"] == states(callback().said(4, "email:2", "Pani Ewo, buty są w magazynie."))


def test_an_answer_to_the_customers_question_keeps_nothing():
    story = callback().said(3, "chat:1", "Halo?", role="customer").said(4, "chat:1", "Już sprawdzam.")
    assert ["open"] == states(story)


@pytest.mark.parametrize(
    "words",
    ["Próbowałam się dodzwonić, proszę o kontakt.", "I tried to call you.", "Postaram się, oddzwonię jutro, dobrze?"],
)
def test_a_message_that_only_says_it_was_tried_or_will_be_keeps_nothing(words: str):
    assert ["open"] == states(callback().said(4, "email:2", words))


def test_a_newsletter_of_the_system_keeps_nothing():
    assert ["open"] == states(callback().said(4, "email:2", "Nowa kolekcja już jest!", role="system"))


def test_done_after_its_time_it_is_broken():
    assert ["broken"] == states(callback().called(8, "phone:2", ("agent", "Dzień dobry, oddzwaniam.")))


def test_a_few_minutes_late_is_kept():
    assert ["kept"] == states(callback().called(5.6, "phone:2", ("agent", "Dzień dobry, oddzwaniam.")))


def test_moved_it_is_measured_by_the_new_time():
    story = callback().said(4, "chat:1", "Oddzwonię dopiero do 19:00.")
    assert ["moved"] == states(story)
    assert ["kept"] == states(story.called(8, "phone:2", ("agent", "Dzień dobry, oddzwaniam.")))


def test_time_alone_changes_nothing():
    assert ["open"] == states(callback().said(200, "chat:9", "Dzień dobry, mam pytanie", role="customer"))


# ---- parcels and money -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["delivered", "collected", "ready_for_pickup"])
def test_a_parcel_that_arrives_keeps_a_delivery(state: str):
    assert ["kept"] == states(Story().said(0, "chat:1", "Paczka dotrze do Pani w piątek.").parcel(24, "JE-1", state))


def test_a_parcel_on_its_way_keeps_only_a_sending():
    sending = Story().said(0, "chat:1", "Wyślemy paczkę jutro.").parcel(20, "JE-1", "in_transit")
    arriving = Story().said(0, "chat:1", "Paczka dotrze do Pani w piątek.").parcel(20, "JE-1", "in_transit")
    assert (["kept"], ["open"]) == (states(sending), states(arriving))


def test_a_parcel_after_its_day_or_lost_breaks_it():
    for hours, state in ((100, "delivered"), (20, "lost")):
        assert ["broken"] == states(
            Story().said(0, "chat:1", "Paczka dotrze do Pani w piątek.").parcel(hours, "JE-1", state)
        )


def test_what_was_collected_later_had_been_there():
    assert ["kept"] == states(
        Story().said(0, "chat:1", "Paczka będzie czekała w salonie jutro od rana.").parcel(100, "JE-1", "collected")
    )


def test_a_parcel_that_had_come_before_keeps_nothing():
    story = Story().parcel(-40, "JE-1", "delivered").said(0, "chat:1", "Wymienimy buty na nowe do piątku.")
    assert ["open"] == states(story.parcel(1, "JE-1", "delivered"))
    assert ["kept"] == states(story.parcel(20, "JE-2", "delivered"))


def test_another_order_keeps_nothing():
    story = Story().said(0, "chat:1", "Zamówienie PL-48213 zostanie wysłane jutro.")
    assert ["open"] == states(story.order(20, "PL-99999", "delivered"))
    assert ["kept"] == states(story.order(21, "PL-48213", "delivered"))


def test_one_parcel_keeps_one_promise_the_one_due_first():
    story = (
        Story()
        .said(0, "chat:1", "Paczka dotrze do Pani w piątek.")
        .said(0, "email:2", "Przesyłka dotrze do Pani jutro.")
    )
    assert ["open", "kept"] == states(story.parcel(10, "JE-1", "delivered"))


def test_a_refund_in_the_shops_system_keeps_a_refund():
    story = Story().said(0, "chat:1", "Zwrócimy pieniądze w ciągu 14 dni.")
    assert ["open"] == states(story.order(10, "PL-48213", "returned"))
    assert ["kept"] == states(story.order(20, "PL-48213", "refunded"))


def test_an_offer_keeps_a_discount():
    story = Story().said(0, "chat:1", "Prześlę kod rabatowy jeszcze dziś.")
    offer = happened.OfferQuoted(item_id="t-50", channel="email", kind="context", direction="outbound", author_role="system",
                                 about={"kind": "discount", "code": "ZIMA20"})  # fmt: skip
    assert ["kept"] == states(story.happens(2, offer))


def test_a_promise_told_by_a_system_is_kept_in_the_same_way():
    due = datetime(2026, 11, 20, 18, tzinfo=WARSAW)
    story = Story().made(0, "chat:1", "delivery", "the missing tent pole by courier", due)
    assert ["kept"] == states(story.parcel(24, "JE-1", "delivered"))


def test_a_promise_that_comes_late_is_kept_by_what_came_before_it():
    story = Story().parcel(24, "JE-1", "delivered").said(0, "chat:1", "Paczka dotrze do Pani w piątek.")
    assert ["PromiseNoted", "PromiseKept"] == story.names()


def test_what_is_settled_is_not_settled_again():
    story = Story().said(0, "chat:1", "Paczka dotrze do Pani w piątek.").parcel(24, "JE-1", "ready_for_pickup")
    assert ["PromiseNoted", "PromiseKept"] == story.parcel(30, "JE-1", "collected").names()


STEPS = {
    "promised": lambda story: story.said(0, "chat:1", "Oddzwonię do 16:00."),
    "told anew": lambda story: story.said(1, "chat:1", "Przepraszam, oddzwonię dopiero do 18:00."),
    "called": lambda story: story.called(3, "phone:2", ("agent", "Dzień dobry, oddzwaniam.")),
}  # fmt: skip


@pytest.mark.parametrize("order", list(permutations(STEPS)), ids=" - ".join)
def test_in_whatever_order_it_arrives_it_is_one_promise_and_kept(order: tuple[str, ...]):
    story = Story()
    for step in order:
        STEPS[step](story)
    assert ["kept"] == states(story)


def receipt(story: Story, hours: float, item_id: str, state: str) -> Story:
    """What the channel says became of a message."""
    return story.happens(
        hours,
        happened.MessageDeliveryUpdated(item_id=item_id, state=state, interaction_id="i-email:2", channel="email"),
    )


def test_a_message_that_did_not_arrive_kept_nothing():
    story = Story().said(0, "chat:1", "Odpiszę Pani mailem do jutra.").said(4, "email:2", "Buty są w magazynie.")
    assert ["kept"] == states(receipt(story, 4.1, "t-2", "delivered"))
    assert [("info", "open", "11-19 23:59", ("t-1", "t-2"))] == receipt(story, 4.2, "t-2", "failed").states()
    assert ["kept"] == states(story.said(5, "sms:3", "Buty są w magazynie, mail nie doszedł."))


def test_a_receipt_that_came_before_its_message_is_known():
    story = receipt(Story().said(0, "chat:1", "Odpiszę Pani mailem do jutra."), 4.1, "t-2", "failed")
    assert ["open"] == states(story.said(4, "email:2", "Buty są w magazynie."))


def test_a_letter_that_did_not_arrive_leaves_what_a_parcel_kept():
    story = Story().said(0, "chat:1", "Paczka dotrze do Pani w piątek.").parcel(24, "JE-1", "delivered")
    assert ["kept"] == states(receipt(story.said(25, "email:2", "Paczka jest już u Pani."), 26, "t-3", "failed"))


def test_a_parcel_that_was_given_up_and_comes_in_time_keeps_it():
    lost = Story().said(0, "chat:1", "Paczka dotrze do Pani w piątek.").parcel(20, "JE-1", "undeliverable")
    assert ["broken"] == states(lost.parcel(21, "JE-2", "delivered"))
    assert ["kept"] == states(lost.parcel(30, "JE-1", "delivered"))


def test_a_parcel_that_was_given_up_and_comes_late_keeps_nothing():
    lost = Story().said(0, "chat:1", "Paczka dotrze do Pani w piątek.").parcel(20, "JE-1", "undeliverable")
    assert ["PromiseNoted", "PromiseBroken"] == lost.parcel(100, "JE-1", "delivered").names()


def test_a_promise_that_comes_late_is_kept_by_what_came_after_it_was_given_up():
    story = Story().parcel(20, "JE-1", "undeliverable").parcel(30, "JE-1", "delivered")
    assert ["kept"] == states(story.said(0, "chat:1", "Paczka dotrze do Pani w piątek."))
