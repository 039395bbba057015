"""Proof at the desk: what is folded until then and opens with a reason, codes with their refusals, an agent's own check."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.people import Desk, Somebody, chats_with_typed_email, code_sent, delivery, handle, known_by_email
from tests.browser.service import RunningService, wait_until

pytestmark = pytest.mark.browser


@pytest.fixture
def unproven(service: RunningService) -> tuple[str, str]:
    """Somebody on a device nobody proved, who has an order; the birth date they told."""
    person = Somebody("Ewa Sowa")
    return chats_with_typed_email(service, person, order=True), person.born


@pytest.fixture
def caller(service: RunningService) -> tuple[str, Somebody]:
    """Known by e-mail, now on the telephone by a number nobody proved."""
    person = Somebody("Maria Lis")
    customer_id = known_by_email(service, person)
    both = [handle("email", person.email, 2), handle("phone", person.phone, 1)]
    service.post(delivery("message.received", "email", 60, both, person.name, "To mój telefon."))
    call = f"call:{person.phone}"
    service.post(delivery("call.started", "phone", 2, [handle("phone", person.phone, 1)], "", thread=call))
    return customer_id, person


def opened(open_page: OpenPage, customer_id: str, **how: object) -> Page:
    page = open_page(f"/console/customers/{customer_id}", **how)
    expect(page.locator(".hdl li").first).to_be_visible()
    return page


def prove(page: Page, kind: str) -> None:
    page.locator(".hdl").get_by_role("button", name=f"Potwierdź… {kind}").first.click()


def test_what_an_unproven_customer_told_is_folded_in_facts_orders_brief_and_timeline(
    open_page: OpenPage, unproven: tuple[str, str]
):
    english = opened(open_page, unproven[0], language="en")
    expect(english.locator(".row.quiet")).to_contain_text("PL-90210, •••")
    expect(english.locator(".idl")).to_contain_text("PL-90210")
    expect(english.locator(".idl")).not_to_contain_text("349")
    page = opened(open_page, unproven[0])
    expect(page.locator(".unp")).to_have_text("tożsamość niepotwierdzona")
    expect(page.locator(".fx")).to_contain_text("Data urodzenia")
    expect(page.locator(".fx")).not_to_contain_text(unproven[1][-4:])
    expect(page.locator(".idl")).to_contain_text("PL-90210")
    expect(page.locator(".idl")).not_to_contain_text("349")
    expect(page.locator(".txt")).not_to_contain_text(unproven[1][-4:])
    expect(page.locator(".txt")).not_to_contain_text("349")
    expect(page.locator(".row.quiet")).not_to_contain_text("349")


def test_what_is_folded_opens_with_a_reason_and_an_auditor_reads_who_and_why(
    service: RunningService, open_page: OpenPage, unproven: tuple[str, str]
):
    page = opened(open_page, unproven[0])
    page.locator(".fx > div").filter(has_text="Data urodzenia").locator(".fold").click()
    dialog = page.get_by_role("dialog", name="Odsłonić: data urodzenia?")
    expect(dialog).to_contain_text("Zapiszemy, kto i dlaczego")
    assert [] == violations(page, "reveal")
    dialog.get_by_label("Powód").select_option(label="zwrot")
    dialog.get_by_role("button", name="Odsłoń").click()

    expect(page.locator(".fx")).to_contain_text(unproven[1])
    expect(page.locator(".txt")).to_contain_text(unproven[1])
    expect(page.locator(".idl .fold")).to_be_visible()  # amounts were not asked for
    a_picture_is_folded_opens_large_and_closes_where_it_was_opened(page)
    told = Desk(service, "auditor", "Ewa Audyt").get(f"access?customer={unproven[0]}")["records"]
    assert ("reveal:birth_date", "return_or_refund", "Anna Wójcik") in [
        (each["what"], each["purpose"], each["who"]) for each in told
    ]


def a_picture_is_folded_opens_large_and_closes_where_it_was_opened(page: Page) -> None:
    file = page.locator(".fl")
    box = file.bounding_box()
    expect(file).to_contain_text("dowRLOgnp")  # a trick of direction is told
    expect(page.locator(".fl img")).to_have_count(0)
    file.press("Enter")
    page.get_by_role("dialog", name="Odsłonić: załącznik?").get_by_role("button", name="Odsłoń").click()
    expect(page.locator(".fl img")).to_be_visible()
    page.wait_for_function("() => document.querySelector('.fl img').naturalWidth === 320")
    assert box == file.bounding_box()
    file.press("Enter")
    large = page.get_by_role("dialog", name="dowgnp.ód.png")
    expect(large.locator("img")).to_be_visible()
    assert [] == violations(page, "picture")
    page.keyboard.press("Escape")
    expect(large).to_have_count(0)
    expect(file).to_be_focused()


def test_a_reveal_that_cannot_be_recorded_shows_nothing(open_page: OpenPage, unproven: tuple[str, str]):
    page = opened(open_page, unproven[0], refused=("ERR_FAILED",))
    page.route("**/reveals", lambda route: route.abort())
    page.locator(".idl .fold").click()
    page.get_by_role("button", name="Odsłoń", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Brak połączenia. Spróbuj ponownie.")
    page.keyboard.press("Escape")
    expect(page.locator(".idl")).not_to_contain_text("349")


def test_the_handle_list_says_what_each_proves_and_how(open_page: OpenPage, caller: tuple[str, Somebody]):
    page = opened(open_page, caller[0])
    expect(page.locator(".unp")).to_be_visible()  # proven once by e-mail; the one who calls now is not
    rows = page.locator(".hdl li")
    expect(rows.filter(has_text="zweryfikowany")).to_contain_text("CRM")
    expect(rows.filter(has=page.get_by_role("img", name="telefon"))).to_contain_text("od operatora")


def test_a_code_read_back_proves_the_caller_and_opens_what_was_folded(
    service: RunningService, open_page: OpenPage, caller: tuple[str, Somebody]
):
    page = opened(open_page, caller[0], refused=("422",))
    prove(page, "e-mail")
    page.get_by_role("button", name="Wyślij kod").click()
    expect(page.locator(".proof")).to_contain_text("Wysłano na m•••@p•••.example")
    expect(page.get_by_label("Kod podany przez klienta")).to_be_focused()
    assert [] == violations(page, "code")
    right = code_sent(service)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"

    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(page.locator(".proof")).to_contain_text("Kod ma sześć cyfr.")
    page.get_by_label("Kod podany przez klienta").fill(wrong)
    page.keyboard.press("Enter")
    expect(page.locator(".proof")).to_contain_text("Zły kod, zostały 4 próby.")
    page.get_by_label("Kod podany przez klienta").fill(f"{right[:3]} {right[3:]}")
    page.get_by_role("button", name="Potwierdź kod").click()

    expect(page.locator(".hdl li").filter(has_text="potwierdzony teraz")).to_contain_text("kod jednorazowy")
    expect(page.locator(".unp")).to_be_hidden()
    expect(page.locator(".idl")).to_contain_text("284")


def test_a_message_that_comes_while_a_code_is_typed_takes_neither_the_digits_nor_the_place(
    service: RunningService, open_page: OpenPage, caller: tuple[str, Somebody]
):
    customer_id, person = caller
    page = opened(open_page, customer_id)
    prove(page, "e-mail")
    page.get_by_role("button", name="Wyślij kod").click()
    field = page.get_by_label("Kod podany przez klienta")
    expect(field).to_be_focused()
    page.keyboard.type("123")
    both = [handle("email", person.email, 2), handle("app_user", f"u-{person.number}", 2)]
    service.post(delivery("message.received", "email", 0, both, person.name, "Jeszcze jedno słowo."))
    expect(page.get_by_role("feed")).to_contain_text("Jeszcze jedno słowo.")
    expect(page.locator(".hdl")).to_contain_text(f"u-{person.number}")  # the section was drawn anew
    expect(field).to_be_focused()
    page.keyboard.type("456")
    expect(field).to_have_value("123456")


def test_five_wrong_codes_pause_the_handle(service: RunningService, open_page: OpenPage, caller: tuple[str, Somebody]):
    page = opened(open_page, caller[0], refused=("422", "429"))
    prove(page, "e-mail")
    page.get_by_role("button", name="Wyślij kod").click()
    field = page.get_by_label("Kod podany przez klienta")
    expect(field).to_be_visible()
    right = int(code_sent(service))
    for tries, left in enumerate(("zostały 4", "zostały 3", "zostały 2", "została 1")):
        field.fill(f"{(right + 1 + tries) % 1_000_000:06}")
        page.get_by_role("button", name="Potwierdź kod").click()
        expect(page.locator(".proof")).to_contain_text(left)
    field.fill(f"{(right + 9) % 1_000_000:06}")
    page.get_by_role("button", name="Potwierdź kod").click()
    expect(page.locator(".proof")).to_contain_text("Kody wstrzymane")
    expect(field).to_have_count(0)
    expect(page.locator(".unp")).to_be_visible()


@pytest.mark.parametrize(
    "refusal",
    [
        (410, "code-gone", "Ten kod wygasł albo został użyty. Wyślij nowy."),
        (404, "not-found", "Już tego tu nie ma."),
        (503, "busy", "Nie udało się. Spróbuj ponownie."),
    ],
    ids=lambda refusal: refusal[1],
)
def test_what_becomes_of_a_code_is_said_in_words(
    service: RunningService, open_page: OpenPage, caller: tuple[str, Somebody], refusal: tuple[int, str, str]
):
    status, slug, words = refusal
    page = opened(open_page, caller[0], refused=(str(status),))
    prove(page, "e-mail")
    page.get_by_role("button", name="Wyślij kod").click()
    field = page.get_by_label("Kod podany przez klienta")
    expect(field).to_be_visible()
    body = {"type": f"urn:throughline:problem:{slug}", "status": status}
    page.route("**/confirmation", lambda route: route.fulfill(status=status, json=body))
    field.fill(code_sent(service))
    page.get_by_role("button", name="Potwierdź kod").click()
    expect(page.locator(".proof .wrong")).to_have_text(words)
    expect(field).to_have_count(0 if slug == "code-gone" else 1)


def test_an_agents_own_check_is_recorded_by_its_method_alone(
    open_page: OpenPage, service: RunningService, desk: Desk, unproven: tuple[str, str]
):
    page = opened(open_page, unproven[0])
    prove(page, "urządzenie czatu")
    expect(page.get_by_role("button", name="Wyślij kod")).to_have_count(0)  # a device takes no code
    expect(page.locator(".proof input")).to_have_count(0)  # and no field could take a document's number
    page.get_by_label("Jak sprawdzono").select_option(label="okazany dokument")
    page.get_by_role("button", name="Zapisz sprawdzenie").click()

    expect(page.locator(".hdl li").filter(has_text="sprawdzony")).to_contain_text("okazany dokument")
    expect(page.locator(".unp")).to_be_hidden()
    expect(page.locator(".fx")).to_contain_text(unproven[1])
    assert "checked:id_document_seen" in [each["method"] for each in desk.get(f"customers/{unproven[0]}")["handles"]]


def test_a_handle_that_several_people_use_says_so_and_proves_nobody(
    service: RunningService, open_page: OpenPage, desk: Desk
):
    one, other = Somebody("Jan Nowak"), Somebody("Zofia Wilk")
    for person in (one, other):
        record = [handle("email", person.email, 2), handle("phone", one.phone, 2)]
        service.post(delivery("customer.imported", "crm", 60, record, person.name))
    customer_id = service.post(
        delivery("message.received", "email", 5, [handle("email", one.email, 2), handle("phone", one.phone, 1)], one.name, "Dzień dobry.")
    )[0]["customer_id"]  # fmt: skip
    wait_until(
        lambda: any(each["shared"] for each in desk.get(f"customers/{customer_id}")["handles"]), "the number to be shared")  # fmt: skip
    page = opened(open_page, customer_id)
    shared = page.locator(".hdl li").filter(has_text="używa kilka osób")
    expect(shared).to_contain_text("różne")
    expect(shared.get_by_role("button")).to_have_count(0)


def test_a_handle_that_links_nobody_says_why(service: RunningService, open_page: OpenPage):
    person = Somebody("Olga Zych")
    mixed = [handle("phone", person.phone, 2), handle("email", f"biuro@firma{person.number}.example", 2)]
    receipt = service.post(delivery("message.received", "whatsapp", 5, mixed, person.name, "Dzień dobry."))[0]
    page = opened(open_page, receipt["customer_id"])
    unfit = page.locator(".hdl li").filter(has_text="skrzynka ogólna")
    expect(unfit).to_contain_text("biur•••@")
    expect(unfit.get_by_role("button")).to_have_count(0)


def test_who_only_audits_sees_the_list_and_decides_nothing(
    service: RunningService, open_page: OpenPage, unproven: tuple[str, str]
):
    page = open_page("/console", signed_in=False)
    page.goto(service.link("auditor", "Ewa Audyt"))
    page.goto(f"{service.address}/console/customers/{unproven[0]}")
    expect(page.locator(".hdl li").first).to_be_visible()
    expect(page.locator(".hdl button, .match button, .mv")).to_have_count(0)
