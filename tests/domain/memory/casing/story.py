"""A customer's story told item by item, as the follower sees it: facts first, then the rule about cases."""

import itertools
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from domain.customer import events as happened
from domain.lending import Lending
from domain.memory.casing.rule import CasesRule
from domain.memory.extract import NOTHING, Asked, hear
from domain.memory.rules import Seen
from domain.memory.turns import Turn
from domain.page import Page
from domain.record import Actor, Recorded
from tests.examples import LATE_WINDOW, NOON

WARSAW = ZoneInfo("Europe/Warsaw")
SAYING: dict[str, type[happened.ItemEvent]] = {
    "customer": happened.MessageReceived, "agent": happened.MessageSent, "bot": happened.MessageSent,
    "store_associate": happened.StoreVisitNoted, "unknown": happened.CallTranscribed,
}  # fmt: skip


class Nothing:
    """No other streams."""

    def events(self, stream: str, before: int) -> Iterable[Recorded]:
        return ()


class Story:
    """Everything is said some hours after noon of one day; `derived` are the events the rule answered with, in order."""

    def __init__(self) -> None:
        self.page = Page("c-1", LATE_WINDOW)
        self.derived: list[happened.Event] = []
        self._rule = CasesRule()
        self._numbers = itertools.count(1)
        self._asked: dict[str, Asked] = {}
        self._turns: dict[str, list[Turn]] = {}
        self._mint = itertools.count(1)

    def said(self, hours: float, where: str, text: str, role: str = "customer", **changes: Any) -> Self:
        """An item: `where` is "chat:1", the channel and the interaction."""
        channel, interaction = where.partition(":")[0], f"i-{where}"
        number = next(self._numbers)
        kind = "visit" if role == "store_associate" else "call" if role == "unknown" else "message"
        fields: dict[str, Any] = {
            "item_id": f"t-{number}", "channel": channel, "kind": kind, "author_role": role, "interaction_id": interaction,
            "direction": "outbound" if role in ("agent", "bot") else "inbound", "text": text,
        }  # fmt: skip
        event = SAYING[role](**(fields | changes))
        self._happens(event, NOON + timedelta(hours=hours))
        return self

    def ended(self, hours: float, where: str) -> Self:
        """An interaction ends."""
        self._happens(happened.InteractionEnded(interaction_id=f"i-{where}", item_id="", channel=where.partition(":")[0]),
                      NOON + timedelta(hours=hours))  # fmt: skip
        return self

    def happens(self, hours: float, event: happened.Event) -> Self:
        """Anything else."""
        self._happens(event, NOON + timedelta(hours=hours))
        return self

    def kinds(self) -> list[str]:
        """The names of what was derived."""
        return [type(event).__name__ for event in self.derived]

    def needs(self) -> list[tuple[str, ...]]:
        """The interactions of each case."""
        return [tuple(one.removeprefix("i-") for one in case.interactions) for case in self.page.cases.all()]

    def switches(self) -> list[tuple[str, str, int]]:
        """From which channel to which, after how many hours."""
        return [(each.from_channel, each.to_channel, round(each.gap_s / 3600)) for each in self.page.cases.switched()]

    def _happens(self, event: happened.Event, at: datetime) -> None:
        recorded = self._recorded(event, at)
        turns: tuple[Turn, ...] = ()
        if isinstance(event, happened.ItemEvent) and event.interaction_id:
            before = self._turns.setdefault(event.interaction_id, [])
            turns = tuple(before)
            before.append(Turn(at, recorded.position, event.item_id, ((event.author_role, event.text),)))
            told = [self._recorded(fact, at) for fact in self._facts(event)]  # the facts of an item are one append
            for fact in told:
                self._derive(fact, turns)
        self._derive(recorded, turns)

    def _facts(self, event: happened.ItemEvent) -> list[happened.Event]:
        thread = event.interaction_id or ""
        found, self._asked[thread] = hear(event.author_role, event.text, self._asked.get(thread, NOTHING))
        return [
            happened.FactRecorded(
                fact_id=f"f-{next(self._numbers)}", key=each.key, item_id=event.item_id, interaction_id=event.interaction_id,
                channel=event.channel, stated_by=event.author_role, span=each.span, extracted_by=f"rule:{each.rule}",
                confidence=each.confidence, value=each.value, norm=each.norm)
            for each in found]  # fmt: skip

    def _derive(self, recorded: Recorded, earlier: tuple[Turn, ...]) -> None:
        if recorded.event.name not in self._rule.watches:
            return
        seen = Seen(page=self.page, recorded=recorded, earlier=earlier, zone=WARSAW, region="PL",
                    mint=lambda prefix: f"{prefix}-{next(self._mint)}")  # fmt: skip
        for event in list(self._rule.derive(seen)):
            self.derived.append(event)
            self._recorded(event, recorded.occurred_at)

    def _recorded(self, event: happened.Event, at: datetime) -> Recorded:
        version = self.page.version + 1
        recorded = Recorded(position=version, tenant="demo", stream="c-1", version=version, event_id=f"e-{version}",
                            occurred_at=at, recorded_at=at, actor=Actor(kind="customer"), event=event)  # fmt: skip
        self.page.apply(recorded, Lending(Nothing(), LATE_WINDOW))
        return recorded
