"""What a person allows: the last word on each purpose counts, by when it was said."""

from typing import Any

from domain.customer import events as happened
from domain.customer.consents import Consents
from tests.domain.test_page import page_of
from tests.examples import minutes, recorded


def given(at: float, heard: float | None = None, kind: type = happened.ConsentGiven, **more: Any):
    event = kind(channel="crm", **({"purpose": "marketing"} | more))
    heard = at if heard is None else heard
    return recorded(event, int(heard) + 1, occurred_at=minutes(at), recorded_at=minutes(heard))


def withdrawn(at: float, heard: float | None = None, **more: Any):
    return given(at, heard, happened.ConsentWithdrawn, **more)


def last(*events: Any) -> list[tuple[str, bool]]:
    consents = Consents()
    for each in events:
        consents.apply(each)
    return [(each.purpose, each.given) for each in consents.last()]


def test_the_last_word_on_each_purpose_counts():
    assert [("marketing", False), ("recording", True)] == last(
        given(1), given(2, purpose="recording"), withdrawn(3), given(4, purpose="recording")
    )


def test_a_consent_heard_of_late_does_not_outlast_a_withdrawal_said_after_it():
    assert [("marketing", False)] == last(withdrawn(20), given(10, heard=30))


def test_a_sender_whose_clock_runs_ahead_does_not_outlast_a_later_withdrawal():
    assert [("marketing", False)] == last(given(5_000, heard=10), withdrawn(20))


def test_a_consent_with_an_end_says_until_when():
    consents = Consents()
    consents.apply(given(1, expires_at=minutes(60)))
    (consent,) = consents.last()
    assert (True, minutes(60)) == (consent.given, consent.expires_at)


def test_what_was_agreed_to_in_a_call_leaves_the_page_with_the_call():
    told = [given(1), given(2, purpose="recording", interaction_id="i-1")]
    moved = happened.InteractionReassigned(interaction_id="i-1", from_customer="c-1", to_customer="c-2", reason="wrong")
    assert ["marketing", "recording"] == [each.purpose for each in page_of(told).consents.last()]
    assert ["marketing"] == [each.purpose for each in page_of([*told, recorded(moved, 4)]).consents.last()]
