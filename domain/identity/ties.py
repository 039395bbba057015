"""What claims hold about who is whom, and the keys they stand under: the same two people, in either order, one key."""

import hashlib
from datetime import datetime
from typing import Protocol

import msgspec


class Way(Protocol):
    """Who answers for a customer."""

    @property
    def customer_id(self) -> str: ...
    @property
    def active(self) -> bool: ...


class Ways(Protocol):
    """What stands about who answers for whom."""

    def moved(self, customer_id: str) -> Way | None: ...


class MergeStands(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A merge; inactive once it was reversed."""

    survivor: str
    absorbed: str
    active: bool = True


class Dismissed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Two customers are not the same person, for ever or until a moment."""

    until: datetime | None = None


class Owned(msgspec.Struct, frozen=True, kw_only=True):
    """Whose an interaction or an item became, when it was moved by hand or came back from a merge."""

    customer_id: str


def merge_key(merge_id: str) -> bytes:
    """Of a merge."""
    return hashlib.sha256(b"merge\x1f" + merge_id.encode()).digest()


def dismissed_key(one: str, other: str) -> bytes:
    """Of the remembered no about two customers."""
    low, high = sorted((one, other))
    return hashlib.sha256(b"dismissed\x1f" + low.encode() + b"\x1f" + high.encode()).digest()


def owner_key(number: str) -> bytes:
    """Of an interaction or an item, by its id."""
    return hashlib.sha256(b"owner\x1f" + number.encode()).digest()


def way_home(customer_id: str, ties: Ways) -> list[str]:
    """A customer, whoever absorbed them, and so on to the one who answers for all of them."""
    way = [customer_id]
    while (moved := ties.moved(way[-1])) is not None and moved.active:
        way.append(moved.customer_id)
    return way
