"""Every frame of the live socket as it stands in the contract (section 6), and how one is written once for many."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

from domain.desk.claims import ClaimShown

Id = Annotated[str, Meta(max_length=200)] | int
"""The client's own name for a subscription; it comes back as it was sent."""

State = Literal["viewing", "editing", "idle"]
Tab = Literal["mine", "waiting", "team"]
Language = Literal["pl", "en"]
Version = Annotated[int, Meta(ge=0, le=2**53)]


# ---- from the client -------------------------------------------------------------------------------------------------


class Hello(msgspec.Struct, frozen=True, tag_field="type", tag="hello"):
    """Signs in where a client can send neither header nor cookie."""

    ticket: Annotated[str, Meta(max_length=500)]


class Subscribe(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="subscribe"):
    """Asks for a customer's page or for a queue; `since` is the version the client has.

    `purpose`: what an auditor says they look for, in place of everyday care (`X-Purpose` of a call).
    """

    id: Id
    customer_id: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    inbox: Tab | None = None
    since: Version | None = None
    epoch: Annotated[str, Meta(max_length=200)] | None = None
    language: Language = "pl"
    purpose: Annotated[str, Meta(max_length=200)] | None = None


class Unsubscribe(msgspec.Struct, frozen=True, tag_field="type", tag="unsubscribe"):
    """Ends a subscription."""

    id: Id


class Seen(msgspec.Struct, frozen=True, tag_field="type", tag="seen"):
    """The person read up to here."""

    id: Id
    version: Version


class SetPresence(msgspec.Struct, frozen=True, tag_field="type", tag="presence"):
    """What the person does on this page."""

    id: Id
    state: State


class Heartbeat(msgspec.Struct, frozen=True, tag_field="type", tag="heartbeat"):
    """Still there: both sides send it."""


ClientFrame = Hello | Subscribe | Unsubscribe | Seen | SetPresence | Heartbeat
read_frame = msgspec.json.Decoder(ClientFrame).decode


class _OnlyId(msgspec.Struct):
    id: Id


_read_id = msgspec.json.Decoder(_OnlyId).decode


def id_in(text: str | bytes) -> Id | None:
    """The id in a frame that is wrong otherwise, so that the refusal can name it."""
    try:
        return _read_id(text).id
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


# ---- from the server -------------------------------------------------------------------------------------------------


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one client may use."""

    frame_bytes: int
    frames_a_second: int
    subscriptions: int
    sockets: int


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="welcome"):
    """The first frame, after sign-in."""

    connection: str
    heartbeat_s: int
    limits: Limits
    now: datetime


class Present(msgspec.Struct, frozen=True, gc=False):
    """Somebody who has this page open."""

    name: str
    state: State


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="snapshot"):
    """The page at `version`. `presence` stands last: it is written anew while the rest is shared."""

    id: Id = ""
    customer_id: str
    epoch: str
    version: int
    items: list[Raw]
    more: bool
    brief: Raw
    facts: list[Raw]
    promises: list[Raw]
    contradictions: list[Raw]
    cases: Raw  # {cases, switches}
    claim: ClaimShown | None = None
    facts_more: bool | UnsetType = UNSET
    presence: list[Present] = []


class Changes(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="changes"):
    """What became different after the version `from`. `stands_after` names, for each item, the one before it on the page."""

    id: Id = ""
    from_: int = msgspec.field(name="from")
    to: int
    items: list[Raw]
    stands_after: list[str | None]
    brief: Raw | UnsetType = UNSET
    facts: list[Raw] | UnsetType = UNSET
    promises: list[Raw] | UnsetType = UNSET
    contradictions: list[Raw] | UnsetType = UNSET
    cases: Raw | UnsetType = UNSET
    claim: ClaimShown | None | UnsetType = UNSET
    facts_more: bool | UnsetType = UNSET


class InboxSnapshot(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="snapshot"):
    """The queue at `version`."""

    id: Id = ""
    inbox: Tab
    version: int
    epoch: str
    customers: list[Raw]
    more: bool


class InboxChanges(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="changes"):
    """Customers of a queue that look different now, and those who left it."""

    id: Id = ""
    from_: int = msgspec.field(name="from")
    to: int
    customers: list[Raw]
    gone: list[str]


class Resumed(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="resumed"):
    """What the client holds is good: every change after `version` follows."""

    id: Id
    epoch: str
    version: int


class Reset(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="reset"):
    """The client must drop what it holds; the subscription is over."""

    id: Id
    reason: Literal["epoch", "too_far", "erased", "moved"]


class Presence(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="presence"):
    """Who has this page open."""

    id: Id = ""
    who: list[Present] = []


class Handed(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="handed"):
    """A colleague (`by`, `name`) has just handed this customer over to you; the queue `mine` has them until they are claimed."""

    customer_id: str
    handoff_id: str
    by: str
    name: str
    at: datetime


class Problem(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="problem", omit_defaults=True):
    """One request was refused; the connection stays."""

    id: Id | None = None
    slug: str
    detail: str
    retry_ms: int | None = None


class Bye(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="bye"):
    """This server is about to close the connection; come back after so long."""

    retry_ms: int


ServerFrame = (
    Welcome
    | Snapshot
    | Changes
    | InboxSnapshot
    | InboxChanges
    | Resumed
    | Reset
    | Presence
    | Handed
    | Problem
    | Bye
    | Heartbeat
)
encode = msgspec.json.Encoder().encode


def written(frame: ServerFrame) -> str:
    """A frame for one client."""
    return encode(frame).decode()


class Shared:
    """A frame encoded once for everybody: only the client's own id is still missing."""

    __slots__ = ("_last", "head", "rest")

    def __init__(self, head: str, rest: str) -> None:
        self.head, self.rest = head, rest
        self._last: tuple[str, str] | None = None

    def to(self, client_id: str) -> str:
        """The whole frame; `client_id` is JSON. Clients mostly call theirs the same: then it is the same text, not a copy."""
        last = self._last
        if last is None or last[0] != client_id:
            last = self._last = client_id, f"{self.head}{client_id}{self.rest}"
        return last[1]


def shared(frame: Snapshot | Changes | InboxSnapshot | InboxChanges | Presence) -> Shared:
    """Encode a frame whose id is left empty."""
    head, _, rest = encode(frame).decode().partition('"id":""')
    return Shared(f'{head}"id":', rest)


def with_presence(snapshot: Shared, presence: str) -> Shared:
    """A shared snapshot with those who are present at this moment; `presence` is a JSON list."""
    return Shared(snapshot.head, f"{snapshot.rest.removesuffix('[]}')}{presence}}}")
