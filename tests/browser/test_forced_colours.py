"""Where the system chooses the colours, the thread keeps its own and what one writes into keeps its edges."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.service import RunningService
from tests.browser.writers import Writer, at_desk

pytestmark = pytest.mark.browser


def test_the_thread_and_the_chosen_way_are_seen_in_forced_colours(service: RunningService, open_page: OpenPage):
    writer = Writer(service, "Olga Fila")
    writer.says("Halo")
    page = at_desk(open_page, writer)
    own = page.locator(".row").first.evaluate("node => getComputedStyle(node, '::before').backgroundColor")
    page.emulate_media(forced_colors="active")
    assert own == page.locator(".row").first.evaluate("node => getComputedStyle(node, '::before').backgroundColor")
    chosen, other = page.get_by_role("radio", checked=True), page.get_by_role("radio", checked=False).first
    border = "node => getComputedStyle(node).outlineStyle"
    assert ("solid", "none") == (chosen.evaluate(border), other.evaluate(border))
    expect(page.locator(".box")).to_have_css("border-top-style", "solid")
