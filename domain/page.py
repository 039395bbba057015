"""A customer's page: everything an agent sees of one person, folded from the log, and what changed since when."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Protocol

from msgspec.structs import replace

from domain.customer import events as happened
from domain.customer.consents import Consents, Notices
from domain.customer.state import Customer, bring, evolve, give_back, hear, join, move_to, take_leave
from domain.desk.claims import Held, first_of
from domain.effective import Reversal, Reversals, Streams, known_to, step
from domain.memory.cases import Cases
from domain.memory.contradictions import Contradictions
from domain.memory.facts import Fact
from domain.memory.memory import Memory
from domain.record import Actor, Recorded
from domain.snapshot import Cut, PageState, own
from domain.timeline.archive import Archive
from domain.timeline.items import answered
from domain.timeline.project import take
from domain.timeline.timeline import ITEM_COST, Timeline

STRUCTURE = (happened.InteractionReassigned, happened.CustomersMerged, happened.CustomersUnmerged)


class Lender(Streams, Protocol):
    """Folds other customers' pages, as they stood: what moved or merged keeps its events there."""

    def page(self, stream: str, before: int, reversals: Reversals) -> "Page":
        """The page of a stream before a position, as if these reversed merges had never been."""
        ...

    def page_left(self, recorded: Recorded, event: happened.InteractionReassigned, reversals: Reversals) -> "Page":
        """The page that an interaction comes from, as it stood when it left."""
        ...


class Page:
    """The fold of one stream, of the interactions that moved into it, and of the customers it absorbed.

    `version` is the stream's. `generation` grows whenever the page changed in a way that changes cannot express
    (an interaction moved in or out, a merge, its reversal): watchers then start anew. `reversals` are those of the whole
    stream up to where it will be folded: a page that meets one it did not know must be folded anew.
    """

    def __init__(self, customer_id: str, late_window: timedelta, reversals: Iterable[Reversal] = ()) -> None:
        self.reversals = tuple(reversals)
        self.customer_id = customer_id
        self.version = 0
        self.hash = b""  # of the stream's last event taken in
        self.generation = 0
        self.customer = Customer(customer_id=customer_id)
        self.timeline = Timeline(late_window)
        self.memory = Memory()
        self.contradictions = Contradictions()
        self.cases = Cases()
        self.consents = Consents()
        self.notices = Notices()
        self.claim_changed = 0

    def apply(self, recorded: Recorded, lender: Lender) -> None:
        """Take in the next event of the stream."""
        self.version, self.hash = recorded.version, recorded.hash
        event = recorded.event
        if isinstance(event, STRUCTURE):
            self.generation += 1
            self.memory.facts_changed = self.memory.promises_changed = self.version
            self.contradictions.changed = self.cases.changed = self.claim_changed = self.version
        step(self.customer_id, recorded, self.reversals, _Sheet(self, lender), lender)
        match event:
            case happened.CustomersMerged() if event.absorbed == recorded.stream and self.knows_not(event.merge_id):
                move_to(self.customer, event.survivor)
            case happened.CustomersUnmerged() if event.absorbed != recorded.stream:
                give_back(self.customer, event)
            case _:
                pass

    def knows_not(self, merge_id: str) -> bool:
        """Whether it was folded without knowing that this merge was reversed."""
        return not known_to(self.reversals, merge_id)

    def take(self, recorded: Recorded) -> None:
        """Show and remember what stands here."""
        event = recorded.event
        if not isinstance(event, happened.FactAskedAgain) or self.memory.asks_again(event):
            take(self.timeline, recorded, self.version)
        self.memory.apply(recorded, self.version)
        if isinstance(event, happened.FactRetracted):
            self._nothing_asks_for({event.fact_id})
        self.contradictions.apply(recorded, self.version)
        self.cases.apply(recorded, self.version)
        self.consents.apply(recorded)
        self.notices.apply(recorded)
        evolve(self.customer, recorded)
        if isinstance(event, happened.Claimed | happened.Released):
            self.claim_changed = self.version

    def redact(self, item_id: str, spans: tuple[tuple[int, int], ...]) -> None:
        """Hide what was found to be secret after this page stood so."""
        item = self.timeline.find(item_id)
        if item is not None:
            event = happened.MessageRedacted(
                item_id=item_id, spans=spans, reason="", interaction_id=item.interaction_id
            )
            self.take(Recorded(
                position=item.position, tenant="", stream=item.stream, version=item.version, event_id="",
                occurred_at=item.occurred_at, recorded_at=item.recorded_at, actor=Actor(kind="system"), event=event))  # fmt: skip

    def take_in(self, other: "Page", interaction_id: str | None = None) -> None:
        """Take in what stands on another page, or one interaction of it: each item in the place it has there."""
        standing = other.timeline.every()
        facts, promises = other.memory.told(), list(other.memory.promises.values())
        contradictions = other.contradictions.all()
        if interaction_id is not None:
            standing = [each for each in standing if each.item.interaction_id == interaction_id]
            ids = {each.item.item_id for each in standing}
            facts = [fact for fact in facts if fact.item_id in ids]
            promises = [promise for promise in promises if promise.items[0] in ids]
            contradictions = [each for each in contradictions if ids.issuperset(each.items[:2])]
            told = {fact.fact_id for fact in facts}
            standing = [each._replace(item=answered(each.item, told)) for each in standing]
        newest = other.timeline.newest if interaction_id is None else other.timeline.newest_of(standing)
        self.timeline.adopt(standing, newest, self.version)
        self.memory.adopt(facts, promises, self.timeline.place)
        for each in standing:
            self.memory.asking(each.item.item_id, each.item.asked_again)
        self.contradictions.adopt(contradictions, other.contradictions.statements.of(interaction_id), self.version)
        self.consents.adopt(other.consents.of(interaction_id))
        self.notices.adopt(other.notices.of(interaction_id))
        self.cases.adopt(other.cases, None if interaction_id is None else {interaction_id}, self.version)

    def let_go(self, interaction_id: str | None) -> None:
        """An interaction leaves (None: everything)."""
        items = set(self.timeline.remove(interaction_id))
        self._nothing_asks_for(self.memory.forget_items(items))
        self.contradictions.forget_items(items, self.version)
        self.cases.forget(interaction_id, self.version)
        self.consents.forget(interaction_id)
        self.notices.forget(interaction_id)

    def _nothing_asks_for(self, facts: set[str]) -> None:
        """These tellings have left the page, or never were: nothing on it asks for them again."""
        items = {item_id for fact_id in facts for item_id in self.memory.asked.pop(fact_id, ())}
        self.timeline.asks_no_more(items, facts, self.version)

    def become(self, other: "Page") -> None:
        """Show from now on what another fold of the same stream shows; whoever holds this page sees it."""
        self.__dict__ = other.__dict__

    @property
    def claim(self) -> Held | None:
        """Who has taken this customer on; whether the time of it is over is for the reader's clock."""
        return first_of(self.customer.claims.values(), self.customer_id)

    def told(self) -> list[Fact]:
        """Every fact, with what its customer has proven by now."""
        proven = self.customer.proven
        return [replace(fact, proven=proven) for fact in self.memory.told()]

    def told_last(self) -> Iterator[Fact]:
        """The same, the newest first; what nobody takes is not read."""
        proven = self.customer.proven
        return (replace(fact, proven=proven) for fact in self.memory.backwards())

    # ---- snapshots ---------------------------------------------------------------------------------------------------

    @property
    def kept_at(self) -> int:
        """The version at which the page was written to its archive; 0: never."""
        return self.timeline.archive.version

    @property
    def size(self) -> int:
        """Bytes in memory, roughly."""
        return self.timeline.size + ITEM_COST * len(self.memory.facts)

    def cut(self, tail: int, most: int) -> Cut:
        """The page as it stands, to be written: all but the newest `tail` items and facts go to the archive.

        Items within the late window stay as well, but seldom more than `most`: see Timeline.to_archive.
        """
        items, changed_items = self.timeline.to_archive(tail, most)
        facts, changed_facts = self.memory.to_archive(tail)
        base, memory = self.timeline.archive, self.memory
        self.customer.said_names.pack(tail)
        state = PageState(
            generation=self.generation, customer=own(self.customer),
            newest=self.timeline.newest,
            last_place=items[-1].place if items else base.last_place,
            last_change=max(base.last_change, *(each.changed for each in items), *(each.changed for _, each in changed_items), 0),
            tail=self.timeline.tail(len(items)), facts=list(memory.facts.values())[len(facts):],
            holding=list(memory.holding.values()), facts_changed=memory.facts_changed,
            promises=list(memory.promises.values()), promises_changed=memory.promises_changed,
            contradictions=self.contradictions.all(), contradictions_changed=self.contradictions.changed,
            statements=self.contradictions.statements.state(),
            cases=self.cases.state(), asked=dict(self.memory.asked), claim_changed=self.claim_changed,
            consents=self.consents.all(), notices=self.notices.all())  # fmt: skip
        return Cut(
            customer_id=self.customer_id, version=self.version, hash=self.hash, base=base, facts_base=memory.archive,
            items=items, changed_items=changed_items, facts=facts, changed_facts=changed_facts, state=state)  # fmt: skip

    def settle(self, cut: Cut, archive: Archive) -> bool:
        """Let go of what was written. False: the page has changed since in a way that the archive does not show."""
        if self.timeline.archive is not cut.base or self.memory.archive is not cut.facts_base:
            return False
        if not (self.timeline.fits(cut.items) and self.memory.fits(cut.facts)):
            return False
        self.timeline.settle(cut.items, cut.changed_items, archive)
        self.memory.settle(cut.facts, cut.changed_facts, archive)
        return True

    def bring_back(self) -> None:
        """Hold everything in memory again, as if the page had never been written."""
        self.timeline.bring_back()
        self.memory.bring_back()

    @classmethod
    def restored(cls, customer_id: str, late_window: timedelta, version: int, digest: bytes, state: PageState,
                 archive: Archive) -> "Page":  # fmt: skip
        """The page that was cut."""
        page = cls(customer_id, late_window)
        page.version, page.hash, page.generation, page.customer = version, digest, state.generation, state.customer
        page.timeline.restore(state.newest, state.tail, archive)
        memory = page.memory
        memory.archive, memory.facts = archive, {fact.fact_id: fact for fact in state.facts}
        memory.holding = {fact.key: fact for fact in state.holding}
        memory.promises = {promise.promise_id: promise for promise in state.promises}
        memory.facts_changed, memory.promises_changed = state.facts_changed, state.promises_changed
        page.contradictions.adopt(state.contradictions, state.statements, state.contradictions_changed)
        page.cases.restore(state.cases)
        memory.asked = dict(state.asked)
        page.claim_changed = state.claim_changed
        page.consents, page.notices = Consents(state.consents), Notices(state.notices)
        return page


class _Sheet:
    """A page as events are taken into it (`domain.effective.Sheet`)."""

    def __init__(self, page: Page, lender: Lender) -> None:
        self._page, self._lender = page, lender

    def take(self, recorded: Recorded) -> None:
        """It stands here."""
        self._page.take(recorded)

    def join(self, recorded: Recorded, event: happened.CustomersMerged, reversals: Reversals) -> None:
        """Two customers are one from now on."""
        other = self._lender.page(event.absorbed, recorded.position, reversals)
        self._page.take_in(other)
        join(self._page.customer, other.customer, event)

    def borrow(self, recorded: Recorded, event: happened.InteractionReassigned, reversals: Reversals) -> None:
        """An interaction comes; what its thread said of its author is said of this customer."""
        other = self._lender.page_left(recorded, event, reversals)
        names = other.customer.said_names.all()
        bring(self._page.customer, other.customer, event)
        if not event.provisional:
            names = {each: name for each, name in names.items() if each == event.interaction_id}
        self._page.take_in(other, None if event.provisional else event.interaction_id)
        hear(self._page.customer, names)

    def leave(self, event: happened.InteractionReassigned) -> None:
        """It goes."""
        self._page.let_go(None if event.provisional else event.interaction_id)
        take_leave(self._page.customer, event)
