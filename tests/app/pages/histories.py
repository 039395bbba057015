"""Lives of a few customers, seeded: whatever can happen to a page, in any order, at any time of the sender's clock."""

import hashlib
import itertools
import random
from collections.abc import Iterable
from typing import Any

from domain.customer import events as happened
from domain.effective import reversal_of
from domain.lending import Lending
from domain.page import Page
from domain.record import Actor, Delivery, Recorded
from tests.domain.at_random import remembered
from tests.examples import LATE_WINDOW, minutes

MAIN = "c-main"
CHANNELS = ("chat", "phone", "email", "in_store", "whatsapp")


class Lives:
    """Events of several streams in one log; `streams[MAIN]` is the page that is looked at."""

    def __init__(self, seed: int, length: int = 90) -> None:
        self.chance = random.Random(seed)
        self.streams: dict[str, list[Recorded]] = {MAIN: [], "c-other": []}
        self.items: dict[str, list[str]] = {}
        self.told_at: dict[str, float] = {}
        self.calls: list[str] = []
        self.facts: list[str] = []
        self.made: dict[str, list[str]] = {}
        self.merged: list[tuple[happened.CustomersMerged, int]] = []
        self.numbers = itertools.count(1)
        self.time, self.position = 0.0, 0
        steps = [self.message] * 8 + [self.receipt] * 5 + [self.fact] * 3 + [self.answer] * 2 + [self.again] * 2
        steps += [
            self.call,
            self.call_ends,
            self.call_ends,
            self.promise,
            self.visit,
            self.order,
            self.order,
            self.handle,
            self.late,
            self.consent,
        ] + [self.remembered] * 4
        steps += [self.move] if seed % 3 else []
        steps += [self.merge, self.unmerge] if seed % 4 == 1 else []
        for _ in range(length):
            self.time += self.chance.choice([0, 0, 1, 5, 20])
            self.chance.choice(steps)()

    def name(self, kind: str) -> str:
        return f"{kind}-{next(self.numbers)}"

    def write(self, stream: str, event: happened.Event, at: float | None = None) -> None:
        events = self.streams.setdefault(stream, [])
        self.position += 1
        at = self.spread() if at is None else at
        delivery = Delivery(id=f"m{self.chance.randrange(30)}") if self.chance.random() < 0.7 else None
        events.append(Recorded(
            position=self.position, tenant="demo", stream=stream, version=len(events) + 1, event_id=f"e-{self.position}",
            occurred_at=minutes(at), recorded_at=minutes(self.time), actor=Actor(kind="adapter"), event=event, source="//demo/x",
            delivery=delivery, hash=hashlib.sha256(f"{stream} {len(events)} {self.position}".encode()).digest()))  # fmt: skip

    def spread(self) -> float:
        return self.time + self.chance.choice([0, 0, 0, -1, -15, -70, 3, 40])

    def somebody(self) -> str:
        return self.chance.choice([MAIN] * 6 + list(self.streams))

    def item(
        self, made: type[happened.ItemEvent], stream: str | None = None, at: float | None = None, **more: Any
    ) -> None:
        stream = stream or self.somebody()
        item_id = self.name("t") if self.chance.random() < 0.95 or not self.items.get(stream) else self.old(stream)
        self.items.setdefault(stream, []).append(item_id)
        at = self.spread() if at is None else at
        self.told_at[more.get("item_id", item_id)] = at
        fields: dict[str, Any] = {
            "item_id": item_id, "interaction_id": self.chance.choice([None, f"i-{stream}-1", f"i-{stream}-2", f"i-{stream}-3"]),
            "channel": self.chance.choice(CHANNELS), "kind": "message", "direction": "inbound", "author_role": "customer",
            "author_name": self.chance.choice(["", "kasia", "Katarzyna W."]), "text": self.chance.choice(["", f"Słowo {item_id}"]),
            "sequence": self.chance.choice(["", "", f"{self.chance.randrange(9):04}"]),
        }  # fmt: skip
        self.write(stream, made(**(fields | more)), at)

    def old(self, stream: str) -> str:
        return self.chance.choice(self.items.get(stream) or ["t-never"])

    def message(self) -> None:
        self.item(happened.MessageReceived)

    def again(self) -> None:
        """The same item once more, at its own time, now in another interaction."""
        item_id = self.old(MAIN)
        self.item(happened.MessageReceived, MAIN, at=self.told_at.get(item_id), item_id=item_id, text="inaczej")

    def answer(self) -> None:
        self.item(happened.MessageSent, direction="outbound", author_role="agent")

    def late(self) -> None:
        self.item(happened.MessageReceived, at=self.time - self.chance.choice([10, 59, 60, 61, 500]))

    def visit(self) -> None:
        role = self.chance.choice(["agent", "customer", "unknown"])
        self.item(happened.StoreVisitNoted, kind="visit", author_role=role, channel="in_store")

    def order(self) -> None:
        kind = self.chance.choice([happened.OrderNoted, happened.ShipmentNoted])
        about = {"number": self.chance.choice(["PL-1", "PL-2", 7, None]), "state": "shipped", "locker_or_store": "WAW1"}
        self.item(kind, kind="context", author_role="system", about=about)

    def promise(self) -> None:
        due = self.chance.choice([None, minutes(self.time + 60)])
        self.item(
            happened.PromiseMade,
            kind="context",
            author_role="agent",
            promise_id=self.name("p"),
            what="Oddzwonimy",
            due_at=due,
        )

    def call(self) -> None:
        segments = (happened.Segment(party="customer", text="mówię"), happened.Segment(party="agent", text="słucham"))
        stream = self.somebody()
        item_id = self.calls.pop() if self.calls and self.chance.random() < 0.5 else self.name("t-call")
        self.item(
            happened.CallTranscribed, stream, item_id=item_id, kind="call", author_role="unknown", segments=segments
        )

    def call_ends(self) -> None:
        """An end may come first: its call then stands at another time once that is known."""
        stream = self.somebody()
        item_id = self.chance.choice([self.name("t-call"), self.old(stream)])
        self.calls.append(item_id)
        self.write(stream, happened.InteractionEnded(
            interaction_id=f"i-{stream}-1", item_id=item_id, channel="phone", ended_at=minutes(self.time)))  # fmt: skip

    def receipt(self) -> None:
        stream = self.somebody()
        state = self.chance.choice(["sent", "failed", "delivered", "read"])
        self.write(stream, happened.MessageDeliveryUpdated(item_id=self.old(stream), state=state, channel="sms"))

    def fact(self) -> None:
        stream, fact_id = self.somebody(), self.name("f")
        if self.facts and self.chance.random() < 0.05:
            fact_id = self.chance.choice(self.facts)
        before = tuple(self.chance.sample(self.facts, min(len(self.facts), self.chance.randrange(3))))
        self.facts.append(fact_id)
        self.write(stream, happened.FactRecorded(
            fact_id=fact_id, key=self.chance.choice(["name", "email", "order_no", "pin", "problem"]), item_id=self.old(stream), channel="chat",
            stated_by="customer", span=(0, 3), extracted_by="rule:x.1", confidence=0.9, value=f"v {fact_id}", norm="v",
            supersedes=before))  # fmt: skip

    def remembered(self) -> None:
        """Something derived, about what is there or has been."""
        stream, number = self.somebody(), next(self.numbers)

        def earlier(prefix: str) -> str:
            known = {
                "t": self.items.get(stream, []),
                "f": self.facts,
                "i": [f"i-{stream}-{each}" for each in (1, 2, 3)],
            }
            among = known.get(prefix, self.made.get(prefix, []))
            return self.chance.choice(among) if among else f"{prefix}-never"

        event = remembered(self.chance, number, earlier)
        for prefix, field in (("p", "promise_id"), ("x", "contradiction_id"), ("k", "case_id"), ("k", "new_case")):
            if hasattr(event, field):
                self.made.setdefault(prefix, []).append(getattr(event, field))
        self.write(stream, event)

    def handle(self) -> None:
        self.write(self.somebody(), happened.HandleLinked(
            link_id=self.name("h"), kind="phone", digest="ab", level=self.chance.choice([0, 1, 2]), value_norm="+48601000214"))  # fmt: skip

    def consent(self) -> None:
        """Somebody agrees to something, or does not, or objects, within an interaction or outside of all; or is told of it."""
        stream = self.somebody()
        kind = self.chance.choice([happened.ConsentGiven, happened.ConsentWithdrawn, happened.ObjectionRaised, None])
        interaction_id = self.chance.choice([None, f"i-{stream}-1", f"i-{stream}-2"])
        purpose = self.chance.choice(["recording", "marketing"])
        about: dict[str, Any] = {"purpose": purpose} if kind else {"notice": purpose, "notice_version": self.name("n")}
        self.write(stream, (kind or happened.NoticeShown)(channel="phone", interaction_id=interaction_id, **about))

    def move(self) -> None:
        """An interaction leaves or comes; or somebody known by a thread alone turns out to be this customer."""
        leaves = self.chance.choice([MAIN, "c-other"])
        goes_to = "c-other" if leaves == MAIN else MAIN
        provisional = self.chance.random() < 0.3
        if provisional:
            leaves, goes_to = self.name("c"), self.chance.choice([MAIN, "c-other"])
            self.item(happened.MessageReceived, leaves)
            self.item(happened.MessageReceived, leaves, at=self.time - 5)
        moved = happened.InteractionReassigned(
            interaction_id=f"i-{leaves}-{self.chance.randrange(1, 4)}", from_customer=leaves, to_customer=goes_to,
            reason="handle:phone", provisional=provisional)  # fmt: skip
        self.write(leaves, moved)
        self.write(goes_to, moved)

    def merge(self) -> None:
        """Somebody with a few words of their own turns out to be this customer."""
        other = self.name("c")
        for back in (300, 70, 5):
            self.item(happened.MessageReceived, other, at=self.time - back)
            self.write(other, happened.FactRecorded(
                fact_id=self.name("f"), key="name", item_id=self.items[other][-1], channel="chat", stated_by="customer", span=(0, 3),
                extracted_by="rule:x.1", confidence=0.9, value=f"v {back}", norm=f"v {back}"))  # fmt: skip
        event = happened.CustomersMerged(merge_id=self.name("m"), survivor=MAIN, absorbed=other)
        self.write(other, event)
        self.write(MAIN, event)
        self.merged.append((event, self.position))

    def unmerge(self) -> None:
        """And is not after all; some of what came meanwhile goes back."""
        if not self.merged:
            return
        merged, since = self.merged.pop(self.chance.randrange(len(self.merged)))
        came = [getattr(each.event, "item_id", None) for each in self.streams[MAIN] if each.position > since]
        returned = tuple(dict.fromkeys(item for item in came if item and self.chance.random() < 0.3))
        event = happened.CustomersUnmerged(
            merge_id=merged.merge_id, survivor=MAIN, absorbed=merged.absorbed, since=since, returned=returned)  # fmt: skip
        self.write(merged.absorbed, event)
        self.write(MAIN, event)

    # ---- the plain way -----------------------------------------------------------------------------------------------

    def events(self, stream: str, before: int) -> Iterable[Recorded]:
        """What stands in a stream before a position."""
        return [each for each in self.streams[stream] if each.position < before]

    def page(self, version: int) -> Page:
        """The page folded from its first event, all in memory."""
        known = [each for each in map(reversal_of, self.streams[MAIN][:version]) if each]
        page = Page(MAIN, LATE_WINDOW, known)
        self.grow(page, version)
        return page

    def grow(self, page: Page, version: int) -> None:
        """Fold on, up to a version; from the start where a merge is reversed, as app/pages.py does it."""
        for event in self.streams[MAIN][page.version : version]:
            if isinstance(event.event, happened.CustomersUnmerged) and page.knows_not(event.event.merge_id):
                page.become(self.page(event.version))
            else:
                page.apply(event, Lending(self, LATE_WINDOW))
