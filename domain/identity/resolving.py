"""Who is who: from everything that was presented, who hangs together, which handles several people use, who may be whom.

A function of the units alone. Whatever order they came in, and whoever they were attached to meanwhile, it says the same:
what stands otherwise is then moved (settling.py).

1. Handles tie what they came with. What was proven or recorded together (L2 and better) is tied; of several weaker
   handles of one unit only the one least often lent ties it.
2. A handle whose removal leaves parts that contradict each other is shared: it ties nobody. Those most easily lent are
   looked at first, so that a kiosk falls before an address does.
3. What a handle alone must not tie, it may tie together with a name that agrees: a typed address, a shared telephone.
4. What still hangs together by something told, and contradicts nothing, is a suggestion.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

import msgspec

from domain.identity.handles import ASSERTED, PROVEN
from domain.identity.hanging import Apart, Hanging, nobody_apart
from domain.identity.rules import DEVICE, STANDARD, Rules
from domain.identity.units import (
    EVIDENCE,
    NUMBERS,
    Anchor,
    Traits,
    Unit,
    names_agree,
)

ROUNDS = 6

Alike = tuple[str, str, float, tuple[str, ...]]  # two units that resemble each other: how likely one person's, and why


class Suggestion(msgspec.Struct, frozen=True):
    """Two groups, by their number, that may be one person."""

    one: int
    other: int
    score: float
    evidence: tuple[str, ...]


class Resolved(msgspec.Struct):
    """The groups, each of one person; handles several people use, and why; who may be whom."""

    groups: list[list[Unit]]
    shared: dict[Anchor, tuple[str, ...]]
    suggestions: list[Suggestion]


def resolve(units: Iterable[Unit], apart: Apart = nobody_apart, shared: Iterable[Anchor] = (),
            rules: Rules = STANDARD, alike: Iterable[Alike] = ()) -> Resolved:  # fmt: skip
    """Work it out for units that may have to do with each other. `shared` handles are known to be so; `alike` are pairs
    that resemble each other: suggested, and nothing more.
    """
    ordered = sorted((unit for unit in units if not unit.pinned), key=lambda unit: unit.order)
    work = _Work(ordered, apart, shared, rules)
    work.alike = alike
    return work.done()


class _Work(Hanging):
    def __init__(self, units: list[Unit], apart: Apart, shared: Iterable[Anchor], rules: Rules) -> None:
        super().__init__(units, apart, shared, rules)
        self.alike: Iterable[Alike] = ()
        self.group_of: list[int] = []
        self.members: dict[int, list[int]] = {}
        self.traits: dict[int, Traits] = {}

    def done(self) -> Resolved:
        whole = self.hanging_together()
        if len(whole) == 1 and not self.may_divide(whole[0][1], doubted=True):  # one person, and nothing else to say
            return Resolved(groups=[[self.units[each] for each in whole[0][0]]], shared=self.shared, suggestions=[])
        self.find_shared()
        self._group()
        self._tie_by_what_agrees()
        numbers = {group: number for number, group in enumerate(self.members)}
        return Resolved(
            groups=[[self.units[each] for each in members] for members in self.members.values()], shared=self.shared,
            suggestions=self._suggestions(numbers))  # fmt: skip

    # ---- groups ------------------------------------------------------------------------------------------------------

    def _group(self) -> None:
        self.group_of = [0] * len(self.units)
        for members, traits in self.hanging_together():
            self.members[members[0]], self.traits[members[0]] = members, traits
            for each in members:
                self.group_of[each] = members[0]

    def _join(self, one: int, other: int) -> None:
        self.members[one] += self.members.pop(other)
        self.traits[one].join(self.traits.pop(other))
        for each in self.members[one]:
            self.group_of[each] = one

    def _tie_by_what_agrees(self) -> None:
        """A typed handle with a name that agrees, or two typed ones; a shared telephone with a name; a lone device."""
        for _ in range(ROUNDS):
            joined = False
            for number in range(len(self.units)):
                if len(self.members) == 1:
                    return
                one = self.group_of[number]
                other = self._agreeing(number, one)
                if other is not None and self._anonymous(one, other) and not self._speaks_against(one, other):
                    self._join(one, other)
                    joined = True
            if not joined:
                return

    def _agreeing(self, number: int, group: int) -> int | None:
        led_to: dict[int, set[str]] = defaultdict(set)
        for anchor, level in self.anchors[number].items():
            came = self.came_by[anchor]
            if len(came) == 1 or (anchor in self.ties[number] and anchor not in self.shared):
                continue
            others = {self.group_of[each] for each in came} - {group}
            if anchor in self.shared:
                if not self.rules.shared_with_name or self.lent(anchor) == DEVICE or level < ASSERTED:
                    continue
                others = {each for each in others if self._named_alike(group, each)}
                others = {each for each in others if self._known(each)} or set(sorted(others)[:1])
            if len(others) != 1:
                continue
            other = others.pop()
            vouched = max(level, *(self.anchors[each][anchor] for each in came
                                   if self.group_of[each] == other)) >= ASSERTED  # fmt: skip
            if not vouched:  # said on both sides: nobody answers for it
                continue
            if self._named_alike(group, other) and (anchor in self.shared or self.rules.typed_with_name):
                return other
            if (
                level >= ASSERTED
                and anchor not in self.shared
                and self.rules.lone_device
                and self._anonymous(group, other)
            ):
                return other
            if anchor not in self.shared and self.rules.typed_twice:
                led_to[other].add(anchor[0])
        return next((other for other, kinds in led_to.items() if len(kinds) > 1), None)

    def _known(self, group: int) -> bool:
        """Whether a group hangs together by anything but shared handles."""
        return any(anchor not in self.shared for each in self.members[group] for anchor in self.ties[each])

    def _named_alike(self, one: int, other: int) -> bool:
        return names_agree(self.traits[one], self.traits[other], self.rules) and not self._speaks_against(one, other)

    def _anonymous(self, one: int, other: int) -> bool:
        """Whether either side is known by nothing that was ever proven."""
        return not all(
            any(level >= PROVEN for each in self.members[group] for level in self.anchors[each].values())
            for group in (one, other)
        )

    def _speaks_against(self, one: int, other: int) -> bool:
        left, right = self.traits[one], self.traits[other]
        return bool(self.against_each_other(left, right, doubted=True))

    # ---- suggestions -------------------------------------------------------------------------------------------------

    def _suggestions(self, numbers: Mapping[int, int]) -> list[Suggestion]:
        found: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
        if len(numbers) == 1:
            return []
        for anchor, came in self.came_by.items():
            if anchor not in self.shared and self.lent(anchor) != DEVICE:
                tied = all(self.anchors[each][anchor] >= PROVEN for each in came)
                score = self.rules.tied_score if tied else self.rules.told_score
                self._suggest(found, came, f"same:{anchor[0]}", score, named=False)
        for told, came in self._told().items():
            self._suggest(found, came, f"told:{told[0]}", self.rules.number_score, named=True)
        self._suggest_alike(found)
        return [
            Suggestion(numbers[one], numbers[other], max(why.values()), tuple(sorted(why)))
            for (one, other), why in sorted(found.items())]  # fmt: skip

    def _told(self) -> dict[tuple[str, str], list[int]]:
        told: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, unit in enumerate(self.units):
            for key, norm in unit.told:
                if key in NUMBERS:
                    told[key, norm].append(number)
        return told

    def _suggest(self, found: dict[tuple[int, int], dict[str, float]], came: list[int], why: str, score: float,
                 named: bool) -> None:  # fmt: skip
        groups = sorted({self.group_of[each] for each in came})
        if score < self.rules.list_from or not 2 <= len(groups) <= self.rules.few + named:
            return
        pairs = [(one, other) for one, other in combinations(groups, 2) if self._worth_a_look(one, other)]
        against = [pair for pair in combinations(groups, 2) if self._speaks_against(*pair)]
        if named and against:
            return
        for one, other in pairs:
            if (one, other) not in against and (
                not named or names_agree(self.traits[one], self.traits[other], self.rules)
            ):
                found[one, other][why] = score

    def _suggest_alike(self, found: dict[tuple[int, int], dict[str, float]]) -> None:
        groups = {unit.unit_id: self.group_of[number] for number, unit in enumerate(self.units)}
        alike: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
        for one, other, score, evidence in self.alike:
            pair = sorted({groups[each] for each in (one, other) if each in groups})
            if len(pair) == 2 and score >= self.rules.list_from and not self._speaks_against(*pair):
                alike[pair[0], pair[1]].update(dict.fromkeys(evidence, score))
        often = Counter(each for pair in alike for each in pair)
        for pair, why in alike.items():
            if max(often[each] for each in pair) <= self.rules.few:  # who resembles many is told by it from nobody
                found[pair].update(why)

    def _worth_a_look(self, one: int, other: int) -> bool:
        """Evidence alone has nothing to show on a page."""
        return any(self.units[each].what != EVIDENCE for each in self.members[one]) and any(
            self.units[each].what != EVIDENCE for each in self.members[other])  # fmt: skip
