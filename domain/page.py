"""A customer's page: everything an agent sees of one person, folded from the log, and what changed since when."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from msgspec.structs import replace

from domain.customer import events as happened
from domain.customer.state import Customer, evolve
from domain.memory.facts import Fact, Memory
from domain.record import Recorded
from domain.timeline.project import Timeline

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
        self.generation = 0
        self.customer = Customer(customer_id=customer_id)
        self.timeline = Timeline(late_window)
        self.memory = Memory()

    def apply(self, recorded: Recorded, borrow: Borrow) -> None:
        """Take in the next event of the stream."""
        self.version = recorded.version
        event = recorded.event
        if isinstance(event, happened.InteractionReassigned):
            self._reassign(event, recorded, borrow)
        else:
            self._take(recorded)
        evolve(self.customer, recorded)

    def _take(self, recorded: Recorded) -> None:
        self.timeline.apply(recorded, self.version)
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
        return [replace(fact, proven=proven) for fact in self.memory.facts.values()]
