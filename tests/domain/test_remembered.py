"""What memory's events do to a page: flags, dots, retractions, promises, contradictions, cases."""

from typing import Any

from domain.customer import events as happened
from domain.page import Page
from domain.record import Recorded
from tests.domain.test_page import page_of
from tests.examples import a_message, minutes, recorded

FACT: dict[str, Any] = {
    "key": "email", "item_id": "t-1", "interaction_id": "i-1", "channel": "chat", "stated_by": "customer", "span": (0, 3),
    "extracted_by": "rule:x.1", "confidence": 0.9,
}  # fmt: skip


def page(*events: happened.Event) -> Page:
    history: list[Recorded] = [
        recorded(each, version, occurred_at=minutes(version)) for version, each in enumerate(events, 1)
    ]
    return page_of(history)


def message(number: int, **changes: Any) -> happened.Event:
    return a_message(item_id=f"t-{number}", **changes)


def told(number: int, norm: str, **changes: Any) -> happened.FactRecorded:
    return happened.FactRecorded(**FACT | {"fact_id": f"f-{number}", "value": norm, "norm": norm} | changes)


def asked_again(**changes: Any) -> happened.FactAskedAgain:
    return happened.FactAskedAgain(**{
        "item_id": "t-2", "interaction_id": "i-2", "fact_id": "f-1", "key": "email", "asked_by": "agent", "detected_by": "x.1"
    } | changes)  # fmt: skip


QUESTION = message(2, interaction_id="i-2")


def leaves(interaction: str) -> happened.InteractionReassigned:
    return happened.InteractionReassigned(
        interaction_id=interaction, from_customer="c-1", to_customer="c-2", reason="agent"
    )


def test_an_item_says_what_it_asks_again_once_for_each_key():
    found = page(message(1), QUESTION, told(1, "a@b.pl"), asked_again(), asked_again(fact_id="f-1"))
    assert [("email", "f-1", True)] == [
        (each.key, each.fact_id, each.known_then) for each in found.timeline.by_id["t-2"].asked_again
    ]


def test_a_question_for_what_nobody_told_here_is_none():
    assert () == page(message(1), QUESTION, asked_again()).timeline.by_id["t-2"].asked_again


def test_what_was_told_in_an_interaction_that_left_is_not_asked_again():
    found = page(message(1), QUESTION, told(1, "a@b.pl"), asked_again(), leaves("i-1"))
    assert () == found.timeline.by_id["t-2"].asked_again
    assert ["t-2"] == [item.item_id for item in found.timeline.changed_since(4)]


def test_what_is_redacted_stands_as_dots_in_item_and_fact():
    redacted = happened.MessageRedacted(item_id="t-1", spans=((4, 8),), reason="pin")
    found = page(message(1, text="mój 12 4 to pin"), told(1, "12 4", span=(4, 8)), redacted)
    assert "mój •• • to pin" == found.timeline.by_id["t-1"].text
    assert [("••••", "")] == [(fact.value, fact.norm) for fact in found.told()]


def test_a_transcript_is_redacted_in_its_segments_too():
    segments = tuple(
        happened.Segment(party=party, text=text) for party, text in (("agent", "PIN?"), ("customer", "1234"))
    )
    call = happened.CallTranscribed(
        item_id="t-1", interaction_id="i-1", channel="phone", kind="call", direction="both", author_role="unknown",
        text="PIN?\n1234", segments=segments)  # fmt: skip
    item = page(call, happened.MessageRedacted(item_id="t-1", spans=((5, 9),), reason="pin")).timeline.by_id["t-1"]
    assert "PIN?\n••••" == item.text
    assert ["PIN?", "••••"] == [each.text for each in item.segments]


def test_a_retracted_fact_stays_and_what_it_had_superseded_holds_again():
    found = page(
        message(1), told(1, "a@b.pl"), told(2, "x@y.pl", supersedes=("f-1",)), happened.FactRetracted(fact_id="f-2", by="p-1")
    )  # fmt: skip
    assert {"email": "f-1"} == {key: fact.fact_id for key, fact in found.memory.standing().items()}
    assert [("f-1", None, False), ("f-2", None, True)] == [
        (fact.fact_id, fact.superseded_by, fact.retracted) for fact in found.told()
    ]


def test_the_name_of_somebody_else_stands_beside_the_customers_own_and_never_instead():
    own, other = told(1, "orla", key="name"), told(2, "ben", key="name", extracted_by="rule:another.1")
    found = page(message(1), own, other)
    assert {"name": "f-1"} == {key: fact.fact_id for key, fact in found.memory.standing().items()}
    assert ["f-1", "f-2"] == [fact.fact_id for fact in found.told() if fact.stands]
    assert {} == page(message(1), other).memory.standing()
    gone = page(message(1), own, other, happened.FactRetracted(fact_id="f-1", by="p-1"))
    assert {} == gone.memory.standing()


def test_a_promise_in_words_is_owed_until_something_keeps_it():
    noted = happened.PromiseNoted(
        promise_id="p-1", item_id="t-1", interaction_id="i-1", promised="callback", made_by="agent", due_at=minutes(60)
    )
    moved = happened.PromiseMoved(promise_id="p-1", new_due=minutes(90), told_item="t-2")
    assert page(message(1), noted).memory.promises["p-1"].owed
    later = page(message(1), noted, QUESTION, moved).memory.promises["p-1"]
    assert (True, "moved", minutes(90), ("t-1", "t-2")) == (later.owed, later.state, later.due_at, later.items)
    kept = page(message(1), noted, QUESTION, happened.PromiseKept(promise_id="p-1", evidence_item="t-2"))
    assert (False, "kept") == (kept.memory.promises["p-1"].owed, kept.memory.promises["p-1"].state)


def test_a_promise_stays_where_it_was_made_when_what_kept_it_leaves():
    noted = happened.PromiseNoted(promise_id="p-1", item_id="t-1", promised="callback", made_by="agent")
    kept = happened.PromiseKept(promise_id="p-1", evidence_item="t-2")
    assert ["p-1"] == list(page(message(1), noted, QUESTION, kept, leaves("i-2")).memory.promises)
    assert [] == list(page(message(1), noted, QUESTION, kept, leaves("i-1")).memory.promises)


def contradiction(number: int, **changes: Any) -> happened.ContradictionDetected:
    return happened.ContradictionDetected(**{
        "contradiction_id": f"x-{number}", "contradicts": "price", "left_item": "t-1", "right_item": "t-2", "detected_by": "x.1",
        "subject": "KUR-7", "left": happened.Side(value="199"), "right": happened.Side(value="249"),
    } | changes)  # fmt: skip


def test_both_sides_of_a_contradiction_stand_until_somebody_says_which():
    resolved = happened.ContradictionResolved(contradiction_id="x-1", stands="left", by="p-1", told_item="t-2")
    (found,) = page(message(1), QUESTION, contradiction(1), contradiction(2), resolved).contradictions.all()
    assert ("199", "249", "resolved", "left", ("t-1", "t-2", "t-2")) == (
        found.left.value, found.right.value, found.state, found.stands, found.items)  # fmt: skip


def test_a_contradiction_goes_with_either_side():
    assert [] == page(message(1), QUESTION, contradiction(1), leaves("i-1")).contradictions.all()


def opened(number: int, interaction: str) -> happened.CaseOpened:
    return happened.CaseOpened(case_id=f"k-{number}", interaction_id=interaction, topic=f"sprawa {number}")


def test_an_interaction_is_in_one_case():
    found = page(
        opened(1, "i-1"), opened(2, "i-2"), happened.InteractionAddedToCase(case_id="k-1", interaction_id="i-2")
    )
    assert [("k-1", ("i-1", "i-2"))] == [(each.case_id, each.interactions) for each in found.cases.all()]


def test_a_joined_case_answers_with_the_one_it_became_a_part_of():
    found = page(opened(1, "i-1"), opened(2, "i-2"), happened.CasesJoined(case_id="k-1", other="k-2", by="p-1"))
    case = found.cases.find("k-2")
    assert case is not None and ("k-1", ("i-1", "i-2"), True) == (case.case_id, case.interactions, case.by_hand)


def test_a_split_case_leaves_the_rest_and_a_reopened_one_counts():
    split = happened.CaseSplit(case_id="k-1", new_case="k-2", interactions=("i-2",), topic="zwrot")
    added = happened.InteractionAddedToCase(case_id="k-1", interaction_id="i-2")
    resolved = happened.CaseResolved(case_id="k-1", why="closed_by_hand")
    again = happened.CaseReopened(case_id="k-1", after_s=60)
    found = page(opened(1, "i-1"), added, split, resolved, again).cases
    assert [("k-1", ("i-1",), "open", 1), ("k-2", ("i-2",), "open", 0)] == [
        (each.case_id, each.interactions, each.state, each.reopened) for each in found.all()
    ]


def test_a_case_goes_with_its_only_interaction():
    assert [] == page(message(1), opened(1, "i-1"), leaves("i-1")).cases.all()


def test_what_was_retracted_is_not_asked_again():
    retracted = happened.FactRetracted(fact_id="f-1", by="p-1")
    found = page(message(1), QUESTION, told(1, "a@b.pl"), asked_again(), retracted)
    assert () == found.timeline.by_id["t-2"].asked_again
