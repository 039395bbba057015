"""Facts and promises folded from events; nothing is overwritten, a later telling supersedes an earlier one."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from msgspec.structs import replace

from domain.customer import events as happened
from domain.memory.facts import HIDDEN, SECRET_KEYS, Fact, Promise, is_part_of
from domain.memory.owed import noted_promise, settled, told_promise
from domain.record import Recorded
from domain.timeline.archive import EMPTY, Archive, Place
from domain.timeline.items import AskedAgain

# Keys of which a later telling with another value takes nothing away from an earlier one.
SIDE_BY_SIDE = frozenset({"order_no", "product", "problem", "amount", "date", "tried_already"})
AT_ONCE = 100  # facts asked of an archive in one go
LOOKED_BACK = 200  # facts, for the newest of a key


class Memory:
    """All that one customer's stream has told, and the version of the page at which each part changed last.

    `facts` are those behind the archive's; `lifted` those of the archive that changed since it was written.
    """

    def __init__(self) -> None:
        self.archive: Archive = EMPTY
        self.facts: dict[str, Fact] = {}
        self.lifted: dict[str, tuple[int, Fact]] = {}
        self.holding: dict[str, Fact] = {}  # by key: the last one told and not superseded
        self.promises: dict[str, Promise] = {}
        self.asked: dict[str, tuple[str, ...]] = {}  # by fact: the items that ask for it again
        self.facts_changed = 0
        self.promises_changed = 0
        self._newest: dict[
            str, dict[str, tuple[int, Fact]]
        ] = {}  # by key and id, with their numbers: what was asked for

    def __len__(self) -> int:
        return self.archive.facts + len(self.facts)

    def apply(self, recorded: Recorded, page_version: int) -> None:
        """Take in one event as of this version of the page."""
        event = recorded.event
        match event:
            case happened.FactRecorded():
                self._record(event)
            case happened.FactConfirmed() | happened.FactRetracted() | happened.MessageRedacted():
                self._change(event)
            case happened.PromiseMade():
                self.promises[event.promise_id] = told_promise(event, recorded.occurred_at)
            case happened.PromiseNoted():
                self.promises[event.promise_id] = noted_promise(event, recorded.occurred_at)
            case (
                happened.PromiseKept()
                | happened.PromiseBroken()
                | happened.PromiseMoved()
                | happened.PromiseWithdrawn()
            ):
                before = self.promises.get(event.promise_id)
                if before is not None and isinstance(event, happened.PromiseWithdrawn) and not event.by:
                    del self.promises[event.promise_id]  # a rule says that it never was one
                elif before is not None:
                    self.promises[event.promise_id] = settled(before, event)
            case _:
                return
        if event.name.startswith("promise-"):
            self.promises_changed = page_version
        else:
            self.facts_changed = page_version
        if isinstance(event, happened.MessageRedacted):
            self.promises_changed = page_version

    def asks_again(self, event: happened.FactAskedAgain) -> bool:
        """Remember who asks for it; False when it is not known here."""
        fact = self.find(event.fact_id)
        if fact is None or fact.retracted:
            return False
        self.asked[event.fact_id] = (*self.asked.get(event.fact_id, ()), event.item_id)
        return True

    def asking(self, item_id: str, again: Iterable[AskedAgain]) -> None:
        """An item of another page asks for these again."""
        for each in again:
            self.asked[each.fact_id] = (*self.asked.get(each.fact_id, ()), item_id)

    def told(self, start: int = 0) -> list[Fact]:
        """The facts in the order told, from a number on."""
        kept = self._kept(start, self.archive.facts) if start < self.archive.facts else []
        here = list(self.facts.values())
        return kept + here[max(0, start - self.archive.facts) :]

    def find(self, fact_id: str) -> Fact | None:
        """The fact with this id."""
        if fact_id in self.facts:
            return self.facts[fact_id]
        found = self.lifted.get(fact_id) or (self.archive.find_fact(fact_id) if self.archive.facts else None)
        return found[1] if found else None

    def standing(self) -> dict[str, Fact]:
        """The fact that holds for each key: the last one told and not superseded."""
        return self.holding

    def newest(self, key: str) -> list[Fact]:
        """The facts of a key among those told last, the newest first: looked for once, then kept up as facts come."""
        found = self._newest.get(key)
        if found is None:
            last = enumerate(islice(self.backwards(), LOOKED_BACK), 1)
            lately = [(len(self) - ago, fact) for ago, fact in last if fact.key == key]
            found = self._newest[key] = {fact.fact_id: (number, fact) for number, fact in reversed(lately)}
        for fact_id in [each for each, (number, _) in found.items() if number < len(self) - LOOKED_BACK]:
            del found[fact_id]
        return [fact for _, fact in reversed(found.values())]

    def forget_items(self, item_ids: set[str]) -> set[str]:
        """Take what came from these items along with them (an interaction that moved to another customer).

        Returns the ids of the facts that went.
        """
        self.bring_back()
        self._newest.clear()
        gone = {fact_id for fact_id, fact in self.facts.items() if fact.item_id in item_ids}
        self.facts = {fact_id: fact for fact_id, fact in self.facts.items() if fact_id not in gone}
        freed = {fact_id for fact_id, fact in self.facts.items() if fact.superseded_by in gone}
        self.facts |= {fact_id: replace(self.facts[fact_id], superseded_by=None) for fact_id in freed}
        self.promises = {key: promise for key, promise in self.promises.items() if promise.items[0] not in item_ids}
        self._supersede(freed)
        return gone

    def adopt(self, facts: Iterable[Fact], promises: Iterable[Promise], order: Callable[[str], Place]) -> None:
        """Take in what another page told, in the order of the items it came from; `order` sorts by an item's id."""
        self.bring_back()
        self._newest.clear()
        lent = {fact.fact_id: fact for fact in facts}
        together = self.facts | lent
        self.facts = {fact.fact_id: fact for fact in sorted(together.values(), key=lambda each: order(each.item_id))}
        owed = self.promises | {promise.promise_id: promise for promise in promises}
        self.promises = {each.promise_id: each for each in sorted(owed.values(), key=lambda each: order(each.items[0]))}
        self._supersede(set(lent))

    def _supersede(self, moved: set[str]) -> None:
        """Of two tellings where one of these takes part, the later one holds, as if it had been told here."""
        last: dict[str, Fact] = {}
        for fact in [each for each in self.facts.values() if _holds(each)]:
            before = last.get(fact.key)
            if before is not None and not {before.fact_id, fact.fact_id}.isdisjoint(moved) and _differs(before, fact):
                if is_part_of(fact.key, fact.norm, before.norm):
                    self.facts[fact.fact_id] = replace(fact, superseded_by=before.fact_id)
                    continue
                self.facts[before.fact_id] = replace(before, superseded_by=fact.fact_id)
            last[fact.key] = fact
        self.holding = {fact.key: fact for fact in self.facts.values() if _holds(fact)}

    def bring_back(self) -> None:
        """Take the archive's facts into memory."""
        kept = {fact.fact_id: fact for fact in self._kept(0, self.archive.facts)} if self.archive.facts else {}
        self.archive, self.lifted, self.facts = EMPTY, {}, kept | self.facts

    def to_archive(self, tail: int) -> tuple[list[Fact], list[tuple[int, Fact]]]:
        """What an archive should hold and does not: facts to follow its last, and those of its own that changed."""
        return list(self.facts.values())[: max(0, len(self.facts) - tail)], list(self.lifted.values())

    def fits(self, facts: list[Fact]) -> bool:
        """Whether these still are the first behind the archive."""
        return [fact.fact_id for fact in facts] == list(self.facts)[: len(facts)]

    def settle(self, facts: list[Fact], changed: list[tuple[int, Fact]], archive: Archive) -> None:
        """Let go of facts that are in the archive now, unless they changed since."""
        for number, fact in enumerate(facts, self.archive.facts):
            now = self.facts.pop(fact.fact_id)
            if now is not fact:
                self.lifted[fact.fact_id] = (number, now)
        for _, fact in changed:
            if self.lifted[fact.fact_id][1] is fact:
                del self.lifted[fact.fact_id]
        self.archive = archive

    def _kept(self, start: int, stop: int) -> list[Fact]:
        kept = self.archive.told(start, stop)
        return [self.lifted[fact.fact_id][1] if fact.fact_id in self.lifted else fact for fact in kept]

    def _record(self, event: happened.FactRecorded) -> None:
        ended: set[str] = set()  # keys whose fact may not hold any more
        superseded = [before for fact_id in event.supersedes if (before := self.find(fact_id)) is not None]
        if len(superseded) < len(event.supersedes):  # one of them left since: what holds instead is superseded
            instead = self.holding.get(event.key)
            superseded += [instead] if instead is not None and instead.norm != event.norm else []
        for before in superseded:
            self._put(replace(before, superseded_by=event.fact_id))
            ended.add(before.key)
        secret = event.key in SECRET_KEYS
        fact = Fact(
            fact_id=event.fact_id, key=event.key, value=HIDDEN if secret else event.value,
            norm="" if secret else event.norm, stated_by=event.stated_by, channel=event.channel, item_id=event.item_id,
            span=event.span, extracted_by=event.extracted_by, confidence=event.confidence,
            superseded_by=event.superseded_by if self.find(event.superseded_by) is not None else None)  # fmt: skip
        again = self.find(fact.fact_id)
        self._put(fact)
        if again is None:
            if _holds(fact):
                self.holding[fact.key] = fact
                ended.discard(fact.key)
        else:  # told under an id that is there: it keeps its place, so another one may be the last
            ended |= {again.key, fact.key}
            self._newest.clear()
        for key in ended:
            self._look_again(key)

    def _change(self, event: happened.FactConfirmed | happened.FactRetracted | happened.MessageRedacted) -> None:
        if isinstance(event, happened.MessageRedacted):
            for fact in [
                each for each in self.told() if each.item_id == event.item_id and overlaps(each.span, event.spans)
            ]:
                self._put(replace(fact, value=HIDDEN, norm=""))
                self._look_again(fact.key)
            self.promises = {
                key: replace(each, what=HIDDEN, amount="")
                if each.items[0] == event.item_id and overlaps(each.span, event.spans) else each
                for key, each in self.promises.items()
            }  # fmt: skip
            return
        fact = self.find(event.fact_id)
        if fact is None:
            return
        if isinstance(event, happened.FactConfirmed):
            self._put(replace(fact, confirmed_by=event.by))
        else:
            self._put(replace(fact, retracted=True))
            for freed in [each for each in self.told() if each.superseded_by == fact.fact_id]:  # it holds again
                self._put(replace(freed, superseded_by=None))
                self._look_again(freed.key)
        self._look_again(fact.key)

    def _put(self, fact: Fact) -> None:
        if fact.fact_id not in self.facts and self.archive.facts:
            kept = self.lifted.get(fact.fact_id) or self.archive.find_fact(fact.fact_id)
            if kept is not None:
                self.lifted[fact.fact_id] = (kept[0], fact)
                self._note(fact)
                return
        self.facts[fact.fact_id] = fact
        self._note(fact)

    def _note(self, fact: Fact) -> None:
        found = self._newest.get(fact.key)
        if found is not None and fact.fact_id in found:
            found[fact.fact_id] = found[fact.fact_id][0], fact
        elif found is not None and fact.fact_id == next(reversed(self.facts), None):
            found[fact.fact_id] = len(self) - 1, fact

    def _look_again(self, key: str) -> None:
        """Which fact holds for a key, looked for from the last one told (rare: the newest telling mostly holds)."""
        self.holding.pop(key, None)
        for fact in self.backwards():
            if fact.key == key and _holds(fact):
                self.holding[key] = fact
                return

    def backwards(self) -> Iterator[Fact]:
        """The facts, the newest first; what nobody takes is not read."""
        yield from reversed(self.facts.values())
        for stop in range(self.archive.facts, 0, -AT_ONCE):
            yield from reversed(self._kept(max(0, stop - AT_ONCE), stop))


def _holds(fact: Fact) -> bool:
    return fact.stands and not fact.of_another


def _differs(before: Fact, fact: Fact) -> bool:
    return before.norm != fact.norm and fact.key not in SIDE_BY_SIDE


def overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """Whether a span shares a character with any of these."""
    return any(span[0] < end and start < span[1] for start, end in others)
