"""A call during which something is written: it is told of in parts, and is one call all the same."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.service import RunningService, event
from tests.browser.writers import Writer

pytestmark = pytest.mark.browser


def _hears(service: RunningService, caller: Writer, number: int, ago: float, words: str) -> None:
    said = [{"party": "customer", "from_ms": 0, "to_ms": 900, "text": words}]
    call = {"name": caller.name, "thread": f"call:{caller.phone}"}
    service.post(event(f"c{number}", "call.transcribed", "phone", caller.phone, ago, transcript=said, **call))


@pytest.fixture
def parted(service: RunningService, open_page: OpenPage) -> tuple[Writer, Page]:
    """A call, a message while it runs, and more words of the call."""
    caller = Writer(service, "Zofia Pawlak")
    call = {"name": caller.name, "thread": f"call:{caller.phone}"}
    service.post(event("c1", "call.started", "phone", caller.phone, 20, **call))
    _hears(service, caller, 2, 19, "Dzień dobry, dzwonię w sprawie butów.")
    caller.says("Wysyłam zdjęcie.", 12)
    page = open_page(f"/console/customers/{caller.customer_id}")
    expect(page.locator(".row.live")).to_have_count(1)
    _hears(service, caller, 3, 11, "Już wysłałam.")
    expect(page.get_by_role("feed")).to_contain_text("Już wysłałam.")
    return caller, page


def test_a_call_that_goes_on_below_a_message_runs_in_one_card_and_since_it_began(parted: tuple[Writer, Page]):
    _, page = parted
    expect(page.locator(".row.live")).to_have_count(1)
    expect(page.locator(".row.live")).to_contain_text("Już wysłałam.")
    began = page.locator(".callc time").first.get_attribute("datetime")
    expect(page.locator(".row.live [data-since]")).to_have_attribute("data-since", began or "")
    expect(page.locator(".callc").first).to_contain_text("Rozmowa telefoniczna")


def test_a_call_that_ended_runs_in_none_of_its_parts(service: RunningService, parted: tuple[Writer, Page]):
    caller, page = parted
    service.post(event("c9", "call.ended", "phone", caller.phone, 0, name=caller.name, thread=f"call:{caller.phone}"))
    since_it_began = re.compile("Rozmowa telefoniczna, 2\\d min")  # not since its last part
    expect(page.locator(".callc").last).to_contain_text(since_it_began)
    expect(page.locator(".row.live")).to_have_count(0)
