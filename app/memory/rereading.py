"""A page's history read with the present rules: what each item tells, in the light of what was asked before it."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from app.memory.follower import FIELDS, NOTED, told_in_note
from app.memory.openings import begins, told_later
from app.memory.telling import Told
from app.memory.threads import KEPT, SAID, asked_before, shortened, told_in, turn_of
from domain.customer import events as happened
from domain.memory.extract import TELLING, told_by_fields
from domain.memory.extract.shop import Shop
from domain.memory.turns import Turn
from domain.page import Page
from domain.timeline.items import Item

EventOf = Callable[[Item], happened.Event]  # what an item was recorded by


def reread(page: Page, upto: int, zone: ZoneInfo, shop: Shop, event_of: EventOf) -> Iterator[tuple[Item, Told]]:
    """Every item recorded up to a position with what it tells, interaction by interaction, each in the order of time.

    What is known now of an item's interaction counts: a question that came late was there from the beginning.
    """
    said: dict[str, list[tuple[Turn, Item]]] = defaultdict(list)
    for item in [each.item for each in page.timeline.every()]:
        if item.position > upto:
            continue
        if item.event in SAID:
            turn = turn_of(item, item.occurred_at, item.position)
            said[item.interaction_id or f"alone {item.item_id}"].append((turn, item))
        elif item.event in FIELDS:
            event = event_of(item)
            if isinstance(event, happened.ItemEvent):
                yield item, [(item.author.role, each) for each in told_by_fields(event)]
        elif item.event in NOTED and item.author.role not in TELLING:
            yield item, told_in_note(item.author.role, item.text, item.occurred_at, zone, shop)
    for turns in said.values():
        yield from _listened(page, turns, zone, shop)


def _listened(page: Page, turns: list[tuple[Turn, Item]], zone: ZoneInfo, shop: Shop) -> Iterator[tuple[Item, Told]]:
    before: list[Turn] = []
    for turn, item in sorted(turns, key=lambda each: each[0]):
        told, _ = told_in(turn, asked_before(before), zone, shop)
        if item.interaction_id and begins(turn, before):
            told = [*told, *told_later(page, item, turn, bool(before), told, zone, shop)]
        yield item, told
        before = [*before, shortened(turn)][-KEPT:]
