"""What hangs together by the handles that tie, and which of these several people use."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

from domain.identity.rules import ACCOUNT, Rules
from domain.identity.units import (
    Anchor,
    Traits,
    Unit,
    anchor_of,
    contradiction,
    divisible,
    doubt,
    many_accounts,
    traits_of,
)

Apart = Callable[[str, str], bool]  # whether somebody said that these two customers are two people


def nobody_apart(_one: str, _other: str) -> bool:
    """Nobody said of anybody that they are two people."""
    return False


def levels_of(unit: Unit) -> dict[Anchor, int]:
    """By what a unit is found, with the best level at which it was claimed."""
    levels: dict[Anchor, int] = {}
    for claim in unit.claims:
        anchor = anchor_of(claim)
        if claim.level >= levels.get(anchor, 0):
            levels[anchor] = claim.level
    return levels


def tying(levels: Mapping[Anchor, int], rules: Rules) -> set[Anchor]:
    """The handles by which a unit is tied: all that were proven with it; else, of the asserted ones, the least lent."""
    proven = {anchor for anchor, level in levels.items() if level >= rules.ties_at}
    if proven:
        return proven
    asserted = [(-rules.rank(anchor[0]), anchor) for anchor, level in levels.items() if level >= rules.attaches_at]
    return {min(asserted)[1]} if asserted else set()


class Hanging:
    """Units, the handles that tie them, and those of the handles that turn out to be shared."""

    def __init__(self, units: list[Unit], apart: Apart, shared: Iterable[Anchor], rules: Rules) -> None:
        self.units, self.apart, self.rules = units, apart, rules
        self.anchors: list[dict[Anchor, int]] = []  # of each unit, with the level
        self.ties: list[set[Anchor]] = []
        self.came_by: dict[Anchor, list[int]] = defaultdict(list)  # every claim
        self.tied_by: dict[Anchor, list[int]] = defaultdict(list)
        for number, unit in enumerate(units):
            levels = levels_of(unit)
            ties = tying(levels, rules)
            self.anchors.append(levels)
            self.ties.append(ties)
            for anchor in levels:
                self.came_by[anchor].append(number)
            for anchor in ties:
                self.tied_by[anchor].append(number)
        self.shared: dict[Anchor, tuple[str, ...]] = dict.fromkeys(shared, ("known",))
        self.ranks: dict[Anchor, int] = {anchor: rules.rank(anchor[0]) for anchor in {*self.came_by, *self.shared}}
        self.hanging: tuple[int, list[tuple[list[int], Traits]]] | None = None
        self._looked_at: dict[tuple[int, ...], Traits] = {}  # what is known of units that were looked at together

    def find_shared(self) -> None:
        """Those most easily lent are looked at first."""
        if not any(
            len(whole) > 1 and self.may_divide(traits, doubted=True) for whole, traits in self.hanging_together()
        ):
            return  # what cannot contradict by anything told cannot by proofs alone
        by_rank: dict[int, list[Anchor]] = defaultdict(list)
        for anchor, numbers in self.tied_by.items():
            if len(numbers) > 1:
                by_rank[self.lent(anchor)].append(anchor)
        for rank, anchors in sorted(by_rank.items()):
            self._find_shared(rank, anchors)

    # ---- shared handles ----------------------------------------------------------------------------------------------

    def _find_shared(self, rank: int, anchors: Iterable[Anchor]) -> None:
        while True:
            found: dict[Anchor, tuple[str, ...]] = {}
            suspect = self._of_two_minds(rank)
            for anchor in anchors:
                if anchor not in self.shared and self.tied_by[anchor][0] in suspect:
                    why = self._against(anchor, rank)
                    if why:
                        found[anchor] = why
            if not found:
                return
            self.shared |= found

    def _of_two_minds(self, rank: int) -> set[int]:
        """The units that hang together with something that could contradict: elsewhere no handle needs to be tried."""
        found: set[int] = set()
        for whole, traits in self.hanging_together():
            if len(whole) > 1 and self.may_divide(traits, rank < ACCOUNT):
                found.update(whole)
        return found

    def hanging_together(self) -> list[tuple[list[int], Traits]]:
        """What hangs together while these handles are shared, and what is known of each."""
        if self.hanging is None or self.hanging[0] != len(self.shared):
            seen: set[int] = set()
            found: list[tuple[list[int], Traits]] = []
            for start in range(len(self.units)):
                if start not in seen:
                    seen.add(start)
                    whole = sorted(self._reach(start, ("", ""), seen))
                    found.append((whole, self._traits_of(whole)))
            self.hanging = len(self.shared), found
        return self.hanging[1]

    def _against(self, anchor: Anchor, rank: int) -> tuple[str, ...]:
        """What contradicts between the parts that only this handle holds together."""
        parts = _twice_at_most([self._traits_of(sorted(part)) for part in self._parts(anchor)])
        why: set[str] = set()
        for one, other in combinations(parts, 2):
            reason = self.against_each_other(one, other, rank < ACCOUNT)
            if reason:
                why.add(reason)
        if not why and many_accounts(parts, self.rules):
            why.add("accounts")
        return tuple(sorted(why))

    def _traits_of(self, numbers: list[int]) -> Traits:
        """What falls apart without one handle mostly does so without another, too."""
        key = tuple(numbers)
        found = self._looked_at.get(key)
        if found is None:
            found = self._looked_at[key] = traits_of(self.units[each] for each in numbers)
        return found

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

    # ---- the rules ---------------------------------------------------------------------------------------------------

    def lent(self, anchor: Anchor) -> int:
        """How easily this handle is used by several people."""
        return self.ranks[anchor]

    def may_divide(self, whole: Traits, doubted: bool) -> bool:
        """Whether some parts of it could contradict each other."""
        said = self.apart is not nobody_apart and len(whole.homes) > 1
        return said or divisible(whole, doubted, self.rules)

    def against_each_other(self, one: Traits, other: Traits, doubted: bool) -> str:
        """Why these two are not one person; empty: nothing speaks against it."""
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
