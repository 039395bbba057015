"""Other customers' pages, folded from the log as they stood: what a page takes in when somebody merges or something moves."""

from collections.abc import Sequence
from datetime import timedelta

from domain.customer.events import InteractionReassigned
from domain.effective import Reversal, Reversals, Streams, as_it_left, known_to, reversal_of
from domain.page import Page
from domain.record import Recorded


class Lending:
    """Folds them anew each time (`domain.page.Lender`)."""

    def __init__(self, streams: Streams, late_window: timedelta) -> None:
        self._streams, self._late_window = streams, late_window
        self.events = streams.events

    def page(self, stream: str, before: int, reversals: Reversals) -> Page:
        """The page of a stream before a position, as if these reversed merges had never been."""
        return self._folded(stream, list(self.events(stream, before)), reversals)

    def page_left(self, recorded: Recorded, event: InteractionReassigned, reversals: Reversals) -> Page:
        """The page that an interaction comes from, as it stood when it left."""
        left = event.from_customer
        return self._folded(left, as_it_left(self.events(left, recorded.position), event), reversals)

    def _folded(self, stream: str, events: Sequence[Recorded], reversals: Sequence[Reversal]) -> Page:
        own = [each for each in map(reversal_of, events) if each and not known_to(reversals, each.merge_id)]
        page = Page(stream, self._late_window, [*reversals, *own])
        for each in events:
            page.apply(each, self)
        return page
