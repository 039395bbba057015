"""What one more message leaves as it stands: on a page where somebody writes and writes, only what is new is drawn."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.service import RunningService, event

# A feed alone: read at its end, then scrolled and drawn within one turn, before the browser tells of the scrolling.
SCROLLED_AND_DRAWN = """async () => {
    const { makeFeed } = await import(performance.getEntriesByType("resource").find((each) => each.name.endsWith("/feed.js")).name);
    const [scroller, list] = [document.createElement("div"), document.createElement("div")];
    scroller.style.setProperty("height", "300px");
    [scroller.className, list.className] = ["tl", "tlin"];
    scroller.append(list);
    document.body.append(scroller);
    const nodes = new Map();
    const draw = ({ key }) => {
        if (!nodes.has(key)) nodes.set(key, document.createElement("p"));
        nodes.get(key).style.setProperty("height", "54px"); // as tall as is guessed
        return nodes.get(key);
    };
    const rows = (n) => Array.from({ length: n }, (_, index) => ({ key: `r${index}`, kind: "item", items: [{}] }));
    const feed = makeFeed(scroller, list, draw, () => {});
    feed.rows(rows(100));
    await new Promise((rest) => requestAnimationFrame(() => requestAnimationFrame(rest)));
    const end = scroller.scrollTop;
    scroller.scrollTop = end / 2;
    const went = scroller.scrollTop;
    feed.rows(rows(101));
    return [end > 1000, scroller.scrollTop === went, feed.stuck];
}"""

pytestmark = pytest.mark.browser

MARK = "(node) => { node.kept = true; }"
KEPT = "(node) => node.isConnected && node.kept === true"
SENTENCES = ".brief .txt > .said"
# Each call is counted; three at once, then one more when they have been drawn: when each drawing was, from the first on.
RESTING = """async () => {
    const { eachFrame } = await import(document.querySelector("script[type=module]").src.replace("main.js", "core/signal.js"));
    const drawn = [];
    const ask = eachFrame(() => drawn.push(performance.now()), 400);
    ask(); ask(); ask();
    while (!drawn.length) await new Promise((next) => setTimeout(next, 5));
    ask(); ask();
    while (drawn.length < 2) await new Promise((next) => setTimeout(next, 5));
    return drawn.map((each) => each - drawn[0]);
}"""
# Two days over which clocks are put forward, every seven minutes: moments of which the day is not what the place's own calendar says.
WRONG_DAYS = """async (zones) => {
    const { dayKey, setTimeZone } = await import(document.querySelector("script[type=module]").src.replace("main.js", "core/i18n.js"));
    const wrong = [];
    for (const timeZone of zones) {
        setTimeZone(timeZone);
        const calendar = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone });
        for (let at = Date.UTC(2026, 2, 28); at < Date.UTC(2026, 2, 30); at += 420_000)
            if (dayKey(new Date(at).toISOString()) !== calendar.format(at)) wrong.push(`${timeZone} ${at}`);
    }
    return wrong;
}"""


@pytest.fixture
def page(service: RunningService, open_page: OpenPage, request: pytest.FixtureRequest) -> Page:
    """Somebody has written twice, and wants to know where their order is."""
    texts = ("Dzień dobry, gdzie jest moja paczka z zamówienia PL-48213?", "Czekam na nią od tygodnia.")
    customer_id = service.post(*(_said(request, number, text) for number, text in enumerate(texts)))[0]["customer_id"]
    service.quiet()  # what follows from the words is on the page when it is opened
    page = open_page(f"/console/customers/{customer_id}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Katarzyna Wiśniewska")  # rows say whose they are
    expect(page.locator(".row.item")).to_have_count(2)
    expect(page.locator(SENTENCES)).to_have_count(2)
    return page


def _said(request: pytest.FixtureRequest, number: int, text: str):
    phone = f"+486010009{sum(request.node.name.encode()) % 90 + 10}"
    return event(str(number), "message.received", "chat", phone, 9 - number, text=text)


def test_the_row_above_a_new_one_is_not_drawn_anew(service: RunningService, page: Page, request: pytest.FixtureRequest):
    last = page.locator(".row.item").last
    expect(last).to_contain_class("end")
    before = last.element_handle()
    assert before is not None
    before.evaluate(MARK)

    service.post(_said(request, 7, "Halo, jest tam kto?"))

    expect(page.locator(".row.item")).to_have_count(3)
    assert before.evaluate(KEPT)
    assert "row item chat cust" == before.get_attribute("class")


def test_a_sentence_of_the_brief_that_says_the_same_is_not_touched(
    service: RunningService, page: Page, request: pytest.FixtureRequest
):
    first, last = (page.locator(SENTENCES).nth(each).element_handle() for each in (0, 1))
    assert first is not None and last is not None
    for each in (first, last):
        each.evaluate(MARK)

    service.post(_said(request, 7, "Proszę mi powiedzieć, co się z nią dzieje."))

    expect(page.locator(SENTENCES).last).to_contain_text("co się z nią dzieje")
    assert first.evaluate(KEPT)
    assert not last.evaluate(KEPT)
    assert page.locator(SENTENCES).first.evaluate("(node, first) => node === first", first)


def test_what_rests_between_two_drawings_draws_at_once_and_then_once_for_all_that_was_asked_meanwhile(page: Page):
    first, second = page.evaluate(RESTING)
    assert 0 == first
    assert second > 390  # the browser's timers leave out what is less than a millisecond


def test_the_day_of_a_moment_is_that_of_the_place_also_where_its_clock_is_odd(page: Page):
    zones = ["Europe/Warsaw", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "Australia/Lord_Howe"]
    assert [] == page.evaluate(WRONG_DAYS, zones)


def test_who_scrolls_is_not_taken_back_to_the_end_by_what_is_drawn_before_the_browser_tells_of_it(page: Page):
    assert [True, True, False] == page.evaluate(SCROLLED_AND_DRAWN)
