"""What the shop said in two ways: both sides on one card, marks on both entries, and a person who says what stands."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.people import Desk
from tests.browser.service import RunningService, wait_until
from tests.browser.views import WIDTHS, in_every_look
from tests.browser.writers import Writer

pytestmark = pytest.mark.browser


@pytest.fixture
def told_twice(service: RunningService, desk: Desk) -> Writer:
    """Piotr told one price by WhatsApp, Marta another by e-mail."""
    writer = Writer(service, "Olga Sikora")
    writer.says("Ile kosztuje kurtka Halny?", 90)
    writer.hears("Kurtka Halny kosztuje 1 299 zł.", 80)
    writer.hears("Kurtka Halny kosztuje 1 199 zł.", 20, "email", "Marta Lis")
    found = lambda: desk.get(f"customers/{writer.customer_id}/contradictions")["contradictions"]  # noqa: E731
    wait_until(lambda: bool(found()), "the contradiction")
    return writer


def shown(open_page: OpenPage, writer: Writer, **how: object) -> Page:
    page = open_page(f"/console/customers/{writer.customer_id}", **how)
    expect(page.locator(".row").first).to_be_visible()
    return page


def test_both_sides_stand_side_by_side_with_who_where_and_when(open_page: OpenPage, told_twice: Writer):
    page = shown(open_page, told_twice)
    card = page.get_by_role("article", name="Sprzeczność, cena: Kurtka Halny")
    sides = card.locator(".side")
    expect(sides.nth(0)).to_contain_text("1 299 zł")
    expect(sides.nth(0)).to_contain_text("WhatsApp, Piotr")
    expect(sides.nth(1)).to_contain_text("1 199 zł")
    expect(sides.nth(1)).to_contain_text("E-mail, Marta Lis")
    expect(page.locator(".row.item .tag.bad", has_text="sprzeczne z innym wpisem")).to_have_count(2)

    sides.nth(1).get_by_role("button").click()

    expect(page.locator(".src mark")).to_contain_text("1 199 zł")


def test_who_says_what_stands_says_where_the_customer_was_told(open_page: OpenPage, told_twice: Writer, desk: Desk):
    page = shown(open_page, told_twice)
    page.get_by_role("button", name="Rozstrzygnij…").click()
    dialog = page.get_by_role("dialog", name="Dwie różne odpowiedzi: cena")
    assert [] == violations(page, "settling")
    dialog.get_by_role("radio", name="1 199 zł").check()
    dialog.get_by_label("Gdzie klient się o tym dowiedział").select_option(index=1)
    dialog.get_by_label("Powód").fill("cena w sklepie")
    dialog.get_by_role("button", name="Rozstrzygnij", exact=True).click()

    card = page.get_by_role("article", name="Sprzeczność, cena: Kurtka Halny")
    expect(card).to_contain_text("rozstrzygnięte")
    expect(card.locator(".side.stands")).to_contain_text("1 199 zł")
    expect(card).to_contain_text("cena w sklepie")
    expect(card.get_by_role("button", name="Rozstrzygnij…")).to_have_count(0)
    expect(page.locator(".row.item .tag.bad")).to_have_count(0)
    (found,) = desk.get(f"customers/{told_twice.customer_id}/contradictions")["contradictions"]
    assert ("right", "cena w sklepie") == (found["stands"], found["reason"])
    assert found["told_item"] == found["items"][1]


def test_a_page_without_contradictions_has_no_card_and_does_not_load_it(service: RunningService, open_page: OpenPage):
    writer = Writer(service, "Jan Kot")
    writer.says("Halo")
    page = shown(open_page, writer)
    expect(page.get_by_role("heading", name="Sprzeczności")).to_have_count(0)
    loaded = page.evaluate("() => performance.getEntriesByType('resource').map((each) => each.name).join()")
    assert "main.js" in loaded and "contradictions.js" not in loaded


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_the_card(open_page: OpenPage, told_twice: Writer, width: str):
    page = shown(open_page, told_twice, width=WIDTHS[width][0], height=WIDTHS[width][1])
    if width != "desk":
        page.locator(".tabstrip .bad" if width == "tablet" else ".know").first.click()
    for where in in_every_look(page, width):
        expect(page.locator(".contra")).to_be_visible()
        assert [] == violations(page, f"contradiction {where}")
        assert page.evaluate(
            "() => { const secs = document.querySelector('.secs'); return secs.scrollWidth <= secs.clientWidth }"
        ), where
