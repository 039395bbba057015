"""Two people are one, or are not after all: merges, their reversal, interactions given to whom they belong, a remembered no.

Pure: what stands is asked of `Ties`, what came while a merge stood is given. Each answers with a plan, or refuses.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from domain.customer import events as happened
from domain.customer.decisions import Plan, moved_key
from domain.customer.identified import Allotted
from domain.errors import (
    AllotmentNeeded,
    AllotmentWrong,
    AlreadyOne,
    AlreadyReversed,
    KnownApart,
    NeedsLead,
    UnknownMerge,
)
from domain.identity.commands import Dismiss, Meanwhile, Merge, Reassign, Reverse, Sorted
from domain.identity.ties import Dismissed, MergeStands, Owned, dismissed_key, merge_key, owner_key, way_home
from domain.ports import Claim, Mint, Moved
from domain.record import Recorded

Kind = TypeVar("Kind", bound=msgspec.Struct)


class Ties(Protocol):
    """What is held at this moment. Whatever is answered is checked again when the plan is written."""

    def home(self, customer_id: str) -> str:
        """The customer this id belongs to now."""
        ...

    def moved(self, customer_id: str) -> Moved | None:
        """What stands about who answers for a customer, active or not."""
        ...

    def claim(self, key: bytes, kind: type[Kind]) -> Kind | None:
        """What a claim holds."""
        ...


def merge(command: Merge, ties: Ties, mint: Mint, now: datetime) -> Plan:
    """Merge two customers. Raises AlreadyOne, NeedsLead; for a rule KnownApart."""
    survivor, absorbed = ties.home(command.customer_id), ties.home(command.absorb)
    if survivor == absorbed:
        raise AlreadyOne(survivor)
    if not command.by and known_apart(ties, survivor, absorbed, now):
        raise KnownApart(survivor)
    if command.both_ordered and not command.alone:
        raise NeedsLead(survivor)
    merge_id = mint("m")
    event = happened.CustomersMerged(
        merge_id=merge_id, survivor=survivor, absorbed=absorbed, evidence=command.evidence, by=command.by, bound=command.bound,
        previewed_at_version=command.previewed_at_version, reason=command.reason)  # fmt: skip
    plan = Plan(customer_id=survivor, identity=survivor)
    plan.happen(event, absorbed)
    plan.happen(event)
    plan.claims += [
        Claim(key=moved_key(absorbed), expected=ties.moved(absorbed), value=Moved(customer_id=survivor)),
        Claim(key=merge_key(merge_id), expected=None, value=MergeStands(survivor=survivor, absorbed=absorbed)),
    ]
    return plan


def standing_merge(merge_id: str, ties: Ties) -> MergeStands:
    """The merge, if it still stands. Raises UnknownMerge, AlreadyReversed."""
    stands = ties.claim(merge_key(merge_id), MergeStands)
    if stands is None:
        raise UnknownMerge(merge_id)
    if not stands.active:
        raise AlreadyReversed(merge_id)
    return stands


def reverse(command: Reverse, meanwhile: Meanwhile, ties: Ties) -> Plan:
    """Take a merge back, whatever was merged since. Raises UnknownMerge, AlreadyReversed, AllotmentNeeded, AllotmentWrong."""
    stands = standing_merge(command.merge_id, ties)
    way = way_home(stands.survivor, ties)
    found = sort_out(meanwhile)
    allotted = _allotted(command, found, meanwhile.family, stands, ties)
    event = happened.CustomersUnmerged(
        merge_id=command.merge_id, survivor=stands.survivor, absorbed=stands.absorbed, by=command.by, since=meanwhile.since,
        allotted=allotted, returned=_with_whole_interactions(found, allotted, meanwhile, stands), reason=command.reason)  # fmt: skip
    plan = Plan(customer_id=way[-1], identity=stands.survivor)
    for stream in (stands.absorbed, *way):
        plan.happen(event, stream)
    plan.claims += [
        Claim(key=merge_key(command.merge_id), expected=stands, value=replace(stands, active=False)),
        Claim(key=moved_key(stands.absorbed), expected=ties.moved(stands.absorbed),
              value=Moved(customer_id=stands.survivor, active=False)),
    ]  # fmt: skip
    theirs = [*event.returned, *(each.item_id for each in allotted if each.to == stands.absorbed)]
    for number in dict.fromkeys(theirs):
        owned = ties.claim(owner_key(number), Owned)
        if number[:2] in ("i-", "t-") and (owned is None or owned.customer_id not in meanwhile.family):
            own = meanwhile.own.get(number, "")
            plan.claims.append(_owned(number, own if own in meanwhile.family else stands.absorbed, ties))
    return plan


def owners(events: Iterable[Recorded]) -> dict[str, str]:
    """By whose own handle or thread each interaction and item came, or to whom it was given since."""
    found: dict[str, str] = {}
    for each in sorted(events, key=lambda each: each.position):
        match each.event:
            case happened.InteractionStarted() as event:
                found[event.interaction_id] = event.identity or each.stream
            case happened.InteractionReassigned() as event if event.to_customer == each.stream:
                found[event.interaction_id] = event.identity or each.stream
            case happened.ItemEvent() as event if not event.interaction_id:
                found[event.item_id] = event.identity or each.stream
            case _:
                pass
    return found


def sort_out(meanwhile: Meanwhile) -> Sorted:
    """Whose is what came while a merge stood: it follows the handle it came by; what no handle claims is asked about."""
    back: dict[str, bool | None] = {}  # by id of ours; None: nobody can tell
    items: dict[str, str | None] = {}  # by item: its interaction
    for each in meanwhile.arrived:
        event = each.event
        interaction = getattr(event, "interaction_id", None)
        if isinstance(event, happened.InteractionReassigned):
            back[event.interaction_id] = event.to_customer == each.stream and event.identity in meanwhile.family
        elif isinstance(event, happened.InteractionStarted):
            asked = _by_hand(each) and not event.links  # one begun by a reply follows the handle it goes to
            back[event.interaction_id] = None if asked else event.identity in meanwhile.family
        elif interaction:
            back.setdefault(interaction, interaction in meanwhile.known)
            if isinstance(event, happened.ItemEvent):
                items[event.item_id] = interaction
        else:
            number = _number(each)
            theirs = getattr(event, "identity", "") in meanwhile.family or number in meanwhile.known or back.get(number)
            asked = isinstance(event, happened.ItemEvent) and _by_hand(each) and not theirs
            back[number] = None if asked else bool(theirs)
            if isinstance(event, happened.ItemEvent):
                items[number] = None
    asked = tuple(item for item, interaction in items.items() if back[interaction or item] is None)
    return Sorted(returned=tuple(number for number, goes in back.items() if goes), asked=asked)


def reassign(command: Reassign, ties: Ties, mint: Mint) -> Plan:
    """Give an interaction to another customer, or to somebody new; nothing when it stands there already.

    It is said to everybody whose page it may have come through, so that no later reversal brings it back.
    """
    left = command.page_of
    to = ties.home(command.to) if command.to is not None else ""
    if to == left:
        return Plan(customer_id=left, identity=left)
    plan = Plan(customer_id=to, identity=command.to or "", interaction_id=command.interaction_id)
    if command.to is None:
        to = plan.customer_id = plan.identity = plan.registered = mint("c")
        plan.happen(happened.CustomerRegistered(customer_id=to, how="agent"))
    event = happened.InteractionReassigned(
        interaction_id=command.interaction_id, from_customer=left, to_customer=to, reason=command.reason, by=command.by,
        identity=plan.absorbed_identity)  # fmt: skip
    for stream in (*command.family, left, to):
        plan.happen(event, stream)
    plan.claims.append(_owned(command.interaction_id, plan.identity, ties))
    return plan


def dismiss(command: Dismiss, ties: Ties) -> Plan:
    """Remember that two customers are not the same person; nothing when that is remembered already. Raises AlreadyOne."""
    one, other = ties.home(command.customer_id), ties.home(command.other)
    if one == other:
        raise AlreadyOne(one)
    plan = Plan(customer_id=one, identity=one)
    key, value = dismissed_key(one, other), Dismissed(until=command.until)
    before = ties.claim(key, Dismissed)
    if before == value:
        return plan
    for here, there in ((other, one), (one, other)):
        plan.happen(happened.MatchDismissed(
            other_customer=there, reason=command.reason, by=command.by, until=command.until), here)  # fmt: skip
    plan.claims.append(Claim(key=key, expected=before, value=value))
    return plan


def known_apart(ties: Ties, one: str, other: str, now: datetime) -> bool:
    """Whether somebody has said that these are two people, and it still counts."""
    no = ties.claim(dismissed_key(one, other), Dismissed)
    return no is not None and (no.until is None or now < no.until)


def _allotted(command: Reverse, found: Sorted, family: frozenset[str], stands: MergeStands,
              ties: Ties) -> tuple[Allotted, ...]:  # fmt: skip
    allot = {**(dict.fromkeys(found.asked, stands.survivor) if command.keep_rest else {}), **command.allot}
    missing = [item for item in found.asked if item not in allot]
    if missing:
        raise AllotmentNeeded(missing)
    here = ties.home(stands.survivor)
    told: list[Allotted] = []
    wrong: list[str] = [item for item in command.allot if item not in found.asked]
    for item in found.asked:
        to = allot[item]
        if to in family:
            told.append(Allotted(item_id=item, to=stands.absorbed))
        elif ties.home(to) == here:
            told.append(Allotted(item_id=item, to=stands.survivor))
        else:
            wrong.append(item)
    if wrong:
        raise AllotmentWrong(wrong)
    return tuple(told)


def _with_whole_interactions(found: Sorted, allotted: Iterable[Allotted], meanwhile: Meanwhile,
                             stands: MergeStands) -> tuple[str, ...]:  # fmt: skip
    """An interaction of which every item goes to the absorbed one goes with them."""
    to = {each.item_id: each.to for each in allotted}
    goes: dict[str, bool] = {}
    for each in meanwhile.arrived:
        item, interaction = getattr(each.event, "item_id", None), getattr(each.event, "interaction_id", None)
        if item in to and interaction:
            goes[interaction] = goes.get(interaction, True) and to[item] == stands.absorbed
    return tuple(dict.fromkeys((*found.returned, *(each for each, all_of_it in goes.items() if all_of_it))))


def _owned(number: str, to: str, ties: Ties) -> Claim:
    key = owner_key(number)
    return Claim(key=key, expected=ties.claim(key, Owned), value=Owned(customer_id=to))


def _number(recorded: Recorded) -> str:
    """The id by which an event outside any interaction goes back: its item's, its link's, its claim's, or its own."""
    event = recorded.event
    found = (getattr(event, name, None) for name in ("item_id", "link_id", "claim_id"))
    return next(filter(None, found), recorded.event_id)


def _by_hand(recorded: Recorded) -> bool:
    """Whether somebody of the shop wrote it with us: no handle says whose it is."""
    return recorded.source.startswith(f"//{recorded.tenant}/console/")
