"""The lead's view in Chromium: numbers that open their events, people only for a reason, honest about little data."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from app.demo.calendar import Anchor
from app.demo.past import past, started_on
from tests.browser.service import RunningService, wait_until
from tests.browser.test_accessibility import WIDER, violations

pytestmark = pytest.mark.browser

TENANT, EMPTY = "figures", "figures-empty"
LOADED = """() => performance.getEntriesByType("resource").map((each) => each.name.replace(/.*console\\/[0-9a-f]{16}\\//, ""))"""
CLIPPED = (
    "nodes => nodes.filter((each) => Math.abs(each.getAttribute('width') - each.parentElement.clientWidth) > 1).length"
)
Opened = Callable[..., Page]


def token(service: RunningService, role: str, tenant: str = TENANT, *more: str) -> dict[str, str]:
    made = service.command("token", "create", "--role", role, "--name", role, "--tenant", tenant, *more)
    return {"Authorization": f"Bearer {made}"}


@pytest.fixture(scope="module")
def shop(service: RunningService) -> httpx.Client:
    """Thirteen weeks of small needs in a tenant of their own; a lead's client."""
    events = past(Anchor(datetime.now(UTC).replace(microsecond=0)), TENANT, a_week=12)
    headers = token(service, "adapter", TENANT, "--source", f"//{TENANT}/*")
    with httpx.Client(base_url=service.address, headers=headers, timeout=60) as adapter:
        for start in range(0, len(events), 300):
            body, kind = events[start : start + 300], {"Content-Type": "application/cloudevents-batch+json"}
            answer = adapter.post(
                "/v1/intake", content=httpx.Request("POST", "http://x", json=body).content, headers=kind
            )
            assert {"recorded"} == {each["outcome"] for each in answer.json()["results"]}
        wait_until(lambda: not any(adapter.get("/readyz").json()["behind"].values()), "what follows from the events")
    return httpx.Client(base_url=service.address, headers=token(service, "lead"), timeout=30)


@pytest.fixture(scope="module")
def signed_in(browser: Browser, service: RunningService) -> Callable[[str, str], Any]:
    """What a browser keeps of somebody signed in, once for each role and tenant."""

    @cache
    def kept(role: str, tenant: str) -> Any:
        context = browser.new_context()
        page = context.new_page()
        page.goto(service.command("link", "create", "--role", role, "--name", "Renata Jurek", "--tenant", tenant))
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
            lambda line: faults.append(line.text) if line.type == "error" and "401" not in line.text else None,
        )
        page.goto(f"{service.address}/console/figures{query}")
        expect(page.locator(".nums")).to_be_visible()
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert [] == faults


def test_the_view_stands_alone_and_says_up_to_which_event_it_knows(opened: Opened, shop: httpx.Client):
    page = opened()
    loaded = page.evaluate(LOADED)
    assert "js/figures/main.js" in loaded
    assert [] == [
        name
        for name in loaded
        if name.startswith(("js/views/", "js/main.js", "js/i18n/pl.js", "js/i18n/en", "css/case"))
    ]
    status = page.locator(".status .st")
    expect(status).to_contain_text("Dane do zdarzenia #")
    position = int(re.sub(r"\D", "", re.findall(r"#([\d\s\u00a0]+)", status.inner_text())[0]))
    assert shop.get("/v1/figures/switches").json()["position"] == position


def test_each_number_on_top_is_that_of_the_server(opened: Opened, shop: httpx.Client):
    page = opened()
    asked = page.evaluate(
        "() => performance.getEntriesByType('resource').map((each) => each.name).find((each) => each.includes('repeat-story'))"
    )
    rows = shop.get(asked).json()["rows"]
    weeks = sorted({row["keys"]["week"] for row in rows})[-4:]
    so, of = (sum(row[part] for row in rows if row["keys"]["week"] in weeks) for part in ("numerator", "denominator"))
    button = page.locator(".num .v").first
    assert [str(so), str(of)] == re.findall(r"\d+", button.get_attribute("title") or "")
    assert round(100 * so / of, 0 if so * 10 >= of else 1) == float(button.inner_text().replace(",", ".").rstrip("%"))


def test_charts_are_drawn_at_the_width_they_have(opened: Opened):
    page = opened()
    for width in (1440, 1024, 400):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator(".box .c")).to_have_count(3)
        wait_until(lambda: page.locator(".box .c").evaluate_all(CLIPPED) == 0, f"charts at {width} pixels")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert [] == page.locator(".app, .top, .kp, .fc, .status").evaluate_all(WIDER), width
    assert "12px" == page.locator(".c text").first.evaluate("(node) => getComputedStyle(node).fontSize")


def test_a_table_stands_behind_every_chart_by_key_and_by_link_and_in_the_address(opened: Opened):
    page = opened()
    page.keyboard.press("t")
    expect(page.locator(".dt")).to_have_count(3)
    assert page.url.endswith("?tables=1")
    assert 13 == page.locator(".cs .dt tbody tr").count()
    page.get_by_role("button", name="Wykres: Którędy idą sprawy").click()
    expect(page.locator(".box .c")).to_have_count(3)
    page.go_back()
    expect(page.locator(".dt")).to_have_count(3)


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


def test_a_number_opens_its_events_and_people_only_with_a_reason_that_is_recorded(
    opened: Opened, service: RunningService
):
    page = opened("?weeks=12")
    page.locator(".num .v").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("ol li").first).to_contain_text(re.compile("Zapytano ponownie|Klient powtórzył"))
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


def test_too_little_is_said_and_not_drawn(opened: Opened):
    page = opened(tenant=EMPTY)
    assert ["za mało danych"] * 5 == page.locator(".num .v").all_inner_texts()
    assert 0 == page.locator(".kp svg.c, .sk").count()
    expect(page.locator(".cs")).to_contain_text("Za mało kontaktów, żeby mówić o trendzie")
    expect(page.locator(".cw")).to_contain_text("W tym czasie nie rozpoczęła się żadna sprawa.")


@pytest.mark.parametrize(
    ("width", "theme", "language", "query"),
    [
        (1440, "light", "pl", ""),
        (1024, "dark", "en", "?tables=1"),
        (400, "dark", "pl", ""),
        (1440, "dark", "en", "?weeks=12"),
    ],
)
def test_axe_finds_nothing(opened: Opened, width: int, theme: str, language: str, query: str):
    page = opened(query, width=width, theme=theme, language=language)
    found = violations(page, f"figures {width} {theme}")
    page.locator(".num .v").first.click()
    expect(page.get_by_role("dialog").locator("ol li").first).to_be_visible()
    assert [] == found + violations(page, "behind")


def test_everything_is_reached_by_keyboard(opened: Opened):
    page = opened()
    seen: list[str] = []
    for _ in range(80):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("() => document.activeElement?.dataset.f ?? document.activeElement?.className ?? ''"))
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
    page.locator("[data-f=tile-switches]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Kontekst przeszedł ze zmianą")).to_be_visible()
    page.keyboard.press("Escape")
    assert "tile-switches" == page.evaluate("() => document.activeElement.dataset.f")


def test_a_report_is_the_numbers_alone(opened: Opened):
    page = opened()
    page.emulate_media(media="print")
    for hidden in (".rail", ".top", ".status", ".kh .btn"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".jm")).to_be_visible()


def test_an_agent_sees_figures_of_own_talks_and_the_start_of_the_shop_is_a_monday(opened: Opened):
    expect(opened(role="agent").get_by_role("heading", level=1)).to_have_text("Ciągłość Twoich rozmów")
    assert 0 == started_on(Anchor(datetime.now(UTC))).weekday()
