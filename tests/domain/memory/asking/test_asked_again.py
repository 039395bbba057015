"""An agent asks for what the customer had told: seen once, with whether it was known then, and not where it is none."""

import random
from datetime import timedelta
from typing import Any

import pytest

from domain.customer import events as happened
from domain.lending import Lending
from domain.memory.asking import Exempt, known_of
from tests.domain.memory.asking.desk import NoOther, Story
from tests.examples import LATE_WINDOW, counting, minutes

ORDER = "Zamek w kurtce z zamówienia PL-48213 się rozchodzi."
DAY = 60 * 24


def test_what_was_told_on_another_channel_is_asked_again():
    story = Story()
    story.says("customer", ORDER, 0, "i-1", "whatsapp")
    asked = story.says("agent", "Poproszę numer zamówienia.", 60, "i-2", "phone")
    assert [("order_no", True)] == story.asked_again(asked)
    (event,) = [each for each in story.derived if isinstance(each, happened.FactAskedAgain)]
    assert ("agent", "rule:asked-again.1", "i-2") == (event.asked_by, event.detected_by, event.interaction_id)


def test_what_nobody_told_is_not():
    story = Story()
    story.says("customer", "Dzień dobry, mam pytanie.", 0)
    assert [] == story.asked_again(story.says("agent", "Poproszę numer zamówienia.", 1))


def test_a_question_that_got_no_answer_may_be_asked_once_more():
    story = Story()
    story.says("agent", "Can I have your name?", 0)
    story.says("customer", "Just a second please", 1)
    assert [] == story.asked_again(story.says("agent", "Can I have your name?", 2))


def test_what_is_told_after_the_question_does_not_make_it_one():
    story = Story()
    asked = story.says("agent", "Can I have your order number?", 0)
    story.says("customer", "PL-48213", 1)
    assert [] == story.asked_again(asked)


def test_a_customers_question_is_none_of_ours():
    story = Story()
    story.says("customer", ORDER, 0)
    assert [] == story.asked_again(story.says("customer", "What is your order number?", 1))


def test_several_things_asked_at_once_are_each_seen():
    story = Story()
    story.says("customer", "My name is Orla Finnegan, order PL-48213", 0)
    asked = story.says("bot", "Please provide your full name, order number and postcode.", 60, "i-2")
    assert [("name", True), ("order_no", True)] == story.asked_again(asked)


def test_a_telling_that_comes_late_was_not_known_then():
    story = Story()
    asked = story.says("agent", "Can I have your order number?", 30, "i-2")
    story.says("customer", ORDER, 10, "i-1", "email")
    assert [("order_no", False)] == story.asked_again(asked)


def test_nothing_is_said_twice_of_one_item_and_key():
    story = Story()
    story.says("customer", "order PL-48213", 0)
    asked = story.says("agent", "Can I have your order number? I need your order number.", 30, "i-2")
    story.says("customer", "order PL-99999", 10, "i-3")
    for each in list(story.events):
        if not isinstance(each.event, happened.FactAskedAgain):
            story.derive(each)
    assert [("order_no", True)] == story.asked_again(asked)
    assert 1 == sum(isinstance(each, happened.FactAskedAgain) for each in story.derived)


def test_whatever_the_order_of_arrival_the_same_questions_are_seen():
    lines: list[tuple[Any, ...]] = [
        ("customer", "My name is Orla Finnegan", 0, "i-1"), ("agent", "What is your order number?", 5, "i-1"), ("customer", "PL-48213", 6, "i-1"),
        ("agent", "May I have your name, please?", 30, "i-2"), ("agent", "And your order number?", 31, "i-2"),
    ]  # fmt: skip
    for turn in range(len(lines)):
        story = Story()
        found = {text: story.says(role, text, at, thread) for role, text, at, thread in lines[turn:] + lines[:turn]}
        keys = [[key for key, _ in story.asked_again(found[text])] for _, text, *_ in lines]
        assert [[], [], [], ["name"], ["order_no"]] == keys, turn


def test_a_value_that_did_not_serve_is_not_forgotten():
    story = Story()
    story.says("customer", "My order is 9502127", 0)
    asked = story.says("agent", "I couldn't find that order. Could you please double-check the order number?", 1)
    assert [] == story.asked_again(asked)
    later = story.says("agent", "What was the order number again?", 90, "i-2")
    assert [("order_no", True)] == story.asked_again(later)


def test_the_full_name_of_somebody_who_told_the_first_may_be_asked_for():
    story = Story()
    story.says("customer", "My name is Orla", 0)
    assert [] == story.asked_again(story.says("agent", "Could I get your full name, please?", 1))
    assert [("name", True)] == story.asked_again(story.says("agent", "What is your name?", 2))


def test_the_answer_to_one_security_question_is_none_to_another():
    story = Story()
    story.says("agent", "What was your mother's maiden name?", 0)
    story.says("customer", "Quillfeather", 1)
    other = story.says("agent", "And what was the name of your childhood pet?", 2)
    same = story.says("agent", "What was your mother's maiden name?", 90, "i-2")
    assert [] == story.asked_again(other)
    assert [("security_answer", True)] == story.asked_again(same)


def test_an_order_number_of_long_ago_says_nothing_of_todays_order():
    story = Story()
    story.says("customer", ORDER, 0)
    assert [("order_no", True)] == story.asked_again(story.says("agent", "Poproszę numer zamówienia.", 80 * DAY, "i-2"))
    assert [] == story.asked_again(story.says("agent", "Poproszę numer zamówienia.", 100 * DAY, "i-3"))


@pytest.mark.parametrize(
    ("after", "seen"), [(timedelta(0), []), (timedelta(days=1), []), (timedelta(days=3), [("birth_date", True)])]
)
def test_what_policy_has_checked_anew_is_no_repetition(after: timedelta, seen: list[tuple[str, bool]]):
    story = Story((Exempt("birth_date", after),))
    story.says("customer", "I was born on 12/05/1984, date of birth 12/05/1984", 0)
    assert seen == story.asked_again(story.says("agent", "Could you confirm your date of birth?", 2 * DAY, "i-2"))


def test_a_retracted_fact_was_never_told():
    story = Story()
    story.says("customer", ORDER, 0)
    (fact,) = [each for each in story.page.memory.told() if each.key == "order_no"]
    story.take(happened.FactRetracted(fact_id=fact.fact_id, by="p-1"), 1)
    assert [] == story.asked_again(story.says("agent", "Poproszę numer zamówienia.", 60, "i-2"))


def test_a_retracted_fact_does_not_stand_in_for_one_told_later():
    story = Story()
    story.says("customer", "My name is Orla Finnegan", 0)
    (fact,) = story.page.memory.told()
    story.take(happened.FactRetracted(fact_id=fact.fact_id, by="p-1"), 1)
    story.says("customer", "My name is Orla Byrne", 60)
    assert [] == known_of(story.page, "What is your name?", "chat", minutes(30))
    assert 1 == len(known_of(story.page, "What is your name?", "chat", minutes(90)))


def test_what_an_agent_typed_was_not_told_by_the_customer():
    story = Story()
    note = story.says("agent", "Notatka po rozmowie", 0)
    story.take(happened.FactRecorded(
        fact_id="f-typed", key="order_no", item_id=note, channel="crm", stated_by="agent", span=(0, 0), extracted_by="agent:typed.1",
        confidence=1.0, value="PL-48213", norm="PL-48213"), 1)  # fmt: skip
    assert [] == story.asked_again(story.says("agent", "Poproszę numer zamówienia.", 60, "i-2"))


def test_a_page_that_is_ahead_shows_a_late_telling_as_not_known_then():
    story, ahead = Story(), Story()
    asked = story.says("agent", "Can I have your order number?", 30, "i-2")
    story.says("customer", ORDER, 10, "i-1", "email")
    underived = [each for each in story.events if not isinstance(each.event, happened.FactAskedAgain)]
    for each in underived:
        ahead.page.apply(each, Lending(NoOther(), LATE_WINDOW))
    ahead.version = ahead.position = len(underived)
    for each in underived:
        ahead.derive(each)
    assert [("order_no", False)] == ahead.asked_again(asked) == story.asked_again(asked)


def test_a_superseded_telling_was_told_all_the_same():
    story = Story()
    story.says("customer", "My name is Orla Finnegan", 0)
    asked = story.says("agent", "May I have your name?", 30, "i-2")
    story.says("customer", "My name is Orla Byrne", 31, "i-2")
    assert [("name", True)] == story.asked_again(asked)


def call(*segments: tuple[str, str], **changes: Any) -> dict[str, Any]:
    """A transcript with its speakers apart."""
    parts = tuple(happened.Segment(party=party, text=text) for party, text in segments)
    return {"item_id": "t-call", "interaction_id": "i-2", "channel": "phone", "kind": "call", "direction": "both", "author_role": "unknown",
            "segments": parts, "text": "\n".join(text for _, text in segments)} | changes  # fmt: skip


def test_in_a_call_only_the_shops_voice_asks():
    story = Story()
    story.says("customer", ORDER, 0)
    story.put(
        happened.CallTranscribed(
            **call(("agent", "Polana, w czym mogę pomóc?"), ("customer", "Jaki jest numer zamówienia?"))
        ),
        60,
    )
    assert [] == story.asked_again("t-call")
    story.put(
        happened.CallTranscribed(
            **call(("agent", "Poproszę numer zamówienia."), ("customer", "Już podawałam."), item_id="t-call-2")
        ),
        61,
    )
    assert [("order_no", True)] == story.asked_again("t-call-2")


def test_in_a_transcript_without_speakers_your_account_number_is_the_shops_question():
    story = Story()
    story.says("customer", "my account number is 40817263 and my name is Orla Finnegan", 0)
    text = "hello what's your name? i am tom. can i have your account number please? 40817263"
    story.put(happened.CallTranscribed(**call(("unknown", text))), 60)
    assert [("account_no", True)] == story.asked_again("t-call")


def test_the_need_in_hand_is_asked_again_only_within_its_case():
    story = Story()
    story.says("customer", "The zipper of my jacket is broken.", 0, "i-1")
    (told,) = [each for each in story.page.memory.told() if each.key == "problem"]
    assert told.value
    elsewhere = story.says("agent", "What seems to be the problem?", 60, "i-2")
    story.take(happened.CaseOpened(case_id="k-1", interaction_id="i-1"), 61)
    story.take(happened.InteractionAddedToCase(case_id="k-1", interaction_id="i-2"), 62)
    within = story.says("agent", "What seems to be the problem?", 63, "i-2")
    assert [] == story.asked_again(elsewhere)
    assert [("problem", True)] == story.asked_again(within)


def test_two_customers_who_become_one_were_asked_for_what_the_other_told():
    ids, others = counting(), NoOther()
    absorbed = Story(customer_id="c-2", ids=ids, others=others)
    absorbed.says("customer", ORDER, 0, "i-1")
    survivor = Story(ids=ids, others=others, position=100)
    asked = survivor.says("agent", "Poproszę numer zamówienia.", 60, "i-2")
    assert [] == survivor.asked_again(asked)
    others.streams["c_2"] = absorbed.events
    survivor.derive(
        survivor.take(happened.CustomersMerged(merge_id="m-1", survivor="c-1", absorbed="c-2", evidence=()), 61)
    )
    assert [("order_no", False)] == survivor.asked_again(asked)


def test_an_interaction_that_moves_here_was_asked_for_what_was_told_here_and_the_other_way_round():
    ids, others = counting(), NoOther()
    left = Story(customer_id="c-2", ids=ids, others=others)
    asked_there = left.says("agent", "May I have your name, please?", 60, "i-2")
    left.says("customer", "order PL-48213", 61, "i-2")
    here = Story(ids=ids, others=others, position=100)
    here.says("customer", "My name is Orla Finnegan", 0, "i-1")
    asked_here = here.says("agent", "Can I have your order number?", 90, "i-1")
    others.streams["c_2"] = left.events
    moved = happened.InteractionReassigned(
        interaction_id="i-2", from_customer="c-2", to_customer="c-1", reason="handle:phone"
    )
    here.derive(here.take(moved, 95))
    assert [("name", False)] == here.asked_again(asked_there)
    assert [("order_no", False)] == here.asked_again(asked_here)


SAYINGS = [
    ("customer", "My name is Orla Finnegan"), ("customer", "order PL-48213"), ("customer", "write to orla@example.org"), ("customer", "thank you, bye"),
    ("agent", "May I have your name, please?"), ("agent", "What is your order number?"), ("agent", "Could you give me your email address?"),
    ("agent", "I'll need your name and order number."), ("agent", "Thanks, I am looking into it."),
]  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_lines_that_come_in_any_order_show_the_same_questions(seed: int):
    chance = random.Random(seed)
    lines = [(*chance.choice(SAYINGS), number * 3, f"i-{chance.randrange(3)}") for number in range(14)]
    shown: list[set[tuple[float, str]]] = []
    for feed in (lines, chance.sample(lines, len(lines))):
        story = Story()
        items = {at: story.says(role, text, at, thread) for role, text, at, thread in feed}
        shown.append({(at, key) for at, item in items.items() for key, _ in story.asked_again(item)})
    assert shown[0] == shown[1], f"seed {seed}"
