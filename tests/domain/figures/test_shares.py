"""Switches, promises, contradictions: which of them are counted, and in which state they stood at the period's end."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.figures import FIGURES, Mark
from domain.figures.marks import ASKED, BROKEN, FOUND, KEPT, MADE, MOVED, RESOLVED, SWITCHED, TOLD, WITHDRAWN
from tests.domain.figures.marks import WEEK_OF_NOON, a_mark, numbers
from tests.examples import NOON

SWITCHES, PROMISES, CONTRADICTIONS = FIGURES["switches"], FIGURES["promises"], FIGURES["contradictions"]
BEFORE, AFTER = WEEK_OF_NOON.start - timedelta(days=9), WEEK_OF_NOON.end + timedelta(hours=1)
NOTHING = {"kept": 0, "broken": 0, "open": 0, "overdue": 0, "withdrawn": 0}


def a_promise(position: int, **changes: object) -> Mark:
    """A call back, due tomorrow."""
    fields: dict[str, object] = {"key": "callback", "ref": "p-1", "due_at": NOON + timedelta(days=1)}
    return a_mark(position, MADE[1], **(fields | changes))


def became(position: int, kind: str, **changes: object) -> Mark:
    """What became of that promise."""
    return a_mark(position, kind, **({"ref": "p-1", "key": ""} | changes))


def states(*marks: Mark) -> dict[str, int]:
    """How many promises are in each state."""
    return {row.keys["state"]: row.numerator for row in PROMISES.rows(marks, [], (), WEEK_OF_NOON)}


def test_the_share_of_switches_in_which_nothing_was_repeated():
    marks = [
        a_mark(1, SWITCHED, interaction_id="i-2"), a_mark(2, SWITCHED, interaction_id="i-3"), a_mark(3, ASKED, interaction_id="i-3"),
        a_mark(4, TOLD, interaction_id="i-2", void=True), a_mark(5, SWITCHED, interaction_id="i-4", from_channel="email"),
    ]  # fmt: skip
    rows = SWITCHES.rows(marks, [], ("channel_pair",), WEEK_OF_NOON)
    assert {
        ("chat>phone", "nothing_repeated"): (1, 2), ("chat>phone", "repeated"): (1, 2),
        ("email>phone", "nothing_repeated"): (1, 1), ("email>phone", "repeated"): (0, 1),
    } == numbers(rows)  # fmt: skip
    assert [["e-1"], ["e-2", "e-3"], ["e-5"], []] == [[mark.event_id for mark in row.marks] for row in rows]


def test_a_switch_found_twice_about_one_interaction_counts_once():
    rows = SWITCHES.rows([a_mark(1, SWITCHED), a_mark(2, SWITCHED)], [], (), WEEK_OF_NOON)
    assert {("nothing_repeated",): (1, 1), ("repeated",): (0, 1)} == numbers(rows)


@pytest.mark.parametrize(
    ("marks", "state"),
    [
        ([a_promise(1)], "overdue"),
        ([a_promise(1, due_at=AFTER)], "open"),
        ([a_promise(1, due_at=None)], "open"),
        ([a_promise(1), became(2, KEPT)], "kept"),
        ([a_promise(1), became(2, BROKEN)], "broken"),
        ([a_promise(1), became(2, BROKEN), became(3, KEPT)], "kept"),
        ([a_promise(1), became(2, MOVED, due_at=AFTER)], "open"),
        ([a_promise(1), became(2, MOVED, due_at=NOON)], "overdue"),
        ([a_promise(1), became(2, WITHDRAWN, by_hand=True)], "withdrawn"),
        ([a_promise(1), became(2, KEPT, at=AFTER)], "overdue"),
        ([a_promise(1, at=BEFORE), became(2, KEPT)], "kept"),
        ([a_promise(1, at=BEFORE)], "overdue"),
    ],
)  # fmt: skip
def test_a_promise_stands_as_it_stood_at_the_end(marks: list[Mark], state: str):
    assert NOTHING | {state: 1} == states(*marks)


def test_what_falls_due_later_in_a_period_that_is_not_over_is_not_overdue():
    today = replace(WEEK_OF_NOON, now=NOON)
    found = {row.keys["state"]: row.numerator for row in PROMISES.rows([a_promise(1)], [], (), today)}
    assert NOTHING | {"open": 1} == found


@pytest.mark.parametrize(
    "marks",
    [
        [a_promise(1), became(2, WITHDRAWN)],
        [a_promise(1, at=BEFORE), became(2, KEPT, at=BEFORE)],
        [a_promise(1, at=AFTER)],
    ],
)
def test_a_promise_that_never_was_or_is_no_matter_of_the_period_is_not_counted(marks: list[Mark]):
    assert NOTHING == states(*marks)


def test_promises_are_told_apart_by_kind():
    marks = [a_promise(1), a_promise(2, ref="p-2", key="refund"), became(3, KEPT)]
    found = numbers(PROMISES.rows(marks, [], ("kind",), WEEK_OF_NOON))
    assert (1, 1) == found["callback", "kept"] == found["refund", "overdue"]


def test_contradictions_found_and_resolved():
    marks = [
        a_mark(1, FOUND, key="price", ref="x-1"), a_mark(2, FOUND, key="price", ref="x-2"), a_mark(3, RESOLVED, ref="x-1"),
        a_mark(4, RESOLVED, ref="x-2", at=AFTER), a_mark(5, FOUND, key="stock", ref="x-3", at=AFTER),
    ]  # fmt: skip
    rows = CONTRADICTIONS.rows(marks, [], ("kind",), WEEK_OF_NOON)
    assert {("price", "resolved"): (1, 2), ("price", "open"): (1, 2)} == numbers(rows)


def test_promises_kept_among_those_due_or_settled():
    kept = FIGURES["promises-kept"]
    marks = [a_promise(1), became(2, KEPT), *(a_promise(3, ref="p-3"), a_promise(4, ref="p-4", due_at=AFTER))]
    marks += [a_promise(5, ref="p-5"), became(6, BROKEN, ref="p-5")]
    [row] = kept.rows(marks, [], (), WEEK_OF_NOON)
    assert (1, 3, ["e-1", "e-2"]) == (row.numerator, row.denominator, [mark.event_id for mark in row.marks])
