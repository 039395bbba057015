"""Customers who can be answered, and what an agent does in the composer."""

import itertools
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Desk
from tests.browser.service import RunningService, event

_phones = itertools.count()  # a block of their own: no other test speaks of +48 601 9…
_numbers = itertools.count(1)


class Writer:
    """Somebody who writes by WhatsApp."""

    def __init__(self, service: RunningService, name: str = "Ewa Rogala") -> None:
        self.service, self.name, self.phone = service, name, f"+486019{next(_phones):05}"
        self.customer_id = ""

    def says(self, text: str, minutes_ago: float = 3, channel: str = "whatsapp", **data: Any) -> dict[str, Any]:
        """Write to the shop; returns the receipt."""
        said = event(
            f"w{next(_numbers)}",
            "message.received",
            channel,
            self.phone,
            minutes_ago,
            name=self.name,
            text=text,
            **data,
        )
        receipt = self.service.post(said)[0]
        self.customer_id = receipt["customer_id"]
        return receipt

    def hears(
        self, text: str, minutes_ago: float, channel: str = "whatsapp", name: str = "Piotr Zieliński"
    ) -> dict[str, Any]:
        """Be answered by a colleague."""
        sent = event(
            f"w{next(_numbers)}", "message.sent", channel, self.phone, minutes_ago, name=name, role="agent", text=text
        )
        return self.service.post(sent)[0]


def area(page: Page) -> Locator:
    """Where one writes."""
    return page.locator(".ta")


def at_desk(open_page: Callable[..., Page], writer: Writer, **how: object) -> Page:
    """Their page, ready to be written on."""
    page = open_page(f"/console/customers/{writer.customer_id}", **how)
    expect(page.locator(".row").first).to_be_visible()
    expect(page.get_by_role("radio", name="WhatsApp")).to_be_visible()
    return page


# Until the page knows it, and stands there.
_UP = """async (node) => {
    const frame = () => new Promise((next) => requestAnimationFrame(next));
    do { node.scrollTop = 100; await frame(); await frame(); } while (node.scrollTop > 300);
}"""


def reads_above(page: Page) -> None:
    """Go up to where the talk began."""
    page.locator("#timeline").evaluate(_UP)


def send(page: Page, text: str) -> None:
    """Write and send by the keyboard."""
    area(page).fill(text)
    area(page).press("Control+Enter")


def recorded(desk: Desk, writer: Writer, text: str) -> list[dict[str, Any]]:
    """The items with exactly these words, as the service has them."""
    items = desk.get(f"customers/{writer.customer_id}/timeline?limit=200")["items"]
    return [item for item in items if item["text"] == text]
