"""The live side of one node: every open socket, everything watched, and what time brings about."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from uuid import uuid4
from zoneinfo import ZoneInfo

from prometheus_client import Counter as Count
from prometheus_client import Gauge

from app.live.clock import Clock
from app.live.connection import Connection
from app.live.feeds import Feeds, Touched
from app.live.frames import Handed
from app.live.inbox import Inbox
from app.live.limits import HEAL_SECONDS, OVERDUE_SECONDS, SOCKETS, STRANGERS, Close
from app.live.markers import Markers
from app.live.requests import may_watch
from app.logs import log_fault, logger
from app.pages import Pages
from app.security.principals import Principal
from app.settings import Settings
from domain.inbox.rows import InboxRow

OPEN = Gauge("throughline_live_sockets", "Live sockets open on this node.")
ENDED = Count("throughline_live_closed", "Live sockets that this node ended, by closing code.", ["code"])
TICK_SECONDS = 1.0
DRAIN_SECONDS = 2.0
RETRY_MS = (500, 5_000)
RETRY_MS_EACH = 2  # so that a node takes in at most some five hundred a second of another's clients


class Hub:
    """Knows who is connected. The log's writer rings it; it never makes the writer wait."""

    def __init__(self, pages: Pages, inbox: Inbox, settings: Settings, clock: Clock | None = None,
                 markers: Markers | None = None, chance: random.Random | None = None) -> None:  # fmt: skip
        self.clock = clock or Clock()
        self.feeds = Feeds(pages, inbox, ZoneInfo(settings.timezone), self.clock)
        self.connections: dict[Connection, None] = {}
        self.draining = False
        self._people: Counter[tuple[str, str]] = Counter()
        self._admitted: dict[Connection, tuple[str, str]] = {}
        self._markers = markers or Markers()
        self._random = chance or random.Random()  # noqa: S311 - spreads clients that come back, keeps no secret
        self._ticking: asyncio.Task[None] | None = None
        self._healing: asyncio.Task[None] | None = None
        self._healed_at = self._all_well_at = self.clock.now()

    async def start(self) -> None:
        """Begin to watch the time."""
        self._ticking = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """Stop; every socket should be closed by now."""
        self.feeds.company.leave()
        tasks = [each for each in (self._ticking, self._healing) if each is not None]
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def ring(self, touched: Sequence[Touched]) -> None:
        """Streams grew. Called on the event loop by the log's writer; never raises."""
        self.feeds.ring(touched)

    def ring_inbox(self) -> None:
        """The queues changed. Called on the event loop once the view is committed."""
        self.feeds.ring_inbox()

    def look_everywhere(self) -> None:
        """Wake-ups may have been missed: the next tick heals."""
        self._healed_at = float("-inf")
        self.feeds.company.back()

    def heard(self, tenant: str, said: bytes) -> None:
        """Another node says who is present where."""
        self.feeds.company.hear(tenant, said)

    async def drain(self) -> None:
        """Tell every socket goodbye and close it; says when all are gone, or after two seconds."""
        self.draining = True
        leaving = list(self.connections)
        for connection, retry_ms in zip(leaving, self._apart(len(leaving)), strict=True):
            connection.end(Close.COME_BACK, retry_ms)
        until = asyncio.get_running_loop().time() + DRAIN_SECONDS
        while self.connections and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.01)

    def retry_ms(self) -> int:
        """When to come back: everybody at another moment, and the more there are the later the last."""
        earliest, latest = RETRY_MS
        return self._random.randint(earliest, max(latest, len(self.connections) * RETRY_MS_EACH))

    def _apart(self, count: int) -> list[int]:
        """Times to come back for so many, each in a slice of its own: no two together, and no order among them."""
        earliest, latest = RETRY_MS
        width = max(latest - earliest, count * RETRY_MS_EACH) / max(count, 1)
        times = [earliest + int((k + self._random.random()) * width) for k in range(count)]
        self._random.shuffle(times)
        return times

    # ---- sockets -----------------------------------------------------------------------------------------------------

    def meet(self, connection: Connection) -> None:
        """A socket was accepted."""
        self.connections[connection] = None
        OPEN.inc()
        if self.draining:
            connection.end(Close.COME_BACK, self.retry_ms())
        elif connection.principal is None and self._strangers() > STRANGERS:
            connection.end(Close.TOO_FAST)

    def admit(self, connection: Connection, principal: Principal) -> None:
        """Somebody proved who they are: let them in, or end it."""
        who = principal.tenant, principal.person
        if not may_watch(principal):
            connection.end(Close.FORBIDDEN)
        elif self._people[who] >= SOCKETS:
            connection.end(Close.TOO_MANY_SOCKETS)
        else:
            self._people[who] += 1
            self._admitted[connection] = who

    def forget(self, connection: Connection) -> None:
        """A socket is gone."""
        if connection in self.connections:
            del self.connections[connection]
            OPEN.dec()
            if connection.ending is not None:
                _note(connection.ending[0], connection.principal)
        who = self._admitted.pop(connection, None)
        if who is not None:
            self._people[who] -= 1
            if not self._people[who]:
                del self._people[who]

    def _strangers(self) -> int:
        return sum(connection.principal is None for connection in self.connections)

    def handed(self, tenant: str, row: InboxRow) -> None:
        """A customer was handed over: say so on every socket of whom it is for. Their queue `mine` shows it, too."""
        assert row.handed is not None
        shown = row.handed.shown
        frame = Handed(
            customer_id=row.customer_id, handoff_id=shown.handoff_id, by=shown.by, name=shown.name, at=shown.at)  # fmt: skip
        for connection, (of_tenant, person) in self._admitted.items():
            if of_tenant == tenant and person in row.handed.to:
                connection.tell(frame)

    # ---- read markers ------------------------------------------------------------------------------------------------

    def mark_read(self, tenant: str, person: str, customer_id: str, version: int) -> None:
        """Somebody read a page up to a version; never backwards. Their own queues show it."""
        if self._markers.mark(tenant, person, customer_id, version):
            self.feeds.look_again_for(tenant, person)

    def read_marker(self, tenant: str, person: str, customer_id: str) -> int:
        """Up to which version somebody read a page; 0 if they never did."""
        return self._markers.of(tenant, person).read(customer_id)

    # ---- time --------------------------------------------------------------------------------------------------------

    async def _tick(self) -> None:
        while True:
            await self.clock.sleep(TICK_SECONDS)
            try:
                self.sweep()
                self._heal_soon()
            except Exception as fault:
                log_fault(fault, instance=uuid4().urn, method="GET", route="/v1/live")

    def _heal_soon(self) -> None:
        """Look everywhere when it is time, beside the clock: a log that says nothing must not stop what else time brings about."""
        healing = self._healing is not None and not self._healing.done()
        if not healing and self.clock.now() - self._healed_at >= HEAL_SECONDS:
            self._healed_at = self.clock.now()
            self._healing = asyncio.create_task(self._heal())

    async def _heal(self) -> None:
        try:
            if await self.feeds.heal():
                self._all_well_at = self.clock.now()
        except Exception as fault:
            log_fault(fault, instance=uuid4().urn, method="GET", route="/v1/live")

    def warnings(self) -> list[str]:
        """That what was written may be missing on screens: bells may be lost, and looking without them goes wrong."""
        overdue = self.clock.now() - self._all_well_at
        if overdue < OVERDUE_SECONDS:
            return []
        return [f"Not every open page could be looked after for {overdue:.0f} s: screens here may lack what is new."]

    def sweep(self) -> None:
        """Check every socket, and let go of what nobody watches."""
        now = self.clock.now()
        for connection in list(self.connections):
            connection.check(now)
        self.feeds.let_go()
        self._markers.keep(now)
        self.feeds.company.tick()


def _note(code: Close, principal: Principal | None) -> None:
    """What the peer may never learn: who reads nothing is not reached by a closing frame either."""
    ENDED.labels(str(int(code))).inc()
    if code == Close.SLOW_READER:
        logger.warning("a live socket read nothing", extra={"code": int(code), "principal": principal and principal.id})
