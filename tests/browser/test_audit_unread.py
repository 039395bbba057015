"""An auditor before what cannot be read: an event of the history, the record of looks, what moved in."""

import itertools
import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import LOOKING, OpenPage
from tests.browser.people import Desk
from tests.browser.scrubbing import flag_of
from tests.browser.service import RunningService, event, journey

pytestmark = pytest.mark.browser

PHONE = "+48601000664"
_numbers = itertools.count(680_001)


def spoiled(service: RunningService, customer_id: str, newer: int, damaged: int) -> None:
    """One event is of a version to come, the bytes of another are gone: both happen to a service that stands still."""
    service.stop()
    with closing(sqlite3.connect(service.folder / "data" / "log.db")) as log, log:
        log.execute("UPDATE event SET schema = 99 WHERE stream = ? AND version = ?", (customer_id, newer))
        log.execute("UPDATE event SET state = X'7B' WHERE stream = ? AND version = ?", (customer_id, damaged))
    service.start()


def test_an_event_that_cannot_be_read_says_so_in_its_row_and_the_list_stands_without_the_page(
    mortal: RunningService, browser: Browser
):
    customer_id = mortal.post(*journey(PHONE, "Marta Wierzba"))[0]["customer_id"]
    mortal.quiet()
    spoiled(mortal, customer_id, newer=5, damaged=6)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(LOOKING)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(mortal.link("auditor", "Ewa Sowińska"))
    page.goto(f"{mortal.address}/console/audit/{customer_id}?a=4&b=5")
    expect(page.locator(".ev").filter(has_text="nieczytelne")).to_have_count(2)
    expect(page.locator(".ev").nth(0)).not_to_contain_text("nieczytelne")
    expect(page.locator(".ins")).to_contain_text("nowsza wersja")
    expect(page.locator(".stb [role=alert]")).to_contain_text("nie da się odczytać")
    expect(page.locator(".integrity .verd")).to_contain_text("Dowodu nie da się złożyć")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".ins")).to_contain_text("nikt jej już nie odczyta")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("region", name="Surowe zdarzenie JSON")).to_be_visible()
    assert [] == faults
    context.close()


@pytest.fixture
def behind(open_page: OpenPage, service: RunningService) -> tuple[Page, int]:
    """A history beside which others were merged, and to which something came since; how much was shown before."""
    phones = [f"+48602{next(_numbers):06}" for _ in range(2)]
    one, other = (
        service.post(event("1", "message.received", "chat", phone, 9, text="hej"))[0]["customer_id"] for phone in phones
    )
    Desk(service).post(f"customers/{one}/merges", {"absorb": other, "evidence": []})
    service.quiet()
    page = open_page(f"/console/audit/{one}", role="auditor", refused=("500",))
    expect(page.locator(".ev.moved").first).to_be_visible()
    service.post(event("2", "message.received", "chat", phones[0], 1, text="Czy ktoś tam jest?"))
    service.quiet()  # what follows from it would be newer than what is shown
    expect(page.locator(".since")).to_contain_text(re.compile(r"\d+ nowsz"))
    return page, int(flag_of(page).get_attribute("aria-valuemax") or 0)


@pytest.mark.parametrize("what", ["**/v1/access?*", "**/events?*moved=true*"])
def test_what_could_not_be_read_of_the_news_is_said_and_asked_for_again_while_all_stands(
    behind: tuple[Page, int], what: str
):
    page, before = behind
    moved = page.locator(".ev.moved").count()

    def refuse(route: Route) -> None:
        route.fulfill(status=500, json={"type": "urn:throughline:problem:internal", "detail": ""})

    page.route(what, refuse)
    page.locator(".since").get_by_role("button", name="Pokaż").click()
    expect(page.locator(".since")).to_contain_text("Nie udało się.")
    page.get_by_role("button", name="Rozmowa").click()  # all is drawn anew
    page.get_by_role("button", name="Wszystkie").click()
    expect(page.locator(".ev.moved")).to_have_count(moved)
    expect(page.locator(".since")).to_contain_text("Nie udało się.")
    assert str(before) == flag_of(page).get_attribute("aria-valuemax")
    page.unroute(what)
    page.locator(".since").get_by_role("button", name="Spróbuj ponownie").click()
    expect(page.locator(".since")).to_be_hidden()
    expect(page.locator(".ev.moved")).to_have_count(moved)
    assert before < int(flag_of(page).get_attribute("aria-valuemax") or 0)


def test_a_record_of_looks_that_could_not_be_refreshed_is_said_and_asked_for_again(
    open_page: OpenPage, service: RunningService
):
    customer_id = service.post(event("looks", "message.received", "chat", "+48601000682", 9, text="hej"))[0][
        "customer_id"
    ]
    service.quiet()
    page = open_page(f"/console/audit/{customer_id}?q=typ:message-received", role="auditor", refused=("500",))
    page.locator(".ev").first.click()
    page.route("**/v1/access?*", lambda route: route.fulfill(status=500, json={}))
    page.get_by_role("button", name="Odsłoń dane").click()
    page.get_by_role("dialog").get_by_role("button", name="Odsłoń").click()
    expect(page.locator(".since")).to_contain_text("Rejestru wglądów nie udało się odświeżyć.")
    expect(page.get_by_role("region", name="Surowe zdarzenie JSON")).to_contain_text("hej")
    page.unroute("**/v1/access?*")
    page.locator(".since").get_by_role("button", name="Spróbuj ponownie").click()
    expect(page.locator(".since")).to_be_hidden()
