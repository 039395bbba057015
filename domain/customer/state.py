"""What is known of one customer from the events of their stream."""

from datetime import datetime

import msgspec

from domain.customer import events as happened
from domain.customer.names import SaidNames
from domain.identity.handles import PROVEN
from domain.record import Recorded


class LinkedHandle(msgspec.Struct, kw_only=True):
    """An address of this customer and the best proof we hold for it. `value` is the normal form."""

    link_id: str
    kind: str
    value: str
    level: int
    method: str
    at: datetime
    shared: bool = False


class SuggestedMatch(msgspec.Struct, kw_only=True):
    """Somebody who may be the same person."""

    customer_id: str
    score: float
    evidence: tuple[str, ...]


class Customer(msgspec.Struct, kw_only=True):
    """One customer, folded. `moved_to` is the customer this provisional one turned out to be."""

    customer_id: str
    registered: bool = False
    provisional: bool = False
    moved_to: str | None = None
    system_name: str = ""
    said_names: SaidNames = msgspec.field(default_factory=SaidNames)
    attributes: dict[str, str] = {}
    handles: dict[str, LinkedHandle] = {}
    matches: dict[str, SuggestedMatch] = {}
    absorbed: list[str] = []
    sent_on: dict[str, str] = {}  # interactions that stood here and moved: to which customer

    @property
    def display_name(self) -> str:
        """A name from the shop's systems before one the person gave; of those the fullest."""
        return self.system_name or self.said_names.fullest()

    @property
    def proven(self) -> bool:
        """Whether some handle was authenticated by its channel (L2) or better."""
        return any(handle.level >= PROVEN for handle in self.handles.values())


def evolve(customer: Customer, recorded: Recorded) -> None:
    """Take in one event. Never refuses: history has happened."""
    match recorded.event:
        case happened.CustomerRegistered() as event:
            customer.registered = True
            customer.provisional = event.provisional
        case happened.HandleLinked() as event:
            customer.handles[event.link_id] = LinkedHandle(
                link_id=event.link_id, kind=event.kind, value=event.value_norm, level=event.level,
                method=event.method, at=recorded.occurred_at)  # fmt: skip
            if event.level > 0:
                customer.provisional = False
        case happened.HandleVerified() as event:
            _verify(customer, event, recorded.occurred_at)
        case happened.MatchSuggested() as event:
            customer.matches[event.other_customer] = SuggestedMatch(
                customer_id=event.other_customer, score=event.score, evidence=event.evidence)  # fmt: skip
        case happened.ProfileAttributeNoted() as event:
            customer.attributes[event.attribute] = event.value
            if event.attribute == "name" and event.value:
                customer.system_name = event.value
        case happened.InteractionReassigned() as event:
            _leave(customer, event)
        case happened.ItemEvent() as event:
            if event.author_role == "customer" and event.author_name:
                customer.said_names.say(event.interaction_id or "", event.author_name)
        case _:
            pass


def _leave(customer: Customer, event: happened.InteractionReassigned) -> None:
    if event.from_customer != customer.customer_id:
        return
    if event.provisional:
        customer.moved_to = event.to_customer
    customer.said_names.leave(event.interaction_id)
    customer.sent_on[event.interaction_id] = event.to_customer


def _verify(customer: Customer, event: happened.HandleVerified, at: datetime) -> None:
    handle = customer.handles.get(event.link_id)
    if handle is None or event.level < handle.level:
        return
    customer.handles[event.link_id] = msgspec.structs.replace(handle, level=event.level, method=event.method, at=at)
