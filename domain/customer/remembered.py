"""What is derived from the timeline, or said about it at the desk: facts, questions, promises, contradictions, cases.

`detected_by` names the rule with its version (`rule:promises.1`), `by` our own id of a member of staff. What is about an
item carries the item's interaction too: it moves with it, and goes back with it when a merge is reversed.
"""

from datetime import datetime
from typing import ClassVar

import msgspec

from domain.customer.cases import (
    BriefPrepared,
    BriefRead,
    CaseOpened,
    CaseReopened,
    CaseResolved,
    CasesJoined,
    CaseSplit,
    ChannelSwitched,
    InteractionAddedToCase,
)
from domain.customer.event import Event
from domain.privacy import Open, Personal

# ---- facts -----------------------------------------------------------------------------------------------------------


class FactRecorded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A stated thing with its source: who said it, in which item, at which span (characters, end exclusive)."""

    name: ClassVar[str] = "fact-recorded"

    fact_id: Open[str]
    key: Open[str]
    item_id: Open[str]
    channel: Open[str]
    stated_by: Open[str]
    span: Open[tuple[int, int]]
    extracted_by: Open[str]
    confidence: Open[float]
    interaction_id: Open[str | None] = None
    supersedes: Open[tuple[str, ...]] = ()
    superseded_by: Open[str] = ""  # a telling of another value that came before it and was told later
    value: Personal[str] = ""
    norm: Personal[str] = ""


class FactConfirmed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody at the desk vouches for a fact."""

    name: ClassVar[str] = "fact-confirmed"

    fact_id: Open[str]
    by: Open[str]
    item_id: Open[str] = ""  # of the fact: it moves with it
    interaction_id: Open[str | None] = None


class FactRetracted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A fact does not hold: it was read wrongly, or the rule that found it has been mended."""

    name: ClassVar[str] = "fact-retracted"

    fact_id: Open[str]
    by: Open[str] = ""
    detected_by: Open[str] = ""
    reason: Personal[str] = ""
    item_id: Open[str] = ""  # of the fact: it moves with it
    interaction_id: Open[str | None] = None


class FactAskedAgain(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An item asks for what the customer had told before. `known_then`: the earlier telling was on this page by then."""

    name: ClassVar[str] = "fact-asked-again"

    item_id: Open[str]
    fact_id: Open[str]
    key: Open[str]
    asked_by: Open[str]  # a role
    detected_by: Open[str]
    known_then: Open[bool] = True
    interaction_id: Open[str | None] = None
    told_in: Open[str | None] = None  # the interaction of the earlier telling


class FactToldAgain(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A customer had to say the same value a second time: `fact_id` is the new telling, `before` the earlier one."""

    name: ClassVar[str] = "fact-told-again"

    item_id: Open[str]
    fact_id: Open[str]
    before: Open[str]
    key: Open[str]
    detected_by: Open[str]
    interaction_id: Open[str | None] = None
    told_in: Open[str | None] = None  # the interaction of the earlier telling


class MessageRedacted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Parts of an item's text are secret: shown as dots from now on. `spans` in characters, end exclusive."""

    name: ClassVar[str] = "message-redacted"

    item_id: Open[str]
    spans: Open[tuple[tuple[int, int], ...]]
    reason: Open[str]
    detected_by: Open[str] = ""
    by: Open[str] = ""
    interaction_id: Open[str | None] = None


# ---- promises --------------------------------------------------------------------------------------------------------


class PromiseNoted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An item's words promise something by a time; a promise told as such by a system is a PromiseMade."""

    name: ClassVar[str] = "promise-noted"

    promise_id: Open[str]
    item_id: Open[str]
    promised: Open[str]  # callback, refund, delivery, replacement, discount, info
    made_by: Open[str]  # a role
    detected_by: Open[str] = ""
    by: Open[str] = ""
    confidence: Open[float] = 1.0
    span: Open[tuple[int, int]] = (0, 0)
    due_at: Open[datetime | None] = None
    interaction_id: Open[str | None] = None
    what: Personal[str] = ""
    who: Personal[str] = ""
    amount: Personal[str] = ""


class PromiseKept(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What we owed was done; `evidence_item` shows it, where an item does."""

    name: ClassVar[str] = "promise-kept"

    promise_id: Open[str]
    evidence_item: Open[str] = ""
    by: Open[str] = ""
    detected_by: Open[str] = ""
    item_id: Open[str] = ""  # of the promise: it moves with it
    interaction_id: Open[str | None] = None


class PromiseBroken(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What we owed was not done, and somebody or something says so."""

    name: ClassVar[str] = "promise-broken"

    promise_id: Open[str]
    evidence_item: Open[str] = ""
    by: Open[str] = ""
    detected_by: Open[str] = ""
    item_id: Open[str] = ""  # of the promise: it moves with it
    interaction_id: Open[str | None] = None


class PromiseMoved(Event, frozen=True, kw_only=True, omit_defaults=True):
    """It is due at another time; `told_item` is where the customer was told."""

    name: ClassVar[str] = "promise-moved"

    promise_id: Open[str]
    new_due: Open[datetime | None] = None
    told_item: Open[str] = ""
    by: Open[str] = ""
    detected_by: Open[str] = ""
    span: Open[tuple[int, int]] = (0, 0)  # of the new words, in `told_item`
    what: Personal[str] = ""  # as it is promised now; empty: as before
    item_id: Open[str] = ""  # of the promise: it moves with it
    interaction_id: Open[str | None] = None


class PromiseWithdrawn(Event, frozen=True, kw_only=True, omit_defaults=True):
    """We no longer owe it, or never did."""

    name: ClassVar[str] = "promise-withdrawn"

    promise_id: Open[str]
    by: Open[str] = ""
    detected_by: Open[str] = ""
    reason: Personal[str] = ""
    item_id: Open[str] = ""  # of the promise: it moves with it
    interaction_id: Open[str | None] = None


# ---- contradictions --------------------------------------------------------------------------------------------------


class Side(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of two statements that differ: the value, the words it was said in, by which source, and when."""

    value: str
    words: str = ""
    source: str = ""
    at: datetime | None = None


class ContradictionDetected(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Two statements on the same thing differ. Both are shown; nothing decides which one stands but a person."""

    name: ClassVar[str] = "contradiction-detected"

    contradiction_id: Open[str]
    contradicts: Open[str]  # price, promotion, stock, date, policy, order, points
    left_item: Open[str]
    right_item: Open[str]
    detected_by: Open[str]
    interaction_id: Open[str | None] = None  # of the later item
    item_id: Open[str] = ""  # the later one: it goes where that goes
    subject: Personal[str] = ""
    left: Personal[Side | None] = None
    right: Personal[Side | None] = None


class ContradictionResolved(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Which one stands, and in which item the customer was told."""

    name: ClassVar[str] = "contradiction-resolved"

    contradiction_id: Open[str]
    stands: Open[str]  # left, right, neither
    by: Open[str] = ""
    told_item: Open[str] = ""
    item_id: Open[str] = ""  # of the contradiction: it moves with it
    interaction_id: Open[str | None] = None
    reason: Personal[str] = ""


REMEMBERED: tuple[type[Event], ...] = (
    FactRecorded, FactConfirmed, FactRetracted, FactAskedAgain, FactToldAgain, MessageRedacted,
    PromiseNoted, PromiseKept, PromiseBroken, PromiseMoved, PromiseWithdrawn, ContradictionDetected, ContradictionResolved,
    CaseOpened, InteractionAddedToCase, CaseResolved, CaseReopened, CaseSplit, CasesJoined, ChannelSwitched,
    BriefPrepared, BriefRead,
)  # fmt: skip
