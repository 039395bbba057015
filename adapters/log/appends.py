"""What is asked of the writer, and what it answers."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from adapters.keys.keyring import NewKey


class Taken(Exception):
    """This version of the stream is there already, or this process has come further: the library's integrity error."""


class NewEvent(NamedTuple):
    """A sealed event before it has a place. `version` is given only by the event-sourcing library's recorders."""

    stream: str
    event_id: bytes
    type: str
    schema: int
    occurred_at: int
    meta: bytes
    state: bytes
    version: int | None = None


class Cas(NamedTuple):
    """A claim to compare and set: `expected` None means that nobody holds it; an unchanged `value` only checks."""

    key: bytes
    expected: bytes | None
    value: bytes | None


class Kept(NamedTuple):
    """A delivery for the quarantine, sealed."""

    entry_id: str
    source: str
    type: str
    reason: str
    received_at: int
    sealed: bytes


class Append(msgspec.Struct, kw_only=True):
    """Events that stand or fall together. The last one carries the intake key; `expected` names versions that must hold."""

    tenant: str
    events: list[NewEvent] = []
    intake_key: bytes | None = None
    body_digest: bytes | None = None
    claims: list[Cas] = []
    new_keys: list[NewKey] = []
    expected: Mapping[str, int] = {}
    kept: Kept | None = None
    released: str = ""  # the quarantine entry that these events come from
    tracking: tuple[str, int] | None = None
    recorded_at: int = 0


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """Where an append came to stand; for a duplicate, where the first one stands."""

    stream: str = ""
    version: int = 0
    first_position: int = 0
    last_position: int = 0
    duplicate: bool = False
    meta: bytes = b""
    kept: str = ""  # the quarantine entry
    reason: str = ""


class Touched(NamedTuple):
    """A stream that grew in a commit: what the doorbell says."""

    tenant: str
    stream: str
    version: int
    position: int
