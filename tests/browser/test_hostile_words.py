"""Whatever a customer says, on whichever channel and in whichever field: it is words on the screen, and nothing else."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Dialog, Page, Request, expect

from tests.browser.conftest import OpenPage
from tests.browser.hostile import Attacker, attackers, payloads
from tests.browser.service import RunningService
from tests.browser.views import VIEWS, View
from tests.patience import SECONDS

pytestmark = pytest.mark.browser

PAYLOADS_EACH = 24
TRAP = "window.ran = []; window.owned = window.alert = window.prompt = window.confirm = window.print = (each) => { ran.push(each); };"
# What no view of ours ever makes, so that it came from somebody's words.
FOREIGN = (
    "img, image, iframe, object, embed, video, audio, picture, base, style, marquee, math, foreignObject, feImage, use, track,"
    "frameset, template, [srcdoc], [ping], [background], [onerror], [onload], [onfocus], [ontoggle], form[action],"
    "meta[http-equiv], a[href^='javascript' i], a[href*='evil'], link[href*='evil'], script:not([src*='/console/'])"
)
SAID = "() => [...document.querySelectorAll('.said')].map((each) => each.textContent)"
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
TO_THE_TOP = """() => { const tl = document.querySelector('.tl'); const was = tl.scrollTop;
    tl.scrollTop = Math.max(0, was - tl.clientHeight); return was; }"""


class Watch:
    """What a page must not do: run something, ask another host, hold what is not ours."""

    def __init__(self, service: RunningService) -> None:
        self._ours = service.address
        self.asked: list[str] = []
        self.dialogs: list[str] = []

    def __call__(self, page: Page) -> None:
        page.context.add_init_script(TRAP)
        page.on("request", self._request)
        page.on("dialog", self._dialog)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._ours, self._ours.replace("http", "ws"), "data:", "blob:")):
            self.asked.append(request.url)

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def caught(self, page: Page) -> list[str]:
        """All of it so far."""
        made = page.evaluate(
            "(foreign) => [...document.querySelectorAll(foreign)].map((each) => each.outerHTML)", FOREIGN
        )
        ran = [f"ran {each}" for each in page.evaluate("() => window.ran")]
        refused = page.evaluate("() => window.refused")
        return [*made, *ran, *refused, *self.asked, *self.dialogs]


@pytest.fixture(scope="module")
def hostile(service: RunningService) -> list[tuple[Attacker, str]]:
    """Customers who between them have said every payload, each with their id."""
    people = attackers(PAYLOADS_EACH)
    token = service.command("token", "create", "--role", "adapter", "--name", "hostile", "--source", "//demo/*")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/cloudevents-batch+json"}
    found = []
    with httpx.Client(base_url=service.address, headers=headers, timeout=SECONDS) as client:
        for person in people:
            results = client.post("/v1/intake", json=person.events()).raise_for_status().json()["results"]
            assert [] == [each for each in results if "outcome" not in each]
            found.append((person, next(each["customer_id"] for each in results if each["customer_id"])))
    return found


def test_the_watch_catches_what_runs_and_who_asks_elsewhere(open_page: OpenPage, service: RunningService):
    watch = Watch(service)
    page = open_page(watch=watch, refused=("evil.example", "Content Security Policy"))
    expect(page.locator(".queue")).to_be_visible()
    page.evaluate(
        "() => { owned(1); const made = document.createElement('img'); made.src = '//evil.example/x'; document.body.append(made); }"
    )
    page.wait_for_function("() => window.refused.length")
    kinds = {"ran 1", "img-src", "<img"}
    assert kinds == {kind for kind in kinds for each in watch.caught(page) if each.startswith(kind)}
    page.evaluate("() => { window.refused.length = 0; }")


def test_no_word_of_a_customer_becomes_a_program_on_an_agents_page(
    open_page: OpenPage, service: RunningService, hostile: Any
):
    watch = Watch(service)
    page = open_page(watch=watch)
    expect(page.locator(".q").first).to_be_visible()
    shown: set[str] = set()
    for person, customer_id in hostile:
        _go(page, customer_id)
        for words in _read(page):
            shown |= {each for each in person.words if each.replace("\r\n", "\n") in words}
        assert [] == watch.caught(page)
    unseen = set(payloads()) - shown
    print(
        f"{len(shown)} of {len(payloads())} payloads were read on the screen as they were written; not: {sorted(unseen)}"
    )
    assert len(shown) >= 300


@pytest.mark.parametrize(
    "view", [view for view in VIEWS if view.name != "customers" and "{id}" in view.path], ids=lambda view: view.name
)
def test_no_word_of_a_customer_becomes_a_program_in_another_view(
    view: View, open_page: OpenPage, service: RunningService, hostile: Any
):
    watch = Watch(service)
    page = open_page(view.path.format(id=hostile[0][1]), role=view.role, watch=watch)
    for _, customer_id in hostile:
        page.goto(f"{service.address}{view.path.format(id=customer_id)}")
        expect(page.locator(view.ready).first).to_be_visible()
        for _ in range(6):
            page.keyboard.press("ArrowLeft")  # where one steps through what was
        page.evaluate(TWO_FRAMES)
        assert [] == watch.caught(page)


def test_no_word_of_a_customer_becomes_a_program_among_the_figures(
    open_page: OpenPage, service: RunningService, hostile: Any
):
    """Teams are named by entry points, which are anybody's words; behind a number stand its people's names."""
    watch = Watch(service)
    page = open_page("/console/figures", role="lead", watch=watch)
    expect(page.locator(".fc svg, .fc .none").first).to_be_visible()
    options = page.get_by_role("combobox", name="Zespół").locator("option")
    expect(options.nth(1)).to_be_attached()  # the numbers on top are drawn before the teams are known
    teams = options.all_text_contents()
    meant = {each[:200].strip() for each in payloads()}
    assert len({each.strip() for each in teams} & meant) > 20
    assert [] == watch.caught(page)
    page.keyboard.press("t")
    page.evaluate(TWO_FRAMES)
    for figure in page.locator("[data-f^=tile-], [data-f=overdue]").all():
        figure.click()
        dialog = page.get_by_role("dialog")
        expect(dialog.locator("ol, .ev .s").first).to_be_visible()
        if dialog.locator("select").count():
            dialog.locator(".two button.btn").click()
            expect(dialog.locator(".pp li").first).to_be_visible()
        assert [] == watch.caught(page)
        page.keyboard.press("Escape")


def _go(page: Page, customer_id: str) -> None:
    """Opens a customer as a click in the queue does, and waits until nothing of the one before is drawn."""
    page.evaluate("() => document.querySelectorAll('.row').forEach((each) => { each.dataset.before = 'yes'; })")
    page.evaluate("(address) => { history.pushState(null, '', address); dispatchEvent(new PopStateEvent('popstate')); }",
                  f"/console/customers/{customer_id}")  # fmt: skip
    expect(page.locator(".row[data-before]")).to_have_count(0)
    expect(page.locator(".page")).to_be_visible()
    expect(page.locator(".row").last).to_be_visible()


def _read(page: Page) -> Iterator[str]:
    """All that is said on a page, from its end to its beginning: only what is near the view is drawn."""
    for _ in range(80):
        yield from page.evaluate(SAID)
        if page.evaluate(TO_THE_TOP) <= 0:
            return
        page.evaluate(TWO_FRAMES)
    raise AssertionError("the beginning was not reached")
