"""Needs over their contacts: how many were met at once, which way they went, where something was repeated."""

from datetime import timedelta

import pytest

from domain.figures import FIGURES, Mark, Row
from domain.figures.marks import ADDED, ASKED, CLOSED, JOINED, OPENED, REOPENED, SPLIT
from tests.domain.figures.marks import WEEK_OF_NOON, a_mark, numbers
from tests.examples import NOON

DAY = timedelta(days=1)


def contact(
    position: int,
    interaction_id: str,
    channel: str = "chat",
    kind: str = "",
    *,
    case: str = "k-1",
    days: float = 0,
    **changes: object,
) -> Mark:
    """Somebody is in touch about a need: the first one begins with the first interaction."""
    kind = kind or (OPENED if interaction_id == "i-1" else ADDED)
    fields: dict[str, object] = {
        "key": "complaint" if kind == OPENED else "",
        "ref": case,
        "at": NOON + days * DAY,
        "other": "",
    }
    return a_mark(position, kind, interaction_id=interaction_id, channel=channel, **(fields | changes))


def turned(position: int, kind: str, days: float, case: str = "k-1") -> Mark:
    """The need is met, or open again."""
    return a_mark(position, kind, ref=case, interaction_id="", at=NOON + days * DAY, key="", other="")


def rows(name: str, *marks: Mark, by: tuple[str, ...] = ()) -> list[Row]:
    """As of a month later, so that the seven days of every need are over."""
    period = WEEK_OF_NOON.__class__(WEEK_OF_NOON.start, WEEK_OF_NOON.end, WEEK_OF_NOON.zone, NOON + 30 * DAY)
    return FIGURES[name].rows(marks, [], by, period)


def test_each_step_says_over_which_channel_it_went_on():
    marks = [
        contact(1, "i-1"),
        contact(2, "i-2", "email", days=1),
        contact(3, "i-3", "phone", days=2),
        turned(4, CLOSED, 3),
    ]
    marks += [contact(5, "i-9", "phone", OPENED, case="k-2")]
    assert {
        ("1", "chat", "email"): (1, 1), ("2", "email", "phone"): (1, 1), ("3", "phone", "closed"): (1, 1), ("1", "phone", "open"): (1, 1),
    } == numbers(rows("journeys", *marks))  # fmt: skip


def test_the_fourth_contact_and_all_later_ones_are_one_step():
    marks = [contact(at, f"i-{at}", days=at / 10) for at in range(1, 7)]
    found = numbers(rows("journeys", *marks))
    assert {
        ("1", "chat", "chat"): (1, 1),
        ("2", "chat", "chat"): (1, 1),
        ("3", "chat", "chat"): (1, 1),
        ("4", "chat", "open"): (1, 1),
    } == found


def test_contacts_stand_in_the_order_of_their_time_whatever_came_first():
    late = [contact(1, "i-1", "email", days=1), contact(2, "i-2", "phone", days=0)]
    assert {("1", "phone", "email"), ("2", "email", "open")} == set(numbers(rows("journeys", *late)))


def test_two_needs_that_turned_out_to_be_one_are_one_journey_and_a_split_makes_two():
    joined = [
        contact(1, "i-1"),
        contact(2, "i-2", "phone", OPENED, case="k-2", days=1),
        turned(3, JOINED, 2, "k-2"),
    ]
    joined[2] = a_mark(3, JOINED, ref="k-2", before="k-1", interaction_id="")
    assert {("1", "chat", "phone"), ("2", "phone", "open")} == set(numbers(rows("journeys", *joined)))
    split = [
        contact(1, "i-1"),
        contact(2, "i-2", "phone", days=1),
        a_mark(3, SPLIT, ref="k-3", before="k-1", other="i-2", key=""),
    ]
    assert {("1", "chat", "open"), ("1", "phone", "open")} == set(numbers(rows("journeys", *split)))


def test_a_need_open_again_is_not_closed():
    marks = [contact(1, "i-1"), turned(2, CLOSED, 1), turned(3, REOPENED, 2)]
    assert {("1", "chat", "open"): (1, 1)} == numbers(rows("journeys", *marks))


@pytest.mark.parametrize(("days", "met"), [(6.9, 0), (7.1, 1)])
def test_a_need_is_met_at_once_where_nobody_was_in_touch_about_it_for_seven_days(days: float, met: int):
    [row] = rows("first-contact", contact(1, "i-1"), contact(2, "i-2", days=days))
    assert (met, 1) == (row.numerator, row.denominator)


def test_a_need_younger_than_seven_days_is_not_judged():
    [row] = FIGURES["first-contact"].rows([contact(1, "i-1")], [], (), WEEK_OF_NOON)
    assert (0, 0, None) == (row.numerator, row.denominator, row.value)


def test_the_map_counts_contacts_by_stage_and_channel_and_those_with_something_repeated():
    marks = [
        contact(1, "i-1"), contact(2, "i-2", "phone", days=1), a_mark(3, ASKED, interaction_id="i-2"), turned(4, CLOSED, 2),
        contact(5, "i-5", "email", days=3), a_mark(6, ASKED, interaction_id="i-5", void=True),
    ]  # fmt: skip
    found = rows("journey-map", *marks)
    assert {("problem", "chat"): (0, 1), ("in_progress", "phone"): (1, 1), ("after", "email"): (0, 1)} == numbers(found)
    assert [["e-5"], ["e-2", "e-3"], ["e-1"]] == [[mark.event_id for mark in row.marks] for row in found]


def test_a_customer_on_several_channels_counts_once_with_all_needs():
    marks = [contact(1, "i-1"), contact(2, "i-2", "phone", OPENED, case="k-2", days=1)]
    marks += [contact(3, "i-3", "email", OPENED, case="k-3", customer_id="c-2")]
    [row] = rows("cross-channel", *marks)
    assert (1, 2) == (row.numerator, row.denominator)


def test_a_need_that_began_before_the_period_is_none_of_it():
    assert [] == rows("journeys", contact(1, "i-1", at=WEEK_OF_NOON.start - DAY), contact(2, "i-2"))


def test_one_need_of_two_is_met_when_both_are():
    two = [contact(1, "i-1"), contact(2, "i-2", "phone", OPENED, case="k-2", days=1), turned(3, CLOSED, 2)]
    joined = contact(4, "", kind=JOINED, case="k-2", before="k-1", days=3)
    assert ("2", "phone", "open") in numbers(rows("journeys", *two, joined))
    assert ("2", "phone", "closed") in numbers(rows("journeys", *two, turned(5, CLOSED, 2, "k-2"), joined))


def test_what_is_split_off_stands_as_the_other_stood():
    marks = [contact(1, "i-1"), contact(2, "i-2", "phone", days=1), turned(3, CLOSED, 2)]
    split = contact(4, "", kind=SPLIT, case="k-2", before="k-1", other="i-2", days=3)
    assert {("1", "chat", "closed"), ("1", "phone", "closed")} == set(numbers(rows("journeys", *marks, split)))


def test_a_contact_stands_at_its_beginning_whenever_it_was_put_into_the_need():
    by_hand = [contact(1, "i-1", days=9, began=NOON), contact(2, "i-2", "phone", days=1, began=NOON - DAY)]
    assert {("1", "phone", "chat"), ("2", "chat", "open")} == set(numbers(rows("journeys", *by_hand)))


def test_what_is_only_read_beside_does_not_count_as_begun():
    other = contact(3, "i-9", "phone", OPENED, case="k-2", beside=True)
    assert {("1", "chat", "open")} == set(numbers(rows("journeys", contact(1, "i-1"), other)))
