"""The cases of a page and what was said in them, for a rule to compare an interaction with."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import islice

from domain.memory.cases import Case
from domain.memory.casing.matching import Before, Score, score
from domain.memory.casing.opening import opening_of
from domain.memory.casing.strands import NEWEST, Strand, norms_of, strands_of
from domain.page import Page

MOST = 8  # cases that are compared, those spoken of last
OF_EACH = 4  # interactions of each


class Needs:
    """What stands at a moment: interactions of the last days, and the cases they are in."""

    def __init__(self, page: Page, at: datetime) -> None:
        self.page = page
        self.strands = strands_of(page, at)
        self._owing = _owing(page, at)
        self.cases = [case for case in page.cases.all() if any(one in self.strands for one in case.interactions)]

    def best(self, strand: Strand, but: str = "", among: Sequence[Case] | None = None,
             without: Collection[str] = ()) -> tuple[Case | None, Score]:  # fmt: skip
        """The case that an interaction goes on with most likely, and how sure that is; of two alike the one spoken of last."""
        opening = strand.opening() if strand.told else opening_of(strand.first_words(), strand.names)
        if opening is None:
            return None, Score()
        spoken = self._spoken(strand, but, self.cases if among is None else among, without)
        found: tuple[Case | None, Score] = (None, Score())
        for number, (case, earlier) in enumerate(spoken):
            here = score(strand, opening, self._before(case, earlier, strand, last=number == 0))
            if here.value > found[1].value:
                found = (case, here)
        return found

    def last_before(self, case: Case, strand: Strand) -> Strand | None:
        """The interaction of a case that went on last before this one began."""
        earlier = self._earlier(case, strand)
        return max(earlier, key=lambda each: each.end) if earlier else None

    def begun_after(self, strand: Strand) -> Iterator[tuple[Case, Strand]]:
        """Cases that began after this interaction, by rule, each with its first interaction."""
        for case in self.cases:
            first = self.strands.get(case.interactions[0])
            if first is not None and first.start > strand.start and not case.by_hand:
                yield case, first

    def standing_in(self, case_id: str, strand: Strand) -> Case:
        """A case as it will stand, of this interaction alone."""
        return Case(case_id=case_id, kind="", topic="", order_no="", state="open", opened_at=strand.start,
                    changed_at=strand.start, interactions=(strand.interaction_id,))  # fmt: skip

    def order_told(self, strand: Strand) -> str:
        """The order number told in an interaction; none where it told several."""
        told = norms_of([strand], "order_no")
        return next(iter(told)).upper() if len(told) == 1 else ""

    def _spoken(self, strand: Strand, but: str, among: Sequence[Case],
                without: Collection[str]) -> list[tuple[Case, list[Strand]]]:  # fmt: skip
        """Cases that were spoken of before, the last first."""
        found = [
            (case, self._earlier(case, strand)) for case in among if case.case_id != but and case.case_id not in without
        ]
        spoken = [(case, earlier) for case, earlier in found if earlier]
        spoken.sort(key=lambda each: max(one.end for one in each[1]), reverse=True)
        return spoken[:MOST]

    def _before(self, case: Case, earlier: list[Strand], strand: Strand, last: bool) -> Before:
        settled = case.state == "resolved" and (case.resolved_at or case.changed_at) <= strand.start
        return Before(
            strands=earlier, orders=frozenset({case.order_no.casefold()} - {""}), last=last, settled=settled,
            owed=not self._owing.isdisjoint(case.interactions))  # fmt: skip

    def _earlier(self, case: Case, strand: Strand) -> list[Strand]:
        ids = [one for one in case.interactions if one != strand.interaction_id and one in self.strands]
        cut = (self.strands[one].until(strand.start) for one in ids[-OF_EACH:])
        return [each for each in cut if each is not None]


def _owing(page: Page, at: datetime) -> set[str]:
    """Interactions in which something was promised that we still owe."""
    found: set[str] = set()
    for promise in page.memory.promises.values():
        item = page.timeline.find(promise.items[0]) if promise.owed else None
        if item is not None and item.interaction_id and item.occurred_at <= at:
            found.add(item.interaction_id)
    return found


def carried(page: Page, strand: Strand) -> tuple[str, ...]:
    """Keys of facts that were told before an interaction began: they need not be asked for in it."""
    own = {item.item_id for item in strand.items}
    found: set[str] = set()
    for fact in islice(page.memory.backwards(), NEWEST):
        if fact.key in found or fact.retracted or fact.item_id in own:
            continue
        item = page.timeline.find(fact.item_id)
        if item is not None and item.occurred_at <= strand.start:
            found.add(fact.key)
    return tuple(sorted(found))
