"""Everything that can stand in a customer's stream. Names are storage: once released they never change meaning.

Open fields hold only our own ids and words from fixed lists: whatever a sender may write freely is personal, be it
called a store or a language.
"""

from datetime import datetime
from typing import Any, ClassVar

import msgspec

from domain.customer.attended import Claimed, Released, WrapUpRecorded
from domain.customer.cases import (
    BriefLine,
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
from domain.customer.consenting import ConsentGiven, ConsentWithdrawn, NoticeShown, ObjectionRaised
from domain.customer.event import Event
from domain.customer.identified import (
    Allotted,
    CustomerRegistered,
    CustomersMerged,
    CustomersUnmerged,
    HandleLinked,
    HandleShared,
    HandlesPresented,
    HandleUnlinked,
    HandleVerified,
    MatchDismissed,
    MatchSuggested,
    Presented,
    ProfileAttributeNoted,
)
from domain.customer.remembered import (
    ContradictionDetected,
    ContradictionResolved,
    FactAskedAgain,
    FactConfirmed,
    FactRecorded,
    FactRetracted,
    FactToldAgain,
    MessageRedacted,
    PromiseBroken,
    PromiseKept,
    PromiseMoved,
    PromiseNoted,
    PromiseWithdrawn,
    Side,
)
from domain.privacy import Open, Personal

# ---- interactions ----------------------------------------------------------------------------------------------------


class InteractionStarted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """One session on one channel begins."""

    name: ClassVar[str] = "interaction-started"

    interaction_id: Open[str]
    channel: Open[str]
    direction: Open[str]
    entry_point: Personal[str] = ""
    locale: Personal[str] = ""
    store_id: Personal[str] = ""
    identity: Open[str] = ""  # whose handle it came by, where that customer has been absorbed by the stream's
    links: Open[tuple[str, ...]] = ()  # the links that said whose it is
    level: Open[int] = 2  # the best level at which it was said whose it is
    handles: Open[tuple[Presented, ...]] = ()  # those it came with, as in HandlesPresented
    values: Personal[tuple[str, ...]] = ()
    party_name: Personal[str] = ""


class InteractionEnded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The session is over. `item_id` is the call's own item where there is one."""

    name: ClassVar[str] = "interaction-ended"

    interaction_id: Open[str]
    item_id: Open[str]
    channel: Open[str]
    entry_point: Personal[str] = ""
    direction: Open[str] = "both"
    ended_by: Open[str] = ""
    reason: Open[str] = ""
    started_at: Open[datetime | None] = None
    ended_at: Open[datetime | None] = None
    extra: Personal[dict[str, Any]] = {}


class InteractionReassigned(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An interaction moves to the customer it belongs to: to the stream of `to_customer`, away from every other it is
    written to (the one it leaves, and whoever that one had absorbed); nothing is copied.

    `provisional` says that the customer it leaves was known by this thread alone, so its id answers with the new one.
    """

    name: ClassVar[str] = "interaction-reassigned"

    interaction_id: Open[str]
    from_customer: Open[str]
    to_customer: Open[str]
    reason: Open[str]
    provisional: Open[bool] = False
    by: Open[str] = ""  # our own id of a member of staff; empty: a rule
    identity: Open[str] = ""  # whose it becomes, where that customer has been absorbed by `to_customer`
    bound: Open[int] = 1  # the level of what said so, where no member of staff did: what comes with it proves no more


# ---- what stands on the timeline -------------------------------------------------------------------------------------


class Segment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One stretch of a transcript. Milliseconds count from the start of the call."""

    party: str
    text: str
    from_ms: int = 0
    to_ms: int = 0
    confidence: float | None = None


class Attachment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that came with a message, by reference; its bytes are not in the log.

    `attachment_id`: its bytes are kept here, and are what `sha256`, `size` and `media_type` say. `width` and `height`
    (pixels) only of a picture that may be shown inside a page.
    """

    ref: str
    media_type: str = ""
    sha256: str = ""
    size: int | None = None
    name: str = ""
    attachment_id: str = ""
    width: int | None = None
    height: int | None = None


class ItemEvent(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What every entry of the timeline has. `extra` keeps the sender's fields that we do not use yet."""

    item_id: Open[str]
    channel: Open[str]
    kind: Open[str]
    direction: Open[str]
    author_role: Open[str]
    interaction_id: Open[str | None] = None
    identity: Open[str] = ""  # whose handle it came by, where that customer has been absorbed by the stream's
    entry_point: Personal[str] = ""
    language: Personal[str] = ""
    sequence: Personal[str] = ""
    author_id: Personal[str] = ""
    author_name: Personal[str] = ""
    text: Personal[str] = ""
    attachments: Personal[tuple[Attachment, ...]] = ()
    about: Personal[dict[str, Any]] = {}
    extra: Personal[dict[str, Any]] = {}


class MessageReceived(ItemEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The customer wrote."""

    name: ClassVar[str] = "message-received"


class MessageSent(ItemEvent, frozen=True, kw_only=True, omit_defaults=True):
    """An agent, a bot or the system wrote to the customer.

    The fields here are of a reply written with us, which is still to be carried out: `seen_version` is that of the page
    its writer saw. `to` is the address; `carrier` the source of the thread it goes to, `thread` that source's key of it.
    """

    name: ClassVar[str] = "message-sent"

    seen_version: Open[int | None] = None
    to_kind: Open[str] = ""
    to_link: Open[str] = ""
    carrier: Open[str] = ""
    to: Personal[str] = ""
    thread: Personal[str] = ""
    client_id: Personal[str] = ""


class CallConnected(ItemEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A call began."""

    name: ClassVar[str] = "call-connected"

    started_at: Open[datetime | None] = None


class CallTranscribed(ItemEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Words of a call. `text` is the segments joined by a newline."""

    name: ClassVar[str] = "call-transcribed"

    segments: Personal[tuple[Segment, ...]] = ()


class StoreVisitNoted(ItemEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The customer was in a shop."""

    name: ClassVar[str] = "store-visit-noted"

    store_id: Personal[str] = ""


class NoteAdded(ItemEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Team-only text."""

    name: ClassVar[str] = "note-added"

    visibility: Open[str] = "team"
    mentions: Personal[tuple[str, ...]] = ()


class OrderNoted(ItemEvent, frozen=True, kw_only=True, omit_defaults=True):
    """An order's state in the shop's system."""

    name: ClassVar[str] = "order-noted"


class ShipmentNoted(ItemEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Where a parcel is."""

    name: ClassVar[str] = "shipment-noted"


class OfferQuoted(ItemEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A price, promotion or discount was told to the customer."""

    name: ClassVar[str] = "offer-quoted"


class StockNoted(ItemEvent, frozen=True, kw_only=True, omit_defaults=True):
    """What a place has in stock, as of a time, in one system's words."""

    name: ClassVar[str] = "stock-noted"


class PromiseMade(ItemEvent, frozen=True, kw_only=True, omit_defaults=True):
    """We owe something by a time. `what` is told to the customer, so it is personal."""

    name: ClassVar[str] = "promise-made"

    promise_id: Open[str]
    promised: Open[str] = "info"  # callback, refund, delivery, replacement, discount, info
    due_at: Open[datetime | None] = None
    what: Personal[str] = ""


class MessageDeliveryUpdated(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a message we sent: queued, sent, delivered, read, failed."""

    name: ClassVar[str] = "message-delivery-updated"

    item_id: Open[str]
    state: Open[str]
    code: Open[str] = ""
    interaction_id: Open[str | None] = None
    channel: Open[str] = ""
    entry_point: Personal[str] = ""
    extra: Personal[dict[str, Any]] = {}


PARTS = (Allotted, Presented, Side, BriefLine)  # of the events above, no events themselves
CUSTOMER_EVENTS: tuple[type[Event], ...] = (
    CustomerRegistered, HandleLinked, HandleUnlinked, HandleVerified, HandleShared, HandlesPresented, MatchSuggested, MatchDismissed,
    CustomersMerged, CustomersUnmerged, ProfileAttributeNoted, InteractionStarted, InteractionEnded, InteractionReassigned,
    MessageReceived, MessageSent, CallConnected, CallTranscribed, StoreVisitNoted, NoteAdded,
    OrderNoted, ShipmentNoted, OfferQuoted, StockNoted, PromiseMade, MessageDeliveryUpdated,
    FactRecorded, FactConfirmed, FactRetracted, FactAskedAgain, FactToldAgain, MessageRedacted,
    PromiseNoted, PromiseKept, PromiseBroken, PromiseMoved, PromiseWithdrawn, ContradictionDetected, ContradictionResolved,
    CaseOpened, InteractionAddedToCase, CaseResolved, CaseReopened, CaseSplit, CasesJoined, ChannelSwitched,
    BriefPrepared, BriefRead, Claimed, Released, WrapUpRecorded, ConsentGiven, ConsentWithdrawn, ObjectionRaised, NoticeShown,
)  # fmt: skip

REGISTRY: dict[tuple[str, int], type[Event]] = {(event.name, event.schema): event for event in CUSTOMER_EVENTS}
