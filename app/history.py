"""Streams read and opened: a customer's events as stored, and those that stand on their page after moves and merges."""

from collections.abc import Iterable

from adapters.log.codec import Codec
from adapters.log.reading import LogReader
from domain.effective import standing_events
from domain.record import Recorded


class History:
    """Reads on the calling thread."""

    def __init__(self, reader: LogReader, codec: Codec) -> None:
        self._reader, self._codec = reader, codec

    def standing(self, tenant: str, stream: str, before: int) -> list[Recorded]:
        """Everything that stood on a page before a position, what it had itself borrowed included."""
        streams = TenantStreams(self._reader, self._codec, tenant)
        return standing_events(streams, stream, streams.events(stream, before))


class TenantStreams:
    """One tenant's streams, opened (`domain.effective.Streams`)."""

    def __init__(self, reader: LogReader, codec: Codec, tenant: str) -> None:
        self._reader, self._codec, self._tenant = reader, codec, tenant

    def events(self, stream: str, before: int) -> Iterable[Recorded]:
        """A stream's events before a position."""
        rows = self._reader.stream(self._tenant, stream)
        return (self._codec.open(row) for row in rows if row.position < before)
