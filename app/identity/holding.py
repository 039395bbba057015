"""What a rule says of handles and of pairs, as plans: whose a handle is, that it is shared, who may be whom."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from app.pen import Held
from domain.customer import events as happened
from domain.customer.decisions import Plan
from domain.identity.handles import ASSERTED, PROVEN
from domain.identity.matching import Holder
from domain.identity.settling import Standing, answers_for
from domain.identity.units import Anchor, Claimed, Unit, anchor_of
from domain.ports import Claim, Mint


def nothing(customer_id: str) -> Plan:
    """It is so already."""
    return Plan(customer_id=customer_id, identity=customer_id)


async def marked(held: Held, digest: str, why: tuple[str, ...]) -> Plan:
    """A handle is shared (or, without a reason, no more): it decides nothing from here on."""
    holder = held.holder(bytes.fromhex(digest))
    if holder is None or holder.shared == bool(why):
        return nothing(holder.customer_id if holder else "")
    home = held.home(holder.customer_id)
    plan = Plan(customer_id=home, identity=holder.customer_id)
    plan.happen(happened.HandleShared(link_id=holder.link_id, digest=digest, shared=bool(why), evidence=why))
    plan.claims.append(
        Claim(key=bytes.fromhex(digest), expected=holder, value=replace(holder, shared=bool(why))))  # fmt: skip
    return plan


async def held_by(held: Held, claim: Claimed, owner: str, mint: Mint) -> Plan:
    """A handle is of this customer: whoever held it lets go of it."""
    key = bytes.fromhex(claim.digest)
    holder = held.holder(key)
    home = held.home(owner)
    if holder is None or held.home(holder.customer_id) == home:
        return nothing(home)
    link_id = mint("h")
    level = max(holder.level, claim.level)
    plan = Plan(customer_id=home, identity=owner)
    plan.happen(happened.HandleUnlinked(link_id=holder.link_id, reason="identity"), held.home(holder.customer_id))
    plan.happen(happened.HandleLinked(
        link_id=link_id, kind=claim.kind, digest=claim.digest, level=level, identity=plan.absorbed_identity, bound=claim.level,
        evidence=("identity",), method="identity", value_norm=claim.value, value_raw=claim.value))  # fmt: skip
    value = Holder(customer_id=owner, level=level, link_id=link_id, shared=holder.shared)
    plan.claims.append(Claim(key=key, expected=holder, value=value))
    return plan


async def suggested(held: Held, pair: tuple[str, str], score: float, evidence: tuple[str, ...]) -> Plan:
    """Two customers may be one person; a score of 0 takes that back."""
    one, other = pair
    plan = nothing(held.home(one))
    for here, there in ((other, one), (one, other)):
        plan.happen(happened.MatchSuggested(other_customer=there, score=score, evidence=evidence), held.home(here))
    if plan.entries[-1].stream == plan.entries[0].stream:  # they have become one
        plan.entries.clear()
    return plan


def bound(units: Iterable[Unit], merges: Mapping[str, Standing], absorbed: str) -> int:
    """How far a merge is proven: only what was proven together makes one of two who are both known by something proven."""
    proven = {
        answers_for(unit.home, merges) == absorbed for unit in units for claim in unit.claims if claim.level >= PROVEN
    }
    return PROVEN if len(proven) == 2 else ASSERTED


def reasons(group: Iterable[Unit]) -> tuple[str, ...]:
    """The kinds of handles that hold a group together, best proven first."""
    came: dict[Anchor, list[int]] = {}
    for unit in group:
        for claim in unit.claims:
            came.setdefault(anchor_of(claim), []).append(claim.level)
    tying = sorted({(-max(levels), anchor[0]) for anchor, levels in came.items() if len(levels) > 1})
    return tuple(dict.fromkeys(f"same:{kind}" for _, kind in tying)) or ("told",)


def digests_of(units: Iterable[Unit], anchor: Anchor) -> set[str]:
    """The handles, as the log names them, that reach one mailbox or line."""
    return {claim.digest for unit in units for claim in unit.claims if claim.digest and anchor_of(claim) == anchor}
