"""What follows from events is worked out by one node at a time; the others stand by, and know how far it has come.

Deriving twice would do no harm (every derived event carries a key made from its cause), only the same work on every node.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol


class Stop(NamedTuple):
    """Where a follower stopped for one customer."""

    position: int
    version: int
    reason: str


Stops = Mapping[tuple[str, str], Stop]  # by (tenant, stream)


class Duty(Protocol):
    """One node's. Everything is called on the event loop."""

    changed: Callable[[], None]
    """Called when anything below has changed."""

    @property
    def mine(self) -> bool:
        """Whether this node derives now."""
        ...

    @property
    def shared(self) -> bool:
        """Whether other nodes may take over, so that what they need to know must be kept where they find it."""
        ...

    async def start(self) -> None:
        """Take the duty if nobody has it, and learn how far everything is."""
        ...

    async def stop(self) -> None:
        """Give it back."""
        ...

    def done(self, follower: str) -> int:
        """Up to which position everything of a follower is derived, whoever did it; 0 when nobody said so."""
        ...

    def tell(self, follower: str, position: int) -> None:
        """This node has derived everything up to here. The others know within a second."""
        ...

    def stops(self, follower: str) -> Stops:
        """For whom a follower has stopped."""
        ...

    async def park(self, follower: str, tenant: str, stream: str, stop: Stop) -> None:
        """A follower stopped for one customer; asked again, the newer place holds. Raises what the database raises."""
        ...

    async def release(self, follower: str, tenant: str, stream: str) -> None:
        """It has taken everything of theirs after all."""
        ...

    def warnings(self) -> list[str]:
        """What an operator should know at this moment."""
        ...
