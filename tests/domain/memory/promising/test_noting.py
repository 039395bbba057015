"""A promise in our words is noted once; told anew it moves; told by a system as well it is one."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.customer import events as happened
from tests.domain.memory.promising.said import WARSAW
from tests.domain.memory.promising.story import Story

FOUR, SIX = "11-18 16:00", "11-18 18:00"


def test_a_promise_in_a_message_is_noted_with_its_place():
    text = "Dzień dobry. Oddzwonię do 16:00."
    story = Story().said(0, "chat:1", text, author_name="Anna")
    (noted,) = story.derived
    assert isinstance(noted, happened.PromiseNoted)
    assert ("t-1", "i-chat:1", "callback", "agent", "Anna", "rule:promises.1") == (
        noted.item_id, noted.interaction_id, noted.promised, noted.made_by, noted.who, noted.detected_by)  # fmt: skip
    assert ("Oddzwonię do 16:00", (13, 31)) == (noted.what, noted.span)
    assert [("callback", "open", FOUR, ("t-1",))] == story.states()


def test_only_our_segments_of_a_call_promise():
    story = Story().called(
        0,
        "phone:1",
        ("customer", "I'll call you back by 4pm."),
        ("agent", "We'll refund you within 14 days."),
        direction="inbound",
    )
    (noted,) = story.derived
    assert isinstance(noted, happened.PromiseNoted)
    text = "I'll call you back by 4pm.\nWe'll refund you within 14 days."
    assert ("refund", "We'll refund you within 14 days") == (noted.promised, text[slice(*noted.span)])


def test_two_voices_in_one_text_promise_nothing():
    assert [] == Story().called(0, "phone:1", ("unknown", "I'll call you back by 4pm."), direction="inbound").derived


def test_what_is_unsure_is_not_noted():
    assert [] == Story().said(0, "chat:1", "Postaram się, ale jeśli się uda, oddzwonię do 16:00.").derived


def test_the_customers_words_promise_nothing():
    assert [] == Story().said(0, "chat:1", "I'll call you back by 4pm.", role="customer").derived


def test_what_a_machine_sends_promises_nothing():
    assert [] == Story().said(0, "chat:1", "Oddzwonimy do 16:00.", role="system").derived


def test_the_same_promise_said_again_is_one():
    story = Story().said(0, "chat:1", "Oddzwonię do 16:00.").said(0.1, "chat:1", "Tak jak pisałam: oddzwonię do 16:00!")
    assert [("callback", "open", FOUR, ("t-1",))] == story.states()


def test_another_time_in_the_same_talk_moves_it():
    story = (
        Story().said(0, "chat:1", "Oddzwonię do 16:00.").said(1, "chat:1", "Przepraszam, oddzwonię dopiero do 18:00.")
    )
    assert ["PromiseNoted", "PromiseMoved"] == story.names()
    assert [("callback", "moved", SIX, ("t-1", "t-2"))] == story.states()


def test_an_earlier_promise_that_comes_late_gives_the_same_time():
    story = (
        Story().said(1, "chat:1", "Przepraszam, oddzwonię dopiero do 18:00.").said(0, "chat:1", "Oddzwonię do 16:00.")
    )
    (found,) = story.states()
    assert ("callback", "moved", SIX, {"t-1", "t-2"}) == (*found[:3], set(found[3]))


def test_the_same_kind_in_another_talk_is_another_promise():
    story = Story().said(0, "chat:1", "Oddzwonię do 16:00.").said(1, "email:2", "Oddzwonię do 18:00.")
    assert [("callback", "open", FOUR, ("t-1",)), ("callback", "open", SIX, ("t-2",))] == story.states()


def test_in_another_talk_about_the_same_need_it_moves():
    story = Story().said(0, "chat:1", "Oddzwonię do 16:00.")
    story.happens(0, happened.CaseOpened(case_id="k-1", interaction_id="i-chat:1"))
    story.happens(0.5, happened.InteractionAddedToCase(case_id="k-1", interaction_id="i-email:2"))
    assert [("callback", "moved", SIX, ("t-1", "t-2"))] == story.said(1, "email:2", "Oddzwonię do 18:00.").states()


def test_two_amounts_are_two_refunds():
    story = Story().said(0, "chat:1", "Zwrócimy 20 zł do jutra.").said(0.1, "chat:1", "Zwrócimy też 49 zł do piątku.")
    assert ["20 zł", "49 zł"] == [each.amount for each in story.promises()]


def test_what_a_system_tells_as_well_stands_once():
    due = datetime(2026, 11, 18, 16, tzinfo=WARSAW)
    before = Story().made(0, "chat:1", "callback", "telefon", due).said(0.01, "chat:1", "Oddzwonię do 16:00.")
    after = Story().said(0, "chat:1", "Oddzwonię do 16:00.").made(0.01, "chat:1", "callback", "telefon", due)
    assert [("callback", "open", FOUR, ("t-1",))] == before.states()
    assert [("callback", "open", FOUR, ("t-2",))] == after.states()


def test_the_time_is_read_in_the_shops_zone():
    story = Story().said(0, "chat:1", "I'll call you back by 4pm.")
    assert datetime(2026, 11, 18, 15, tzinfo=ZoneInfo("UTC")) == story.promises()[0].due_at


def test_an_exchange_told_by_a_system_is_the_delivery_of_the_words():
    due = datetime(2026, 11, 25, 10, tzinfo=WARSAW)
    story = Story().said(0, "email:1", "Będą czekać w salonie Warszawa Centrum najpóźniej 25 listopada od rana.")
    assert [("replacement", "open", "11-25 10:00", ("t-2",))] == story.made(
        0.01, "email:1", "replacement", "buty 39", due
    ).states()
