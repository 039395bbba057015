"""One need over several channels is one case; another need is another; nothing is moved in silence."""

import pytest

from domain.customer import events as happened
from tests.domain.memory.casing.story import Story


def one(story: Story, kind: type[happened.Event]) -> happened.Event:
    (event,) = [each for each in story.derived if isinstance(each, kind)]
    return event


# ---- opened --------------------------------------------------------------------------------------------------------------


def test_the_first_words_open_a_case_with_their_kind_and_topic():
    story = Story().said(0, "chat:1", "Dzień dobry, zamek w kurtce z zamówienia PL-48213 się rozchodzi. Co robić?")
    opened = one(story, happened.CaseOpened)
    assert isinstance(opened, happened.CaseOpened)
    assert ("complaint", "PL-48213", ("first",)) == (opened.about, opened.order_no, opened.reasons)
    assert "Zamek w kurtce z zamówienia PL-48213 się rozchodzi." == opened.topic


def test_a_greeting_waits_for_what_follows():
    story = Story().said(0, "chat:1", "Dzień dobry")
    assert [] == story.derived
    story.said(0.01, "chat:1", "Dzień dobry, w czym mogę pomóc?", "agent").said(
        0.02, "chat:1", "gdzie jest moja paczka?"
    )
    assert ["CaseOpened"] == story.kinds()


@pytest.mark.parametrize("words", ["I need help with my order", "Dzień dobry, mam pytanie", "Anna Nowak"])
def test_a_need_that_is_not_told_yet_waits(words: str):
    name = happened.ProfileAttributeNoted(attribute="name", system="crm", value="Anna Nowak")
    story = Story().happens(-1, name).said(0, "chat:1", words)
    assert [] == story.derived
    assert ["CaseOpened"] == story.said(0.1, "chat:1", "The zipper of my jacket is broken.").kinds()


@pytest.mark.parametrize("words", ["I want a refund", "Chcę zwrot", "Kiedy wymiana z zamówienia PL-48213?"])
def test_a_few_words_that_name_a_need_are_enough(words: str):
    assert ["CaseOpened"] == Story().said(0, "chat:1", words).kinds()


@pytest.mark.parametrize("words", ["Dziękuję!", "thanks, bye", "hej"])
def test_thanks_and_greetings_open_nothing(words: str):
    assert [] == Story().said(0, "chat:1", words).derived


def test_an_interaction_is_placed_once():
    story = Story().said(0, "chat:1", "Gdzie jest moja paczka?").said(0.1, "chat:1", "I jeszcze: chcę zwrócić plecak.")
    assert ["CaseOpened"] == story.kinds()


def test_a_topic_holds_no_number_but_the_orders():
    story = Story().said(0, "chat:1", "Zamówienie PL-48213 przyszło na zły adres, mój kod to 9931 7733.")
    opened = one(story, happened.CaseOpened)
    assert isinstance(opened, happened.CaseOpened)
    assert "PL-48213" in opened.topic and "9931" not in opened.topic and "7733" not in opened.topic


# ---- gone on with --------------------------------------------------------------------------------------------------------


def test_the_same_order_number_on_another_channel_is_the_same_need():
    story = Story().said(0, "chat:1", "Zamek w kurtce z zamówienia PL-48213 się rozchodzi.")
    story.said(50, "email:1", "Dzień dobry, kiedy dostanę pieniądze za zamówienie PL-48213?")
    assert [("chat:1", "email:1")] == story.needs()
    assert [("chat", "email", 50)] == story.switches()
    added = one(story, happened.InteractionAddedToCase)
    assert isinstance(added, happened.InteractionAddedToCase) and "order" in added.reasons


def test_the_switch_says_what_need_not_be_asked_again():
    story = Story().said(0, "chat:1", "Zamek w kurtce z zamówienia PL-48213 się rozchodzi. Mój mail: kw@example.org")
    story.said(50, "phone:1", "Dzwonię w sprawie zamówienia PL-48213.")
    switched = one(story, happened.ChannelSwitched)
    assert isinstance(switched, happened.ChannelSwitched)
    assert {"email"} <= set(switched.carried)
    assert ("i-chat:1", "i-phone:1") == (switched.from_interaction, switched.interaction_id)


@pytest.mark.parametrize(
    "words",
    [
        "Dzień dobry, pisałam wczoraj na czacie, nikt nie odpisał.",
        "Dzień dobry, w nawiązaniu do naszej rozmowy przesyłam zdjęcie.",
        "Rozłączyło mnie, piszę tutaj.",
        "Dzień dobry,\npisałam na WhatsAppie, bez skutku.",
        "Hello, I wrote on the chat about my parcel.",
        "Hello, I wrote to you yesterday on chat and heard nothing.",
        "Hi, we got cut off a moment ago.",
    ],
)
def test_somebody_who_speaks_of_an_earlier_contact_goes_on_with_its_need(words: str):
    story = Story().said(0, "chat:1", "Zamek w kurtce się rozchodzi.").said(20, "phone:1", words)
    assert [("chat:1", "phone:1")] == story.needs()
    added = one(story, happened.InteractionAddedToCase)
    assert isinstance(added, happened.InteractionAddedToCase) and "reference" in added.reasons


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Zamek w kurtce Halny się rozchodzi.", "Dzień dobry, chodzi o kurtkę z zepsutym zamkiem, kiedy naprawa?"),
        ("The zipper of my Halny jacket is broken.", "Good morning, what about the jacket with the broken zipper?"),
    ],
)
def test_the_same_things_in_other_forms_are_the_same_need(first: str, then: str):
    assert [("chat:1", "phone:1")] == Story().said(0, "chat:1", first).said(1, "phone:1", then).needs()


@pytest.mark.parametrize(
    "words", ["Tak, proszę o wymianę.", "Yes, please go ahead with the exchange.", "ok, ale do piątku"]
)
def test_an_answer_to_nothing_goes_on_with_what_was_spoken_of_last(words: str):
    story = Story().said(0, "chat:1", "Zamek w kurtce się rozchodzi.").said(30, "whatsapp:1", words)
    assert [("chat:1", "whatsapp:1")] == story.needs()
    assert [("chat", "whatsapp", 30)] == story.switches()


def test_the_same_channel_again_is_no_switch():
    story = Story().said(0, "chat:1", "Zamek w kurtce z zamówienia PL-48213 się rozchodzi.")
    assert [] == story.said(30, "chat:2", "Co z zamówieniem PL-48213?").switches()
    assert [("chat:1", "chat:2")] == story.needs()


def test_what_we_write_first_goes_on_with_the_need_it_names_and_opens_none():
    story = Story().said(0, "chat:1", "Zamek w kurtce Halny z zamówienia PL-48213 się rozchodzi.")
    story.said(30, "email:1", "Dzień dobry, w nawiązaniu do rozmowy: nowa kurtka Halny czeka w salonie.", "agent")
    story.said(40, "sms:1", "Twoja karta Klubu jest ważna do czerwca.", "agent")
    assert [("chat:1", "email:1")] == story.needs()


def test_what_our_people_write_to_somebody_with_an_open_need_needs_little_to_go_on_with_it():
    story = Story().said(0, "chat:1", "Zamek w kurtce się rozchodzi.")
    story.said(10, "email:1", "Dzień dobry, kurtka czeka w salonie przy Półwiejskiej.", "agent")
    assert [("chat:1", "email:1")] == story.needs()


def test_who_asks_for_what_is_overdue_goes_on_with_the_need_in_which_we_owe_it():
    words = "Halo, to miało być do wczoraj i nic."
    story = Story().said(0, "chat:1", "Bank pobrał płatność podwójnie.")
    assert 2 == len(story.said(20, "phone:1", words).needs())
    story = Story().said(0, "chat:1", "Bank pobrał płatność podwójnie.").happens(0.1, happened.PromiseNoted(
        promise_id="p-1", item_id="t-1", promised="refund", made_by="agent", interaction_id="i-chat:1", what="zwrot"))  # fmt: skip
    assert [("chat:1", "phone:1")] == story.said(20, "phone:1", words).needs()


def test_a_greeting_begins_something_of_its_own():
    first, words = "Zamek w kurtce się rozchodzi.", "numer czterdzieści trzy w czerwonym kolorze"
    assert 1 == len(Story().said(0, "chat:1", first).said(1, "sms:1", words).needs())
    assert 2 == len(Story().said(0, "chat:1", first).said(1, "sms:1", f"Dzień dobry, {words}").needs())


def test_what_is_carried_was_told_before():
    story = Story().said(0, "chat:1", "Zamek w kurtce z zamówienia PL-48213 się rozchodzi.")
    story.said(20, "phone:1", "Co z zamówieniem PL-48213? Mój mail kw@example.org")
    story.said(10, "sms:1", "Co z zamówieniem PL-48213?")  # comes late
    carried = {
        each.interaction_id: each.carried for each in story.derived if isinstance(each, happened.ChannelSwitched)
    }
    assert {"i-phone:1", "i-sms:1"} == set(carried)
    assert not any("email" in keys for keys in carried.values())


def test_a_note_from_the_shop_floor_is_part_of_the_need():
    story = Story().said(0, "chat:1", "Zamek w kurtce Halny się rozchodzi, chcę wymiany na rozmiar M.")
    story.said(20, "in_store:1", "Wymiana kurtki Halny: w rezerwacji był rozmiar L zamiast M.", "store_associate")
    assert [("chat:1", "in_store:1")] == story.needs()


# ---- another need --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Zamek w kurtce się rozchodzi.", "Dzień dobry, czy macie raki na buty 43?"),
        ("Zamówienie PL-48213 nie przyszło.", "Co z zamówieniem PL-50001?"),
        ("The zipper of my jacket is broken.", "Hello, can I change my delivery address?"),
        ("I was charged twice for my subscription.", "Hi, I want to know if the Kasprowy boots run small."),
    ],
)
def test_another_need_is_a_case_of_its_own(first: str, then: str):
    story = Story().said(0, "chat:1", first).said(3, "phone:1", then)
    assert [("chat:1",), ("phone:1",)] == story.needs()
    assert [] == story.switches()


def test_after_a_week_alike_words_are_a_new_need():
    story = Story().said(0, "chat:1", "Zamek w kurtce Halny się rozchodzi.")
    assert 2 == len(story.said(24 * 8, "phone:1", "Dzień dobry, chodzi o kurtkę Halny z zepsutym zamkiem.").needs())


def test_an_open_need_is_gone_on_with_for_four_weeks_by_who_names_it():
    story = Story().said(0, "chat:1", "Zamek w kurtce z zamówienia PL-48213 się rozchodzi.")
    story.said(24 * 20, "phone:1", "Co z zamówieniem PL-48213?").said(24 * 60, "email:1", "Co z zamówieniem PL-48213?")
    assert [("chat:1", "phone:1"), ("email:1",)] == story.needs()


# ---- shown later ---------------------------------------------------------------------------------------------------------


def test_an_order_number_told_later_joins_two_cases_by_an_event_that_says_why():
    story = Story().said(0, "chat:1", "Zamek w kurtce z zamówienia PL-48213 się rozchodzi.")
    story.said(20, "phone:1", "Dzień dobry, proszę o kontakt kierownika działu.").said(
        20.1, "phone:1", "Numer zamówienia PL-48213"
    )
    assert ["CaseOpened", "CaseOpened", "CasesJoined", "ChannelSwitched"] == story.kinds()
    assert [("chat:1", "phone:1")] == story.needs()
    joined = one(story, happened.CasesJoined)
    assert isinstance(joined, happened.CasesJoined) and "order" in joined.reasons


def test_what_somebody_split_by_hand_is_not_joined_again():
    story = Story().said(0, "chat:1", "Zamek w kurtce z zamówienia PL-48213 się rozchodzi.")
    story.said(20, "phone:1", "Zamówienie PL-48213, pytanie o fakturę.")
    (case,) = story.page.cases.all()
    split = happened.CaseSplit(case_id=case.case_id, new_case="k-9", interactions=("i-phone:1",), by="p-1")
    story.happens(21, split).said(21.1, "phone:1", "PL-48213, jak mówiłam wczoraj")
    assert [("chat:1",), ("phone:1",)] == story.needs()


def test_an_earlier_interaction_that_comes_late_becomes_the_beginning():
    story = Story().said(20, "phone:1", "Dzień dobry, pisałam na czacie, nikt nie odpisał.")
    story.said(0, "chat:1", "Zamek w kurtce się rozchodzi.")
    assert [{"chat:1", "phone:1"}] == [set(each) for each in story.needs()]
    assert [("chat", "phone", 20)] == story.switches()


# ---- met and not met after all -------------------------------------------------------------------------------------------


def solved(words: str = "Dziękuję, to wszystko.") -> Story:
    story = (
        Story()
        .said(0, "chat:1", "Gdzie jest paczka z zamówienia PL-48213?")
        .said(0.1, "chat:1", "Jutro u kuriera.", "agent")
    )
    return story.said(0.2, "chat:1", words).ended(0.3, "chat:1")


def test_a_need_is_met_when_the_customer_says_so_and_it_ended():
    story = solved()
    resolved = one(story, happened.CaseResolved)
    assert isinstance(resolved, happened.CaseResolved)
    assert ("customer_said_so", "i-chat:1") == (resolved.why, resolved.interaction_id)
    assert ["resolved"] == [case.state for case in story.page.cases.all()]


@pytest.mark.parametrize(
    "words",
    [
        "Dziękuję!",
        "Ok",
        "To nie wszystko",
        "To wszystko?",
        "To wszystko, ale zamek nadal się rozchodzi",
        "that's all if it works",
        "thanks for nothing",
    ],
)
def test_thanks_alone_settle_nothing(words: str):
    assert ["open"] == [case.state for case in solved(words).page.cases.all()]


def test_a_need_is_met_once():
    assert 1 == solved().ended(0.4, "chat:1").kinds().count("CaseResolved")


def test_a_settled_need_is_not_taken_up_after_a_week():
    assert 2 == len(solved().said(24 * 8, "phone:1", "Zamówienie PL-48213 jednak nie dotarło.").needs())


def test_what_we_owe_keeps_a_case_open():
    story = Story().said(0, "chat:1", "Gdzie jest paczka z zamówienia PL-48213?")
    story.happens(0.1, happened.PromiseNoted(
        promise_id="p-1", item_id="t-1", promised="callback", made_by="agent", interaction_id="i-chat:1", what="telefon"))  # fmt: skip
    story.said(0.2, "chat:1", "Dziękuję, to wszystko.").ended(0.3, "chat:1")
    assert ["open"] == [case.state for case in story.page.cases.all()]


def test_a_settled_need_that_goes_on_is_open_again():
    story = solved().said(30, "phone:1", "Zamówienie PL-48213 jednak nie dotarło.")
    reopened = one(story, happened.CaseReopened)
    assert isinstance(reopened, happened.CaseReopened)
    assert round(29.7 * 3600) == reopened.after_s
    assert [("open", 1)] == [(case.state, case.reopened) for case in story.page.cases.all()]
