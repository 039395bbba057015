"""What is secret by now, for words that leave the log itself: also where the views stopped before they read of it."""

from collections.abc import Sequence, Set

from adapters.log.codec import Codec
from adapters.log.rows import Row
from adapters.views.redactions import Spans, read_redactions
from app.http.reading import Desk
from app.http.unread import Unread, opened
from domain.customer.events import MessageRedacted
from domain.errors import UnreadableHistory


def secrets_of(desk: Desk, codec: Codec, tenant: str, rows: Sequence[Row], items: Set[str]) -> dict[str, Spans]:
    """The secret stretches of these items, by item.

    The views stop for a customer at an event they cannot read (docs/decisions/0052), so of customers for whom they stopped the log
    itself is asked. Raises UnreadableHistory where it cannot be read what is secret in a stream of these rows.
    """
    found = read_redactions(desk.store, tenant, items)
    theirs = {row.stream for row in rows}
    for stream in {each.stream for each in desk.store.parked(tenant=tenant)}:
        for each in opened(codec, desk.reader.of_types(tenant, stream, [MessageRedacted.name])):
            if isinstance(each, Unread):
                if stream in theirs:
                    raise UnreadableHistory(f"what is secret by the event at {each.row.position}")
            elif isinstance(each.event, MessageRedacted) and each.event.item_id in items:
                found.setdefault(each.event.item_id, []).extend(each.event.spans)
    return found
