"""What is known of one customer from the events of their stream."""

from datetime import datetime

import msgspec

from domain.customer import events as happened
from domain.customer.names import SaidNames
from domain.desk.claims import Held, held_of
from domain.identity.handles import CHECKED, PROVED_NOW, PROVEN
from domain.record import Recorded


class Proved(msgspec.Struct, frozen=True, kw_only=True):
    """The last time that somebody proved to hold an address: by a code, a sign-in (L3), or to a member of staff (L4)."""

    level: int
    method: str
    at: datetime


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """The interaction that began last, and the level by which it was said whose it is."""

    interaction_id: str
    channel: str
    level: int
    at: datetime


class LinkedHandle(msgspec.Struct, kw_only=True):
    """An address of this customer and the best proof we hold for it. `value` is the normal form.

    `bound` is the level of what tied it to this customer: a link proves no more than its tie. `unfit` says why it may
    link nobody (domain/identity/handles.py).
    """

    link_id: str
    kind: str
    value: str
    level: int
    method: str
    at: datetime
    shared: bool = False
    bound: int = CHECKED
    unfit: str = ""
    why: tuple[str, ...] = ()  # what contradicts behind it, while it is shared
    proved: Proved | None = None

    @property
    def proven_level(self) -> int:
        """What it proves of this customer; an address of several people proves nobody."""
        return self.worth(self.level)

    def worth(self, level: int) -> int:
        """What a proof of that level says of this customer; a check by staff is of the person, not of the address."""
        if self.shared or self.unfit:
            return 0
        return level if level == CHECKED else min(level, self.bound)


class SuggestedMatch(msgspec.Struct, kw_only=True):
    """Somebody who may be the same person."""

    customer_id: str
    score: float
    evidence: tuple[str, ...]


class Customer(msgspec.Struct, kw_only=True):
    """One customer, folded. `moved_to` is the customer this provisional one turned out to be, or who absorbed this one.

    `absorbed` are those whose merges stand, each before those it had absorbed itself; `dismissed` says who is somebody
    else, and until when that is remembered (None: for ever).
    """

    customer_id: str
    registered: bool = False
    provisional: bool = False
    moved_to: str | None = None
    system_name: str = ""
    said_names: SaidNames = msgspec.field(default_factory=SaidNames)
    attributes: dict[str, str] = {}
    handles: dict[str, LinkedHandle] = {}
    matches: dict[str, SuggestedMatch] = {}
    dismissed: dict[str, datetime | None] = {}
    merges: dict[str, str] = {}  # those that stand, by their ids: whom each brought along
    absorbed: list[str] = []
    sent_on: dict[str, str] = {}  # interactions and items that stood here and moved: to which customer
    here: Here | None = None  # None also when the last one went to somebody else
    claims: dict[str, Held] = {}  # who has taken this customer on, by claim
    tied: int = CHECKED  # the weakest of what holds together whom this customer was merged from

    @property
    def display_name(self) -> str:
        """A name from the shop's systems before one the person gave; of those the fullest."""
        return self.system_name or self.said_names.fullest()

    @property
    def proven(self) -> bool:
        """Whether some handle was authenticated by its channel (L2) or better, and proves all that stands here."""
        return self.tied >= PROVEN and any(handle.proven_level >= PROVEN for handle in self.handles.values())


def evolve(customer: Customer, recorded: Recorded) -> None:
    """Take in one event. Never refuses: history has happened."""
    match recorded.event:
        case happened.CustomerRegistered() as event:
            customer.registered = True
            customer.provisional = event.provisional
        case happened.HandleLinked() as event:
            _link(customer, event, recorded.occurred_at)
        case happened.HandleVerified() as event:
            _verify(customer, event, recorded.occurred_at)
        case happened.HandleUnlinked() as event:
            customer.handles.pop(event.link_id, None)
        case happened.HandleShared() as event:
            _share(customer, event)
        case happened.MatchSuggested() as event:
            _suggest(customer, event, recorded.occurred_at)
        case happened.MatchDismissed() as event:
            customer.matches.pop(event.other_customer, None)
            customer.dismissed[event.other_customer] = event.until
        case happened.ProfileAttributeNoted() as event:
            customer.attributes[event.attribute] = event.value
            if event.attribute == "name" and event.value:
                customer.system_name = event.value
        case happened.InteractionStarted() as event:
            _begin(customer, event, recorded.occurred_at)
        case happened.Claimed() as event:
            customer.claims = {**customer.claims, event.claim_id: held_of(event, recorded.stream)}
        case happened.Released() as event:
            customer.claims = {key: each for key, each in customer.claims.items() if key != event.claim_id}
        case happened.ItemEvent() as event:
            if event.author_role == "customer" and event.author_name:
                customer.said_names.say(event.interaction_id or "", event.author_name)
        case _:
            pass


def move_to(customer: Customer, to: str) -> None:
    """Somebody else answers for this customer from now on."""
    customer.moved_to = to


def take_leave(customer: Customer, event: happened.InteractionReassigned) -> None:
    """An interaction goes to another customer; with it, of somebody provisional, the customer."""
    to = event.identity or event.to_customer
    if event.provisional:
        move_to(customer, to)
    customer.said_names.leave(event.interaction_id)
    customer.sent_on[event.interaction_id] = to
    if customer.here is not None and (event.provisional or customer.here.interaction_id == event.interaction_id):
        customer.here = None


def bring(customer: Customer, other: Customer, event: happened.InteractionReassigned) -> None:
    """What an interaction brings with it: who is here now and, of somebody provisional, their handles, tied no better."""
    if event.provisional:
        tied = {
            key: msgspec.structs.replace(each, bound=min(each.bound, _tie(event)))
            for key, each in other.handles.items()
        }
        customer.handles = tied | customer.handles
        customer.merges |= other.merges  # and whom they had absorbed
        customer.absorbed = [*customer.absorbed, *other.absorbed]
        customer.claims = other.claims | customer.claims
    here = other.here
    if here is None or here.interaction_id != event.interaction_id:
        return
    if customer.here is None or customer.here.at <= here.at:
        level = here.level if event.by else max(here.level, event.bound)
        customer.here = msgspec.structs.replace(here, level=level)


def give_back(customer: Customer, event: happened.CustomersUnmerged) -> None:
    """A merge is reversed: says where everything went that stood here because of it."""
    customer.sent_on |= dict.fromkeys(event.returned, event.absorbed)
    customer.sent_on |= {each.item_id: each.to for each in event.allotted if each.to == event.absorbed}


def still_apart(customer: Customer, now: datetime) -> list[str]:
    """Who is known to be somebody else."""
    return [other for other, until in customer.dismissed.items() if until is None or now < until]


def join(customer: Customer, other: Customer, event: happened.CustomersMerged) -> None:
    """What is known of the other is known of this customer too; this one's own name and attributes stand first."""
    customer.merges |= {event.merge_id: other.customer_id} | other.merges
    customer.tied = min(customer.tied, other.tied, _tie(event))
    customer.handles = other.handles | customer.handles
    customer.attributes = other.attributes | customer.attributes
    customer.system_name = customer.system_name or other.system_name
    customer.absorbed = [*customer.absorbed, other.customer_id, *other.absorbed]
    customer.sent_on = other.sent_on | customer.sent_on
    customer.claims = other.claims | customer.claims  # whoever had taken the other on has this one, if that is free
    mine = {customer.customer_id, *customer.absorbed}
    customer.dismissed = {key: each for key, each in (other.dismissed | customer.dismissed).items() if key not in mine}
    matches = other.matches | customer.matches
    customer.matches = {key: each for key, each in matches.items() if key not in mine | set(customer.dismissed)}
    customer.here = max((each for each in (other.here, customer.here) if each), key=lambda each: each.at, default=None)
    hear(customer, other.said_names.all())


def hear(customer: Customer, names: dict[str, str]) -> None:
    """Names given in interactions that come from elsewhere; the later ones given here count more."""
    here = customer.said_names.all()
    customer.said_names = SaidNames()
    for interaction_id, name in (*names.items(), *here.items()):
        customer.said_names.say(interaction_id, name)
    for interaction_id in names:
        customer.sent_on.pop(interaction_id, None)


def _link(customer: Customer, event: happened.HandleLinked, at: datetime) -> None:
    customer.handles[event.link_id] = LinkedHandle(
        link_id=event.link_id, kind=event.kind, value=event.value_norm, level=event.level, method=event.method, at=at,
        bound=event.bound, unfit=event.unfit, proved=_proved(event.level, event.method, at))  # fmt: skip
    if event.level > 0:
        customer.provisional = False


def _verify(customer: Customer, event: happened.HandleVerified, at: datetime) -> None:
    handle = customer.handles.get(event.link_id)
    if handle is None:
        return
    if event.level == CHECKED:
        customer.tied = CHECKED  # somebody looked at the person, knowing this page
    handle = msgspec.structs.replace(handle, proved=_proved(event.level, event.method, at) or handle.proved)
    if event.level >= handle.level:
        handle = msgspec.structs.replace(handle, level=event.level, method=event.method, at=at)
    customer.handles[event.link_id] = handle


def _tie(event: happened.CustomersMerged | happened.InteractionReassigned) -> int:
    """The level of what ties what is brought together: a member of staff answers for it, a rule's evidence for itself."""
    return CHECKED if event.by else event.bound


def _proved(level: int, method: str, at: datetime) -> Proved | None:
    return Proved(level=level, method=method, at=at) if level >= PROVED_NOW else None


def _begin(customer: Customer, event: happened.InteractionStarted, at: datetime) -> None:
    if customer.here is None or customer.here.at <= at:
        customer.here = Here(interaction_id=event.interaction_id, channel=event.channel, level=event.level, at=at)


def _share(customer: Customer, event: happened.HandleShared) -> None:
    handle = customer.handles.get(event.link_id)
    if handle is not None:
        customer.handles[event.link_id] = msgspec.structs.replace(
            handle, shared=event.shared, why=event.evidence if event.shared else ()
        )


def _suggest(customer: Customer, event: happened.MatchSuggested, at: datetime) -> None:
    other = event.other_customer
    until = customer.dismissed.get(other)
    if other in customer.dismissed and (until is None or at < until):
        return
    if not event.score:  # what suggested it is gone
        customer.matches.pop(other, None)
        return
    customer.matches[other] = SuggestedMatch(customer_id=other, score=event.score, evidence=event.evidence)
