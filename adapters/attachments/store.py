"""What is asked of a home of sealed parts: whole objects or none, each at a place of its own."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

STAGED = "staged"  # came in, and no event names it yet
KEPT = "kept"  # named by an event


class Place(NamedTuple):
    """Where an object stands. `owner`: the stream it belongs to, empty while it is staged. All four are ids of ours."""

    area: str
    tenant: str
    owner: str
    name: str


class Waiting(NamedTuple):
    """What stands staged: how many objects, and how many bytes they take."""

    uploads: int
    size: int


class AttachmentsUnavailable(Exception):
    """The home cannot be used now; the text is a sentence. What was asked may be repeated."""


class Writing(Protocol):
    """An object being written: nobody sees it before `end`."""

    def put(self, part: bytes) -> None:
        """The next sealed part. Raises AttachmentsUnavailable."""
        ...

    def end(self, head: bytes) -> bool:
        """Make it durable under its place. False if another object stands there: then this one is gone.

        Raises AttachmentsUnavailable.
        """
        ...

    def drop(self) -> None:
        """Leave nothing of it; nothing more after `end`."""
        ...


class AttachmentStore(Protocol):
    """Every call may come from any thread, and waits for a disk or a server. Each raises AttachmentsUnavailable."""

    def begin(self, place: Place) -> Writing:
        """Begin to write an object."""
        ...

    def head(self, place: Place) -> bytes | None:
        """What was told at the end of writing; None when there is no such object."""
        ...

    def parts(self, place: Place) -> Iterator[bytes]:
        """The sealed parts, in order, one in memory at a time; none when there is no such object."""
        ...

    def remove(self, place: Place, head: bytes | None = None) -> None:
        """Remove an object, durably; if a head is given, only the one that it was told at the end of."""
        ...

    def remove_owners(self, owners: Sequence[tuple[str, str]]) -> None:
        """Remove everything kept of these (tenant, owner); where one cannot be removed others may be all the same."""
        ...

    def waiting(self, tenant: str) -> Waiting:
        """How much of a tenant is staged, ended or not."""
        ...

    def staged(self, before: float) -> dict[Place, float]:
        """Objects staged before this time and still there, and since when (seconds since 1970).

        What was never ended goes by and by.
        """
        ...
