"""Figures per hundred interactions: how often a customer was asked, or had to tell, what had been told before."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from domain.figures.counting import (
    CHANNEL,
    KEY,
    KNOWN,
    PAIR,
    TEAM,
    Group,
    Needs,
    Row,
    Tally,
    base_of,
    base_of_tally,
    group_of,
)
from domain.figures.marks import ASKED, TOLD, Mark
from domain.figures.periods import DAY, WEEK, Period

_BY_TALLY = frozenset({CHANNEL, TEAM, DAY, WEEK})  # a group of these has a row although nothing was marked in it


class Rate:
    """Marks per hundred interactions that began in the period; what is `same` counts once."""

    unit = "percent"

    def __init__(
        self, name: str, version: int, kinds: tuple[str, ...], ways: tuple[str, ...], same: Callable[[Mark], Hashable]
    ) -> None:
        self.name, self.version, self.ways = name, version, ways
        self.needs = Needs(kinds, tallies=True)
        self._same = same

    def rows(self, marks: Iterable[Mark], tallies: Iterable[Tally], by: Sequence[str], period: Period) -> list[Row]:
        """See `counting.Figure`."""
        began: dict[Group, int] = defaultdict(int)
        for tally in tallies:
            began[base_of_tally(tally, by, period)] += tally.count
        counted: dict[Group, dict[Hashable, list[Mark]]] = defaultdict(lambda: defaultdict(list))
        first: dict[Hashable, Group] = {}  # what is counted once stands in the group of its first mark
        bases = {group: group for group in began} if _BY_TALLY.issuperset(by) else {}
        for mark in marks:
            if mark.void or mark.kind not in self.needs.kinds or not period.holds(mark.at):
                continue
            same = self._same(mark)
            group = first.get(same)
            if group is None:
                group = first[same] = group_of(mark, by, period)
            if group not in bases:
                bases[group] = base_of(mark, by, period)
            counted[group][same].append(mark)
        if not by:
            bases.setdefault((), ())
        return [_row(by, group, counted[group], began[bases[group]]) for group in sorted(bases)]


def _row(by: Sequence[str], group: Group, counted: dict[Hashable, list[Mark]], began: int) -> Row:
    marks = sorted((mark for marks in counted.values() for mark in marks), key=lambda mark: mark.position)
    return Row(dict(zip(by, group, strict=True)), len(counted), began, tuple(marks))


ASKED_AGAIN = Rate(
    "asked-again", 1, (ASKED,), (CHANNEL, PAIR, TEAM, KEY, KNOWN, WEEK, DAY),
    same=lambda mark: (mark.item_id, mark.key))  # fmt: skip
TOLD_AGAIN = Rate("told-again", 1, (TOLD,), (CHANNEL, PAIR, TEAM, KEY, WEEK, DAY), same=lambda mark: mark.ref)
REPEAT_STORY = Rate(
    "repeat-story", 1, (ASKED, TOLD), (CHANNEL, PAIR, TEAM, KEY, WEEK, DAY),
    same=lambda mark: (mark.interaction_id or mark.item_id, mark.key))  # fmt: skip
