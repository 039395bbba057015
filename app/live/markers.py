"""Who has read what: markers in memory, kept in a file, and which of them a queue has not been told of yet.

A queue's version counts the log's positions; between two of them a person may read several customers. So it is the
position times TURNS and, in the last digits, how many times something was read there.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Collection

from adapters.markers.store import Marker, MarkerStore

TURNS = 1_000
KEPT = 5_000  # customers remembered of one person
PAUSE_SECONDS = 1.0  # until what could not be written is tried again; doubled each time
LONGEST_PAUSE_SECONDS = 60.0
TOLD = 1_000  # of these, how many a queue can be told of again


class Reader:
    """One person's markers, and when their queues heard of each."""

    def __init__(self) -> None:
        self._versions: OrderedDict[str, int] = OrderedDict()
        self._untold: set[str] = set()
        self._told: OrderedDict[str, int] = OrderedDict()
        self._at, self._turn = 0, 0

    def put(self, customer_id: str, version: int) -> bool:
        """Remember a marker; False if that much was read before."""
        if version <= self._versions.get(customer_id, 0):
            return False
        self._versions[customer_id] = version
        self._versions.move_to_end(customer_id)
        if len(self._versions) > KEPT:
            self._versions.popitem(last=False)
        return True

    def read(self, customer_id: str) -> int:
        """Up to which version a page was read; 0 if never."""
        return self._versions.get(customer_id, 0)

    def moved(self, customer_id: str) -> None:
        """The queues have to be told."""
        self._untold.add(customer_id)

    def news(self, since: int | None) -> set[str]:
        """Customers whose markers moved after a queue's version, or were never told."""
        later = (each for each, at in self._told.items() if since is not None and at > since)
        return {*self._untold, *later}

    def stamp(self, position: int, told: Collection[str]) -> int:
        """These are told now, on rows read at a position of the log; the version of the queue that tells them."""
        if position > self._at:
            self._at, self._turn = position, 0
        fresh = self._untold & set(told)
        if fresh:
            self._turn = min(self._turn + 1, TURNS - 1)
            self._untold -= fresh
            for each in fresh:
                self._told[each] = self._at * TURNS + self._turn
                self._told.move_to_end(each)
            while len(self._told) > TOLD:
                self._told.popitem(last=False)
        return position * TURNS + (self._turn if position == self._at else 0)


class Markers:
    """Everybody's. Without a store they last as long as the process."""

    def __init__(self, store: MarkerStore | None = None) -> None:
        self._store = store
        self._failed, self._again_at = 0, float("inf")
        self._readers: defaultdict[tuple[str, str], Reader] = defaultdict(Reader)
        for each in store.load() if store is not None else ():
            self._readers[each.tenant, each.person].put(each.customer_id, each.version)

    def of(self, tenant: str, person: str) -> Reader:
        """One person's."""
        return self._readers[tenant, person]

    def mark(self, tenant: str, person: str, customer_id: str, version: int) -> bool:
        """Somebody read a page up to a version; never backwards. Whether that is news."""
        reader = self._readers[tenant, person]
        if not reader.put(customer_id, version):
            return False
        reader.moved(customer_id)
        if self._store is not None:
            self._store.put_soon([Marker(tenant, person, customer_id, version)])
        return True

    def keep(self, now: float) -> None:
        """Try again what could not be written, after a pause. Seconds, by a clock that never goes back."""
        if self._store is None:
            return
        failed = self._store.failed
        if failed != self._failed:
            self._failed = failed
            pause = min(PAUSE_SECONDS * 2.0 ** min(failed - 1, 10), LONGEST_PAUSE_SECONDS)
            self._again_at = now + pause if failed else float("inf")
        elif now >= self._again_at:
            self._failed = -1  # however that goes, it is looked at anew
            self._store.put_soon(())

    def close(self) -> None:
        """Write what waits."""
        if self._store is not None:
            self._store.close()
