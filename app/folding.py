"""Folds pages from the log: on the calling thread, in steps, so that a long stream never lies in memory whole."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import msgspec
from cryptography.exceptions import InvalidTag

from adapters.keys.keyring import KeyDamaged
from adapters.log.codec import Codec, UnknownEvent, microseconds
from adapters.log.reading import LogReader
from adapters.log.rows import Row
from app.history import History
from domain.customer.events import InteractionReassigned
from domain.errors import UnreadableHistory
from domain.page import Page
from domain.record import Recorded

STEP = 2_000  # events


class Fold:
    """What a page is made with."""

    def __init__(self, reader: LogReader, codec: Codec, late_window: timedelta) -> None:
        self.reader, self.late_window = reader, late_window
        self._codec, self._history = codec, History(reader, codec)

    def replay(self, tenant: str, customer_id: str, version: int | None = None, at: datetime | None = None) -> Page:
        """A page folded anew, as it stood at a version or a time (by when we recorded)."""
        page = Page(customer_id, self.late_window)
        self.grow(tenant, page, version, at)
        return page

    def grow(self, tenant: str, page: Page, version: int | None = None, at: datetime | None = None,
             after_step: Callable[[Page], None] = lambda _: None) -> None:  # fmt: skip
        """Take in all there is, or all up to a version or a time."""
        read = page.version
        until = 2**62 if at is None else microseconds(at)
        while rows := self.reader.stream(tenant, page.customer_id, read, version, limit=STEP):
            read = rows[-1].version
            self.take(tenant, page, (row for row in rows if row.recorded_at <= until))
            after_step(page)

    def leaves(self, page: Page, row: Row) -> bool:
        """Whether with this event something leaves the page."""
        event = self._opened(row).event
        return isinstance(event, InteractionReassigned) and event.from_customer == page.customer_id

    def take(self, tenant: str, page: Page, rows: Iterable[Row]) -> None:
        """Take in the next events of the stream."""

        def borrow(stream: str, interaction_id: str | None, before: int) -> list[Recorded]:
            return self._history.borrowed(tenant, stream, interaction_id, before)

        for row in rows:
            page.apply(self._opened(row), borrow)

    def _opened(self, row: Row) -> Recorded:
        """Raises UnreadableHistory for an event that no repeating will open; what may pass is raised as it is."""
        try:
            return self._codec.open(row)
        except (InvalidTag, UnknownEvent, KeyDamaged, msgspec.MsgspecError) as fault:
            raise UnreadableHistory(f"{row.type}.v{row.schema} at {row.position}") from fault
