"""How marks become rows: grouped by what was asked for, one row with its events for each group."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from domain.figures.marks import Mark
from domain.figures.periods import DAY, WEEK, Period

CHANNEL, PAIR, TEAM, KEY, KIND, KNOWN = "channel", "channel_pair", "team", "key", "kind", "known_then"
Group = tuple[str, ...]


class Tally(msgspec.Struct, frozen=True):
    """So many interactions of a channel and team began at `at` or later, within one stretch of the period's cut."""

    channel: str
    team: str
    at: datetime
    count: int


class Row(msgspec.Struct, frozen=True):
    """One number: `numerator` of `denominator`, and the events behind the numerator in the order of the log.

    `seconds`: of a figure of times, how long it took.
    """

    keys: Mapping[str, str]
    numerator: int
    denominator: int
    marks: tuple[Mark, ...]
    seconds: float | None = None
    timed: bool = False

    @property
    def value(self) -> float | None:
        """Per hundred, or seconds; None where there is nothing to divide by."""
        if self.timed:
            return None if self.seconds is None else round(self.seconds, 2)
        return round(100 * self.numerator / self.denominator, 2) if self.denominator else None


class Needs(msgspec.Struct, frozen=True):
    """Which marks a figure is counted from: those of `kinds` in the period, and of `beside` about the same thing.

    `owed`: instead of those in the period, all before its end that were not settled before its start.
    """

    kinds: tuple[str, ...]
    beside: tuple[str, ...] = ()
    # What marks beside have in common with them: ref, interaction_id; need: then those in question are the contacts that
    # began in the period, and beside them is everything of whatever need they were ever a part of.
    same: str = ""
    within: tuple[str, ...] = ()  # of these kinds, besides, those in the interactions of all marks found
    people: bool = False  # customers by who answers for them now
    owed: bool = False
    tallies: bool = False  # how many interactions there were, too


class Figure(Protocol):
    """One definition. `version` changes with what is counted: two versions' numbers are not to be compared."""

    name: str
    version: int
    needs: Needs
    ways: tuple[str, ...]  # by what it can be grouped
    unit: str  # percent, seconds

    def rows(self, marks: Iterable[Mark], tallies: Iterable[Tally], by: Sequence[str], period: Period) -> list[Row]:
        """The rows, sorted by their keys. `marks` are those needed, in the order of the log."""
        ...


def group_of(mark: Mark, by: Sequence[str], period: Period) -> Group:
    """The group a mark belongs to."""
    return tuple(_part(mark, way, period) for way in by)


def base_of(mark: Mark, by: Sequence[str], period: Period) -> Group:
    """The tallies a mark is measured against: those of the channel on which it happened, of its team, of its days."""
    return tuple(
        mark.channel if way == PAIR else "" if way in (KEY, KIND, KNOWN) else _part(mark, way, period) for way in by
    )


def base_of_tally(tally: Tally, by: Sequence[str], period: Period) -> Group:
    """The same for a tally."""
    parts: list[str] = []
    for way in by:
        if way in (DAY, WEEK):
            parts.append(period.name(tally.at, way))
        else:
            parts.append({CHANNEL: tally.channel, PAIR: tally.channel, TEAM: tally.team}.get(way, ""))
    return tuple(parts)


def _part(mark: Mark, way: str, period: Period) -> str:
    match way:
        case "channel":
            return mark.channel
        case "channel_pair":
            return f"{mark.from_channel or '?'}>{mark.channel or '?'}"
        case "team":
            return mark.team
        case "key" | "kind":
            return mark.key
        case "known_then":
            return "yes" if mark.known else "no"
        case _:
            return period.name(mark.at, way)
