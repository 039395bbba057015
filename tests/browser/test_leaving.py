"""What is written and not sent when its tab closes, when somebody signs out, and when somebody else sits down."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.people import Desk
from tests.browser.service import RunningService
from tests.browser.test_writing import CALLS
from tests.browser.writers import Writer, area, recorded, send

pytestmark = pytest.mark.browser

KEPT = """() => Object.keys(localStorage).filter((name) => name.startsWith("throughline.kept.")).map((name) => localStorage.getItem(name))"""
HOLDS = """async () => (await navigator.locks.query()).held.some((each) => each.name === sessionStorage.getItem("throughline.tab"))"""
ALONE = """async () => (await navigator.locks.query()).held.every((each) => each.name === sessionStorage.getItem("throughline.tab"))"""
EARS = """() => { window.ears = new BroadcastChannel("throughline.left"); window.left = new Promise((done) => { ears.onmessage = () => done(true); }); }"""
LEAVES = "(person) => new BroadcastChannel('throughline.left').postMessage(person)"
WRITTEN = "() => JSON.stringify([localStorage, sessionStorage])"
Seat = Callable[..., Page]


@pytest.fixture
def writers(service: RunningService) -> list[Writer]:
    """Two who wait for an answer."""
    both = [Writer(service), Writer(service, "Jan Kowal")]
    for each in both:
        each.says("Dzień dobry, gdzie jest moja kurtka?")
    return both


@pytest.fixture
def seat(open_page: OpenPage, service: RunningService) -> Seat:
    """One browser in which people sign in one after another, by links of their own."""

    def sit_down(name: str, context: BrowserContext | None = None) -> Page:
        if context is None:
            context = open_page(signed_in=False).context
        page = context.new_page()
        page.goto(service.link(name=name))
        expect(page.get_by_role("tablist")).to_be_visible()
        return page

    return sit_down


def at(page: Page, writer: Writer) -> None:
    page.goto(f"{writer.service.address}/console/customers/{writer.customer_id}")
    expect(page.get_by_role("radio", name="WhatsApp")).to_be_visible()


def kept(page: Page) -> list[dict[str, Any]]:
    return [json.loads(each) for each in page.evaluate(KEPT)]


def sealed(page: Page, entries: int, drafts: int) -> None:
    """Wait until so much of this tab is kept beyond its end."""
    page.wait_for_function(
        """([entries, drafts]) => Object.entries(localStorage).some(([name, kept]) => {
          if (!name.startsWith("throughline.kept.")) return false;
          const told = JSON.parse(kept);
          return told.entries === entries && told.drafts === drafts;
        })""",
        arg=[entries, drafts],
    )


def writes(page: Page, writers: list[Writer]) -> None:
    """A reply that cannot go, and a draft for somebody else."""
    at(page, writers[0])
    page.route(CALLS, lambda route: route.abort())
    send(page, "Kurtka jest w drodze.")
    expect(page.locator(".way")).to_contain_text("wyślę po połączeniu")
    page.locator(f".q[data-id='{writers[1].customer_id}']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jan Kowal")
    area(page).fill("Panie Janie, kurtka")
    sealed(page, 1, 1)


def sign_out(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Twoje konto")).click()
    page.get_by_role("button", name="Wyloguj się").click()


def test_what_waits_in_a_tab_that_is_closed_is_sent_once_from_the_next_and_drafts_wait_there(
    seat: Seat, writers: list[Writer], desk: Desk
):
    page = seat("Nina Lis")
    writes(page, writers)
    assert "kurtka" not in json.dumps(kept(page)).lower()
    context = page.context
    page.close()
    assert [] == recorded(desk, writers[0], "Kurtka jest w drodze.")

    page = context.new_page()
    page.goto(f"{writers[0].service.address}/readyz")
    page.wait_for_function(ALONE)
    at(page, writers[0])
    expect(page.locator(".row.item", has_text="Kurtka jest w drodze.")).to_contain_text("wysłane")
    page.locator(f".q[data-id='{writers[1].customer_id}']").click()
    expect(area(page)).to_have_value("Panie Janie, kurtka")
    assert 1 == len(recorded(desk, writers[0], "Kurtka jest w drodze."))
    area(page).fill("")
    page.wait_for_function(f"() => !({KEPT})().length")


def test_a_tab_that_is_open_keeps_its_words_to_itself_and_one_loaded_anew_has_them_once(
    seat: Seat, writers: list[Writer]
):
    page = seat("Olga Sum")
    at(page, writers[0])
    area(page).fill("Pani Ewo, kurtka")
    sealed(page, 0, 1)
    other = page.context.new_page()
    at(other, writers[0])
    expect(area(other)).to_have_value("")
    page.reload()
    expect(area(page)).to_have_value("Pani Ewo, kurtka")
    page.wait_for_function(HOLDS)  # nobody else takes them from now on
    other.reload()
    expect(other.get_by_role("radio", name="WhatsApp")).to_be_visible()
    expect(area(other)).to_have_value("")
    page.close()
    other.wait_for_function(ALONE)
    other.reload()
    expect(area(other)).to_have_value("Pani Ewo, kurtka")


def test_who_signs_in_next_neither_sees_nor_sends_what_was_left(seat: Seat, writers: list[Writer], desk: Desk):
    page = seat("Ewa Kos")
    writes(page, writers)
    context = page.context
    page.close()
    page = seat("Maja Rak", context)
    at(page, writers[1])
    send(page, "Od Mai.")
    expect(page.locator(".row.item", has_text="Od Mai.")).to_contain_text("wysłane")
    assert [] == recorded(desk, writers[0], "Kurtka jest w drodze.")
    assert "kurtka" not in page.evaluate(WRITTEN).lower()


def test_signing_out_says_what_is_not_sent_in_any_tab_and_takes_it_from_all(seat: Seat, writers: list[Writer]):
    page = seat("Iga Bąk")
    writes(page, writers)
    other = page.context.new_page()
    at(other, writers[0])
    area(other).fill("Pani Ewo, kurtka")
    sealed(other, 0, 1)

    sign_out(page)
    asked = page.get_by_role("dialog", name="Wylogować się bez wysłania?")
    expect(asked).to_contain_text("1 wpis czeka na wysłanie")
    expect(asked).to_contain_text("2 zaczęte szkice")
    assert [] == violations(page, "leaving")
    asked.get_by_role("button", name="Zostań").click()
    expect(page.get_by_role("button", name=re.compile("Twoje konto"))).to_be_focused()
    expect(area(page)).to_have_value("Panie Janie, kurtka")

    sign_out(page)
    asked.get_by_role("button", name="Wyloguj i usuń").click()
    expect(page.get_by_role("heading", name="Wylogowano")).to_be_visible()
    expect(other.get_by_role("heading", level=1)).to_have_text(re.compile("zalogowan"))
    for each in (page, other):
        each.wait_for_function(f"() => !({WRITTEN})().toLowerCase().includes('kurtka')")
    page.wait_for_function(f"() => !({KEPT})().length")


def test_somebody_else_who_signs_out_takes_only_their_own_words(seat: Seat, writers: list[Writer]):
    """As where the one who wrote went away, their session ended in silence, and somebody sat down beside it."""
    page = seat("Zoja Bór")
    at(page, writers[0])
    area(page).fill("Pani Ewo, kurtka")
    sealed(page, 0, 1)
    somebody = page.context.new_page()
    somebody.goto(f"{writers[0].service.address}/readyz")
    page.evaluate(EARS)
    somebody.evaluate(LEAVES, "p-somebody")
    page.evaluate("() => left")
    assert "kurtka" in page.evaluate("() => JSON.stringify(sessionStorage)")
    somebody.evaluate(LEAVES, page.evaluate("() => fetch('/v1/session').then((answer) => answer.json())")["person"])
    page.wait_for_function(f"() => !({KEPT})().length")


def test_nothing_is_asked_where_nothing_is_lost(seat: Seat, writers: list[Writer]):
    page = seat("Ula Żuk")
    at(page, writers[0])
    sign_out(page)
    expect(page.get_by_role("heading", name="Wylogowano")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_is_too_old_for_anybody_to_open_goes(seat: Seat, writers: list[Writer]):
    page = seat("Ada Wilk")
    page.evaluate(
        """() => {
          const made = (hours) => JSON.stringify({ session: "s-somebody", at: Date.now() - hours * 3600000, entries: 1, drafts: 0, iv: "", sealed: "" });
          localStorage.setItem("throughline.kept.old", made(13));
          localStorage.setItem("throughline.kept.new", made(11));
        }"""
    )
    at(page, writers[0])
    page.wait_for_function("() => !localStorage.getItem('throughline.kept.old')")
    assert page.evaluate("() => localStorage.getItem('throughline.kept.new')")
