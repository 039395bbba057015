"""What the writer asks of the database that keeps the log. Every call is made on the writer's thread, inside one transaction."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from adapters.log.appends import Kept
from adapters.log.rows import Row

Where = tuple[str, bytes]  # tenant, claim key
Stream = tuple[str, str]  # tenant, stream
Head = tuple[int | None, bytes]  # version (None: no event yet), hash
KeptBefore = tuple[bytes, str, str, str]  # body digest, entry id, reason, state


class First(NamedTuple):
    """Where a delivery was recorded the first time."""

    body_digest: bytes | None
    stream: str
    version: int
    position: int
    meta: bytes


class Begun(NamedTuple):
    """What holds at the moment the order lock is ours."""

    position: int
    recorded: dict[bytes, First]
    kept: dict[bytes, KeptBefore]
    claims: dict[Where, bytes]
    heads: dict[Stream, Head] = {}


class UnknownCommit(Exception):
    """The transaction may stand or not, or stands but is not yet as durable as promised."""


class LogStore(Protocol):
    """One database, one writing connection."""

    def open(self) -> None:
        """Get ready; the connection itself may be made later."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...

    def failed(self, error: Exception) -> bool:
        """Whether this error says that the database can be trusted again only by a process that opens it anew."""
        ...

    def warnings(self) -> list[str]:
        """What an operator should know. Any thread."""
        ...

    def begin(self, intake_keys: Sequence[bytes], claims: Sequence[Where], streams: Sequence[Stream] = ()) -> Begun:
        """Begin, take the order lock, and look up these deliveries, claims and heads of streams under it."""
        ...

    def find_heads(self, streams: Sequence[Stream]) -> dict[Stream, Head]:
        """The last version and hash of each of these streams that has events."""
        ...

    def insert(self, rows: Sequence[Row]) -> None:
        """Write events."""
        ...

    def set_claims(self, claims: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Write what claims hold now: (tenant, key, value)."""
        ...

    def keep(self, tenant: str, intake_key: bytes, body_digest: bytes, kept: Kept) -> None:
        """Put a delivery into the quarantine."""
        ...

    def release(self, entry_id: str) -> None:
        """A quarantined delivery was recorded after all."""
        ...

    def find_tracking(self, application: str) -> int:
        """How far a process of the library's has come; 0 at its start."""
        ...

    def track(self, application: str, notification_id: int) -> None:
        """Keep how far it has come."""
        ...

    def commit(self, position: int) -> None:
        """Make it durable; `position` is the log's last from now on. Raises UnknownCommit."""
        ...

    def rollback(self) -> None:
        """Take it back; never raises."""
        ...
