"""All tabs of a person share one line to the service; without a shared worker each has its own."""

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import LISTEN, OpenPage
from tests.browser.service import RunningService, event, wait_until

pytestmark = pytest.mark.browser

# What early.js reads of who is here arrives only with the event "late"; lines opened are counted.
EARLY_IS_LATE = """
const { clone } = Response.prototype;
Response.prototype.clone = function () {
  const copy = clone.call(this), json = copy.json.bind(copy);
  copy.json = async () => { await new Promise((done) => addEventListener("late", done)); return json(); };
  return copy;
};
window.opened = [];
window.SharedWorker = class extends SharedWorker {
  constructor(url, options) { super(url, options); opened.push(options.name); }
};
"""


# A tab waits three seconds for the worker and then opens a line of its own: here a worker on a busy machine is waited for.
PATIENT = """{
  const later = window.setTimeout;
  window.setTimeout = (run, ms, ...more) => later(run, ms === 3000 ? 60000 : ms, ...more);
}"""


def sockets(service: RunningService) -> int:
    """How many live sockets the service serves now."""
    lines = httpx.get(f"{service.address}/metrics").text.splitlines()
    return int(float(next(line for line in lines if line.startswith("throughline_live_sockets")).split()[-1]))


def tab(context: BrowserContext, service: RunningService, customer_id: str) -> Page:
    page = context.new_page()
    page.goto(f"{service.address}/console/customers/{customer_id}")
    expect(page.locator(".row").first).to_be_visible()
    expect(page.locator(".status")).to_contain_text("Na żywo")
    return page


def test_two_tabs_see_their_pages_live_over_one_socket(mortal: RunningService, browser: Browser):
    one, other = (
        mortal.post(event("1", "message.received", "chat", phone, 9, text="Dzień dobry"))[0]["customer_id"]
        for phone in ("+48601000451", "+48601000452")
    )
    context = browser.new_context()
    context.add_init_script(LISTEN + PATIENT)
    faults: list[str] = []
    context.on(
        "console", lambda line: faults.append(line.text) if "Trusted" in line.text or "Policy" in line.text else None
    )
    first = context.new_page()
    first.goto(mortal.link())
    expect(first.get_by_role("tablist")).to_be_visible()
    first.close()
    pages = [tab(context, mortal, one), tab(context, mortal, other), tab(context, mortal, one)]
    wait_until(lambda: 1 == sockets(mortal), "one socket")

    mortal.post(event("2", "message.received", "chat", "+48601000451", 1, text="Do pierwszej"))
    mortal.post(event("2", "message.received", "chat", "+48601000452", 1, text="Do drugiej"))
    for page, text in zip(pages, ("Do pierwszej", "Do drugiej", "Do pierwszej"), strict=True):
        expect(page.get_by_role("feed").get_by_text(text)).to_be_visible()

    pages[0].close()
    mortal.post(event("3", "message.received", "chat", "+48601000452", 1, text="Po zamknięciu"))
    expect(pages[1].get_by_role("feed").get_by_text("Po zamknięciu")).to_be_visible()

    mortal.kill()
    for page in pages[1:]:
        expect(page.locator(".recon")).to_contain_text("stan do zdarzenia #")
    mortal.start()
    mortal.post(event("4", "message.received", "chat", "+48601000452", 1, text="Po przerwie"))
    expect(pages[1].get_by_role("feed").get_by_text("Po przerwie")).to_be_visible()
    expect(pages[2].locator(".status")).to_contain_text("Na żywo")
    wait_until(lambda: 1 == sockets(mortal), "one socket again")

    single = browser.new_context(storage_state=context.storage_state())
    single.add_init_script(f"{LISTEN}; delete window.SharedWorker")
    apart = tab(single, mortal, one)
    wait_until(lambda: 2 == sockets(mortal), "a socket of its own")
    mortal.post(event("5", "message.received", "chat", "+48601000451", 1, text="I bez wspólnego łącza"))
    expect(apart.get_by_role("feed").get_by_text("I bez wspólnego łącza")).to_be_visible()
    assert [] == faults + [each for page in (*pages[1:], apart) for each in page.evaluate("() => window.refused")]

    pages[1].get_by_role("button", name="Twoje konto: Anna Wójcik").click()
    pages[1].get_by_role("button", name="Wyloguj się").click()
    expect(pages[2].get_by_role("heading", name="Nie zalogowano")).to_be_visible()  # the other tab too
    for each in (context, single):
        each.close()


def test_a_worker_that_dies_is_missed_by_its_tabs_which_share_a_new_one(
    browser: Browser, service: RunningService, open_page: OpenPage
):
    said = event("1", "message.received", "chat", "+48601000461", 9, text="Dzień dobry")
    customer_id = service.post(said)[0]["customer_id"]
    first = open_page(f"/console/customers/{customer_id}", watch=lambda page: page.clock.install())
    second = first.context.new_page()
    second.clock.install()
    second.goto(first.url)
    pages = (first, second)
    for page in pages:
        expect(page.locator(".status")).to_contain_text("Na żywo")
    devtools = browser.new_browser_cdp_session()
    workers = [each for each in devtools.send("Target.getTargets")["targetInfos"] if each["type"] == "shared_worker"]
    assert workers
    for each in workers:
        devtools.send("Target.closeTarget", {"targetId": each["targetId"]})
    devtools.detach()

    service.post(event("2", "message.received", "chat", "+48601000461", 1, text="Jest tam kto?"))
    for page in pages:
        page.clock.fast_forward(61_000)  # so long without a word
        page.clock.fast_forward(4_000)  # and no answer
        expect(page.get_by_role("feed").get_by_text("Jest tam kto?")).to_be_visible()
        expect(page.locator(".status")).to_contain_text("Na żywo")


def test_a_tab_opens_one_line_although_the_modules_were_faster_than_what_runs_before_them(
    open_page: OpenPage, service: RunningService
):
    link = service.link(name="Zenon Gil").removeprefix(service.address)  # a session of this test: it ends
    page = open_page(link, signed_in=False, watch=lambda page: page.add_init_script(EARLY_IS_LATE))
    expect(page.locator(".status")).to_contain_text("Na żywo")
    page.evaluate("async () => { dispatchEvent(new Event('late')); await new Promise((done) => setTimeout(done)); }")

    other = page.context.new_page()
    other.goto(service.link(name="Maja Rak"))  # the same browser: the session before is over
    page.get_by_role("button", name="Sprawdź ponownie").dblclick()
    expect(page.get_by_role("button", name="Twoje konto: Maja Rak")).to_be_visible()
    expect(page.locator(".status")).to_contain_text("Na żywo")
    zenon, maja = page.evaluate("() => opened")
    assert zenon != maja
