"""Replies from the console: drawn at once, sent once whatever happens to the line, drafts kept, crossing words shown."""

import re

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.people import Desk
from tests.browser.rest import until_held
from tests.browser.service import RunningService, wait_until
from tests.browser.writers import Writer, area, at_desk, reads_above, recorded, send

pytestmark = pytest.mark.browser

CALLS = re.compile(r"/v1/customers/[^/]+/messages$")


@pytest.fixture
def writer(service: RunningService) -> Writer:
    writer = Writer(service)
    writer.says("Dzień dobry, gdzie jest moja kurtka?")
    return writer


def test_a_reply_stands_on_the_page_at_once_and_in_the_record_once(open_page: OpenPage, writer: Writer, desk: Desk):
    page = at_desk(open_page, writer)
    held: list[Route] = []
    page.route(CALLS, lambda route: held.append(route))
    send(page, "Już sprawdzam.")
    row = page.locator(".row.item", has_text="Już sprawdzam.")
    expect(row).to_contain_text("wysyłam…")
    expect(area(page)).to_have_value("")
    expect(area(page)).to_be_focused()

    until_held(page, held)
    held[0].continue_()

    expect(row.locator(".way")).to_have_count(0)
    expect(row).to_have_count(1)
    expect(row).to_contain_text("wysłane")
    expect(page.locator(".row.item")).to_have_count(2)
    assert 1 == len(recorded(desk, writer, "Już sprawdzam."))


def test_what_is_written_while_another_is_on_its_way_goes_after_it(open_page: OpenPage, writer: Writer, desk: Desk):
    page = at_desk(open_page, writer)
    held: list[Route] = []
    page.route(CALLS, lambda route: route.continue_() if held else held.append(route))
    send(page, "Już sprawdzam.")
    expect(page.locator(".row.item", has_text="Już sprawdzam.")).to_contain_text("wysyłam…")
    send(page, "Proszę o chwilę.")
    expect(page.locator(".way")).to_have_count(2)

    until_held(page, held)
    held[0].continue_()

    expect(page.locator(".row.item", has_text="Proszę o chwilę.")).to_contain_text("wysłane")
    expect(page.locator(".way")).to_have_count(0)
    assert 1 == len(recorded(desk, writer, "Proszę o chwilę."))


def test_an_answer_that_is_lost_makes_no_second_message(open_page: OpenPage, writer: Writer, desk: Desk):
    page = at_desk(open_page, writer, refused=("ERR_FAILED",))
    keys: list[str | None] = []

    def lose_the_first(route: Route) -> None:
        keys.append(route.request.header_value("Idempotency-Key"))
        if len(keys) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(CALLS, lose_the_first)
    send(page, "Kurtka jest w drodze.")
    wait_until(lambda: len(keys) > 1 or page.wait_for_timeout(50) is not None, "the second try")
    expect(page.locator(".row.item", has_text="Kurtka jest w drodze.")).to_have_count(1)
    expect(page.locator(".way")).to_have_count(0)
    assert keys[0] and {keys[0]} == set(keys)
    assert 1 == len(recorded(desk, writer, "Kurtka jest w drodze."))


def test_what_the_service_refuses_stays_with_a_way_to_correct_it(open_page: OpenPage, writer: Writer, desk: Desk):
    page = at_desk(open_page, writer, refused=("422 (Unprocessable",))
    send(page, "ą" * 20_001)
    row = page.locator(".row.item", has=page.locator(".way"))
    expect(row).to_contain_text("Nie wysłano. Serwer nie przyjął tej treści.")
    expect(row.get_by_role("button", name="Ponów")).to_be_visible()
    row.get_by_role("button", name="Popraw").click()
    expect(area(page)).to_be_focused()
    expect(page.locator(".way")).to_have_count(0)
    send(page, "Krócej.")
    expect(page.locator(".row.item", has_text="Krócej.")).to_contain_text("wysłane")
    assert 1 == len(recorded(desk, writer, "Krócej."))


def test_a_draft_waits_for_its_customer_and_leaves_with_the_one_who_wrote_it(
    service: RunningService, open_page: OpenPage, writer: Writer
):
    other = Writer(service, "Jan Kowal")
    other.says("Halo")
    page = open_page(service.link(name="Ola Wrona").removeprefix(service.address), signed_in=False)
    expect(page.get_by_role("tablist")).to_be_visible()
    page.goto(f"{service.address}/console/customers/{writer.customer_id}")
    area(page).fill("Pani Ewo, kurtka")
    page.goto(f"{service.address}/console/customers/{other.customer_id}")
    expect(area(page)).to_have_value("")
    page.go_back()
    expect(area(page)).to_have_value("Pani Ewo, kurtka")
    page.reload()
    expect(area(page)).to_have_value("Pani Ewo, kurtka")
    assert "kurtka" not in page.evaluate("() => JSON.stringify(localStorage)")

    page.get_by_role("button", name="Twoje konto: Ola Wrona").click()
    page.get_by_role("button", name="Wyloguj się").click()
    page.get_by_role("button", name="Wyloguj i usuń").click()
    expect(page.get_by_role("heading", name="Wylogowano")).to_be_visible()
    page.wait_for_function("() => !JSON.stringify(sessionStorage).includes('kurtka')")  # the socket may say it first


def test_somebody_elses_draft_is_not_shown(service: RunningService, open_page: OpenPage, writer: Writer):
    page = open_page(service.link(name="Ala Dudek").removeprefix(service.address), signed_in=False)
    expect(page.get_by_role("tablist")).to_be_visible()
    page.goto(f"{service.address}/console/customers/{writer.customer_id}")
    area(page).fill("Pani Ewo, kurtka")
    page.goto(service.link(name="Iza Mazur"))
    expect(page.get_by_role("tablist")).to_be_visible()
    page.goto(f"{service.address}/console/customers/{writer.customer_id}")
    expect(page.get_by_role("radio", name="WhatsApp")).to_be_visible()
    expect(area(page)).to_have_value("")


def test_words_that_cross_newer_ones_are_shown_those_and_the_writing_goes_on(
    open_page: OpenPage, writer: Writer, desk: Desk
):
    for number in range(30):
        writer.says(f"Wiadomość {number}\n\nDruga linia.", 60 - number)
    page = at_desk(open_page, writer, refused=("409 (Conflict)",))
    area(page).fill("Nie ma jej w magazynie.")
    reads_above(page)
    writer.says("Już ją znalazłam, dziękuję!", 0)
    expect(page.get_by_role("button", name="1 nowe")).to_be_visible()

    area(page).press("Control+Enter")

    dialog = page.get_by_role("dialog", name="W międzyczasie doszedł 1 wpis")
    expect(dialog).to_contain_text("Już ją znalazłam, dziękuję!")
    expect(dialog).to_contain_text("Nie ma jej w magazynie.")
    assert [] == violations(page, "crossing")
    dialog.get_by_role("button", name="Wróć do pisania").click()
    expect(area(page)).to_be_focused()
    expect(area(page)).to_have_value("Nie ma jej w magazynie.")
    expect(page.locator(".way")).to_have_count(0)
    assert [] == recorded(desk, writer, "Nie ma jej w magazynie.")
    send(page, "Cieszę się!")  # what was shown in the dialog was read
    expect(page.locator(".row.item", has_text="Cieszę się!")).to_contain_text("wysłane")


def test_what_crosses_is_sent_anyway_once_when_one_insists(open_page: OpenPage, writer: Writer, desk: Desk):
    for number in range(30):
        writer.says(f"Wiadomość {number}\n\nDruga linia.", 60 - number)
    page = at_desk(open_page, writer, refused=("409 (Conflict)",))
    reads_above(page)
    writer.hears("Ja odpowiem.", 0)
    expect(page.get_by_role("button", name="1 nowe")).to_be_visible()
    send(page, "Odpowiadam i tak.")
    dialog = page.get_by_role("dialog", name="W międzyczasie doszedł 1 wpis")
    expect(dialog).to_contain_text("Piotr Zieliński")
    dialog.get_by_role("button", name="Wyślij mimo to").click()
    expect(page.locator(".row.item", has_text="Odpowiadam i tak.")).to_contain_text("wysłane")
    expect(area(page)).to_be_focused()
    assert 1 == len(recorded(desk, writer, "Odpowiadam i tak."))


def test_a_colleague_sees_that_somebody_writes_and_no_longer_when_it_is_sent(
    service: RunningService, open_page: OpenPage, writer: Writer
):
    page = at_desk(open_page, writer)
    colleague = open_page(service.link("lead", "Marek Zieliński").removeprefix(service.address), signed_in=False)
    expect(colleague.get_by_role("tablist")).to_be_visible()
    colleague.goto(page.url)
    expect(colleague.get_by_text("Anna ogląda")).to_be_visible()
    area(page).fill("Dzień")
    expect(colleague.get_by_text("Anna pisze…")).to_be_visible()
    area(page).press("Control+Enter")
    expect(colleague.get_by_text("Anna ogląda")).to_be_visible()


def test_everything_is_done_by_keys(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer)
    page.keyboard.press("r")
    expect(area(page)).to_be_focused()
    page.keyboard.type("Jjnęąśź e?")  # letters are letters here
    expect(area(page)).to_have_value("Jjnęąśź e?")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("radio", name="WhatsApp")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="Notatka")).to_be_focused()
    expect(page.get_by_role("radio", name="Notatka")).to_be_checked()
    expect(page.get_by_role("button", name="Zapisz notatkę")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".row.item", has_text="Jjnęąśź e?")).to_contain_text("wysłane")
    page.keyboard.press("Escape")
    expect(page.locator("#timeline")).to_be_focused()


def test_what_is_typed_before_the_page_stands_goes_where_one_sees_it_go(
    open_page: OpenPage, writer: Writer, desk: Desk
):
    page = at_desk(open_page, writer)
    held: list[Route] = []
    page.route("**/v1/session", lambda route: held.append(route))
    page.route("**/channels", lambda route: held.append(route))
    page.reload(wait_until="commit")
    until_held(page, held)
    page.wait_for_function("() => self.begun && document.body")  # somebody hears the keys
    page.keyboard.press("r")
    page.keyboard.type("Jest e?")  # no letter of it is a command
    held.pop().continue_()
    expect(area(page)).to_have_value("Jest e?")
    expect(area(page)).to_be_focused()
    expect(page.locator(".comp")).to_contain_text("sprawdzam, jak można odpisać")
    expect(page.locator(".comp .btn.p")).to_be_disabled()
    page.keyboard.press("Control+Enter")
    expect(area(page)).to_have_value("Jest e?")
    until_held(page, held)
    held.pop().continue_()
    expect(page.get_by_role("radio", name="WhatsApp")).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".row.item", has_text="Jest e?")).to_contain_text("wysłane")
    assert ["message-sent"] == [each["event"] for each in recorded(desk, writer, "Jest e?")]


def test_what_is_not_sent_is_counted_wherever_one_is_and_leads_back(
    service: RunningService, open_page: OpenPage, writer: Writer, desk: Desk
):
    other = Writer(service, "Jan Kowal")
    other.says("Halo")
    refused = ("ERR_FAILED", "409 (Conflict)")
    page = open_page(
        f"/console/customers/{writer.customer_id}", refused=refused, watch=lambda page: page.clock.install()
    )
    expect(page.get_by_role("radio", name="WhatsApp")).to_be_visible()
    page.route(CALLS, lambda route: route.abort())
    send(page, "Nie ma jej w magazynie.")
    left = page.locator(".status").get_by_role("button", name="1 wpis niewysłany")
    expect(left).to_be_visible()
    with page.expect_event("dialog") as asked:  # whether one wants to leave
        page.close(run_before_unload=True)
    assert "beforeunload" == asked.value.type
    asked.value.dismiss()

    page.locator(f".q[data-id='{other.customer_id}']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jan Kowal")
    writer.says("Już ją znalazłam, dziękuję!", 0)
    with page.expect_response(CALLS) as crossed:  # waits before the line is back: a second try may come by itself
        page.unroute(CALLS)
        page.clock.fast_forward(10_000)  # past the second try
    assert 409 == crossed.value.status
    left.click()

    dialog = page.get_by_role("dialog", name="W międzyczasie doszedł 1 wpis")
    expect(dialog).to_contain_text("Już ją znalazłam, dziękuję!")
    assert page.url.endswith(writer.customer_id)
    page.keyboard.press("Escape")
    expect(area(page)).to_have_value("Nie ma jej w magazynie.")
    expect(left).to_have_count(0)


def test_a_question_about_one_customer_does_not_stand_before_the_next(
    service: RunningService, open_page: OpenPage, writer: Writer, desk: Desk
):
    other = Writer(service, "Jan Kowal")
    other.says("Halo")
    page = at_desk(open_page, other, refused=("409 (Conflict)",))
    page.locator(f".q[data-id='{writer.customer_id}']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ewa Rogala")
    page.keyboard.press("p")
    expect(page.get_by_role("dialog", name="Dodaj obietnicę")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jan Kowal")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ewa Rogala")  # of Jan the same way is checked
    expect(page.get_by_role("radio", name="WhatsApp")).to_be_checked()
    held: list[Route] = []
    page.route(CALLS, lambda route: held.append(route))
    send(page, "Nie ma jej w magazynie.")
    area(page).fill("Sprawdzę jeszcze raz.")
    writer.hears("Ja odpowiem.", 0)
    until_held(page, held)
    held[0].continue_()
    question = page.get_by_role("dialog", name="W międzyczasie doszedł 1 wpis")
    expect(question).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jan Kowal")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(area(page)).to_have_value("")

    page.go_forward()
    expect(question).to_be_visible()  # not decided by going away
    page.keyboard.press("Escape")
    expect(area(page)).to_have_value("Nie ma jej w magazynie.\n\nSprawdzę jeszcze raz.")


def test_what_is_written_without_a_line_is_sent_once_when_it_is_back(mortal: RunningService, browser: Browser):
    writer = Writer(mortal)
    writer.says("Czy ktoś tam jest?")
    page = browser.new_context().new_page()
    page.goto(mortal.link())
    expect(page.get_by_role("tablist")).to_be_visible()
    page.goto(f"{mortal.address}/console/customers/{writer.customer_id}")
    expect(page.get_by_role("radio", name="WhatsApp")).to_be_visible()
    area(page).fill("Jestem.")
    mortal.kill()
    expect(page.get_by_role("button", name="Wyślę po połączeniu")).to_be_visible()
    area(page).press("Control+Enter")
    row = page.locator(".row.item", has_text="Jestem.")
    expect(row).to_contain_text("wyślę po połączeniu")

    mortal.start()

    expect(row).to_contain_text("wysłane")
    expect(row).to_have_count(1)
    assert 1 == len(recorded(Desk(mortal), writer, "Jestem."))
    page.context.close()


def test_what_waits_is_not_sent_in_the_name_of_who_signs_in_next(
    service: RunningService, open_page: OpenPage, writer: Writer, desk: Desk
):
    page = open_page(
        service.link(name="Zenon Gil").removeprefix(service.address), signed_in=False, refused=("ERR_FAILED",)
    )
    expect(page.get_by_role("tablist")).to_be_visible()
    page.clock.install()
    page.goto(f"{service.address}/console/customers/{writer.customer_id}")
    expect(page.get_by_role("radio", name="WhatsApp")).to_be_visible()
    page.route(CALLS, lambda route: route.abort())
    send(page, "Tylko od Zenona.")
    expect(page.locator(".way")).to_contain_text("wyślę po połączeniu")

    other = page.context.new_page()
    other.goto(service.link(name="Maja Rak"))  # the same browser: his session is over
    expect(other.get_by_role("tablist")).to_be_visible()
    page.unroute(CALLS)
    page.get_by_role("button", name="Sprawdź ponownie").click()
    expect(page.get_by_role("button", name="Twoje konto: Maja Rak")).to_be_visible()
    expect(page.get_by_role("radio", name="WhatsApp")).to_be_visible()
    page.clock.fast_forward(20_000)  # past every second try
    send(page, "Od Mai.")
    expect(page.locator(".row.item", has_text="Od Mai.")).to_contain_text("wysłane")
    assert [] == recorded(desk, writer, "Tylko od Zenona.")
