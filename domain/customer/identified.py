"""What can happen to who a customer is: handles, proofs, matches, merges and their reversal."""

from datetime import datetime
from typing import Any, ClassVar

import msgspec

from domain.customer.event import Event
from domain.privacy import Open, Personal


class CustomerRegistered(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A customer's stream begins. Provisional: known by a thread alone, until a handle comes."""

    name: ClassVar[str] = "customer-registered"

    customer_id: Open[str]
    how: Open[str]
    provisional: Open[bool] = False
    test_customer: Open[bool] = False


class HandleLinked(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An address by which this person reaches us. `digest` is the keyed hash of (kind, normal form), hex."""

    name: ClassVar[str] = "handle-linked"

    link_id: Open[str]
    kind: Open[str]
    digest: Open[str]
    level: Open[int]
    evidence: Open[tuple[str, ...]] = ()
    identity: Open[str] = ""  # whose it is, where that customer has been absorbed by the stream's
    bound: Open[int] = 4  # the level of what tied it to this customer: a link proves no more than its tie
    unfit: Open[str] = ""  # why it may link nobody (domain/identity/handles.py)
    method: Personal[str] = ""
    value_norm: Personal[str] = ""
    value_raw: Personal[str] = ""


class HandleVerified(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A better proof for a handle already linked: names the method, never the secret."""

    name: ClassVar[str] = "handle-verified"

    link_id: Open[str]
    level: Open[int]
    method: Personal[str] = ""
    note: Personal[str] = ""  # what an agent added to a check


class Presented(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One handle as it was presented: the keyed hash (hex) of (kind, normal form), and the level of that one claim."""

    kind: str
    digest: str
    level: int


class HandlesPresented(Event, frozen=True, kw_only=True, omit_defaults=True):
    """These handles came together: in an interaction after it began, as evidence that they are one person's, or in a
    record of the shop's. Those an interaction begins with stand in its InteractionStarted.

    Who is who is worked out from these, never from whom they were attached to. `presented_id` is the interaction's id, or
    one of its own. `values` are the normal forms, in the order of `handles`.
    """

    name: ClassVar[str] = "handles-presented"

    presented_id: Open[str]
    what: Open[str]  # interaction, evidence, record
    handles: Open[tuple[Presented, ...]]
    identity: Open[str] = ""  # whose it is, where that customer has been absorbed by the stream's
    method: Personal[str] = ""
    values: Personal[tuple[str, ...]] = ()
    party_name: Personal[str] = ""
    attributes: Personal[tuple[tuple[str, str], ...]] = ()  # what a record says of the person besides


class MatchSuggested(Event, frozen=True, kw_only=True, omit_defaults=True):
    """This customer may be the same person as another; a person decides."""

    name: ClassVar[str] = "match-suggested"

    other_customer: Open[str]
    score: Open[float]
    evidence: Open[tuple[str, ...]] = ()


class MatchDismissed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Not the same person: remembered, so that nobody is asked again and nothing ties the two (until a day, if one is set)."""

    name: ClassVar[str] = "match-dismissed"

    other_customer: Open[str]
    reason: Personal[str] = ""
    by: Open[str] = ""  # our own id of a member of staff
    until: Open[datetime | None] = None


class HandleUnlinked(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An address is this person's no more."""

    name: ClassVar[str] = "handle-unlinked"

    link_id: Open[str]
    reason: Open[str] = ""


class HandleShared(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An address proved to be used by several people (or, `shared` false, not to be): it attaches nobody meanwhile.

    `evidence` names what contradicts behind it, each as `<rule>:<id of ours>`.
    """

    name: ClassVar[str] = "handle-shared"

    link_id: Open[str]
    digest: Open[str]
    shared: Open[bool] = True
    evidence: Open[tuple[str, ...]] = ()


class CustomersMerged(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Two customers are one person. Written to both streams; nothing is copied, and it can be reversed."""

    name: ClassVar[str] = "customers-merged"

    merge_id: Open[str]
    survivor: Open[str]
    absorbed: Open[str]
    evidence: Open[tuple[str, ...]] = ()
    by: Open[str] = ""  # our own id of a member of staff; empty: a rule
    previewed_at_version: Open[int | None] = None
    bound: Open[int] = (
        1  # the level of what ties them, where no member of staff decided: neither proves more of the other
    )
    reason: Personal[str] = ""


class Allotted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item that no handle claims, and whose it is after a merge was reversed."""

    item_id: str
    to: str


class CustomersUnmerged(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A merge is reversed: both pages stand as if it had never been, and what came meanwhile goes where it belongs.

    Written to the streams of both, and to those of everybody who had absorbed the survivor since. What goes back is
    what came between the merge and this event.
    """

    name: ClassVar[str] = "customers-unmerged"

    merge_id: Open[str]
    survivor: Open[str]
    absorbed: Open[str]
    by: Open[str] = ""
    since: Open[int] = 0  # the merge's position
    allotted: Open[tuple[Allotted, ...]] = ()
    returned: Open[tuple[str, ...]] = ()  # what goes back by its handle: ids of interactions, links, items, events
    reason: Personal[str] = ""


class ProfileAttributeNoted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What another system says about the person."""

    name: ClassVar[str] = "profile-attribute-noted"

    attribute: Open[str]
    system: Open[str]
    identity: Open[str] = ""  # of whom it is told, where that customer has been absorbed by the stream's
    value: Personal[str] = ""
    extra: Personal[dict[str, Any]] = {}
