"""Appends what is derived from an event, to the page on which what it is about stands, at the version looked at."""

from collections.abc import Callable, Sequence

import msgspec

from adapters.keys.keyring import KeyDestroyed, Keyring
from adapters.log.appends import Append, NewEvent
from adapters.log.codec import Codec, Meta, microseconds
from adapters.log.writer import Writer
from app.ids import Ids
from app.pages import Pages
from app.slices import Slices
from domain.customer.event import Event
from domain.errors import StreamMoved, UnknownCustomer
from domain.page import Page
from domain.record import Actor, Recorded

ATTEMPTS = 50
_encode = msgspec.json.Encoder().encode


class About(msgspec.Struct, frozen=True):
    """What something is about: an item and its interaction, or either; nothing: the customer."""

    item_id: str = ""
    interaction_id: str = ""


def about(event: Event) -> About:
    """What an event is about."""
    return About(getattr(event, "item_id", None) or "", getattr(event, "interaction_id", None) or "")


class Notebook:
    """One service's. `once` makes an append one: the writer answers a second time as a duplicate.

    Appends of many customers are answered together: what comes after each of them waits for a slice of its own.
    """

    def __init__(self, writer: Writer, codec: Codec, keyring: Keyring, ids: Ids, pages: Pages,
                 slices: Slices | None = None) -> None:  # fmt: skip
        self._writer, self._codec, self._keyring, self._pages = writer, codec, keyring, pages
        self.ids, self.slices = ids, slices or Slices()

    async def write(self, cause: Recorded, what: About, derive: Callable[[Page], Sequence[Event]], *once: str) -> None:
        """Ask what follows on the page as it stands, and append it there: that page may be moving at this moment."""
        for attempt in range(ATTEMPTS):
            page = await self.page_of(cause, what, surely=attempt > 0)
            events = derive(page) if page is not None else ()
            if page is None or not events:
                return
            try:
                await self._writer.append(self._append(cause, what, page, events, once))
            except KeyDestroyed:  # erased in this moment: there is nothing to remember
                return
            except StreamMoved:
                await self.slices.turn()
            else:
                await self.slices.turn()
                return
        raise StreamMoved(cause.stream)

    async def page_of(self, cause: Recorded, what: About, surely: bool = False) -> Page | None:
        """The page it stands on, as of its cause at least (`surely`: as of now). None: on none that can be read."""
        stream = cause.stream
        for _ in range(ATTEMPTS):
            try:
                page = await self._pages.open(cause.tenant, stream, surely)
            except (UnknownCustomer, KeyDestroyed):
                return None
            if not what.item_id or page.timeline.find(what.item_id) is not None:
                return page
            stream = page.customer.sent_on.get(what.interaction_id, "")
        return None

    def _append(
        self, cause: Recorded, what: About, page: Page, events: Sequence[Event], once: tuple[str, ...]
    ) -> Append:
        tenant, stream = cause.tenant, page.customer_id
        key = self._keyring.key(tenant, stream)
        meta = _encode(Meta(actor=Actor(kind="system", id="memory"), causation_id=cause.event_id, item_id=what.item_id))
        at = microseconds(cause.occurred_at)
        sealed: list[NewEvent] = []
        for event in events:
            event_id = self.ids.event_id()
            state = self._codec.seal(event, key, tenant, stream, event_id)
            sealed.append(NewEvent(stream, event_id, event.name, event.schema, at, meta, state))
        intake_key = self._keyring.keyed_hash(tenant, "intake", "//memory", cause.event_id, *once)
        return Append(tenant=tenant, events=sealed, intake_key=intake_key, body_digest=intake_key,
                      expected={stream: page.version})  # fmt: skip
