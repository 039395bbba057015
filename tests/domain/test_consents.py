"""What a person allows, objects to and was told of: the last word on each purpose counts, by when it was said."""

from typing import Any

from domain.customer import events as happened
from domain.customer.consents import Consents, Notices
from tests.domain.test_page import page_of
from tests.examples import minutes, recorded


def given(at: float, heard: float | None = None, kind: type = happened.ConsentGiven, **more: Any):
    event = kind(channel="crm", **({"purpose": "marketing"} | more))
    heard = at if heard is None else heard
    return recorded(event, int(heard) + 1, occurred_at=minutes(at), recorded_at=minutes(heard))


def withdrawn(at: float, heard: float | None = None, **more: Any):
    return given(at, heard, happened.ConsentWithdrawn, **more)


def objected(at: float, heard: float | None = None, **more: Any):
    return given(at, heard, happened.ObjectionRaised, **more)


def shown(at: float, version: str, notice: str = "RODO", heard: float | None = None, **more: Any):
    heard = at if heard is None else heard
    event = happened.NoticeShown(channel="chat", notice=notice, notice_version=version, **more)
    return recorded(event, int(heard) + 1, occurred_at=minutes(at), recorded_at=minutes(heard))


def objections(*events: Any) -> list[tuple[bool, bool]]:
    """(given, objected) of the one purpose they speak of."""
    consents = Consents()
    for each in events:
        consents.apply(each)
    return [(each.given, each.objected) for each in consents.last()]


def versions(*events: Any) -> list[tuple[str, str]]:
    notices = Notices()
    for each in events:
        notices.apply(each)
    return [(each.notice, each.notice_version) for each in notices.last()]


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


def test_an_objection_ends_a_consent_and_stands_until_the_person_agrees_again():
    assert [(False, True)] == objections(given(1), objected(2))
    assert [(False, True)] == objections(objected(1), withdrawn(2))
    assert [(True, False)] == objections(objected(1), withdrawn(2), given(3))


def test_an_objection_to_one_purpose_leaves_the_others_alone():
    assert [("marketing", True), ("profiling", False)] == last(given(1), objected(2, purpose="profiling"))


def test_an_agreement_said_before_an_objection_and_heard_of_after_it_does_not_lift_it():
    assert [(False, True)] == objections(objected(20), given(10, heard=30))


def test_each_notice_is_known_as_it_was_shown_last():
    assert [("RODO", "5"), ("recording", "1")] == versions(shown(1, "4"), shown(2, "1", "recording"), shown(3, "5"))
    assert [("RODO", "5")] == versions(shown(20, "5"), shown(10, "4", heard=30))


def test_notices_without_a_name_are_told_apart_by_their_versions():
    assert [("", "cookies-2"), ("", "privacy-7")] == versions(shown(1, "cookies-2", ""), shown(2, "privacy-7", ""))


def test_what_was_shown_in_a_call_leaves_the_page_with_the_call():
    told = [shown(1, "4"), shown(2, "1", "recording", interaction_id="i-1"), objected(3, interaction_id="i-1")]
    moved = happened.InteractionReassigned(interaction_id="i-1", from_customer="c-1", to_customer="c-2", reason="wrong")
    page = page_of([*told, recorded(moved, 5)])
    assert (["RODO"], []) == ([each.notice for each in page.notices.last()], page.consents.last())
    assert ["RODO", "recording"] == [each.notice for each in page_of(told).notices.last()]
