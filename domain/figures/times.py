"""Figures of time: how long until what had been told stood again, and until somebody answered a need open again."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from domain.figures.counting import CHANNEL, PAIR, TEAM, Group, Needs, Row, Tally, group_of
from domain.figures.marks import ASKED, REOPENED, SWITCHED, TOLD, Mark
from domain.figures.periods import DAY, WEEK, Period

MOST = 3600.0  # seconds that one interaction counts for at most: a mail answered next week must not outweigh all calls
LATER = frozenset({"email", "marketplace"})  # written, read and answered hours apart: no time of talk
AT_ONCE = frozenset({"phone", "in_store"})  # somebody is there: nobody waits for an answer

Timed = tuple[
    Mark, bool, float | None, tuple[Mark, ...]
]  # what is counted, whether it is so, seconds, marks that show it


class Times:
    """One row for each group: how many are so, of how many, and how long it took (`typical` of all that took any time)."""

    unit = "seconds"

    def __init__(
        self, name: str, version: int, needs: Needs, ways: tuple[str, ...],
        timed: Callable[[Iterable[Mark], Period], Iterable[Timed]], typical: Callable[[list[float]], float],
    ) -> None:  # fmt: skip
        self.name, self.version, self.needs, self.ways = name, version, needs, ways
        self._timed, self._typical = timed, typical

    def rows(self, marks: Iterable[Mark], tallies: Iterable[Tally], by: Sequence[str], period: Period) -> list[Row]:
        """See `counting.Figure`."""
        found: dict[Group, list[Timed]] = defaultdict(list)
        for each in self._timed(marks, period):
            found[group_of(each[0], by, period)].append(each)
        if not by and not found:
            found[()] = []
        return [self._row(by, group, found[group]) for group in sorted(found)]

    def _row(self, by: Sequence[str], group: Group, timed: list[Timed]) -> Row:
        seconds = [each for _, _, each, _ in timed if each is not None]
        marks = sorted((mark for _, _, _, shown in timed for mark in shown), key=lambda mark: mark.position)
        return Row(
            dict(zip(by, group, strict=True)), sum(so for _, so, _, _ in timed), len(timed), tuple(marks),
            self._typical(seconds) if seconds else None, timed=True)  # fmt: skip


def mean(seconds: list[float]) -> float:
    """Of at least one."""
    return sum(seconds) / len(seconds)


def median(seconds: list[float]) -> float:
    """Of at least one; between the two in the middle where there are two."""
    ranked, half = sorted(seconds), len(seconds) // 2
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2


def _until_known(marks: Iterable[Mark], period: Period) -> Iterable[Timed]:
    """Each switch: from the beginning of where it went on to the last thing repeated there; 0 where nothing was."""
    switched: dict[str, Mark] = {}
    repeated: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.void or mark.channel in LATER:
            continue
        if mark.kind == SWITCHED and period.holds(mark.at):
            switched[mark.interaction_id] = mark
        elif mark.kind in (ASKED, TOLD):
            repeated[mark.interaction_id].append(mark)
    for mark in switched.values():
        again = repeated.get(mark.interaction_id, [])
        began = mark.began or mark.at
        last = max(((each.at - began).total_seconds() for each in again), default=0.0)
        yield mark, bool(again), min(max(last, 0.0), MOST), (mark, *again)


def _until_answered(marks: Iterable[Mark], period: Period) -> Iterable[Timed]:
    """Each need open again in writing: until we wrote next; None where nobody has yet."""
    for mark in marks:
        if mark.kind == REOPENED and period.holds(mark.at) and mark.channel not in AT_ONCE and mark.interaction_id:
            took = None if mark.answered_at is None else (mark.answered_at - mark.at).total_seconds()
            yield mark, took is not None, took, (mark,)


TIME_TO_CONTEXT = Times(
    "time-to-context", 1, Needs((SWITCHED,), beside=(ASKED, TOLD), same="interaction_id"), (PAIR, CHANNEL, TEAM, WEEK, DAY),
    _until_known, mean)  # fmt: skip
REOPENING_RESPONSE = Times(
    "reopening-response", 1, Needs((REOPENED,)), (CHANNEL, TEAM, WEEK, DAY), _until_answered, median)  # fmt: skip
