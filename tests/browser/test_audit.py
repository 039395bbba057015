"""The auditor's view: a purpose first, a history replayed, compared, unmasked with a record, proved, and taken along."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.demo.pictures import zipper
from tests.browser.conftest import OpenPage
from tests.browser.people import Desk
from tests.browser.scrubbing import dragged_to_the_end, flag_of
from tests.browser.service import RunningService, event, journey, wait_until
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

FACTS_AND_K = """() => { document.querySelectorAll('.evf button')[2].click();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', bubbles: true })); }"""
PURPOSE = "reklamacja RK-2026-1182"
Audit = Callable[..., Page]


@pytest.fixture(scope="module")
def cookies_of_auditor(browser: Browser, service: RunningService) -> Any:
    """What a browser keeps after an auditor signed in, who begins at the audit's entry."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(service.link("auditor", "Ewa Sowińska"))
    assert f"{service.address}/console/audit" == page.url
    kept = context.storage_state()["cookies"]
    context.close()
    return kept


@pytest.fixture(scope="module")
def customer_id(service: RunningService) -> str:
    """Four channels in days; a colleague opened the page before anybody answered."""
    events = journey("+48601000661", "Katarzyna Wiśniewska")
    events[1]["data"]["parts"].append(service.file("zamek.png", zipper(), "audit"))
    said = {"purpose": "marketing", "notice_version": "3"}
    events.append(event("11", "consent.given", "crm", "+48601000661", 3, consent=said, name="Katarzyna Wiśniewska"))
    customer_id = service.post(*events)[0]["customer_id"]
    desk = Desk(service, "agent", "Anna Wójcik")

    def derived() -> int:
        return int(desk.get(f"customers/{customer_id}")["version"])

    wait_until(lambda: derived() >= 20, "what follows from the words to be recorded")
    return customer_id


@pytest.fixture
def audit(open_page: OpenPage, cookies_of_auditor: Any) -> Audit:
    """Opens a history as an auditor who has said what for (`purpose=""`: not yet)."""

    def open_one(
        customer_id: str = "", query: str = "", purpose: str = PURPOSE, clock: bool = False, **how: Any
    ) -> Page:
        def known(page: Page) -> None:
            if clock:
                page.clock.install()
            page.context.add_cookies(cookies_of_auditor)
            if purpose:
                page.context.add_init_script(f"sessionStorage.setItem('throughline.purpose', {json.dumps(purpose)})")

        page = open_page(
            f"/console/audit{customer_id and '/'}{customer_id}{query}", signed_in=False, watch=known, **how
        )
        expect(page.get_by_role("heading").first).to_be_visible()
        if customer_id and purpose:
            expect(page.locator(".stb section").first).to_be_visible()  # a whole history is read first
        return page

    return open_one


def records(service: RunningService, customer_id: str) -> list[tuple[str, str, str]]:
    found = Desk(service, "auditor", "Kontrola").get(f"access?customer={customer_id}")["records"]
    return [(each["who"], each["what"], each["purpose"]) for each in found]


def test_nothing_personal_is_asked_for_before_a_purpose_is_given(audit: Audit, customer_id: str):
    page = audit(purpose="")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/v1/customers" in request.url else None)
    page.goto(f"{page.url}/{customer_id}")
    purpose = page.get_by_label("Cel, na przykład numer reklamacji")
    expect(purpose).to_be_focused()
    page.keyboard.press("Enter")
    assert [] == asked
    purpose.fill("x")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Podaj cel, choćby numer sprawy.")
    purpose.fill(PURPOSE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Odtwarzanie: Katarzyna Wiśniewska")).to_be_visible()
    expect(page.locator(".purp")).to_contain_text(f"Cel: {PURPOSE}")
    assert [each for each in asked if "Katarzyna" in each] == [] and asked


def test_the_entry_finds_a_customer_and_lists_whom_somebody_opened_lately(
    audit: Audit, service: RunningService, customer_id: str
):
    page = audit()
    expect(page.locator(f".recent tbody a[title='{customer_id}']")).to_have_count(1)
    page.get_by_label("Cały numer, adres albo kod").fill("601 000 661")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Katarzyna Wiśniewska").click()
    expect(page.locator(".ctx h1")).to_have_text("Odtwarzanie: Katarzyna Wiśniewska")
    assert ("Ewa Sowińska", "page", PURPOSE) in records(service, customer_id)


def test_a_history_is_stepped_compared_and_kept_in_the_address_by_keys_alone(audit: Audit, customer_id: str):
    page = audit(customer_id, "?a=5&b=9")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".ev.B .n")).to_have_text("#10")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator(".ev.A .n")).to_have_text("#4")
    page.keyboard.press("k")
    expect(page.locator(".ev.B .n")).to_have_text("#9")
    page.keyboard.press("a")
    expect(page.locator(".ev.A .n")).to_have_text("#9")
    page.evaluate(FACTS_AND_K)  # within one frame: what is still drawn is the list before
    expect(page.locator(".ev.B .ty b")).to_have_attribute("title", re.compile("^(fact|contradiction)-"))
    page.get_by_role("button", name="Wszystkie").click()
    page.get_by_role("slider", name="Punkt B").press("Home")
    for _ in range(9):
        page.keyboard.press("j")
    page.keyboard.press("d")
    expect(page.get_by_role("button", name="Stan B")).to_have_attribute("aria-pressed", "true")
    assert {"a=9", "b=10", "tab=state"} == {*page.url.partition("?")[2].split("&")}
    page.reload()
    expect(page.locator(".ev.A .n")).to_have_text("#9")
    expect(page.get_by_role("button", name="Stan B")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".status")).to_contain_text(re.compile(r"Stan odtworzony z 10 zdarzeń w \d+ ms"))
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Skróty klawiszowe")
    dialog.get_by_label("Używaj skrótów jednoliterowych").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.keyboard.press("ArrowLeft")  # arrows are no letters
    expect(page.locator(".ev.B .n")).to_have_text("#9")
    expect(page.get_by_role("button", name="Stan B")).to_have_attribute("aria-pressed", "true")


def test_the_keyboard_stays_where_it_was_while_everything_around_it_is_drawn_anew(audit: Audit, customer_id: str):
    page = audit(customer_id, "?a=1&b=14", height=600)
    held = "() => document.activeElement.dataset.f ?? document.activeElement.id"
    cause = page.locator(".df [data-f]").first
    cause.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".df th:nth-child(3)").first).to_contain_text("B, ")
    expect(page.locator(".sth [role=status]")).to_contain_text("zmian")
    page.wait_for_function("() => !document.querySelector('.st[aria-busy]')")
    assert page.evaluate(held).startswith("cause-")
    page.keyboard.press("v")
    expect(page.locator(".verd")).to_be_in_viewport(ratio=0.9)
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.locator("#events")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Zatrzymaj")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.get_by_role("dialog", name="Co zabrać?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#events")).to_be_focused()


def test_a_flag_is_dragged_or_stepped_by_a_button(audit: Audit, customer_id: str):
    page = audit(customer_id, "?a=2&b=4")
    dragged_to_the_end(page)
    flag = flag_of(page)
    page.get_by_role("button", name="A o jedno później").click()
    expect(page.get_by_role("slider", name="Punkt A")).to_have_attribute("aria-valuenow", "3")
    flag.press("Home")
    expect(flag).to_have_attribute("aria-valuenow", "1")
    stood = page.locator(".stage > svg").element_handle()
    page.set_viewport_size({"width": 1300, "height": 900})
    page.wait_for_function("(node) => !node.isConnected", arg=stood)  # drawn anew for that width
    expect(flag).to_be_focused()


def test_the_player_goes_one_event_a_second_and_stops_where_it_is_told(audit: Audit, customer_id: str):
    page = audit(customer_id, "?a=2&b=1", clock=True)
    flag = page.get_by_role("slider", name="Punkt B")
    page.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))
    page.get_by_role("button", name="Odtwarzaj").click()
    for events in ("2", "3"):
        page.clock.run_for(1_100 if events == "2" else 1_000)
        expect(flag).to_have_attribute("aria-valuenow", events)
    page.get_by_role("button", name="Zatrzymaj").click()
    page.clock.run_for(5_000)
    expect(flag).to_have_attribute("aria-valuenow", "3")


def test_each_difference_leads_to_the_event_it_came_from(audit: Audit, customer_id: str):
    page = audit(customer_id, "?a=1")
    page.evaluate("() => { document.querySelector('.stb section').dataset.before = 'yes'; }")
    page.locator(".hd2.b").press("End")
    expect(page.locator(".stb [data-before]")).to_have_count(0)  # drawn anew: what is pressed now stays where it is
    row = page.locator(".df tr").filter(has_text="Zamówienie").first
    expect(row).to_contain_text("PL-48213")
    cause = row.get_by_role("button", name=re.compile(r"Przyczyna: zdarzenie \d+, Fakt stwierdzony"))
    number = cause.inner_text()
    before = page.locator(".hd2.b").get_attribute("aria-valuenow")
    cause.click()
    expect(page.locator(".ins .kv")).to_contain_text(number)
    expect(page.locator(".ins")).to_contain_text("reguły pamięci")
    expect(page.locator(".hd2.b")).to_have_attribute("aria-valuenow", before or "")
    expect(page.locator(".st")).to_contain_text("wymiana kurtki na nową")
    page.locator(".hd2.a").press("End")
    page.locator(".hd2.b").press("Home")
    expect(page.get_by_role("button", name="Różnice B → A")).to_be_visible()
    expect(page.locator(".df th:nth-child(2)").first).to_have_text(re.compile("^B, "))
    expect(page.locator(".st h2").filter(has_text="Kto widział stan B")).to_contain_text("zdarzenie #1,")


def test_what_the_agents_saw_says_who_opened_the_page_and_when_and_axe_finds_nothing_in_the_tabs(
    audit: Audit, customer_id: str
):
    page = audit(customer_id, "?a=3&b=12&tab=agent")  # the history and the entry in every look: test_accessibility.py
    seen = page.locator(".seen li").filter(has_text="Anna Wójcik")
    expect(seen).to_contain_text("tylko podgląd")
    expect(page.locator(".knw")).to_contain_text("Zamówienie")
    page.locator(".plainly summary").click()
    expect(page.locator(".plainly")).to_contain_text("throughline audit verify")
    found = violations(page, "agent, and what the proof means")
    page.get_by_role("button", name="Stan B").click()
    expect(page.get_by_role("heading", name="Ostatnie słowa")).to_be_visible()
    expect(page.locator(".stb section").filter(has_text="Zgody")).to_contain_text("Nie zapisano żadnej zgody.")
    page.get_by_role("slider", name="Punkt B").press("End")
    expect(page.locator(".stb section").filter(has_text="Zgody")).to_contain_text(
        re.compile("Marketing.*tak, .*treść 3")
    )
    assert [] == found + violations(page, "state")
    page.keyboard.press("ArrowLeft")
    assert page.locator(".plainly").evaluate("(node) => node.open"), "it stays open from event to event"
    page.get_by_role("button", name="Dostęp").click()
    expect(page.locator(".ev.look").filter(has_text="Klient otwarty").first).to_contain_text("Anna W.")
    page.locator(".ev.look").filter(has_text="Anna W.").first.click()
    expect(page.locator(".ins .kv")).to_contain_text("Anna Wójcik, obsługa")


def test_filters_and_questions_list_only_what_answers_them(audit: Audit, customer_id: str):
    page = audit(customer_id)
    kinds = page.locator(".ev .ty b")
    page.get_by_role("button", name="Fakty").click()
    expect(page.get_by_role("button", name="Fakty")).to_have_attribute(
        "aria-pressed", "true"
    )  # with the rows, in one frame
    shown = {each.partition("-")[0] for each in kinds.evaluate_all("all => all.map((each) => each.title)")}
    assert {"fact"} <= shown <= {"fact", "contradiction", "message-redacted"}
    page.get_by_role("button", name="Wszystkie").click()
    page.keyboard.press("Control+k")
    page.keyboard.type("kanał:salon typ:wizyta")
    expect(kinds).to_have_text(["Wizyta w salonie"])
    page.keyboard.press("Enter")
    expect(page.locator(".ev.B")).to_contain_text("Wizyta w salonie")
    assert "q=kana" in page.url
    page.keyboard.press("Control+k")
    page.keyboard.press("Control+a")
    page.keyboard.type("czegoś takiego nie ma")
    expect(page.locator(".evl .none")).to_have_text("Nic takiego tu nie zaszło.")


def test_masked_fields_open_for_a_purpose_and_leave_a_record(audit: Audit, service: RunningService, customer_id: str):
    page = audit(customer_id, "?b=7&q=typ:message-received")
    number = page.locator(".ev .n").first.inner_text().removeprefix("#")
    page.locator(".ev").first.click()
    expect(page.locator(".ev.B .n")).to_have_text(f"#{number}")
    raw = page.get_by_role("region", name="Surowe zdarzenie JSON")
    expect(raw).to_contain_text("zamaskowane")
    expect(raw).not_to_contain_text("Zamek")
    page.get_by_role("button", name="Odsłoń dane").click()
    dialog = page.get_by_role("dialog", name=f"Odsłonić dane zdarzenia #{number}?")
    expect(dialog.get_by_label("Cel, na przykład numer reklamacji")).to_have_value(PURPOSE)
    assert [] == violations(page, "reveal")
    dialog.get_by_label("Cel, na przykład numer reklamacji").fill("x")
    dialog.get_by_role("button", name="Odsłoń").click()
    expect(dialog.get_by_role("alert")).to_have_text("Podaj cel, choćby numer sprawy.")
    dialog.get_by_label("Cel, na przykład numer reklamacji").fill("wyjaśnienie zażalenia")
    dialog.get_by_role("button", name="Odsłoń").click()
    expect(raw).to_contain_text("Zamek w kurtce")
    assert ("Ewa Sowińska", f"event:{number}", "wyjaśnienie zażalenia") in records(service, customer_id)
    page.get_by_role("button", name="Porównaj treść").click()
    expect(page.locator(".files")).to_contain_text("jest tą, którą zapisano")
    looks = [(who, purpose) for who, what, purpose in records(service, customer_id) if what.startswith("attachment:")]
    assert [("Ewa Sowińska", PURPOSE)] == looks
    page.get_by_role("button", name="Zasłoń dane").click()
    expect(raw).not_to_contain_text("Zamek")


def test_the_chain_is_computed_in_the_browser_a_changed_byte_is_found_and_the_command_accepts_what_is_taken_along(
    audit: Audit, service: RunningService, customer_id: str, tmp_path: Path
):
    page = audit(customer_id, "?b=6")
    proof = page.locator(".integrity")
    expect(proof.locator(".verd")).to_contain_text(re.compile(r"Łańcuch\scały: (\d+) z \1 zdarzeń"))
    expect(proof.locator(".verd")).to_contain_text("podpisany kluczem")
    expect(proof.locator(".chain li")).to_have_text([re.compile(rf"#{n}.*zgodny") for n in (5, 6, 7)])

    def forged(route: Route) -> None:
        lines = route.fetch().text().split("\n")
        row = json.loads(lines[10].rstrip(","))
        row["state"] = row["state"][:-1] + ("0" if row["state"][-1] != "0" else "1")
        lines[10] = json.dumps(row, separators=(",", ":")) + ","
        route.fulfill(status=200, content_type="application/json", body="\n".join(lines))

    page.route("**/proof?format=evidence", forged)
    proof.get_by_role("button", name="Sprawdź ponownie").click()
    expect(proof.locator(".verd.bad")).to_contain_text(
        re.compile(r"Treść zdarzenia #\d+ nie zgadza się z jego odciskiem")
    )
    expect(page.locator(".ctx").get_by_role("alert")).to_contain_text("Łańcuch przerwany")
    expect(proof.locator(".chain li")).not_to_contain_text(["zgodny"] * 3)  # nothing of the check before holds
    page.unroute("**/proof?format=evidence")
    page.route("**/proof?format=evidence", lambda route: route.fulfill(json={"rows": "none"}))
    page.keyboard.press("v")
    expect(proof.locator(".verd.bad")).to_contain_text("Układ dowodu jest inny")
    page.unroute("**/proof?format=evidence")
    page.keyboard.press("v")
    expect(proof.locator(".verd")).to_contain_text("cały")
    expect(page.locator(".alarm")).to_be_empty()
    page.get_by_role("button", name="Eksport dowodowy").click()
    with page.expect_download() as taken:
        page.get_by_role("dialog").get_by_role("button", name="Pobierz").click()
    taken.value.save_as(tmp_path / "evidence.json")
    assert f"{customer_id}-evidence.json" == taken.value.suggested_filename
    said = service.command("audit", "verify", str(tmp_path / "evidence.json"))
    assert said.startswith("whole: ") and customer_id in said
    assert ("Ewa Sowińska", "export:evidence", PURPOSE) in records(service, customer_id)


def test_who_is_no_auditor_is_told_so(open_page: OpenPage, customer_id: str):
    page = open_page(f"/console/audit/{customer_id}")
    expect(page.get_by_role("heading", name="Tę część otwiera audytor")).to_be_visible()
    expect(page.locator(".ev")).to_have_count(0)


def test_a_customer_who_is_not_there_is_said(audit: Audit):
    page = audit(query="/c-nobody", refused=("404",))
    expect(page.get_by_role("heading", name="Nie ma takiego klienta")).to_be_visible()


def test_of_ten_thousand_events_only_those_in_view_stand_in_the_page(audit: Audit, customer_id: str):
    def many(route: Route) -> None:
        events = route.fetch(url=route.request.url.replace("&moved=true", "")).json()["events"]
        copies = [events[n % len(events)] | {"version": n + 1, "position": 2 * n} for n in range(10_000)]
        copies[-1]["type"] = "customers-merged"
        talk = next(each for each in events if each["type"] == "message-received")
        theirs = [talk | {"version": n, "position": 2 * n + 1, "stream": "c-somebody-else-before"} for n in (1, 2)]
        route.fulfill(json={"events": theirs if "moved=true" in route.request.url else copies, "after": None})

    page = audit(refused=("404", "422"))
    page.route("**/events?limit=1000*", many)
    page.goto(f"{page.url}/{customer_id}?a=3&b=14")
    expect(page.locator(".ctx .sub")).to_contain_text(re.compile(r"10\s000 zdarzeń"))
    rows = page.locator(".evi > *")
    assert rows.count() < 60
    page.get_by_role("listbox").press("End")
    expect(page.locator(".ev.B .n")).to_have_text("#10000")
    assert rows.count() < 60 and page.locator(".sc *").count() < 2_000
    expect(page.locator(".sc .joined")).not_to_have_count(0)  # what moved in stands on its track
    page.get_by_role("listbox").press("Home")
    expect(page.locator(".ev.B .n")).to_have_text("#1")
    for shown in ("#2", "↳ 1", "#3"):  # what moved in stands where it was recorded, and moves no B
        page.get_by_role("listbox").press("ArrowDown")
        expect(page.locator(".ev.shown .n")).to_have_text(shown)
        if shown == "↳ 1":
            expect(page.locator(".ev.B .n")).to_have_text("#2")
            expect(page.locator(".ins")).to_contain_text("przyszło stamtąd na tę stronę")
            expect(page.get_by_role("option", selected=True)).to_contain_text("przeniesione z c-some…fore")
