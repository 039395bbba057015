"""What looks over an agent's shoulder: known facts, contradictions, promises. It is asked late, answers once, and blocks nothing."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Request, Response, Route, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.people import Desk, Somebody, chats_with_typed_email, opened
from tests.browser.rest import until_held
from tests.browser.service import RunningService, wait_until
from tests.browser.views import in_every_look
from tests.browser.writers import Writer, area, at_desk, send

pytestmark = pytest.mark.browser

CHECKS = re.compile(r"/draft_check$")
TOLD = "Zamek w kurtce z zamówienia PL-48213 się rozchodzi, mój e-mail to ewa.rogala@poczta.example."
PROMISE = "Oddzwonię jutro do 16:00."


def promised(answer: Response) -> bool:
    return answer.request.method == "POST" and answer.url.endswith("/promises")


@pytest.fixture
def writer(service: RunningService, desk: Desk) -> Writer:
    """Has told an order number and an e-mail."""
    writer = Writer(service)
    writer.says(TOLD)
    wait_until(lambda: len(desk.get(f"customers/{writer.customer_id}/facts")["facts"]) > 1, "the facts")
    return writer


def test_what_was_told_is_said_while_it_is_asked_for_and_leads_to_where(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer)
    area(page).fill("Poproszę numer zamówienia.")
    line = page.locator(".gl")
    expect(line).to_contain_text("Już wiemy, nr zamówienia:")
    expect(line).to_contain_text("PL-48213")

    line.get_by_role("button", name="Pokaż źródło: nr zamówienia, WhatsApp").click()

    expect(page.locator(".src mark")).to_have_text("PL-48213")
    expect(area(page)).to_have_value("Poproszę numer zamówienia.")
    area(page).press("Control+Enter")  # it never blocks
    expect(page.locator(".row.item", has_text="Poproszę numer")).to_contain_text("wysłane")
    expect(page.locator(".gl")).to_have_count(0)
    expect(page.locator(".row.item", has_text="Poproszę numer")).to_contain_text("pytanie o znane: nr zamówienia")


def test_it_asks_after_a_pause_and_not_for_every_letter(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if CHECKS.search(request.url) else None)
    page.clock.install()
    page.clock.pause_at(
        datetime.now(UTC) + timedelta(hours=1)
    )  # nobody is slow enough to have paused between two letters
    area(page).press_sequentially("Poproszę numer zamówienia.")
    assert [] == asked
    page.clock.run_for(2_000)
    expect(page.locator(".gl")).to_contain_text("PL-48213")
    assert 1 <= len(asked) <= 3


def test_an_answer_to_older_words_is_dropped(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer)
    held: list[Route] = []
    page.route(
        CHECKS, lambda route: held.append(route) if "numer" in (route.request.post_data or "") else route.continue_()
    )
    area(page).fill("Poproszę numer zamówienia.")
    until_held(page, held)
    area(page).fill("Poproszę adres e-mail.")
    expect(page.locator(".gl")).to_contain_text("ewa.rogala@poczta.example")
    with page.expect_response(CHECKS):
        held[0].continue_()
    expect(page.locator(".gl")).to_have_count(1)
    expect(page.locator(".gl")).not_to_contain_text("PL-48213")


def test_a_note_is_nobodys_question(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer)
    area(page).fill("Poproszę numer zamówienia.")
    expect(page.locator(".gl")).to_contain_text("PL-48213")
    page.get_by_role("radio", name="Notatka").click()
    expect(page.locator(".gl")).to_have_count(0)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if CHECKS.search(request.url) else None)
    page.clock.install()
    area(page).fill("Poproszę adres e-mail.")
    page.clock.fast_forward(2_000)  # past the pause
    assert [] == asked
    page.get_by_role("radio", name="WhatsApp").click()  # the same words as a reply: now it is asked
    expect(page.locator(".gl")).to_contain_text("ewa.rogala@poczta.example")
    assert 1 == len(asked)


def test_a_promise_is_offered_and_kept_with_the_reply(open_page: OpenPage, writer: Writer, desk: Desk):
    page = at_desk(open_page, writer)
    area(page).fill(PROMISE)
    offer = page.get_by_role("group", name="Obietnica w tekście")
    expect(offer).to_contain_text("Obietnica?")
    expect(offer).to_contain_text("16:00")
    offer.get_by_role("button", name="Zapisz").click()
    expect(offer).to_contain_text("Zapiszę z odpowiedzią:")
    expect(offer.get_by_role("button", name="Cofnij")).to_be_focused()
    with page.expect_response(promised) as told:  # the service reads this one by itself too: the page looks the same
        area(page).press("Control+Enter")
    assert told.value.ok
    expect(page.locator(".panel .pr")).to_have_count(1)
    promises = desk.get(f"customers/{writer.customer_id}/promises")["promises"]
    assert ["callback"] == [each["kind"] for each in promises]
    expect(page.locator(".row.item", has_text=PROMISE)).to_contain_text("Obietnica:")
    expect(page.locator(".det")).to_have_count(0)


def test_a_promise_that_is_waved_through_is_not_offered_again(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer)
    area(page).fill(PROMISE)
    page.get_by_role("button", name="Pomiń").click()
    expect(page.locator(".det")).to_have_count(0)
    with page.expect_response(CHECKS):
        area(page).press_sequentially(" Dziękuję.")
    expect(page.locator(".det")).to_have_count(0)


def test_what_a_draft_contradicts_is_shown_with_its_place(open_page: OpenPage, writer: Writer):
    writer.hears("Kurtka Halny kosztuje 1 299 zł.", 1)
    writer.service.quiet()  # the draft is checked once
    page = at_desk(open_page, writer)
    area(page).fill("Kurtka Halny kosztuje 1 199 zł.")
    line = page.locator(".gl.bad")
    expect(line).to_contain_text("Inaczej niż wcześniej (cena):")
    expect(line).to_contain_text("1 299 zł")
    line.get_by_role("button", name=re.compile("Pokaż źródło: cena")).click()
    expect(page.locator(".src mark")).to_contain_text("1 299 zł")


def test_what_is_folded_is_folded_here_too(service: RunningService, open_page: OpenPage, desk: Desk):
    stranger = Somebody("Iga Nowak")
    customer_id = chats_with_typed_email(service, stranger)
    wait_until(
        lambda: any("birth_date" == fact["key"] for fact in desk.get(f"customers/{customer_id}/facts")["facts"]),
        "the birth date",
    )
    page = opened(open_page, customer_id)
    expect(page.get_by_role("radio", name="Czat")).to_be_checked()  # before, it is a note: nobody is asked
    area(page).fill("Proszę podać datę urodzenia.")
    line = page.locator(".gl")
    expect(line).to_contain_text("Już wiemy, data urodzenia:")
    expect(line).not_to_contain_text(stranger.born[-4:])
    expect(line.locator(".fold")).to_be_visible()


def test_without_an_answer_one_writes_on(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer, refused=("ERR_FAILED",))
    page.route(CHECKS, lambda route: route.abort())
    area(page).fill("Poproszę numer zamówienia.")
    send(page, "Dziękuję.")
    expect(page.locator(".row.item", has_text="Dziękuję.")).to_contain_text("wysłane")


def test_axe_finds_nothing_while_one_writes(open_page: OpenPage, writer: Writer):
    page = at_desk(open_page, writer)
    area(page).fill(f"Poproszę numer zamówienia i adres e-mail. {PROMISE}")
    expect(page.locator(".gl")).to_have_count(2)
    expect(page.locator(".det")).to_be_visible()
    small = "nodes => nodes.filter((each) => each.offsetWidth && Math.min(each.offsetWidth, each.offsetHeight) < 24).map((each) => each.outerHTML)"
    for where in in_every_look(page):
        assert [] == violations(page, f"writing {where}")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), where
        assert [] == page.locator(".comp button").evaluate_all(small), where
