"""Marks for tests of figures: a fixed clock, one shop in Warsaw."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.figures import Mark, Period, Row, Tally
from domain.figures.marks import ASKED
from tests.examples import NOON

WARSAW = ZoneInfo("Europe/Warsaw")
WEEK_OF_NOON = Period(NOON - timedelta(days=4), NOON + timedelta(days=3), WARSAW)


def a_mark(position: int, kind: str = ASKED, **changes: Any) -> Mark:
    """An agent on the phone asks for the order number that was told on chat."""
    fields: dict[str, Any] = {
        "kind": kind, "at": NOON, "position": position, "event_id": f"e-{position}", "customer_id": "c-1", "interaction_id": "i-2",
        "item_id": f"t-{position}", "channel": "phone", "key": "order_no", "ref": "f-1", "other": "i-1", "from_channel": "chat",
        "team": "+48 22 100 00 00",
    }  # fmt: skip
    return Mark(**(fields | changes))


def tallies(*counts: tuple[str, int], at: datetime = NOON, team: str = "+48 22 100 00 00") -> list[Tally]:
    """So many interactions on each channel."""
    return [Tally(channel, team, at, count) for channel, count in counts]


def numbers(rows: Iterable[Row]) -> dict[tuple[str, ...], tuple[int, int]]:
    """Numerator and denominator by the values of a row's keys."""
    return {tuple(row.keys.values()): (row.numerator, row.denominator) for row in rows}
