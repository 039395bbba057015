"""An interaction as a channel delivered it, in our words: what adapters translate to and decisions take."""

from datetime import datetime
from typing import Any

import msgspec

from domain.customer.events import Attachment, Segment
from domain.identity.handles import Handle
from domain.timeline.items import Author

MESSAGES = frozenset({"message.received", "message.sent"})
CALLS = frozenset({"call.started", "call.transcribed", "call.ended"})
CONTEXT = frozenset({"order.noted", "shipment.noted", "offer.quoted", "stock.noted", "promise.made"})
OPENS_INTERACTION = MESSAGES | CALLS | {"visit.noted", "note.added"}
ABOUT_A_PERSON = frozenset({"identity.evidence", "customer.imported"})
CONSENTS = frozenset({"consent.given", "consent.withdrawn", "objection.raised"})
SAYINGS = CONSENTS | {"notice.shown"}
KNOWN = OPENS_INTERACTION | CONTEXT | ABOUT_A_PERSON | SAYINGS | {"delivery.updated"}

# Roles whose own handles are the customer's. An agent's, a bot's or the system's never attach anything.
CUSTOMER_SIDE = frozenset({"customer", "unknown"})


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A promise as the sender states it."""

    kind: str = "info"
    what: str = ""
    due_at: datetime | None = None


class Consented(msgspec.Struct, frozen=True, kw_only=True):
    """What the person agreed to, or did not, or objects to."""

    given: bool
    purpose: str
    objected: bool = False
    notice: str = ""
    notice_version: str = ""
    expires_at: datetime | None = None


class Noticed(msgspec.Struct, frozen=True, kw_only=True):
    """The notice the person was shown or read."""

    notice: str
    notice_version: str
    locale: str


class Echo(msgspec.Struct, frozen=True, kw_only=True):
    """A number of an earlier item that this delivery tells as a secret (characters of its text, end exclusive)."""

    item_id: str
    start: int
    end: int


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery. `handles` are those that may say whose it is; `thread` is the channel's thread key.

    `item_id` follows from (source, id), so that a receipt knows its message's (`target_item_id`) before it came.
    """

    what: str
    source: str
    id: str
    occurred_at: datetime
    channel: str
    thread: str = ""
    entry_point: str = ""
    direction: str = "inbound"
    kind: str = "message"
    language: str = ""
    locale: str = ""
    sequence: str = ""
    store_id: str = ""
    author: Author = Author(role="customer")
    handles: tuple[Handle, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()  # what a record says of the person besides: birth_date, postcode …
    text: str = ""
    segments: tuple[Segment, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    about: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    promise: Told | None = None
    consent: Consented | None = None
    notice: Noticed | None = None
    method: str = ""
    item_id: str = ""
    refers_to: str = ""
    target_item_id: str = ""
    provider_id: str = ""  # what the channel calls the message reported on
    state: str = ""
    code: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    echoes: tuple[Echo, ...] = ()
