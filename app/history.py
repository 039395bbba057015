"""Streams read and opened: a customer's events as stored, and those that stand on their page after moves and merges."""

from collections.abc import Iterable, Iterator

from adapters.log.codec import UNREADABLE, Codec
from adapters.log.reading import LogReader
from adapters.log.rows import Row
from domain.effective import standing_events
from domain.errors import UnreadableHistory
from domain.record import Recorded


class History:
    """Reads on the calling thread."""

    def __init__(self, reader: LogReader, codec: Codec) -> None:
        self._reader, self._codec = reader, codec

    def standing(self, tenant: str, stream: str, before: int) -> list[Recorded]:
        """Everything that stood on a page before a position, what it had itself borrowed included."""
        streams = TenantStreams(self._reader, self._codec, tenant)
        return standing_events(streams, stream, streams.events(stream, before))

    def moved(self, tenant: str, stream: str, before: int) -> list[Row]:
        """The stored events of other streams that stood on a page before a position, in the order of the log."""
        versions: dict[str, set[int]] = {}
        for each in self.standing(tenant, stream, before):
            if each.stream != stream:
                versions.setdefault(each.stream, set()).add(each.version)
        found = [row for other, some in versions.items() for row in self._some(tenant, other, some)]
        return sorted(found, key=lambda row: row.position)

    def _some(self, tenant: str, stream: str, versions: set[int]) -> Iterator[Row]:
        rows = self._reader.stream(tenant, stream, after=min(versions) - 1, upto=max(versions))
        return (row for row in rows if row.version in versions)


class TenantStreams:
    """One tenant's streams, opened (`domain.effective.Streams`)."""

    def __init__(self, reader: LogReader, codec: Codec, tenant: str) -> None:
        self._reader, self._codec, self._tenant = reader, codec, tenant

    def events(self, stream: str, before: int) -> Iterable[Recorded]:
        """A stream's events before a position."""
        rows = self._reader.stream(self._tenant, stream)
        return (self._opened(row) for row in rows if row.position < before)

    def _opened(self, row: Row) -> Recorded:
        """Raises UnreadableHistory for an event that no repeating will open; what may pass is raised as it is."""
        try:
            return self._codec.open(row)
        except UNREADABLE as fault:
            raise UnreadableHistory(f"{row.type}.v{row.schema} at {row.position}") from fault
