"""Consents by hand: recorded with their wording, withdrawn; what the head, the handles and the status bar say in one line."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.people import Desk
from tests.browser.rest import until_held
from tests.browser.service import RunningService
from tests.browser.writers import Writer, at_desk

pytestmark = pytest.mark.browser


@pytest.fixture
def writer(service: RunningService) -> Writer:
    writer = Writer(service, "Lena Kos")
    writer.says("Tak, proszę pisać do mnie o nowościach.")
    return writer


def test_a_consent_said_to_an_agent_is_recorded_with_its_wording_and_withdrawn(
    open_page: OpenPage, writer: Writer, desk: Desk
):
    page = at_desk(open_page, writer)
    page.get_by_role("button", name="Odnotuj…").click()
    dialog = page.get_by_role("dialog", name="Zgoda, sprzeciw, klauzula")
    expect(dialog.get_by_label("Gdzie to powiedziano")).to_have_value("whatsapp")
    dialog.get_by_label("Treść, którą pokazano lub odczytano").fill("Zgadzam się na wiadomości o nowościach.")
    dialog.get_by_role("checkbox").check()
    assert [] == violations(page, "consent")
    dialog.get_by_role("button", name="Zapisz").click()
    expect(page.locator(".cons li")).to_contain_text("Marketing")
    expect(page.locator(".cons li")).to_have_attribute("title", "Zgadzam się na wiadomości o nowościach.")
    (stands,) = desk.get(f"customers/{writer.customer_id}")["consents"]
    assert (True, "whatsapp") == (stands["given"], stands["channel"]) and stands["item_id"].startswith("t-")

    page.get_by_role("button", name="Wycofaj… Marketing").click()
    expect(dialog.get_by_label("Treść, którą pokazano lub odczytano")).to_be_hidden()
    dialog.get_by_role("button", name="Zapisz").click()
    expect(page.locator(".cons li")).to_contain_text("brak zgody")
    expect(page.get_by_role("button", name="Odnotuj…")).to_be_focused()  # what was pressed is gone


def test_a_refusal_that_comes_once_its_dialog_is_closed_is_told_all_the_same(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer, refused=("ERR_FAILED",))
    held: list[Route] = []
    page.route("**/consents", lambda route: held.append(route))
    page.get_by_role("button", name="Odnotuj…").click()
    dialog = page.get_by_role("dialog", name="Zgoda, sprzeciw, klauzula")
    dialog.get_by_label("Wersja treści").fill("3")
    with page.expect_request("**/consents"):
        dialog.get_by_role("button", name="Zapisz").click()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    until_held(page, held)
    held[0].abort()
    expect(dialog).to_contain_text("Brak połączenia. Spróbuj ponownie.")


def test_a_consent_needs_the_wording_or_its_version(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer)
    page.get_by_role("button", name="Odnotuj…").click()
    dialog = page.get_by_role("dialog", name="Zgoda, sprzeciw, klauzula")
    dialog.get_by_role("button", name="Zapisz").click()
    expect(dialog.get_by_label("Treść, którą pokazano lub odczytano")).to_be_focused()
    dialog.get_by_label("Wersja treści").fill("3")
    until = dialog.get_by_label("Ważna do")
    until.fill("2020-01-01")
    assert until.evaluate("each => each.validity.rangeUnderflow")  # a consent that has ended cannot be given
    until.fill("")
    dialog.get_by_role("button", name="Zapisz").click()
    expect(page.locator(".cons li")).to_contain_text("treść 3")
    expect(page.get_by_role("button", name="Odnotuj…")).to_be_focused()


def test_a_date_typed_for_a_yes_does_not_stand_in_the_way_of_a_no(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer)
    page.get_by_role("button", name="Odnotuj…").click()
    dialog = page.get_by_role("dialog", name="Zgoda, sprzeciw, klauzula")
    dialog.get_by_label("Ważna do").fill("2020-01-01")
    dialog.locator("[name=given][value=no]").check()
    dialog.get_by_role("button", name="Zapisz").click()
    expect(page.locator(".cons li")).to_contain_text("brak zgody")


def test_an_objection_and_a_notice_are_recorded_and_shown_beside_the_consents(
    open_page: OpenPage, writer: Writer, desk: Desk
):
    page = at_desk(open_page, writer)
    dialog = page.get_by_role("dialog", name="Zgoda, sprzeciw, klauzula")
    page.get_by_role("button", name="Odnotuj…").click()
    dialog.get_by_role("radio", name="wnosi sprzeciw").check()
    expect(dialog.get_by_label("Treść, którą pokazano lub odczytano")).to_be_hidden()
    dialog.get_by_label("Na co").select_option("profiling")
    dialog.get_by_role("button", name="Zapisz").click()
    expect(page.locator(".cons li")).to_contain_text(re.compile("Profilowanie.*sprzeciw"))
    page.get_by_role("button", name="Odnotuj…").click()
    dialog.get_by_role("radio", name="pokazano klauzulę").check()
    expect(dialog.get_by_label("Na co")).to_be_hidden()
    expect(dialog.get_by_label("Ważna do")).to_be_hidden()
    dialog.get_by_label("Treść, którą pokazano lub odczytano").fill("Administratorem danych jest sklep.")
    dialog.get_by_label("Wersja treści").fill("4")
    dialog.get_by_label("Język").select_option("uk")
    assert [] == violations(page, "notice")
    dialog.get_by_role("button", name="Zapisz").click()
    expect(page.locator(".cons li").nth(1)).to_contain_text(re.compile("Administratorem.*klauzula.*treść 4, uk"))
    assert [] == violations(page, "objection")
    shown = desk.get(f"customers/{writer.customer_id}")
    assert [("profiling", False, True)] == [
        (each["purpose"], each["given"], each["objected"]) for each in shown["consents"]
    ]
    assert [("4", "uk")] == [(each["notice_version"], each["locale"]) for each in shown["notices"]]


def test_a_handle_takes_one_line_and_says_the_rest_when_it_is_opened(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer)
    row = page.locator(".hdl li").first
    expect(row).to_contain_text("zweryfikowany")
    assert row.evaluate("each => each.offsetHeight") < 30
    row.get_by_role("button", name="Potwierdź…").click()
    expect(row.locator(".by")).not_to_have_class(re.compile(r"\bsr\b"))


def test_two_buttons_stand_in_the_head_and_closing_is_offered_for_ones_own(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer)
    expect(page.locator(".turns button:visible")).to_have_text(["Przyjmij C", "Przekaż A"])
    page.get_by_role("button", name="Przyjmij").click()
    expect(page.locator(".turns .btn:not(.ghost):visible")).to_have_text(["Przekaż A", "Zakończ E"])


def test_a_name_keeps_its_tails_at_every_width(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer)
    for width, height in ((1440, 900), (1024, 768), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        name = page.locator(".who h1").bounding_box()
        assert name is not None
        tops = page.locator(".who .sub > :visible").evaluate_all(
            "all => all.map((each) => each.getBoundingClientRect().top)"
        )
        assert tops and min(tops) >= name["y"] + name["height"] - 1


def test_the_status_bar_says_how_far_away_the_service_is(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer)
    expect(page.locator(".status .st")).to_have_text(re.compile(r"^Na żywo, \d+ ms$"))
