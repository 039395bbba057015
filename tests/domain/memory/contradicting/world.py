"""One customer's page, said line by line, and what the rule finds on it as it follows."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from domain.customer import events as happened
from domain.lending import Lending
from domain.memory.contradicting.rule import ContradictionRule
from domain.memory.contradictions import Contradiction
from domain.memory.rules import Seen
from domain.page import Page
from domain.record import Recorded
from tests.examples import LATE_WINDOW, counting, recorded

WARSAW = ZoneInfo("Europe/Warsaw")
WEDNESDAY = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


class Log:
    """No other streams."""

    def events(self, stream: str, before: int) -> list[Recorded]:
        return []


class World:
    """`hours` count from Wednesday morning. The rule looks after each line, unless told to wait."""

    def __init__(self) -> None:
        self.page = Page("c-1", LATE_WINDOW)
        self._lending = Lending(Log(), LATE_WINDOW)
        self._mint: Any = counting()
        self._rule, self._count = ContradictionRule(), 0
        self.waiting: list[Recorded] | None = None

    def says(self, text: str, hours: float = 0, who: str = "anna", channel: str = "chat", thread: str = "", role: str = "agent",
             **more: Any) -> Self:  # fmt: skip
        """An agent, or whoever `role` is, says something. A thread of its own for each voice, unless one is named."""
        return self._item(happened.MessageSent, hours, channel=channel, kind="message", author_role=role, author_id=who, author_name=who.title(),
                          interaction_id=thread or f"i-{channel}-{who}", text=text, **more)  # fmt: skip

    def customer(self, text: str, hours: float = 0, channel: str = "chat", thread: str = "i-customer") -> Self:
        return self._item(happened.MessageReceived, hours, channel=channel, kind="message", author_role="customer",
                          interaction_id=thread, text=text)  # fmt: skip

    def noted(self, event: type[happened.ItemEvent], hours: float = 0, channel: str = "commerce", **about: Any) -> Self:
        """A system sends a figure."""
        words = " ".join(map(str, about.values()))
        return self._item(event, hours, channel=channel, kind="context", author_role="system", about=about, text=words)

    def resolves(self, stands: str) -> Self:
        last = self.found()[-1]
        self.take(happened.ContradictionResolved(contradiction_id=last.contradiction_id, stands=stands, by="s-1"), 0)
        return self

    def found(self) -> list[Contradiction]:
        return self.page.contradictions.all()

    @property
    def kinds(self) -> list[str]:
        return [each.kind for each in self.found()]

    @property
    def values(self) -> list[tuple[str, str]]:
        return [(each.left.value, each.right.value) for each in self.found()]

    def take(self, event: happened.Event, hours: float) -> Recorded:
        self._count += 1
        at = WEDNESDAY + timedelta(hours=hours)
        entry = recorded(event, self._count, occurred_at=at, recorded_at=WEDNESDAY + timedelta(days=400))
        self.page.apply(entry, self._lending)
        return entry

    def look(self, entries: Iterable[Recorded]) -> None:
        for entry in entries:
            seen = Seen(page=self.page, recorded=entry, earlier=(), zone=WARSAW, region="PL", mint=self._mint)
            for event in self._rule.derive(seen):
                self.take(event, (entry.occurred_at - WEDNESDAY) / timedelta(hours=1))

    def _item(self, event: type[happened.ItemEvent], hours: float, **fields: Any) -> Self:
        entry = self.take(event(item_id=f"t-{self._count + 1}", direction="outbound", **fields), hours)
        if self.waiting is None:
            self.look([entry])
        else:
            self.waiting.append(entry)
        return self


def two(left: str, right: str, hours: float = 5) -> World:
    """Anna says one thing in the chat, Bartek another in an e-mail."""
    return World().says(left).says(right, hours, "bartek", "email")


def order(world: World, state: str, hours: float, system: str = "sklep", **more: str) -> World:
    """A system says how far an order is."""
    return world.noted(happened.OrderNoted, hours, number="PL-48213", state=state, system=system, **more)
