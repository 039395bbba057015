"""The interactions of a customer as an answer needs them: on which channel, by which handle and thread, still open or not."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from adapters.keys.keyring import KeyDestroyed
from adapters.log.codec import UNREADABLE, Codec
from adapters.log.reading import LogReader
from adapters.views.store import TalkRow, Views
from domain.customer import events as happened
from domain.desk.ways import Address, Talk
from domain.page import Page
from domain.record import Recorded
from domain.timeline.items import Item
from domain.voices import TELLING

BEFORE = 8  # events of one delivery before its item: where an interaction begins stands among them
LOOKED_AT = 20  # newest items of an interaction that are asked for their thread


class Talks:
    """Reads the views and the log on the calling thread; the views must have caught up."""

    def __init__(self, views: Views, reader: LogReader, codec: Codec) -> None:
        self._views, self._reader, self._codec = views, reader, codec

    def rows(self, tenant: str, page: Page) -> list[TalkRow]:
        """Interactions that stand on a page, the newest first."""
        return self._views.talks(tenant, [page.customer_id, *page.customer.absorbed])

    def newest(self, tenant: str, page: Page, rows: Iterable[TalkRow], channel: str) -> Talk | None:
        """The channel's newest open one; where none is open, its newest."""
        mine = [row for row in rows if row.channel == channel]
        for row in (*(row for row in mine if row.ended_at is None), *mine):
            talk = self.talk(tenant, page, row)
            if talk is not None:
                return talk
        return None

    def talk(self, tenant: str, page: Page, row: TalkRow) -> Talk | None:
        """One interaction; None where nothing of it stands on this page."""
        items = page.timeline.of_interaction(row.interaction_id)
        if not items:
            return None
        talk = Talk(interaction_id=row.interaction_id, channel=row.channel, owner=row.customer_id, ended=row.ended_at is not None,
                    entry_point=row.entry_point, came_by=self._came_by(tenant, items), wrote_at=_wrote_at(items))  # fmt: skip
        return self._with_thread(tenant, talk, items)

    def _came_by(self, tenant: str, items: list[Item]) -> tuple[Address, ...]:
        """The handles it began with; what we began was written to one."""
        first = min(items, key=lambda item: item.position)
        for each in self._opened(tenant, max(0, first.position - BEFORE - 1), BEFORE + 1):
            event = each.event
            if (
                isinstance(event, happened.InteractionStarted)
                and event.interaction_id == first.interaction_id
                and event.handles
            ):
                pairs = zip(event.handles, event.values, strict=False)
                return tuple(Address(kind=handle.kind, value=value) for handle, value in pairs if value)
            if isinstance(event, happened.MessageSent) and event.item_id == first.item_id and event.to:
                return (Address(kind=event.to_kind, value=event.to),)
        return ()

    def _with_thread(self, tenant: str, talk: Talk, items: list[Item]) -> Talk:
        """The customer's own words name the thread best."""
        newest = sorted(items, key=lambda item: (item.author.role in TELLING, item.position), reverse=True)
        for item in newest[:LOOKED_AT]:
            for each in self._opened(tenant, item.position - 1, 1):
                if each.delivery is not None and each.delivery.subject:
                    return msgspec.structs.replace(talk, carrier=each.source, thread=each.delivery.subject)
                if isinstance(each.event, happened.MessageSent) and each.event.thread:
                    return msgspec.structs.replace(talk, carrier=each.event.carrier, thread=each.event.thread)
        return talk

    def _opened(self, tenant: str, after: int, count: int) -> Iterator[Recorded]:
        for row in self._reader.since(after, count, tenant):
            if row.position <= after + count:
                try:
                    yield self._codec.open(row)
                except (KeyDestroyed, *UNREADABLE):  # mostly somebody else's: it only stands near
                    continue


def _wrote_at(items: Iterable[Item]) -> datetime | None:
    return max((item.occurred_at for item in items if item.author.role in TELLING), default=None)
