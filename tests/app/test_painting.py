"""What a page says of one message, as stages of its way."""

from datetime import UTC, datetime

from app.bench.painting import Clocks, way_of

ASKED = 5_000_000_000  # nanoseconds of the machine's clock
CLOCKS = Clocks(page=4_000.0, calendar=-datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp() * 1e3)
PLACED = "2026-11-23T12:00:05.002000Z"


def test_each_stage_is_counted_from_the_one_before_it_by_one_clock():
    way = way_of(str(ASKED), [1_010.0, PLACED, 1_015.0, 1_018.0, 1_030.0], CLOCKS)
    assert (2.0, 8.0, 5.0, 3.0, 12.0) == tuple(round(each or 0, 3) for each in way.stages)
    assert 30.0 == round(way.whole, 3)


def test_a_stage_that_is_not_known_is_left_out_and_the_next_one_has_its_time():
    way = way_of(str(ASKED), [1_010.0, None, 1_015.0, 1_018.0, 1_030.0], CLOCKS)
    assert (None, 10.0, 5.0) == way.stages[:3]
    assert 30.0 == way.whole
