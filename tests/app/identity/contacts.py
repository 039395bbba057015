"""Contacts sent through the door for tests of who is who, and who it then takes for one person."""

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.app.running import Running, Shop

Handle = tuple[str, str, int]
NINE = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def phone(last: int, level: int = 2) -> Handle:
    """A telephone."""
    return "phone", f"+48 601 000 {last:03}", level


def email(name: str, level: int = 2) -> Handle:
    """An address."""
    return "email", f"{name}@mail.example", level


def contact(shop: Shop, *handles: Handle, name: str = "", **more: Any) -> dict[str, Any]:
    """Something that came in by these handles, ready to be sent."""
    number = next(_numbers)
    party: dict[str, Any] = {"role": "customer", "handles": listed(handles)}
    if name:
        party["display_name"] = name
    return {
        "specversion": "1.0", "id": f"m-{number}", "source": shop.source("sms/main"), "type": "throughline.message.received.v1",
        "subject": f"thread-{number}", "time": at(number),
        "data": {"channel": "sms", "party": party, "parts": [{"type": "text", "text": "Dzień dobry"}]} | more,
    }  # fmt: skip


def proof(shop: Shop, *handles: Handle) -> dict[str, Any]:
    """Evidence that these are one person's, ready to be sent."""
    number = next(_numbers)
    return {
        "specversion": "1.0", "id": f"e-{number}", "source": shop.source("crm/main"), "type": "throughline.identity.evidence.v1",
        "subject": f"e-{number}", "time": at(number),
        "data": {"channel": "crm", "handles": listed(handles), "method": "web_login", "level": 3},
    }  # fmt: skip


def at(number: int) -> str:
    """One comes a second after the other, however many other files of tests have sent before."""
    return (NINE + timedelta(seconds=number)).isoformat().replace("+00:00", "Z")


def listed(handles: tuple[Handle, ...]) -> list[dict[str, Any]]:
    """As the contract has them."""
    return [{"kind": kind, "value_raw": value, "level": level} for kind, value, level in handles]


class People:
    """One tenant: what was sent, and whose it is."""

    def __init__(self, running: Running, shop: Shop) -> None:
        self.running, self.shop = running, shop

    def sent(self, *handles: Handle, name: str = "", **more: Any) -> dict[str, Any]:
        """A contact, worked out to the end."""
        receipt = self.shop.sent(contact(self.shop, *handles, name=name, **more))
        self.running.settled()
        return receipt

    def proven(self, *handles: Handle) -> None:
        """Evidence, worked out to the end."""
        self.shop.sent(proof(self.shop, *handles))
        self.running.settled()

    def whose(self, receipt: dict[str, Any]) -> str:
        """Who has this contact on their page now."""
        row = self.running.service.views.interaction(self.shop.tenant, receipt["interaction_id"])
        assert row is not None
        return self.running.service.pen.held(self.shop.tenant).home(row.customer_id)

    def together(self, *receipts: dict[str, Any]) -> bool:
        """Whether all of these are one person's."""
        return 1 == len({self.whose(each) for each in receipts})

    def types(self) -> Counter[str]:
        """How many events of each type the tenant's log has."""
        return Counter(row.type for row in self.running.service.reader.since(0, 100_000, self.shop.tenant))

    def suggestions(self) -> list[tuple[str, str, float]]:
        """What is suggested in the log, last word of each pair."""
        found: dict[frozenset[str], tuple[str, str, float]] = {}
        service = self.running.service
        for row in service.reader.since(0, 100_000, self.shop.tenant):
            if row.type == "match-suggested":
                event: Any = service.codec.open(row).event
                found[frozenset((row.stream, event.other_customer))] = (row.stream, event.other_customer, event.score)
        return [each for each in found.values() if each[2] > 0]

    def post(self, path: str, body: dict[str, Any], role: str = "lead") -> dict[str, Any]:
        """Something decided at the desk, worked out to the end."""
        key = {"Idempotency-Key": f"k-{next(_numbers)}"}
        answer = getattr(self.shop, role).post(f"/v1/{path}", json=body, headers=key)
        assert 201 == answer.status_code, answer.text
        self.running.settled()
        return answer.json()
