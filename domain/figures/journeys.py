"""Figures of whole needs: which way they went over the channels, where it hurt, and how many were met at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from domain.figures.cases import CONTACTS, REPEATED, Case, Contact, cases_of
from domain.figures.counting import CHANNEL, KIND, TEAM, Group, Needs, Row, Tally, group_of
from domain.figures.marks import CASES, Mark
from domain.figures.periods import DAY, WEEK, Period

WINDOW = timedelta(days=7)  # a contact later than that is not about the same need any more
LAST = 4  # the fourth contact and all later ones are one step
Counted = tuple[Group, bool, tuple[Mark, ...]]  # its group, whether it counts, and the marks that show it
Counts = Callable[[list[Case], Sequence[str], Period], Iterable[Counted]]


class OfCases:
    """How many of the needs that began in the period, in each group, are so. `keys`: what `counts` adds to the groups."""

    unit = "percent"

    def __init__(
        self, name: str, version: int, ways: tuple[str, ...], counts: Counts, keys: tuple[str, ...] = (),
        within: tuple[str, ...] = (), people: bool = False,
    ) -> None:  # fmt: skip
        self.name, self.version, self.ways = name, version, ways
        self.needs = Needs(CONTACTS, beside=CASES, same="need", within=within, people=people)
        self._counts, self._keys = counts, keys

    def rows(self, marks: Iterable[Mark], tallies: Iterable[Tally], by: Sequence[str], period: Period) -> list[Row]:
        """See `counting.Figure`."""
        all_of: dict[Group, int] = defaultdict(int)
        so: dict[Group, int] = defaultdict(int)
        shown: dict[Group, list[Mark]] = defaultdict(list)
        if not by and not self._keys:
            all_of[()] = 0
        for group, counts, behind in self._counts(cases_of(marks, period), by, period):
            all_of[group] += 1
            so[group] += counts
            shown[group] += behind
        names = (*by, *self._keys)
        return [
            Row(dict(zip(names, group, strict=True)), so[group], all_of[group], _in_order(shown[group]))
            for group in sorted(all_of)
        ]


class Ways(OfCases):
    """From which channel needs went on to which: for each step and channel, what came next."""

    def rows(self, marks: Iterable[Mark], tallies: Iterable[Tally], by: Sequence[str], period: Period) -> list[Row]:
        """See `counting.Figure`; the denominator is all needs at this step on this channel."""
        rows = super().rows(marks, tallies, by, period)
        at: dict[Group, int] = defaultdict(int)
        for row in rows:
            at[tuple(row.keys.values())[:-1]] += row.denominator
        return [Row(row.keys, row.denominator, at[tuple(row.keys.values())[:-1]], row.marks) for row in rows]


def _in_order(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    once = {mark.position: mark for mark in marks}
    return tuple(once[position] for position in sorted(once))


def _ways(cases: list[Case], by: Sequence[str], period: Period) -> Iterable[Counted]:
    for case in cases:
        group = group_of(case.first, by, period)
        end = "closed" if case.closed else "open"
        steps = case.contacts[:LAST]
        after = [contact.mark.channel for contact in steps[1:]] + [end]
        for step, (contact, to) in enumerate(zip(steps, after, strict=True), 1):
            yield (*group, str(step), contact.mark.channel, to), True, (contact.mark,)


def _stages(cases: list[Case], by: Sequence[str], period: Period) -> Iterable[Counted]:
    for case in cases:
        group = group_of(case.first, by, period)
        for number, contact in enumerate(case.contacts):
            stage = _stage(case, contact, number)
            yield (*group, stage, contact.mark.channel), bool(contact.again), (contact.mark, *contact.again)


def _stage(case: Case, contact: Contact, number: int) -> str:
    """Where a need stands when somebody is in touch about it."""
    if contact.after_close or case.about == "praise":
        return "after"
    if case.about == "complaint":
        return "in_progress" if number else "problem"
    return {"order": "order", "return": "return"}.get(case.about, "question")


def _at_once(cases: list[Case], by: Sequence[str], period: Period) -> Iterable[Counted]:
    known = period.now or period.end
    for case in cases:
        until = case.first.at + WINDOW
        if until <= known:
            again = any(contact.began <= until for contact in case.contacts[1:])
            yield group_of(case.first, by, period), not again, () if again else (case.contacts[0].mark,)


def _over_channels(cases: list[Case], by: Sequence[str], period: Period) -> Iterable[Counted]:
    needs: dict[str, list[Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda each: (each.first.at, each.first.position)):
        needs[case.first.customer_id].append(case)
    for of_one in needs.values():
        marks = [contact.mark for case in of_one for contact in case.contacts]
        several = len({mark.channel for mark in marks}) > 1
        yield group_of(of_one[0].first, by, period), several, tuple(marks) if several else ()


JOURNEYS = Ways("journeys", 1, (KIND, TEAM, WEEK), _ways, ("step", "channel", "next"))
JOURNEY_MAP = OfCases("journey-map", 1, (KIND, TEAM, WEEK), _stages, ("stage", "channel"), within=REPEATED)
FIRST_CONTACT = OfCases("first-contact", 1, (CHANNEL, KIND, TEAM, WEEK, DAY), _at_once)
CROSS_CHANNEL = OfCases("cross-channel", 1, (TEAM, WEEK), _over_channels, people=True)
