"""What is typed before something stands goes there or nowhere: never into what is opened instead."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.rest import until_held
from tests.browser.service import RunningService
from tests.browser.writers import Writer, area, at_desk

pytestmark = pytest.mark.browser

LISTENING = "() => self.begun?.keys === null"  # the modules take the keys
HEARING = "() => self.begun && document.body"  # somebody does: what the page needs may be asked for before


@pytest.fixture(scope="module")
def anna(service: RunningService) -> Writer:
    writer = Writer(service, "Anna Kot")
    writer.says("Dzień dobry, gdzie jest mój plecak?")
    return writer


@pytest.fixture(scope="module")
def bogdan(service: RunningService) -> Writer:
    writer = Writer(service, "Bogdan Lis")
    writer.says("Dzień dobry, gdzie jest mój namiot?")
    return writer


def held(page: Page, pattern: str) -> list[Route]:
    """The first requests for it wait from now on."""
    waiting: list[Route] = []
    page.route(pattern, lambda route: waiting.append(route))
    return waiting


def typed_before(page: Page, late: str, command: str, words: str) -> None:
    """Press a command, and type words for the finder, while the page begins anew and something that it needs is late."""
    waiting = held(page, late)
    page.reload(wait_until="commit")
    until_held(page, waiting)
    page.wait_for_function(HEARING)
    page.keyboard.press(command)
    page.keyboard.press("Control+k")
    page.keyboard.type(words)
    page.route(late, lambda route: route.continue_())  # asked before the one that holds
    while waiting:
        waiting.pop().continue_()


def test_what_is_typed_while_the_finder_opens_is_no_part_of_the_answer_one_was_writing(
    open_page: OpenPage, anna: Writer
):
    page = at_desk(open_page, anna)
    waiting = held(page, "**/js/views/palette.js")
    area(page).click()
    page.keyboard.type("Dzień")
    page.keyboard.press("Control+k")
    until_held(page, waiting)
    page.keyboard.type("Ostatni")
    waiting.pop().continue_()
    expect(page.get_by_role("combobox")).to_have_value("Ostatni")
    expect(area(page)).to_have_value("Dzień")


@pytest.mark.parametrize("modules", ["there", "on their way"])
def test_words_typed_for_one_customer_are_not_handed_to_the_next(
    open_page: OpenPage, anna: Writer, bogdan: Writer, modules: str
):
    page = at_desk(open_page, bogdan)
    page.locator(".q", has_text="Anna Kot").click()
    expect(page.get_by_role("heading", name="Anna Kot")).to_be_visible()
    waiting = held(page, "**/v1/session" if modules == "there" else "**/js/main.js")
    page.reload(wait_until="commit")
    until_held(page, waiting)
    page.wait_for_function(LISTENING if modules == "there" else HEARING)
    page.keyboard.press("r")
    page.keyboard.type("Pani Anno")
    page.go_back(wait_until="commit")
    waiting.pop().continue_()
    expect(page.get_by_role("heading", name="Bogdan Lis")).to_be_visible()
    page.locator(".row").first.wait_for()
    assert page.url.endswith(bogdan.customer_id)
    page.keyboard.press("r")
    expect(area(page)).to_be_focused()
    page.keyboard.type("Panie Bogdanie")
    expect(area(page)).to_have_value("Panie Bogdanie")


def test_escape_takes_back_what_was_asked_for_and_the_words_behind_it(open_page: OpenPage, anna: Writer):
    page = at_desk(open_page, anna)
    waiting = held(page, "**/v1/session")
    page.reload(wait_until="commit")
    until_held(page, waiting)
    page.wait_for_function(HEARING)
    page.keyboard.press("r")
    page.keyboard.type("Jednak nie")
    page.keyboard.press("Escape")
    waiting.pop().continue_()
    expect(page.locator(".row").first).to_be_visible()
    expect(area(page)).to_have_value("")
    expect(area(page)).not_to_be_focused()
    page.keyboard.press("r")
    expect(area(page)).to_be_focused()
    expect(area(page)).to_have_value("")


def test_while_a_dialog_is_on_its_way_letters_wait_and_other_keys_work(open_page: OpenPage, anna: Writer):
    page = at_desk(open_page, anna)
    waiting = held(page, "**/js/views/handing.js")
    page.keyboard.press("a")
    page.keyboard.type("rj")  # no command meanwhile
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    until_held(page, waiting)
    waiting.pop().continue_()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("r")
    expect(area(page)).to_be_focused()
    expect(area(page)).to_have_value("")


@pytest.mark.parametrize("late", ["**/js/audit/main.js", "**/v1/session", "**/events?limit=1000*"])
def test_keys_for_a_history_wait_until_it_is_read(open_page: OpenPage, anna: Writer, late: str):
    page = open_page(f"/console/audit/{anna.customer_id}?tab=agent", role="auditor")
    expect(page.locator(".stb section").first).to_be_visible()
    typed_before(page, late, "d", "typ:fakt")
    expect(page.get_by_label("Szukaj w zdarzeniach")).to_have_value("typ:fakt")
    expect(page.get_by_role("button", name="Różnice A → B")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("late", ["**/js/figures/main.js", "**/v1/session", "**/v1/figures/*"])
def test_keys_for_the_figures_wait_until_they_are_there(open_page: OpenPage, late: str):
    page = open_page("/console/figures", role="lead")
    expect(page.locator(".num").first).to_be_visible()
    typed_before(page, late, "t", "obietnice")  # with a letter that is a command elsewhere
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_have_value("obietnice")
    expect(page.locator(".fc.ct")).to_be_visible()
