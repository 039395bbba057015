"""A period's days and weeks in the shop's zone, over the changes of the clock too."""

from datetime import UTC, datetime, timedelta

from domain.figures import Period
from tests.domain.figures.marks import WARSAW


def test_a_period_is_cut_at_midnights_of_the_shop_also_when_the_clock_changes():
    start = datetime(2026, 10, 24, 0, 0, tzinfo=WARSAW).astimezone(UTC)
    period = Period(start, datetime(2026, 10, 27, 0, 0, tzinfo=WARSAW).astimezone(UTC), WARSAW)
    lengths = [end - start for start, end in period.cut("day")]
    assert [timedelta(hours=24), timedelta(hours=25), timedelta(hours=24)] == lengths
    assert ["2026-10-24", "2026-10-25", "2026-10-26"] == [period.name(start, "day") for start, _ in period.cut("day")]


def test_weeks_begin_on_monday_and_the_first_and_last_may_be_short():
    period = Period(datetime(2026, 12, 31, 12, tzinfo=UTC), datetime(2027, 1, 5, 12, tzinfo=UTC), WARSAW)
    assert ["2026-W53", "2027-W01"] == [period.name(start, "week") for start, _ in period.cut("week")]
    assert [
        (period.start, datetime(2027, 1, 3, 23, tzinfo=UTC)), (datetime(2027, 1, 3, 23, tzinfo=UTC), period.end),
    ] == period.cut("week")  # fmt: skip


def test_what_is_cut_neither_by_days_nor_by_weeks_is_whole():
    period = Period(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC), WARSAW)
    assert [(period.start, period.end)] == period.cut("")
