"""A queue's row folded anew: after something moved, from the events that stand on the customer's page."""

from collections.abc import Iterable, Mapping

from adapters.log.codec import Codec, moment
from adapters.log.reading import EventReader
from adapters.log.rows import Row
from adapters.views.faults import passes
from domain.customer import events as happened
from domain.customer.remembered import REMEMBERED
from domain.effective import as_it_left, standing_events
from domain.inbox.rows import InboxRow, row_of
from domain.record import Actor, Recorded

Where = tuple[str, str]  # tenant, stream
REDACTED = happened.MessageRedacted.name
# These change nothing in any of the views but a row's version, so that they are not even opened.
UNSEEN = frozenset(
    event.name
    for event in (
        happened.CustomerRegistered, happened.MatchSuggested, happened.MatchDismissed, happened.HandleShared, happened.HandlesPresented,
        happened.MessageDeliveryUpdated,
        *(each for each in REMEMBERED if not each.name.startswith(("promise-", "message-", "brief-prepared"))),
    )
)  # fmt: skip


class Standing:
    """Reads the log on the calling thread. `stops`: where the view stopped, beyond which it takes nothing of a customer."""

    def __init__(self, reader: EventReader, codec: Codec, stops: Mapping[Where, int]) -> None:
        self._reader, self._codec, self._stops = reader, codec, stops

    def row(self, where: Where, position: int) -> InboxRow:
        """The queue's row as of a position."""
        tenant, stream = where
        streams = self.of(tenant)
        return row_of(stream, standing_events(streams, stream, streams.events(stream, position + 1)))

    def left(self, where: Where, event: happened.InteractionReassigned, position: int) -> list[Recorded]:
        """Everything that stood on the page an interaction comes from, when it left; `position` is its arrival's."""
        tenant, stream = where
        streams = self.of(tenant)
        return standing_events(streams, stream, as_it_left(streams.events(stream, position), event))

    def of(self, tenant: str) -> "_Streams":
        """One tenant's streams."""
        return _Streams(self._reader, self._codec, self._stops, tenant)


class _Streams:
    """`domain.effective.Streams`, as far as the view goes."""

    def __init__(self, reader: EventReader, codec: Codec, stops: Mapping[Where, int], tenant: str) -> None:
        self._reader, self._codec, self._stops, self._tenant = reader, codec, stops, tenant

    def events(self, stream: str, before: int) -> Iterable[Recorded]:
        """A stream's events before a position and before the view stopped for it; what was redacted behind that, too."""
        end = min(before, self._stops.get((self._tenant, stream), before))
        for row in self._reader.stream(self._tenant, stream):
            if row.position < end and row.type not in UNSEEN:
                yield self._codec.open(row)
            elif end <= row.position < before and row.type == REDACTED:
                yield self._redaction(row)

    def _redaction(self, row: Row) -> Recorded:
        """One that cannot be read hides words as well: it may be of any."""
        try:
            return self._codec.open(row)
        except Exception as fault:
            if passes(fault):
                raise
        return Recorded(
            position=row.position, tenant=row.tenant, stream=row.stream, version=row.version, event_id="",
            occurred_at=moment(row.occurred_at), recorded_at=moment(row.recorded_at), actor=Actor(kind="system"),
            event=happened.MessageRedacted(item_id="", spans=(), reason=""))  # fmt: skip
