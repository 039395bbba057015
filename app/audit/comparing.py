"""Goes from one version of a customer's page to another and finds what each change came from. Blocks: run it on a thread."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.folding import STEP, Fold
from domain.customer.consents import Consent, Notice
from domain.differences import Causes, Texts, turned
from domain.memory.brief import sentences
from domain.memory.facts import Fact, Promise
from domain.memory.sentences import Sentence
from domain.page import Page
from domain.record import Recorded

LOOKS = (
    150  # briefs written on the way, and as many more, one behind each of the last events: most sentences turned there
)


class Stretch(NamedTuple):
    """Whose history, after which version, up to which."""

    tenant: str
    customer_id: str
    first: int
    last: int


class Side(NamedTuple):
    """What stood on a page at one moment."""

    facts: Sequence[Fact]
    promises: Sequence[Promise]
    sentences: Sequence[Sentence]
    consents: Sequence[Consent]
    notices: Sequence[Notice]


class Walked(NamedTuple):
    """The page at the end of a stretch, and what each change in it came from; `turns` by what a sentence is about."""

    page: Page
    causes: Causes
    turns: dict[str, Recorded]


class Comparing:
    """Folds pages on the calling thread."""

    def __init__(self, fold: Fold, zone: ZoneInfo) -> None:
        self._fold, self._zone = fold, zone

    def side(self, page: Page, language: str) -> Side:
        """What stands on a page now; it stays as it is when the page grows."""
        lines = sentences(page, language, self._zone)
        return Side(page.told(), [*page.memory.promises.values()], lines, page.consents.last(), page.notices.last())

    def walked(self, stretch: Stretch, language: str, page: Page | None = None) -> Walked:
        """Go through the stretch once; `page` stands at its beginning, and grows to its end."""
        page = page or self._page(stretch, stretch.first)
        before = self._texts(page, language)
        looks = _looks(stretch)
        steps: list[tuple[Recorded, Texts]] = []
        causes = Causes(self._looking(stretch, page, looks, language, steps))
        after = steps[-1][1] if steps else before
        return Walked(page, causes, self._nearer(stretch, looks, turned(steps, before, after), language, after))

    def _nearer(self, stretch: Stretch, looks: set[int], found: dict[str, Recorded], language: str, after: Texts) -> dict[str, Recorded]:  # fmt: skip
        """What turned between two looks that lie apart is looked for there again, event by event; the rest is known."""
        unsure = {about: each.version for about, each in found.items() if each.version - 1 not in looks}
        if not unsure:
            return found
        near = {at for seen in unsure.values() for at in range(max(each for each in looks if each < seen), seen + 1)}
        page = self._page(stretch, stretch.first)
        before, steps = self._texts(page, language), list[tuple[Recorded, Texts]]()
        for _ in self._looking(stretch._replace(last=max(near)), page, near, language, steps):
            pass
        nearer = turned(steps, before, after)
        return {about: nearer.get(about, each) if about in unsure else each for about, each in found.items()}

    def _looking(self, stretch: Stretch, page: Page, looks: set[int], language: str, steps: list[tuple[Recorded, Texts]]) -> Iterator[Recorded]:  # fmt: skip
        """The events of the stretch; into `steps` go the sentences after each that is to be looked at."""
        for each in self._recorded(stretch, page):
            if each.version in looks:
                steps.append((each, self._texts(page, language)))
            yield each

    def _recorded(self, stretch: Stretch, page: Page) -> Iterator[Recorded]:
        """The events of the stretch, in steps; the page grows by each before it is named."""
        tenant, customer_id, read, last = stretch
        while rows := self._fold.reader.stream(tenant, customer_id, read, last, limit=STEP):
            read = rows[-1].version
            for row, recorded in zip(rows, self._fold.opened(rows), strict=True):
                if self._fold.reverses(page, row):
                    page.become(self._page(stretch, row.version))
                else:
                    self._fold.add(tenant, page, recorded)
                yield recorded

    def _page(self, stretch: Stretch, version: int) -> Page:
        return self._fold.replay(stretch.tenant, stretch.customer_id, version)

    def _texts(self, page: Page, language: str) -> Texts:
        return {each.about: each.text for each in sentences(page, language, self._zone)}


def _looks(stretch: Stretch) -> set[int]:
    """At which versions the brief is written: at its beginning and end, in strides between them, and at each of the last."""
    first, last = stretch.first, stretch.last
    every = max(1, -(-(last - first) // LOOKS))
    return {last, *range(first, last, every), *range(max(first, last - LOOKS), last)}
