"""What a bench was asked to do."""

from typing import Any

import msgspec


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The options of `throughline bench`. `seconds` is the length of one round of one arm."""

    store: str = "sqlite"
    rounds: int = 5
    seconds: float = 3.0
    producers: int = 256
    customers: int = 10_000  # who write at the same time
    events: int = 0  # how large a log or a page grows; 0: as the bench has it

    def told(self) -> dict[str, Any]:
        """For the report."""
        found = msgspec.structs.asdict(self)
        del found["store"]
        if not self.events:
            del found["events"]
        return found
