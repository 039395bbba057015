"""The agent decides who is not one person: a merge taken back, an interaction given away, "not this person"."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.app.http.merging import Desk as Hands
from tests.app.running import Running
from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.people import (
    Desk,
    Somebody,
    Two,
    chats_with_typed_email,
    delivery,
    handle,
    known_by_email,
    merged,
    opened,
)
from tests.browser.service import RunningService

pytestmark = pytest.mark.browser


def test_a_merge_is_undone_from_the_bar_and_both_pages_are_as_before(open_page: OpenPage, two: Two):
    known, chat, _ = two
    page = opened(open_page, known)
    merged(page)
    page.get_by_role("button", name="Cofnij…").click()
    dialog = page.get_by_role("dialog", name="Rozdzielić?")
    expect(dialog.get_by_role("radio")).to_have_count(0)  # nothing to ask about
    dialog.get_by_role("button", name="Rozdziel", exact=True).click()

    expect(page.locator(".news")).to_contain_text("Rozdzielono.")
    expect(page.get_by_role("feed")).not_to_contain_text("Gdzie jest moja paczka")
    expect(page.locator(".hist li")).to_have_count(2)
    page.get_by_role("link", name="Otwórz drugą osobę").click()
    expect(page).to_have_url(f"{page.url.split('/console')[0]}/console/customers/{chat}")
    expect(page.get_by_role("feed")).to_contain_text("Gdzie jest moja paczka")


def test_not_this_person_is_remembered(open_page: OpenPage, desk: Desk, two: Two):
    known, chat, _ = two
    page = opened(open_page, known)
    other = opened(open_page, chat)
    expect(other.locator(".match")).to_be_visible()
    page.get_by_role("button", name="To nie ta osoba").click()
    dialog = page.get_by_role("dialog", name="To nie ta osoba?")
    assert [] == violations(page, "dismissal")
    dialog.get_by_label("Powód").fill("Inny głos")
    dialog.get_by_role("button", name="To nie ta osoba").click()

    expect(page.locator(".match")).to_have_count(0)
    expect(page.locator(".hist")).to_contain_text("różne osoby")
    expect(page.locator(".hist")).to_contain_text("Inny głos")
    other.reload()
    expect(other.locator(".hdl li").first).to_be_visible()
    expect(other.locator(".match")).to_have_count(0)
    assert [] == desk.get(f"customers/{known}")["suggested_matches"]


def test_an_interaction_is_given_to_whom_it_belongs(service: RunningService, open_page: OpenPage, desk: Desk, two: Two):
    known, _, person = two
    device = [handle("chat_device", person.device, 1)]
    stray = service.post(delivery("message.received", "chat", 1, device, "", "To ja, w sprawie kurtki.", "chat:stray"))[
        0
    ]
    page = opened(open_page, stray["customer_id"])
    row = page.locator(".row.item").filter(has_text="To ja, w sprawie kurtki.")
    row.hover()
    row.get_by_role("button", name="Należy do kogoś innego…").click()
    dialog = page.get_by_role("dialog", name="Do kogo to należy?")
    assert [] == violations(page, "reassignment")
    dialog.get_by_label("Rodzaj identyfikatora").select_option(label="e-mail")
    dialog.get_by_label("Identyfikator tej osoby").fill("nikt@poczta.example")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("Nikt nie ma takiego identyfikatora.")
    dialog.get_by_label("Identyfikator tej osoby").fill(person.email.upper())
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("radio", name="Katarzyna Wilk")).to_be_checked()
    dialog.get_by_role("button", name="Przenieś").click()

    expect(page.get_by_role("feed")).not_to_contain_text("w sprawie kurtki")
    expect(page.locator(".hist")).to_contain_text("przeniesiono stąd")
    assert known == desk.get(f"interactions/{stray['interaction_id']}")["customer_id"]
    page.goto(page.url.replace(stray["customer_id"], known))
    expect(page.get_by_role("feed")).to_contain_text("To ja, w sprawie kurtki.")
    expect(page.locator(".hist")).to_contain_text("przeniesiono tutaj")
    expect(page.locator(".hist")).to_contain_text("Anna Wójcik: inna osoba")


def test_whom_an_older_question_found_is_not_offered(open_page: OpenPage, two: Two):
    _, chat, person = two
    page = opened(open_page, chat)
    row = page.locator(".row.item").first
    row.hover()
    row.get_by_role("button", name="Należy do kogoś innego…").click()
    dialog = page.get_by_role("dialog", name="Do kogo to należy?")
    dialog.get_by_label("Rodzaj identyfikatora").select_option(label="e-mail")
    held: list[Route] = []
    page.route("**/v1/customers/lookup", lambda route: route.continue_() if held else held.append(route))
    dialog.get_by_label("Identyfikator tej osoby").fill(person.email)
    page.keyboard.press("Enter")
    dialog.get_by_label("Identyfikator tej osoby").fill("nikt@poczta.example")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("Nikt nie ma takiego identyfikatora.")
    with page.expect_response("**/v1/customers/lookup"):
        held[0].continue_()
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    expect(dialog).to_contain_text("Nikt nie ma takiego identyfikatora.")
    expect(dialog.get_by_role("radio")).to_have_count(1)

    dialog.get_by_label("Identyfikator tej osoby").fill(person.email)
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("radio", name="Katarzyna Wilk")).to_be_checked()
    dialog.get_by_label("Identyfikator tej osoby").fill(person.email[1:])
    expect(dialog.get_by_role("radio")).to_have_count(1)


def test_an_interaction_is_given_to_somebody_new_by_keyboard_alone(
    service: RunningService, open_page: OpenPage, desk: Desk, two: Two
):
    known, _, person = two
    by = [handle("email", person.email, 2)]
    stray = service.post(delivery("message.received", "email", 1, by, person.name, "Tu mąż.", "mail:husband"))[0]
    page = opened(open_page, known)
    move = page.locator(".row.item").filter(has_text="Tu mąż.").get_by_role("button", name="Należy do kogoś innego…")
    move.focus()
    expect(move).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Do kogo to należy?")
    expect(dialog.get_by_role("radio", name="ktoś nowy")).to_be_checked()
    for _ in range(12):
        if dialog.get_by_role("button", name="Przenieś").evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("feed")).not_to_contain_text("Tu mąż.")
    assert desk.get(f"interactions/{stray['interaction_id']}")["customer_id"] not in (known, stray["customer_id"])


def test_a_rules_merge_says_that_a_rule_did_it(service: RunningService, open_page: OpenPage, desk: Desk, two: Two):
    known, chat, person = two
    page = opened(open_page, known)
    expect(page.locator(".match .mc")).to_be_visible()
    tied = [handle("chat_device", person.device, 3), handle("email", person.email, 3)]
    service.post(delivery("identity.evidence", "app", 0, tied, handles=tied, method="login", level=3))
    expect(page.locator(".news")).to_contain_text("Scalono z drugą osobą.")
    expect(page.locator(".hist")).to_contain_text("reguła: wspólne:")
    assert [chat] == desk.get(f"customers/{known}")["absorbed"]


# ---- what no handle claims: notes are not written over HTTP yet, so this service runs in the test's own process --------


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    started = Running(tmp_path_factory.mktemp("allotment"), THROUGHLINE_TENANT="demo")
    yield started
    started.stop()


class Here:
    """The service in this process, posted to as the other one is."""

    def __init__(self, running: Running) -> None:
        self.running, self.shop = running, running.shop("demo")
        self.address, self.folder = running.url, Path()
        self.hands = Hands(self.shop)

    def post(self, *events: dict[str, Any]) -> list[dict[str, Any]]:
        return [self.shop.sent(event) for event in events]

    def page(self, browser: Browser) -> Page:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        link = self.running.ask(self.running.service.gate.create_link("agent", "Anna Wójcik"))
        page.goto(f"{self.address}/console/sign-in/{link.rsplit('/', 1)[-1]}")
        expect(page.get_by_role("tablist")).to_be_visible()
        return page


def test_a_reversal_asks_only_whose_the_items_are_that_no_handle_claims(running: Running, browser: Browser):
    here = Here(running)
    person = Somebody("Katarzyna Wilk")
    known, chat = known_by_email(here, person), chats_with_typed_email(here, person)  # type: ignore[arg-type]
    running.settled()
    page = here.page(browser)
    page.goto(f"{here.address}/console/customers/{known}")
    merged(page)
    device = [handle("chat_device", person.device, 1)]
    here.post(delivery("message.received", "chat", 0, device, "", "Przyszła!", f"chat:{person.device}"))
    here.hands.note(known, "Woli telefon po 16.")
    here.hands.note(known, "Paczka czeka w punkcie.")

    page.get_by_role("button", name="Cofnij…").click()
    dialog = page.get_by_role("dialog", name="Rozdzielić?")
    expect(dialog).to_contain_text("1 wpis od czasu scalenia wraca do drugiej osoby.")
    expect(dialog).to_contain_text("Do kogo należą te 2 wpisy?")
    expect(dialog).not_to_contain_text("Przyszła!")
    assert [] == violations(page, "reversal")
    dialog.get_by_role("group", name="Paczka czeka w punkcie.").get_by_label("druga osoba").check()
    dialog.get_by_role("button", name="Rozdziel", exact=True).click()
    expect(dialog.locator(":invalid").first).to_be_visible()  # the first note has nobody yet: nothing was sent
    dialog.get_by_role("group", name="Woli telefon po 16.").get_by_label("Katarzyna Wilk").check()
    here.hands.note(known, "Trzecia, w ostatniej chwili.")
    dialog.get_by_role("button", name="Rozdziel", exact=True).click()
    expect(dialog.get_by_role("alert")).to_have_text("Doszły wpisy, o które trzeba zapytać.")
    expect(dialog.get_by_role("group")).to_have_count(3)
    expect(dialog.get_by_role("group", name="Paczka czeka w punkcie.").get_by_label("druga osoba")).to_be_checked()
    dialog.get_by_role("group", name="Trzecia").get_by_label("Katarzyna Wilk").check()
    dialog.get_by_role("button", name="Rozdziel", exact=True).click()

    expect(page.locator(".news")).to_contain_text("Rozdzielono.")
    assert {"Woli telefon po 16.", "Trzecia, w ostatniej chwili."} <= set(here.hands.texts(known))
    assert ["Przyszła!", "Paczka czeka w punkcie."] == here.hands.texts(chat)[-2:]
    page.context.close()
