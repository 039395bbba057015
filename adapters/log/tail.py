"""The newest events of the log in memory: what pages and followers of this node would else each ask the database for.

It tells the log as of one position, `high`, and nothing of what came after. What this node commits is taken over where it
follows directly; what others wrote is read, once for everybody. Anything it does not hold whole is read from the log.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Sequence
from itertools import islice

from adapters.log.appends import Touched
from adapters.log.reading import EventReader
from adapters.log.rows import Row
from adapters.log.store import Stream

ROWS = 8_192
BYTES = 32_000_000  # of their bodies
HEADS = 20_000  # streams of which the last version is known
READ = 1_000  # rows of one reading


class Tail:
    """A reader (`adapters.log.reading.EventReader`) for those who are woken when the log grows. May be asked on any thread."""

    def __init__(self, reader: EventReader, rows: int = ROWS, size: int = BYTES) -> None:
        self._reader, self._most, self._most_bytes = reader, rows, size
        self._lock = threading.Lock()
        self.high = -1  # not open yet: everything is read
        self._low, self._bytes = 0, 0  # every row after `low` up to `high` is here
        self._rows: deque[Row] = deque()
        self._streams: dict[Stream, deque[Row]] = {}
        self._heads: OrderedDict[Stream, int] = OrderedDict()  # no stream has more as of `high`
        self.close, self.life, self.head, self.claim = reader.close, reader.life, reader.head, reader.claim
        self.by_intake_key = reader.by_intake_key

    def open(self) -> None:
        """Begin at the log's head. Blocks."""
        self.high = self._low = self._reader.head()

    def take(self, rows: Sequence[Row]) -> bool:
        """Take over a commit of this node. False: something of others' lies between, and has to be read."""
        with self._lock:
            if self.high < 0:
                return True
            new = [row for row in rows if row.position > self.high]
            if new and new[0].position != self.high + 1:
                return False
            self._add(new)
        return True

    def read_on(self) -> list[Touched]:
        """Read up to the log's head; the streams that grew, each once. Blocks. Raises what the reader raises."""
        grown: dict[Stream, Touched] = {}
        while True:
            rows = self._reader.since(self.high, READ)
            with self._lock:
                self._add([row for row in rows if row.position > self.high])
            grown |= {
                (row.tenant, row.stream): Touched(row.tenant, row.stream, row.version, row.position) for row in rows
            }
            if len(rows) < READ:
                return list(grown.values())

    # ---- reading -----------------------------------------------------------------------------------------------------

    def since(self, position: int, limit: int, tenant: str | None = None) -> list[Row]:
        """Rows of the whole log after a position up to `high`, in order; of one tenant if named."""
        high = self.high
        with self._lock:
            if self._low <= position and high >= 0:
                wanted = [row for row in _after(self._rows, position) if tenant is None or row.tenant == tenant]
                return wanted[:limit] if limit >= 0 else wanted
        rows = self._reader.since(position, limit, tenant)
        return rows if high < 0 else [row for row in rows if row.position <= high]

    def stream(self, tenant: str, stream: str, after: int = 0, upto: int | None = None, limit: int = -1) -> list[Row]:
        """Rows of a stream with a version greater than `after` and at most `upto`, oldest first; -1: no limit."""
        where = (tenant, stream)
        with self._lock:
            high, known = self.high, self._heads.get(where)
            if known is not None:
                here = self._streams.get(where)
                if known <= after:
                    return []
                if upto is None and here and here[0].version <= after + 1:
                    wanted = _newest(here, here[-1].version - after)
                    return wanted[:limit] if limit >= 0 else wanted
        rows = self._reader.stream(tenant, stream, after, upto, limit)
        return rows if high < 0 else self._as_of_now(where, rows, high, (after, upto, limit))

    def version(self, tenant: str, stream: str) -> int | None:
        """The stream's last version; None when there is no such stream."""
        where = (tenant, stream)
        with self._lock:
            known = self._heads.get(where)
        return known or self._reader.version(tenant, stream)

    # ---- keeping -----------------------------------------------------------------------------------------------------

    def _as_of_now(self, where: Stream, rows: list[Row], high: int, asked: tuple[int, int | None, int]) -> list[Row]:
        """Of what was read after `high` was known, what the tail has come to: a page that is ahead of the other pages
        would be joined with too little of them. Where it was read to its end, that is known from now on.
        """
        after, upto, limit = asked
        with self._lock:
            told = [row for row in rows if row.position <= self.high]
            known = self._heads.get(where)
            if upto is None and (len(rows) != limit or len(told) < limit) and (known is not None or high == self.high):
                self._remember(where, told[-1].version if told else after)
        return told

    def _add(self, rows: Sequence[Row]) -> None:
        for row in rows:
            where = (row.tenant, row.stream)
            self._rows.append(row)
            self._streams.setdefault(where, deque()).append(row)
            self._remember(where, row.version)
            self._bytes += len(row.state)
            self.high = row.position
        while len(self._rows) > self._most or self._bytes > self._most_bytes:
            oldest = self._rows.popleft()
            where = (oldest.tenant, oldest.stream)
            self._low, self._bytes = oldest.position, self._bytes - len(oldest.state)
            here = self._streams[where]
            here.popleft()
            if not here:
                del self._streams[where]

    def _remember(self, where: Stream, version: int) -> None:
        self._heads[where] = max(version, self._heads.get(where, 0))
        self._heads.move_to_end(where)
        if len(self._heads) > HEADS:
            self._heads.popitem(last=False)


def _newest(rows: deque[Row], count: int) -> list[Row]:
    """So many, oldest first. A page stands near its end: what it asks must not cost what the tail holds."""
    return list(islice(reversed(rows), count))[::-1]


def _after(rows: deque[Row], position: int) -> list[Row]:
    """Those after a position, from the end: whoever follows stands near it."""
    found: list[Row] = []
    for row in reversed(rows):
        if row.position <= position:
            break
        found.append(row)
    return found[::-1]
