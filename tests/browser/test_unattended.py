"""A console that nobody touches tells the service nothing but that its line lives: the session ends with the silence."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from tests.browser.conftest import OpenPage
from tests.browser.people import opened
from tests.browser.rest import stand_still, until_all_has_come
from tests.browser.service import RunningService, event, journey, wait_until

pytestmark = pytest.mark.browser

PULSE = 20_000
PULSES = 7  # more than two minutes: what is asked at a minute's turn is asked in them
OWN_LINE = "delete window.SharedWorker"  # in the tab, where its frames are heard and its clock is set
AWAY = """() => {
    Object.defineProperty(document, "hidden", { value: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


class Heard:
    """What a tab sends and what comes back."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.answered = 0

    def watch(self, page: Page) -> None:
        page.add_init_script(OWN_LINE)
        page.on("websocket", self._line)
        page.on("request", lambda request: self.asked.append(request.url) if "/v1/" in request.url else None)

    def states(self) -> list[str]:
        """What it said of the person's being there."""
        return [each["state"] for each in self.sent if "presence" == each["type"]]

    def _line(self, line: WebSocket) -> None:
        line.on("framesent", lambda frame: self.sent.append(json.loads(frame)))
        line.on("framereceived", self._answer)

    def _answer(self, frame: str | bytes) -> None:
        self.answered += "heartbeat" == json.loads(frame)["type"]


def unattended(page: Page, heard: Heard) -> None:
    """Minutes go by, every pulse is answered."""
    for _ in range(PULSES):
        count = heard.answered
        page.clock.run_for(PULSE)
        wait_until(lambda: heard.answered > count or page.wait_for_timeout(20) is not None, "the pulse's answer")  # noqa: B023


def test_a_console_that_nobody_touches_sends_only_pulses(service: RunningService, open_page: OpenPage):
    customer_id = service.post(*journey("+48601000571", "Róża Wilk"))[0]["customer_id"]
    heard = Heard()

    def watch(page: Page) -> None:
        heard.watch(page)
        page.clock.install()

    page = opened(open_page, customer_id, watch=watch)
    expect(page.locator(".status .st")).to_contain_text("ms")
    wait_until(lambda: bool(heard.states()) or page.wait_for_timeout(20) is not None, "that somebody looks on")
    unattended(page, heard)  # what the opening asks for later is over
    until_all_has_come(page)
    stand_still(page)  # the machine's own seconds make no pulse more
    heard.sent.clear()
    heard.asked.clear()
    unattended(page, heard)
    page.clock.run_for(1_000)  # and what that would draw or ask
    assert ["heartbeat"] * PULSES == [each["type"] for each in heard.sent]
    assert [] == heard.asked


def test_a_line_that_is_new_says_whether_somebody_is_there(mortal: RunningService, browser: Browser):
    customer_id = mortal.post(event("1", "message.received", "chat", "+48601000572", 9, text="Dzień dobry"))[0][
        "customer_id"
    ]
    context, heard = browser.new_context(), Heard()
    page = context.new_page()
    page.goto(mortal.link())
    expect(page.get_by_role("tablist")).to_be_visible()
    heard.watch(page)
    page.goto(f"{mortal.address}/console/customers/{customer_id}")
    states_after(page, heard, "viewing")
    begun_anew(mortal, page, heard)
    states_after(page, heard, "viewing")
    page.evaluate(AWAY)
    states_after(page, heard, "idle")
    begun_anew(mortal, page, heard)
    states_after(page, heard, "idle")
    context.close()


def begun_anew(service: RunningService, page: Page, heard: Heard) -> None:
    service.kill()
    expect(page.locator(".recon")).to_contain_text("Brak połączenia od")
    heard.sent.clear()
    service.start()


def states_after(page: Page, heard: Heard, last: str) -> None:
    expect(page.locator(".status")).to_contain_text("Na żywo")
    wait_until(lambda: heard.states()[-1:] == [last] or page.wait_for_timeout(20) is not None, f"that it says {last}")
    assert {last} == set(heard.states()[-1:])
