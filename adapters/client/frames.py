"""The frames of the live socket as a client of a customer's page reads and writes them (contract section 6)."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from domain.desk.claims import ClaimShown
from domain.inbox.rows import QueueRow
from domain.memory.brief import Brief
from domain.memory.cases import Case, Switch
from domain.memory.contradictions import Contradiction
from domain.memory.facts import Fact, Promise
from domain.timeline.items import Item

PAGE, QUEUE = "page", "queue"  # the ids of our subscriptions, one a connection

Kind = TypeVar("Kind")


class Needs(msgspec.Struct, frozen=True):
    """What the customer needs, and where one need went on over another channel."""

    cases: tuple[Case, ...] = ()
    switches: tuple[Switch, ...] = ()


class Present(msgspec.Struct, frozen=True):
    """Somebody who has this page open."""

    name: str
    state: str


class Subscribe(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="subscribe", omit_defaults=True):
    """Asks for a page or a queue; `since` and `epoch` say what is held already."""

    id: str
    customer_id: str | None = None
    inbox: str | None = None
    language: str | None = None
    since: int | None = None
    epoch: str | None = None


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="welcome"):
    """We are signed in."""

    connection: str
    heartbeat_s: int
    now: datetime


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="snapshot"):
    """The page at `version`, its newest items."""

    customer_id: str
    epoch: str
    version: int
    items: list[Item]
    more: bool
    brief: Brief
    facts: list[Fact]
    promises: list[Promise]
    contradictions: list[Contradiction] = []
    cases: Needs = Needs()
    claim: ClaimShown | None = None
    facts_more: bool = False
    presence: list[Present] = []


class Changes(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="changes"):
    """What became different after the version `from`; a part that is left out did not."""

    from_: int = msgspec.field(name="from")
    to: int
    items: list[Item]
    stands_after: list[str | None]
    brief: Brief | UnsetType = UNSET
    facts: list[Fact] | UnsetType = UNSET
    promises: list[Promise] | UnsetType = UNSET
    contradictions: list[Contradiction] | UnsetType = UNSET
    cases: Needs | UnsetType = UNSET
    claim: ClaimShown | None | UnsetType = UNSET
    facts_more: bool = False


class QueueSnapshot(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="snapshot"):
    """The queue at `version`: whose need is greatest first."""

    inbox: str
    version: int
    epoch: str
    customers: list[QueueRow]
    more: bool


class QueueChanges(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="changes"):
    """Rows that came or look different after the version `from`, and the customers who left."""

    from_: int = msgspec.field(name="from")
    to: int
    customers: list[QueueRow]
    gone: list[str]


class Resumed(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="resumed"):
    """What we hold is good."""

    epoch: str
    version: int


class Reset(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="reset"):
    """What we hold is not good any more."""

    reason: str


class Presence(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="presence"):
    """Who has this page open."""

    who: list[Present] = []


class Handed(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="handed"):
    """A colleague has handed this customer over to us."""

    customer_id: str
    handoff_id: str
    by: str
    name: str
    at: datetime


class Problem(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="problem"):
    """What we asked was refused."""

    slug: str
    detail: str
    retry_ms: int | None = None


class Bye(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="bye"):
    """The server is about to close; it may be asked again after so long."""

    retry_ms: int


class Heartbeat(msgspec.Struct, frozen=True, tag_field="type", tag="heartbeat"):
    """Still there."""


Around = Welcome | Resumed | Reset | Presence | Handed | Problem | Bye | Heartbeat
PageFrame = Around | Snapshot | Changes
QueueFrame = Around | QueueSnapshot | QueueChanges
KNOWN = frozenset(str(each.__struct_config__.tag) for each in PageFrame.__args__)
encode = msgspec.json.Encoder().encode
_page = msgspec.json.Decoder(PageFrame).decode
_queue = msgspec.json.Decoder(QueueFrame).decode


class _Typed(msgspec.Struct):
    type: str = ""


_type_of = msgspec.json.Decoder(_Typed).decode


def read(text: str | bytes) -> PageFrame | None:
    """A frame to whoever follows a page; None for one of a kind that we do not know. Raises msgspec.MsgspecError for what
    is no frame.
    """
    return _read(_page, text)


def read_queue(text: str | bytes) -> QueueFrame | None:
    """The same for whoever follows a queue."""
    return _read(_queue, text)


def _read(decode: Callable[[str | bytes], Kind], text: str | bytes) -> Kind | None:
    try:
        return decode(text)
    except msgspec.ValidationError:
        if _type_of(text).type in KNOWN:
            raise
        return None
