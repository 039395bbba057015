"""An event as the log holds it: what happened, and the envelope that says when, where and from whom."""

from datetime import datetime

import msgspec

from domain.customer.events import Event


class Actor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who caused an event. `id` is ours or a staff number, never a customer's handle."""

    kind: str  # customer, agent, bot, adapter, system, auditor
    id: str = ""


class Delivery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How an event reached us: the CloudEvent's own names for it (sealed in the log: ids may carry addresses)."""

    id: str
    subject: str = ""


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """One event in its place in the log. Times are aware UTC; `version` counts in the stream, `position` in the log."""

    position: int
    tenant: str
    stream: str
    version: int
    event_id: str
    occurred_at: datetime
    recorded_at: datetime
    actor: Actor
    event: Event
    source: str = ""
    delivery: Delivery | None = None
    correlation_id: str = ""
    causation_id: str = ""
    prev_hash: bytes = b""
    hash: bytes = b""
