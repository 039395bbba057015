"""Folds pages from the log: on the calling thread, in steps, so that a long stream never lies in memory whole."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from adapters.log.codec import UNREADABLE, Codec, microseconds
from adapters.log.reading import EventReader
from adapters.log.rows import Row
from domain.customer.events import CustomersMerged, CustomersUnmerged, InteractionReassigned
from domain.effective import Reversals, reversal_of
from domain.errors import UnreadableHistory
from domain.lending import Lending
from domain.page import Page
from domain.record import Recorded

STEP = 2_000  # events
GOING = frozenset({CustomersMerged.name, InteractionReassigned.name})


class Fold:
    """What a page is made with."""

    def __init__(self, reader: EventReader, codec: Codec, late_window: timedelta) -> None:
        self.reader, self.late_window = reader, late_window
        self._codec = codec
        self.ready: dict[tuple[str, int], Page] = {}  # pages folded beforehand, for a merge at a position

    def replay(self, tenant: str, customer_id: str, version: int | None = None) -> Page:
        """A page folded anew, as it stood at a version."""
        page = Page(customer_id, self.late_window)
        self.grow(tenant, page, version)
        return page

    def grow(self, tenant: str, page: Page, version: int | None = None,
             after_step: Callable[[Page], None] = lambda _: None) -> None:  # fmt: skip
        """Take in all there is, or all up to a version. Nobody else may hold the page: it may begin anew."""
        read = page.version
        while rows := self.reader.stream(tenant, page.customer_id, read, version, limit=STEP):
            read = rows[-1].version
            if any(self.reverses(page, row) for row in rows):
                page.become(self._from_the_start(tenant, page.customer_id, version))
                read = 0
                continue
            self.take(tenant, page, rows)
            after_step(page)

    def version_at(self, tenant: str, customer_id: str, at: datetime) -> int:
        """The last version recorded by a time; 0 before its first. Those before it count whatever time they bear: clocks
        of nodes differ, and may be set back.
        """
        read, last, until = 0, 0, microseconds(at)
        while rows := self.reader.stream(tenant, customer_id, read, limit=STEP):
            read = rows[-1].version
            last = max([last, *(row.version for row in rows if row.recorded_at <= until)])
        return last

    def leaves(self, page: Page, row: Row) -> bool:
        """Whether with this event something leaves the page."""
        event = self._opened(row).event
        return isinstance(event, InteractionReassigned) and event.to_customer != page.customer_id

    def went(self, tenant: str, customer_id: str) -> bool:
        """Whether somebody else answers for a customer, or did, or it cannot be read whether anybody does."""
        read = 0
        while rows := self.reader.stream(tenant, customer_id, read, limit=STEP):
            read = rows[-1].version
            if any(row.type in GOING and self._goes(row) for row in rows):
                return True
        return False

    def _goes(self, row: Row) -> bool:
        try:
            event = self._opened(row).event
        except UnreadableHistory:
            return True
        if isinstance(event, InteractionReassigned):
            return event.provisional and event.to_customer != row.stream
        return isinstance(event, CustomersMerged) and event.absorbed == row.stream

    def reverses(self, page: Page, row: Row) -> bool:
        """Whether this event reverses a merge without which the page must be folded from its start."""
        if row.type != CustomersUnmerged.name:
            return False
        event = self._opened(row).event
        return isinstance(event, CustomersUnmerged) and page.knows_not(event.merge_id)

    def joins(self, row: Row) -> bool:
        """Whether with this merge somebody else's page comes along."""
        event = self._opened(row).event
        return isinstance(event, CustomersMerged) and event.absorbed != row.stream

    def make_ready(self, tenant: str, row: Row) -> None:
        """Fold the page that a merge brings along, so that taking the event in costs little."""
        event = self._opened(row).event
        if isinstance(event, CustomersMerged) and event.absorbed != row.stream:
            lender = Lending(_Streams(self, tenant), self.late_window)
            self.ready[tenant, row.position] = lender.page(event.absorbed, row.position, ())

    def take(self, tenant: str, page: Page, rows: Iterable[Row]) -> None:
        """Take in the next events of the stream."""
        lender = _Lender(self, tenant)
        for row in rows:
            page.apply(self._opened(row), lender)

    def add(self, tenant: str, page: Page, recorded: Recorded) -> None:
        """Take in the next event, which is opened already."""
        page.apply(recorded, _Lender(self, tenant))

    def opened(self, rows: Iterable[Row]) -> Iterable[Recorded]:
        """Events of rows. Raises UnreadableHistory."""
        return (self._opened(row) for row in rows)

    def _from_the_start(self, tenant: str, customer_id: str, version: int | None) -> Page:
        rows = self.reader.stream(tenant, customer_id, 0, version)
        told = (row for row in rows if row.type == CustomersUnmerged.name)
        found = (reversal_of(each) for each in self.opened(told))
        return Page(customer_id, self.late_window, [each for each in found if each is not None])

    def _opened(self, row: Row) -> Recorded:
        """Raises UnreadableHistory for an event that no repeating will open; what may pass is raised as it is."""
        try:
            return self._codec.open(row)
        except UNREADABLE as fault:
            raise UnreadableHistory(f"{row.type}.v{row.schema} at {row.position}") from fault


class _Lender(Lending):
    """Pages of one tenant, those that were folded beforehand first."""

    def __init__(self, fold: Fold, tenant: str) -> None:
        super().__init__(_Streams(fold, tenant), fold.late_window)
        self._fold, self._tenant = fold, tenant

    def page(self, stream: str, before: int, reversals: Reversals) -> Page:
        """The page of a stream before a position, as if these reversed merges had never been."""
        ready = self._fold.ready.pop((self._tenant, before), None)
        return ready if ready is not None and not reversals else super().page(stream, before, reversals)


class _Streams:
    """One tenant's streams, opened (`domain.effective.Streams`)."""

    def __init__(self, fold: Fold, tenant: str) -> None:
        self._fold, self._tenant = fold, tenant

    def events(self, stream: str, before: int) -> Iterable[Recorded]:
        """A stream's events before a position."""
        rows = self._fold.reader.stream(self._tenant, stream)
        return self._fold.opened(row for row in rows if row.position < before)
