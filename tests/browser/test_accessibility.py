"""axe finds nothing, on every view, in both themes, both languages and at three widths."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.service import RunningService, journey

pytestmark = pytest.mark.browser

WIDTHS = {"desk": (1440, 900), "tablet": (1024, 768), "phone": (400, 800)}
WIDER = "nodes => nodes.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.className)"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def customer_id(service: RunningService) -> str:
    """A customer with something of everything."""
    return service.post(*journey("+48601000501", "Katarzyna Wiśniewska"))[0]["customer_id"]


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(open_page: OpenPage, customer_id: str, width: str, theme: str, language: str):
    how: dict[str, Any] = {"theme": theme, "language": language, "width": WIDTHS[width][0], "height": WIDTHS[width][1]}
    found: list[str] = []

    page = open_page("/console", **how)
    expect(page.locator(".q").first).to_be_visible()
    found += violations(page, "queue")
    page.goto(page.url.rstrip("/") + f"/customers/{customer_id}")
    expect(page.locator(".row").last).to_be_visible()
    found += violations(page, "customer")
    if width != "desk":
        page.locator(".tabstrip button" if width == "tablet" else ".know").first.click()
        expect(page.locator(".secs")).to_be_visible()
        found += violations(page, "knowledge")
        page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    found += violations(page, "shortcuts")
    out = open_page("/console", signed_in=False, **how)
    expect(out.locator("h1")).to_be_visible()
    found += violations(out, "signed out")

    assert [] == found


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways(open_page: OpenPage, customer_id: str, width: str):
    page = open_page(f"/console/customers/{customer_id}", width=WIDTHS[width][0], height=WIDTHS[width][1])
    expect(page.locator(".row").last).to_be_visible()
    page.get_by_role("radio", name="WhatsApp").click()  # during a call a note stands chosen, and promises nothing
    page.locator(".ta").fill("Oddzwonię jutro do 16:00 i potwierdzę odbiór.")
    expect(page.locator(".det").first).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert [] == page.locator(".app, .top, .case, .who, .comp, .status").evaluate_all(WIDER)
    assert page.evaluate("() => { const tl = document.querySelector('.tl'); return tl.scrollWidth <= tl.clientWidth }")


def violations(page: Page, view: str) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": RULES}).response["violations"]
    return [f"{view}: {each['id']}: {[node['html'][:160] for node in each['nodes'][:4]]}" for each in found]
