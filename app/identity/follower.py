"""Follows the log and brings customers in line with who is who: merges, reversals, moves, shared handles, suggestions.

What is done follows from the log up to one event, and carries a key made from that event: a crash, a replay or a second
node adds nothing twice. What a person decided stands; a rule never undoes it.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from msgspec.structs import replace

from adapters.identity.store import Absorption, IdentityStore
from adapters.keys.keyring import KeyDamaged, KeyDestroyed, Keyring
from adapters.log.codec import Codec, UnknownEvent
from adapters.log.reading import LogReader
from app.follower import Follower
from app.identity.graph import Graph, Neighbourhood
from app.identity.holding import bound, digests_of, held_by, marked, nothing, reasons, suggested
from app.logs import logger
from app.merges import Merges
from app.pen import Hand, Held, Pen
from domain.customer import events as happened
from domain.customer.decisions import Plan
from domain.errors import AlreadyOne, AlreadyReversed, KnownApart, UnknownMerge
from domain.identity import merging
from domain.identity.resolving import Resolved, Suggestion, nobody_apart, resolve
from domain.identity.rules import STANDARD, Rules
from domain.identity.settling import Act, Settled, Sight, Standing, answers_for, settle
from domain.identity.ties import Owned, owner_key
from domain.identity.units import Anchor, Unit, anchor_of
from domain.record import Actor, Recorded

BATCH = 200
WATCHED = frozenset({
    "interaction-started", "handles-presented", "fact-recorded", "interaction-reassigned", "customers-merged",
    "customers-unmerged", "match-dismissed",
})  # fmt: skip
ACTOR = Actor(kind="system", id="identity")


class Cause(msgspec.Struct, frozen=True):
    """The event something is done for."""

    tenant: str
    position: int


class Case(NamedTuple):
    """What is to be settled because of one event."""

    cause: Cause
    near: Neighbourhood
    resolved: Resolved
    settled: Settled
    merges: dict[str, Standing]


class IdentityFollower(Follower):
    """One process a node; its store is of that node."""

    name = "identity"

    def __init__(self, reader: LogReader, codec: Codec, keyring: Keyring, store: IdentityStore, pen: Pen, merges: Merges,
                 random_bytes: Callable[[int], bytes], rules: Rules = STANDARD) -> None:  # fmt: skip
        super().__init__()
        self._rules = rules
        self._reader, self._codec, self._store, self._pen, self._merges = reader, codec, store, pen, merges
        self.graph = Graph(store, keyring, random_bytes)

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    async def _kept_position(self) -> int:
        return self._store.position

    async def _step(self) -> bool:
        rows = self._reader.since(self.position, BATCH)
        if not rows:
            return False
        try:
            for row in rows:
                if row.type in WATCHED:
                    try:
                        recorded = self._codec.open(row)
                    except (KeyDestroyed, InvalidTag, UnknownEvent, KeyDamaged, msgspec.MsgspecError) as fault:
                        logger.warning(
                            "identity passes an event over",
                            extra={"position": row.position, "reason": type(fault).__name__},
                        )
                        continue
                    await self._take(recorded)
        except BaseException:
            self._store.drop()
            self.graph.forget_cached()
            raise
        self._store.keep(rows[-1].position)
        self.position = rows[-1].position
        await asyncio.sleep(0)
        return True

    async def _take(self, recorded: Recorded) -> None:
        touched = self.graph.take(recorded)
        if not touched:
            return
        tenant = recorded.tenant
        near = self.graph.around(tenant, sorted(touched))
        if near.units:
            await self._settle(Cause(tenant, recorded.position), near)

    # ---- one neighbourhood -------------------------------------------------------------------------------------------

    async def _settle(self, cause: Cause, near: Neighbourhood) -> None:
        tenant, units = cause.tenant, near.units.values()
        merges = self.graph.merges(tenant, units)

        def apart(one: str, other: str) -> bool:
            left, right = answers_for(one, merges), answers_for(other, merges)
            return self._store.apart(tenant, one, other) or (left != right and self._store.apart(tenant, left, right))

        homes = {unit.home for unit in units}
        said = self._store.any_apart(tenant, homes | {answers_for(home, merges) for home in homes})
        resolved = resolve(units, apart if said else nobody_apart, near.shared, self._rules, near.alike)
        settled = settle(resolved.groups, merges, Sight(frozenset(near.focus), near.whole), lambda group: reasons(resolved.groups[group]),
                         lambda one, other: not apart(one, other))  # fmt: skip
        case = Case(cause, near, resolved, settled, merges)
        await self._mark_shared(case)
        new: dict[int, str] = {}
        for act in settled.acts:
            await self._do(case, act, new)
        await self._hold(case, new)
        await self._suggest(case, new)

    async def _do(self, case: Case, act: Act, new: dict[int, str]) -> None:
        try:
            if act.what == "merge":
                await self._merge(case, act)
            elif act.what == "reverse":
                await self._reverse(case, act)
            else:
                await self._give(case, act, new)
        except (
            AlreadyOne,
            AlreadyReversed,
            UnknownMerge,
            KnownApart,
        ) as fault:  # somebody was there first: the log will tell
            logger.info("identity leaves something to others", extra={"reason": type(fault).__name__})

    async def _merge(self, case: Case, act: Act) -> None:
        assert act.to is not None
        command = merging.Merge(
            customer_id=act.to,
            absorb=act.subject,
            evidence=act.evidence,
            bound=bound(case.near.units.values(), case.merges, act.subject),
        )

        async def decide(held: Held) -> Plan:
            return merging.merge(command, held, self._pen.ids, datetime.now(UTC))

        written = await self._pen.write(self._hand(case.cause, act), decide)
        event = written.only(happened.CustomersMerged)
        self._store.absorb(case.cause.tenant, event.absorbed, Absorption(event.survivor, event.merge_id, ""))
        case.merges[event.absorbed] = Standing(event.merge_id, event.survivor, event.absorbed, "")

    async def _reverse(self, case: Case, act: Act) -> None:
        hand = self._hand(case.cause, act)
        asked: tuple[str, ...] = ()
        if self._reader.by_intake_key(hand.once) is None:
            outlook = await self._merges.outlook(case.cause.tenant, act.subject)
            asked = outlook.sorted.asked
            stays = outlook.merge.survivor
        else:
            stays = ""
        await self._merges.reverse(
            hand, merging.Reverse(merge_id=act.subject, allot=dict.fromkeys(asked, stays)))  # fmt: skip
        self._store.release(case.cause.tenant, act.subject)
        for absorbed in [each for each, stands in case.merges.items() if stands.merge_id == act.subject]:
            del case.merges[absorbed]

    async def _give(self, case: Case, act: Act, new: dict[int, str]) -> None:
        unit = case.near.units[act.subject]
        to = act.to or new.get(act.new)
        written = await self._pen.write(self._hand(case.cause, act), lambda held: self._given(unit, to, act, held))
        if not written.events:
            return
        event = written.only(happened.InteractionReassigned)
        if to is None:
            new[act.new] = event.to_customer
        self.graph.put(case.cause.tenant, replace(unit, home=event.identity or event.to_customer))

    async def _given(self, unit: Unit, to: str | None, act: Act, held: Held) -> Plan:
        owned = held.claim(owner_key(unit.unit_id), Owned)
        page_of = held.home(unit.home)
        if owned is not None and held.home(owned.customer_id) != page_of:
            return nothing(page_of)  # somebody has moved it since
        way = merging.way_home(unit.home, held)
        command = merging.Reassign(interaction_id=unit.unit_id, page_of=page_of, to=to, family=tuple(way[:-1]),
                                   reason=f"identity:{','.join(act.evidence)}")  # fmt: skip
        return merging.reassign(command, held, self._pen.ids)

    # ---- handles -----------------------------------------------------------------------------------------------------

    async def _mark_shared(self, case: Case) -> None:
        tenant = case.cause.tenant
        walked = {
            anchor for unit in case.near.units.values() for anchor in map(anchor_of, unit.claims)
        } - case.near.shared
        for anchor in sorted(walked):
            why = ",".join(case.resolved.shared.get(anchor, ()))
            digest = self.graph.digest(tenant, anchor)
            before = self._store.shared(tenant, digest)
            if before == why:
                continue
            self._store.share(tenant, digest, why)
            if bool(before) != bool(why):
                await self._mark(case, anchor, why)

    async def _mark(self, case: Case, anchor: Anchor, why: str) -> None:
        for digest in sorted(digests_of(case.near.units.values(), anchor)):
            hand = self._hand(case.cause, ("shared", digest, why))
            await self._pen.write(
                hand, lambda held, digest=digest: marked(held, digest, tuple(filter(None, why.split(","))))
            )

    async def _hold(self, case: Case, new: dict[int, str]) -> None:
        """Handles follow the group they are of, where that moved or they were shared before."""
        if not case.settled.acts:
            return
        for number, group in enumerate(case.resolved.groups):
            owner = case.settled.owners[number] or new.get(number)
            if owner is None:
                continue
            for claim in {
                each.digest: each for unit in group for each in unit.claims if each.level > 0 and each.digest
            }.values():
                anchor = anchor_of(claim)
                if anchor not in case.resolved.shared and anchor not in case.near.shared:
                    hand = self._hand(case.cause, ("held", claim.digest, owner))
                    await self._pen.write(
                        hand, lambda held, claim=claim, owner=owner: held_by(held, claim, owner, self._pen.ids))  # fmt: skip

    # ---- suggestions -------------------------------------------------------------------------------------------------

    async def _suggest(self, case: Case, new: dict[int, str]) -> None:
        tenant = case.cause.tenant
        merges = case.merges
        if case.settled.acts:
            merges = self.graph.merges(
                tenant, [unit for each in case.near.units if (unit := self.graph.unit(tenant, each))]
            )
        owners = [owner or new.get(number) for number, owner in enumerate(case.settled.owners)]
        wanted = {
            pair: each for each in case.resolved.suggestions if (pair := self._pair(tenant, each, owners, merges))
        }
        here = {unit.home for unit in case.near.units.values()} | {owner for owner in owners if owner}
        here |= {answers_for(home, merges) for home in here}
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

    def _pair(self, tenant: str, suggestion: Suggestion, owners: list[str | None],
              merges: dict[str, Standing]) -> tuple[str, str] | None:  # fmt: skip
        one, other = owners[suggestion.one], owners[suggestion.other]
        if one is None or other is None:
            return None
        left, right = sorted((answers_for(one, merges), answers_for(other, merges)))
        return None if left == right or self._store.apart(tenant, left, right) else (left, right)

    async def _say(self, cause: Cause, pair: tuple[str, str], score: float, evidence: tuple[str, ...]) -> None:
        hand = self._hand(cause, ("suggested", *pair, score, evidence))
        await self._pen.write(hand, lambda held: suggested(held, pair, score, evidence))
        self._store.suggest(cause.tenant, *pair, score, ",".join(evidence))

    def _hand(self, cause: Cause, said: object) -> Hand:
        """One thing done for one event is known again by both: other rules do other things, and conflict with none."""
        done = msgspec.json.encode(said)
        return self._pen.hand_for(
            cause.tenant, ACTOR, f"//{cause.tenant}/identity", f"{cause.position}.{done.decode()}", done)  # fmt: skip
