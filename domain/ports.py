"""What the decisions need of the world, as Protocols: what is held, and fresh ids."""

from datetime import datetime
from typing import Protocol

import msgspec

from domain.identity.matching import Holder
from domain.identity.ties import Dismissed, MergeStands, Owned


class Thread(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a channel's thread (source and subject) stands now. Context threads open no interaction.

    `level` is the best proof by which it was said whose it is: a better one may move it.
    """

    customer_id: str
    interaction_id: str | None = None
    provisional: bool = False
    level: int = 0
    ended_at: datetime | None = None
    presented: tuple[str, ...] = ()  # the handles it came with, see decisions.py


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """An item recorded before, found by the channel's own id of the message."""

    customer_id: str
    item_id: str
    interaction_id: str | None


class Moved(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who answers for a customer: whom a provisional one turned out to be, or who absorbed this one.

    A reversal makes it inactive: a claim can be changed, not taken away.
    """

    customer_id: str
    active: bool = True


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """A handle said but not proven, noted once on a customer."""

    link_id: str


class Replied(msgspec.Struct, frozen=True, kw_only=True):
    """A reply of ours by its item's id, or by its channel's name for it: what reports on it needs to know.

    `source` is who carries it, if known; `item_id` stands where the key does not say it.
    """

    customer_id: str
    interaction_id: str
    source: str = ""
    item_id: str = ""


Claimable = Holder | Thread | Moved | Linked | MergeStands | Dismissed | Owned | Replied


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A compare-and-set the append carries: it fails as a whole unless `key` still holds `expected`."""

    key: bytes
    expected: Claimable | None
    value: Claimable


class Standing(Protocol):
    """What is held at this moment. The writer checks every answer again under its lock."""

    @property
    def thread_key(self) -> bytes | None:
        """The claim key of the arrival's thread; None when it names no thread."""
        ...

    def thread(self) -> Thread | None:
        """The thread as it stands."""
        ...

    def holder(self, digest: bytes) -> Holder | None:
        """Who holds a handle."""
        ...

    def linked(self, key: bytes) -> Linked | None:
        """Whether a said handle was noted on a customer before."""
        ...

    def home(self, customer_id: str) -> str:
        """The customer this id belongs to now, whatever it moved to since."""
        ...

    def owner(self, number: str) -> str | None:
        """Whose an interaction or an item became, when it was moved by itself."""
        ...

    def moved(self, customer_id: str) -> Moved | None:
        """What stands about who answers for a customer, active or not."""
        ...

    def target(self, message_id: str) -> Target | None:
        """The item made by this source's message of that id."""
        ...


class Mint(Protocol):
    """Fresh ids that grow with time: `mint("c")` gives `c-0193…`."""

    def __call__(self, prefix: str) -> str:
        """One new id."""
        ...
