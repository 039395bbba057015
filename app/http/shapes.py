"""The answers' shapes, as the API description shows them."""

from datetime import datetime
from typing import Annotated

import msgspec

from app.http.case_shapes import CaseShown
from domain.customer.consents import Consent, Notice
from domain.desk.claims import ClaimShown
from domain.identity.proofs import Proof
from domain.inbox.rows import QueueRow
from domain.memory.facts import Fact, Promise
from domain.timeline.items import Item


class Lookup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A handle in any spelling."""

    kind: Annotated[str, msgspec.Meta(max_length=60)] = msgspec.field()
    value: Annotated[str, msgspec.Meta(max_length=1_000)] = msgspec.field()


class Found(msgspec.Struct, frozen=True):
    customer_id: str
    display_name: str
    level: int


class LookupAnswer(msgspec.Struct, frozen=True):
    customers: list[Found]


class HandleShown(msgspec.Struct, frozen=True, kw_only=True):
    """`bound` is the level of what tied it to this customer: it proves no more than that. `link_id` names it.

    `why` says what contradicts behind a handle that several people use, `unfit` why one links nobody.
    """

    link_id: str
    kind: str
    value: str
    level: int
    bound: int
    method: str
    at: datetime
    shared: bool
    why: tuple[str, ...] = ()
    unfit: str = ""


class MatchShown(msgspec.Struct, frozen=True):
    customer_id: str
    score: float
    evidence: tuple[str, ...]


class HereShown(msgspec.Struct, frozen=True, kw_only=True):
    """The interaction that began last; `proven`: by its channel, or by a fresh proof, this is the customer."""

    interaction_id: str
    channel: str
    level: int
    at: datetime
    proven: bool


class MergeShown(msgspec.Struct, frozen=True, kw_only=True):
    """A merge that stands, and whom it brought along."""

    merge_id: str
    absorbed: str


class CustomerShown(msgspec.Struct, frozen=True, kw_only=True):
    customer_id: str
    display_name: str
    proven: bool
    handles: list[HandleShown]
    absorbed: list[str]
    merges: list[MergeShown]
    proof: Proof | None
    here: HereShown | None
    suggested_matches: list[MatchShown]
    cases: list[CaseShown]
    claim: ClaimShown | None
    consents: list[Consent]
    notices: list[Notice]
    version: int
    epoch: str


class TimelineShown(msgspec.Struct, frozen=True, kw_only=True):
    items: list[Item]
    before: str | None
    after: str | None
    version: int
    epoch: str


class FactsShown(msgspec.Struct, frozen=True):
    facts: list[Fact]


class PromisesShown(msgspec.Struct, frozen=True):
    promises: list[Promise]


class InteractionShown(msgspec.Struct, frozen=True, kw_only=True):
    interaction_id: str
    customer_id: str
    channel: str
    entry_point: str
    started_at: datetime
    ended_at: datetime | None
    items: list[Item]


class InboxShown(msgspec.Struct, frozen=True, kw_only=True):
    customers: list[QueueRow]
    version: int
    epoch: str
