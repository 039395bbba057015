"""Contradictions folded from events: both statements stand side by side until somebody says which one holds."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.customer import events as happened
from domain.memory.contradicting.marks import Statements, Stating
from domain.memory.facts import HIDDEN
from domain.record import Recorded


class Contradiction(msgspec.Struct, frozen=True, kw_only=True):
    """Two statements on the same thing that differ. `state`: open, resolved; then `stands`: left, right, neither."""

    contradiction_id: str
    kind: str
    left: happened.Side
    right: happened.Side
    state: str
    items: tuple[str, ...]  # the left one's, the right one's, then where the customer was told
    subject: str = ""
    detected_at: datetime
    stands: str = ""
    told_item: str = ""
    by: str = ""
    reason: str = ""
    detected_by: str = ""
    interaction_id: str | None = None

    @property
    def pair(self) -> tuple[str, str, frozenset[str]]:
        """What is contradicted between which items: found once."""
        return self.kind, self.subject, frozenset(self.items[:2])


class Contradictions:
    """Those of one page, in the order they were found; `changed`: the version of the page at which one changed last."""

    def __init__(self) -> None:
        self.found: dict[str, Contradiction] = {}
        self.statements = Statements()  # what may contradict something
        self.changed = 0

    def __len__(self) -> int:
        return len(self.found)

    def all(self) -> list[Contradiction]:
        """Every one, in the order found."""
        return list(self.found.values())

    def find(self, contradiction_id: str) -> Contradiction | None:
        """The one with this id."""
        return self.found.get(contradiction_id)

    def open(self) -> list[Contradiction]:
        """Those that nobody has resolved."""
        return [each for each in self.found.values() if each.state == "open"]

    def apply(self, recorded: Recorded, page_version: int) -> None:
        """Take in one event as of this version of the page."""
        self.statements.apply(recorded)
        match recorded.event:
            case happened.ContradictionDetected() as event:
                new = _detected(event, recorded.occurred_at)
                if event.contradiction_id in self.found or any(each.pair == new.pair for each in self.found.values()):
                    return
                self.found[event.contradiction_id] = new
            case happened.ContradictionResolved() as event if event.contradiction_id in self.found:
                before = self.found[event.contradiction_id]
                told = (event.told_item,) if event.told_item else ()
                self.found[event.contradiction_id] = replace(
                    before, state="resolved", stands=event.stands, by=event.by, reason=event.reason, told_item=event.told_item,
                    items=(*before.items[:2], *told))  # fmt: skip
            case happened.MessageRedacted() as event if any(
                event.item_id in each.items[:2] for each in self.found.values()
            ):
                self.found = {key: _hidden(each, event.item_id) for key, each in self.found.items()}
            case _:
                return
        self.changed = page_version

    def adopt(self, others: Iterable[Contradiction], statements: Iterable[Stating], page_version: int) -> None:
        """Take in those of another page."""
        self.found |= {each.contradiction_id: each for each in others}
        self.statements.adopt(statements)
        self.changed = page_version

    def forget_items(self, item_ids: set[str], page_version: int) -> None:
        """One of the two statements leaves with its item: there is nothing left to differ."""
        self.found = {key: each for key, each in self.found.items() if item_ids.isdisjoint(each.items[:2])}
        self.statements.forget_items(item_ids)
        self.changed = page_version


def _detected(event: happened.ContradictionDetected, at: datetime) -> Contradiction:
    nothing = happened.Side(value="")
    return Contradiction(
        contradiction_id=event.contradiction_id, kind=event.contradicts, left=event.left or nothing, right=event.right or nothing,
        state="open", detected_at=at, items=(event.left_item, event.right_item), subject=event.subject, detected_by=event.detected_by,
        interaction_id=event.interaction_id)  # fmt: skip


def _hidden(found: Contradiction, item_id: str) -> Contradiction:
    """Less the words of an item in which something is secret."""
    left, right = (
        replace(side, words=HIDDEN) if item == item_id else side
        for side, item in zip((found.left, found.right), found.items, strict=False)
    )
    return replace(found, left=left, right=right)
