"""What the browser really fetches: little before the first click, the rest when somebody is at work, one language."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.console.serve import first_modules, served_files
from tests.browser.conftest import OpenPage
from tests.browser.people import opened
from tests.browser.service import RunningService, journey

pytestmark = pytest.mark.browser

FETCHED = """() => performance.getEntriesByType("resource").filter((each) => each.name.includes("/console/"))
    .map((each) => [each.name.replace(/.*console\\/[0-9a-f]{16}\\//, ""), each.decodedBodySize])"""


HAVE_COME = """(names) => { const came = performance.getEntriesByType("resource").filter((each) => each.responseEnd);
    return names.every((name) => came.some((each) => each.name.endsWith(name))); }"""


@pytest.fixture(scope="module")
def customer_id(service: RunningService) -> str:
    return service.post(*journey("+48601000511", "Iwona Zaręba"))[0]["customer_id"]


def _without_help(page: Page) -> None:  # from the first request on
    page.route("**/js/views/help.js", lambda route: route.abort())


def fetched(page: Page) -> dict[str, int]:
    found: list[Any] = page.evaluate(FETCHED)
    return dict(found)


def test_before_the_first_click_a_customers_page_loads_less_than_200_kb_in_at_most_40_modules(
    open_page: OpenPage, customer_id: str
):
    page = opened(open_page, customer_id)
    expect(page.locator(".status")).to_contain_text("Na żywo")
    expect(page.locator(".hdl li").first).to_be_visible()
    sizes = fetched(page)
    modules = {name for name in sizes if name.endswith(".js")}
    print(f"{sum(sizes.values()):,} bytes, {len(modules)} modules")
    assert "js/i18n/pl.js" in modules and "js/i18n/en.js" not in modules
    assert not {"js/views/merging.js", "js/views/help.js", "js/i18n/pl-later.js"} & modules
    assert 0 < sum(sizes.values()) < 200_000
    assert len(modules) <= 40


def test_the_first_key_lets_the_rest_load_so_that_it_opens_without_a_line(open_page: OpenPage, customer_id: str):
    page = opened(open_page, customer_id, refused=("ERR_INTERNET_DISCONNECTED",))
    with page.expect_response("**/js/views/help.js"), page.expect_response("**/js/i18n/pl-later.js"):
        page.keyboard.press("g")
    needed = first_modules(served_files(), "js/views/help.js")  # and what those need comes behind them
    page.wait_for_function(HAVE_COME, arg=[*needed, "pl-later.js", "later.css"])  # the line of all tabs is never idle
    page.context.set_offline(True)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Skróty klawiszowe")).to_contain_text("następny czekający")


def test_a_part_that_cannot_be_loaded_is_said_and_opens_once_it_can(open_page: OpenPage, customer_id: str):
    page = opened(open_page, customer_id, refused=("ERR_FAILED",), watch=_without_help)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Nie udało się tego otworzyć")).to_be_visible()
    page.keyboard.press("Escape")
    page.unroute_all()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Skróty klawiszowe")).to_be_visible()


def test_another_language_is_loaded_when_it_is_chosen(open_page: OpenPage, customer_id: str):
    page = opened(open_page, customer_id)
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    assert "js/i18n/en.js" in fetched(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("next one waiting")
