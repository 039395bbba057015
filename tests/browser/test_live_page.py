"""What happens while somebody looks: a journey arrives, a call grows, hostile words stay words, a line that drops comes back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.people import Desk
from tests.browser.rest import stand_still
from tests.browser.service import RunningService, event, journey, wait_until
from tests.browser.writers import Writer, reads_above, send

pytestmark = pytest.mark.browser

BIDI = "Zwrot \u202edo 31.12\u202c <script>alert(1)</script> <img src=x onerror=alert(2)> {{7*7}} &amp; \u2066koniec"


# How far each row went down when the view went up by 150 pixels, two frames later.
SCROLLED_UP = """async () => {
    const tops = () => new Map([...document.querySelectorAll(".row")].map((row) => [row.dataset.key, row.getBoundingClientRect().top]));
    const before = tops();
    document.getElementById("timeline").scrollTop -= 150;
    for (let frames = 0; frames < 2; frames += 1) await new Promise((next) => requestAnimationFrame(next));
    return [...tops()].filter(([key]) => before.has(key)).map(([key, top]) => top - before.get(key));
}"""


def open_customer(open_page: OpenPage, customer_id: str, **how: object) -> Page:
    page = open_page(f"/console/customers/{customer_id}", **how)
    expect(page.locator(".row").first).to_be_visible()
    return page


def test_a_journey_is_seen_to_arrive(service: RunningService, open_page: OpenPage):
    first, *rest = journey("+48601000301", "Katarzyna Wiśniewska")
    customer_id = service.post(first)[0]["customer_id"]
    page = open_customer(open_page, customer_id)

    service.post(*rest)

    feed = page.get_by_role("feed")
    expect(feed.get_by_text("Zamek w kurtce z zamówienia PL-48213 się rozchodzi.")).to_be_visible()
    expect(feed.get_by_text("Widzę całą historię.")).to_be_visible()
    # The last message was written during the call and came after it: the thread leaves the call and returns.
    bends = ["WhatsApp → e-mail", "E-mail → salon", "Salon → telefon", "Telefon → WhatsApp", "WhatsApp → telefon"]
    expect(page.locator(".row.switch b")).to_have_text(bends)
    expect(feed.get_by_text("dotarło później")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Katarzyna Wiśniewska")
    expect(page.locator(".panel .pr .pill.bad")).to_be_visible()  # the promise is past its day
    expect(page.locator(".known")).to_contain_text("nr zamówienia")


def test_a_tab_that_gets_no_frames_draws_all_the_same(service: RunningService, open_page: OpenPage):
    customer_id = service.post(event("1", "message.received", "chat", "+48601000391", 9, text="Dzień dobry"))[0][
        "customer_id"
    ]
    page = open_page(f"/console/customers/{customer_id}", watch=_without_frames)
    expect(page.get_by_role("feed").get_by_text("Dzień dobry")).to_be_visible()

    service.post(event("2", "message.received", "chat", "+48601000391", 1, text="Halo, jest tam kto?"))

    expect(page.get_by_role("feed").get_by_text("Halo, jest tam kto?")).to_be_visible()


def _without_frames(page: Page) -> None:
    page.add_init_script("window.requestAnimationFrame = () => 0;")


def test_the_utterances_of_a_call_are_one_card_that_grows(service: RunningService, open_page: OpenPage):
    call = {"name": "Jan", "thread": "call:302"}
    customer_id = service.post(event("1", "call.started", "phone", "+48601000302", 2, **call))[0]["customer_id"]
    page = open_customer(open_page, customer_id)
    expect(page.locator(".callc")).to_contain_text("Na linii")

    for number in range(2, 6):
        words = [{"party": "customer", "from_ms": 0, "to_ms": 500, "text": f"Zdanie numer {number}."}]
        service.post(event(str(number), "call.transcribed", "phone", "+48601000302", 1, **call, transcript=words))
        expect(page.locator(".utt").last).to_contain_text(f"Zdanie numer {number}.")

    expect(page.locator(".callc")).to_have_count(1)
    expect(page.locator(".utt")).to_have_count(4)
    service.post(event("9", "call.ended", "phone", "+48601000302", 0, **call))
    expect(page.locator(".callc")).to_contain_text("Rozmowa telefoniczna")


def test_hostile_words_are_shown_as_words(service: RunningService, open_page: OpenPage):
    phone = "+48601000303"
    customer_id = service.post(event("1", "message.received", "chat", phone, 3, name="<b>Ola</b>\u202e", text=BIDI))[0][
        "customer_id"
    ]
    service.post(event("2", "message.received", "chat", phone, 2, text="ą" * 30_000 + "\u202e" + "<i>x</i>" * 500))
    page = open_customer(open_page, customer_id)

    said = page.locator(".row.item .tx").first
    expect(said).to_contain_text("<script>alert(1)</script> <img src=x onerror=alert(2)> {{7*7}} &amp;")
    expect(said.locator(".ctl")).to_have_text(["RLO", "PDF", "LRI"])
    expect(said).to_have_css("unicode-bidi", "isolate")  # asked again if the row was drawn anew meanwhile
    assert 0 == page.locator(".row :is(script, img, i)").count()
    expect(page.get_by_role("button", name="Pokaż całość")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert "\u202e" not in page.evaluate("() => document.body.innerText + document.title")


def test_who_reads_above_is_told_what_came_below(service: RunningService, open_page: OpenPage):
    phone = "+48601000304"
    many = [
        event(str(n), "message.received", "chat", phone, 90 - n, text=f"Wiadomość {n}\n\nDruga linia.")
        for n in range(40)
    ]
    customer_id = service.post(*many)[0]["customer_id"]
    page = open_customer(open_page, customer_id)
    feed = page.get_by_role("feed")
    expect(feed.get_by_text("Wiadomość 39")).to_be_in_viewport()
    reads_above(page)
    expect(feed.get_by_text("Wiadomość 39")).not_to_be_in_viewport()

    service.post(*[event(str(n), "message.received", "chat", phone, 1, text=f"Nowa {n}") for n in (50, 51)])

    page.get_by_role("button", name="2 nowe").click()
    expect(feed.get_by_text("Nowa 51")).to_be_in_viewport()
    expect(page.locator(".fresh")).to_be_hidden()


# What those hear who listen instead of look.
LISTENING = """() => {
    window.heard = [];
    const place = document.querySelector(".tlw > .sr");
    new MutationObserver(() => place.textContent && heard.push(place.textContent)).observe(place, { childList: true });
}"""


def test_who_listens_hears_how_much_others_wrote_each_time(service: RunningService, open_page: OpenPage, desk: Desk):
    writer = Writer(service)
    writer.says("Dzień dobry")
    page = open_page(f"/console/customers/{writer.customer_id}", watch=lambda page: page.clock.install())
    expect(page.get_by_role("radio", name="WhatsApp")).to_be_visible()
    page.evaluate(LISTENING)
    desk.post(f"customers/{writer.customer_id}/claim", {})
    expect(page.locator(".who")).to_contain_text("prowadzi Piotr Zieliński do")
    send(page, "Już sprawdzam.")
    expect(page.locator(".row.item", has_text="Już sprawdzam.")).to_contain_text("wysłane")
    page.clock.fast_forward(5_000)
    assert [] == page.evaluate("() => heard")  # nobody wrote

    for text in ("Dziękuję.", "Czekam."):
        writer.says(text, 0)
        expect(page.locator(".row.item", has_text=text)).to_be_visible()
        page.clock.fast_forward(5_000)
    assert ["1 nowe zdarzenie"] * 2 == page.evaluate("() => heard")


def test_a_sentence_leads_to_its_source(service: RunningService, open_page: OpenPage):
    customer_id = service.post(*journey("+48601000305", "Ewa"))[0]["customer_id"]
    page = open_customer(open_page, customer_id)

    page.get_by_role("button", name="Pokaż źródło: Zamówienie, WhatsApp").click()

    expect(page.locator(".src mark")).to_have_text("PL-48213")
    expect(page.locator(".src mark")).to_be_in_viewport()
    page.keyboard.press("1")
    expect(page.locator(".src")).to_contain_text("źródło zdania 1")
    expect(page.locator(".row:focus .src")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".src")).to_have_count(0)
    expect(page.get_by_role("button", name="Pokaż źródło: Zamówienie, WhatsApp")).to_be_focused()


def test_a_source_looked_at_by_a_key_leaves_the_hand_two_steps_from_taking_the_customer(
    service: RunningService, open_page: OpenPage
):
    call = event(
        "c1",
        "call.started",
        "phone",
        "+48601000399",
        9,
        name="Ewa",
        consent={"recording": True, "notice_version": "2026-05"},
    )
    customer_id = service.post(*journey("+48601000399", "Ewa"), call)[0]["customer_id"]
    page = open_customer(open_page, customer_id)
    consents = page.locator(".sec", has_text="Zgody i RODO")
    expect(consents).to_contain_text(re.compile(r"Nagrywanie rozmowytak, .*Telefon, .*treść 2026-05"))

    page.keyboard.press("1")
    expect(page.locator(".row:focus .src")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".who h1")).to_be_focused()

    for _ in range(2):
        page.keyboard.press("Tab")
        if "Przyjmij" in page.locator(":focus").inner_text():
            return
    pytest.fail("“Przyjmij” is farther away")


def test_keys_move_through_the_queue(service: RunningService, open_page: OpenPage):
    service.post(
        *[
            event("1", "message.received", "chat", f"+4860100032{n}", n, name=f"Klient {n}", text="Halo?")
            for n in range(3)
        ]
    )
    page = open_page()
    expect(page.locator(".q").nth(2)).to_be_visible()

    page.keyboard.press("j")
    expect(page.locator(".q[aria-current]")).to_have_count(1)
    first = page.url
    page.keyboard.press("j")
    expect(page).not_to_have_url(first)
    page.keyboard.press("k")
    expect(page).to_have_url(first)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_language_changes_everything_and_the_brief(service: RunningService, open_page: OpenPage):
    customer_id = service.post(*journey("+48601000306", "Marta"))[0]["customer_id"]
    page = open_customer(open_page, customer_id)
    polish = page.locator(".txt").inner_text()

    page.get_by_role("button", name="EN", exact=True).click()

    expect(page.locator(".txt")).not_to_have_text(polish)
    expect(page.locator(".bh")).to_contain_text("every sentence has its source")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_an_unknown_customer_is_said_to_be_unknown(open_page: OpenPage):
    page = open_page("/console/customers/c-0000")
    expect(page.get_by_role("heading", name="Nie ma takiego klienta")).to_be_visible()


def test_without_a_session_the_page_says_how_to_get_a_link(open_page: OpenPage):
    page = open_page(signed_in=False)
    expect(page.get_by_role("heading", name="Nie zalogowano")).to_be_visible()
    expect(page.locator("code")).to_contain_text("throughline link create")


def test_a_used_link_says_so(service: RunningService, open_page: OpenPage):
    page = open_page("/console/sign-in/not-a-code", signed_in=False)
    expect(page.get_by_role("heading", name="Ten link już nie działa")).to_be_visible()


def test_older_talk_is_fetched_in_order_and_once_and_only_what_is_near_stands_in_the_page(
    service: RunningService, open_page: OpenPage
):
    phone = "+48601000307"
    many = [event(str(n), "message.received", "chat", phone, 9_000 - n, text=f"Numer {n}") for n in range(230)]
    page = open_customer(open_page, service.post(*many)[0]["customer_id"])
    feed = page.get_by_role("feed")
    expect(feed.get_by_text("Numer 229")).to_be_in_viewport()

    seen: list[str] = []
    for _ in range(60):
        standing = page.locator(".row.item .tx").all_inner_texts()
        assert len(standing) < 60
        seen = standing + seen[seen.index(standing[-1]) + 1 if seen else 0 :]
        if seen[0] == "Numer 0":
            break
        page.locator("#timeline").evaluate("node => { node.scrollTop -= 400 }")
        expect(page.locator(".row.item .tx").first).not_to_have_text(standing[0])

    assert [f"Numer {n}" for n in range(230)] == seen
    expect(page.locator(".older")).to_be_hidden()
    page.keyboard.press("g")
    expect(feed.get_by_text("Numer 229")).to_be_in_viewport()


def test_what_stands_in_view_stays_there_while_rows_above_turn_out_taller(service: RunningService, open_page: OpenPage):
    long = "Dłuższa wiadomość, która zajmie kilka linii. " * 12
    many = [event(str(n), "message.received", "chat", "+48601000313", 900 - n, text=f"{n}: {long}") for n in range(60)]
    page = open_customer(open_page, service.post(*many)[0]["customer_id"])
    expect(page.get_by_role("feed").get_by_text("59: Dłuższa")).to_be_in_viewport()
    moved: set[int] = set()
    for _ in range(12):
        moved |= {round(each / 2) * 2 for each in page.evaluate(SCROLLED_UP)}
    assert {150} == moved  # pixels, by which every row that stayed went down


def test_who_comes_back_is_led_to_the_first_entry_they_have_not_read(service: RunningService, open_page: OpenPage):
    phone = "+48601000314"

    def said(n: int) -> dict[str, object]:
        return event(str(n), "message.received", "chat", phone, 60 - n, text=f"Wiadomość {n}\n\nDruga linia.\nTrzecia.")

    customer_id = service.post(*[said(n) for n in range(6)])[0]["customer_id"]
    page = open_customer(open_page, customer_id)
    expect(page.locator(".status")).to_contain_text("Na żywo")
    page.wait_for_function("() => localStorage.getItem('throughline.seen') !== null")
    page.evaluate("() => { history.pushState(null, '', '/console'); dispatchEvent(new PopStateEvent('popstate')) }")
    expect(page.locator(".blank h1")).to_be_visible()
    service.post(*[said(n) for n in range(10, 22)])

    page.locator(f'.q[data-id="{customer_id}"]').click()

    page.get_by_role("button", name="12 nowych").click()
    expect(page.locator(".unread")).to_have_text("12 nieprzeczytanych")
    expect(page.locator(".unread")).to_be_in_viewport()
    expect(page.get_by_role("feed").get_by_text("Wiadomość 10")).to_be_in_viewport()
    expect(page.locator(".missed")).to_be_hidden()


def test_an_auditor_is_told_there_is_no_queue(service: RunningService, open_page: OpenPage):
    page = open_page(service.link("auditor", "Ewa Lis").removeprefix(service.address), signed_in=False)
    expect(page).to_have_url(f"{service.address}/console/audit")
    page.goto(f"{service.address}/console")
    expect(page.get_by_text("Ta rola nie ma kolejki.")).to_be_visible()


def test_a_customer_is_found_by_a_number_in_any_spelling(service: RunningService, open_page: OpenPage):
    customer_id = service.post(event("1", "message.received", "chat", "+48601000308", 2, name="Iga", text="Halo"))[0][
        "customer_id"
    ]
    page = open_page()
    expect(page.get_by_role("tablist")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("601 000 308")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{service.address}/console/customers/{customer_id}")


def test_signing_out_ends_the_session(service: RunningService, open_page: OpenPage):
    page = open_page(service.link(name="Jan Nowak").removeprefix(service.address), signed_in=False)
    page.get_by_role("button", name="Twoje konto: Jan Nowak").click()
    page.get_by_role("button", name="Wyloguj się").click()
    expect(page.get_by_role("heading", name="Wylogowano")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Nie zalogowano")).to_be_visible()


def test_a_row_of_the_queue_is_clicked_although_its_customer_writes_meanwhile(
    service: RunningService, open_page: OpenPage
):
    pressed, other = Writer(service, "Lena Mak"), Writer(service, "Olaf Bąk")
    for each in (pressed, other):
        each.says("Dzień dobry")
    frames: list[str] = []

    def watch(page: Page) -> None:
        page.add_init_script("delete window.SharedWorker")  # a line of the tab's own, whose frames are heard
        page.on("websocket", lambda line: line.on("framereceived", lambda frame: frames.append(str(frame))))
        page.clock.install()

    page = open_page(f"/console/customers/{other.customer_id}", watch=watch)
    row = page.locator(f".q[data-id='{pressed.customer_id}']")
    expect(page.locator(".row").first).to_be_visible()  # what comes with the page may move the queue
    row.hover()
    stand_still(page)
    page.mouse.down()
    pressed.says("Halo?")
    wait_until(
        lambda: page.wait_for_timeout(20) is None and any("Halo?" in each for each in frames), "the queue to hear of it"
    )
    page.clock.run_for(1_000)
    page.mouse.up()
    page.clock.resume()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lena Mak")
    expect(row).to_contain_text("Halo?")


def test_colleagues_see_one_another(service: RunningService, open_page: OpenPage):
    customer_id = service.post(event("1", "message.received", "chat", "+48601000309", 2, name="Ela", text="Halo"))[0][
        "customer_id"
    ]
    page = open_customer(open_page, customer_id)
    colleague = open_page(service.link("lead", "Marek Zieliński").removeprefix(service.address), signed_in=False)
    expect(colleague.get_by_role("tablist")).to_be_visible()
    colleague.goto(page.url)
    expect(page.get_by_text("Marek ogląda")).to_be_visible()


def test_what_arrives_out_of_order_stands_where_the_service_says(service: RunningService, open_page: OpenPage):
    phone = "+48601000310"

    def said(number: int, channel: str, ago: float) -> dict[str, object]:
        return event(str(number), "message.received", channel, phone, ago, text=f"Numer {number}")

    customer_id = service.post(said(1, "email", 300), said(2, "chat", 20))[0]["customer_id"]
    page = open_customer(open_page, customer_id, height=2000)
    late = [
        said(3, "email", 40),
        said(4, "chat", 200),
        said(5, "chat", 10),
        said(6, "in_store", 15),
        said(7, "email", 280),
    ]
    service.post(*late, said(8, "chat", 0))
    expect(page.get_by_role("feed").get_by_text("Numer 8")).to_be_visible()

    asked = "path => fetch(path).then((answer) => answer.json())"
    items = page.evaluate(asked, f"/v1/customers/{customer_id}/timeline?limit=200")["items"]
    expect(page.locator(".row.item .tx")).to_have_text([item["text"] for item in items])
    bends = page.locator(".row.switch b").all_inner_texts()
    drawn_afresh = open_customer(open_page, customer_id, height=2000)
    expect(drawn_afresh.locator(".row.switch b")).to_have_text(bends)
    assert page.locator(".row .tag.warn").count() == drawn_afresh.locator(".row .tag.warn").count() == 4


# Every drawing of all writes the title: how often that was since.
COUNT_DRAWINGS = """() => {
    window.drawings = 0;
    const written = Object.getOwnPropertyDescriptor(Document.prototype, "title");
    Object.defineProperty(document, "title", { get: written.get, set(words) { drawings += 1; written.set.call(this, words); } });
}"""


def test_what_the_queue_hears_of_others_does_not_draw_the_open_page(service: RunningService, open_page: OpenPage):
    customer_id = service.post(journey("+48601000381", "Zenobia Kruk")[1])[0]["customer_id"]
    service.quiet()  # what follows from her own words draws her page
    page = open_customer(open_page, customer_id)
    expect(page.locator(".hdl li").first).to_be_visible()
    names = ["Otylia Mróz", "Bogna Lis", "Cezary Żuk", "Dobrawa Wilk", "Eligiusz Sroka"]
    expect(page.locator(".ql .q").first).to_be_visible()
    page.evaluate(COUNT_DRAWINGS)

    for number, name in enumerate(names):
        service.post(journey(f"+4860100037{number}", name)[1])
        expect(page.locator(".ql")).to_contain_text(name)
    assert page.evaluate("drawings") < len(names), "a minute may go by meanwhile, but no event of theirs draws all"
