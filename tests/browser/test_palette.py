"""One field for everything: Ctrl+K finds people in the queue, any handle, and what can be done."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.rest import until_held
from tests.browser.service import RunningService
from tests.browser.views import in_every_look
from tests.browser.writers import Writer, area

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def writer(service: RunningService) -> Writer:
    writer = Writer(service, "Łucja Żak")
    writer.says("Dzień dobry")
    return writer


def test_a_name_is_found_without_its_polish_letters(open_page: OpenPage, service: RunningService, writer: Writer):
    page = open_page()
    expect(page.locator(".q").first).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("lucja")
    expect(page.get_by_role("option")).to_contain_text("Łucja Żak")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{service.address}/console/customers/{writer.customer_id}")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_can_be_done_here_is_done_by_keys(open_page: OpenPage, writer: Writer):
    page = open_page(f"/console/customers/{writer.customer_id}")
    expect(page.locator(".row").first).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("obie")
    expect(page.get_by_role("group", name="Na tym kliencie").get_by_role("option")).to_have_text(["Dodaj obietnicęP"])
    expect(page.locator(".op mark")).to_have_text("obie")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Dodaj obietnicę")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("odpow")
    page.keyboard.press("Enter")
    expect(area(page)).to_be_focused()


def test_a_note_is_begun_words_are_sought_and_settings_are_opened_by_their_names(open_page: OpenPage, writer: Writer):
    page = open_page(f"/console/customers/{writer.customer_id}")
    expect(page.get_by_role("radio", name="WhatsApp")).to_be_checked()
    _choose(page, "notat")
    expect(page.get_by_role("radio", name="Notatka")).to_be_checked()
    expect(area(page)).to_be_focused()
    _choose(page, "szukaj")
    expect(page.get_by_role("searchbox", name="Szukaj w tej historii")).to_be_focused()
    page.keyboard.press("Escape")
    _choose(page, "ustaw")
    expect(page.get_by_role("dialog", name="Ustawienia")).to_be_visible()


def _choose(page: Page, words: str) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type(words)
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")


def test_an_answer_that_comes_after_one_has_gone_on_opens_nobody(
    open_page: OpenPage, service: RunningService, writer: Writer
):
    other = Writer(service, "Feliks Sowa")
    other.says("Halo")
    page = open_page(f"/console/customers/{writer.customer_id}")
    expect(page.locator(".row").first).to_be_visible()
    held: list[Route] = []
    page.route("**/customers/lookup", lambda route: held.append(route))
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill(other.phone)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("lucja")
    until_held(page, held)
    with page.expect_response("**/customers/lookup"):
        held.pop().continue_()
    expect(page.get_by_role("option")).to_contain_text("Łucja Żak")
    page.get_by_role("combobox").fill(other.phone)
    page.keyboard.press("Enter")
    until_held(page, held)
    page.keyboard.press("Escape")
    area(page).click()
    page.keyboard.type("Już ")
    with page.expect_response("**/customers/lookup"):
        held.pop().continue_()
    page.keyboard.type("jest.")
    expect(area(page)).to_have_value("Już jest.")
    assert page.url.endswith(writer.customer_id)


def test_escape_leaves_it_and_gives_the_focus_back(open_page: OpenPage, writer: Writer):
    page = open_page(f"/console/customers/{writer.customer_id}")
    expect(page.locator(".row").first).to_be_visible()
    area(page).focus()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(area(page)).to_be_focused()


def test_axe_finds_nothing_in_the_palette(open_page: OpenPage, writer: Writer):
    page = open_page(f"/console/customers/{writer.customer_id}")
    expect(page.locator(".row").first).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option").first).to_be_visible()
    for where in in_every_look(page):
        assert [] == violations(page, f"palette {where}")
