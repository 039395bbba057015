"""What a page that is followed looks like in a terminal: in Polish or English, times in the shop's own zone."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from adapters.client.held import Held
from adapters.client.watching import State
from domain.desk.claims import ClaimShown
from domain.memory.cases import Switch
from domain.memory.facts import Promise
from domain.timeline.items import Item

WORDS: dict[str, dict[str, str]] = {
    "pl": {
        "page": "Klient {customer}, wersja {version}", "more": "(starsze wpisy pominięte)", "promises": "Obietnice:",
        "overdue": "! po terminie o {span}: {what}", "due": "  do {at}: {what}", "owed": "  bez terminu: {what}",
        "again": "  ↺ pyta ponownie o: {keys}", "late": "spóźnione", "switch": "⇄ {left} → {right}, po {span}: ta sama sprawa",
        "lost": "… połączenie przerwane, ponowna próba za {wait:.1f} s", "resumed": "… połączono ponownie, od wersji {version}",
        "reset": "… strona zaczyna się od nowa ({reason})",
        "handed": "→ {name} przekazuje klienta {customer}", "here": "otwarte u: {who}", "claimed": "zajmuje się tym {name}, do {at}",
        "free": "nikt się tym nie zajmuje", "days": "{n} d", "hours": "{n} h",
        "minutes": "{n} min", "customer": "klient", "agent": "konsultant", "bot": "bot", "system": "system",
        "store_associate": "sprzedawca", "supervisor": "kierownik", "unknown": "?",
        "chat": "czat", "phone": "telefon", "email": "e-mail", "in_store": "sklep", "sms": "SMS", "crm": "CRM",
        "commerce": "zamówienia", "app": "aplikacja",
    },
    "en": {
        "page": "Customer {customer}, version {version}", "more": "(older entries left out)", "promises": "Promises:",
        "overdue": "! overdue by {span}: {what}", "due": "  by {at}: {what}", "owed": "  no date: {what}",
        "again": "  ↺ asks again for: {keys}", "late": "late", "switch": "⇄ {left} → {right}, after {span}: the same need",
        "lost": "… connection lost, trying again in {wait:.1f} s", "resumed": "… connected again, from version {version}",
        "reset": "… the page begins anew ({reason})",
        "handed": "→ {name} hands customer {customer} over", "here": "open at: {who}", "claimed": "claimed by {name} until {at}",
        "free": "claimed by nobody", "days": "{n} d", "hours": "{n} h",
        "minutes": "{n} min", "customer": "customer", "agent": "agent", "bot": "bot", "system": "system",
        "store_associate": "store associate", "supervisor": "supervisor", "unknown": "?",
        "chat": "chat", "phone": "phone", "email": "e-mail", "in_store": "store", "sms": "SMS", "crm": "CRM",
        "commerce": "orders", "app": "app",
    },
}  # fmt: skip
_INDENT = "    "


def as_json(state: State) -> str:
    """What happened as one object: the whole page when it is new, afterwards what changed."""
    page = state.page
    told: dict[str, Any] = {"what": state.what}
    if page is not None:
        told |= {"customer_id": page.customer_id, "epoch": page.epoch, "version": page.version}
    if state.what == "page":
        told["page"] = page
    elif state.what == "changes" and page is not None:
        told |= {"items": state.items, "brief": page.brief, "promises": page.promises, "cases": page.cases}
    elif state.what == "presence" and page is not None:
        told["who"] = page.presence
    told |= {"handed": state.handed} if state.handed is not None else {}
    told |= {"wait_s": state.wait_s} if state.what == "lost" else {}
    told |= {"reason": state.reason} if state.reason else {}
    return msgspec.json.encode(told).decode()


class Lines:
    """Remembers what it has told of promises, switches and who is here, to tell it once."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self._words, self._zone = WORDS[language], zone
        self._promised: list[Promise] = []
        self._switched: set[str] = set()
        self._here: list[str] = []
        self._claim: ClaimShown | None = None

    def told(self, state: State, now: datetime) -> list[str]:
        """The lines of one state."""
        page = state.page
        match state.what:
            case "lost":
                return [self._say("lost", wait=state.wait_s)]
            case "reset":
                return [self._say("reset", reason=state.reason)]
            case "resumed" if page is not None:
                return [self._say("resumed", version=page.version)]
            case "page" if page is not None:
                self._promised, self._switched, self._here, self._claim = [], set(), [], None
                return [*self._head(page), *self._news(page, state.items, now)]
            case "changes" if page is not None:
                return self._news(page, state.items, now)
            case "handed" if state.handed is not None:
                return [self._say("handed", name=plain(state.handed.name), customer=state.handed.customer_id)]
            case "presence" if page is not None:
                return self._presence(page)
            case _:
                return []

    def _head(self, page: Held) -> list[str]:
        lines = ["", self._say("page", customer=page.customer_id, version=page.version)]
        lines += [f"{_INDENT}{plain(line.text)}" for line in page.brief.lines]
        return [*lines, self._say("more")] if page.more else lines

    def _promises(self, page: Held, now: datetime) -> list[str]:
        """What is owed, overdue first; nothing when that was told already."""
        owed = [each for each in page.promises if each.owed]
        if owed == self._promised:
            return []
        self._promised = owed
        ordered = sorted(owed, key=lambda each: (each.due_at is None, each.due_at or now))
        return [self._say("promises"), *(f"{_INDENT}{self._promise(each, now)}" for each in ordered)] if ordered else []

    def _promise(self, promise: Promise, now: datetime) -> str:
        what = plain(promise.what)
        if promise.due_at is None:
            return self._say("owed", what=what)
        if promise.due_at < now:
            return self._say("overdue", span=self._span(now - promise.due_at), what=what)
        return self._say("due", at=self._at(promise.due_at), what=what)

    def _news(self, page: Held, items: Iterable[Item], now: datetime) -> list[str]:
        return [*self._promises(page, now), *self._claimed(page), *self._timeline(page, items)]

    def _claimed(self, page: Held) -> list[str]:
        if page.claim == self._claim:
            return []
        claim = self._claim = page.claim
        if claim is None:
            return [self._say("free")]
        return [self._say("claimed", name=plain(claim.name), at=self._at(claim.expires_at))]

    def _timeline(self, page: Held, items: Iterable[Item]) -> list[str]:
        switches = {each.to_interaction: each for each in page.cases.switches}
        lines: list[str] = []
        for item in items:
            switch = switches.pop(item.interaction_id or "", None)
            if switch is not None and switch.to_interaction not in self._switched:
                lines.append(self._switch(switch))
            lines += self._item(item)
        told = [each for each in switches.values() if each.to_interaction not in self._switched]
        self._switched |= {each.to_interaction for each in page.cases.switches}
        return [*lines, *(self._switch(each) for each in told)]  # found after its words had been told

    def _item(self, item: Item) -> list[str]:
        who = plain(item.author.name) or self._words.get(item.author.role, item.author.role)
        late = f" ({self._words['late']})" if item.late else ""
        first, *others = plain(item.text).split("\n") if item.text else [item.kind]
        lines = [f"{self._at(item.occurred_at)}  {self._channel(item.channel)}  {who}{late}: {first}"]
        lines += [f"{_INDENT}{line}" for line in others]
        again = ", ".join(each.key for each in item.asked_again)
        return [*lines, self._say("again", keys=again)] if again else lines

    def _switch(self, switch: Switch) -> str:
        return self._say("switch", left=self._channel(switch.from_channel), right=self._channel(switch.to_channel),
                         span=self._span(timedelta(seconds=switch.gap_s)))  # fmt: skip

    def _presence(self, page: Held) -> list[str]:
        here = sorted({plain(each.name) for each in page.presence})
        if here == self._here:
            return []
        self._here = here
        return [self._say("here", who=", ".join(here))] if here else []

    def _say(self, word: str, **what: Any) -> str:
        return self._words[word].format(**what)

    def _channel(self, channel: str) -> str:
        return self._words.get(channel, channel)

    def _at(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).strftime("%d.%m %H:%M")

    def _span(self, span: timedelta) -> str:
        minutes = int(span.total_seconds() // 60)
        if minutes < 120:
            return self._say("minutes", n=minutes)
        return self._say("hours", n=minutes // 60) if minutes < 2 * 1_440 else self._say("days", n=minutes // 1_440)


def plain(text: str) -> str:
    """Text of anybody's, less what would command a terminal: control characters, and such as turn the writing round."""
    return "".join(each if each == "\n" or unicodedata.category(each) not in ("Cc", "Cf") else "�" for each in text)
