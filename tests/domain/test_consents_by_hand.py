"""A consent said to somebody of ours: recorded once, with its wording, until it is taken back."""

from typing import Any

from domain.customer import events as happened
from domain.customer.consents import Consents
from domain.desk.consenting import SayConsent, say_consent
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
