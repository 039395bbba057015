"""Rule: an item asks for what the customer had told before it, in whatever channel. Once for an item and a key."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from domain.customer import events as happened
from domain.customer.event import Event
from domain.memory.asking.tellings import Tellings, answer, on_page
from domain.memory.asking.voices import ASKED_IN, asked_in_item
from domain.memory.exempt import Exempt
from domain.memory.facts import Fact
from domain.memory.rules import Seen
from domain.page import Page
from domain.timeline.items import Item

LATER = 400  # items behind a late telling that are looked at
MOST = 2_000  # items of a page that are looked at when two customers become one: the newest


class AskedAgainRule:
    """At the question itself: what was told before it and recorded before it, so known then.

    What becomes known later (a telling that came late or was understood later, an interaction that moved here, a merge)
    is looked for when it does: not known then.
    """

    name = "asked-again.1"
    watches = ASKED_IN | {"fact-recorded", "interaction-reassigned", "customers-merged"}

    def __init__(self, exempt: Iterable[Exempt] = ()) -> None:
        self._exempt = tuple(exempt)

    def derive(self, seen: Seen) -> Sequence[Event]:
        """The questions that this event shows to be repetitions."""
        match seen.recorded.event:
            case happened.ItemEvent() as event:
                return self._at_the_question(seen, event.item_id)
            case happened.FactRecorded() as event:
                return self._told_late(seen, event)
            case happened.InteractionReassigned() as event:
                return self._moved(seen, event.interaction_id)
            case happened.CustomersMerged():
                return self._merged(seen)
            case _:
                return []

    def _at_the_question(self, seen: Seen, item_id: str) -> list[Event]:
        page, item = seen.page, seen.page.timeline.find(item_id)
        if item is None or not page.memory.standing():
            return []
        found: list[Event] = []
        for fact, told, key, role in self._answered(page, on_page(page), item, seen.recorded.position):
            together = seen.recorded.stream in (page.customer_id, told.stream)  # else two pages became one since
            found.append(self._event(item, fact, told, key, role, known_then=together))
        return found

    def _told_late(self, seen: Seen, event: happened.FactRecorded) -> list[Event]:
        """Questions that were recorded before this telling, and asked after it."""
        page = seen.page
        told, fact = page.timeline.find(event.item_id), page.memory.find(event.fact_id)
        if told is None or fact is None:
            return []
        at_once = (
            not told.late and told.occurred_at == seen.recorded.occurred_at and told.stream == seen.recorded.stream
        )
        if at_once:  # whoever asks after it finds it
            return []
        start = page.timeline.before(told.occurred_at, True)
        later = page.timeline.in_order(start, start + LATER)
        only: Tellings = lambda key: (fact,) if key == fact.key else ()  # noqa: E731
        return self._unknown_then(seen, later, only)

    def _moved(self, seen: Seen, interaction_id: str) -> list[Event]:
        """Its questions against all that is told here, and all questions here against what it tells."""
        page = seen.page
        came = page.timeline.of_interaction(interaction_id)
        if not came:
            return []
        ids, start = {item.item_id for item in came}, page.timeline.before(came[0].occurred_at, True)
        told: dict[str, list[Fact]] = defaultdict(list)
        for fact in page.memory.backwards():
            if fact.item_id in ids:
                told[fact.key].append(fact)
        found = self._unknown_then(seen, came, on_page(page))
        if not told:
            return found
        others = [item for item in page.timeline.in_order(start, start + LATER) if item.item_id not in ids]
        return found + self._unknown_then(seen, others, lambda key: told.get(key, ()))

    def _merged(self, seen: Seen) -> list[Event]:
        lines = seen.page.timeline
        told: dict[str, list[Fact]] = defaultdict(list)
        for fact in seen.page.memory.backwards():
            told[fact.key].append(fact)
        return self._unknown_then(seen, lines.in_order(max(0, len(lines) - MOST)), lambda key: told.get(key, ()))

    def _unknown_then(self, seen: Seen, items: Iterable[Item], tellings: Tellings) -> list[Event]:
        return [
            self._event(item, fact, told, key, role, known_then=False)
            for item in items
            if item.position < seen.recorded.position
            for fact, told, key, role in self._answered(seen.page, tellings, item)
        ]

    def _answered(self, page: Page, tellings: Tellings, item: Item,
                  before: int | None = None) -> Iterator[tuple[Fact, Item, str, str]]:  # fmt: skip
        shown = {each.key for each in item.asked_again}
        for asked in asked_in_item(item):
            key = asked.question.key
            found = None if key in shown else answer(page, tellings, asked, item, self._exempt, before)
            if found is not None:
                yield (*found, key, asked.role)

    def _event(
        self, item: Item, fact: Fact, told: Item, key: str, role: str, known_then: bool
    ) -> happened.FactAskedAgain:
        return happened.FactAskedAgain(
            item_id=item.item_id, interaction_id=item.interaction_id, fact_id=fact.fact_id, key=key, asked_by=role,
            known_then=known_then, detected_by=f"rule:{self.name}", told_in=told.interaction_id)  # fmt: skip
