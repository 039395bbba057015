"""A customer's page: everything an agent sees of one person, folded from the log, and what changed since when."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from msgspec.structs import replace

from domain.customer import events as happened
from domain.customer.state import Customer, evolve
from domain.memory.facts import Fact
from domain.memory.memory import Memory
from domain.record import Recorded
from domain.snapshot import Cut, PageState, own
from domain.timeline.archive import Archive
from domain.timeline.project import take
from domain.timeline.timeline import ITEM_COST, Timeline

# What another stream holds of one interaction (None: of everything) before a position: what moved keeps its events there.
Borrow = Callable[[str, str | None, int], Iterable[Recorded]]


class Page:
    """The fold of one stream and of the interactions that moved into it.

    `version` is the stream's. `generation` grows whenever the page changed in a way that changes cannot express
    (an interaction moved in or out): watchers then start anew.
    """

    def __init__(self, customer_id: str, late_window: timedelta) -> None:
        self.customer_id = customer_id
        self.version = 0
        self.hash = b""  # of the stream's last event taken in
        self.generation = 0
        self.customer = Customer(customer_id=customer_id)
        self.timeline = Timeline(late_window)
        self.memory = Memory()

    def apply(self, recorded: Recorded, borrow: Borrow) -> None:
        """Take in the next event of the stream."""
        self.version, self.hash = recorded.version, recorded.hash
        event = recorded.event
        if isinstance(event, happened.InteractionReassigned):
            self._reassign(event, recorded, borrow)
        else:
            self._take(recorded)
        evolve(self.customer, recorded)

    def _take(self, recorded: Recorded) -> None:
        take(self.timeline, recorded, self.version)
        self.memory.apply(recorded, self.version)

    def _reassign(self, event: happened.InteractionReassigned, recorded: Recorded, borrow: Borrow) -> None:
        self.generation += 1
        self.memory.facts_changed = self.memory.promises_changed = self.version
        which = None if event.provisional else event.interaction_id
        if event.from_customer == self.customer_id:
            self.memory.forget_items(set(self.timeline.remove(which)))
            return
        for borrowed in borrow(event.from_customer, which, recorded.position):
            self._take(borrowed)
            if isinstance(borrowed.event, happened.ItemEvent) or (
                event.provisional and isinstance(borrowed.event, happened.HandleLinked)
            ):
                evolve(self.customer, borrowed)  # what the thread said of its author is said of this customer

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
            promises=list(memory.promises.values()), promises_changed=memory.promises_changed)  # fmt: skip
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
        return page
