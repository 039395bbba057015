"""Who has taken a customer on: claims as they stand on a page, and the decisions to make, prolong, take over and end one."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from domain.customer import events as happened
from domain.errors import ClaimedByColleague, NotClaimed

RELEASED, TAKEN_OVER, EXPIRED = "released", "taken_over", "expired"


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One claim. `stream` is the customer it was made on."""

    claim_id: str
    by: str
    name: str
    expires_at: datetime
    stream: str


class ClaimShown(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as it is shown."""

    by: str
    name: str
    expires_at: datetime


def held_of(event: happened.Claimed, stream: str) -> Held:
    """The claim that an event makes."""
    return Held(
        claim_id=event.claim_id, by=event.by, name=event.by_name, expires_at=event.expires_at, stream=stream)  # fmt: skip


def first_of(claims: Iterable[Held], customer_id: str) -> Held | None:
    """Of several the one that counts: made on the customer's own page before one that a merge brought along; then the last."""
    found = list(claims)
    own = [each for each in found if each.stream == customer_id]
    return (own or found or [None])[-1]


def standing(claims: Mapping[str, Held], customer_id: str, now: datetime) -> Held | None:
    """The claim that counts at a moment: one whose time is over does not, whether that was written down yet or not."""
    return first_of((each for each in claims.values() if each.expires_at > now), customer_id)


def shown(claim: Held | None) -> ClaimShown | None:
    """As it is shown."""
    return ClaimShown(by=claim.by, name=claim.name, expires_at=claim.expires_at) if claim is not None else None


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody wants to take a customer on until a time; from a colleague only where `take_over`."""

    claim_id: str
    by: str
    name: str
    until: datetime
    take_over: bool = False


def claim(command: Claim, before: Held | None) -> list[happened.Event]:
    """Take a customer on, or keep them for longer; [] for who has them that long. Raises ClaimedByColleague."""
    if before is not None and before.by == command.by:
        if command.until <= before.expires_at:
            return []
        return [happened.Claimed(
            claim_id=before.claim_id, by=command.by, expires_at=command.until, by_name=command.name)]  # fmt: skip
    if before is not None and not command.take_over:
        raise ClaimedByColleague(before.by, before.name, before.expires_at)
    made = happened.Claimed(
        claim_id=command.claim_id, by=command.by, expires_at=command.until, taken_from=before.by if before else "",
        by_name=command.name)  # fmt: skip
    if before is None:
        return [made]
    return [happened.Released(claim_id=before.claim_id, why=TAKEN_OVER, by=command.by), made]


def release(claims: Mapping[str, Held], by: str, reason: str, now: datetime) -> list[happened.Event]:
    """Give a customer back: everything this person holds of them. Raises NotClaimed."""
    mine = [each for each in claims.values() if each.by == by and each.expires_at > now]
    if not mine:
        raise NotClaimed
    return [happened.Released(claim_id=each.claim_id, why=RELEASED, by=by, reason=reason) for each in mine]


def expired(claims: Mapping[str, Held], now: datetime) -> list[Held]:
    """Claims whose time is over."""
    return [each for each in claims.values() if each.expires_at <= now]
