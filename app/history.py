"""Streams read and opened: a customer's events as stored, and those that stand on their page after interactions moved."""

from adapters.log.codec import Codec
from adapters.log.reading import LogReader
from domain.effective import standing_events
from domain.record import Recorded


class History:
    """Reads on the calling thread."""

    def __init__(self, reader: LogReader, codec: Codec) -> None:
        self._reader, self._codec = reader, codec

    def borrowed(self, tenant: str, stream: str, interaction_id: str | None, before: int) -> list[Recorded]:
        """What stood on a page of one interaction (None: everything) when it moved, `before` being where that is said.

        A move is written as a pair, leaving first: the event just before `before` is the leaving itself.
        """
        standing = self.standing(tenant, stream, before - 1)
        if interaction_id is None:
            return standing
        return [each for each in standing if getattr(each.event, "interaction_id", None) == interaction_id]

    def standing(self, tenant: str, stream: str, before: int) -> list[Recorded]:
        """Everything that stood on a page before a position, what it had itself borrowed included."""
        rows = (row for row in self._reader.stream(tenant, stream) if row.position < before)
        return standing_events(
            stream, (self._codec.open(row) for row in rows),
            lambda other, interaction_id, at: self.borrowed(tenant, other, interaction_id, at))  # fmt: skip
