"""How much an interaction reads as the same need as earlier ones: a score with the names of its reasons.

The weights were set on one half of recorded journeys and tried on the other (docs/cases.md); none is for a shop or a word.
"""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from domain.memory.casing.opening import Opening
from domain.memory.casing.strands import BY_US, LONG, WINDOW, Strand, norms_of

ENOUGH = 0.5  # from here on it is the same need
SAME_ORDER, OTHER_ORDER = 0.9, -0.5
SAME_PRODUCT, SAME_PROBLEM = 0.3, 0.1
REFERENCE, NAMED_CHANNEL = 0.5, 0.2
UNSURE = 0.3  # a reference in a transcript of both voices, or in somebody else's words
AWAITING, OWED = 0.15, 0.3  # something is overdue; and in this case we do owe something
WE_WROTE = 0.3  # a person of ours wrote first, to somebody whose need is open
SAME_NAME = 0.2  # of a product, a brand, a place
GOES_ON = 0.6  # times how much it reads so
SHARED = (0.0, 0.1, 0.32, 0.45, 0.55)  # by telling words in common, four and more
FEW, TERSE = 0.4, 5  # of the opening's telling words, or of so many: fewer in common count as one
SOON = ((timedelta(hours=2), 0.2), (timedelta(hours=24), 0.12), (timedelta(hours=72), 0.06))
SETTLED = -0.15  # it was settled before
NEVER = -1.0


class Score(msgspec.Struct, frozen=True):
    """How sure, and why: words of a fixed list."""

    value: float = NEVER
    reasons: tuple[str, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether it is the same need."""
        return self.value >= ENOUGH

    @property
    def strong(self) -> bool:
        """Whether somebody said so, or the order is the same: enough to join what was taken for two needs."""
        return self.enough and not {"order", "reference"}.isdisjoint(self.reasons)

    @property
    def confidence(self) -> float:
        """The same between 0 and 1."""
        return round(min(0.99, max(0.0, self.value)), 2)


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """A case as it stood: its interactions in the order they began, its order number, and what else speaks for it.

    `last`: it was the one spoken of last. `settled`: the need was met. `owed`: we owe something in it.
    """

    strands: Sequence[Strand]
    orders: frozenset[str]
    last: bool
    settled: bool
    owed: bool


def score(strand: Strand, opening: Opening, before: Before) -> Score:
    """Compare an interaction with a case."""
    gap = strand.start - max(each.end for each in before.strands)
    if gap > (WINDOW if before.settled else LONG):
        return Score()
    found = [*_told(strand, before), *_spoken_of(strand, opening, before)]
    if gap <= WINDOW:
        found += _alike(strand, opening, before)
    if any(weight > 0 for _, weight in found):
        found.append(("soon", next((weight for within, weight in SOON if gap < within), 0.0)))
    found.append(("settled", SETTLED if before.settled else 0.0))
    return Score(sum(weight for _, weight in found), tuple(name for name, weight in found if weight))


def _alike(strand: Strand, opening: Opening, before: Before) -> list[tuple[str, float]]:
    """What the words have in common, and how they begin: worth something for a week."""
    by_us = _by_us(strand)
    found = [
        ("words", _shared(opening.stems, before.strands, terse=by_us or not strand.foreign)),
        ("name", SAME_NAME if _named([strand]) & _named(before.strands) else 0.0),
    ]
    if before.last and by_us:
        found.append(("we_wrote", 0.0 if before.settled else WE_WROTE))
    elif before.last and not strand.foreign:
        found.append(("goes_on", GOES_ON * opening.goes_on))
    return found


def _spoken_of(strand: Strand, opening: Opening, before: Before) -> list[tuple[str, float]]:
    """What the words say of an earlier contact, or of something that should have happened by now."""
    said = opening.reference
    if said is None:
        return []
    if said.awaiting:
        return [("awaiting", AWAITING if before.last else 0.0), ("owed", OWED if before.owed else 0.0)]
    named = bool(said.channels.intersection(each.channel for each in before.strands))
    weight = (UNSURE if strand.foreign and strand.told else REFERENCE) + (NAMED_CHANNEL if named else 0.0)
    return [("reference", weight if before.last or named else 0.0)]


def _told(strand: Strand, before: Before) -> list[tuple[str, float]]:
    """What facts say: the same order or another one, the same product, the same problem."""
    mine, theirs = norms_of([strand], "order_no"), before.orders | norms_of(before.strands, "order_no")
    if not strand.told:
        mine |= {number for number in theirs if number in strand.first_words().casefold()}
    found = [("order", SAME_ORDER)] if mine & theirs else [("other_order", OTHER_ORDER)] if mine and theirs else []
    found += [
        (key, weight)
        for key, weight in (("product", SAME_PRODUCT), ("problem", SAME_PROBLEM))
        if norms_of([strand], key) & norms_of(before.strands, key)
    ]
    return found


def _shared(stems: frozenset[str], earlier: Sequence[Strand], terse: bool) -> float:
    """`terse`: what one person says. Of a transcript of both voices many more words must be the same."""
    if not stems:
        return 0.0
    common = len(stems.intersection(frozenset[str]().union(*(each.stems() for each in earlier))))
    weight = SHARED[min(common, len(SHARED) - 1)]
    of = min(len(stems), TERSE) if terse else len(stems)
    return weight if common >= FEW * of else min(weight, SHARED[1])


def _named(strands: Sequence[Strand]) -> frozenset[str]:
    return frozenset[str]().union(*(each.proper() for each in strands))


def _by_us(strand: Strand) -> bool:
    """Whether its first words are those of our own people: a message, or a note from the shop floor."""
    return not strand.told or (strand.foreign and strand.items[0].author.role in BY_US)
