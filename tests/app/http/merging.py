"""Two customers of one shop, and what is done to them over HTTP."""

import itertools
from typing import Any

import httpx

from app.pen import Held
from domain.customer.decisions import Plan
from domain.customer.events import NoteAdded
from tests.app.intake.deliveries import a_message, at
from tests.app.running import Shop

ZOFIA, JAN, EWA = "+48 601 000 214", "+48 602 000 215", "+48 603 000 216"
_numbers = itertools.count(1)


class Desk:
    """An agent's hands."""

    def __init__(self, shop: Shop, role: str = "agent") -> None:
        self.shop, self.client = shop, getattr(shop, role)

    def post(self, path: str, body: Any, key: str | None = "", **query: Any) -> httpx.Response:
        """One writing call, with a key of its own unless one is given."""
        key = f"key-{next(_numbers)}" if key == "" else key
        headers = {} if key is None else {"Idempotency-Key": key}
        return self.client.post(f"/v1/{path}", json=body, headers=headers, params=query)

    def done(self, path: str, body: Any) -> dict[str, Any]:
        """One that must succeed."""
        answer = self.post(path, body)
        assert 201 == answer.status_code, answer.text
        return answer.json()

    def writes(self, phone: str, *texts: str, minute: float = 0, **more: Any) -> dict[str, Any]:
        """Somebody writes, in a thread of their own; the last receipt."""
        receipt: dict[str, Any] = {}
        for number, text in enumerate(texts):
            message = a_message(self.shop, f"m-{next(_numbers)}", text=text, phone=phone, **more)
            receipt = self.shop.sent(message | {"subject": f"wa:{phone}", "time": at(minute + number)})
        return receipt

    def merge(self, survivor: str, absorbed: str, **more: Any) -> dict[str, Any]:
        return self.done(f"customers/{survivor}/merges", {"absorb": absorbed, **more})

    def reverse(self, merge_id: str, **allot: str) -> dict[str, Any]:
        body = {"allot": {item.replace("_", "-"): to for item, to in allot.items()}}
        return self.done(f"merges/{merge_id}/reversal", body)

    def note(self, customer_id: str, text: str) -> str:
        """A note by hand on the page; its item's id."""
        pen = self.shop.running.service.pen
        item_id = f"t-note-{next(_numbers)}"
        note = NoteAdded(
            item_id=item_id, channel="crm", kind="note", direction="internal", author_role="agent", text=text
        )

        async def decide(held: Held) -> Plan:
            plan = Plan()
            plan.belong(customer_id, held)
            plan.happen(note)
            return plan

        gate = self.shop.running.service.gate
        principal = gate.authenticate(dict(self.client.headers))
        assert principal is not None
        self.shop.running.ask(pen.write(pen.hand_of(principal, item_id, b"note"), decide))
        return item_id

    def texts(self, customer_id: str) -> list[str]:
        return [item["text"] for item in self.shop.timeline(customer_id)["items"]]

    def page(self, customer_id: str) -> dict[str, Any]:
        """All that is shown of a customer, less what counts the stream's events."""
        shown = self.client.get(f"/v1/customers/{customer_id}").json()
        parts = {name: self.client.get(f"/v1/customers/{customer_id}/{name}").json() for name in ("facts", "promises")}
        timeline = self.shop.timeline(customer_id)["items"]
        return (
            {name: value for name, value in shown.items() if name not in ("version", "epoch")}
            | parts
            | {"items": timeline}
        )
