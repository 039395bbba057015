"""A customer's story told item by item, as the follower sees it: each event, then what the rules make of it."""

import itertools
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self

from domain.customer import events as happened
from domain.lending import Lending
from domain.memory.facts import Promise
from domain.memory.promising import PromiseOutcomeRule, PromiseRule
from domain.memory.rules import Rule, Seen
from domain.page import Page
from domain.record import Actor, Recorded
from tests.domain.memory.promising.said import SAID_AT, WARSAW
from tests.examples import LATE_WINDOW

OURS = ("agent", "bot", "supervisor", "system")


class Nothing:
    """No other streams."""

    def events(self, stream: str, before: int) -> Iterable[Recorded]:
        return ()


class Story:
    """Hours count from Wednesday 18 November 2026, 10:30 in Warsaw. Items are t-1, t-2 … in the order they arrive."""

    def __init__(self) -> None:
        self.page = Page("c-1", LATE_WINDOW)
        self.derived: list[happened.Event] = []
        self._rules: list[Rule] = [PromiseRule(), PromiseOutcomeRule()]
        self._versions = itertools.count(1)
        self._items = itertools.count(1)
        self._minted = itertools.count(1)

    def said(self, hours: float, where: str, text: str, role: str = "agent", **changes: Any) -> Self:
        """A message: `where` is "chat:1", the channel and the interaction."""
        ours = role in OURS
        kind = happened.MessageSent if ours else happened.MessageReceived
        return self._item(
            kind, hours, where, "message", "outbound" if ours else "inbound", text=text, author_role=role, **changes
        )

    def called(self, hours: float, where: str, *spoken: tuple[str, str], direction: str = "outbound") -> Self:
        """A call, with its transcript where something was said."""
        self._item(happened.CallConnected, hours, where, "call", direction, author_role="agent")
        if spoken:
            segments = tuple(happened.Segment(party=party, text=text) for party, text in spoken)
            text = "\n".join(text for _, text in spoken)
            self._item(
                happened.CallTranscribed,
                hours + 0.01,
                where,
                "call",
                "both",
                author_role="unknown",
                text=text,
                segments=segments,
            )
        return self

    def hung_up(self, hours: float, where: str, item_id: str, reason: str = "") -> Self:
        """A call's end."""
        event = happened.InteractionEnded(interaction_id=f"i-{where}", item_id=item_id, channel="phone", direction="outbound",
                                          reason=reason, ended_at=SAID_AT + timedelta(hours=hours))  # fmt: skip
        return self.happens(hours, event)

    def order(
        self, hours: float, number: str, state: str, what: type[happened.ItemEvent] = happened.OrderNoted
    ) -> Self:
        """The state of an order in the shop's system."""
        return self.noted(hours, what, number=number, state=state)

    def noted(self, hours: float, what: type[happened.ItemEvent], **about: Any) -> Self:
        """What a system says, with all its fields."""
        return self._item(what, hours, "", "context", "internal", author_role="system", about=about)

    def parcel(self, hours: float, number: str, state: str) -> Self:
        """Where a parcel is."""
        return self.order(hours, number, state, happened.ShipmentNoted)

    def made(
        self, hours: float, where: str, promised: str, what: str, due_at: datetime | None = None, **about: Any
    ) -> Self:
        """A promise as a system tells it."""
        return self._item(happened.PromiseMade, hours, where, "context", "outbound", author_role="agent", promise_id=f"p-{hours}",
                          promised=promised, what=what, due_at=due_at, about=about)  # fmt: skip

    def happens(self, hours: float, event: happened.Event) -> Self:
        """Anything, and what follows from it."""
        version = next(self._versions)
        at = SAID_AT + timedelta(hours=hours)
        recorded = Recorded(position=version, tenant="demo", stream="c-1", version=version, event_id=f"e-{version}", occurred_at=at,
                            recorded_at=at, actor=Actor(kind="agent"), event=event)  # fmt: skip
        self.page.apply(recorded, Lending(Nothing(), LATE_WINDOW))
        for rule in self._rules:
            if event.name in rule.watches:
                seen = Seen(page=self.page, recorded=recorded, earlier=(), zone=WARSAW, region="PL", mint=self._mint)
                for follows in rule.derive(seen):
                    self.derived.append(follows)
                    self.happens(hours, follows)
        return self

    def promises(self) -> list[Promise]:
        """Those of the page."""
        return list(self.page.memory.promises.values())

    def states(self) -> list[tuple[str, str, str, tuple[str, ...]]]:
        """Kind, state, day and hour, items of each."""
        return [(each.kind, each.state, each.due_at.astimezone(WARSAW).strftime("%m-%d %H:%M") if each.due_at else "", each.items)
                for each in self.promises()]  # fmt: skip

    def names(self) -> list[str]:
        """What the rules answered with."""
        return [type(event).__name__ for event in self.derived]

    def _item(
        self, kind: type[happened.ItemEvent], hours: float, where: str, sort: str, direction: str, **fields: Any
    ) -> Self:
        channel = where.partition(":")[0] or "commerce"
        event = kind(item_id=f"t-{next(self._items)}", channel=channel, kind=sort, direction=direction,
                     interaction_id=f"i-{where}" if where else None, **fields)  # fmt: skip
        return self.happens(hours, event)

    def _mint(self, prefix: str) -> str:
        return f"{prefix}-{next(self._minted)}"
