"""One-time codes: however they are asked for and answered, nobody gets more tries or more codes than there are."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import CodeGone, CodesPaused, UnknownCode, WrongCode
from domain.identity import codes as rules
from domain.identity.codes import Code, Codes
from tests.examples import NOON, minutes


def a_code(number: str = "1", now: datetime = NOON) -> Code:
    return Code(number=number, digest=b"right", customer_id="c-1", link_id="h-1", request=b"r", asked=b"a",
                expires_at=now + rules.LASTS)  # fmt: skip


def sent(number: str = "1", codes: Codes | None = None, now: datetime = NOON) -> Codes:
    return rules.issue(codes or Codes(), a_code(number, now), now)


def test_a_code_may_be_answered_until_it_expires():
    codes = sent()
    assert "1" == rules.standing(codes, "1", minutes(9.9)).number
    with pytest.raises(CodeGone):
        rules.standing(codes, "1", minutes(10))


def test_a_spent_code_is_gone():
    with pytest.raises(CodeGone):
        rules.standing(rules.right(sent(), NOON), "1", NOON)


def test_a_newer_code_takes_the_place_of_the_one_before():
    codes = sent("2", sent("1"), minutes(2))
    with pytest.raises(CodeGone):
        rules.standing(codes, "1", minutes(2))
    assert "2" == rules.standing(codes, "2", minutes(2)).number


def test_a_number_that_was_never_sent_is_unknown():
    with pytest.raises(UnknownCode):
        rules.standing(sent(), "2", NOON)
    with pytest.raises(UnknownCode):
        rules.standing(Codes(), "1", NOON)


def test_the_last_wrong_answer_locks_and_spends():
    codes = sent()
    for left in (4, 3, 2, 1):
        codes = rules.wrong(codes, NOON)
        found = rules.refusal(codes)
        assert isinstance(found, WrongCode) and left == found.tries_left
    codes = rules.wrong(codes, NOON)
    assert isinstance(rules.refusal(codes), CodesPaused)
    for asked in (lambda: rules.standing(codes, "1", minutes(14)), lambda: sent("2", codes, minutes(14))):
        with pytest.raises(CodesPaused) as paused:
            asked()
        assert minutes(15) == paused.value.until
    assert 5 == sent("2", codes, minutes(15)).tries_left


def test_a_right_answer_forgives_the_wrong_ones():
    assert 5 == rules.right(rules.wrong(sent(), NOON), NOON).tries_left


STEPS = st.lists(st.tuples(st.sampled_from(["send", "wrong", "wrong", "old"]), st.integers(0, 1_200)), max_size=60)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_no_order_of_asking_and_guessing_gives_more_than_there_is(steps: list[tuple[str, int]]):
    """Whatever an attacker does: at most 3 codes in any hour, and at most 5 guesses in any 15 minutes."""
    codes, now, sent_at, guessed_at = Codes(), NOON, list[datetime](), list[datetime]()
    for what, seconds in steps:
        now += timedelta(seconds=seconds)
        try:
            if what == "send":
                codes = sent(str(len(sent_at)), codes, now)
                sent_at.append(now)
            else:
                number = str(len(sent_at) - (1 if what == "wrong" else 2))
                rules.standing(codes, number, now)
                codes = rules.wrong(codes, now)
                guessed_at.append(now)
        except (CodesPaused, CodeGone, UnknownCode):
            pass
        for counted, window, most in ((sent_at, rules.AN_HOUR, 3), (guessed_at, rules.LOCKED, 5)):
            assert most >= sum(each > now - window for each in counted)


def test_in_an_hour_nobody_guesses_more_often_than_the_lock_allows():
    codes, guesses = Codes(), 0
    for second in range(0, 3_600, 5):
        now = NOON + timedelta(seconds=second)
        try:
            number = codes.code.number if codes.code else ""
            rules.standing(codes, number, now)
            codes = rules.wrong(codes, now)
            guesses += 1
        except (CodesPaused, CodeGone, UnknownCode):
            try:
                codes = sent(str(second), codes, now)
            except CodesPaused:
                pass
    assert 15 == guesses  # three codes, five guesses each: 15 in a million
