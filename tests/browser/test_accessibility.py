"""Every view in both themes, both languages and at three widths: axe finds nothing, the keyboard reaches everything."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.people import Desk
from tests.browser.rest import until_all_has_come
from tests.browser.service import RunningService, event, journey
from tests.browser.views import VIEWS, WIDTHS, View, in_every_look
from tests.browser.writers import Writer

pytestmark = pytest.mark.browser

WIDER = "nodes => nodes.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.className)"
HISTORY = "html, .aud, .ctx, .scrub, .cols, .evl, .st, .stb, .ins"
SPEAK = "(language) => localStorage.setItem('throughline.language', language)"
# What has the focus: its words, whether it is seen, and whether it shows that it has it.
FOCUSED = """() => {
    const node = document.activeElement, box = node.getBoundingClientRect(), style = getComputedStyle(node);
    const x = Math.min(innerWidth - 1, Math.max(0, box.x + box.width / 2)), y = Math.min(innerHeight - 1, Math.max(0, box.y + box.height / 2));
    const top = document.elementFromPoint(x, y);
    const shows = (each) => each && getComputedStyle(each).outlineStyle !== "none";
    return {
        name: `${node.tagName} ${node.className} ${(node.getAttribute("aria-label") ?? node.textContent).slice(0, 40)}`,
        body: node === document.body,
        inside: box.bottom > 0 && box.right > 0 && box.y < innerHeight && box.x < innerWidth && box.width > 0,
        free: Boolean(top && (node.contains(top) || top.contains(node))),
        ring: shows(node) || shows(node.parentElement) || Boolean(node.closest(".box:focus-within")),
    };
}"""
MOVING = "() => document.getAnimations().filter((each) => each.playState === 'running').map((each) => each.animationName ?? String(each))"


@pytest.fixture(scope="module")
def customer_id(service: RunningService) -> str:
    """A customer with something of everything."""
    return service.post(*journey("+48601000501", "Katarzyna Wiśniewska"))[0]["customer_id"]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.path.replace("/", "_"))
def test_axe_finds_nothing_in_any_view(open_page: OpenPage, customer_id: str, view: View):
    page = open_page(view.path.format(id=customer_id), role=view.role)
    found: list[str] = []
    for language in ("pl", "en"):
        page.evaluate(SPEAK, language)
        page.reload()
        for width, (across, down) in WIDTHS.items():
            page.set_viewport_size({"width": across, "height": down})
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                expect(page.locator(view.ready).last).to_be_visible()
                found += violations(page, f"{language} {width} {theme}")
    assert [] == found


@pytest.mark.parametrize("signed_in", [True, False], ids=["over the page", "signed out"])
def test_axe_finds_nothing_in_what_opens_and_who_is_out(open_page: OpenPage, customer_id: str, signed_in: bool):
    page = open_page(f"/console/customers/{customer_id}", signed_in=signed_in)
    found: list[str] = []
    for language in ("pl", "en"):
        page.evaluate(SPEAK, language)
        page.reload()
        expect(page.locator(".row" if signed_in else "h1").last).to_be_visible()
        for width, (across, down) in WIDTHS.items():
            page.set_viewport_size({"width": across, "height": down})
            for open_it in (_knowledge, _shortcuts) if signed_in else (_nothing,):
                if not open_it(page, width):
                    continue
                for theme in ("light", "dark"):
                    page.emulate_media(color_scheme=theme)
                    found += violations(page, f"{language} {width} {theme} {open_it.__name__}")
                page.keyboard.press("Escape")
    assert [] == found


@pytest.mark.parametrize("tab", ["state", "agent"])  # the differences: a view of their own above
def test_every_tab_of_a_history_is_whole_in_every_look(open_page: OpenPage, customer_id: str, desk: Desk, tab: str):
    desk.get(f"customers/{customer_id}")  # who looked is told there, too
    page = open_page(f"/console/audit/{customer_id}?a=3&b=12&tab={tab}", role="auditor")
    found: list[str] = []
    for language in ("pl", "en"):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.locator(f".top [lang={language}]").first.click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        for look in in_every_look(page):
            expect(page.locator(".stb section").first).to_be_visible()
            found += violations(page, f"{language} {look}", ".st")
            found += [f"{language} {look}: {each} is wider" for each in page.locator(HISTORY).evaluate_all(WIDER)]
    assert [] == found


def test_the_feed_says_which_of_how_many_each_row_is(open_page: OpenPage, customer_id: str):
    page = open_page(f"/console/customers/{customer_id}")
    expect(page.locator(".row").last).to_be_visible()
    feed = page.get_by_role("feed")
    assert ["ARTICLE"] == feed.evaluate("(node) => [...new Set([...node.children].map((each) => each.tagName))]")
    places = feed.evaluate(
        "(node) => [...node.children].map((each) => [Number(each.ariaPosInSet), Number(each.ariaSetSize)])"
    )
    size = places[0][1]
    assert [[at, size] for at in range(places[0][0], places[0][0] + len(places))] == places
    assert places[-1][0] == size
    assert feed.evaluate("(node) => node.closest('[aria-live]') === null")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.path.replace("/", "_"))
def test_what_has_the_focus_is_seen_and_under_no_bar(open_page: OpenPage, customer_id: str, view: View, width: str):
    page = open_page(view.path.format(id=customer_id), role=view.role, width=WIDTHS[width][0], height=WIDTHS[width][1])
    expect(page.locator(view.ready).last).to_be_visible()
    until_all_has_come(page)  # what is still to come may push away what has the focus
    met: list[str] = []
    hidden: list[Any] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        if now["body"]:  # round once: a view may begin with the focus in its middle
            continue
        if met and now["name"] == met[0]:
            break
        met.append(now["name"])
        if not (now["inside"] and now["free"] and now["ring"]):
            hidden.append(now)
    assert len(met) > 3
    assert [] == hidden


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways(open_page: OpenPage, customer_id: str, width: str):
    page = open_page(f"/console/customers/{customer_id}", width=WIDTHS[width][0], height=WIDTHS[width][1])
    expect(page.locator(".row").last).to_be_visible()
    page.get_by_role("radio", name="WhatsApp").click()  # during a call a note stands chosen, and promises nothing
    page.locator(".ta").fill("Oddzwonię jutro do 16:00 i potwierdzę odbiór.")
    expect(page.locator(".det").first).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert [] == page.locator(".app, .top, .case, .who, .comp, .status").evaluate_all(WIDER)
    assert page.evaluate("() => { const tl = document.querySelector('.tl'); return tl.scrollWidth <= tl.clientWidth }")


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.path.replace("/", "_"))
def test_at_twice_the_size_nothing_is_cut_off(open_page: OpenPage, customer_id: str, view: View):
    page = open_page(view.path.format(id=customer_id), role=view.role, width=720, height=450)  # 1440 × 900 at 200 %
    expect(page.locator(view.ready).last).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert [] == page.locator("main, header").evaluate_all(WIDER)


def test_who_wants_less_motion_sees_none(open_page: OpenPage, customer_id: str):
    page = open_page(f"/console/customers/{customer_id}")
    expect(page.locator(".pulse").first).to_be_visible()  # somebody is on the line
    assert [] == page.evaluate(MOVING)
    page.emulate_media(reduced_motion="no-preference")
    assert "pulse" in page.evaluate(MOVING)


def test_a_whole_journey_goes_by_the_keyboard_alone(open_page: OpenPage, service: RunningService, desk: Desk):
    writer = Writer(service, "Halina Klawisz")
    writer.says("Dzień dobry, czy kurtka z zamówienia PL-48213 jest już w salonie?", 400)
    page = open_page()
    expect(page.locator(".q", has_text="Halina Klawisz")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("halina")
    expect(page.get_by_role("option").first).to_contain_text("Halina Klawisz")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Halina Klawisz")
    expect(page.get_by_role("radio", name="WhatsApp")).to_be_checked()
    page.keyboard.press("r")
    page.keyboard.type("Tak, czeka na Panią w salonie.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("feed").get_by_text("Tak, czeka na Panią w salonie.")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("odbiór kurtki")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("a")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("Salon Poznań")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    service.post(event("9", "message.received", "whatsapp", writer.phone, 0, name=writer.name, text="Dziękuję!"))
    expect(page.get_by_role("feed").get_by_text("Dziękuję!")).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert ["odbiór kurtki"] == [
        each["what"] for each in desk.get(f"customers/{writer.customer_id}/promises")["promises"]
    ]
    assert ["Salon Poznań"] == [each["to"] for each in desk.get(f"customers/{writer.customer_id}/handoffs")["handoffs"]]


def _knowledge(page: Page, width: str) -> bool:
    if width == "desk":
        return False  # it always stands there
    page.locator(".tabstrip button" if width == "tablet" else ".know").first.click()
    expect(page.locator(".secs")).to_be_visible()
    return True


def _shortcuts(page: Page, width: str) -> bool:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    return True


def _nothing(page: Page, width: str) -> bool:
    return True
