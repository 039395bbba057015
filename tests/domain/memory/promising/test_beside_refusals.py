"""Promises beside what is no promise: a refusal in the same sentence, a name taken off a list, a month that is a verb."""

import pytest

from domain.memory.promising import RECORDED, promises_in
from tests.domain.memory.promising.said import SAID_AT, WARSAW


def kinds(text: str) -> list[tuple[str, str]]:
    return [
        (each.kind, each.due_at.astimezone(WARSAW).strftime("%m-%d") if each.due_at else "")
        for each in promises_in(text, SAID_AT, WARSAW)
        if each.confidence >= RECORDED
    ]


@pytest.mark.parametrize(
    "text",
    [
        "I can't promise it arrives today, but I'll call you tomorrow by noon.",
        "Nie mogę obiecać, że dojdzie dziś, ale oddzwonię jutro do 12.",
        "No guarantee for the weekend, however I will call you tomorrow.",
    ],
)
def test_what_is_promised_behind_a_refusal_is_promised(text: str):
    assert [("callback", "11-19")] == kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "I can't promise to call you tomorrow.",
        "I can't promise that, but no guarantee either that we'll call you tomorrow.",
        "Nie obiecuję, że oddzwonię jutro.",
    ],
)
def test_what_is_refused_is_no_promise(text: str):
    assert [] == kinds(text)


def test_something_off_the_price_is_a_discount_and_a_name_off_a_list_none():
    for text in (
        "I'll take 20% off.",
        "We'll take a bit off the price.",
        "I'll knock £10 off your next order.",
        "I will take 15 off.",
    ):
        assert [("discount", "")] == kinds(text)
    for text in (
        "I'll take you off the mailing list.",
        "I'll take the old item off your order.",
        "We will take your name off the list now.",
    ):
        assert [] == kinds(text)


def test_the_second_may_is_no_day():
    assert [("refund", "")] == kinds("I will refund the first one, and the second may take longer.")
    assert [("callback", "05-02")] == kinds("I'll call you on the second of May.")
