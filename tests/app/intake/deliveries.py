"""CloudEvents that tests send through the door. Times lie in the past, so that the clock of the machine changes nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.app.running import Shop

NOON = datetime(2024, 5, 6, 12, 0, tzinfo=UTC)
PHONE = "+48 601 000 214"


def at(minutes: float) -> str:
    """So many minutes after noon, as CloudEvents write it."""
    return (NOON + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def a_delivery(shop: Shop, id: str, what: str = "message.received", *, subject: str | None = "wa:1", time: str = at(0),
               account: str = "whatsapp/main", **data: Any) -> dict[str, Any]:  # fmt: skip
    """One event with the data given."""
    event = {
        "specversion": "1.0", "id": id, "source": shop.source(account), "type": f"throughline.{what}.v1", "time": time,
        "datacontenttype": "application/json", "data": data,
    }  # fmt: skip
    return event if subject is None else event | {"subject": subject}


def a_message(shop: Shop, id: str, text: str = "Zamek się rozchodzi.", phone: str | None = PHONE, level: int = 2,
              name: str = "Katarzyna", **more: Any) -> dict[str, Any]:  # fmt: skip
    """The customer writes on WhatsApp."""
    party: dict[str, Any] = {"role": "customer", "display_name": name}
    if phone is not None:
        party["handles"] = [{"kind": "phone", "value_raw": phone, "level": level}]
    fields = {"channel": "whatsapp", "entry_point": "+48 22 100 00 00", "direction": "inbound", "kind": "message",
              "party": party, "parts": [{"type": "text", "text": text, "language": "pl"}]} | more  # fmt: skip
    return a_delivery(shop, id, **fields)


CUSTOMER = {
    "role": "customer",
    "display_name": "Katarzyna",
    "handles": [{"kind": "phone", "value_raw": PHONE, "level": 2}],
}
AGENT = {"role": "agent", "id": "a-7", "display_name": "Anna"}
TO = [CUSTOMER | {"display_name": None}]
TEXT = [{"type": "text", "text": "Oddzwonimy."}]

# One of each type that must be understood: the data, and the words by which its item is found on the timeline.
TYPES: dict[str, tuple[dict[str, Any], str]] = {
    "message.received": ({"channel": "chat", "party": CUSTOMER, "parts": TEXT}, "Oddzwonimy."),
    "message.sent": ({"channel": "chat", "party": AGENT, "to": TO, "parts": TEXT}, "Oddzwonimy."),
    "call.started": ({"channel": "phone", "party": CUSTOMER, "call": {"started_at": at(0)}}, ""),
    "call.transcribed": (
        {"channel": "phone", "party": CUSTOMER, "transcript": [
            {"party": "customer", "text": "Dzień dobry", "from_ms": 0, "to_ms": 900, "confidence": 0.9},
            {"party": "agent", "text": "Słucham", "from_ms": 900, "to_ms": 1500}]},
        "Dzień dobry\nSłucham"),
    "call.ended": ({"channel": "phone", "party": CUSTOMER, "call": {"ended_at": at(3), "cause": "normal"}}, ""),
    "visit.noted": ({"channel": "in_store", "party": CUSTOMER, "store": {"gln": "salon Arkadia"}, "parts": TEXT}, "Oddzwonimy."),
    "note.added": ({"channel": "crm", "party": AGENT, "to": TO, "parts": TEXT}, "Oddzwonimy."),
    "order.noted": (
        {"channel": "commerce", "party": CUSTOMER, "order_ref": "PL-48213", "order": {"number": "PL-48213", "state": "shipped"}},
        "PL-48213 · shipped"),
    "shipment.noted": (
        {"channel": "commerce", "party": CUSTOMER, "parcel_ref": "620001", "shipment": {"carrier": "InPost", "state": "ready"}},
        "620001 · InPost · ready"),
    "offer.quoted": ({"channel": "app", "party": CUSTOMER, "offer": {"code": "JESIEN20", "value": "20%"}}, "JESIEN20 · 20%"),
    "stock.noted": ({"channel": "commerce", "party": CUSTOMER, "product_ref": "TAT-3", "stock": {"quantity": 2}}, "TAT-3 · 2"),
    "promise.made": (
        {"channel": "phone", "party": AGENT, "to": TO, "promise": {"kind": "callback", "what": "telefon", "due_at": at(60)}},
        "telefon"),
    "delivery.updated": ({"channel": "sms", "to": TO, "delivery": {"state": "read", "code": "0"}}, ""),
    "identity.evidence": (
        {"handles": [{"kind": "phone", "value_raw": PHONE}, {"kind": "email", "value_raw": "kw@example.org"}],
         "method": "login", "level": 3}, ""),
    "customer.imported": ({"party": CUSTOMER | {"display_name": "Katarzyna Wiśniewska"}}, ""),
    "consent.given": ({"party": CUSTOMER, "consent": {"purpose": "marketing", "notice_version": "3"}}, ""),
    "consent.withdrawn": ({"party": CUSTOMER, "consent": {"purpose": "marketing"}}, ""),
    "objection.raised": ({"party": CUSTOMER, "objection": {"purpose": "profiling"}}, ""),
    "notice.shown": ({"party": CUSTOMER, "notice": {"text": "RODO", "version": "4", "locale": "pl"}}, ""),
}  # fmt: skip
WITHOUT_ITEM = frozenset(
    {"identity.evidence", "customer.imported", "consent.given", "consent.withdrawn", "objection.raised", "notice.shown"}
)
