"""An auditor's busy hour by the keyboard alone, while the demo plays:  python -m tests.browser.busy_hour auditor"""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.hands import PATIENCE_MS, Hands, run
from tests.browser.people import Desk
from tests.browser.service import RunningService, wait_until

KNOWN_BY = "+48 601 000 214"  # the demo's first customer, who goes through all four channels
ENOUGH = 40  # events of hers


class AuditHour:
    """One history, from the purpose to the evidence that is taken along and checked."""

    PLAYS = ("--demo", "--demo-speed", "20")

    def __init__(self, service: RunningService, page: Page) -> None:
        self.service, self.page = service, page
        wait_until(self._there, "the demo to have told the story")
        self._agent_reads()
        page.goto(service.link("auditor", "Ewa Sowińska"))
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE_MS)
        self.hands = Hands(page)

    def run(self) -> None:
        """Every task in turn."""
        run(self.hands, self.purpose, self.find, self.steps, self.points, self.causes, self.what_was_seen, self.who_looked,
            self.filters, self.reveal, self.proof, self.export, self.address, self.play)  # fmt: skip

    def purpose(self) -> None:
        """Saying what for"""
        self.hands.type("reklamacja RK-2026-1182")
        self.hands.press("Enter")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Odtwarzanie historii")

    def find(self) -> None:
        """A customer by a telephone number"""
        expect(self.page.get_by_label("Cały numer, adres albo kod")).to_be_focused()
        self.hands.type(KNOWN_BY)
        self.hands.press("Enter")
        expect(self.page.locator("a.hit")).to_be_focused(timeout=PATIENCE_MS)
        self.hands.press("Enter")
        expect(self.page.locator(".ctx h1")).to_contain_text("Katarzyna", timeout=PATIENCE_MS)
        expect(self.page.locator(".stb section").first).to_be_visible(timeout=PATIENCE_MS)

    def steps(self) -> None:
        """Ten events back, step by step"""
        last = self._at()
        self.hands.press(*["ArrowLeft"] * 10)
        expect(self.page.locator(".hd2.b")).to_have_attribute("aria-valuenow", str(last - 10))

    def points(self) -> None:
        """A and B set, and what changed from one to the other"""
        self.hands.press("a", *["ArrowRight"] * 8)
        expect(self.page.locator(".df tbody tr").first).to_be_visible()

    def causes(self) -> None:
        """From a difference to the event it came from, and on to the next difference"""
        self.hands.tab_to("Przejdź do stanu")
        self.hands.press("Enter")
        self.hands.tab_to("Przyczyna: zdarzenie")
        number = self.page.evaluate("() => document.activeElement.textContent")
        self.hands.press("Enter")
        expect(self.page.locator(".ins .kv")).to_contain_text(number)
        self.hands.holds("the cause was shown")
        self.hands.press("ArrowLeft")
        expect(self.page.locator(".st:not([aria-busy]) .df").first).to_be_visible()
        self.hands.holds("a step that drew the differences anew")

    def what_was_seen(self) -> None:
        """What the agents saw"""
        self.hands.tab_to("Widok agenta", back=True)
        self.hands.press("Enter")
        expect(self.page.get_by_role("heading", name="Skrót na ekranie agenta")).to_be_visible()

    def who_looked(self) -> None:
        """Who opened it, one look in full"""
        self.hands.tab_to("Dostęp", back=True)
        self.hands.press("Enter", "End", "j", "j")
        self.hands.press("k")
        expect(self.page.locator(".ins .kv")).to_contain_text("Anna Wójcik")
        self.hands.tab_to("Wszystkie", back=True)
        self.hands.press("Enter")

    def filters(self) -> None:
        """A question, its first answer, and the whole list again"""
        self.hands.press("Control+k")
        self.hands.type("typ:message-received")
        self.hands.press("Enter")
        expect(self.page.locator(".ev.B")).to_contain_text("Wiadomość przyjęta")
        assert "q=typ" in self.page.url

    def reveal(self) -> None:
        """What is masked, shown for a purpose"""
        self.hands.tab_to("Odsłoń dane")
        self.hands.press("Enter")
        expect(self.page.get_by_role("dialog").get_by_label("Cel, na przykład numer reklamacji")).to_be_focused()
        self.hands.press("Enter")
        expect(self.page.locator(".ins pre mark").first).to_be_visible()
        self.hands.holds("it was shown")

    def proof(self) -> None:
        """The proof computed anew, and read"""
        self.hands.press("v")
        verdict = self.page.locator(".verd")
        expect(verdict).to_contain_text("cały", timeout=PATIENCE_MS)
        expect(verdict).to_be_in_viewport()

    def export(self) -> None:
        """The evidence taken along, and checked without the service"""
        with self.page.expect_download() as taken:
            self.hands.press("e")
            expect(self.page.get_by_role("dialog")).to_be_visible()
            self.hands.press("Enter")
        kept = Path(self.service.folder) / "evidence.json"
        taken.value.save_as(kept)
        assert self.service.command("audit", "verify", str(kept)).startswith("whole: ")
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def address(self) -> None:
        """The same view again, by its address alone"""
        shown, query = self.page.locator(".ev.B .n").inner_text(), self.page.url.partition("?")[2]
        self.page.reload()
        expect(self.page.locator(".ev.B .n")).to_have_text(shown, timeout=PATIENCE_MS)
        assert re.search(r"b=\d+", query)
        assert query == self.page.url.partition("?")[2]
        self.hands.press("j")

    def play(self) -> None:
        """The player, begun and stopped, and out of the question"""
        self.hands.press("Control+k", "Escape", "Escape", "ArrowLeft", " ")
        expect(self.page.get_by_role("button", name="Zatrzymaj")).to_be_visible()
        self.hands.press("Escape")
        expect(self.page.get_by_role("button", name="Odtwarzaj")).to_be_visible()

    def _at(self) -> int:
        return int(self.page.locator(".hd2.b").get_attribute("aria-valuenow") or 0)

    def _there(self) -> bool:
        desk = Desk(self.service, "agent", "Anna Wójcik")
        found = desk.post("customers/lookup", {"kind": "phone", "value": KNOWN_BY})["customers"]
        self.customer_id = found[0]["customer_id"] if found else ""
        return bool(found) and desk.get(f"customers/{self.customer_id}")["version"] >= ENOUGH

    def _agent_reads(self) -> None:
        Desk(self.service, "agent", "Anna Wójcik").get(f"customers/{self.customer_id}/brief")
