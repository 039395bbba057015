"""A consent said to somebody of ours: recorded once, with its wording, until it is taken back."""

from typing import Any

from domain.customer import events as happened
from domain.customer.consents import Consents
from domain.desk.consenting import RaiseObjection, SayConsent, ShowNotice, raise_objection, say_consent, show_notice
from tests.examples import minutes, recorded


def saying(given: bool = True, **more: Any) -> SayConsent:
    wording: dict[str, Any] = (
        {"notice": "Zgadzam się na wiadomości o nowościach.", "notice_version": "3"} if given else {}
    )
    told: dict[str, Any] = {"purpose": "marketing", "given": given, "channel": "phone"}
    return SayConsent(**(told | wording | more))


def after(*said: SayConsent) -> list[Any]:
    """What the last of them is recorded as, once the others were."""
    consents = Consents()
    events: list[Any] = []
    for number, each in enumerate(said, 1):
        events = list(say_consent(next(iter(consents.last()), None), each))
        for event in events:
            consents.apply(recorded(event, number, occurred_at=minutes(number), recorded_at=minutes(number)))
    return events


def test_what_is_given_names_its_purpose_its_wording_and_where_it_was_said():
    (given,) = after(saying(item_id="t-1", interaction_id="i-1", expires_at=minutes(90)))
    assert isinstance(given, happened.ConsentGiven)
    assert ("marketing", "phone", "3", "t-1", "i-1", minutes(90)) == (
        given.purpose, given.channel, given.notice_version, given.proof_item, given.interaction_id, given.expires_at)  # fmt: skip
    assert given.notice.startswith("Zgadzam się")


def test_the_same_said_again_is_no_second_consent():
    assert [] == after(saying(), saying())
    assert [] == after(saying(False), saying(False, channel="email"))


def test_another_wording_or_another_end_is_another_consent():
    assert 1 == len(after(saying(), saying(notice_version="4")))
    assert 1 == len(after(saying(), saying(expires_at=minutes(90))))


def test_what_was_given_is_taken_back_and_given_again():
    (withdrawn,) = after(saying(), saying(False))
    assert isinstance(withdrawn, happened.ConsentWithdrawn)
    assert 1 == len(after(saying(), saying(False), saying()))


def test_an_objection_is_raised_once_and_says_more_than_taking_back():
    objection = RaiseObjection(purpose="marketing", channel="phone", item_id="t-1", interaction_id="i-1")
    consents = Consents()
    (raised,) = raise_objection(None, objection)
    assert isinstance(raised, happened.ObjectionRaised)
    assert ("marketing", "phone", "t-1", "i-1") == (
        raised.purpose, raised.channel, raised.proof_item, raised.interaction_id)  # fmt: skip
    consents.apply(recorded(raised, 1, occurred_at=minutes(1), recorded_at=minutes(1)))
    (stands,) = consents.last()
    assert [] == raise_objection(stands, objection)
    assert [] == list(say_consent(stands, saying(False)))
    assert 1 == len(say_consent(stands, saying()))


def test_a_consent_taken_back_can_still_be_objected_to():
    (withdrawn,) = after(saying(), saying(False))
    consents = Consents()
    consents.apply(recorded(withdrawn, 1, occurred_at=minutes(1), recorded_at=minutes(1)))
    assert 1 == len(raise_objection(consents.last()[0], RaiseObjection(purpose="marketing", channel="phone")))


def test_a_notice_names_its_version_its_language_and_where_it_was_shown():
    shown = show_notice(ShowNotice(channel="in_store", place="salon", notice="RODO", notice_version="4", locale="pl"))
    assert ("in_store", "salon", "RODO", "4", "pl") == (
        shown.channel, shown.place, shown.notice, shown.notice_version, shown.locale)  # fmt: skip
