"""Every feed that somebody watches on this node, and the wake-ups that reach them."""

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Protocol
from uuid import uuid4
from zoneinfo import ZoneInfo

from adapters.log.reading import LogUnavailable
from app.live.clock import Clock
from app.live.company import Company
from app.live.feed import Feed
from app.live.frames import Tab
from app.live.inbox import Inbox, InboxFeed
from app.live.limits import LINGER_SECONDS
from app.live.post import post_of
from app.live.presence import Presence
from app.logs import log_fault
from app.pages import Pages

HEALED_AT_ONCE = 50
CROWD = 100  # watchers of one page from which on its looks are spaced
SPACED_SECONDS = 0.02  # at most: what is new waits no longer than that
QUEUES_REST_SECONDS = 0.2  # between two looks at the queues: each reads its tab anew for every person who watches it


class Touched(Protocol):
    """A stream that grew (adapters.log.appends.Touched)."""

    @property
    def tenant(self) -> str: ...
    @property
    def stream(self) -> str: ...


class Feeds:
    """Opens feeds, wakes them, and lets them go a while after their last watcher."""

    def __init__(self, pages: Pages, inbox: Inbox, zone: ZoneInfo, clock: Clock) -> None:
        self._pages, self._inbox, self._zone, self._clock = pages, inbox, zone, clock
        self._customers: dict[tuple[str, str], Feed] = {}
        self._inboxes: dict[tuple[str, str, str], InboxFeed] = {}
        self._inbox_called = False
        self._inboxes_rest_until = float("-inf")
        self._called: list[Feed] = []  # they look at the beginning of the loop's next turn
        self.company = Company(clock.now, self._met)
        pages.on_ready = self.again

    def __len__(self) -> int:
        return len(self._customers)

    async def open(self, tenant: str, customer_id: str) -> Feed:
        """The feed of a customer, or of whom they turned out to be. Raises UnknownCustomer."""
        page = await self._pages.open(tenant, customer_id)
        where = (tenant, page.customer_id)
        feed = self._customers.get(where)
        if feed is None or feed.gone:
            feed = self._customers[where] = Feed(self._pages, tenant, page, self._zone, self._presence(*where))
        feed.left_at = (
            self._clock.now()
        )  # until somebody joins: an opening that comes to nothing must not leave it behind
        self.call(feed)  # the feed's own page may be older than the one just opened
        return feed

    def _presence(self, tenant: str, customer_id: str) -> Presence:
        return Presence(partial(self.company.told, tenant, customer_id), self.company.at(tenant, customer_id))

    def _met(self, tenant: str, customers: Iterable[str]) -> None:
        """On other nodes somebody came to these customers' pages, or left."""
        for customer_id in customers:
            feed = self._customers.get((tenant, customer_id))
            if feed is not None and feed.presence.set_afar(self.company.at(tenant, customer_id)):
                feed.wake()

    def inbox(self, tenant: str, tab: Tab, person: str) -> InboxFeed:
        """The feed of one person's view of a queue."""
        return self._inboxes.setdefault((tenant, tab, person), InboxFeed(self._inbox, tenant, tab, person))

    def join(self, cursor: Any) -> None:
        """Begin to wake a cursor. Its feed may have gone for want of watchers while this one was still coming, and another
        may stand in its place by now: that one is called, so that one is watched.
        """
        feed = cursor.feed
        if isinstance(feed, Feed):
            if not feed.gone:
                feed = cursor.feed = self._customers.setdefault((feed.tenant, feed.page.customer_id), feed)
            feed.left_at = None
        else:
            feed = cursor.feed = self._inboxes.setdefault((feed.tenant, feed.tab, feed.person), feed)
        feed.watchers[cursor] = None

    def leave(self, cursor: Any, person: str) -> None:
        """Stop to wake a cursor, and forget that its person is here."""
        feed = cursor.feed
        feed.watchers.pop(cursor, None)
        if isinstance(feed, InboxFeed):
            if not feed.watchers:
                self._inboxes.pop((feed.tenant, feed.tab, feed.person), None)
            return
        if feed.presence.remove(person, cursor):
            feed.wake()
        if not feed.watchers:
            feed.left_at = self._clock.now()

    def ring(self, touched: Sequence[Touched]) -> None:
        """Streams grew: look again, soon. Never raises: the log's writer calls it before it answers."""
        for each in touched:
            feed = self._customers.get((each.tenant, each.stream))
            if feed is not None:
                self.call(feed)

    def again(self, tenant: str, customer_id: str) -> None:
        """A page has more to take in: have its feed look."""
        feed = self._customers.get((tenant, customer_id))
        if feed is not None:
            self.call(feed)

    def ring_inbox(self) -> None:
        """The queues changed: look again, once for all rings that come together or soon after the last look."""
        if self._inboxes and not self._inbox_called:
            self._inbox_called = True
            wait = max(0.0, self._inboxes_rest_until - self._clock.now())
            asyncio.get_running_loop().call_later(wait, self._look_at_inboxes)

    def look_again_for(self, tenant: str, person: str) -> None:
        """What one person's queues show has changed, and nobody else's."""
        for (of_tenant, _, of_person), feed in self._inboxes.items():
            if (of_tenant, of_person) == (tenant, person):
                feed.look()

    def call(self, feed: Feed) -> None:
        """Have a feed look again, once for all calls that come together; where a crowd watches, also for those soon after."""
        if feed.called:
            return
        feed.called = True
        if len(feed.watchers) >= CROWD:
            wait = max(0.0, feed.rests_until - self._clock.now())
            asyncio.get_running_loop().call_later(wait, self._look, feed)
            return
        self._called.append(feed)
        if len(self._called) == 1:
            asyncio.get_running_loop().call_soon(self._look_at_called)

    async def heal(self) -> bool:
        """Look everywhere: a lost wake-up costs three seconds, not the page. False: somewhere nothing could be seen."""
        well = True
        try:
            await self._pages.sure()
        except LogUnavailable:
            well = False
        for count, feed in enumerate(list(self._customers.values()), 1):
            well = self._look(feed) and well
            if count % HEALED_AT_ONCE == 0:
                await asyncio.sleep(0)
        self.ring_inbox()
        return well

    def let_go(self) -> None:
        """Drop feeds that nobody has watched for a while, and those whose customer turned out to be another."""
        before = self._clock.now() - LINGER_SECONDS
        for where, feed in list(self._customers.items()):
            if not feed.watchers and feed.left_at is not None and (feed.gone or feed.left_at <= before):
                del self._customers[where]

    def _look_at_called(self) -> None:
        """What they find is sent right behind the last look: whatever else follows from an event was called after them."""
        called, self._called = self._called, []
        for feed in called:
            self._look(feed)
        post_of(asyncio.get_running_loop()).send()

    def _look(self, feed: Feed) -> bool:
        feed.called = False
        began = self._clock.now()
        try:
            more = feed.look()
        except Exception as fault:
            log_fault(fault, instance=uuid4().urn, method="GET", route="/v1/live")
            return False
        if len(feed.watchers) >= CROWD:
            self._rest(feed, began)
        if more:
            self.call(feed)
        return True

    def _rest(self, feed: Feed, began: float) -> None:
        """After a crowd was told leave the loop to others for as long as that took: one page takes half of it at most."""
        post_of(asyncio.get_running_loop()).send()
        now = self._clock.now()
        feed.rests_until = now + min(now - began, SPACED_SECONDS)

    def _look_at_inboxes(self) -> None:
        self._inbox_called = False
        self._inboxes_rest_until = self._clock.now() + QUEUES_REST_SECONDS
        for feed in self._inboxes.values():
            feed.look()
