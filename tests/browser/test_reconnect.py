"""The service dies and comes back: the page says so, keeps what it has, and catches up without a gap."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.service import RunningService, event

pytestmark = pytest.mark.browser

PHONE = "+48601000401"


def test_a_killed_service_is_told_and_caught_up_with(mortal: RunningService, browser: Browser):
    customer_id = mortal.post(event("1", "message.received", "chat", PHONE, 9, text="Przed przerwą"))[0]["customer_id"]
    page = browser.new_context().new_page()
    page.goto(mortal.link())
    expect(page.get_by_role("tablist")).to_be_visible()
    page.goto(f"{mortal.address}/console/customers/{customer_id}")
    expect(page.get_by_role("feed").get_by_text("Przed przerwą")).to_be_visible()
    expect(page.locator(".recon")).to_be_hidden()

    mortal.kill()
    expect(page.locator(".recon")).to_contain_text("Brak połączenia od")
    expect(page.locator(".recon")).to_contain_text("stan do zdarzenia #")
    expect(page.get_by_role("feed").get_by_text("Przed przerwą")).to_be_visible()

    mortal.start()
    mortal.post(event("2", "message.received", "chat", PHONE, 1, text="Po przerwie"))
    expect(page.get_by_role("feed").get_by_text("Po przerwie")).to_be_visible()
    expect(page.locator(".recon")).to_be_hidden()
    expect(page.locator(".status")).to_contain_text("Na żywo")
    expect(page.get_by_role("feed").get_by_text("Przed przerwą")).to_have_count(1)
    page.context.close()
