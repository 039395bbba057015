"""Nothing stands out of its place: dialogs hold their fields, buttons stand apart, numbers leave icons and lines alone."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPage
from tests.browser.service import RunningService, journey
from tests.browser.views import in_every_look
from tests.browser.writers import Writer

pytestmark = pytest.mark.browser
BADGE_OVER_ICON = 6  # pixels: it may touch the icon's corner, not hide it


@pytest.fixture(scope="module")
def customer_id(service: RunningService) -> str:
    return service.post(*journey("+48601000711", "Lena Prosta"))[0]["customer_id"]


def test_a_promise_is_asked_for_inside_its_dialog_at_every_width(open_page: OpenPage, customer_id: str):
    page = open_page(f"/console/customers/{customer_id}")
    expect(page.locator(".row").last).to_be_visible()
    page.keyboard.press("p")
    dialog = page.get_by_role("dialog", name="Dodaj obietnicę")
    expect(dialog).to_be_visible()
    for look in in_every_look(page):
        inside = dialog.locator("form")
        for field in inside.locator("input, select, button").all():
            assert _right(field) <= _right(inside) + 0.5, look
        assert inside.evaluate("(form) => form.scrollWidth <= form.clientWidth"), look


def test_a_switch_without_a_repeated_question_says_no_number(open_page: OpenPage, customer_id: str):
    page = open_page(f"/console/customers/{customer_id}")
    marker = page.locator(".row.switch .swl").last
    expect(marker).to_be_visible()
    loose = "(line) => [...line.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data)"
    assert [] == marker.evaluate(loose)


def test_an_order_is_told_in_the_words_of_the_reader(open_page: OpenPage, customer_id: str):
    page = open_page(f"/console/customers/{customer_id}")
    line = page.locator(".row.quiet .qt").first
    expect(line).to_have_text("PL-48213, 1284 zł, opłacone")
    page.get_by_role("button", name="EN", exact=True).click()
    expect(line).to_have_text("PL-48213, PLN 1,284, paid")


def test_what_is_written_in_lines_has_room_for_them(open_page: OpenPage, customer_id: str):
    page = open_page(f"/console/customers/{customer_id}")
    expect(page.locator(".row").last).to_be_visible()
    page.keyboard.press("a")
    note = page.get_by_role("dialog").get_by_label("Co trzeba wiedzieć").bounding_box()
    assert note and note["height"] > 40  # two lines


def test_a_long_brief_leaves_the_talk_its_room_until_it_is_asked_for_whole(open_page: OpenPage, customer_id: str):
    page = open_page(f"/console/customers/{customer_id}", width=390, height=844)
    brief, more = page.locator(".brief .txt"), page.get_by_role("button", name="Pokaż cały skrót")
    expect(more).to_be_visible()
    short = _height(brief)
    brief.locator(".cite").last.focus()
    page.keyboard.press("Shift+Tab")  # by the keyboard every source is reached, and seen
    assert _height(brief) > 1.5 * short
    more.click()
    expect(page.get_by_role("button", name="Zwiń skrót")).to_be_focused()
    assert _height(brief) > 1.5 * short


def test_a_long_count_of_those_who_wait_leaves_the_icon_of_the_queue_in_sight(open_page: OpenPage, customer_id: str):
    page = open_page(f"/console/customers/{customer_id}")
    count, icon = page.locator(".rail .n"), page.locator(".rail a .i").first
    expect(count).to_be_visible()
    count.evaluate("(node) => { node.textContent = '362'; }")
    for look in in_every_look(page, "desk", "tablet"):
        badge, drawn, rail = count.bounding_box(), icon.bounding_box(), page.locator(".rail").bounding_box()
        assert badge and drawn and rail
        assert badge["y"] + badge["height"] - drawn["y"] <= BADGE_OVER_ICON, look
        assert badge["x"] + badge["width"] <= rail["x"] + rail["width"], look


def test_a_promise_with_a_long_name_has_the_width_of_the_panel(open_page: OpenPage, customer_id: str):
    page = open_page(f"/console/customers/{customer_id}")
    expect(page.locator(".pr").first).to_be_visible()
    high = page.evaluate("() => document.querySelector('.pr .t').getBoundingClientRect().height")  # drawn anew at times
    assert high <= 40  # two lines at most


def test_the_buttons_of_an_auditors_dialog_stand_apart(open_page: OpenPage, customer_id: str):
    page = open_page(f"/console/audit/{customer_id}", role="auditor")
    page.get_by_role("option", name="Wiadomość przyjęta").first.click()  # the newest event may hide nothing
    page.get_by_role("button", name="Odsłoń dane").click()
    buttons = page.get_by_role("dialog").locator(".act button")
    expect(buttons).to_have_count(2)
    first, second = buttons.nth(0).bounding_box(), buttons.nth(1).bounding_box()
    assert first and second
    assert second["x"] - first["x"] - first["width"] >= 8


# Which of what stands in the heads of messages, or in a page's top and card, ends to the right of it.
OUTSIDE = """([around, what]) => [...document.querySelectorAll(around)].flatMap((box) => [...box.querySelectorAll(what)]
    .filter((each) => each.getBoundingClientRect().right > box.getBoundingClientRect().right + 0.5).map((each) => each.textContent))"""


def test_a_message_of_two_promises_keeps_its_time_at_every_width(service: RunningService, open_page: OpenPage):
    writer = Writer(service, "Hanna Wójcik")
    writer.says("Gdzie jest moja kurtka?", 30)
    writer.hears("Wymienimy ją do piątku. Oddzwonię jutro do 16:00.", 20)
    page = open_page(f"/console/customers/{writer.customer_id}")
    expect(page.locator(".row .cutw")).to_have_count(2)
    for look in in_every_look(page):
        assert [] == page.evaluate(OUTSIDE, [".row .cd", "time, .tag"]), look


def test_who_is_not_signed_in_reads_the_whole_page_at_every_width(open_page: OpenPage):
    page = open_page("/console/figures", signed_in=False)
    expect(page.locator(".card")).to_be_visible()
    for look in in_every_look(page):
        assert [] == page.evaluate(OUTSIDE, ["html", ".card, .card p, .top button"]), look


def _height(node: Locator) -> float:
    box = node.bounding_box()
    assert box
    return box["height"]


def _right(node: Locator) -> float:
    box = node.bounding_box()
    assert box
    return box["x"] + box["width"]


def test_the_name_of_a_number_is_not_cut_off(open_page: OpenPage):
    page = open_page("/console/figures", role="lead")
    names = page.locator(".num dt")
    expect(names.first).to_be_visible()
    for look in in_every_look(page):
        assert names.evaluate_all("(all) => all.every((each) => each.scrollWidth <= each.clientWidth)"), look


def test_on_a_phone_the_auditor_has_the_ways_to_figures_and_help_in_reach_wherever_the_page_stands(
    open_page: OpenPage, customer_id: str
):
    page = open_page(f"/console/audit/{customer_id}", role="auditor", width=390, height=844)
    rail = page.get_by_role("navigation", name="Główna")
    expect(page.locator(".stb section").first).to_be_visible()
    # It stands above what is gone to, and takes more room than what stood there before.
    expect(page.locator(".integrity .verd")).to_contain_text("cały")
    expect(rail.get_by_role("link", name="Wskaźniki")).to_be_in_viewport(ratio=0.9)
    page.locator(".plainly summary").evaluate("(node) => node.scrollIntoView()")
    rail.get_by_role("button", name="Skróty klawiszowe").click()
    expect(page.get_by_role("dialog", name="Skróty klawiszowe")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".plainly summary").focus()
    summary, bar = page.locator(".plainly summary").bounding_box(), rail.bounding_box()
    assert summary and bar and summary["y"] + summary["height"] <= bar["y"], "what has the focus is not under the bar"
    rail.get_by_role("link", name="Wskaźniki").click()
    expect(page.get_by_role("heading", name="Ciągłość rozmów")).to_be_visible()


def test_what_explains_the_proof_is_not_drawn_anew_while_the_chain_is_checked(open_page: OpenPage, customer_id: str):
    page = open_page(f"/console/audit/{customer_id}", role="auditor")
    verdict = page.locator(".integrity .verd")
    expect(verdict).to_contain_text("cały")
    summary, told = page.locator(".plainly summary"), verdict.element_handle()
    summary.click()
    stood = summary.element_handle()
    page.locator(".integrity [data-f=check]").click()
    page.wait_for_function("(node) => !node.isConnected", arg=told)
    expect(verdict).to_contain_text("cały")
    assert stood.evaluate("(node) => node.isConnected && node.parentElement.open")
