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


@pytest.mark.parametrize(
    ("role", "path"), [("agent", "/console"), ("auditor", "/console/audit"), ("lead", "/console/figures")]
)
def test_the_place_one_is_at_is_marked_in_forced_colours(open_page: OpenPage, role: str, path: str):
    page = open_page(path, role=role)
    here, line = page.locator(".rail [aria-current]"), "node => getComputedStyle(node).outlineStyle"
    expect(here).to_be_visible()
    assert "none" == here.evaluate(line)
    page.emulate_media(forced_colors="active")
    assert "solid" == here.evaluate(line)


def test_paper_is_light_whatever_theme_is_chosen(open_page: OpenPage):
    page = open_page("/console")
    expect(page.locator(".rail")).to_be_visible()
    page.evaluate("() => { document.documentElement.dataset.theme = 'dark' }")
    expect(page.locator("body")).to_have_css("color", "rgb(233, 235, 238)")
    page.emulate_media(media="print")
    expect(page.locator("body")).to_have_css("color", "rgb(27, 31, 36)")
