"""A lead's busy hour by the keyboard alone, over thirteen weeks of a shop:  python -m tests.browser.busy_hour lead"""

import re

from playwright.sync_api import Page, expect

from tests.browser.hands import PATIENCE_MS, Hands, run
from tests.browser.past import tell_the_past
from tests.browser.people import Desk
from tests.browser.service import RunningService

NUMBERS = ("Klient musiał powtórzyć", "Kontekst przeszedł ze zmianą", "Obietnice dotrzymane", "Rozwiązane w 1. kontakcie",
           "Czas do kontekstu")  # fmt: skip


class FiguresHour:
    """Every figure, its table, its events and, for a reason, the people."""

    PLAYS = ()

    def __init__(self, service: RunningService, page: Page) -> None:
        self.service, self.page = service, page
        tell_the_past(service)
        page.goto(service.link("lead", "Renata Jurek"))
        page.goto(f"{service.address}/console/figures")
        self._drawn()
        self.hands = Hands(page)

    def run(self) -> None:
        """Every task in turn."""
        run(self.hands, self.numbers, self.period, self.ways, self.table_at_once, self.anew, self.map, self.trend,
            self.promises, self.again, self.team, self.person, self.help)  # fmt: skip

    def numbers(self) -> None:
        """Each number on top, and its events"""
        for name in NUMBERS:
            self._find(name)
            self.hands.press("Enter")
            self._events()
            self.hands.press("Escape")
            self._held("tile-", f"the events of {name}")

    def period(self) -> None:
        """Twelve weeks, by a letter"""
        self.hands.press("]", "]")
        self.page.wait_for_url("**weeks=12**")
        expect(self.page.locator(".sub")).to_contain_text("12 tyg.", timeout=PATIENCE_MS)
        self._drawn()

    def ways(self) -> None:
        """The flow over the channels: its table, and one way's events"""
        self._find("ktoredy")
        self.hands.press("t")
        expect(self.page.locator(".cw .dt")).to_be_visible()
        self._held("h-ways", "the tables came")
        self.hands.press(*["Tab"] * 3)
        self._held("way-", "three steps of Tab from the heading of the ways")
        self.hands.press("Enter")
        self._events()
        self.hands.press("Escape")
        self._held("way-", "the events of one way")
        self.hands.press("t")

    def table_at_once(self) -> None:
        """The trend's table and back, from its own heading"""
        self._find("musial")
        self.hands.press("t", "t")
        expect(self.page.locator(".cs svg.c")).to_be_visible()

    def anew(self) -> None:
        """New numbers while one stands on a heading"""
        self._find("mapa")
        with self.page.expect_response("**/v1/figures/journey-map*"):
            self.page.evaluate("() => dispatchEvent(new PopStateEvent('popstate'))")  # asked anew, as every minute
        self._drawn()
        self._held("h-map", "the numbers came anew")

    def map(self) -> None:
        """The journey map: a cell's events"""
        self._find("mapa")
        self.hands.press("Tab")
        self._held("cell-", "one step of Tab from the heading of the map")
        self.hands.press("Enter")
        self._events()
        self.hands.press("Escape")
        self._held("cell-", "the events of a cell")

    def trend(self) -> None:
        """One week of the trend, and its events"""
        self._find("musial", 1)
        self.hands.press("t")
        expect(self.page.locator(".cs .dt")).to_be_visible()
        self.hands.press(*["Tab"] * 3)
        self._held("week-", "three steps of Tab from the heading of the trend")
        self.hands.press("Enter")
        expect(self.page.get_by_role("dialog")).to_be_visible()
        self.hands.press("Escape", "t")

    def promises(self) -> None:
        """Promises that are overdue"""
        self._find("wedlug zespolu")
        self.hands.tab_to("Pokaż po terminie")
        self.hands.press("Enter")
        self._events(some=False)
        self.hands.press("Escape")

    def again(self) -> None:
        """Answers after a reopening"""
        self._find("po ponownym")
        self.hands.press("Tab", "Enter")
        self._events()
        self.hands.press("Escape")

    def team(self) -> None:
        """One team, and all again"""
        self._find("sklep internetowy")
        self.page.wait_for_url("**team=**")
        self._drawn()
        self._find("Wszystkie zespoły")
        self.page.wait_for_url(re.compile("^((?!team=).)*$"))
        self._drawn()

    def person(self) -> None:
        """A person behind a number, for a reason, and back to the figures"""
        self._find(NUMBERS[0])
        self.hands.press("Enter")
        self._events()
        self.hands.tab_to("Obietnica po terminie")
        self.hands.press("ArrowDown", "ArrowDown")
        self.hands.tab_to("Pokaż osoby")
        self.hands.press("Enter")
        expect(self.page.locator(".pp a").first).to_be_focused(timeout=PATIENCE_MS)
        customer = (self.page.locator(".pp a").first.get_attribute("href") or "").rpartition("/")[2]
        self.hands.press("Enter")
        self.page.wait_for_url("**/console/customers/**")
        found = Desk(self.service, "auditor", "Kontrola").get(f"access?customer={customer}")["records"]
        assert ("Renata Jurek", "figure:repeat-story", "coaching") in [
            (each["who"], each["what"], each["purpose"]) for each in found
        ]
        self.page.go_back()
        expect(self.page.locator(".sub")).to_contain_text("12 tyg.", timeout=PATIENCE_MS)
        self._drawn()
        self.hands.press("Tab")

    def help(self) -> None:
        """The sheet of keys, and back"""
        self.hands.press("?")
        expect(self.page.get_by_role("dialog")).to_be_visible()
        self.hands.press("Escape")
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def _find(self, words: str, which: int = 0) -> None:
        self.hands.press("Control+k")
        self.hands.type(words)
        expect(self.page.get_by_role("dialog").get_by_role("option").nth(which)).to_be_visible()
        self.hands.press(*["ArrowDown"] * which, "Enter")

    def _events(self, some: bool = True) -> None:
        dialog = self.page.get_by_role("dialog")
        expect(dialog.locator("ol li").first if some else dialog.locator(".ev p").first).to_be_visible(
            timeout=PATIENCE_MS
        )

    def _held(self, name: str, after: str) -> None:
        held = self.page.evaluate("() => document.activeElement.dataset.f ?? document.activeElement.id")
        if not held.startswith(name):
            self.hands.awkward.append(f"the focus is on “{held}” after {after}")

    def _drawn(self) -> None:
        expect(self.page.locator(".kp:not([aria-busy]) .nums")).to_be_visible(timeout=PATIENCE_MS)
