"""Facts and promises folded from events; nothing is overwritten, a later telling supersedes an earlier one."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.customer import events as happened
from domain.record import Recorded

SECRET_KEYS = frozenset({"pin", "security_answer"})


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One telling of one thing (contract section 4). `span` is in characters of the item's text, end exclusive."""

    fact_id: str
    key: str
    value: str
    norm: str
    stated_by: str
    channel: str
    item_id: str
    span: tuple[int, int]
    extracted_by: str
    confidence: float
    superseded_by: str | None = None
    proven: bool = False


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What we owe somebody, by when."""

    promise_id: str
    what: str
    kind: str
    due_at: datetime | None
    state: str
    made_by: str
    items: tuple[str, ...]


class Memory:
    """All that one customer's stream has told, and the version of the page at which each part changed last."""

    def __init__(self) -> None:
        self.facts: dict[str, Fact] = {}
        self.promises: dict[str, Promise] = {}
        self.facts_changed = 0
        self.promises_changed = 0

    def apply(self, recorded: Recorded, page_version: int) -> None:
        """Take in one event as of this version of the page."""
        match recorded.event:
            case happened.FactRecorded() as event:
                self._record(event)
                self.facts_changed = page_version
            case happened.PromiseMade() as event:
                self.promises[event.promise_id] = Promise(
                    promise_id=event.promise_id, what=event.what or event.text, kind=event.promised,
                    due_at=event.due_at, state="open", made_by=event.author_name or event.author_role,
                    items=(event.item_id,))  # fmt: skip
                self.promises_changed = page_version
            case _:
                pass

    def forget_items(self, item_ids: set[str]) -> None:
        """Take what came from these items along with them (an interaction that moved to another customer)."""
        self.facts = {fact_id: fact for fact_id, fact in self.facts.items() if fact.item_id not in item_ids}
        self.promises = {key: promise for key, promise in self.promises.items() if not item_ids & set(promise.items)}

    def standing(self) -> dict[str, Fact]:
        """The fact that holds for each key: the last one told and not superseded."""
        return {fact.key: fact for fact in self.facts.values() if fact.superseded_by is None}

    def _record(self, event: happened.FactRecorded) -> None:
        for fact_id in event.supersedes:
            if fact_id in self.facts:
                self.facts[fact_id] = replace(self.facts[fact_id], superseded_by=event.fact_id)
        secret = event.key in SECRET_KEYS
        self.facts[event.fact_id] = Fact(
            fact_id=event.fact_id, key=event.key, value="••••" if secret else event.value,
            norm="" if secret else event.norm, stated_by=event.stated_by, channel=event.channel, item_id=event.item_id,
            span=event.span, extracted_by=event.extracted_by, confidence=event.confidence)  # fmt: skip
