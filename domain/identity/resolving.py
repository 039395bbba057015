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
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

import msgspec

from domain.identity.handles import ASSERTED, PROVEN
from domain.identity.rules import ACCOUNT, DEVICE, STANDARD, Rules
from domain.identity.units import (
    EVIDENCE,
    NUMBERS,
    Anchor,
    Traits,
    Unit,
    anchor_of,
    contradiction,
    divisible,
    doubt,
    names_agree,
    traits_of,
)

ROUNDS = 6

Alike = tuple[str, str, float, tuple[str, ...]]  # two units that resemble each other: how likely one person's, and why
Apart = Callable[[str, str], bool]  # whether somebody said that these two customers are two people


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


def nobody_apart(_one: str, _other: str) -> bool:
    """Nobody said of anybody that they are two people."""
    return False


def resolve(units: Iterable[Unit], apart: Apart = nobody_apart, shared: Iterable[Anchor] = (),
            rules: Rules = STANDARD, alike: Iterable[Alike] = ()) -> Resolved:  # fmt: skip
    """Work it out for units that may have to do with each other. `shared` handles are known to be so; `alike` are pairs
    that resemble each other: suggested, and nothing more.
    """
    ordered = sorted((unit for unit in units if not unit.pinned), key=lambda unit: unit.order)
    work = _Work(ordered, apart, shared, rules)
    work.alike = alike
    return work.done()


class _Work:
    def __init__(self, units: list[Unit], apart: Apart, shared: Iterable[Anchor], rules: Rules) -> None:
        self.units, self.apart, self.rules = units, apart, rules
        self.anchors: list[dict[Anchor, int]] = []  # of each unit, with the level
        self.ties: list[set[Anchor]] = []
        self.came_by: dict[Anchor, list[int]] = defaultdict(list)  # every claim
        self.tied_by: dict[Anchor, list[int]] = defaultdict(list)
        for number, unit in enumerate(units):
            levels: dict[Anchor, int] = {}
            for claim in unit.claims:
                anchor = anchor_of(claim)
                levels[anchor] = max(claim.level, levels.get(anchor, 0))
            self.anchors.append(levels)
            self.ties.append(self._ties(levels))
            for anchor in levels:
                self.came_by[anchor].append(number)
            for anchor in self.ties[number]:
                self.tied_by[anchor].append(number)
        self.shared: dict[Anchor, tuple[str, ...]] = dict.fromkeys(shared, ("known",))
        self.alike: Iterable[Alike] = ()
        self.hanging: tuple[int, list[tuple[list[int], Traits]]] | None = None
        self.group_of: list[int] = []
        self.members: dict[int, list[int]] = {}
        self.traits: dict[int, Traits] = {}

    def done(self) -> Resolved:
        for rank in sorted({self._lent(anchor) for anchor in self.tied_by}):
            self._find_shared(rank)
        self._group()
        self._tie_by_what_agrees()
        numbers = {group: number for number, group in enumerate(self.members)}
        return Resolved(
            groups=[[self.units[each] for each in members] for members in self.members.values()], shared=self.shared,
            suggestions=self._suggestions(numbers))  # fmt: skip

    # ---- shared handles ----------------------------------------------------------------------------------------------

    def _find_shared(self, rank: int) -> None:
        while True:
            found: dict[Anchor, tuple[str, ...]] = {}
            suspect = self._of_two_minds(rank)
            for anchor, numbers in self.tied_by.items():
                if (
                    self._lent(anchor) == rank
                    and anchor not in self.shared
                    and numbers[0] in suspect
                    and len(numbers) > 1
                ):
                    why = self._against(anchor, rank)
                    if why:
                        found[anchor] = why
            if not found:
                return
            self.shared |= found

    def _of_two_minds(self, rank: int) -> set[int]:
        """The units that hang together with something that could contradict: elsewhere no handle needs to be tried."""
        found: set[int] = set()
        for whole, traits in self._hanging_together():
            if len(whole) > 1 and self._may_divide(traits, rank < ACCOUNT):
                found.update(whole)
        return found

    def _hanging_together(self) -> list[tuple[list[int], Traits]]:
        """What hangs together while these handles are shared, and what is known of each."""
        if self.hanging is None or self.hanging[0] != len(self.shared):
            seen: set[int] = set()
            found: list[tuple[list[int], Traits]] = []
            for start in range(len(self.units)):
                if start not in seen:
                    seen.add(start)
                    whole = sorted(self._reach(start, ("", ""), seen))
                    found.append((whole, traits_of(self.units[each] for each in whole)))
            self.hanging = len(self.shared), found
        return self.hanging[1]

    def _against(self, anchor: Anchor, rank: int) -> tuple[str, ...]:
        """What contradicts between the parts that only this handle holds together."""
        parts = _twice_at_most([traits_of(self.units[each] for each in part) for part in self._parts(anchor)])
        why: set[str] = set()
        for one, other in combinations(parts, 2):
            reason = self._against_each_other(one, other, rank < ACCOUNT)
            if reason:
                why.add(reason)
        return tuple(sorted(why))

    def _said_apart(self, one: Traits, other: Traits) -> bool:
        return self.apart is not nobody_apart and any(
            self.apart(left, right) for left in one.homes for right in other.homes)  # fmt: skip

    def _parts(self, without: Anchor) -> list[list[int]]:
        seen: set[int] = set()
        parts: list[list[int]] = []
        for start in self.tied_by[without]:
            if start not in seen:
                seen.add(start)
                parts.append(self._reach(start, without, seen))
        return parts

    def _reach(self, start: int, without: Anchor, seen: set[int]) -> list[int]:
        part, passed = [start], {without}
        for number in part:  # grows while it is walked
            for anchor in self.ties[number]:
                if anchor not in passed and anchor not in self.shared:
                    passed.add(anchor)
                    new = [each for each in self.tied_by[anchor] if each not in seen]
                    seen.update(new)
                    part += new
        return part

    # ---- groups ------------------------------------------------------------------------------------------------------

    def _group(self) -> None:
        self.group_of = [0] * len(self.units)
        for members, traits in self._hanging_together():
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
            if anchor in self.ties[number] and anchor not in self.shared:
                continue
            others = {self.group_of[each] for each in self.came_by[anchor]} - {group}
            if anchor in self.shared:
                if not self.rules.shared_with_name or self._lent(anchor) == DEVICE or level < ASSERTED:
                    continue
                others = {each for each in others if self._named_alike(group, each)}
                others = {each for each in others if self._known(each)} or set(sorted(others)[:1])
            if len(others) != 1:
                continue
            other = others.pop()
            vouched = max(level, *(self.anchors[each][anchor] for each in self.came_by[anchor]
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
        return bool(self._against_each_other(left, right, doubted=True))

    # ---- suggestions -------------------------------------------------------------------------------------------------

    def _suggestions(self, numbers: Mapping[int, int]) -> list[Suggestion]:
        found: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
        for anchor, came in self.came_by.items():
            if anchor not in self.shared and self._lent(anchor) != DEVICE:
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

    # ---- the rules ---------------------------------------------------------------------------------------------------

    def _lent(self, anchor: Anchor) -> int:
        return self.rules.rank(anchor[0])

    def _ties(self, levels: Mapping[Anchor, int]) -> set[Anchor]:
        """The handles by which a unit is tied: all that were proven with it; else, of the asserted ones, the least lent."""
        proven = {anchor for anchor, level in levels.items() if level >= self.rules.ties_at}
        if proven:
            return proven
        asserted = [
            (-self._lent(anchor), anchor) for anchor, level in levels.items() if level >= self.rules.attaches_at
        ]
        return {min(asserted)[1]} if asserted else set()

    def _may_divide(self, whole: Traits, doubted: bool) -> bool:
        said = self.apart is not nobody_apart and len(whole.homes) > 1
        return said or divisible(whole, doubted, self.rules)

    def _against_each_other(self, one: Traits, other: Traits, doubted: bool) -> str:
        return (
            contradiction(one, other, self.rules)
            or (doubt(one, other, self.rules) if doubted else "")
            or ("said" if self._said_apart(one, other) else "")
        )


def _twice_at_most(parts: list[Traits]) -> list[Traits]:
    """Without repetitions: a hundred like parts contradict each other as two of them do, or not at all."""
    found: dict[tuple[frozenset[object], ...], list[Traits]] = defaultdict(list)
    for part in parts:
        found[part.key].append(part)
    return [part for alike in found.values() for part in alike[:2]]
