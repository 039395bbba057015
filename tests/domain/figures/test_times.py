"""How long until what had been told stood again, and until a need open again was answered."""

from datetime import timedelta

from domain.figures import FIGURES, Mark
from domain.figures.marks import ASKED, REOPENED, SWITCHED, TOLD
from tests.domain.figures.marks import WEEK_OF_NOON, a_mark
from tests.examples import NOON

MINUTE = timedelta(minutes=1)


def counted(name: str, *marks: Mark) -> tuple[int, int, float | None]:
    [row] = FIGURES[name].rows(marks, [], (), WEEK_OF_NOON)
    return row.numerator, row.denominator, row.value


def switched(position: int, interaction_id: str, **changes: object) -> Mark:
    return a_mark(position, SWITCHED, interaction_id=interaction_id, began=NOON, **changes)


def test_the_time_to_context_ends_with_the_last_thing_repeated_and_is_nothing_where_nothing_was():
    marks = [
        switched(1, "i-1"), a_mark(2, ASKED, interaction_id="i-1", at=NOON + MINUTE), a_mark(3, TOLD, interaction_id="i-1", at=NOON + 2 * MINUTE),
        switched(4, "i-4"), a_mark(5, ASKED, interaction_id="i-4", at=NOON + MINUTE, void=True),
    ]  # fmt: skip
    assert (1, 2, 60.0) == counted("time-to-context", *marks)


def test_one_talk_counts_for_an_hour_at_most_and_mail_not_at_all():
    far = [switched(1, "i-1"), a_mark(2, ASKED, interaction_id="i-1", at=NOON + timedelta(hours=5))]
    assert (1, 1, 3600.0) == counted("time-to-context", *far)
    assert (0, 0, None) == counted("time-to-context", switched(1, "i-1", channel="email"))


def test_answers_after_reopening_are_told_by_their_median_and_calls_are_not_waited_for():
    marks = [
        a_mark(at, REOPENED, channel="chat", answered_at=None if minutes is None else NOON + minutes * MINUTE)
        for at, minutes in enumerate((1, 3, 50, None))
    ]
    assert (3, 4, 180.0) == counted("reopening-response", *marks, a_mark(9, REOPENED, channel="phone"))
