"""What follows from each event for who is who: worked out, kept, and done through whatever hands it is given."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec
from msgspec.structs import replace

from adapters.identity.store import Absorption
from app.identity.graph import Graph, Neighbourhood
from app.identity.holding import reasons
from app.logs import logger
from domain.errors import AlreadyOne, AlreadyReversed, KnownApart, Refusal, UnknownMerge
from domain.identity.glance import plainly_one
from domain.identity.resolving import Resolved, Suggestion, nobody_apart, resolve
from domain.identity.rules import STANDARD, Rules
from domain.identity.settling import Act, Settled, Sight, Standing, answers_for, settle
from domain.identity.units import Anchor, Claimed, Unit, anchor_of
from domain.record import Recorded

Pair = tuple[str, str]


class Cause(msgspec.Struct, frozen=True):
    """The event something is done for, and when it was recorded: what was said until a day counts by that.

    `belated`: it is taken later than what came after it.
    """

    tenant: str
    position: int
    at: datetime
    belated: bool = False


class Case(NamedTuple):
    """What is to be settled because of one event."""

    cause: Cause
    near: Neighbourhood
    resolved: Resolved
    settled: Settled
    merges: dict[str, Standing]


class Acts(Protocol):
    """Hands that do what was worked out. A refusal of `TAKEN` means that somebody was there first: the log will tell."""

    async def merge(self, case: Case, act: Act) -> Standing:
        """Make two customers one; the merge that stands now."""
        ...

    async def reverse(self, case: Case, act: Act) -> None:
        """Take a merge back."""
        ...

    async def give(self, case: Case, act: Act, to: str | None) -> str | None:
        """Give an interaction away, to None: somebody new; whose it is then. None: somebody has moved it since."""
        ...

    async def mark(self, case: Case, anchor: Anchor, why: str) -> None:
        """A handle is shared for these reasons (joined by commas); none: it is no more."""
        ...

    async def hold(self, case: Case, claim: Claimed, owner: str) -> None:
        """A handle is of this customer."""
        ...

    async def say(self, cause: Cause, pair: Pair, score: float, evidence: tuple[str, ...]) -> None:
        """Two customers may be one person; with a score of 0 no more."""
        ...


TAKEN: tuple[type[Refusal], ...] = (AlreadyOne, AlreadyReversed, UnknownMerge, KnownApart)


class Settler:
    """Deterministic: from the same events the same acts. Raises what its hands raise."""

    def __init__(self, graph: Graph, acts: Acts, rules: Rules = STANDARD) -> None:
        self.graph, self._store, self._acts, self._rules = graph, graph.store, acts, rules

    async def take(self, recorded: Recorded) -> None:
        """Take in one event and do what follows from it."""
        await self.look_at(recorded, self.graph.take(recorded))

    async def look_at(self, cause: Recorded, touched: Iterable[str], belated: bool = False) -> None:
        """Work out anew what hangs together with these units, and do what follows."""
        tenant, touched = cause.tenant, sorted(touched)
        if not touched:
            return
        near = self.graph.around(tenant, touched)
        if near.units:
            await self._settle(Cause(tenant, cause.position, cause.recorded_at, belated), near)

    # ---- one neighbourhood -------------------------------------------------------------------------------------------

    async def _settle(self, cause: Cause, near: Neighbourhood) -> None:
        tenant, units = cause.tenant, near.units.values()
        merges = self.graph.merges(tenant, units)
        homes = {unit.home for unit in units}
        roots = {answers_for(home, merges) for home in homes} if merges else homes
        if len(roots) == 1 and self._nothing_to_do(tenant, near, homes | roots):
            return

        def apart(one: str, other: str) -> bool:
            left, right = answers_for(one, merges), answers_for(other, merges)
            return self._apart(cause, one, other) or (left != right and self._apart(cause, left, right))

        said = self._store.any_apart(tenant, homes | roots)
        resolved = resolve(units, apart if said else nobody_apart, near.shared, self._rules, near.alike)
        settled = settle(resolved.groups, merges, Sight(frozenset(near.focus), near.whole), lambda group: reasons(resolved.groups[group]),
                         lambda one, other: not apart(one, other), {*resolved.shared, *near.shared}, self._rules)  # fmt: skip
        case = Case(cause, near, resolved, settled, merges)
        await self._mark_shared(case)
        new: dict[int, str] = {}
        for act in settled.acts:
            try:
                await self._do(case, act, new)
            except TAKEN as fault:
                logger.info("identity leaves something to others", extra={"reason": type(fault).__name__})
        if settled.acts:
            await self._hold(case, new)
        await self._suggest(case, new)

    def _nothing_to_do(self, tenant: str, near: Neighbourhood, customers: set[str]) -> bool:
        """Whether it is seen at a glance that what stands with one customer is one person's, and nothing was said of them
        or of their handles before: mostly somebody new, or somebody known who came by a way of theirs.
        """
        known = [digest for anchor, digest in near.anchors.items() if anchor not in near.shared]
        if near.alike or self._store.any_suggested(tenant, customers) or self._store.any_shared(tenant, known):
            return False
        if len(near.units) == 1:
            return True
        return (
            not near.shared
            and not self._store.any_apart(tenant, customers)
            and plainly_one(near.units.values(), self._rules)
        )

    async def _do(self, case: Case, act: Act, new: dict[int, str]) -> None:
        tenant = case.cause.tenant
        if act.what == "merge":
            made = await self._acts.merge(case, act)
            self._store.absorb(tenant, made.absorbed, Absorption(made.survivor, made.merge_id, ""))
            case.merges[made.absorbed] = made
        elif act.what == "reverse":
            await self._acts.reverse(case, act)
            self._store.release(tenant, act.subject)
            for absorbed in [each for each, stands in case.merges.items() if stands.merge_id == act.subject]:
                del case.merges[absorbed]
        else:
            to = act.to or new.get(act.new)
            home = await self._acts.give(case, act, to)
            if home is not None:
                if to is None:
                    new[act.new] = home
                unit = case.near.units[act.subject]
                self.graph.units.put(tenant, replace(unit, home=home), unit)

    def _apart(self, cause: Cause, one: str, other: str) -> bool:
        return self._store.apart(cause.tenant, one, other, cause.at)

    # ---- handles -----------------------------------------------------------------------------------------------------

    async def _mark_shared(self, case: Case) -> None:
        tenant = case.cause.tenant
        for anchor, digest in sorted(case.near.anchors.items()):
            before, why = self._store.shared(tenant, digest), ",".join(case.resolved.shared.get(anchor, ()))
            if before == why or anchor in case.near.shared:
                continue
            self._store.share(tenant, digest, why)
            if bool(before) != bool(why):
                await self._acts.mark(case, anchor, why)

    async def _hold(self, case: Case, new: dict[int, str]) -> None:
        """Handles follow the group they are of, where that moved or they were shared before."""
        for number, group in enumerate(case.resolved.groups):
            owner = case.settled.owners[number] or new.get(number)
            if owner is None:
                continue
            for claim in {
                each.digest: each for unit in group for each in unit.claims if each.level > 0 and each.digest
            }.values():
                anchor = anchor_of(claim)
                if anchor not in case.resolved.shared and anchor not in case.near.shared:
                    await self._acts.hold(case, claim, owner)

    # ---- suggestions -------------------------------------------------------------------------------------------------

    async def _suggest(self, case: Case, new: dict[int, str]) -> None:
        tenant, merges = case.cause.tenant, case.merges
        if case.settled.acts:
            merges = self.graph.merges(tenant, self._as_they_stand(case))
        owners = [owner or new.get(number) for number, owner in enumerate(case.settled.owners)]
        here = {unit.home for unit in case.near.units.values()} | {owner for owner in owners if owner}
        here |= {answers_for(home, merges) for home in here}
        if not case.resolved.suggestions and not self._store.any_suggested(tenant, here):
            return
        wanted = {
            pair: each for each in case.resolved.suggestions if (pair := self._pair(case.cause, each, owners, merges))
        }
        focus = {unit.home for unit_id, unit in case.near.units.items() if unit_id in case.near.focus}
        focus |= {answers_for(home, merges) for home in focus}
        standing = {
            pair: said for customer in sorted(here) for pair, said in self._store.suggested(tenant, customer).items()
        }
        for pair, each in sorted(wanted.items()):
            said = each.score, ",".join(each.evidence)
            if not focus.isdisjoint(pair) and standing.get(pair) != said:
                await self._say(case.cause, pair, each.score, each.evidence)
        for pair in sorted(standing.keys() - wanted.keys()):
            if here >= set(pair) and not focus.isdisjoint(pair):
                await self._say(case.cause, pair, 0.0, ("withdrawn",))

    def _as_they_stand(self, case: Case) -> list[Unit]:
        found = (self.graph.units.unit(case.cause.tenant, each) for each in case.near.units)
        return [unit for unit in found if unit is not None]

    def _pair(self, cause: Cause, suggestion: Suggestion, owners: list[str | None],
              merges: dict[str, Standing]) -> Pair | None:  # fmt: skip
        one, other = owners[suggestion.one], owners[suggestion.other]
        if one is None or other is None:
            return None
        left, right = sorted((answers_for(one, merges), answers_for(other, merges)))
        return None if left == right or self._apart(cause, left, right) else (left, right)

    async def _say(self, cause: Cause, pair: Pair, score: float, evidence: tuple[str, ...]) -> None:
        await self._acts.say(cause, pair, score, evidence)
        self._store.suggest(cause.tenant, *pair, score, ",".join(evidence))
