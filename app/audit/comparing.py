"""Goes from one version of a customer's page to another and finds what each change came from. Blocks: run it on a thread."""

from collections.abc import Iterator
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.folding import STEP, Fold
from domain.differences import Causes, Texts, turned
from domain.memory.brief import sentences
from domain.page import Page
from domain.record import Recorded

LOOKS = 150  # briefs written on the way before the stretches between two looks are gone through event by event


class Stretch(NamedTuple):
    """Whose history, after which version, up to which."""

    tenant: str
    customer_id: str
    first: int
    last: int


class Comparing:
    """Folds pages on the calling thread."""

    def __init__(self, fold: Fold, zone: ZoneInfo) -> None:
        self._fold, self._zone = fold, zone

    def causes(self, stretch: Stretch) -> Causes:
        """What each fact and promise last came from within the stretch."""
        return Causes(self._recorded(stretch))

    def turns(self, stretch: Stretch, language: str) -> dict[str, Recorded]:
        """Per sentence that differs at the two ends, the event that made it so."""
        if stretch.first == stretch.last:
            return {}
        every = -(-(stretch.last - stretch.first) // LOOKS)
        looks = {stretch.last, *range(stretch.first, stretch.last, every)}
        before, steps = self._walked(stretch, looks, language)
        after = steps[-1][1]
        found = turned(steps, before, after)
        if every == 1 or not found:
            return found
        near = {at for each in found.values() for at in range(each.version - every, each.version + 1)}
        return turned(self._walked(stretch, near, language)[1], before, after)

    def _walked(self, stretch: Stretch, looks: set[int], language: str) -> tuple[Texts, list[tuple[Recorded, Texts]]]:
        """The sentences at the beginning, and after each event that is to be looked at."""
        page = self._page(stretch, stretch.first)
        before = self._texts(page, language)
        walk = self._recorded(stretch, page)
        return before, [(each, self._texts(page, language)) for each in walk if each.version in looks]

    def _recorded(self, stretch: Stretch, page: Page | None = None) -> Iterator[Recorded]:
        """The events of the stretch, in steps; a page given along grows by each before it is named."""
        tenant, customer_id, read, last = stretch
        while rows := self._fold.reader.stream(tenant, customer_id, read, last, limit=STEP):
            read = rows[-1].version
            for row, recorded in zip(rows, self._fold.opened(rows), strict=True):
                if page is not None and self._fold.reverses(page, row):
                    page.become(self._page(stretch, row.version))
                elif page is not None:
                    self._fold.take(tenant, page, [row])
                yield recorded

    def _page(self, stretch: Stretch, version: int) -> Page:
        return self._fold.replay(stretch.tenant, stretch.customer_id, version)

    def _texts(self, page: Page, language: str) -> Texts:
        return {each.about: each.text for each in sentences(page, language, self._zone)}
