"""Busy hours by the keyboard alone, an agent's, an auditor's and a lead's:  python -m tests.browser.busy_hour [agent|auditor|lead]

Twelve journeys arrive meanwhile; in the agent's two calls grow, a colleague writes to the same people in a browser of his own,
and the line drops; the auditor looks into the demo. Each task says how many keys it took and what was awkward; a task that
could not be done by keys ends the hour.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.busy_audit import AuditHour
from tests.browser.busy_figures import FiguresHour
from tests.browser.conftest import ARGUMENTS, executable
from tests.browser.hands import PATIENCE_MS, Hands, run
from tests.browser.meanwhile import Meanwhile
from tests.browser.people import Desk
from tests.browser.service import RunningService, event
from tests.browser.writers import Writer, recorded

READING_MS = 1_500  # what stood there for less, nobody has read: an answer would be asked about


class Hour:
    """The service, who works there, and everything that goes on meanwhile."""

    def __init__(self, service: RunningService, browser: Browser) -> None:
        self.service, self.desk = service, Desk(service)
        self.writer = Writer(service, "Wanda Zając")
        self.writer.says("Dzień dobry, kiedy będzie moja paczka z zamówienia PL-48213?", 50)
        self.caller = Writer(service, "Zenon Mak")
        self.caller.says("Zadzwonię w sprawie kurtki.", 45)
        self._others = Meanwhile(service)
        self._others.begin()
        self.page, self.colleague = (self._signed_in(browser, name) for name in ("Anna Wójcik", "Piotr Zieliński"))
        self.hands = Hands(self.page)

    def end(self) -> None:
        """Let everybody go home."""
        self._others.end()

    def run(self) -> None:
        """Every task in turn."""
        run(self.hands, self.next_waiting, self.source, self.find, self.take, self.reply, self.promise, self.call, self.crossing,
            self.line, self.seek, self.help, self.hand_over, self.close)  # fmt: skip

    def next_waiting(self) -> None:
        """The next who waits"""
        self.hands.press("n")
        expect(self.page.locator(".row").last).to_be_visible(timeout=PATIENCE_MS)

    def source(self) -> None:
        """Where the brief's first sentence comes from"""
        self.hands.press("1")
        expect(self.page.locator(".src").first).to_be_in_viewport()
        self.hands.press("Escape")

    def find(self) -> None:
        """Somebody by a telephone number"""
        self.hands.press("Control+k")
        self.hands.type(self.writer.phone)
        expect(self.page.get_by_role("option").first).to_contain_text("telefon", timeout=PATIENCE_MS)
        self.hands.press("Enter")
        self._opened("Wanda Zając")

    def take(self) -> None:
        """Taking the customer"""
        self.hands.tab_to("Przyjmij")
        self.hands.press("Enter")
        expect(self.page.locator(".who")).to_contain_text("prowadzisz do")

    def reply(self) -> None:
        """A reply"""
        self._write("Paczka wyszła dziś rano, numer wyślę za chwilę.")
        self._stands("Paczka wyszła dziś rano, numer wyślę za chwilę.")

    def promise(self) -> None:
        """A promise"""
        self.hands.press("Escape", "p")
        expect(self.page.get_by_role("dialog")).to_be_visible()
        self.hands.type("numer przesyłki")
        self.hands.press("Enter")
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def call(self) -> None:
        """A call: opened, a note while it runs, ended with a code"""
        said = {"name": self.caller.name, "thread": f"call:{self.caller.phone}"}
        self.service.post(event("c1", "call.started", "phone", self.caller.phone, 1, **said))
        self.hands.press("Control+k")
        self.hands.type("zenon")
        expect(self.page.get_by_role("option").first).to_contain_text("Zenon")
        self.hands.press("Enter")
        self._opened("Zenon Mak")
        expect(self.page.locator(".callc")).to_contain_text("Na linii")
        words = [{"party": "customer", "from_ms": 0, "to_ms": 900, "text": "Chcę wymienić kurtkę na większą."}]
        self._write("Chce rozmiar L.")
        self.service.post(event("c2", "call.transcribed", "phone", self.caller.phone, 0.5, **said, transcript=words))
        self._stands("Chcę wymienić kurtkę na większą.")
        self._stands("Chce rozmiar L.")
        self.service.post(event("c3", "call.ended", "phone", self.caller.phone, 0, **said))
        self.hands.press("Escape", "e")
        expect(self.page.get_by_role("dialog")).to_be_visible()
        self.hands.press("Control+Enter")
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def crossing(self) -> None:
        """A reply that crosses a colleague's, looked at and sent all the same"""
        self.find()
        self.hands.press("r")
        self.hands.type("Numer przesyłki to 6200.")
        self.colleague.goto(f"{self.service.address}/console/customers/{self.writer.customer_id}")
        expect(self.colleague.get_by_role("radio", checked=True)).to_be_visible(timeout=PATIENCE_MS)
        self.colleague.keyboard.press("r")
        self.colleague.keyboard.type("Już odpowiadam w sprawie paczki.")
        self.colleague.keyboard.press("Control+Enter")
        self.hands.press("Control+Enter")
        dialog = self.page.get_by_role("dialog")
        for _ in range(100):
            if dialog.count() or recorded(self.desk, self.writer, "Numer przesyłki to 6200."):
                break
            time.sleep(0.05)
        if dialog.count():
            self.hands.press("Control+Enter")
        self._stands("Numer przesyłki to 6200.")
        for _ in range(200):  # whose words came second is asked the same
            if recorded(self.desk, self.writer, "Już odpowiadam w sprawie paczki."):
                break
            if self.colleague.get_by_role("dialog").count():
                self.colleague.keyboard.press("Control+Enter")
            time.sleep(0.05)
        self._stands("Już odpowiadam w sprawie paczki.")

    def line(self) -> None:
        """The line drops while one writes; it is sent once, after it is back"""
        self.page.wait_for_timeout(READING_MS)
        self.service.kill()
        expect(self.page.locator(".recon")).to_be_visible(timeout=PATIENCE_MS)
        self._write("To piszę bez połączenia.")
        self.service.start()
        expect(self.page.locator(".recon")).to_be_hidden(timeout=PATIENCE_MS)
        for _ in range(600):
            if recorded(self.desk, self.writer, "To piszę bez połączenia."):
                break
            time.sleep(0.05)
        if len(recorded(self.desk, self.writer, "To piszę bez połączenia.")) != 1:
            told = self.page.locator(".row").last.inner_text(), self.page.locator(".ta").input_value()
            raise AssertionError(f"not sent exactly once, and the page says {told}")

    def seek(self) -> None:
        """Words found in the timeline"""
        self.hands.press("Escape", "f")
        self.hands.type("PL-48213")
        expect(self.page.locator(".seek")).to_be_visible()
        self.hands.press("Enter", "Escape")

    def help(self) -> None:
        """The sheet of keys, and back"""
        self.hands.press("?")
        expect(self.page.get_by_role("dialog")).to_be_visible()
        self.hands.press("Escape")
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def hand_over(self) -> None:
        """Handing over with the brief"""
        self.hands.press("a")
        expect(self.page.get_by_role("dialog")).to_be_visible()
        self.hands.type("Salon Poznań")
        self.hands.press("Enter")
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def close(self) -> None:
        """Closing, and on to the next"""
        self.hands.press("e")
        expect(self.page.get_by_role("dialog")).to_be_visible()
        self.hands.press("Control+Enter")
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        self.hands.press("n")
        expect(self.page.locator(".row").last).to_be_visible()

    def _write(self, words: str) -> None:
        self.hands.press("Escape", "r")  # one may be writing already, where R is a letter
        self.hands.type(words)
        self.hands.press("Control+Enter")

    def _stands(self, words: str) -> None:
        expect(self.page.get_by_role("feed").get_by_text(words).last).to_be_visible(timeout=PATIENCE_MS)

    def _opened(self, name: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name, timeout=PATIENCE_MS)
        expect(self.page.get_by_role("radio", checked=True)).to_be_visible(timeout=PATIENCE_MS)

    def _signed_in(self, browser: Browser, name: str) -> Page:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.on("pageerror", lambda error: print(f"    fault on {name}'s page: {error}"))
        page.goto(self.service.link(name=name))
        expect(page.locator(".q").first).to_be_visible(timeout=PATIENCE_MS)
        return page


def agent(service: RunningService, browser: Browser) -> Hands:
    """The agent's hour."""
    service.start()
    hour = Hour(service, browser)
    try:
        hour.run()
    finally:
        hour.end()
    return hour.hands


def beside(hour: type[AuditHour] | type[FiguresHour], service: RunningService, browser: Browser) -> Hands:
    """The auditor's or the lead's hour."""
    service.start(*hour.PLAYS)
    others = Meanwhile(service)
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.on("pageerror", lambda error: print(f"    fault: {error}"))
    going_on = hour(service, page)
    others.begin()
    try:
        going_on.run()
    finally:
        others.end()
    return going_on.hands


HOURS: dict[str, Callable[[RunningService, Browser], Hands]] = {
    "agent": agent, "auditor": partial(beside, AuditHour), "lead": partial(beside, FiguresHour)}  # fmt: skip


def main(asked: list[str]) -> int:
    """These hours, or all; 1 if something was awkward."""
    awkward = 0
    for name in asked or HOURS:
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
            service = RunningService(Path(folder))
            browser = started.chromium.launch(executable_path=executable(), args=ARGUMENTS)
            try:
                hands = HOURS[name](service, browser)
            finally:
                browser.close()
                service.stop()
        print(f"{name}: {hands.keys} keys; awkward: {len(hands.awkward)}")
        awkward += len(hands.awkward)
    return int(awkward > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
