"""One entry of the timeline, in the words of the public contract (section 4)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.customer.events import Attachment, Segment


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote or spoke."""

    role: str
    id: str = ""
    name: str = ""


class AskedAgain(msgspec.Struct, frozen=True, kw_only=True):
    """A question for something the customer had told before."""

    key: str
    fact_id: str
    known_then: bool


class DeliveryState(msgspec.Struct, frozen=True, kw_only=True):
    """What the channel says became of a message."""

    state: str
    code: str
    at: datetime


QUEUED = "queued"


def stage(delivery: DeliveryState) -> tuple[bool, datetime]:
    """How far a message has come: whatever a channel says is later than our own waiting, by whichever clock."""
    return delivery.state != QUEUED, delivery.at


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. `version` is that of the last event that changed it, in its own `stream`."""

    item_id: str
    position: int
    version: int
    stream: str
    interaction_id: str | None
    channel: str
    entry_point: str
    kind: str
    direction: str
    author: Author
    occurred_at: datetime
    recorded_at: datetime
    text: str
    event: str
    text_more: bool = False
    late: bool = False
    asked_again: tuple[AskedAgain, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    delivery: DeliveryState | None = None
    segments: tuple[Segment, ...] = ()
    about: dict[str, Any] = {}
    ended_at: datetime | None = None
    client_id: str = ""


def answered(item: Item, told: Collection[str]) -> Item:
    """The item less what it asks again, where the earlier telling is none of these."""
    kept = tuple(each for each in item.asked_again if each.fact_id in told)
    return item if len(kept) == len(item.asked_again) else replace(item, asked_again=kept)
