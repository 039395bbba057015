"""A bell is not held up for the sake of those that may come behind it; a storm of them is."""

from adapters.bus.outbox import IN_A_ROW, Pace


class Hands:
    """A clock that only a test moves."""

    time = 100.0

    def now(self) -> float:
        return self.time


def test_a_few_in_a_row_go_out_at_once():
    pace = Pace(0.5, Hands().now)
    assert [0.0] * IN_A_ROW == [pace.rest() for _ in range(IN_A_ROW)]


def test_of_many_in_a_row_one_goes_out_in_so_many_seconds():
    hands = Hands()
    pace = Pace(0.5, hands.now)
    for _ in range(100):
        hands.time += pace.rest()
    assert (100 - IN_A_ROW) * 0.5 == hands.time - Hands.time


def test_who_has_rested_may_send_as_many_at_once_as_before_and_no_more():
    hands = Hands()
    pace = Pace(0.5, hands.now)
    for _ in range(IN_A_ROW):
        pace.rest()
    hands.time += 1_000
    assert [0.0] * IN_A_ROW + [0.5] == [pace.rest() for _ in range(IN_A_ROW + 1)]
