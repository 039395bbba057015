"""What the gate and the ledger ask of the place where credentials and access records are kept."""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

import msgspec

from adapters.access.rows import Access, Ticket

SET_BACK = timedelta(minutes=5)  # nodes' clocks differ by less
TICKETS_KEPT = timedelta(days=1)  # that nobody took or ended; for so long no clock that is ahead takes others' away

Row = TypeVar("Row", bound=msgspec.Struct)
Where = Mapping[str, object]
"""Columns and what they must hold: None for nothing, a list for any of its values."""


class AccessUnavailable(Exception):
    """Credentials and access records cannot be read or written now; the text is a sentence. It is safe to repeat."""


class AccessStore(Protocol):
    """What is awaited is durable when it returns. Every method may raise AccessUnavailable."""

    shared: bool
    """Whether other nodes write it, too: what is held in memory must be read again every few seconds."""

    def close(self) -> None:
        """Finish what was asked for and let go. Closing twice is closing once."""
        ...

    async def add(self, row: msgspec.Struct) -> None:
        """Store one row."""
        ...

    def load(self, kind: type[Row], where: Where) -> list[Row]:
        """Read rows, waiting for them: for start-up, before anybody calls."""
        ...

    async def find(self, kind: type[Row], where: Where) -> list[Row]:
        """Read the rows a condition holds for, in the order they were stored."""
        ...

    async def again(self, kind: type[Row], ids: list[str]) -> list[Row]:
        """Read rows by their ids, never behind what strangers make us look for."""
        ...

    async def change(self, kind: type[Row], column: str, value: object, where: Where) -> list[Row]:
        """Set a column of the rows a condition holds for. Returns exactly the rows this call has set."""
        ...

    def note_soon(self, kind: type[Row], column: str, at: datetime, where: Where) -> None:
        """Set a time without waiting: for what may be lost (last used), and must not fail the caller.

        Of nodes that note at once the later time stays; one that is earlier by more than SET_BACK is that of a clock set back.
        """
        ...

    async def add_ticket(self, ticket: Ticket, over: Sequence[str], most: int) -> None:
        """Store a ticket. Those of these digests go, and those that were over TICKETS_KEPT before; the oldest of the person's
        `most` make room.
        """
        ...

    async def take_ticket(self, digest: str) -> Ticket | None:
        """Take a ticket out: of any number of callers on any node, one gets it."""
        ...

    async def add_visit(self, access: Access, within: timedelta) -> datetime:
        """Store that somebody looked, unless the same visit began less than `within` before. Returns when it began."""
        ...

    async def newest_visits(self, tenant: str, most: int) -> list[Access]:
        """The records of a tenant that were stored last, at most so many, the newest first."""
        ...


def is_one_visit(begun: datetime, now: datetime, within: timedelta) -> bool:
    """Whether who looks now is still there since then. A time ahead is another node's, or one before the clock was set back."""
    return -SET_BACK < now - begun < within


def log_failure(done: "Future[Any]") -> None:
    """Say in the log that what may be lost was lost."""
    if fault := done.exception():
        logging.getLogger("throughline").warning("a time of use could not be stored", exc_info=fault)
