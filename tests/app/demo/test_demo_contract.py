"""Every demo event keeps to the public contract, checked by a small strict reader of its own."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.demo.calendar import Anchor
from app.demo.story import Arrival, arrival_order, read_journeys

ANCHOR = Anchor(datetime(2026, 11, 21, 10, 30, tzinfo=UTC))
ARRIVALS = arrival_order(read_journeys(), ANCHOR, "demo")

CHANNELS = {
    *("chat", "phone", "email", "in_store", "sms", "whatsapp", "messenger", "telegram"),
    *("marketplace", "app", "social", "crm", "commerce"),
}
DIRECTIONS = {"inbound", "outbound", "both", "internal"}
KINDS = {"message", "call", "visit", "note", "receipt", "edit", "withdrawal", "delivery", "handover", "context"}
ROLES = {"customer", "agent", "bot", "system", "store_associate", "supervisor", "unknown"}
HANDLE_KINDS = {
    *("phone", "email", "chat_device", "whatsapp", "messenger", "telegram", "loyalty_card"),
    *("app_user", "crm_no", "marketplace_account", "order_no", "receipt"),
}
# What each type must bring, and the kind it may say it is.
TYPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "message.received": ("message", ("entry_point", "parts")),
    "message.sent": ("message", ("entry_point", "parts")),
    "call.started": ("call", ("entry_point", "call.from", "call.to", "consent.recording")),
    "call.transcribed": ("call", ("transcript",)),
    "call.ended": ("call", ("call.cause",)),
    "visit.noted": ("visit", ("entry_point", "store.gln", "store.associate", "parts")),
    "note.added": ("note", ("parts",)),
    "order.noted": (
        "context",
        ("order_ref", "order.number", "order.system", "order.state", "order.total", "order.as_of"),
    ),
    "shipment.noted": ("context", ("parcel_ref", "order_ref", "shipment.carrier", "shipment.state", "shipment.as_of")),
    "offer.quoted": ("context", ("offer.kind", "offer.value", "offer.code", "offer.channels", "offer.valid_to")),
    "stock.noted": ("context", ("product_ref", "stock.sku", "stock.place", "stock.quantity", "stock.as_of")),
    "promise.made": ("context", ("promise.kind", "promise.what", "promise.due_at", "provider_refs.message_id")),
    "delivery.updated": ("delivery", ("provider_refs.message_id", "delivery.state")),
    "identity.evidence": ("context", ("handles", "method", "level")),
    "customer.imported": ("context", ("party.handles",)),
    "consent.given": ("context", ("party.handles", "consent.purpose", "consent.notice", "consent.notice_version")),
    "consent.withdrawn": ("context", ("party.handles", "consent.purpose")),
    "objection.raised": ("context", ("party.handles", "objection.purpose")),
    "notice.shown": ("context", ("party.handles", "notice.text", "notice.version")),
}
PROMISES = {"callback", "refund", "delivery", "replacement", "discount", "info"}
TIMES = {"as_of", "due_at", "valid_from", "valid_to"}


def name(arrival: Arrival) -> str:
    return arrival.scene.id


@pytest.mark.parametrize("arrival", ARRIVALS, ids=name)
def test_every_event_is_a_cloudevent_of_a_known_type(arrival: Arrival):
    event = arrival.event
    expected = {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"}
    assert expected == set(event)
    assert "1.0" == event["specversion"]
    assert event["source"].startswith("//demo/") and 5 == len(event["source"].split("/"))
    assert datetime.fromisoformat(event["time"]).tzinfo is not None
    kind, needed = TYPES[event["type"].removeprefix("throughline.").removesuffix(".v1")]
    assert kind == event["data"]["kind"]
    for path in needed:
        assert at(event["data"], path) not in (None, "", [])


@pytest.mark.parametrize("arrival", ARRIVALS, ids=name)
def test_every_enumerated_field_holds_a_word_of_the_contract(arrival: Arrival):
    data = arrival.event["data"]
    assert data["channel"] in CHANNELS
    assert data["direction"] in DIRECTIONS
    for party in [data["party"], *data.get("to", [])]:
        assert party["role"] in ROLES
    for handle in handles(data):
        assert handle["kind"] in HANDLE_KINDS
        assert handle["value_raw"] and handle["level"] in range(5)
    for part in data.get("parts", []):
        assert (part["type"] == "text" and part["text"]) or (part["type"] == "file" and part["dataref"])
    assert data.get("promise", {}).get("kind", "info") in PROMISES


@pytest.mark.parametrize("arrival", ARRIVALS, ids=name)
def test_only_customers_bring_handles(arrival: Arrival):
    data = arrival.event["data"]
    for party in [data["party"], *data.get("to", [])]:
        assert party["role"] == "customer" or "handles" not in party


@pytest.mark.parametrize("arrival", ARRIVALS, ids=name)
def test_every_time_is_aware_and_no_placeholder_is_left(arrival: Arrival):
    for key, value in leaves(arrival.event):
        assert not key.startswith("$")
        if isinstance(value, str):
            assert "{" not in value and "}" not in value
        if key in TIMES:
            assert datetime.fromisoformat(value).tzinfo is not None


def test_transcripts_grow_along_their_call():
    for arrival in ARRIVALS:
        segments = arrival.event["data"].get("transcript", [])
        for segment in segments:
            assert segment["party"] in ROLES and segment["text"]
            assert 0 <= segment["from_ms"] < segment["to_ms"] and 0 < segment["confidence"] <= 1
        assert segments == sorted(segments, key=lambda segment: segment["from_ms"])


def test_receipts_and_promises_name_what_we_wrote_or_said():
    ours = {
        arrival.event["id"]: arrival.event["type"]
        for arrival in ARRIVALS
        if arrival.event["data"]["direction"] == "outbound"
    }
    written, spoken = "throughline.message.sent.v1", "throughline.call.transcribed.v1"
    referring = [arrival for arrival in ARRIVALS if at(arrival.event["data"], "provider_refs.message_id")]
    assert referring
    for arrival in referring:
        named = ours[arrival.event["data"]["provider_refs"]["message_id"]]
        assert named in ((written,) if "delivery.updated" in arrival.event["type"] else (written, spoken)), (
            arrival.scene.id
        )


def at(data: dict[str, Any], path: str) -> Any:
    found: Any = data
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def handles(data: dict[str, Any]) -> list[dict[str, Any]]:
    own = [handle for party in [data["party"], *data.get("to", [])] for handle in party.get("handles", [])]
    return own + data.get("handles", [])


def leaves(value: Any, key: str = "") -> list[tuple[str, Any]]:
    """Return every plain value with the key it stands under."""
    if isinstance(value, dict):
        return [leaf for inner, found in value.items() for leaf in leaves(found, inner)]
    if isinstance(value, list):
        return [leaf for found in value for leaf in leaves(found, key)]
    return [(key, value)]
