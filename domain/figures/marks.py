"""What figures are made of: one mark for each event that counts. Ids of ours, fixed words and times; nothing personal."""

from datetime import datetime

import msgspec

from domain.customer import events as happened
from domain.record import Recorded

ASKED, TOLD, SWITCHED = (
    happened.FactAskedAgain.name, happened.FactToldAgain.name, happened.ChannelSwitched.name)  # fmt: skip
RETRACTED = happened.FactRetracted.name
MADE = (happened.PromiseMade.name, happened.PromiseNoted.name)
KEPT, BROKEN, MOVED, WITHDRAWN = (
    happened.PromiseKept.name, happened.PromiseBroken.name, happened.PromiseMoved.name, happened.PromiseWithdrawn.name)  # fmt: skip
FOUND, RESOLVED = happened.ContradictionDetected.name, happened.ContradictionResolved.name
OPENED, ADDED, JOINED, SPLIT = (
    happened.CaseOpened.name, happened.InteractionAddedToCase.name, happened.CasesJoined.name, happened.CaseSplit.name)  # fmt: skip
CLOSED, REOPENED = happened.CaseResolved.name, happened.CaseReopened.name
CASES = (OPENED, ADDED, JOINED, SPLIT, CLOSED, REOPENED)
MERGED, UNMERGED = happened.CustomersMerged.name, happened.CustomersUnmerged.name
REASSIGNED = happened.InteractionReassigned.name
# Who answers for a customer since: by these two interactions are known to stand on one page.
HOMES = (MERGED, UNMERGED, REASSIGNED)
MARKED = frozenset({
    ASKED, TOLD, RETRACTED, SWITCHED, *MADE, KEPT, BROKEN, MOVED, WITHDRAWN, FOUND, RESOLVED, *CASES, *HOMES,
})  # fmt: skip


class Mark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event that counts. `kind` is the event's name, `customer_id` the stream it stands in.

    `ref`, `before`: the fact (and the earlier one), promise, contradiction or case it is about. `other`: the interaction
    of the earlier telling, or where the need came from; of a merge, who answers for this customer now.
    Of a case: `key` what it is about; of one that became a part, `before` the whole; of one split off, `before` the case
    it was in and `other` the interactions that went, between commas.
    What stands after `by_hand` is not of the event: what its interactions were, when first answered after it, whether it
    counts no more; of cases the name that all those have in common which ever exchanged a contact, and whether it is
    only told beside the marks that were asked for.
    """

    kind: str
    at: datetime
    position: int
    event_id: str
    customer_id: str
    interaction_id: str = ""
    item_id: str = ""
    channel: str = ""
    key: str = ""  # a fact's key; what was promised; what is contradicted
    ref: str = ""
    before: str = ""
    other: str = ""
    due_at: datetime | None = None
    known: bool = True  # the earlier telling was on the page by then
    by_hand: bool = False
    from_channel: str = ""  # of `other`
    team: str = ""
    began: datetime | None = None  # the interaction
    answered_at: datetime | None = None  # of a case open again: when we wrote next in that interaction
    void: bool = False
    need: str = ""
    beside: bool = False


def mark_of(recorded: Recorded) -> Mark | None:
    """The mark of an event; None: it is not counted (or is, in another stream that it was written to)."""
    event = recorded.event
    if event.name not in MARKED:
        return None
    match event:
        case happened.FactAskedAgain():
            return _of(recorded, key=event.key, ref=event.fact_id, other=event.told_in or "", known=event.known_then)
        case happened.FactToldAgain():
            return _of(recorded, key=event.key, ref=event.fact_id, before=event.before, other=event.told_in or "")
        case happened.FactRetracted():
            return _of(recorded, ref=event.fact_id, by_hand=bool(event.by))
        case happened.ChannelSwitched():
            return _of(recorded, ref=event.case_id, other=event.from_interaction)
        case happened.CaseOpened() | happened.InteractionAddedToCase():
            return _of(recorded, ref=event.case_id, key=getattr(event, "about", ""), by_hand=bool(event.by))
        case happened.CaseSplit():
            gone = ",".join(event.interactions)
            return _of(recorded, ref=event.new_case, before=event.case_id, other=gone, key=event.about, by_hand=True)
        case happened.CasesJoined():
            return _of(recorded, ref=event.other, before=event.case_id, by_hand=bool(event.by))
        case happened.CaseResolved() | happened.CaseReopened():
            return _of(recorded, ref=event.case_id, by_hand=bool(event.by))
        case happened.ContradictionDetected():
            return _of(recorded, ref=event.contradiction_id, key=event.contradicts)
        case happened.ContradictionResolved():
            return _of(recorded, ref=event.contradiction_id, by_hand=bool(event.by))
        case happened.PromiseMade() | happened.PromiseNoted():
            return _of(recorded, ref=event.promise_id, key=event.promised, due_at=event.due_at)
        case happened.PromiseMoved():
            return _of(recorded, ref=event.promise_id, due_at=event.new_due, by_hand=bool(event.by))
        case happened.PromiseKept() | happened.PromiseBroken() | happened.PromiseWithdrawn():
            return _of(recorded, ref=event.promise_id, by_hand=bool(event.by))
        case _:
            return _home_of(recorded)


def _home_of(recorded: Recorded) -> Mark | None:
    """Who answers for a customer from now on, told once: in the stream of the one who is answered for."""
    match recorded.event:
        case happened.CustomersMerged() | happened.CustomersUnmerged() as event if event.absorbed == recorded.stream:
            return _of(recorded, other=event.survivor)
        case happened.InteractionReassigned() as event if event.provisional and event.from_customer == recorded.stream:
            return _of(recorded, other=event.to_customer)
        case _:
            return None


def _of(
    recorded: Recorded, *, key: str = "", ref: str = "", before: str = "", other: str = "", due_at: datetime | None = None,
    known: bool = True, by_hand: bool = False,
) -> Mark:  # fmt: skip
    event = recorded.event
    return Mark(
        kind=event.name, at=recorded.occurred_at, position=recorded.position, event_id=recorded.event_id,
        customer_id=recorded.stream, interaction_id=getattr(event, "interaction_id", None) or "",
        item_id=getattr(event, "item_id", None) or "", channel=getattr(event, "channel", ""), key=key, ref=ref, before=before,
        other=other, due_at=due_at, known=known, by_hand=by_hand)  # fmt: skip
