"""What a queue that is followed looks like in a terminal: one line a customer, those in greatest need first."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from adapters.client.queue import QueueState
from app.commands.watch_lines import WORDS as COMMON
from app.commands.watch_lines import plain
from domain.inbox.rows import QueueRow, need

WORDS: dict[str, dict[str, str]] = {
    "pl": {
        "mine": "Moje: {n}", "waiting": "Czekają: {n}", "team": "Zespół: {n}", "more": "(są dalsi, pominięci)",
        "gone": "− {who}", "nobody": "klient bez nazwy", "since": "czeka od {at}", "live": "rozmawia teraz", "due": "! po terminie {at}",
        "taken": "ma {name} do {at}", "given": "przekazuje {name}", "handed": "→ {name} przekazuje klienta {customer}",
    },
    "en": {
        "mine": "Mine: {n}", "waiting": "Waiting: {n}", "team": "Team: {n}", "more": "(there are more, left out)",
        "gone": "− {who}", "nobody": "customer without a name", "since": "waiting since {at}", "live": "on the line", "due": "! overdue since {at}",
        "taken": "claimed by {name} until {at}", "given": "handed over by {name}", "handed": "→ {name} hands customer {customer} over",
    },
}  # fmt: skip


def as_json(state: QueueState, now: datetime) -> str:
    """What happened as one object: the whole queue when it is new, afterwards what changed."""
    queue = state.queue
    told: dict[str, Any] = {"what": state.what}
    if queue is not None:
        told |= {"inbox": queue.inbox, "epoch": queue.epoch, "version": queue.version}
    if state.what == "queue" and queue is not None:
        told |= {"customers": queue.in_order(now), "more": queue.more}
    elif state.what == "changes":
        told |= {"customers": state.came, "gone": [row.customer_id for row in state.gone]}
    elif state.what == "handed":
        told["handed"] = state.handed
    told |= {"wait_s": state.wait_s} if state.what == "lost" else {}
    told |= {"reason": state.reason} if state.reason else {}
    return msgspec.json.encode(told).decode()


class QueueLines:
    """Tells a queue; keeps nothing."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self._words, self._common, self._zone = WORDS[language], COMMON[language], zone

    def told(self, state: QueueState, now: datetime) -> list[str]:
        """The lines of one state."""
        queue = state.queue
        match state.what:
            case "queue" if queue is not None:
                lines = ["", self._words[queue.inbox].format(n=len(queue.rows))]
                lines += [self._row(row, now) for row in queue.in_order(now)]
                return [*lines, self._words["more"]] if queue.more else lines
            case "changes":
                came = sorted(state.came, key=lambda row: need(row, now))
                gone = [self._words["gone"].format(who=self._who(row)) for row in state.gone]
                return [*(self._row(row, now) for row in came), *gone]
            case "handed" if state.handed is not None:
                name, customer = plain(state.handed.name), state.handed.customer_id
                return [self._words["handed"].format(name=name, customer=customer)]
            case "lost":
                return [self._common["lost"].format(wait=state.wait_s)]
            case "resumed" if queue is not None:
                return [self._common["resumed"].format(version=queue.version)]
            case "reset":
                return [self._common["reset"].format(reason=state.reason)]
            case _:
                return []

    def _row(self, row: QueueRow, now: datetime) -> str:
        way = " → ".join(self._common.get(each, each) for each in row.path)
        parts = [f"{row.customer_id}  {self._who(row)}", way, *self._needs(row, now), plain(row.preview)]
        return "  ".join(part for part in parts if part)

    def _needs(self, row: QueueRow, now: datetime) -> list[str]:
        told: list[str] = []
        due_at = need(row, now)[0]
        if due_at <= now:
            told.append(self._words["due"].format(at=self._at(due_at)))
        if row.live_call:
            told.append(self._words["live"])
        if row.waiting_since is not None:
            told.append(self._words["since"].format(at=self._at(row.waiting_since)))
        if row.claimed_until is not None:
            told.append(self._words["taken"].format(name=plain(row.claimed_name), at=self._at(row.claimed_until)))
        if row.handed is not None:
            told.append(self._words["given"].format(name=plain(row.handed.name)))
        return told

    def _who(self, row: QueueRow) -> str:
        return plain(row.display_name) or row.handle_hint or self._words["nobody"]

    def _at(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).strftime("%d.%m %H:%M")
