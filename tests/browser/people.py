"""People for the identity tests: each call makes somebody new, with addresses of their own."""

import itertools
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

from app.demo.pictures import zipper
from tests.browser.service import RunningService, wait_until

_numbers = itertools.count(1)
DAY = 24 * 60


def handle(kind: str, value: str, level: int) -> dict[str, Any]:
    """One handle as an adapter sends it."""
    return {"kind": kind, "value_raw": value, "level": level}


def delivery(kind: str, channel: str, minutes_ago: float, by: list[dict[str, Any]], name: str = "", text: str | None = None,
             thread: str = "", **data: Any) -> dict[str, Any]:  # fmt: skip
    """One CloudEvent of a customer with these handles."""
    number = next(_numbers)
    words = {"parts": [{"type": "text", "text": text, "language": "pl"}]} if text is not None else {}
    return {
        "specversion": "1.0", "id": f"identity-{number}", "source": f"//demo/{channel}/identity", "datacontenttype": "application/json",
        "type": f"throughline.{kind}.v1", "subject": thread or f"{channel}:{number}",
        "time": (datetime.now(UTC) - timedelta(minutes=minutes_ago)).isoformat().replace("+00:00", "Z"),
        "data": {"channel": channel, "party": {"role": "customer", "display_name": name, "handles": by}, **words, **data},
    }  # fmt: skip


class Somebody:
    """A person's addresses, invented anew."""

    def __init__(self, name: str) -> None:
        self.number = next(_numbers)
        first, last = name.lower().translate(str.maketrans("ąćęłńóśźż", "acelnoszz")).split()
        mark = sha256(str(self.number).encode()).hexdigest()[:8]  # no two addresses are one slip of the finger apart
        self.name, self.email = name, f"{first}.{last}.{mark}@poczta.example"
        self.born = f"{1 + self.number % 28:02}.{1 + self.number % 12:02}.{1950 + self.number % 50}"
        self.phone, self.device = f"+48 602 {100_000 + self.number:_}".replace("_", " "), f"web-{self.number}"


def known_by_email(service: RunningService, person: Somebody, *, order: bool = True) -> str:
    """In the CRM, has written by e-mail, and has an order; the customer's id."""
    by = [handle("email", person.email, 2)]
    service.post(delivery("customer.imported", "crm", 30 * DAY, by, person.name))
    text = "Dzień dobry, kurtka z zamówienia PL-48213 kosztowała 1284 zł i ma zepsuty zamek."
    receipt = service.post(delivery("message.received", "email", 3 * DAY, by, person.name, text))[0]
    if order:
        noted = {"number": "PL-48213", "state": "paid", "total": "1284.00", "currency": "PLN"}
        service.post(delivery("order.noted", "commerce", 4 * DAY, by, person.name, order_ref="PL-48213", order=noted))
    return str(receipt["customer_id"])


def chats_with_typed_email(service: RunningService, person: Somebody, *, order: bool = False) -> str:
    """Somebody who gave no name types the e-mail into a chat; the customer's id. With an order also a picture."""
    by = [handle("chat_device", person.device, 1), handle("email", person.email, 0)]
    thread = f"chat:{person.device}"
    said = ("Gdzie jest moja paczka za 349,90 zł?", f"Urodziłam się {person.born}, mieszkam na Leśnej 7 w Poznaniu.")
    events = [
        delivery("message.received", "chat", 40 - 5 * each, by, "", text, thread) for each, text in enumerate(said)
    ]
    if order:
        events[1]["data"]["parts"].append(service.file("dow\u202egnp.ód.png", zipper(), person.device))
    receipts = service.post(*events)
    if order:
        noted = {"number": "PL-90210", "state": "paid", "total": "349.90", "currency": "PLN"}
        device = [handle("chat_device", person.device, 1)]
        service.post(delivery("order.noted", "commerce", 38, device, "", order_ref="PL-90210", order=noted))
    return str(receipts[0]["customer_id"])


class Desk:
    """An agent's hands over HTTP, beside the browser."""

    def __init__(self, service: RunningService, role: str = "agent", name: str = "Piotr Zieliński") -> None:
        token = service.command("token", "create", "--role", role, "--name", name)
        self.client = httpx.Client(base_url=service.address, headers={"Authorization": f"Bearer {token}"})

    def get(self, path: str) -> Any:
        """What is read."""
        return self.client.get(f"/v1/{path}").raise_for_status().json()

    def post(self, path: str, body: Any) -> Any:
        """What is written, with a key of its own."""
        answer = self.client.post(f"/v1/{path}", json=body, headers={"Idempotency-Key": f"browser-{next(_numbers)}"})
        return answer.raise_for_status().json()

    def suggested(self, customer_id: str) -> None:
        """Wait until somebody is suggested to this customer."""
        wait_until(lambda: bool(self.get(f"customers/{customer_id}")["suggested_matches"]), "a suggestion")


Two = tuple[str, str, Somebody]


def code_sent(service: RunningService) -> str:
    """The last one-time code the service printed."""
    log = (service.folder / "service.log").read_text(encoding="utf-8")
    return re.findall(r"^\[outbound\] .*\b(\d{6})\b", log, re.MULTILINE)[-1]


def two_suggested(service: RunningService, desk: Desk, *, both_ordered: bool = False) -> Two:
    """Somebody known, and a nameless chat in which the same e-mail was typed: suggested to each other."""
    person = Somebody("Katarzyna Wilk")
    known = known_by_email(service, person)
    chat = chats_with_typed_email(service, person, order=both_ordered)
    desk.suggested(known)
    return known, chat, person


def opened(open_page: Callable[..., Page], customer_id: str, **how: object) -> Page:
    """A customer's page once its talk is drawn."""
    page = open_page(f"/console/customers/{customer_id}", **how)
    expect(page.locator(".row").first).to_be_visible()
    return page


def merge_dialog(page: Page) -> Locator:
    """The preview of the merge that is suggested."""
    expect(page.locator(".match .mc").first).to_be_visible()  # what it asks beforehand is answered
    page.get_by_role("button", name="Porównaj i scal…").click()
    dialog = page.get_by_role("dialog", name="Scalić tych dwoje?")
    expect(dialog.locator("table")).to_be_visible()
    return dialog


def merged(page: Page) -> None:
    """Merge what is suggested."""
    merge_dialog(page).get_by_role("button", name="Scal", exact=True).click()
    expect(page.locator(".news")).to_contain_text("Scalono z drugą osobą.")
