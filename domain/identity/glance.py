"""The plain case, seen at a glance: everything here is one person's, and nothing known of it speaks against that."""

from collections.abc import Collection

import msgspec

from domain.identity.handles import ASSERTED, PROVEN
from domain.identity.hanging import levels_of, tying
from domain.identity.rules import Rules
from domain.identity.units import Anchor, Unit, divisible, some_agree, traits_of

UNITS, PARTS = 32, 6  # more are worked out in full; parts: as many as `resolving` takes rounds to join


class _Part(msgspec.Struct):
    """What hangs together by ties; `loose` are handles that do not tie the unit they came with."""

    ties: set[Anchor]
    levels: dict[Anchor, int]
    loose: dict[Anchor, int]
    names: set[str]

    def join(self, other: "_Part") -> None:
        """Both are one."""
        self.ties |= other.ties
        _best(self.levels, other.levels)
        _best(self.loose, other.loose)
        self.names |= other.names


def plainly_one(units: Collection[Unit], rules: Rules) -> bool:
    """Whether `resolve` would find one person and nothing else to say of these, where nobody was said to be somebody else
    and no handle is known to be shared. False says nothing.

    What is joined here is joined there in whatever order: with one proven part at most, joining rules nothing out.
    """
    if len(units) > UNITS or any(unit.pinned for unit in units):
        return False
    if divisible(traits_of(units), True, rules):
        return False
    parts = _tied(units, rules)
    return len(parts) == 1 or (rules.typed_with_name and len(parts) <= PARTS and _agree(parts, rules))


def _tied(units: Collection[Unit], rules: Rules) -> list[_Part]:
    parts: list[_Part] = []
    for unit in units:
        levels = levels_of(unit)
        ties = tying(levels, rules)
        loose = {} if len(ties) == len(levels) else {anchor: levels[anchor] for anchor in levels.keys() - ties}
        part = _Part(ties, levels, loose, set(unit.names))
        if parts:
            apart: list[_Part] = []
            for each in parts:
                if ties.isdisjoint(each.ties):
                    apart.append(each)
                else:
                    part.join(each)
            parts = apart
        parts.append(part)
    return parts


def _agree(parts: list[_Part], rules: Rules) -> bool:
    """Whether a typed handle and a name that agrees join all of them, one after the other."""
    if sum(max(part.levels.values(), default=0) >= PROVEN for part in parts) > 1:
        return False
    while len(parts) > 1:
        joined = next(((one, other) for one in parts if (other := _agreeing(one, parts, rules)) is not None), None)
        if joined is None:
            return False
        joined[1].join(joined[0])
        parts = [part for part in parts if part is not joined[0]]
    return True


def _agreeing(one: _Part, parts: list[_Part], rules: Rules) -> _Part | None:
    for anchor, level in one.loose.items():
        others = [part for part in parts if part is not one and anchor in part.levels]
        if (
            len(others) == 1
            and max(level, others[0].levels[anchor]) >= ASSERTED
            and some_agree(one.names, others[0].names, rules)
        ):
            return others[0]
    return None


def _best(levels: dict[Anchor, int], others: dict[Anchor, int]) -> None:
    for anchor, level in others.items():
        if level > levels.get(anchor, -1):
            levels[anchor] = level
