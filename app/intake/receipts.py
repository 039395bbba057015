"""What intake answers for one event."""

import msgspec

from adapters.log.appends import Placed
from adapters.log.codec import Meta

RECORDED, DUPLICATE, QUARANTINED = "recorded", "duplicate", "quarantined"


class Receipt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """The contract's receipt. `position` is the first appended event's, `version` the page's after it."""

    id: str
    source: str
    outcome: str
    customer_id: str | None = None
    interaction_id: str | None = None
    item_id: str | None = None
    version: int | None = None
    position: int | None = None
    reason: str | None | msgspec.UnsetType = msgspec.UNSET

    @property
    def status(self) -> int:
        """The HTTP status it is sent with."""
        return {RECORDED: 201, DUPLICATE: 200, QUARANTINED: 202}[self.outcome]


_meta = msgspec.json.Decoder(Meta).decode


def receipt_of(placed: Placed, event_id: str, source: str) -> Receipt:
    """The receipt of an append: for a duplicate, that of the first time."""
    if placed.kept:
        return Receipt(id=event_id, source=source, outcome=QUARANTINED, reason=placed.reason)
    meta = _meta(placed.meta)
    return Receipt(
        id=event_id, source=source, outcome=DUPLICATE if placed.duplicate else RECORDED, customer_id=placed.stream,
        interaction_id=meta.interaction_id or None, item_id=meta.item_id or None, version=placed.version,
        position=placed.last_position - meta.appended + 1)  # fmt: skip
