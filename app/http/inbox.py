"""The queue as rows and as what changed: the same question for HTTP and for the live socket."""

import asyncio
import time
from collections.abc import Callable

import msgspec

from adapters.views.store import Views
from domain.inbox.rows import InboxRow


def microseconds_now() -> int:
    """Microseconds since 1970, UTC."""
    return time.time_ns() // 1_000


class InboxPage(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of a tab; after a version, those that changed and the customers that left. `version` is a log position."""

    version: int
    epoch: str
    rows: list[InboxRow]
    gone: list[str] = []


class Inbox:
    """Reads the inbox view. `life` names this life of the log."""

    def __init__(self, views: Views, life: str, now: Callable[[], int] = microseconds_now) -> None:
        self._views, self._life, self._now = views, life, now

    async def rows(self, tenant: str, tab: str, person: str, since: int | None) -> InboxPage:
        """All rows of the tab (`since` None), or what changed after that position."""
        read = await asyncio.to_thread(self._views.inbox, tenant, tab, person, since, self._now())
        epoch = f"{self._life}.{read.generation}"  # rows made anew are not told as changes: readers start over
        return InboxPage(version=read.position, epoch=epoch, rows=read.rows, gone=read.gone)
