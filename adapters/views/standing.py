"""A queue's row folded anew: after something moved, from the events that stand on the customer's page."""

from collections.abc import Mapping

from adapters.log.codec import Codec
from adapters.log.reading import LogReader
from domain.customer import events as happened
from domain.effective import standing_events
from domain.inbox.rows import InboxRow, row_of
from domain.record import Recorded

Where = tuple[str, str]  # tenant, stream
# These change nothing in any of the views but a row's version, so that they are not even opened.
UNSEEN = frozenset(
    event.name
    for event in (
        happened.CustomerRegistered, happened.MatchSuggested, happened.MessageDeliveryUpdated, happened.FactRecorded,
    )
)  # fmt: skip


class Standing:
    """Reads the log on the calling thread. `stops`: where the view stopped, beyond which it takes nothing of a customer."""

    def __init__(self, reader: LogReader, codec: Codec, stops: Mapping[Where, int]) -> None:
        self._reader, self._codec, self._stops = reader, codec, stops

    def row(self, where: Where, position: int) -> InboxRow:
        """The queue's row as of a position."""
        return row_of(where[1], self._before(where, position + 1))

    def borrowed(self, where: Where, interaction_id: str | None, before: int) -> list[Recorded]:
        """What stood on a page of one interaction (None: everything) when it moved, `before` being where that is said.

        A move is written as a pair, leaving first: the event just before `before` is the leaving itself.
        """
        standing = self._before(where, before - 1)
        if interaction_id is None:
            return standing
        return [each for each in standing if getattr(each.event, "interaction_id", None) == interaction_id]

    def _before(self, where: Where, position: int) -> list[Recorded]:
        tenant, stream = where
        end = min(position, self._stops.get(where, position))
        rows = (row for row in self._reader.stream(tenant, stream) if row.position < end and row.type not in UNSEEN)
        return standing_events(
            stream, (self._codec.open(row) for row in rows),
            lambda other, interaction_id, at: self.borrowed((tenant, other), interaction_id, at))  # fmt: skip
