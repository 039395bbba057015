"""Figures as shares: of all switches, promises, contradictions, how many are in which state."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from domain.figures.counting import CHANNEL, KIND, PAIR, TEAM, Group, Needs, Row, Tally, group_of
from domain.figures.marks import (
    ASKED,
    BROKEN,
    FOUND,
    KEPT,
    MADE,
    MOVED,
    RESOLVED,
    SWITCHED,
    TOLD,
    WITHDRAWN,
    Mark,
)
from domain.figures.periods import DAY, WEEK, Period

Judged = tuple[Mark, str, tuple[Mark, ...]]  # what is counted, its state, and the marks that show it
Judge = Callable[[Iterable[Mark], Period], Iterable[Judged]]


class Share:
    """One row for each group and state: how many of the group are in it. Every state of a group has its row."""

    unit = "percent"

    def __init__(
        self, name: str, version: int, needs: Needs, ways: tuple[str, ...], states: tuple[str, ...], judge: Judge
    ) -> None:
        self.name, self.version, self.needs, self.ways = name, version, needs, ways
        self._states, self._judge = states, judge

    def rows(self, marks: Iterable[Mark], tallies: Iterable[Tally], by: Sequence[str], period: Period) -> list[Row]:
        """See `counting.Figure`."""
        found: dict[Group, dict[str, list[Judged]]] = defaultdict(lambda: defaultdict(list))
        for judged in self._judge(marks, period):
            found[group_of(judged[0], by, period)][judged[1]].append(judged)
        if not by and not found:
            found[()] = defaultdict(list)
        return [
            self._row(by, group, state, found[group][state], sum(map(len, found[group].values())))
            for group in sorted(found) for state in self._states
        ]  # fmt: skip

    def _row(self, by: Sequence[str], group: Group, state: str, judged: list[Judged], of: int) -> Row:
        marks = sorted((mark for _, _, shown in judged for mark in shown), key=lambda mark: mark.position)
        return Row(dict(zip(by, group, strict=True)) | {"state": state}, len(judged), of, tuple(marks))


def switches(marks: Iterable[Mark], period: Period) -> list[Judged]:
    """Every switch of the period by whether anything was repeated in the interaction in which it went on.

    What was found a second time about the same interaction replaces the first.
    """
    switched: dict[str, Mark] = {}
    repeated: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.void:
            continue
        if mark.kind == SWITCHED and period.holds(mark.at):
            switched[mark.interaction_id] = mark
        elif mark.kind in (ASKED, TOLD):
            repeated[mark.interaction_id].append(mark)
    return [
        (mark, "repeated" if again else "nothing_repeated", (mark, *again))
        for mark in switched.values() for again in [repeated.get(mark.interaction_id, [])]
    ]  # fmt: skip


def promises(marks: Iterable[Mark], period: Period) -> list[Judged]:
    """Every promise that we owed at some time of the period, as it stood at the period's end.

    One that a rule took back was never one; settled before the period it is no matter of it.
    """
    told: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.at < period.end:
            told[mark.ref].append(mark)
    return [judged for each in told.values() if (judged := _promise(each, period)) is not None]


def _promise(marks: list[Mark], period: Period) -> Judged | None:
    made = next((mark for mark in marks if mark.kind in MADE), None)
    after = [mark for mark in marks if mark.kind not in MADE]
    if made is None or any(mark.kind == WITHDRAWN and not mark.by_hand for mark in after):
        return None
    if not after:
        return made, _owed(made.due_at, period.last), (made,)
    last = after[-1]  # as on the page: what was said last of it holds
    if last.kind == MOVED:
        return made, _owed(last.due_at, period.last), (made, *after)
    if last.at < period.start:
        return None
    return made, {KEPT: "kept", BROKEN: "broken"}.get(last.kind, "withdrawn"), (made, *after)


def _owed(due_at: datetime | None, at: datetime) -> str:
    return "overdue" if due_at is not None and due_at < at else "open"


def contradictions(marks: Iterable[Mark], period: Period) -> list[Judged]:
    """Every contradiction found in the period, by whether somebody had said by its end which statement stands."""
    found: dict[str, Mark] = {}
    resolved: dict[str, Mark] = {}
    for mark in marks:
        if mark.kind == FOUND and period.holds(mark.at):
            found.setdefault(mark.ref, mark)
        elif mark.kind == RESOLVED and mark.at < period.end:
            resolved[mark.ref] = mark
    return [
        (mark, "resolved", (mark, resolved[ref])) if ref in resolved else (mark, "open", (mark,))
        for ref, mark in found.items()
    ]  # fmt: skip


class Kept:
    """Of the promises made in the period, those kept among all that were due or settled by its end."""

    name, version, unit = "promises-kept", 1, "percent"
    needs = Needs(MADE, beside=(KEPT, BROKEN, MOVED, WITHDRAWN), same="ref")
    ways: tuple[str, ...] = (KIND, CHANNEL, TEAM, WEEK, DAY)

    def rows(self, marks: Iterable[Mark], tallies: Iterable[Tally], by: Sequence[str], period: Period) -> list[Row]:
        """See `counting.Figure`."""
        of: dict[Group, int] = defaultdict(int)
        kept: dict[Group, list[Mark]] = defaultdict(list)
        count: dict[Group, int] = defaultdict(int)
        if not by:
            of[()] = 0
        for made, state, shown in promises(marks, period):
            if state in ("kept", "broken", "overdue"):
                group = group_of(made, by, period)
                of[group] += 1
                if state == "kept":
                    count[group] += 1
                    kept[group] += shown
        return [
            Row(dict(zip(by, group, strict=True)), count[group], of[group], tuple(sorted(kept[group], key=lambda each: each.position)))
            for group in sorted(of)
        ]  # fmt: skip


SWITCHES = Share(
    "switches", 1, Needs((SWITCHED,), beside=(ASKED, TOLD), same="interaction_id"), (PAIR, CHANNEL, TEAM, WEEK, DAY),
    ("nothing_repeated", "repeated"), switches)  # fmt: skip
PROMISES = Share(
    "promises", 1, Needs(MADE, beside=(KEPT, BROKEN, MOVED, WITHDRAWN), same="ref", owed=True),
    (KIND, CHANNEL, TEAM, WEEK, DAY), ("kept", "broken", "open", "overdue", "withdrawn"), promises)  # fmt: skip
PROMISES_KEPT = Kept()
CONTRADICTIONS = Share(
    "contradictions", 1, Needs((FOUND,), beside=(RESOLVED,), same="ref"), (KIND, CHANNEL, TEAM, WEEK, DAY),
    ("resolved", "open"), contradictions)  # fmt: skip
