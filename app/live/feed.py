"""One watched customer: the page, who watches it from which version, and the frames they share."""

from typing import Protocol
from zoneinfo import ZoneInfo

from app.live import picture
from app.live.crowd import Standing, tell, tell_alone
from app.live.frames import Shared, with_presence
from app.live.presence import Presence
from app.live.steps import Steps
from app.pages import Pages
from domain.page import Page

AT_ONCE = 300  # events taken in at one step of the event loop


class Watcher(Standing, Protocol):
    """A cursor on a feed."""

    def behind(self) -> bool:
        """Whether there is something this one has not got."""
        ...

    def wake(self) -> None:
        """Have it look."""
        ...


class Feed:
    """A wake-up only says "look again". What each watcher gets is derived from the page and their own version, so a
    wake-up that is lost, doubled or late changes nothing but the moment. Frames are encoded once for all who need them.
    """

    def __init__(self, pages: Pages, tenant: str, page: Page, zone: ZoneInfo, presence: Presence) -> None:
        self._pages, self.tenant, self.page, self._zone = pages, tenant, page, zone
        self.watchers: dict[Watcher, None] = {}
        self.presence = presence
        self.called = False  # a look is on its way
        self.rests_until = 0.0  # where a crowd watches
        self._waking = self._again = False
        self.left_at: float | None = None  # since when nobody watches
        self._written_at = self._woken_at = (-1, -1)  # versions and generations
        self._epoch = (page.generation, pages.epoch(page))
        self._snapshots: dict[str, Shared] = {}
        self._steps = Steps()
        # Whether facts are proven follows from the handles, not from the facts: since which version it is as it is now.
        self._proven, self._proven_since = page.customer.proven, page.version

    @property
    def version(self) -> int:
        """The page's version."""
        return self.page.version

    @property
    def epoch(self) -> str:
        """The name of this life of the page. Every watcher asks for it at every look: it is put together once a life."""
        if self._epoch[0] != self.page.generation:
            self._epoch = (self.page.generation, self._pages.epoch(self.page))
        return self._epoch[1]

    @property
    def gone(self) -> bool:
        """Whether this customer turned out to be another one."""
        return self.page.customer.moved_to is not None

    def look(self) -> bool:
        """Take in what the log holds by now and wake whoever is behind. True while there is still more."""
        more = self._pages.refresh(self.tenant, self.page, AT_ONCE) == AT_ONCE
        stands_at = self.page.version, self.page.generation
        if stands_at != self._woken_at:  # by somebody else's reading it may have grown, too; who joins looks by himself
            self._note_proof()
            self.wake()
            self._woken_at = stands_at
        return more

    def wake(self) -> None:
        """Wake the watchers who are behind."""
        if len(self.watchers) == 1 and not self._waking and tell_alone(self, next(iter(self.watchers))):
            return
        self._again = True
        while self._again and not self._waking:  # who leaves with their last frame may change who is present
            self._again, self._waking = False, True
            try:
                for watcher in tell(self, list(self.watchers)):  # who gets their last frame leaves
                    if watcher.behind():
                        watcher.wake()
            finally:
                self._waking = False

    def snapshot(self, language: str) -> Shared:
        """The whole page, with those who are present."""
        self._forget_old()
        found = self._snapshots.get(language)
        if found is None:
            found = self._snapshots[language] = picture.snapshot(self.page, self.epoch, language, self._zone)
        return with_presence(found, self.presence.listed)

    def step(self, since: int, language: str) -> picture.Step | None:
        """The next frame for somebody who has the version `since`. None: too far behind."""
        self._forget_old()
        key = (since, language)
        try:
            return self._steps.find(key)
        except KeyError:
            facts_changed = max(self.page.memory.facts_changed, self._proven_since if len(self.page.memory) else 0)
            step = picture.changes(self.page, since, facts_changed, language, self._zone)
            self._steps.keep(key, step)
        return step

    def _forget_old(self) -> None:
        """Every frame kept is of the page as it stands: it may have grown by somebody else's reading, too."""
        page, written = self.page, self._written_at
        if page.version != written[0] or page.generation != written[1]:
            self._note_proof()
            self._written_at = page.version, page.generation
            self._snapshots.clear()
            self._steps.clear()

    def _note_proof(self) -> None:
        if self.page.customer.proven != self._proven:
            self._proven, self._proven_since = self.page.customer.proven, self.page.version
