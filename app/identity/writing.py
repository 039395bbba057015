"""What was worked out, written with the pen: each act once for the event it follows from, whatever crashes or is repeated."""

import msgspec

from app.identity.holding import bound, digests_of, held_by, marked, nothing, suggested
from app.identity.settler import Case, Cause, Pair
from app.merges import Merges
from app.pen import Hand, Held, Pen
from domain.customer import events as happened
from domain.customer.decisions import Plan
from domain.identity import merging
from domain.identity.settling import Act, Standing
from domain.identity.ties import Owned, owner_key
from domain.identity.units import Anchor, Claimed, Unit
from domain.record import Actor

ACTOR = Actor(kind="system", id="identity")


class Writing:
    """Decides on what stands, and leaves what has changed meanwhile as it is (`app.identity.settler.Acts`)."""

    def __init__(self, pen: Pen, merges: Merges) -> None:
        self._pen, self._merges = pen, merges
        self.lived = 0  # up to here everything is only worked out again, after the store was lost
        self.done = 0  # up to here another node has done everything

    async def merge(self, case: Case, act: Act) -> Standing:
        """Make two customers one; the merge that stands now."""
        assert act.to is not None
        command = merging.Merge(
            customer_id=act.to,
            absorb=act.subject,
            evidence=act.evidence,
            bound=bound(case.near.units.values(), case.merges, act.subject),
        )

        async def decide(held: Held) -> Plan:
            return merging.merge(command, held, self._pen.ids, self._pen.now())

        written = await self._pen.write(self._hand(case.cause, act), decide)
        event = written.only(happened.CustomersMerged)
        if case.cause.belated:  # what was done for it then may have been taken back since
            merging.standing_merge(event.merge_id, self._pen.held(case.cause.tenant))
        return Standing(event.merge_id, event.survivor, event.absorbed, "")

    async def reverse(self, case: Case, act: Act) -> None:
        """Take a merge back; what no handle claims stays with the survivor."""
        await self._merges.reverse(self._hand(case.cause, act), merging.Reverse(merge_id=act.subject, keep_rest=True))

    async def give(self, case: Case, act: Act, to: str | None) -> str | None:
        """Give an interaction away, to None: somebody new; whose it is then. None: somebody has moved it since."""
        unit = case.near.units[act.subject]
        written = await self._pen.write(self._hand(case.cause, act), lambda held: self._given(unit, to, act, held))
        if not written.events:
            return None
        event = written.only(happened.InteractionReassigned)
        if case.cause.belated:
            owned = self._pen.held(case.cause.tenant).claim(owner_key(unit.unit_id), Owned)
            return owned.customer_id if owned is not None else None
        return event.identity or event.to_customer

    async def _given(self, unit: Unit, to: str | None, act: Act, held: Held) -> Plan:
        owned = held.claim(owner_key(unit.unit_id), Owned)
        page_of = held.home(unit.home)
        if owned is not None and held.home(owned.customer_id) != page_of:
            return nothing(page_of)  # somebody has moved it since
        way = merging.way_home(unit.home, held)
        command = merging.Reassign(interaction_id=unit.unit_id, page_of=page_of, to=to, family=tuple(way[:-1]),
                                   reason=f"identity:{','.join(act.evidence)}")  # fmt: skip
        return merging.reassign(command, held, self._pen.ids)

    async def mark(self, case: Case, anchor: Anchor, why: str) -> None:
        """A handle is shared for these reasons (joined by commas); none: it is no more."""
        for digest in sorted(digests_of(case.near.units.values(), anchor)):
            hand = self._hand(case.cause, ("shared", digest, why))
            await self._pen.write(
                hand, lambda held, digest=digest: marked(held, digest, tuple(filter(None, why.split(","))))
            )

    async def hold(self, case: Case, claim: Claimed, owner: str) -> None:
        """A handle is of this customer: whoever held it lets go of it. What another has come to hold since is theirs."""
        if case.cause.position <= self.lived or (case.cause.position <= self.done and not case.cause.belated):
            return
        hand = self._hand(case.cause, ("held", claim.digest, owner))
        await self._pen.write(hand, lambda held: held_by(held, claim, owner, self._pen.ids))

    async def say(self, cause: Cause, pair: Pair, score: float, evidence: tuple[str, ...]) -> None:
        """Two customers may be one person; with a score of 0 no more."""
        hand = self._hand(cause, ("suggested", *pair, score, evidence))
        await self._pen.write(hand, lambda held: suggested(held, pair, score, evidence))

    def _hand(self, cause: Cause, said: object) -> Hand:
        """One thing done for one event is known again by both: other rules do other things, and conflict with none."""
        done = msgspec.json.encode(said)
        return self._pen.hand_for(
            cause.tenant, ACTOR, f"//{cause.tenant}/identity", f"{cause.position}.{done.decode()}", done)  # fmt: skip
