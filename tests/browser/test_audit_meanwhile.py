"""While an auditor reads: what is recorded meanwhile is told and moves nothing; back in the browser steps through what was looked at."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.people import Desk
from tests.browser.rest import until_held
from tests.browser.scrubbing import dragged_to_the_end, flag_of
from tests.browser.service import RunningService, event, journey

pytestmark = pytest.mark.browser

PHONE = "+48601000663"
# Letter by letter, and none a second after the one before it, which would be a step of its own.
TYPED = """(field, words) => { for (const letter of words) { field.value += letter; field.dispatchEvent(new InputEvent("input", { bubbles: true })); } }"""
# Marks every row that stands, takes three steps within one frame, and says what was drawn of B by the time that all frames are over.
THREE_STEPS = """async () => {
  const flag = document.querySelector(".hd2.b"), drawn = [];
  document.querySelectorAll(".evi > *").forEach((row) => (row.stood = true));
  new MutationObserver((all) => drawn.push(...all.map(() => flag.getAttribute("aria-valuenow")))).observe(flag, { attributeFilter: ["aria-valuenow"] });
  for (let step = 0; step < 3; step++) document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  for (let frame = 0; frame < 4; frame++) await new Promise((done) => requestAnimationFrame(done));
  return drawn;
}"""
ROWS = """() => [...document.querySelectorAll(".ev")].map((row) => [row.dataset.key, row.className, !row.stood])"""
# How many events the head has said there are, one after the other.
COUNTS = """() => {
  window.counts = [];
  new MutationObserver(() => {
    const said = /\\d+(?= zdarz)/.exec(document.querySelector(".ctx .sub .o")?.textContent ?? "")?.[0];
    if (said && said !== window.counts.at(-1)) window.counts.push(said);
  }).observe(document, { childList: true, characterData: true, subtree: true });
}"""
History = Callable[..., Page]


@pytest.fixture(scope="module")
def customer_id(service: RunningService) -> str:
    customer_id = service.post(*journey(PHONE, "Marta Wierzba"))[0]["customer_id"]
    service.quiet()
    return customer_id


@pytest.fixture
def history(open_page: OpenPage, service: RunningService) -> History:
    """Opens a history at an address, as an auditor."""

    def open_one(customer_id: str, query: str = "") -> Page:
        page = open_page(f"/console/audit/{customer_id}{query}", role="auditor")
        expect(page.locator(".stb section").first).to_be_visible()
        return page

    return open_one


def at(page: Page, point: str = "B") -> str | None:
    return flag_of(page, point).get_attribute("aria-valuenow")


def stands(page: Page) -> object:
    """What the auditor looks at: the address, the rows in view and where they stand, the flags, the state in the middle."""
    return page.evaluate(
        """() => [location.href, document.querySelector("#events").scrollTop, [...document.querySelectorAll(".ev")].slice(0, 8).map((row) => row.outerHTML),
          document.querySelector(".stage").innerHTML, document.querySelector(".stb").innerHTML, document.querySelector(".ins").innerHTML]"""
    )


def test_what_is_recorded_meanwhile_is_told_and_shown_only_when_asked_for(
    history: History, service: RunningService, customer_id: str
):
    page = history(customer_id, "?a=2&b=5")
    page.wait_for_function("() => !document.querySelector('.st[aria-busy]')")
    expect(page.locator(".integrity .verd")).to_contain_text("cały")
    before, rows = stands(page), int(flag_of(page).get_attribute("aria-valuemax") or 0)
    expect(page.locator(".since")).to_be_hidden()
    service.post(event("meanwhile-1", "message.received", "chat", PHONE, 1, text="Czy ktoś tam jest?"))
    service.quiet()  # what follows from it would be newer than what is shown
    expect(page.locator(".since")).to_contain_text(re.compile(r"\d+ nowsz"))
    expect(page.locator(".evl [role=status]").filter(has_text="Są nowsze zdarzenia")).to_have_count(1)
    assert before == stands(page)
    page.locator(".since").get_by_role("button", name="Pokaż").click()
    expect(page.locator(".since")).to_be_hidden()
    expect(page.locator(".ev").filter(has_text=f"#{rows + 1}")).to_be_in_viewport()
    assert ("2", "5") == (at(page, "A"), at(page))
    assert rows < int(flag_of(page).get_attribute("aria-valuemax") or 0)
    assert "events" == page.evaluate("() => document.activeElement.id")
    looks = Desk(service, "auditor", "Kontrola").get(f"access?customer={customer_id}")["records"]
    assert {"live"}.isdisjoint(each["via"] for each in looks if each["purpose"] == "care"), (
        "a reason of the auditor's own"
    )


def test_what_is_read_while_the_evidence_is_on_its_way_is_not_missing_from_it(
    history: History, service: RunningService, customer_id: str
):
    page = history(customer_id)
    expect(page.locator(".integrity .verd")).to_contain_text("cały")
    held: list[Route] = []
    page.route("**/proof?*", lambda route: held.append(route))
    page.locator(".integrity").get_by_role("button", name="Sprawdź ponownie").click()
    until_held(page, held)
    answer = held[0].fetch()
    service.post(event("meanwhile-2", "message.received", "chat", PHONE, 1, text="Halo?"))
    service.quiet()  # what follows from it would be newer than what is shown
    page.locator(".since").get_by_role("button", name="Pokaż").click()
    expect(page.locator(".since")).to_be_hidden()
    held[0].fulfill(response=answer)
    expect(page.locator(".integrity .verd")).to_contain_text("cały")
    expect(page.locator(".alarm")).to_be_empty()


def test_back_steps_through_filters_and_moments_and_not_through_every_drag(history: History, customer_id: str):
    page = history(customer_id, "?a=2&b=4")
    flag, last = flag_of(page), dragged_to_the_end(page, steps=8)
    page.get_by_role("button", name="Fakty").click()
    page.get_by_role("button", name="Stan B").click()
    page.get_by_label("Szukaj w zdarzeniach").evaluate(TYPED, "typ:fakt")
    said = page.evaluate("() => location.search")  # nothing is left to be said while one goes back
    assert said.endswith("q=typ%3Afakt")
    page.go_back()
    expect(page.get_by_label("Szukaj w zdarzeniach")).to_have_value("")
    expect(page.get_by_role("button", name="Stan B")).to_have_attribute("aria-pressed", "true")
    page.go_back()
    expect(page.get_by_role("button", name="Stan B")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("button", name="Fakty")).to_have_attribute("aria-pressed", "true")
    page.go_back()
    expect(page.get_by_role("button", name="Wszystkie")).to_have_attribute("aria-pressed", "true")
    expect(flag).to_have_attribute("aria-valuenow", last)
    page.go_back()  # over the whole drag
    expect(flag).to_have_attribute("aria-valuenow", "4")
    page.go_forward()
    expect(flag).to_have_attribute("aria-valuenow", last)


def test_of_steps_made_while_the_server_is_at_a_difference_only_the_last_is_asked_for(
    history: History, customer_id: str
):
    page = history(customer_id, "?a=1&b=6")
    page.wait_for_function("() => !document.querySelector('.st[aria-busy]')")
    held: list[Route] = []
    page.route("**/diff?*", lambda route: held.append(route))
    for _ in range(3):  # with more than a breath after each: as a hand drags that looks where it goes
        page.get_by_role("slider", name="Punkt B").press("ArrowLeft")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200)))")
    until_held(page, held)
    assert ["from=v1&to=v5"] == [re.sub(r".*\?|&language.*", "", each.request.url) for each in held]
    held[0].continue_()
    until_held(page, held, 2)
    held[1].continue_()
    page.wait_for_function("() => !document.querySelector('.st[aria-busy]')")
    assert ["from=v1&to=v3"] == [re.sub(r".*\?|&language.*", "", each.request.url) for each in held[1:]]


def test_who_presses_v_while_a_check_is_on_its_way_sees_its_verdict(history: History, customer_id: str):
    page = history(customer_id, "?a=1&b=6")
    verdict = page.locator(".integrity .verd")
    expect(verdict).to_contain_text("cały")
    page.set_viewport_size({"width": 1440, "height": 500})
    held: list[Route] = []
    page.route("**/proof?format=evidence", lambda route: held.append(route))
    page.get_by_role("button", name="Sprawdź ponownie").click()
    until_held(page, held)
    page.evaluate("() => document.querySelector('.ins').scrollTo(0, 0)")
    expect(page.locator(".integrity")).not_to_be_in_viewport(ratio=0.9)
    page.keyboard.press("v")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")  # it has gone by
    held[0].continue_()
    expect(verdict).to_contain_text("cały")
    expect(verdict).to_be_in_viewport(ratio=0.9)
    assert 1 == len(held), "one check is enough for both"


def test_back_to_an_address_without_moments_stands_at_the_end(history: History, customer_id: str):
    page = history(customer_id)
    flag = flag_of(page)
    last = flag.get_attribute("aria-valuemax") or ""
    flag.press("Home")
    expect(flag).to_have_attribute("aria-valuenow", "1")
    page.go_back()
    expect(flag).to_have_attribute("aria-valuenow", last)


def test_a_history_that_became_somebody_elses_says_so(history: History, service: RunningService):
    one, other = (
        service.post(
            event(f"merged-{n}", "message.received", "chat", f"+4860100067{n}", 1, text="hej", name="Ola Mak")
        )[0]["customer_id"]
        for n in range(2)
    )
    service.quiet()
    page = history(one)
    Desk(service).post(f"customers/{other}/merges", {"absorb": one, "evidence": []})
    expect(page.locator(".since")).to_contain_text("nie jest już tą")
    with page.expect_navigation():
        page.locator(".since").get_by_role("button", name="Wczytaj ponownie").click()
    expect(page.locator(".since")).to_be_hidden()


def test_of_keys_within_a_frame_every_one_counts_and_only_rows_that_look_another_way_are_made_anew(
    history: History, customer_id: str
):
    page = history(customer_id, "?a=2&b=5")
    page.wait_for_function("() => !document.querySelector('.st[aria-busy]')")
    expect(page.locator(".integrity .verd")).to_contain_text("cały")
    assert {"8"} == {*page.evaluate(THREE_STEPS)}, "nothing is drawn of what lies between"
    rows = page.evaluate(ROWS)
    looks = {key: look.split() for key, look, _ in rows if key.isdecimal()}
    assert {"B", "shown"} <= {*looks["8"]} and "A" in looks["2"] and ["ev"] == looks["5"]
    assert [str(each) for each in range(9, len(looks) + 1)] == [key for key, look in looks.items() if "fut" in look]
    assert {"5", "6", "7", "8"} == {key for key, _, new in rows if new}


def test_a_history_that_comes_in_many_pieces_is_drawn_when_twice_as_much_has_come_and_whole(
    open_page: OpenPage, customer_id: str
):
    page = open_page("/console/audit", role="auditor")
    page.add_init_script(f"({COUNTS})()")
    page.route(
        "**/events?limit=1000*",
        lambda route: route.continue_(url=route.request.url.replace("limit=1000", "limit=2")),
    )
    page.goto(page.url.rstrip("/") + f"/{customer_id}")
    expect(page.locator(".stb section").first).to_be_visible()
    last = int(flag_of(page).get_attribute("aria-valuemax") or 0)
    counts = page.evaluate("() => window.counts")
    assert str(last) == counts[-1]
    assert len({*counts}) <= 8 < last // 2, counts  # of so many pieces; one more may have happened since


def test_alone_the_looks_stand_in_the_order_of_time_whatever_state_each_saw(history: History, customer_id: str):
    page = history(customer_id, "?a=1&b=9")  # the state at #9 is looked at before that at #3
    flag_of(page).press("Home")
    expect(page.locator(".st h2").filter(has_text="Kto widział stan B")).to_contain_text("zdarzenie #1,")
    with page.expect_response("**/v1/access?*") as told:
        page.goto(re.sub(r"[?].*", "?b=3&f=access", page.url))
    expect(page.locator(".ev.look").first).to_be_visible()
    records = told.value.json()["records"]
    keys = page.locator(".ev.look").evaluate_all("(all) => all.map((row) => Number(row.dataset.key.slice(1)))")
    looks = [records[key - 1] for key in keys]
    moments = [
        datetime.fromisoformat(each["at"]).isoformat(timespec="milliseconds") for each in looks
    ]  # as a browser tells time
    assert moments == sorted(moments)
    states = [each["at_version"] or 0 for each in looks]
    assert states != sorted(states), "by what they saw they would stand otherwise"


def test_a_sentence_that_was_rewritten_is_one_change_and_shows_only_what_differs(history: History, customer_id: str):
    page = history(customer_id)
    page.wait_for_function("() => !document.querySelector('.st[aria-busy]')")
    cause = {"version": 2, "position": 2, "type": "fact-recorded", "event_id": "", "key": None}

    def told(change: str, before: str, after: str) -> dict[str, object]:
        sides = ({"text": words, "sources": []} if words else None for words in (before, after))
        return {"change": change, "about": "talk", "cause": cause, **dict(zip(("before", "after"), sides, strict=True))}

    def answered(route: Route) -> None:
        answer = route.fetch().json()
        answer["brief"] = [
            told("added", "", "Reklamacja: „Zamek się rozchodzi od dołu”."),
            told("added", "", "Chce wymiany."),
            told("removed", "„Zamek się rozchodzi od dołu”.", ""),
        ]
        route.fulfill(json=answer)

    page.route("**/diff?*", answered)
    page.get_by_role("slider", name="Punkt A").press("Home")
    lines = page.locator(".bdl .said")
    expect(lines).to_have_text(["Reklamacja: „Zamek się rozchodzi od dołu”.", "Chce wymiany."])
    expect(lines.locator("ins")).to_have_text(["Reklamacja: ", "Chce wymiany."])
    expect(lines.locator("del")).to_have_count(0)
