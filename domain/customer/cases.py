"""Events of cases, channel switches and hand-overs. Marks as in domain/customer/remembered.py."""

from typing import ClassVar

import msgspec

from domain.customer.event import Event
from domain.privacy import Open, Personal

# ---- cases -----------------------------------------------------------------------------------------------------------


class CaseOpened(Event, frozen=True, kw_only=True, omit_defaults=True):
    """One need, over as many interactions as it takes, begins with this one."""

    name: ClassVar[str] = "case-opened"

    case_id: Open[str]
    interaction_id: Open[str]
    about: Open[str] = "question"  # question, order, return, complaint, praise
    by: Open[str] = ""
    detected_by: Open[str] = ""
    item_id: Open[str] = ""  # the item that showed it
    reasons: Open[tuple[str, ...]] = ()
    confidence: Open[float] = 1.0
    topic: Personal[str] = ""
    order_no: Personal[str] = ""


class InteractionAddedToCase(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An interaction is about a need that was there before. One that was in another case leaves that."""

    name: ClassVar[str] = "interaction-added-to-case"

    case_id: Open[str]
    interaction_id: Open[str]
    by: Open[str] = ""
    detected_by: Open[str] = ""
    item_id: Open[str] = ""  # the item that showed it
    reasons: Open[tuple[str, ...]] = ()
    confidence: Open[float] = 1.0
    order_no: Personal[str] = ""  # learnt by it


class CaseResolved(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The need is met. `why` is a fixed word: customer_said_so, wrapped_up, closed_by_hand, duplicate, no_answer."""

    name: ClassVar[str] = "case-resolved"

    case_id: Open[str]
    why: Open[str]
    by: Open[str] = ""
    detected_by: Open[str] = ""
    item_id: Open[str] = ""  # the item that showed it
    interaction_id: Open[str | None] = None


class CaseReopened(Event, frozen=True, kw_only=True, omit_defaults=True):
    """It was not met after all. `after_s`: seconds since it was resolved."""

    name: ClassVar[str] = "case-reopened"

    case_id: Open[str]
    by: Open[str] = ""
    detected_by: Open[str] = ""
    interaction_id: Open[str | None] = None
    after_s: Open[int] = 0


class CaseSplit(Event, frozen=True, kw_only=True, omit_defaults=True):
    """These interactions are about another need: they become a case of their own."""

    name: ClassVar[str] = "case-split"

    case_id: Open[str]
    new_case: Open[str]
    interactions: Open[tuple[str, ...]]
    by: Open[str] = ""
    about: Open[str] = ""  # its kind; empty: that of the old one
    topic: Personal[str] = ""


class CasesJoined(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Two cases are one need: `other` is a part of `case_id` from now on."""

    name: ClassVar[str] = "cases-joined"

    case_id: Open[str]
    other: Open[str]
    by: Open[str] = ""
    detected_by: Open[str] = ""
    interaction_id: Open[str | None] = None  # whose words showed it
    reasons: Open[tuple[str, ...]] = ()
    confidence: Open[float] = 1.0


class ChannelSwitched(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The same need goes on over another channel. `carried` are the fact keys that need not be asked again."""

    name: ClassVar[str] = "channel-switched"

    case_id: Open[str]
    from_interaction: Open[str]
    interaction_id: Open[str]  # where it goes on
    from_channel: Open[str]
    to_channel: Open[str]
    gap_s: Open[int]
    detected_by: Open[str]
    confidence: Open[float]
    carried: Open[tuple[str, ...]] = ()
    reasons: Open[tuple[str, ...]] = ()
    item_id: Open[str] = ""  # whose words showed it


# ---- handing over ----------------------------------------------------------------------------------------------------


class BriefLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sentence, the items it stands on, and what it is about (`promise:p-1`): by that it is found stale."""

    text: str
    items: tuple[str, ...] = ()
    about: str = ""


class BriefPrepared(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What the next person must know, as it was handed over. `items` are those of all lines.

    `to` is in the agent's own words; `to_persons` are who goes by that name, so that it stands in their queue.
    """

    name: ClassVar[str] = "brief-prepared"

    handoff_id: Open[str]
    at_version: Open[int]
    language: Open[str]
    method: Open[str]  # template:<version>
    items: Open[tuple[str, ...]] = ()
    by: Open[str] = ""
    to_persons: Open[tuple[str, ...]] = ()
    by_name: Personal[str] = ""
    lines: Personal[tuple[BriefLine, ...]] = ()
    to: Personal[str] = ""
    note: Personal[str] = ""


class BriefRead(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who took over has read it."""

    name: ClassVar[str] = "brief-read"

    handoff_id: Open[str]
    by: Open[str]
    at_version: Open[int]
    language: Open[str] = ""
