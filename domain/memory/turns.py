"""What was said in an interaction, turn by turn."""

from datetime import datetime

import msgspec


class Turn(msgspec.Struct, frozen=True, order=True):
    """What one item said: each speaker's role and words. Turns stand by their own time, then by arrival."""

    at: datetime
    position: int
    item_id: str = ""
    parts: tuple[tuple[str, str], ...] = ()
