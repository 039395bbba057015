"""A customer's page with what was said on it, and the rules asked as the service asks them: each event once, in order."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from app.memory.telling import facts_of
from app.memory.threads import Turn, asked_before, told_in, turn_of
from domain.customer import events as happened
from domain.lending import Lending
from domain.memory.asking import AskedAgainRule, Exempt, ToldAgainRule
from domain.memory.rules import Seen
from domain.page import Page
from domain.record import Recorded
from tests.examples import LATE_WINDOW, counting, minutes, recorded

WARSAW = ZoneInfo("Europe/Warsaw")
SENT = {"agent": "agent", "bot": "bot"}


class NoOther:
    """No stream beside this one."""

    def __init__(self, **streams: list[Recorded]) -> None:
        self.streams = streams

    def events(self, stream: str, before: int) -> list[Recorded]:
        return [each for each in self.streams.get(stream.replace("-", "_"), []) if each.position < before]


class Story:
    """`says` is one line; facts are read as the service reads them, in the light of the line before."""

    def __init__(self, exempt: Iterable[Exempt] = (), customer_id: str = "c-1", ids: Any = None, others: NoOther | None = None,
                 position: int = 0) -> None:  # fmt: skip
        self.page, self.others = Page(customer_id, LATE_WINDOW), others or NoOther()
        self.events: list[Recorded] = []
        self.derived: list[happened.Event] = []
        self.position, self.version, self._ids = position, 0, ids or counting()
        self._rules = (AskedAgainRule(exempt), ToldAgainRule())
        self._turns: dict[str, list[Turn]] = defaultdict(list)

    def says(
        self, role: str, text: str, at: float, interaction: str = "i-1", channel: str = "chat", **changes: Any
    ) -> str:
        """One line, and what follows from it. Returns the item's id."""
        kind = happened.MessageSent if role in SENT else happened.MessageReceived
        item_id = self._ids("t")
        fields: dict[str, Any] = {
            "item_id": item_id, "interaction_id": interaction, "channel": channel, "kind": "message", "direction": "inbound", "author_role": role,
            "text": text,
        }  # fmt: skip
        self.put(kind(**fields | changes), at)
        return item_id

    def put(self, event: happened.ItemEvent, at: float) -> None:
        """An item, the facts in it, and what follows from both."""
        caught = self.take(event, at)
        thread = event.interaction_id or ""
        turn = turn_of(event, caught.occurred_at, caught.position)
        before = [each for each in self._turns[thread] if each < turn]
        self._turns[thread].append(turn)
        told, _ = told_in(turn, asked_before(sorted(before)), WARSAW)
        facts = [self.take(fact, at) for fact in facts_of(event, caught.occurred_at, told, self.page, self._ids, "PL")]
        for each in (caught, *facts):
            self.derive(each)

    def take(self, event: happened.Event, at: float) -> Recorded:
        """An event of this stream, on the page."""
        self.position += 1
        self.version += 1
        caught = recorded(
            event,
            self.version,
            position=self.position,
            stream=self.page.customer_id,
            occurred_at=minutes(at),
            recorded_at=minutes(100_000),
        )
        self.events.append(caught)
        self.page.apply(caught, Lending(self.others, LATE_WINDOW))
        return caught

    def derive(self, caught: Recorded) -> None:
        """Ask the rules about an event, and take in what they answer."""
        for rule in self._rules:
            if caught.event.name in rule.watches:
                seen = Seen(page=self.page, recorded=caught, earlier=(), zone=WARSAW, region="PL", mint=self._ids)
                for event in rule.derive(seen):
                    self.derived.append(event)
                    self.take(event, (caught.occurred_at - minutes(0)).total_seconds() / 60)

    def asked_again(self, item_id: str) -> list[tuple[str, bool]]:
        """What an item is shown to ask for again, and whether it was known then."""
        item = self.page.timeline.find(item_id)
        assert item is not None
        return [(each.key, each.known_then) for each in item.asked_again]

    def told_again(self) -> list[tuple[str, str]]:
        """What had to be said twice: the item, the key."""
        return [(each.item_id, each.key) for each in self.derived if isinstance(each, happened.FactToldAgain)]
