"""Whose turn it is: taking a customer and letting go, handing over, closing with a code, promising by hand, the tabs."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.people import Desk
from tests.browser.service import RunningService, event
from tests.browser.views import in_every_look
from tests.browser.writers import Writer, area, at_desk, send

pytestmark = pytest.mark.browser


@pytest.fixture
def writer(service: RunningService) -> Writer:
    writer = Writer(service, "Hanna Wójcik")
    writer.says("Dzień dobry, gdzie jest moja kurtka?")
    return writer


def test_who_takes_a_customer_has_them_among_their_own_until_they_let_go(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer)
    page.get_by_role("tab", name="Moje").click()
    row = page.locator(f".q[data-id='{writer.customer_id}']")
    group = page.locator("ul", has=row).locator("xpath=preceding-sibling::h3[1]")
    expect(group).to_contain_text("Czeka na kogoś")

    page.get_by_role("button", name="Przyjmij").click()

    expect(page.locator(".who")).to_contain_text("prowadzisz do")
    expect(page.get_by_role("button", name="Zwolnij")).to_have_text("Zwolnij")  # and no more
    expect(group).to_contain_text("Moje rozmowy")
    page.get_by_role("button", name="Zwolnij").click()
    expect(page.get_by_role("button", name="Przyjmij")).to_be_focused()
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Zwolnij")).to_be_focused()
    page.keyboard.press("c")
    expect(group).to_contain_text("Czeka na kogoś")


def test_whom_a_colleague_has_taken_is_taken_over_knowingly(open_page: OpenPage, writer: Writer, desk: Desk):
    page = at_desk(open_page, writer)
    desk.post(f"customers/{writer.customer_id}/claim", {})
    expect(page.locator(".who")).to_contain_text("prowadzi Piotr Zieliński do")
    page.get_by_role("tab", name="Zespół").click()
    expect(page.locator(f".q[data-id='{writer.customer_id}']")).to_contain_text("prowadzi Piotr Zieliński")
    page.get_by_role("button", name="Przejmij").click()
    dialog = page.get_by_role("dialog", name="Przejąć tę osobę?")
    expect(dialog).to_contain_text("Piotr Zieliński prowadzi ją do")
    assert [] == violations(page, "taking over")
    dialog.get_by_role("button", name="Przejmij").click()
    expect(page.locator(".who")).to_contain_text("prowadzisz do")


def test_two_who_take_at_once_are_told_who_was_first(open_page: OpenPage, writer: Writer, desk: Desk):
    page = at_desk(open_page, writer, refused=("409 (Conflict)",))
    page.route("**/claim", lambda route: (desk.post(f"customers/{writer.customer_id}/claim", {}), route.continue_()))
    page.get_by_role("button", name="Przyjmij").click()
    expect(page.get_by_role("dialog")).to_contain_text("Ktoś inny już prowadzi tę osobę.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Przejmij")).to_be_visible()


def test_handing_over_takes_the_brief_along_and_lets_go(open_page: OpenPage, writer: Writer, desk: Desk):
    page = at_desk(open_page, writer)
    page.get_by_role("button", name="Przyjmij").click()
    expect(page.locator(".who")).to_contain_text("prowadzisz do")
    page.keyboard.press("a")
    dialog = page.get_by_role("dialog", name="Przekaż klienta")
    expect(dialog).to_contain_text("Gdzie jest moja kurtka?")
    assert [] == violations(page, "handing over")
    dialog.get_by_label("Komu: osoba, zespół albo salon").fill("Salon Poznań")
    dialog.get_by_label("Co trzeba wiedzieć").fill("Odbierze dziś.")
    dialog.get_by_role("button", name="Przekaż").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Przyjmij")).to_be_visible()
    (handed,) = desk.get(f"customers/{writer.customer_id}/handoffs")["handoffs"]
    assert ("Salon Poznań", "Odbierze dziś.") == (handed["to"], handed["note"])
    expect(page.locator(".news")).to_contain_text("Przekazano: Salon Poznań. Nikogo o tej nazwie tu nie było")
    assert [] == violations(page, "given")


def test_a_colleague_who_answered_is_offered_by_name_and_is_said_to_have_been_reached(
    open_page: OpenPage, writer: Writer, desk: Desk
):
    writer.hears("Sprawdzam.", 1, name="Piotr Zieliński")
    page = at_desk(open_page, writer)
    expect(page.get_by_role("feed")).to_contain_text("Sprawdzam.")
    page.keyboard.press("a")
    dialog = page.get_by_role("dialog", name="Przekaż klienta")
    expect(dialog.locator("datalist option[value='Piotr Zieliński']")).to_have_count(1)
    dialog.get_by_label("Komu: osoba, zespół albo salon").fill("piotr zieliński")
    page.keyboard.press("Enter")
    expect(page.locator(".news")).to_contain_text("Przekazano: Piotr Zieliński. Klient czeka tam w zakładce Moje.")
    page.locator(".news").get_by_role("button", name="Zamknij").click()
    expect(page.locator(".news")).to_be_hidden()


def test_a_hand_over_stands_above_the_brief_until_it_is_read(open_page: OpenPage, writer: Writer, desk: Desk):
    handed = {"to": "Anna", "note": "Prosi o telefon po 16.", "language": "pl"}
    desk.post(f"customers/{writer.customer_id}/handoffs", handed)
    page = at_desk(open_page, writer)
    expect(page.locator(".news")).to_contain_text("Przekazuje Piotr Zieliński, do: Anna.")
    expect(page.locator(".news")).to_contain_text("Prosi o telefon po 16.")
    assert [] == violations(page, "handed over")
    page.get_by_role("button", name="Przeczytane").click()
    expect(page.locator(".news")).to_be_hidden()
    (shown,) = desk.get(f"customers/{writer.customer_id}/handoffs")["handoffs"]
    assert ["Anna Wójcik"] == [each["by"] for each in shown["read"]]
    page.reload()
    expect(page.get_by_role("radio", name="WhatsApp")).to_be_visible()
    expect(page.locator(".news")).to_be_hidden()


def test_a_hand_over_is_told_wherever_one_is_and_leads_there(open_page: OpenPage, writer: Writer, desk: Desk):
    page = open_page("/console")
    expect(page.locator(".status")).to_contain_text("Na żywo")
    desk.post(f"customers/{writer.customer_id}/handoffs", {"to": "Anna Wójcik", "note": "Czeka na kuriera"})
    toast = page.locator(".toast")
    expect(toast).to_contain_text(f"przekazuje Ci klienta: {writer.name}")
    assert [] == violations(page, "handed over")

    toast.get_by_role("link", name="Otwórz").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(writer.name)
    expect(page.locator(".news")).to_contain_text("Czeka na kuriera")
    expect(toast).to_have_count(0)


def test_closing_a_call_says_what_it_was_and_ends_it(service: RunningService, open_page: OpenPage, desk: Desk):
    writer = Writer(service, "Maria Zych")
    writer.says("Dzień dobry, gdzie jest moja kurtka?", 30)
    call = event("c1", "call.started", "phone", writer.phone, 2, name=writer.name, thread=f"call:{writer.phone}")
    interaction = service.post(call)[0]["interaction_id"]
    page = at_desk(open_page, writer)
    expect(page.locator(".who")).to_contain_text("na linii")
    expect(page.get_by_role("radio", name="Notatka z rozmowy")).to_be_checked()
    page.keyboard.press("e")
    dialog = page.get_by_role("dialog", name="Zakończ pracę")
    expect(dialog).to_contain_text("Telefon")
    assert [] == violations(page, "closing")
    dialog.get_by_label("Jak się skończyło").select_option("follow_up")
    dialog.get_by_label("Czego dotyczyło").select_option("order")
    with page.expect_request(lambda each: each.url.endswith("/wrap_up")) as sent:
        dialog.get_by_role("button", name="Zakończ").click()
    assert 120 <= sent.value.post_data_json["seconds"] < 600  # the call began two minutes ago
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".who")).not_to_contain_text("na linii")
    assert desk.get(f"interactions/{interaction}")["ended_at"]


def test_closing_a_chat_says_how_long_it_was_somebodys(service: RunningService, open_page: OpenPage):
    writer = Writer(service, "Iga Wilk")
    writer.says("Dzień dobry, gdzie jest moja kurtka?", 30)
    page = at_desk(open_page, writer)
    said: list[dict[str, object]] = []
    for took in (False, True):
        if took:
            page.get_by_role("button", name="Przyjmij", exact=True).click()
            expect(page.locator(".held")).to_be_visible()
        page.keyboard.press("e")
        with page.expect_request(lambda each: each.url.endswith("/wrap_up")) as sent:
            page.get_by_role("dialog").get_by_role("button", name="Zakończ").click()
        said.append(sent.value.post_data_json)
        expect(page.get_by_role("dialog")).to_have_count(0)
    assert "seconds" not in said[0]
    assert 0 <= said[1]["seconds"] < 15 * 60  # pyright: ignore[reportOperatorIssue]  # since it was taken, not since it began


def test_a_call_that_ends_asks_how_and_is_quiet_once_that_is_said(service: RunningService, open_page: OpenPage):
    writer = Writer(service, "Nina Bąk")
    writer.says("Dzień dobry, gdzie jest moja kurtka?", 30)
    call = {"name": writer.name, "thread": f"call:{writer.phone}"}
    words = [{"party": "customer", "from_ms": 0, "to_ms": 900, "text": "Dzwonię w sprawie kurtki."}]
    service.post(event("c1", "call.started", "phone", writer.phone, 2, **call))
    service.post(event("c2", "call.transcribed", "phone", writer.phone, 1, **call, transcript=words))
    page = at_desk(open_page, writer)
    expect(page.locator(".news")).to_be_hidden()
    service.post(event("c3", "call.ended", "phone", writer.phone, 0, **call))
    page.get_by_role("button", name="Zapisz, jak się skończyła…").click()
    page.get_by_role("dialog", name="Zakończ pracę").get_by_role("button", name="Zakończ").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".news")).to_be_hidden()


def test_a_promise_made_by_hand_stands_first_in_the_panel_and_the_newest_of_facts(open_page: OpenPage, writer: Writer):
    writer.says("Chodzi o zamówienie PL-50001.", 2)
    writer.says("A nie, o zamówienie PL-50002.", 1)
    page = at_desk(open_page, writer)
    facts = page.locator(".fx")
    expect(facts).to_contain_text("PL-50002")
    expect(facts).not_to_contain_text("PL-50001")
    facts.get_by_role("button", name="wcześniej jeszcze 1").click()
    expect(facts).to_contain_text("PL-50001")
    page.keyboard.press("p")
    dialog = page.get_by_role("dialog", name="Dodaj obietnicę")
    assert [] == violations(page, "promising")
    dialog.get_by_label("Co obiecujemy").fill("kurtka M kurierem")
    dialog.get_by_label("Rodzaj").select_option("delivery")
    dialog.get_by_label("Do kiedy").fill("2031-11-24T16:00")
    dialog.get_by_role("button", name="Dodaj obietnicę").click()
    promise = page.locator(".panel .pr")
    expect(promise).to_contain_text("kurtka M kurierem")
    expect(promise).to_contain_text("24 lis")


def test_a_time_by_which_something_is_promised_is_the_shops_whatever_clock_the_browser_runs_on(
    open_page: OpenPage, writer: Writer, desk: Desk
):
    page = at_desk(open_page, writer, timezone="America/New_York")
    page.keyboard.press("p")
    dialog = page.get_by_role("dialog", name="Dodaj obietnicę")
    dialog.get_by_label("Co obiecujemy").fill("telefon po zmianie czasu")
    dialog.get_by_label("Do kiedy").fill("2031-10-26T16:00")
    dialog.get_by_role("button", name="Dodaj obietnicę").click()
    expect(page.locator(".panel .pr")).to_contain_text("telefon po zmianie czasu")
    promises = desk.get(f"customers/{writer.customer_id}/promises")["promises"]
    assert ["2031-10-26T15:00:00Z"] == [
        each["due_at"] for each in promises if each["what"] == "telefon po zmianie czasu"
    ]


def test_a_note_is_for_the_team_and_stands_once(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer)
    page.get_by_role("radio", name="Notatka").click()
    expect(page.locator(".ct .hint")).to_have_text("klient tego nie zobaczy")
    send(page, "Prosi o telefon po 16.")
    note = page.locator(".row.team", has_text="Prosi o telefon po 16.")
    expect(note).to_have_count(1)
    expect(note).not_to_contain_text("wysyłam")
    page.reload()
    expect(note).to_have_count(1)
    expect(area(page)).to_have_value("")


def test_a_way_that_is_closed_says_why(open_page: OpenPage, writer: Writer):
    writer.says("Byłam w salonie.", 1, "in_store")
    page = at_desk(open_page, writer)
    closed = page.get_by_role("radio", name="Salon: tędy nie odpowiadamy na piśmie")
    expect(closed).to_be_disabled()
    closed.click(force=True)
    expect(page.locator(".ct .hint")).to_have_text("Salon: tędy nie odpowiadamy na piśmie")
    expect(page.get_by_role("radio", name="WhatsApp")).to_be_checked()


def test_an_auditor_only_looks_on(service: RunningService, open_page: OpenPage, writer: Writer):
    page = open_page(service.link("auditor", "Ewa Lis").removeprefix(service.address), signed_in=False)
    expect(page).to_have_url(f"{service.address}/console/audit")
    page.goto(f"{service.address}/console")
    expect(page.get_by_text("Ta rola nie ma kolejki.")).to_be_visible()
    page.goto(f"{service.address}/console/customers/{writer.customer_id}")
    expect(page.locator(".row").first).to_be_visible()
    expect(page.locator(".comp")).to_be_hidden()
    expect(page.get_by_role("button", name="Przyjmij")).to_have_count(0)
    page.keyboard.press("e")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_axe_finds_nothing_in_a_taken_customers_head(open_page: OpenPage, writer: Writer):
    page: Page = at_desk(open_page, writer)
    page.get_by_role("button", name="Przyjmij").click()
    expect(page.locator(".who")).to_contain_text("prowadzisz do")
    for where in in_every_look(page):
        assert [] == violations(page, f"head {where}")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), where
        assert page.evaluate(
            "() => { const who = document.querySelector('.who'); return who.scrollWidth <= who.clientWidth }"
        ), where
    page.get_by_role("button", name="Zwolnij").click()
