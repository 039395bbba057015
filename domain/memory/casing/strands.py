"""What was said lately on a page, interaction by interaction: what rules about cases look at, at a bounded cost."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from domain.memory.casing.opening import Opening, opening_of
from domain.memory.casing.reference import reference_in
from domain.memory.casing.stems import proper, telling, words_of
from domain.page import Page
from domain.timeline.items import Item
from domain.timeline.marks import LIVELY, own_words

NEWEST = 400  # items of a page that are looked at, and as many facts
WINDOW = timedelta(days=7)  # after which the same need counts as a new one (vocabulary, repeat contact)
LONG = timedelta(
    days=28
)  # the same for one that is open, where somebody says what it is about: its order, an earlier contact
FIRST = 4  # items of an interaction in which its need is told
WORDS = 24  # items of one whose words are read
BY_US = frozenset({"agent", "supervisor", "store_associate"})
NAMES_NEED = frozenset({"order_no", "product", "problem"})


class Strand(msgspec.Struct, kw_only=True):
    """One interaction as it stood at a moment. `foreign`: its words are about the customer, not by them alone."""

    interaction_id: str
    items: list[Item]
    told: list[tuple[Item, str]]
    foreign: bool = False
    facts: dict[str, frozenset[str]] = {}
    names: frozenset[str] = frozenset()

    @property
    def channel(self) -> str:
        """Where it went on."""
        return self.items[0].channel

    @property
    def start(self) -> datetime:
        """When its first item was said."""
        return self.items[0].occurred_at

    @property
    def end(self) -> datetime:
        """When its last was."""
        return max(item.ended_at or item.occurred_at for item in self.items)

    def beginning(self) -> "Strand":
        """The same up to the item by which its first words said enough."""
        for count in range(1, min(len(self.told), FIRST) + 1):
            found = opening_of(self.first_words(count), self.names)
            if found is not None and (found.tells or self.facts):
                last = self.told[count - 1][0]
                items = self.items[: self.items.index(last) + 1]
                return msgspec.structs.replace(self, items=items, told=self.told[:count])
        return self

    def opening(self) -> Opening | None:
        """What its first words say, as soon as they say enough; then what they say by its fourth item at least."""
        found = None
        for count in range(1, min(len(self.told), FIRST) + 1):
            found = opening_of(self.first_words(count), self.names)
            if found is not None and (found.tells or self.facts):
                return msgspec.structs.replace(found, reference=found.reference or reference_in(self.first_words()))
        return found if len(self.told) >= FIRST else None

    def first_words(self, count: int = FIRST) -> str:
        """What the customer said first in it; where they have said nothing yet, what we did."""
        told = [text for _, text in self.told[:count]] or [item.text for item in self.items[:count]]
        return "\n".join(told)

    def stems(self) -> frozenset[str]:
        """The telling words of everything said in it, by the customer and by us."""
        return telling([word for word in words_of(self._words()) if word not in self.names])

    def proper(self) -> frozenset[str]:
        """What is called by a name in it: products, brands, places."""
        return proper(self._words(), self.names)

    def _words(self) -> str:
        return "\n".join(item.text for item in self.items[:WORDS] if item.author.role != "system")

    def until(self, at: datetime) -> "Strand | None":
        """The same as it stood before a moment; None when it had not begun."""
        items = [item for item in self.items if item.occurred_at < at]
        if not items:
            return None
        told = [each for each in self.told if each[0].occurred_at < at]
        return msgspec.structs.replace(self, items=items, told=told)


def strands_of(page: Page, at: datetime) -> dict[str, Strand]:
    """The interactions of the last days up to a moment, by id, in the order they began."""
    items = page.timeline.in_order(max(0, len(page.timeline) - NEWEST))
    found: dict[str, Strand] = {}
    for item in items:
        if item.interaction_id and item.kind in LIVELY and at - LONG - WINDOW <= item.occurred_at <= at:
            strand = found.setdefault(
                item.interaction_id, Strand(interaction_id=item.interaction_id, items=[], told=[])
            )
            strand.items.append(item)
            _hear(strand, item)
    for strand in found.values():
        strand.items.sort(key=_when)
        strand.told.sort(key=lambda each: _when(each[0]))
    _tell(page, found)
    return dict(sorted(found.items(), key=lambda each: each[1].start))


def _hear(strand: Strand, item: Item) -> None:
    words = own_words(item)
    if words:
        strand.foreign |= item.author.role == "unknown" and not item.segments
        strand.told.append((item, words))
    elif item.kind == "visit" and item.author.role in BY_US and item.text.strip():
        strand.foreign = True
        strand.told.append((item, item.text))


def _tell(page: Page, strands: dict[str, Strand]) -> None:
    """Put the facts that name a need to the interactions they were told in, and the customer's names to all."""
    where = {item.item_id: strand for strand in strands.values() for item in strand.items}
    names = set(words_of(page.customer.display_name))
    told: dict[tuple[str, str], set[str]] = {}
    for number, fact in enumerate(page.memory.backwards()):
        if number >= NEWEST:
            break
        if fact.key == "name":
            names.update(words_of(fact.norm or fact.value))
        elif fact.key in NAMES_NEED and fact.item_id in where and fact.norm and not fact.retracted:
            told.setdefault((where[fact.item_id].interaction_id, fact.key), set()).add(fact.norm.casefold())
    for strand in strands.values():
        strand.names = frozenset(names)
        strand.facts = {key: frozenset(norms) for (one, key), norms in told.items() if one == strand.interaction_id}


def norms_of(strands: Iterable[Strand], key: str) -> frozenset[str]:
    """All that was told for a key in some interactions."""
    return frozenset[str]().union(*(strand.facts.get(key, frozenset()) for strand in strands))


def _when(item: Item) -> tuple[datetime, int]:
    return item.occurred_at, item.position
