"""Finding in the timeline, the whole page on paper, and the settings."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.people import opened
from tests.browser.rest import until_held
from tests.browser.service import RunningService, event
from tests.browser.test_accessibility import violations
from tests.browser.writers import area

pytestmark = pytest.mark.browser

PAINTED = """(name) => [...(CSS.highlights.get(name) ?? [])].map((range) => range.toString())"""


@pytest.fixture(scope="module")
def customer_id(service: RunningService) -> str:
    texts = {3: "Łóżko polowe, zamówienie PL-48213", 150: "Czy ŁÓŻKO już jest?", 259: "łóżko, łóżko"}
    return service.post(*[
        event(str(n), "message.received", "chat", "+48601000521", 900 - n, name="Roman Lis", text=texts.get(n, f"Wpis {n}"))
        for n in range(260)])[0]["customer_id"]  # fmt: skip


def painted(page: Page, name: str) -> list[str]:
    return page.evaluate(PAINTED, name)


def test_words_are_found_in_the_whole_history_by_keyboard_alone(open_page: OpenPage, customer_id: str):
    page = opened(open_page, customer_id)
    page.keyboard.press("Control+f")
    field = page.get_by_role("searchbox", name="Szukaj w tej historii")
    expect(field).to_be_focused()
    field.fill("lozko")
    expect(page.locator(".seek .n")).to_have_text("1 z 3")
    assert ["łóżko", "łóżko"] == painted(page, "sought-now")
    assert [] == violations(page, "find")

    page.keyboard.press("Enter")
    expect(page.locator(".seek .n")).to_have_text("2 z 3")
    expect(page.get_by_text("Czy ŁÓŻKO już jest?")).to_be_in_viewport()
    page.keyboard.press("Enter")  # long before what was loaded, and not in the page
    expect(page.get_by_text("Łóżko polowe")).to_be_in_viewport()
    assert ["Łóżko"] == painted(page, "sought-now")
    expect(field).to_be_focused()
    assert page.locator(".row").count() < 60

    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(page.locator("#timeline")).to_be_focused()
    assert [] == painted(page, "sought") + painted(page, "sought-now")


def test_what_comes_late_into_view_does_not_take_the_keyboard_from_who_writes(open_page: OpenPage, customer_id: str):
    page = opened(open_page, customer_id)
    held: list[Route] = []
    page.route(re.compile(r"/timeline\?.*before="), lambda route: held.append(route))
    page.get_by_role("button", name="Pokaż źródło: nr zamówienia").click()  # long before what was loaded
    until_held(page, held)
    area(page).click()
    page.keyboard.type("Już ")
    held.pop().continue_()
    expect(page.locator(".src mark")).to_be_in_viewport()
    page.keyboard.type("jest.")
    expect(area(page)).to_have_value("Już jest.")


def test_what_was_sought_last_is_brought_into_view_and_a_bar_that_was_shut_marks_nothing(
    open_page: OpenPage, customer_id: str
):
    page = opened(open_page, customer_id)
    held: list[Route] = []
    page.route(re.compile(r"/timeline\?.*before="), lambda route: held.append(route))
    page.keyboard.press("f")
    page.get_by_role("searchbox").fill("lozko")
    expect(page.locator(".seek .n")).to_have_text("1 z 3")
    page.keyboard.press("ArrowDown")  # round to the oldest
    until_held(page, held)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text("Czy ŁÓŻKO już jest?")).to_be_in_viewport()
    area(page).click()
    page.get_by_role("search").get_by_role("button", name="Zamknij").click()
    area(page).click()
    held.pop().continue_()
    expect(page.locator(".older")).to_be_hidden()
    expect(page.get_by_text("Czy ŁÓŻKO już jest?")).to_be_in_viewport()
    expect(area(page)).to_be_focused()
    assert [] == painted(page, "sought") + painted(page, "sought-now")


def test_what_is_nowhere_is_said_to_be_nowhere(open_page: OpenPage, customer_id: str):
    page = opened(open_page, customer_id)
    page.keyboard.press("f")
    page.keyboard.type("namiot")
    expect(page.locator(".seek .n")).to_have_text("nie ma")
    expect(page.get_by_role("button", name="Starszy wynik")).to_be_disabled()


def test_ctrl_p_opens_the_whole_page_made_for_paper(open_page: OpenPage, customer_id: str):
    page = opened(open_page, customer_id)
    with page.context.expect_page() as opening:
        page.keyboard.press("Control+p")
    sheet = opening.value
    expect(sheet.get_by_role("heading", name="Roman Lis")).to_be_visible()
    expect(sheet.locator("article")).to_have_count(260)
    assert [] == violations(sheet, "paper")


def test_theme_and_single_letters_are_set_in_one_place(open_page: OpenPage, customer_id: str):
    page = opened(open_page, customer_id)
    page.get_by_role("button", name="Ustawienia").click()
    dialog = page.get_by_role("dialog", name="Ustawienia")
    dialog.get_by_role("button", name="Ciemny").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert [] == violations(page, "settings")
    dialog.get_by_label("Używaj skrótów jednoliterowych").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    expect(page.locator(".status")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_count(0)
