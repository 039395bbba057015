"""The agent decides who is one person: match cards, a merge with its preview and refusals, who looks on meanwhile."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.people import Desk, Two, delivery, handle, merge_dialog, merged, opened, two_suggested
from tests.browser.service import RunningService
from tests.browser.views import WIDTHS
from tests.browser.writers import area

pytestmark = pytest.mark.browser

WIDER = """() => [...document.querySelectorAll("dialog, .secs")]
    .filter((each) => each.scrollWidth > each.clientWidth)
    .flatMap((each) => [...each.querySelectorAll("*")].filter((one) => one.scrollWidth > each.clientWidth).map((one) => one.outerHTML.slice(0, 120)))"""


def test_a_match_card_says_who_why_and_how_much_and_never_what_was_said(open_page: OpenPage, two: Two):
    known, chat, person = two
    page = opened(open_page, known)
    card = page.locator(".match")
    expect(card).to_contain_text("Osoba niepotwierdzona")
    expect(card).to_contain_text("możliwe")
    expect(card).to_contain_text("wspólne: e-mail")
    expect(card).to_contain_text("2 wpisy")
    for secret in ("paczka", person.born, "349", person.device):
        expect(card).not_to_contain_text(secret)
    page.goto(page.url.replace(known, chat))
    expect(page.locator(".match")).to_contain_text("Katarzyna Wilk")  # the name of whoever is proven
    expect(page.locator(".match")).not_to_contain_text("kurtka")


def test_the_preview_compares_both_sides_and_the_merge_keeps_what_was_ticked(open_page: OpenPage, desk: Desk, two: Two):
    known, chat, _ = two
    page = opened(open_page, known)
    dialog = merge_dialog(page)
    rows = dialog.locator("tbody tr")
    expect(rows.nth(0)).to_have_text("Wpisy22")
    expect(rows.nth(2)).to_contain_text("Okres")
    expect(rows.nth(3)).to_contain_text("urządzenie czatu 1")
    expect(rows.nth(4)).to_have_text("Tożsamośćpotwierdzonaniepotwierdzona")
    expect(dialog).to_contain_text("Powstanie jedna oś z 4 wpisami. Scalenie można cofnąć.")
    expect(dialog).not_to_contain_text("paczka")
    expect(dialog.locator(".btn.p")).to_have_count(1)
    assert [] == violations(page, "preview")
    dialog.get_by_label("klient tak powiedział").check()
    dialog.get_by_label("Powód").fill("Podała numer paczki")
    dialog.get_by_role("button", name="Scal", exact=True).click()

    expect(page.get_by_role("feed")).to_contain_text("Gdzie jest moja paczka")
    expect(page.get_by_role("feed")).to_contain_text("kurtka z zamówienia")
    expect(page.locator(".match")).to_have_count(0)
    expect(page.locator(".news")).to_contain_text("Scalono")
    expect(page.locator(".hist")).to_contain_text(
        "Anna Wójcik: wspólne: e-mail, klient tak powiedział: Podała numer paczki"
    )
    assert [] == violations(page, "merged")
    (told,) = desk.get(f"customers/{known}/decisions")["decisions"]
    assert ["same:email", "customer:said"] == told["why"]
    assert known == desk.get(f"customers/{chat}")["customer_id"]


def test_the_preview_names_the_facts_that_would_be_superseded_and_not_their_values(
    service: RunningService, open_page: OpenPage, two: Two
):
    known, _, person = two
    mail, chat = [handle("email", person.email, 2)], [handle("chat_device", person.device, 1)]
    thread = f"chat:{person.device}"
    service.post(
        delivery("message.received", "email", 9, mail, person.name, "Mój kod pocztowy to 60-101."),
        delivery("message.received", "chat", 8, chat, "", "Mój kod pocztowy to 61-245.", thread),
    )
    service.quiet()  # the preview is asked for once
    page = opened(open_page, known)
    dialog = merge_dialog(page)
    expect(dialog).to_contain_text("Nowsze zastąpi starsze: kod pocztowy.")
    expect(dialog).not_to_contain_text("61-245")


def test_whoever_watches_the_absorbed_page_is_led_to_the_survivors(open_page: OpenPage, desk: Desk, two: Two):
    known, chat, _ = two
    watcher = opened(open_page, chat)
    expect(watcher.locator(".match")).to_be_visible()
    other = opened(open_page, known)
    for page in (watcher, other):
        expect(page.locator(".match .mc")).to_be_visible()  # what it asks beforehand is answered

    desk.post(f"customers/{known}/merges", {"absorb": chat, "evidence": ["same:email"]})

    for page in (watcher, other):
        expect(page).to_have_url(f"{page.url.split('/console')[0]}/console/customers/{known}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Katarzyna Wilk")
        expect(page.get_by_role("feed")).to_contain_text("kurtka z zamówienia")
        expect(page.get_by_role("feed")).to_contain_text("Gdzie jest moja paczka")
        expect(page.locator(".news")).to_contain_text("Scalono z drugą osobą.")
        assert 344 == page.locator(".panel").evaluate(
            "node => node.offsetWidth"
        )  # what is known of them stays beside it
    watcher.get_by_role("button", name="Cofnij…").click()
    expect(watcher.get_by_role("dialog", name="Rozdzielić?")).to_be_visible()


def test_what_was_begun_for_both_of_two_who_are_one_stands_in_one_reply(open_page: OpenPage, desk: Desk, two: Two):
    known, chat, _ = two
    page = opened(open_page, known)
    expect(page.locator(".match .mc")).to_contain_text("2 wpisy")  # what it asks beforehand is answered, on both pages
    area(page).fill("Pani Katarzyno, kurtka jest gotowa.")
    page.locator(f".q[data-id='{chat}']").click()
    expect(page.get_by_role("feed")).to_contain_text("Gdzie jest moja paczka")
    expect(page.locator(".match", has_text="Katarzyna Wilk").locator(".mc")).to_be_visible()
    area(page).fill("Paczka jest w drodze")

    desk.post(f"customers/{known}/merges", {"absorb": chat, "evidence": ["same:email"]})

    both = "Pani Katarzyno, kurtka jest gotowa.\n\nPaczka jest w drodze"
    expect(area(page)).to_have_value(both)
    area(page).press_sequentially(".")  # goes on where it was
    expect(area(page)).to_have_value(f"{both}.")


def test_what_was_written_for_one_who_is_absorbed_goes_along_though_another_page_is_open(
    open_page: OpenPage, desk: Desk, two: Two
):
    known, chat, _ = two
    page = opened(open_page, chat, refused=("ERR_FAILED",))
    page.route("**/notes", lambda route: route.abort())
    page.get_by_role("radio", name="Notatka").click()
    area(page).fill("Nadano wczoraj.")
    area(page).press("Control+Enter")
    row = page.locator(".row", has_text="Nadano wczoraj.")
    expect(row).to_contain_text("wyślę po połączeniu")
    area(page).fill("Paczka jest w drodze")
    page.locator(f".q[data-id='{known}']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Katarzyna Wilk")
    expect(area(page)).to_have_value("")
    expect(page.locator(".match .mc")).to_be_visible()  # what it asks beforehand is answered

    desk.post(f"customers/{known}/merges", {"absorb": chat, "evidence": ["same:email"]})

    expect(area(page)).to_have_value("Paczka jest w drodze")
    expect(row).to_contain_text("wyślę po połączeniu")


def test_a_page_that_moved_is_shown_again_before_it_is_merged(
    service: RunningService, open_page: OpenPage, desk: Desk, two: Two
):
    known, _, person = two
    page = opened(open_page, known, refused=("409",))
    dialog = merge_dialog(page)
    service.post(
        delivery("message.received", "email", 1, [handle("email", person.email, 2)], person.name, "Jeszcze jedno.")
    )

    dialog.get_by_role("button", name="Scal", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Strona zmieniła się w międzyczasie.")
    expect(dialog.locator("tbody tr").nth(0)).to_have_text("Wpisy32")
    dialog.get_by_role("button", name="Scal", exact=True).click()
    expect(page.locator(".news")).to_contain_text("Scalono")


def test_two_with_orders_wait_for_a_lead(service: RunningService, open_page: OpenPage, desk: Desk):
    known, _, _ = two_suggested(service, desk, both_ordered=True)
    page = opened(open_page, known)
    dialog = merge_dialog(page)
    expect(dialog).to_contain_text("Obie osoby mają zamówienia: scala kierownik.")
    expect(dialog.get_by_role("button", name="Scal", exact=True)).to_be_disabled()

    lead = open_page("/console", signed_in=False)
    lead.goto(service.link("lead", "Ewa Kierownik"))
    lead.goto(f"{service.address}/console/customers/{known}")
    merged(lead)


def test_what_others_decided_meanwhile_is_said_in_words(open_page: OpenPage, desk: Desk, two: Two):
    known, chat, _ = two
    page = opened(open_page, known, refused=("409",))
    dialog = merge_dialog(page)
    desk.post(f"customers/{known}/merges", {"absorb": chat})
    expect(page.locator(".news")).to_contain_text("Scalono")  # behind the dialog
    dialog.get_by_role("button", name="Scal", exact=True).click()
    expect(dialog.get_by_role("alert")).to_have_text("To już jeden klient.")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Cofnij…").click()
    dialog = page.get_by_role("dialog", name="Rozdzielić?")
    expect(dialog).to_contain_text("Obie strony wrócą")
    desk.post(f"merges/{desk.get(f'customers/{known}')['merges'][0]['merge_id']}/reversal", {})
    expect(page.locator(".news")).to_contain_text("Rozdzielono.")
    dialog.get_by_role("button", name="Rozdziel", exact=True).click()
    expect(dialog.get_by_role("alert")).to_have_text("To scalenie już cofnięto.")


@pytest.fixture(scope="module")
def unmerged(service: RunningService, desk: Desk) -> Two:
    """Two who are only looked at."""
    return two_suggested(service, desk)


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [("desk", "light", "pl"), ("tablet", "dark", "en"), ("phone", "light", "en")],  # the colours: test_contrast.py
)
def test_axe_finds_nothing_in_the_identity_section(
    open_page: OpenPage, unmerged: Two, width: str, theme: str, language: str
):
    known, chat, _ = unmerged
    how: dict[str, Any] = {"theme": theme, "language": language, "width": WIDTHS[width][0], "height": WIDTHS[width][1]}
    found: list[str] = []
    for customer_id in (known, chat):
        page = opened(open_page, customer_id, **how)
        if width != "desk":
            page.locator(".tabstrip button" if width == "tablet" else ".know").last.click()
        expect(page.locator(".match .mc")).to_be_visible()
        found += violations(page, "card")
        page.locator(".hdl .btn").last.click()
        expect(page.locator(".proof select")).to_be_visible()
        found += violations(page, "proof")
        page.locator(".match .btn.small").click()
        expect(page.locator(".cmp")).to_be_visible()
        found += violations(page, "preview")
        assert [] == page.evaluate(WIDER)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert [] == found
