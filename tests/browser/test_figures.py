"""The lead's view in Chromium: numbers that open their events, people only for a reason, honest about little data."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.demo.calendar import Anchor
from app.demo.past import started_on
from tests.browser.past import tell_the_past
from tests.browser.rest import until_held
from tests.browser.service import RunningService, wait_until
from tests.browser.test_accessibility import WIDER, violations
from tests.browser.views import in_every_look
from tests.patience import SECONDS

pytestmark = pytest.mark.browser

TENANT, EMPTY = "figures", "figures-empty"
PEOPLE = {"lead": "Renata Jurek", "agent": "Anna Wójcik"}  # she took part in some of what the shop tells
LOADED = """() => performance.getEntriesByType("resource").map((each) => each.name.replace(/.*console\\/[0-9a-f]{16}\\//, ""))"""
CLIPPED = (
    "nodes => nodes.filter((each) => Math.abs(each.getAttribute('width') - each.parentElement.clientWidth) > 1).length"
)
EXPECTED = "401|ERR_INTERNET_DISCONNECTED"
FOCUSED = """() => { window.focused = [];
    addEventListener("focusin", ({ target }) => focused.push(target.dataset.f ?? target.className ?? "")); }"""
Opened = Callable[..., Page]


def token(service: RunningService, role: str, tenant: str = TENANT, *more: str) -> dict[str, str]:
    made = service.command("token", "create", "--role", role, "--name", role, "--tenant", tenant, *more)
    return {"Authorization": f"Bearer {made}"}


@pytest.fixture(scope="module")
def shop(service: RunningService) -> httpx.Client:
    """Thirteen weeks of small needs in a tenant of their own; a lead's client."""
    tell_the_past(service, TENANT)
    return httpx.Client(base_url=service.address, headers=token(service, "lead"), timeout=SECONDS)


@pytest.fixture(scope="module")
def signed_in(browser: Browser, service: RunningService) -> Callable[[str, str], Any]:
    """What a browser keeps of somebody signed in, once for each role and tenant."""

    @cache
    def kept(role: str, tenant: str) -> Any:
        context = browser.new_context()
        page = context.new_page()
        page.goto(service.command("link", "create", "--role", role, "--name", PEOPLE[role], "--tenant", tenant))
        state = context.storage_state()
        context.close()
        return state

    return kept


@pytest.fixture
def opened(
    browser: Browser, service: RunningService, shop: httpx.Client, signed_in: Callable[[str, str], Any]
) -> Iterator[Opened]:
    """Opens the view as a lead; at the end nothing was refused by the policy and nothing broke."""
    contexts: list[Any] = []
    faults: list[str] = []

    def open_one(
        query: str = "", *, tenant: str = TENANT, role: str = "lead", width: int = 1440, height: int = 900, theme: Any = "light",
        language: str = "pl",
    ) -> Page:  # fmt: skip
        size = {"width": width, "height": height}
        context = browser.new_context(
            viewport=size, color_scheme=theme, reduced_motion="reduce", storage_state=signed_in(role, tenant)
        )  # type: ignore[arg-type]
        contexts.append(context)
        context.add_init_script(f"localStorage.setItem('throughline.language', '{language}')")
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda line: (
                faults.append(line.text) if line.type == "error" and not re.search(EXPECTED, line.text) else None
            ),
        )
        page.goto(f"{service.address}/console/figures{query}")
        expect(page.locator(".kp:not([aria-busy]) .nums")).to_be_visible()
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert [] == faults


def test_the_view_stands_alone_says_up_to_which_event_it_knows_and_shows_the_numbers_of_the_server(
    opened: Opened, shop: httpx.Client
):
    page = opened()
    loaded = page.evaluate(LOADED)
    assert "js/figures/main.js" in loaded
    assert [] == [
        name
        for name in loaded
        if name.startswith(("js/views/", "js/main.js", "js/i18n/pl.js", "js/i18n/en", "css/case"))
    ]
    wait_until(
        lambda: shop.get("/v1/figures/switches").json()["position"] == up_to(page),
        "the page to say what the server says",
    )
    asked = page.evaluate(
        "() => performance.getEntriesByType('resource').map((each) => each.name).find((each) => each.includes('repeat-story'))"
    )
    rows = shop.get(asked).json()["rows"]
    today = datetime.now(ZoneInfo("Europe/Warsaw")).date()  # a week without a row counts, too: the first night of one
    weeks = [f"{day:%G-W%V}" for day in (today - timedelta(weeks=back) for back in range(4))]
    so, of = (sum(row[part] for row in rows if row["keys"]["week"] in weeks) for part in ("numerator", "denominator"))
    button = page.locator(".num .v").first
    assert [str(so), str(of)] == re.findall(r"\d+", button.get_attribute("title") or "")
    assert round(100 * so / of, 0 if so * 10 >= of else 1) == float(button.inner_text().replace(",", ".").rstrip("%"))
    # On paper there are the numbers alone.
    page.emulate_media(media="print")
    for hidden in (".rail", ".top", ".status", ".kh .btn"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".jm")).to_be_visible()


def up_to(page: Page) -> int:
    """Up to which event the page says that it knows, opened anew: other shops' events count too, and may still come."""
    page.reload()
    status = page.locator(".status .st")
    expect(status).to_contain_text("Dane do zdarzenia #")
    return int(re.sub(r"\D", "", re.findall(r"#([\d\s\u00a0]+)", status.inner_text())[0]))


def test_who_signs_in_after_a_lead_is_shown_nothing_of_what_the_lead_saw(opened: Opened, service: RunningService):
    page = opened()
    link = ("link", "create", "--tenant", TENANT)
    page.context.clear_cookies()  # who signs in ends the session this browser had, which the other tests share
    page.goto(service.command(*link, "--role", "lead", "--name", "Ewa Lis"))  # a session of this test: it ends
    page.goto(f"{service.address}/console/figures")
    expect(page.locator(".kp:not([aria-busy]) .nums")).to_be_visible()
    page.get_by_role("button", name="Konto: Ewa Lis").click()
    page.get_by_role("button", name="Wyloguj się").click()
    expect(page.get_by_role("heading", name="Wylogowano")).to_be_visible()
    other = page.context.new_page()
    other.goto(service.command(*link, "--role", "agent", "--name", "Adam Gil"))
    other.close()
    held: list[Route] = []
    page.route("**/v1/figures/**", lambda route: held.append(route))

    page.get_by_role("button", name="Spróbuj ponownie").click()

    expect(page.get_by_role("button", name="Konto: Adam Gil")).to_be_visible()
    until_held(page, held)
    expect(page.locator(".nums, .fc")).to_have_count(0)


def test_charts_are_drawn_at_the_width_they_have(opened: Opened):
    page = opened()
    for width in (1440, 1024, 400):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator(".box .c")).to_have_count(3)
        wait_until(lambda: page.locator(".box .c").evaluate_all(CLIPPED) == 0, f"charts at {width} pixels")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert [] == page.locator(".app, .top, .kp, .fc, .status").evaluate_all(WIDER), width
    label = page.locator(".cs .c").get_attribute("aria-label") or ""
    assert re.search(
        r": wszystkie kanały od \d+,?\d*% \(\d+ \w+\) do \d+,?\d*% \(.+Wszystkie liczby: tabela, klawisz T", label
    )
    page.locator(".cs .wk .hit").nth(11).hover()
    told = page.locator(".cs .wk").nth(11).locator("text")
    expect(told).to_have_css("opacity", "1")
    assert page.locator(".cs .wk").nth(11).evaluate("(node) => getComputedStyle(node.lastChild).opacity") == "1"
    assert re.search(r" · \d[\d,]*%", told.text_content() or "")
    assert "12px" == page.locator(".c text").first.evaluate("(node) => getComputedStyle(node).fontSize")


def test_a_table_stands_behind_every_chart_by_key_and_by_link_and_in_the_address(opened: Opened):
    page = opened()
    page.keyboard.press("t")
    expect(page.locator(".dt")).to_have_count(4)  # three charts, and the tiny ones of the numbers on top
    week = page.locator(".ct tbody tr").nth(1).locator("button")
    assert (5, page.locator(".cs tbody tr").nth(1).locator("button").inner_text()) == (week.count(), week.first.inner_text())  # fmt: skip
    assert page.url.endswith("?tables=1")
    assert 13 == page.locator(".cs .dt tbody tr").count()
    page.get_by_role("button", name="Wykres: Którędy idą sprawy").click()
    expect(page.locator(".box .c")).to_have_count(3)
    page.go_back()
    expect(page.locator(".dt")).to_have_count(4)


def test_weeks_and_team_stand_in_the_address_and_last(opened: Opened, shop: httpx.Client):
    page = opened()
    page.get_by_role("combobox", name="Okres").select_option(label="Ostatnie 8 tygodni")
    expect(page.locator(".sub")).to_contain_text("8 tyg.")
    page.get_by_role("combobox", name="Zespół").select_option(label="sklep internetowy")
    page.wait_for_url("**/figures?weeks=8&team=*")
    page.reload()
    expect(page.get_by_role("combobox", name="Zespół").locator("option:checked")).to_have_text("sklep internetowy")
    expect(page.locator(".num .v").first).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("]")
    page.wait_for_url("**weeks=12**")
    expect(page.locator(".sub")).to_contain_text("12 tyg.")
    page.context.set_offline(True)
    page.keyboard.press("[")
    expect(page.locator(".status .st")).to_contain_text("Brak połączenia")
    expect(page.locator(".sub")).to_contain_text("12 tyg.")  # the numbers that are shown are still of these weeks


def test_a_number_opens_its_events_and_people_only_with_a_reason_that_is_recorded(
    opened: Opened, service: RunningService
):
    page = opened("?weeks=12")
    page.locator(".num .v").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("ol li").first).to_contain_text(re.compile("Zapytano ponownie|Klient powtórzył"))
    counted = int(re.findall(r"Pokazano 50 z (\d+)", dialog.inner_text())[0])
    dialog.get_by_role("button", name="Pokaż następne 50").click()
    expect(dialog.locator("ol li")).to_have_count(min(100, counted))
    places = [int(re.sub(r"\D", "", each)) for each in dialog.locator("ol li .m:last-child").all_inner_texts()]
    assert sorted(places, reverse=True) == places, "the newest first"
    assert 0 == dialog.locator("a").count()
    assert "@example.com" not in dialog.inner_text()
    dialog.get_by_label("Po co").select_option(label="Nauka zespołu")
    dialog.get_by_role("button", name="Pokaż osoby").click()
    person = dialog.locator(".pp a").first
    expect(person).to_be_visible()
    customer = (person.get_attribute("href") or "").rpartition("/")[2]
    records = httpx.get(
        f"{service.address}/v1/access", params={"customer": customer}, headers=token(service, "auditor")
    ).json()["records"]
    assert [("Renata Jurek", "figure:repeat-story", "coaching")] == [
        (each["who"], each["what"], each["purpose"]) for each in records
    ]


def test_a_flow_and_a_cell_and_a_team_open_what_they_are_made_of(opened: Opened):
    page = opened("?weeks=12&tables=1")
    for place in (".cw .dt button", ".jm button", ".pt button"):
        button = page.locator(place).first
        count = int(re.findall(r"\d+", button.inner_text())[0])
        button.click()
        expect(page.get_by_role("dialog").locator("ol li").first).to_be_visible()
        assert page.get_by_role("dialog").locator("ol li").count() >= min(count, 50), place
        page.keyboard.press("Escape")


def test_an_agent_finds_figures_of_own_talks_beside_the_queue(opened: Opened):
    whole, own = (opened("?weeks=12&tables=1", role=role) for role in ("lead", "agent"))
    there = own.url
    own.get_by_role("link", name="Kolejka").click()
    own.get_by_role("link", name="Wskaźniki Twoich rozmów").click()
    expect(own.locator(".kp:not([aria-busy]) .nums")).to_be_visible()
    own.goto(there)
    expect(own.get_by_role("heading", level=1)).to_have_text("Ciągłość Twoich rozmów")
    expect(own.locator(".kp:not([aria-busy]) .jm td b").first).to_be_visible()  # the heading stands before the figures
    all_talks, own_talks = (
        sum(int(each) for each in page.locator(".jm td b").all_inner_texts()) for page in (whole, own)
    )
    assert 0 < own_talks < all_talks


def test_too_little_is_said_and_not_drawn(opened: Opened):
    page = opened(tenant=EMPTY)
    assert ["za mało danych"] * 5 == page.locator(".num .v").all_inner_texts()
    assert 0 == page.locator(".kp svg.c, .sk").count()
    expect(page.locator(".cs")).to_contain_text("Za mało kontaktów, żeby mówić o trendzie")
    expect(page.locator(".cw")).to_contain_text("W tym czasie nie rozpoczęła się żadna sprawa.")


@pytest.mark.parametrize(
    ("role", "tenant", "query"),
    [
        ("lead", TENANT, "?weeks=12"),
        ("lead", EMPTY, ""),
        ("agent", TENANT, ""),
    ],
    ids=["a quarter", "nothing yet", "an agent's own"],
)  # few weeks of a lead: test_accessibility.py
def test_axe_finds_nothing_in_any_look(opened: Opened, role: str, tenant: str, query: str):
    page = opened(query, role=role, tenant=tenant)
    found: list[str] = []
    for language in ("pl", "en"):
        page.locator(f".top [lang={language}]").first.click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        for look in in_every_look(page):
            expect(page.locator(".kp:not([aria-busy]) .nums")).to_be_visible()
            found += violations(page, f"{language} {look}", "main")
        page.set_viewport_size({"width": 1440, "height": 900})
    assert [] == found


@pytest.mark.parametrize(
    ("width", "theme", "language", "query"), [(1024, "dark", "en", "?tables=1"), (400, "light", "pl", "")]
)
def test_axe_finds_nothing_behind_a_number(opened: Opened, width: int, theme: str, language: str, query: str):
    page = opened(query, width=width, theme=theme, language=language)
    found = violations(page, f"figures {width} {theme}")
    page.locator(".num .v").first.click()
    expect(page.get_by_role("dialog").locator("ol li").first).to_be_visible()
    assert [] == found + violations(page, "behind")


def test_in_a_low_window_the_map_is_seen_without_scrolling(opened: Opened):
    page = opened(width=1024, height=768)
    shown = page.locator(".kp").bounding_box()
    cell = page.locator(".jm tr").last.bounding_box()
    assert shown and cell
    assert cell["y"] + cell["height"] <= shown["y"] + shown["height"]
    page.set_viewport_size({"width": 1024, "height": 900})
    story = page.locator(".cs .c")
    expect(story).to_have_attribute("height", "272")  # drawn anew, not scaled
    assert "272" == str(story.evaluate("(node) => node.getBoundingClientRect().height"))


def test_everything_is_reached_by_keyboard(opened: Opened):
    page = opened()
    page.evaluate(FOCUSED)
    for _ in range(80):
        page.keyboard.press("Tab")
    seen: list[str] = page.evaluate("() => window.focused")
    assert {
        "skip",
        "team",
        "weeks",
        "tile-repeat-story",
        "tile-time-to-context",
        "table-story",
        "table-ways",
        "overdue",
    } <= set(seen)
    page.keyboard.press("Control+k")
    page.keyboard.type("mapa podrozy")
    expect(page.get_by_role("dialog").get_by_role("option")).to_have_text(["Mapa podróżywykres"])
    assert [] == violations(page, "finder")
    page.keyboard.press("Enter")
    expect(page.locator("#h-map")).to_be_focused()
    page.keyboard.press("t")  # drawn anew around it
    expect(page.locator(".cw .dt")).to_be_visible()
    expect(page.locator("#h-map")).to_be_focused()
    page.keyboard.press("t")
    expect(page.locator(".cw .dt")).to_have_count(0)
    page.keyboard.press("Control+k")
    page.keyboard.type("8 tyg")
    page.keyboard.press("Enter")
    page.wait_for_url("**weeks=8**")
    page.locator("[data-f=tile-switches]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Kontekst przeszedł ze zmianą")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-f=tile-switches]")).to_be_focused()


def test_a_definition_that_was_changed_says_so(opened: Opened):
    page = opened()
    expect(page.locator(".ver")).to_have_count(0)

    def changed(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | {"version": 2})

    page.route("**/v1/figures/repeat-story?*", changed)
    page.reload()
    expect(page.locator(".ver")).to_have_count(2)  # the number and its chart
    expect(page.locator(".num").first).to_contain_text("wersja 2")
    expect(page.locator(".kp:not([aria-busy])")).to_be_visible()  # the last question is answered, too


def test_the_start_of_the_shop_is_a_monday():
    assert 0 == started_on(Anchor(datetime.now(UTC))).weekday()
