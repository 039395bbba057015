"""The queue as rows and as what changed: the same question for HTTP and for the live socket."""

import asyncio
import time
from collections.abc import Callable

import msgspec

from adapters.views.store import Views
from app.live.markers import TURNS, Markers
from domain.inbox.rows import QueueRow, shown_to


def microseconds_now() -> int:
    """Microseconds since 1970, UTC."""
    return time.time_ns() // 1_000


class InboxPage(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of a tab; after a version, those that changed and the customers that left. `version` grows with the log's position.
    `far`: too much has changed to be told.
    """

    version: int
    epoch: str
    rows: list[QueueRow]
    gone: list[str] = []
    far: bool = False


class Inbox:
    """Reads the inbox view. `life` names this life of the log."""

    def __init__(self, views: Views, life: str, now: Callable[[], int] = microseconds_now,
                 markers: Markers | None = None) -> None:  # fmt: skip
        self._views, self._life, self._now = views, life, now
        self.markers = markers or Markers()

    async def rows(self, tenant: str, tab: str, person: str, since: int | None) -> InboxPage:
        """All rows of the tab (`since` None), or what changed after that version, markers of this person among it."""
        reader = self.markers.of(tenant, person)
        news = reader.news(since)
        after = None if since is None else since // TURNS
        read = await asyncio.to_thread(self._views.inbox, tenant, tab, person, after, self._now(), sorted(news))
        version = reader.stamp(read.position, news)
        epoch = f"{self._life}.{read.generation}"  # rows made anew are not told as changes: readers start over
        rows = [shown_to(row, person, reader.read(row.customer_id)) for row in read.rows]
        return InboxPage(version=version, epoch=epoch, rows=rows, gone=read.gone, far=read.far)
