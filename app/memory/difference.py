"""What the present rules read in an item, against the facts that stand recorded of it: what is new, and what is gone.

People's word stays: facts they typed or confirmed are not touched, what they retracted is not recorded again.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from app.ids import Ids
from app.memory.telling import Told, facts_of
from domain.customer import events as happened
from domain.memory.facts import HIDDEN, Fact, is_of_another, is_part_of
from domain.memory.memory import SIDE_BY_SIDE
from domain.page import Page
from domain.timeline.items import Item
from domain.voices import TELLING

BY_RULE = "rule:"
RULE = "rule:reinterpreted"


class Difference(msgspec.Struct, frozen=True):
    """Of one item: facts that are no longer found, and what is found that was not."""

    gone: tuple[Fact, ...]
    new: tuple[happened.FactRecorded, ...]

    def __bool__(self) -> bool:
        return bool(self.gone or self.new)

    def events(self, item: Item) -> list[happened.Event]:
        """What is to be appended."""
        retracted = [happened.FactRetracted(
            fact_id=fact.fact_id, detected_by=RULE, item_id=item.item_id, interaction_id=item.interaction_id)
            for fact in self.gone]  # fmt: skip
        return [*retracted, *self.new]


def difference(
    page: Page, item: Item, told: Told, facts: Sequence[Fact], by_hand: Collection[str], ids: Ids, region: str
) -> Difference:
    """Compare. `facts`: all of the item; `by_hand`: ids of facts that somebody retracted.

    A finding whose value and place are as they were is the same, whatever its rule is called by now.
    """
    left = [
        fact for fact in facts if fact.extracted_by.startswith(BY_RULE) and not fact.retracted and not fact.confirmed_by
    ]
    stays = [fact for fact in facts if fact.confirmed_by or fact.fact_id in by_hand]
    new: list[happened.FactRecorded] = []
    for found in facts_of(item, item.occurred_at, told, page, ids, region):
        same = next((fact for fact in left if _same(fact, found)), None)
        if same is not None:
            left.remove(same)
        elif not any(_same_place(fact, found) for fact in stays):
            new.append(found)
    gone = tuple(fact for fact in left if fact.value != HIDDEN)
    return Difference(gone, tuple(_placed(page, item, new, {fact.fact_id for fact in gone})))


def _same(fact: Fact, found: happened.FactRecorded) -> bool:
    return _same_place(fact, found) and (fact.value == HIDDEN or (fact.value, fact.norm) == (found.value, found.norm))


def _same_place(fact: Fact, found: happened.FactRecorded) -> bool:
    return (fact.key, fact.span) == (found.key, found.span)


def _placed(
    page: Page, item: Item, new: Iterable[happened.FactRecorded], gone: Collection[str]
) -> list[happened.FactRecorded]:
    """Each with what it supersedes, or with what was told otherwise since and holds instead."""
    placed: list[happened.FactRecorded] = []
    for fact in new:
        here = {each.fact_id for each in placed}
        if here.isdisjoint(fact.supersedes):  # else it was put right in the same breath
            fact = replace(fact, **_others(page, item, fact, gone))
        placed.append(fact)
    return placed


def _others(page: Page, item: Item, fact: happened.FactRecorded, gone: Collection[str]) -> dict[str, Any]:
    other = None if is_of_another(fact.extracted_by) else _holding(page, fact.key, gone)
    alone = {"supersedes": (), "superseded_by": ""}
    if other is None or other.norm == fact.norm:
        return alone
    if fact.key in SIDE_BY_SIDE:
        return alone | {"supersedes": (other.fact_id,) if fact.supersedes else ()}
    if _later(page, other, item) or is_part_of(fact.key, fact.norm, other.norm):
        return alone | {"superseded_by": other.fact_id}
    return alone | {"supersedes": (other.fact_id,) if fact.stated_by in TELLING else ()}


def _holding(page: Page, key: str, gone: Collection[str]) -> Fact | None:
    """The fact that holds for a key once these are gone: what they had superseded holds again."""
    standing = [
        fact for fact in page.memory.told()
        if fact.key == key and not fact.retracted and not fact.of_another and fact.fact_id not in gone
        and (fact.superseded_by is None or fact.superseded_by in gone)
    ]  # fmt: skip
    typed = [fact for fact in standing if page.timeline.find(fact.item_id) is None]
    if typed:
        return typed[-1]
    return max(standing, key=lambda fact: page.timeline.place(fact.item_id), default=None)


def _later(page: Page, fact: Fact, item: Item) -> bool:
    """Whether a fact was told after an item. What stands in none was typed by somebody, who knew better."""
    return page.timeline.find(fact.item_id) is None or page.timeline.place(fact.item_id) > page.timeline.place(
        item.item_id
    )
