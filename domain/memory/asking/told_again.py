"""Rule: a customer had to say the same value a second time. Once for an item and a key."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise

from domain.customer import events as happened
from domain.customer.event import Event
from domain.memory.asking.situations import SITUATION
from domain.memory.asking.tellings import KEEPS, LOOKED_BACK
from domain.memory.asking.voices import asked_in_item
from domain.memory.extract.conversation import TELLING
from domain.memory.facts import SECRET_KEYS, Fact, is_of_another
from domain.memory.rules import Seen
from domain.page import Page
from domain.timeline.items import Item

# Two tellings of these that agree may be chance, or are told anew with each need.
_NEVER = frozenset({"amount", "date", "deadline", "tried_already"})
BOTH_SIDES = 600  # facts of a page that are compared when two come together: the newest
_ASKED_BACK = 6  # items before a telling in which it may have been asked for


class ToldAgainRule:
    """The same norm as in an earlier item: of another interaction, or of this one where it was asked for once more.

    Of secrets no norm is kept: telling one again is taken for telling the same.
    """

    name = "told-again.1"
    watches = frozenset({"fact-recorded", "customers-merged", "interaction-reassigned"})

    def derive(self, seen: Seen) -> Sequence[Event]:
        """What this telling repeats, or where it came late, what repeats it; of pages that came together, what both were told."""
        event, page = seen.recorded.event, seen.page
        match event:
            case happened.FactRecorded():
                return self._told(page, event)
            case happened.CustomersMerged():
                return self._brought_together(page, lambda item: item.stream)
            case happened.InteractionReassigned():
                moved = event.interaction_id
                return self._brought_together(page, lambda item: str(item.interaction_id == moved))
            case _:
                return []

    def _told(self, page: Page, event: happened.FactRecorded) -> Sequence[Event]:
        if event.stated_by not in TELLING or event.key in _NEVER or is_of_another(event.extracted_by):
            return []
        item, fact = page.timeline.find(event.item_id), page.memory.find(event.fact_id)
        if item is None or fact is None or not (fact.norm or fact.key in SECRET_KEYS):
            return []
        same = list(_same(page, fact))
        if any(
            each.item_id == item.item_id and each.span < fact.span for each, _ in same
        ):  # twice in one breath is once
            return []
        earlier = [each for each in same if _at(each[1]) < _at(item)]
        if earlier:
            before, told = max(earlier, key=lambda each: _at(each[1]))
            return self._again(page, fact, item, before, told)
        later = min((each for each in same if _at(each[1]) > _at(item)), key=lambda each: _at(each[1]), default=None)
        return self._again(page, later[0], later[1], fact, item) if later and item.late else []

    def _brought_together(self, page: Page, side: Callable[[Item], str]) -> list[Event]:
        """What was told on both sides of a page that came together: on each, the first telling that another side had before it.

        Within one side it was found when it was told.
        """
        first: dict[tuple[str, str], dict[str, tuple[Fact, Item]]] = defaultdict(dict)
        for fact, item in sorted(_told_on(page), key=lambda each: (_at(each[1]), each[0].span)):
            first[fact.key, fact.norm].setdefault(side(item), (fact, item))
        found: list[Event] = []
        for tellings in first.values():
            told = list(tellings.values())
            for (before, there), (fact, here) in pairwise(told):
                found += self._again(page, fact, here, before, there)
        return found

    def _again(self, page: Page, fact: Fact, item: Item, before: Fact, told: Item) -> list[Event]:
        if item.occurred_at - told.occurred_at > KEEPS.get(fact.key, item.occurred_at - told.occurred_at):
            return []
        if item.interaction_id == told.interaction_id and (
            fact.key in SITUATION or not _asked_for(page, fact.key, item, told)
        ):
            return []
        return [happened.FactToldAgain(
            item_id=item.item_id, interaction_id=item.interaction_id, fact_id=fact.fact_id, before=before.fact_id,
            key=fact.key, detected_by=f"rule:{self.name}", told_in=told.interaction_id)]  # fmt: skip


def _told_on(page: Page) -> Iterator[tuple[Fact, Item]]:
    """The newest tellings of a page that can be told again, each with its item."""
    for fact in islice(page.memory.backwards(), BOTH_SIDES):
        counts = fact.stated_by in TELLING and fact.key not in _NEVER and not (fact.retracted or fact.of_another)
        item = page.timeline.find(fact.item_id) if counts and (fact.norm or fact.key in SECRET_KEYS) else None
        if item is not None:
            yield fact, item


def _same(page: Page, fact: Fact) -> Iterator[tuple[Fact, Item]]:
    """Other tellings of the same value that stand, each with its item."""
    for number, each in enumerate(page.memory.backwards()):
        if number >= LOOKED_BACK:
            return
        same = each.key == fact.key and each.norm == fact.norm and each.fact_id != fact.fact_id
        if same and not each.retracted and not each.of_another:
            item = page.timeline.find(each.item_id)
            if item is not None and each.stated_by in TELLING:
                yield each, item


def _asked_for(page: Page, key: str, item: Item, told: Item) -> bool:
    """Whether it was asked for between two tellings of one interaction."""
    number = page.timeline.index_of(item.item_id)
    between = page.timeline.in_order(max(0, (number or 0) - _ASKED_BACK), number) if number else []
    return any(
        each.interaction_id == item.interaction_id
        and _at(told) < _at(each)
        and any(asked.question.key == key for asked in asked_in_item(each))
        for each in between
    )


def _at(item: Item) -> tuple[object, ...]:
    return item.occurred_at, item.position
