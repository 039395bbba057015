"""A customer's page as a client holds it: equal to the server's after every frame, or known not to be."""

import msgspec
from msgspec import UNSET

from adapters.client.frames import Changes, Needs, Present, Snapshot
from domain.desk.claims import ClaimShown
from domain.memory.brief import Brief
from domain.memory.contradictions import Contradiction
from domain.memory.facts import Fact, Promise
from domain.timeline.items import Item


class Gap(Exception):
    """Changes that do not follow from what is held: it must be asked for anew."""


class Held(msgspec.Struct, kw_only=True):
    """The page at `version`. `more`: there are older items than these."""

    customer_id: str
    epoch: str
    version: int
    items: list[Item]
    more: bool
    brief: Brief
    facts: list[Fact]
    promises: list[Promise]
    contradictions: list[Contradiction]
    cases: Needs
    claim: ClaimShown | None
    facts_more: bool
    presence: list[Present]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Held":
        """The page a snapshot shows."""
        return cls(**{name: getattr(snapshot, name) for name in cls.__struct_fields__})

    def apply(self, changes: Changes) -> list[Item]:
        """Take changes in; the items that came or look different. None of what was known before. Raises Gap."""
        if changes.to <= self.version:
            return []
        if changes.from_ != self.version:
            raise Gap
        placed = [
            item for item, before in zip(changes.items, changes.stands_after, strict=True) if self._place(item, before)
        ]
        for name in ("brief", "promises", "contradictions", "cases", "claim"):
            told = getattr(changes, name)
            if told is not UNSET:
                setattr(self, name, told)
        if changes.facts is not UNSET:
            self.facts, self.facts_more = changes.facts, changes.facts_more
        self.version = changes.to
        return placed

    def _place(self, item: Item, before: str | None) -> bool:
        """Put an item behind the one it stands after. False: it is older than anything held here."""
        numbers = {each.item_id: number for number, each in enumerate(self.items)}
        known = numbers.get(item.item_id)
        if known is None and before not in numbers and (self.more or before is not None):
            return False
        if known is not None:
            del self.items[known]
        after = next((number for number, each in enumerate(self.items) if each.item_id == before), -1)
        self.items.insert(after + 1, item)
        return True
