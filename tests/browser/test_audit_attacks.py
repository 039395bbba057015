"""Whoever tampers with what an auditor is shown is told of in plain words, at the place, and on top of the page."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import LOOKING, OpenPage
from tests.browser.service import RunningService, journey

pytestmark = pytest.mark.browser

Bundle = dict[str, Any]
WORDS: list[tuple[str, Callable[[Bundle], object]]] = [
    ("Dowód się urywa", lambda bundle: bundle["rows"].pop()),
    ("Dowód zmieniono po podpisaniu", lambda bundle: bundle["about"].update(own=len(bundle["rows"]) - 1) or bundle["rows"].pop()),
    ("Przed zdarzeniem #4 brakuje zdarzenia", lambda bundle: bundle["about"].update(own=len(bundle["rows"]) - 1) or bundle["rows"].pop(2)),
    ("Treść zdarzenia #3 nie zgadza się z jego odciskiem", lambda bundle: bundle["rows"][2].update(occurred_at=1)),
    ("Zdarzenia #1 nie ma w tym, co sklep podpisał", lambda bundle: bundle["rows"][0].update(path=bundle["rows"][0]["path"][:-1])),
    ("Podpis pod punktem kontrolnym jest nieprawdziwy", lambda bundle: bundle["head"].update(root="0" * 64)),
    ("Dowód zmieniono po podpisaniu", lambda bundle: bundle["seal"].update(sha256="0" * 64)),
]  # fmt: skip


@pytest.fixture(scope="module")
def customer_id(service: RunningService) -> str:
    return service.post(*journey("+48601000662", "Iza Klon"))[0]["customer_id"]


@pytest.fixture
def history(open_page: OpenPage, service: RunningService, customer_id: str) -> Page:
    """Her history, opened by an auditor, with a chain that was found whole."""
    page = open_page(
        "/console/audit",
        signed_in=False,
        watch=lambda page: page.context.add_init_script(LOOKING),
        refused=("401", "503"),
    )
    page.goto(service.link("auditor", "Ewa Sowińska"))
    page.goto(f"{service.address}/console/audit/{customer_id}")
    expect(page.locator(".integrity .verd")).to_contain_text("cały")
    return page


def told(page: Page, answer: Callable[[Route], None]) -> None:
    """Check again, with this answer to the question for the evidence."""
    page.route("**/proof?format=evidence", answer)
    with page.expect_response("**/proof?format=evidence"):
        page.get_by_role("button", name="Sprawdź ponownie").click()
    page.unroute("**/proof?format=evidence")


def changed(change: Callable[[Bundle], object]) -> Callable[[Route], None]:
    """One who stands between and writes the bundle anew, line by line as it was."""

    def answer(route: Route) -> None:
        bundle = json.loads(route.fetch().text())
        change(bundle)
        lines = [
            f'"about":{_line(bundle["about"])},',
            f'"head":{_line(bundle["head"])},',
            f'"rows":{_line(bundle["rows"])},',
        ]
        route.fulfill(
            content_type="application/json", body="{" + "\n".join(lines) + f'\n"seal":{_line(bundle["seal"])}' + "}"
        )

    return answer


def test_each_change_of_the_evidence_is_told_in_words_at_its_place(history: Page):
    verdict, alarm = history.locator(".integrity .verd.bad"), history.locator(".ctx").get_by_role("alert")
    for words, change in WORDS:
        told(history, changed(change))
        expect(verdict).to_contain_text(words)
        expect(verdict).to_contain_text("Zawiadom administratora")
        expect(alarm).to_contain_text("Łańcuch przerwany")
    told(history, lambda route: route.fulfill(content_type="application/json", body=route.fetch().text()[:-400]))
    expect(verdict).to_contain_text("Dowód się urywa")


def test_a_server_that_cannot_sign_what_stands_there_is_no_lost_connection(history: Page):
    problem = {"type": "urn:throughline:problem:proof-refused", "title": "No head can be signed.", "status": 503}

    def refused(route: Route) -> None:
        route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(problem))

    told(history, refused)
    expect(history.locator(".integrity .verd.bad")).to_contain_text(
        "rejestr nie zgadza się z tym, co podpisano wcześniej"
    )
    expect(history.locator(".ctx").get_by_role("alert")).to_contain_text("Rejestr nie zgadza się z podpisem")
    history.route("**/export?format=evidence", refused)
    history.get_by_role("button", name="Eksport dowodowy").click()
    history.get_by_role("dialog").get_by_role("button", name="Pobierz").click()
    expect(history.get_by_role("dialog").get_by_role("alert")).to_contain_text("rejestr nie zgadza się")


def test_a_clock_that_was_set_back_is_said_beside_the_event(history: Page):
    def earlier(route: Route) -> None:
        found = route.fetch().json()
        for event in found["events"][3:]:
            event["recorded_at"] = "2020-01-01T00:00:00Z"
        route.fulfill(json=found)

    history.route("**/events?limit=1000*", earlier)
    history.goto(f"{history.url.partition('?')[0]}?b=4")
    expect(history.locator(".ins .kv")).to_contain_text("Zegar serwera cofnął się")
    history.keyboard.press("ArrowRight")
    expect(history.locator(".ins .kv")).not_to_contain_text("Zegar serwera cofnął się")
    expect(history.locator(".ins .kv")).to_contain_text("zegar nadawcy się spieszył")


def _line(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
