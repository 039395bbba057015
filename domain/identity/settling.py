"""From who is who to what must be done: merges, reversals and moves that bring what stands in line with it, and no more.

A customer stays with the group that is most theirs (their record's, else the largest); of several customers of one group
the oldest absorbs the others. What stands with somebody else's customer is given to its own. What a person decided is
never undone by a rule.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import msgspec

from domain.identity.handles import ASSERTED
from domain.identity.rules import STANDARD, Rules
from domain.identity.units import INTERACTION, RECORD, Anchor, Unit, anchor_of, contradiction, doubt, traits_of


class Standing(msgspec.Struct, frozen=True):
    """A merge that stands. `by` is a member of staff, or empty for a rule."""

    merge_id: str
    survivor: str
    absorbed: str
    by: str


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do: `reverse` a merge, `merge` two customers, or `give` an interaction away (to None: somebody new).

    `new` numbers the group it is done for: the somebody, for several interactions of one person.
    """

    what: str
    subject: str
    to: str | None = None
    new: int = 0
    evidence: tuple[str, ...] = ()


class Settled(msgspec.Struct):
    """What to do, in this order; and by group whose it is then (None: somebody new, or nobody)."""

    acts: list[Act]
    owners: list[str | None]


class Sight(msgspec.Struct, frozen=True):
    """How far what is known reaches: units of which everything is here, and whether that was not too much to look at."""

    focus: frozenset[str]
    whole: bool = True


def settle(groups: Sequence[Sequence[Unit]], merges: Mapping[str, Standing], sight: Sight,
           reasons: Callable[[int], tuple[str, ...]], may_be_one: Callable[[str, str], bool],
           shared: Collection[Anchor] = (), rules: Rules = STANDARD) -> Settled:  # fmt: skip
    """What brings customers in line with the groups. `merges` are those that stand, by absorbed customer.

    `shared` are handles that several people use. Only groups in focus are settled, and those that stand with the same
    customers; nothing is taken apart by what could not be seen whole.
    """
    if len(groups) == 1 and len(everybody := {answers_for(unit.home, merges) for unit in groups[0]}) == 1:
        return Settled([], list(everybody))  # one person, and one customer
    merges = dict(merges)
    roots = {answers_for(unit.home, merges) for group in groups for unit in group if unit.unit_id in sight.focus}
    acts = _reversals(groups, merges, roots) if sight.whole and merges else []
    if acts:
        roots |= {answers_for(unit.home, merges) for group in groups for unit in group if unit.unit_id in sight.focus}
    groups = _with_what_people_merged(groups, merges)
    settled = _moves(groups, merges, acts, reasons, may_be_one, lambda one, other: _vouched(one, other, shared, rules))
    near = {number for number, group in enumerate(groups)
            if any(unit.unit_id in sight.focus or answers_for(unit.home, merges) in roots for unit in group)}  # fmt: skip
    settled.acts = [act for act in settled.acts
                    if act.what == "reverse" or (act.new in near and (sight.whole or act.what == "merge"))]  # fmt: skip
    return settled


def answers_for(customer: str, merges: Mapping[str, Standing]) -> str:
    """Who answers for a customer while these merges stand."""
    while customer in merges:
        customer = merges[customer].survivor
    return customer


def _reversals(groups: Sequence[Sequence[Unit]], merges: dict[str, Standing], roots: set[str]) -> list[Act]:
    """Merges by a rule whose two sides have nothing in common any more, those inside others first."""
    acts: list[Act] = []
    homes = [{unit.home for unit in group} for group in groups]
    here = set[str]().union(*homes)
    while loose := [each for each in _across(here, merges).difference(*(_across(group, merges) for group in homes))
                    if not merges[each].by and answers_for(each, merges) in roots]:  # fmt: skip
        absorbed = min(loose)
        acts.append(Act(what="reverse", subject=merges.pop(absorbed).merge_id, to=absorbed))
    return acts


def _across(homes: Iterable[str], merges: Mapping[str, Standing]) -> set[str]:
    """Whose merge some of these customers stand on both sides of: counted on the way up, since there may be hundreds."""
    stand = Counter(each for home in homes for each in _way(home, merges))
    return {each for each, count in stand.items() if count < stand[answers_for(each, merges)]}


def _way(customer: str, merges: Mapping[str, Standing]) -> list[str]:
    way = [customer]
    while way[-1] in merges:
        way.append(merges[way[-1]].survivor)
    return way


def _with_what_people_merged(groups: Sequence[Sequence[Unit]], merges: Mapping[str, Standing]) -> list[list[Unit]]:
    """Groups that are one because somebody said so of their customers."""
    joined = [list(group) for group in groups]
    for absorbed, stands in sorted(merges.items()):
        if not stands.by:
            continue
        before = {each: merge for each, merge in merges.items() if each != absorbed}
        one = _most_theirs(joined, stands.survivor, before)  # not by what this very merge brought them
        other = _most_theirs(joined, absorbed, merges)
        if one is not None and other is not None and one != other:
            joined[one] += joined[other]
            joined[other] = []
    return joined


def _most_theirs(groups: Sequence[Sequence[Unit]], customer: str, merges: Mapping[str, Standing]) -> int | None:
    weights = [(_weight(group, {home for home in {unit.home for unit in group} if customer in _way(home, merges)}), -number)
               for number, group in enumerate(groups)]  # fmt: skip
    best = max(weights, default=((0, 0), 0))
    return -best[1] if best[0] > (0, 0) else None


def _weight(group: Iterable[Unit], homes: set[str]) -> tuple[int, int]:
    """How much a group is some customers': their records in it, then their units."""
    theirs = [unit for unit in group if unit.home in homes]
    return sum(unit.what == RECORD for unit in theirs), len(theirs)


def _placed(group: Iterable[Unit]) -> bool:
    """Whether a handle says where these belong; what merely was told there stays where its thread, or a person, put it."""
    return any(claim.level >= ASSERTED for unit in group for claim in unit.claims)


def _vouched(group: Sequence[Unit], papers: Sequence[Unit], shared: Collection[Anchor], rules: Rules) -> bool:
    """Whether a customer's records and orders assert a handle of these, and nothing speaks against it: what came by it
    was put there for that, and stays. It ties no two customers, who each have a history.
    """
    asserted = {anchor_of(claim) for unit in papers for claim in unit.claims if claim.level >= ASSERTED}
    here = {anchor_of(claim) for unit in group for claim in unit.claims if claim.level >= ASSERTED}
    if (asserted & here) <= set(shared):
        return False
    one, other = traits_of(group), traits_of(papers)
    return not contradiction(one, other, rules) and not doubt(one, other, rules)


def _moves(groups: Sequence[Sequence[Unit]], merges: Mapping[str, Standing], acts: list[Act],
           reasons: Callable[[int], tuple[str, ...]], may_be_one: Callable[[str, str], bool],
           vouched: Callable[[Sequence[Unit], Sequence[Unit]], bool]) -> Settled:  # fmt: skip
    homes_of: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        for unit in group:
            homes_of[answers_for(unit.home, merges)].add(unit.home)
    cores: dict[int, list[str]] = defaultdict(list)
    papers: dict[str, list[Unit]] = defaultdict(list)
    for unit in (unit for group in groups for unit in group if unit.what != INTERACTION):
        papers[answers_for(unit.home, merges)].append(unit)
    for root, homes in sorted(homes_of.items()):
        weights = [(_placed(group), _weight(group, homes), -number) for number, group in enumerate(groups)
                   if any(unit.home in homes for unit in group)]  # fmt: skip
        cores[-max(weights)[2]].append(root)
    owners: list[str | None] = []
    for number, group in enumerate(groups):
        roots = cores[number]
        owner = roots[0] if roots else None  # ids grow with time: the first is the oldest
        for other in roots[1:]:
            assert owner is not None
            if may_be_one(owner, other):
                acts.append(Act(what="merge", subject=other, to=owner, new=number, evidence=reasons(number)))
        kept = set(roots)
        if owner is None and group:
            stands = {answers_for(unit.home, merges) for unit in group}
            if len(stands) == 1 and vouched(group, papers[min(stands)]):
                owners.append(min(stands))
                continue
        for unit in group:
            root = answers_for(unit.home, merges)
            if unit.what == INTERACTION and root not in kept and (owner is not None or _placed(group)):
                acts.append(Act(what="give", subject=unit.unit_id, to=owner, new=number, evidence=reasons(number)))
        owners.append(owner)
    return Settled(acts, owners)
