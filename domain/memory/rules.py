"""What a rule is that derives something from what happened: pure, explainable, with a name and a version.

for rule in rules: events = rule.derive(Seen(...))    # appended by app/memory, once for each cause and rule
"""

from collections.abc import Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from domain.customer.event import Event
from domain.memory.turns import Turn
from domain.page import Page
from domain.ports import Mint
from domain.record import Recorded


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule may look at. The page may be ahead of the event: later ones may stand on it already.

    `earlier` was said before in the same interaction, oldest first; `left_open` at the end of the one before it, where this event
    holds its first words. `zone` is the shop's, `region` how numbers are read where nothing else says.
    """

    page: Page
    recorded: Recorded
    earlier: tuple[Turn, ...]
    zone: ZoneInfo
    region: str
    mint: Mint
    left_open: tuple[Turn, ...] = ()


class Rule(Protocol):
    """Watches some events and answers with what follows from them: mostly nothing, and then at little cost."""

    name: str  # with its version: "promises.1"
    watches: frozenset[str]  # event names

    def derive(self, seen: Seen) -> Sequence[Event]:
        """What follows. The same for the same page and event, whenever it is asked."""
        ...
