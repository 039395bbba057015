"""The raw record read a second time, by other code than the service's: what happened, as docs/figures.md needs to know it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

Event = dict[str, Any]  # a CloudEvent as `GET /v1/events` shows it, unmasked
STAFF = {"agent", "store_associate", "supervisor"}


class Talk:
    """One interaction: whose it is now, and what the staff wrote in it."""

    def __init__(self, channel: str, team: str, began: datetime, owner: str) -> None:
        self.channel, self.team, self.began, self.owner = channel, team, began, owner
        self.written: list[datetime] = []


class Need:
    """One case: its interactions as they stand now, when it was met, and whether it is."""

    def __init__(self, about: str) -> None:
        self.about, self.met = about, False
        self.talks: list[str] = []
        self.met_at: list[datetime] = []


class Promised:
    """One promise: where, until when, and what was said of it since, in the order of the log."""

    def __init__(self, event: Event) -> None:
        self.event, self.due = event, due_of(event)
        self.after: list[Event] = []


class Read:
    """Everything of one tenant, folded event by event in the order of the log."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.talks: dict[str, Talk] = {}
        self.needs: dict[str, Need] = {}
        self.promises: dict[str, Promised] = {}
        self.retracted: set[str] = set()
        self.found: dict[str, Event] = {}  # contradictions
        self.settled: dict[str, list[Event]] = {}
        self.switched: list[Event] = []
        self.asked: list[Event] = []
        self.told: list[Event] = []
        self.reopened: list[Event] = []
        self._home: dict[str, str] = {}
        self._whole: dict[str, str] = {}
        self._written: list[tuple[str, datetime]] = []
        for event in events:
            take = getattr(self, "_" + event["type"].split(".")[1].replace("-", "_"), None)
            if take is not None:
                take(event, event["data"])
        for interaction_id, at in self._written:
            self.talks[interaction_id].written.append(at)

    def person(self, customer_id: str) -> str:
        """Who answers for a customer now."""
        while customer_id in self._home:
            customer_id = self._home[customer_id]
        return customer_id

    def together(self, one: str | None, other: str | None) -> bool:
        """Whether two interactions stand on one page now, as far as both are known."""
        talks = [self.talks[each] for each in (one, other) if each in self.talks]
        return len({self.person(each.owner) for each in talks}) < 2

    # ---- whose --------------------------------------------------------------------------------------------------

    def _interaction_started(self, event: Event, data: Any) -> None:
        owner = data.get("identity") or event["stream"]
        self.talks.setdefault(
            data["interaction_id"], Talk(data["channel"], data.get("entry_point", ""), at(event), owner)
        )

    def _interaction_reassigned(self, event: Event, data: Any) -> None:
        if event["stream"] == data["to_customer"]:
            self.talks[data["interaction_id"]].owner = data.get("identity") or data["to_customer"]
        elif data.get("provisional") and event["stream"] == data["from_customer"]:
            self._home[data["from_customer"]] = data["to_customer"]

    def _customers_merged(self, event: Event, data: Any) -> None:
        if event["stream"] == data["absorbed"]:
            self._home[data["absorbed"]] = data["survivor"]

    def _customers_unmerged(self, event: Event, data: Any) -> None:
        if event["stream"] == data["absorbed"]:
            del self._home[data["absorbed"]]
            for each in data.get("returned", ()):
                if each in self.talks:
                    self.talks[each].owner = data["absorbed"]

    # ---- what was said -------------------------------------------------------------------------------------------

    def _message_sent(self, event: Event, data: Any) -> None:
        if data["author_role"] in STAFF and data.get("interaction_id"):
            self._written.append((data["interaction_id"], at(event)))

    def _fact_asked_again(self, event: Event, data: Any) -> None:
        self.asked.append(event)

    def _fact_told_again(self, event: Event, data: Any) -> None:
        self.told.append(event)

    def _fact_retracted(self, event: Event, data: Any) -> None:
        self.retracted.add(data["fact_id"])

    def _channel_switched(self, event: Event, data: Any) -> None:
        self.switched.append(event)

    def _contradiction_detected(self, event: Event, data: Any) -> None:
        self.found.setdefault(data["contradiction_id"], event)

    def _contradiction_resolved(self, event: Event, data: Any) -> None:
        self.settled.setdefault(data["contradiction_id"], []).append(event)

    def _promise_made(self, event: Event, data: Any) -> None:
        self.promises.setdefault(data["promise_id"], Promised(event))

    _promise_noted = _promise_made

    def _promise_kept(self, event: Event, data: Any) -> None:
        self.promises[data["promise_id"]].after.append(event)

    _promise_broken = _promise_moved = _promise_withdrawn = _promise_kept

    # ---- needs ---------------------------------------------------------------------------------------------------

    def _case_opened(self, event: Event, data: Any) -> None:
        self.needs.setdefault(data["case_id"], Need(data.get("about", "question")))
        self._belongs(data["interaction_id"], data["case_id"])

    def _interaction_added_to_case(self, event: Event, data: Any) -> None:
        self._belongs(data["interaction_id"], self._root(data["case_id"]))

    def _case_resolved(self, event: Event, data: Any) -> None:
        need = self.needs[self._root(data["case_id"])]
        need.met = True
        need.met_at.append(at(event))

    def _case_reopened(self, event: Event, data: Any) -> None:
        self.needs[self._root(data["case_id"])].met = False
        self.reopened.append(event)

    def _case_split(self, event: Event, data: Any) -> None:
        old = self.needs[self._root(data["case_id"])]
        new = self.needs[data["new_case"]] = Need(data.get("about") or old.about)
        new.met, new.met_at = old.met, list(old.met_at)
        for each in data["interactions"]:
            self._belongs(each, data["new_case"])

    def _cases_joined(self, event: Event, data: Any) -> None:
        here, other = self._root(data["case_id"]), self._root(data["other"])
        if here != other:
            whole, part = self.needs[here], self.needs[other]
            whole.met = whole.met and part.met
            whole.met_at += part.met_at
            for each in list(part.talks):
                self._belongs(each, here)
            self._whole[other] = here

    def _belongs(self, interaction_id: str, case_id: str) -> None:
        for need in self.needs.values():
            if interaction_id in need.talks:
                need.talks.remove(interaction_id)
        self.needs[case_id].talks.append(interaction_id)

    def _root(self, case_id: str) -> str:
        while case_id in self._whole:
            case_id = self._whole[case_id]
        return case_id


def at(event: Event) -> datetime:
    """When it happened."""
    return datetime.fromisoformat(event["time"])


def due_of(event: Event) -> datetime | None:
    """What it says of a due time."""
    due = event["data"].get("due_at") or event["data"].get("new_due")
    return datetime.fromisoformat(due) if due else None
