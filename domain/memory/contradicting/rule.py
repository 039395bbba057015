"""The rule that appends what contradicts: for each item that states something, the statement next to it that denies it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.customer import events as happened
from domain.memory.contradicting.finding import Found, contradicted_by, side_of
from domain.memory.contradicting.marks import NOTED, SPOKEN, kinds_of

if TYPE_CHECKING:
    from domain.memory.rules import Seen


class ContradictionRule:
    """Looks at every item that may state something of a price, a promotion, stock, a day, a rule, an order or points."""

    name = "contradictions.1"
    watches = frozenset({*NOTED, *SPOKEN})

    def derive(self, seen: "Seen") -> Sequence[happened.Event]:
        """What the item in hand contradicts on its page, each pair once."""
        event = seen.recorded.event
        if not isinstance(event, happened.ItemEvent) or not kinds_of(event):
            return ()
        item = seen.page.timeline.find(event.item_id)
        if item is None:
            return ()
        return [self._detected(each, seen) for each in contradicted_by(seen.page, item, seen.zone)]

    def _detected(self, found: Found, seen: "Seen") -> happened.ContradictionDetected:
        before, after = found.before, found.after
        return happened.ContradictionDetected(
            contradiction_id=seen.mint("x"), contradicts=after.statement.kind, left_item=before.item_id, right_item=after.item_id,
            detected_by=f"rule:{self.name}", interaction_id=after.interaction_id or before.interaction_id,
            item_id=after.item_id,
            subject=after.statement.subject, left=side_of(before), right=side_of(after))  # fmt: skip
