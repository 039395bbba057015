"""Events that nobody can read, put into a running service's log; `histories.understood()` is the fix."""

from typing import Any

import msgspec

from adapters.log.appends import Append, NewEvent
from adapters.log.codec import Meta, microseconds
from app.main import Service
from domain.customer.events import Event
from domain.record import Actor
from tests.adapters.views.histories import strange
from tests.examples import NOON, a_message

META = msgspec.json.encode(Meta(actor=Actor(kind="customer")))


def poison(service: Service, tenant: str, customer_id: str, event: Event | None = None, number: int = 1) -> int:
    """Append an event in a schema of the future; its position."""
    event = strange(event or a_message(item_id=f"t-poison-{number}", text="Zamówienie PL-90001 nie doszło."))
    return stored(service, tenant, customer_id, event, number)


def stored(service: Service, tenant: str, customer_id: str, event: Event, number: int) -> int:
    """Append an event as it is, whatever stands before it; its position."""
    event_id = number.to_bytes(16, "big")
    key = service.keyring.key(tenant, customer_id)
    state = service.codec.seal(event, key, tenant, customer_id, event_id)
    new = NewEvent(customer_id, event_id, event.name, event.schema, microseconds(NOON), META, state)
    return service.writer.append_blocking(Append(tenant=tenant, events=[new])).last_position


def a_text(number: str, phone: str, words: str, tenant: str) -> dict[str, Any]:
    """What somebody writes."""
    return {
        "specversion": "1.0", "id": number, "source": f"//{tenant}/sms/main", "type": "throughline.message.received.v1",
        "subject": f"sms:{phone}", "time": "2026-11-21T09:18:00Z",
        "data": {"channel": "sms", "party": {"role": "customer", "handles": [
            {"kind": "phone", "value_raw": phone, "level": 2}]}, "parts": [{"type": "text", "text": words}]},
    }  # fmt: skip
