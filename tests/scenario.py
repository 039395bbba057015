"""given / when / then for decisions: what stands, what arrives, what happens."""

from typing import Self

from domain.customer import events as happened
from domain.customer.arrivals import Arrival
from domain.customer.decisions import Plan, moved_key, record_arrival
from domain.identity.matching import Holder
from domain.identity.ties import Owned, owner_key
from domain.ports import Claimable, Linked, Moved, Target, Thread
from tests.examples import counting


class MemoryStanding:
    """Claims in a dictionary: what the log's claim table does, without the log."""

    def __init__(self) -> None:
        self.claims: dict[bytes, Claimable] = {}
        self.targets: dict[str, Target] = {}
        self.thread_key: bytes | None = None

    def thread(self) -> Thread | None:
        found = self.claims.get(self.thread_key or b"")
        return found if isinstance(found, Thread) else None

    def holder(self, digest: bytes) -> Holder | None:
        found = self.claims.get(digest)
        return found if isinstance(found, Holder) else None

    def linked(self, key: bytes) -> Linked | None:
        found = self.claims.get(key)
        return found if isinstance(found, Linked) else None

    def home(self, customer_id: str) -> str:
        found = self.moved(customer_id)
        return self.home(found.customer_id) if found is not None and found.active else customer_id

    def moved(self, customer_id: str) -> Moved | None:
        found = self.claims.get(moved_key(customer_id))
        return found if isinstance(found, Moved) else None

    def owner(self, number: str) -> str | None:
        found = self.claims.get(owner_key(number))
        return found.customer_id if isinstance(found, Owned) else None

    def target(self, message_id: str) -> Target | None:
        return self.targets.get(message_id)


class Scenario:
    """One story: arrivals before, the arrival that matters, what must follow."""

    def __init__(self) -> None:
        self.standing = MemoryStanding()
        self.mint = counting()
        self.plan = Plan()
        self.plans: list[Plan] = []

    def given(self, *arrivals: Arrival) -> Self:
        """These came before."""
        for arrival in arrivals:
            self.when(arrival)
        return self

    def when(self, arrival: Arrival) -> Self:
        """This arrives, and what it claims is granted."""
        self.standing.thread_key = f"{arrival.source}|{arrival.thread}".encode() if arrival.thread else None
        self.plan = record_arrival(arrival, self.standing, self.mint)
        for claim in self.plan.claims:
            assert claim.expected == self.standing.claims.get(claim.key), "a claim expects what stands"
            self.standing.claims[claim.key] = claim.value
        if self.plan.item_id is not None:
            self.standing.targets[arrival.id] = Target(
                customer_id=self.plan.customer_id, item_id=self.plan.item_id, interaction_id=self.plan.interaction_id
            )
        self.plans.append(self.plan)
        return self

    def then(self, *kinds: type[happened.Event]) -> Self:
        """Exactly these events, in order."""
        assert list(kinds) == [type(entry.event) for entry in self.plan.entries]
        return self

    @property
    def customers(self) -> list[str]:
        """Whose each arrival was, in order."""
        return [plan.customer_id for plan in self.plans]


def given(*arrivals: Arrival) -> Scenario:
    """Begin a story."""
    return Scenario().given(*arrivals)
