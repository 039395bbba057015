"""What is pointed at, folded or asked for again: the hand is where it was."""

import re
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.service import RunningService, event, journey
from tests.browser.writers import Writer, at_desk

pytestmark = pytest.mark.browser


def test_older_facts_fold_while_one_of_them_is_pointed_at_and_open_for_the_next(
    service: RunningService, open_page: OpenPage
):
    writer = Writer(service, "Ada Mroz")
    for minutes, number in ((9, "PL-51111"), (6, "PL-52222"), (3, "PL-53333")):
        writer.says(f"Chodzi o zamówienie {number}.", minutes)
    page = at_desk(open_page, writer)
    more = page.locator("[data-f=older-order_no]")
    expect(more).to_contain_text("wcześniej jeszcze 2")
    more.click()
    older = page.locator(".fx div").filter(has_text="PL-51111").locator("button.sb")
    older.click()
    expect(page.locator(".fsel")).to_contain_text("PL-51111")
    for _ in range(2):  # it was unfolded by hand, and by what is pointed at
        more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    more.click()
    expect(more).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".fx")).not_to_contain_text("PL-51111")


def test_a_row_that_is_drawn_anew_keeps_what_was_unfolded_and_the_keyboard_on_its_button(
    service: RunningService, open_page: OpenPage
):
    writer = Writer(service, "Ida Lis")
    writer.says("Jak to zwrócić?", 9)
    line: dict[str, Any] = {
        "name": "Piotr Zieliński",
        "role": "agent",
        "provider_refs": {"message_id": f"{writer.phone}-1"},
    }
    told = "Proszę wydrukować etykietę i nakleić ją na paczkę. " * 24
    service.post(event("1", "message.sent", "whatsapp", writer.phone, 6, text=told, **line))
    page = at_desk(open_page, writer)
    more = page.get_by_role("button", name="Pokaż całość")
    more.focus()
    page.keyboard.press("Enter")
    less = page.get_by_role("button", name="Zwiń")
    expect(less).to_be_focused()
    row = page.locator(".row").filter(has=less).element_handle()

    service.post(event("2", "delivery.updated", "whatsapp", writer.phone, 1, **line, delivery={"state": "read"}))

    expect(page.locator(".row .tag.dl")).to_have_text("przeczytane")
    assert not row.evaluate("node => node.isConnected")  # it is drawn anew
    expect(less).to_be_focused()
    expect(less).to_have_attribute("aria-expanded", "true")


def test_a_step_in_a_filtered_list_passes_over_what_moved_in_from_elsewhere(
    service: RunningService, open_page: OpenPage
):
    customer_id = service.post(*journey("+48601000665", "Kinga Lis"))[0]["customer_id"]

    def many(route: Route) -> None:
        events = route.fetch(url=route.request.url.replace("&moved=true", "")).json()["events"]
        fact, talk = (
            next(each for each in events if each["type"] == kind) for kind in ("fact-recorded", "message-received")
        )
        kinds = [talk if n % 10 == 9 else fact for n in range(40)]
        copies = [each | {"version": n + 1, "position": 2 * (n + 1)} for n, each in enumerate(kinds)]
        copies[-1] = copies[-1] | {"type": "customers-merged"}
        theirs = [talk | {"version": 9_000, "position": 5, "stream": "c-somebody-else-before"}]
        route.fulfill(json={"events": theirs if "moved=true" in route.request.url else copies, "after": None})

    page = open_page("/console/audit", role="auditor", refused=("404", "422"))
    page.route("**/events?limit=1000*", many)
    page.goto(f"{service.address}/console/audit/{customer_id}?a=3&b=25&f=talk")
    expect(page.locator(".ev .n")).to_have_text(["↳ 9000", "#10", "#20", "#30"])
    page.keyboard.press("j")
    expect(page.locator(".ev.B .n")).to_have_text("#30")


def test_the_keyboard_stays_on_what_is_known_and_on_a_filter_of_the_queue_while_they_are_drawn_anew(
    service: RunningService, open_page: OpenPage
):
    writer = Writer(service, "Ida Kruk")
    writer.says("Chodzi o zamówienie PL-54444.", 9)
    Writer(service, "Iga Mak").says("Dzień dobry", 9, "email")
    service.quiet()
    page = at_desk(open_page, writer)
    known = page.locator(".known").get_by_role("button", name="nr zamówienia")
    filtered = page.locator("[data-lane=email]")
    for button, happens in (
        (known, lambda: writer.says("Nie, chodzi o zamówienie PL-55555.", 1)),
        (filtered, lambda: Writer(service, "Ewa Bąk").says("Dzień dobry", 1, "email")),
    ):
        button.focus()
        stood = button.element_handle()
        assert stood is not None
        happens()
        page.wait_for_function("(node) => !node.isConnected", arg=stood)
        expect(button).to_be_focused()


def test_who_asks_for_more_people_and_finds_nobody_new_keeps_the_focus(service: RunningService, open_page: OpenPage):
    event = {"event_id": "e-1", "position": 7, "type": "fact-asked-again", "at": "2026-11-02T10:00:00Z", "customer_id": None,
             "interaction_id": None, "item_id": None, "key": "order_no", "channel": "chat"}  # fmt: skip
    named = {"customer_id": "c-1", "display_name": "Ola Mak", "events": [event]}
    nexts = iter((5, None))
    page = open_page("/console/figures", role="lead")
    page.route(re.compile("/openings$"), lambda route: route.fulfill(json={"people": [named], "next": next(nexts)}))
    answer = {
        "name": "repeat-story",
        "version": 1,
        "unit": "percent",
        "position": 9,
        "by": [],
        "rows": [],
        "events": [event],
        "next": None,
    }
    page.route(re.compile(r"/v1/figures/repeat-story\?.*limit="), lambda route: route.fulfill(json=answer))
    page.locator(".num button, .num .v").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Pokaż osoby").click()
    expect(dialog.locator(".pp a")).to_be_focused()
    dialog.locator(".pp button").click()
    expect(dialog.locator(".pp h3")).to_be_focused()


@pytest.mark.parametrize(
    ("role", "path"), [("agent", "/console"), ("auditor", "/console/audit"), ("lead", "/console/figures")]
)
def test_the_menu_of_who_is_signed_in_shuts_once_the_keyboard_goes_on_past_it(
    open_page: OpenPage, role: str, path: str
):
    page = open_page(path, role=role)
    button = page.locator(".avb")
    button.press("Enter")
    out = page.locator(".menu").get_by_role("button", name=re.compile("Wyloguj"))
    expect(out).to_be_visible()  # an agent's is made then
    page.keyboard.press("Tab")
    expect(page.locator(".menu button:visible").first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(button).to_be_focused()
    expect(out).to_be_visible()  # there is a way back into it
    out.focus()
    page.keyboard.press("Tab")
    expect(out).to_be_hidden()
    assert page.evaluate("() => !document.activeElement.closest('.top')"), "and the keyboard stands behind the button"


def test_an_amount_is_written_for_an_auditor_as_people_write_it_and_stays_raw_in_the_raw_event(
    service: RunningService, open_page: OpenPage
):
    customer_id = service.post(journey("+48601000667", "Olga Kruk")[0])[0]["customer_id"]  # an order and its sum
    service.quiet()
    page = open_page(f"/console/audit/{customer_id}?a=1&tab=state", role="auditor")
    fact = page.locator(".df.plain tr", has_text="Kwota")
    expect(fact).to_contain_text(re.compile(r"1284\szł"))
    fact.locator(".lk").click()
    page.get_by_role("button", name="Odsłoń dane").click()
    page.get_by_role("dialog").get_by_role("button", name="Odsłoń").click()
    expect(page.locator(".ins pre")).to_contain_text("1284.00 PLN")
    page.locator(".top [lang=en]").first.click()
    expect(page.locator(".df.plain tr", has_text="Amount")).to_contain_text(re.compile(r"PLN\s1,284"))
    page.locator(".sth .seg2 button").nth(1).click()
    expect(page.locator(".df ins", has_text=re.compile(r"^PLN\s1,284$"))).to_be_visible()
