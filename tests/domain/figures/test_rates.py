"""Asked again, told again: what counts once, and against which interactions."""

from datetime import timedelta

from domain.figures import FIGURES
from domain.figures.marks import ASKED, TOLD
from tests.domain.figures.marks import WEEK_OF_NOON, a_mark, numbers, tallies
from tests.examples import NOON

ASKED_AGAIN, TOLD_AGAIN, REPEAT_STORY = FIGURES["asked-again"], FIGURES["told-again"], FIGURES["repeat-story"]


def test_questions_are_counted_per_hundred_interactions():
    [row] = ASKED_AGAIN.rows([a_mark(1), a_mark(2), a_mark(3)], tallies(("phone", 30), ("chat", 10)), (), WEEK_OF_NOON)
    assert (3, 40, 7.5) == (row.numerator, row.denominator, row.value)
    assert ["e-1", "e-2", "e-3"] == [mark.event_id for mark in row.marks]


def test_a_question_found_twice_for_one_item_and_key_counts_once_and_shows_both_events():
    marks = [a_mark(1, item_id="t-1"), a_mark(2, item_id="t-1", ref="f-9"), a_mark(3, item_id="t-1", key="name")]
    [row] = ASKED_AGAIN.rows(marks, tallies(("phone", 100)), (), WEEK_OF_NOON)
    assert 2 == row.numerator
    assert ["e-1", "e-2", "e-3"] == [mark.event_id for mark in row.marks]


def test_a_question_found_twice_stands_in_the_group_in_which_it_was_found_first():
    marks = [a_mark(1, item_id="t-1", known=True), a_mark(2, item_id="t-1", ref="f-9", known=False)]
    rows = ASKED_AGAIN.rows(marks, tallies(("phone", 100)), ("known_then",), WEEK_OF_NOON)
    assert {("yes",): (1, 100)} == numbers(rows)


def test_what_no_longer_stands_is_not_counted():
    [row] = ASKED_AGAIN.rows([a_mark(1), a_mark(2, void=True)], tallies(("phone", 100)), (), WEEK_OF_NOON)
    assert 1 == row.numerator


def test_what_lies_outside_the_period_is_not_counted():
    end = a_mark(1, at=WEEK_OF_NOON.end)
    start = a_mark(2, at=WEEK_OF_NOON.start)
    before = a_mark(3, at=WEEK_OF_NOON.start - timedelta(microseconds=1))
    [row] = ASKED_AGAIN.rows([end, start, before], [], (), WEEK_OF_NOON)
    assert ["e-2"] == [mark.event_id for mark in row.marks]


def test_a_channel_on_which_nothing_was_asked_again_has_its_row():
    rows = ASKED_AGAIN.rows([a_mark(1)], tallies(("phone", 50), ("chat", 20)), ("channel",), WEEK_OF_NOON)
    assert {("chat",): (0, 20), ("phone",): (1, 50)} == numbers(rows)


def test_a_pair_of_channels_is_measured_against_the_one_on_which_it_was_asked():
    marks = [a_mark(1), a_mark(2, from_channel="email"), a_mark(3, channel="chat", from_channel="")]
    rows = ASKED_AGAIN.rows(marks, tallies(("phone", 50), ("chat", 20)), ("channel_pair",), WEEK_OF_NOON)
    assert {("chat>phone",): (1, 50), ("email>phone",): (1, 50), ("?>chat",): (1, 20)} == numbers(rows)


def test_days_and_weeks_are_those_of_the_shops_zone():
    late = NOON.replace(hour=23, minute=30)  # half past midnight in Warsaw
    rows = ASKED_AGAIN.rows([a_mark(1), a_mark(2, at=late)], tallies(("phone", 8)), ("day",), WEEK_OF_NOON)
    assert {("2026-11-20",): (1, 8), ("2026-11-21",): (1, 0)} == numbers(rows)
    rows = ASKED_AGAIN.rows([a_mark(1), a_mark(2, at=late)], tallies(("phone", 8)), ("week", "channel"), WEEK_OF_NOON)
    assert {("2026-W47", "phone"): (2, 8)} == numbers(rows)


def test_without_interactions_a_figure_has_no_value():
    [row] = TOLD_AGAIN.rows([], [], (), WEEK_OF_NOON)
    assert (0, 0, None) == (row.numerator, row.denominator, row.value)


def test_whether_it_was_known_then_is_told_apart():
    rows = ASKED_AGAIN.rows([a_mark(1), a_mark(2, known=False)], tallies(("phone", 8)), ("known_then",), WEEK_OF_NOON)
    assert {("yes",): (1, 8), ("no",): (1, 8)} == numbers(rows)


def test_a_question_and_its_answer_are_one_repetition():
    marks = [a_mark(1, ASKED), a_mark(2, TOLD, ref="f-2", before="f-1"), a_mark(3, TOLD, key="name", ref="f-3")]
    [both] = REPEAT_STORY.rows(marks, tallies(("phone", 100)), (), WEEK_OF_NOON)
    [told] = TOLD_AGAIN.rows(marks, tallies(("phone", 100)), (), WEEK_OF_NOON)
    assert (2, 2) == (both.numerator, told.numerator)
    assert 3 == len(both.marks)
