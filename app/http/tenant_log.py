"""One tenant's events in the whole log, read in short stretches: a small tenant's stand far apart in a large one's log.

Each stretch is one short question to the database, so that none takes longer than the database lets a question take, and what
lies between two events of a tenant is passed over once.
"""

from collections import OrderedDict
from threading import Lock

from adapters.log.reading import LogReader
from adapters.log.rows import Row
from app.problems import Problem

STRETCH = 20_000  # positions
PASSED = 1_000  # tenants of whom a stretch without events is remembered


class TenantLog:
    """May be asked on any thread, and blocks."""

    def __init__(self, reader: LogReader) -> None:
        self._reader = reader
        self._lock = Lock()
        self._passed: OrderedDict[str, tuple[int, int]] = OrderedDict()  # after, up to: nothing of theirs stands there

    def since(self, tenant: str, after: int, most: int) -> list[Row]:
        """A tenant's next events after a position, in order; fewer than so many only at the log's end."""
        head, found = self._reader.head(), list[Row]()
        begun, at = after, self._beyond(tenant, after)
        while at < head and len(found) < most:
            upto = min(at + STRETCH, head)
            found += self._reader.since(at, most - len(found), tenant, upto)
            at = upto
        if not found and at - begun > STRETCH:
            self._pass(tenant, begun, at)
        return found

    def check(self, after: int) -> None:
        """Raises Problem 409 at a place that the log has not come to: what is written up to there would never be told."""
        head = self._reader.head()
        if after > head:
            raise Problem(409, "beyond-the-log", "The log ends before that position.",
                          f"It ends at {head}: it was restored from a backup, or the position is another log's. "
                          "Go on from a position it has, and look at what you did since.")  # fmt: skip

    def _beyond(self, tenant: str, after: int) -> int:
        with self._lock:
            first, last = self._passed.get(tenant, (0, 0))
        return max(after, last) if first <= after else after

    def _pass(self, tenant: str, after: int, upto: int) -> None:
        with self._lock:
            first, last = self._passed.get(tenant, (after, after))
            self._passed[tenant] = first if first <= after <= last else after, upto
            self._passed.move_to_end(tenant)
            if len(self._passed) > PASSED:
                self._passed.popitem(last=False)
