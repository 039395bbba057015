"""The duty of a node that has its log to itself: always its own, and nothing to tell anybody."""

from collections.abc import Callable

from adapters.duty.port import Stop, Stops


class Alone:
    """See `adapters.duty.port.Duty`."""

    mine, shared = True, False

    def __init__(self) -> None:
        self.changed: Callable[[], None] = lambda: None

    async def start(self) -> None:
        """Nobody else wants it."""

    async def stop(self) -> None:
        """Nobody else wants it."""

    def done(self, follower: str) -> int:
        """Nobody else derives."""
        return 0

    def tell(self, follower: str, position: int) -> None:
        """Nobody listens."""

    def stops(self, follower: str) -> Stops:
        """None that this node does not know by itself."""
        return {}

    async def park(self, follower: str, tenant: str, stream: str, stop: Stop) -> None:
        """This node knows by itself."""

    async def release(self, follower: str, tenant: str, stream: str) -> None:
        """This node knows by itself."""

    def warnings(self) -> list[str]:
        """Nothing."""
        return []
