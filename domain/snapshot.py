"""What is kept of a long page, so that opening it needs neither its past events nor its older items."""

from datetime import datetime
from typing import Any

import msgspec

from domain.customer.consents import Consent, Notice
from domain.customer.names import SaidNames
from domain.customer.state import Customer
from domain.memory.cases import CasesState
from domain.memory.contradicting.marks import Stating
from domain.memory.contradictions import Contradiction
from domain.memory.facts import Fact, Promise
from domain.timeline.archive import Archive, Place, Standing


class PageState(msgspec.Struct, frozen=True, kw_only=True):
    """A page less its archive: everything that is folded, and the newest items and facts."""

    generation: int
    customer: Customer
    newest: datetime | None
    last_place: Place | None  # of the archive
    last_change: int
    tail: list[Standing]
    facts: list[Fact]
    holding: list[Fact]
    facts_changed: int
    promises: list[Promise]
    promises_changed: int
    contradictions: list[Contradiction]
    contradictions_changed: int
    statements: list[Stating]
    cases: CasesState
    asked: dict[str, tuple[str, ...]]
    claim_changed: int = 0
    consents: list[Consent] = []
    notices: list[Notice] = []


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """A page as of a version, and what of it is not in its archive yet.

    `items` and `facts` follow those of the archive; `changed_…` stand in it by number and look different now.
    """

    customer_id: str
    version: int
    hash: bytes  # of the stream's event at this version
    base: Archive  # of the items
    facts_base: Archive
    items: list[Standing]
    changed_items: list[tuple[int, Standing]]
    facts: list[Fact]
    changed_facts: list[tuple[int, Fact]]
    state: PageState


def own(customer: Customer) -> Customer:
    """A copy that no later event changes: what its collections hold is replaced, never changed."""
    values: dict[str, Any] = msgspec.structs.asdict(customer)
    return Customer(**{name: _copied(value) for name, value in values.items()})


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, dict | list | SaidNames) else value  # pyright: ignore[reportUnknownVariableType]
