"""The names that tests call data by. Fixed clock, no randomness."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.customer import events as happened
from domain.customer.arrivals import Arrival
from domain.customer.identified import Presented
from domain.identity.handles import Handle
from domain.record import Actor, Recorded
from domain.timeline.items import Author
from tests.golden.full import FULL

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LATE_WINDOW = timedelta(minutes=60)


def minutes(count: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=count)


def counting() -> Callable[[str], str]:
    """Ids in order: c-1, i-2, …"""
    numbers = itertools.count(1)
    return lambda prefix: f"{prefix}-{next(numbers)}"


def a_handle(**changes: Any) -> Handle:
    """A phone number proven by its channel."""
    fields = {"kind": "phone", "raw": "601 000 214", "norm": "+48601000214", "level": 2} | changes
    return Handle(digest=f"{fields['kind']}:{fields['norm']}".encode(), **fields)


def an_email(**changes: Any) -> Handle:
    """An e-mail address proven by its channel."""
    return a_handle(**({"kind": "email", "raw": "kw@example.org", "norm": "kw@example.org"} | changes))


def an_arrival(**changes: Any) -> Arrival:
    """Katarzyna writes on WhatsApp."""
    fields: dict[str, Any] = {
        "what": "message.received", "source": "//demo/whatsapp/main", "id": "m-1", "thread": "wa:1", "occurred_at": NOON,
        "channel": "whatsapp", "author": Author(role="customer", name="Katarzyna"), "text": "Zamek się rozchodzi.",
        "handles": (a_handle(),),
    }  # fmt: skip
    fields |= changes
    return Arrival(**({"item_id": f"t-{fields['id']}"} | fields))


def a_message(**changes: Any) -> happened.MessageReceived:
    """One line from the customer."""
    fields: dict[str, Any] = {
        "item_id": "t-1", "channel": "chat", "kind": "message", "direction": "inbound", "author_role": "customer",
        "interaction_id": "i-1", "text": "Dzień dobry",
    }  # fmt: skip
    return happened.MessageReceived(**(fields | changes))


def recorded(event: happened.Event, version: int, **changes: Any) -> Recorded:
    """An event in its place in Katarzyna's stream."""
    fields: dict[str, Any] = {
        "position": version, "tenant": "demo", "stream": "c-1", "version": version, "event_id": f"e-{version}",
        "occurred_at": minutes(version), "recorded_at": minutes(version), "actor": Actor(kind="customer"), "event": event,
    }  # fmt: skip
    return Recorded(**(fields | changes))


ITEM: dict[str, Any] = {
    "item_id": "t-9", "channel": "chat", "kind": "message", "direction": "inbound", "author_role": "customer",
    "interaction_id": "i-1", "entry_point": "main", "author_name": "Katarzyna", "text": "słowa",
}  # fmt: skip

# One of every event there is: each must survive storage and be known to every projection.
EXAMPLES: dict[type[happened.Event], happened.Event] = {
    type(event): event
    for event in (
        happened.CustomerRegistered(customer_id="c-1", how="adapter"),
        happened.HandleLinked(
            link_id="h-1", kind="phone", digest="ab", level=2, value_norm="+48601000214", value_raw="601 000 214"
        ),
        happened.HandleVerified(link_id="h-1", level=3, method="code"),
        happened.MatchSuggested(other_customer="c-2", score=0.6, evidence=("same:email",)),
        happened.HandleUnlinked(link_id="h-1", reason="reversal"),
        happened.HandleShared(link_id="h-1", digest="ab" * 32, evidence=("names:c-2",)),
        happened.HandlesPresented(
            presented_id="i-1",
            what="interaction",
            handles=(Presented(kind="phone", digest="ab" * 32, level=1),),
            values=("+48601000214",),
        ),
        happened.MatchDismissed(other_customer="c-2", reason="father and son", by="p-1"),
        happened.CustomersMerged(merge_id="m-1", survivor="c-1", absorbed="c-2", evidence=("same:email",), by="p-1"),
        happened.CustomersUnmerged(merge_id="m-1", survivor="c-1", absorbed="c-2", by="p-1"),
        happened.ProfileAttributeNoted(attribute="name", system="//demo/crm/main", value="Katarzyna Wiśniewska"),
        happened.InteractionStarted(interaction_id="i-1", channel="chat", direction="inbound"),
        happened.InteractionEnded(interaction_id="i-1", item_id="t-8", channel="phone", ended_at=NOON),
        happened.InteractionReassigned(
            interaction_id="i-1", from_customer="c-2", to_customer="c-1", reason="handle:phone"
        ),
        happened.MessageReceived(**ITEM),
        happened.MessageSent(**ITEM | {"direction": "outbound", "author_role": "agent"}),
        happened.CallConnected(**ITEM | {"kind": "call", "channel": "phone"}, started_at=NOON),
        happened.CallTranscribed(
            **ITEM | {"kind": "call"}, segments=(happened.Segment(party="customer", text="słowa"),)
        ),
        happened.StoreVisitNoted(**ITEM | {"kind": "visit", "channel": "in_store"}, store_id="5900000000017"),
        happened.NoteAdded(**ITEM | {"kind": "note"}),
        happened.OrderNoted(**ITEM | {"kind": "context"}, about={"number": "PL-48213", "state": "shipped"}),
        happened.ShipmentNoted(**ITEM | {"kind": "context"}, about={"number": "620000", "state": "ready"}),
        happened.OfferQuoted(**ITEM | {"kind": "context"}, about={"code": "JESIEN20"}),
        happened.StockNoted(**ITEM | {"kind": "context"}, about={"quantity": 2}),
        happened.PromiseMade(**ITEM | {"kind": "context"}, promise_id="p-1", due_at=NOON, what="wymiana"),
        happened.MessageDeliveryUpdated(item_id="t-9", state="read"),
        happened.FactRecorded(
            fact_id="f-1",
            key="order_no",
            item_id="t-9",
            channel="chat",
            stated_by="customer",
            span=(0, 5),
            extracted_by="rule:order-number.1",
            confidence=0.9,
            value="słowa",
            norm="słowa",
        ),
    )
}
EXAMPLES |= {type(event): event for event in FULL if type(event) not in EXAMPLES}
