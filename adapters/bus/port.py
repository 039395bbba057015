"""What every bus is: it wakes other nodes. It may lose, repeat and reorder, and nobody's data ever depends on it.

What a bell says stands in the log; whoever misses it looks there by himself every few seconds. So a bus never makes the
writer wait, never fails it, and holds no more than a bounded outbox.
"""

from collections.abc import Sequence
from typing import Protocol

from adapters.log.appends import Touched

SAID_BYTES = 4_000  # of one saying: what fits into the smallest frame of any bus


class BusRefused(Exception):
    """This bus cannot do what we need of it; the text is a sentence for the operator."""


class Ears(Protocol):
    """Whom a bus tells, on the event loop. None of these may raise or wait."""

    def rung(self, touched: Sequence[Touched]) -> None:
        """Another node's streams grew."""
        ...

    def heard(self, tenant: str, said: bytes) -> None:
        """Another node says something that is not in the log."""
        ...

    def back(self) -> None:
        """The bus is there, for the first time or again: look everywhere, bells may have been missed."""
        ...


class Bus(Protocol):
    """One node's end of it. Everything is called on the event loop."""

    async def start(self, ears: Ears) -> None:
        """Begin to listen and to send. A bus that is away is tried again and again; nobody waits for it."""
        ...

    async def stop(self) -> None:
        """Send what waits if that is quick, and end."""
        ...

    def ring(self, touched: Sequence[Touched]) -> None:
        """Tell the other nodes that streams grew. Never waits, never raises."""
        ...

    def say(self, tenant: str, said: bytes) -> None:
        """Tell the other nodes something of at most SAID_BYTES. Never waits, never raises."""
        ...

    def warnings(self) -> list[str]:
        """What an operator should know at this moment."""
        ...
