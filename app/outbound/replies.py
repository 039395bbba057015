"""Carries out a reply: looks at what was written meanwhile, finds its way, and has it written, all on one state of the page."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from adapters.keys.keyring import Keyring
from adapters.log.reading import LogReader
from app.intake.door import Door
from app.outbound.talks import Talks
from app.pen import Hand, Held, Pen, Written
from domain.customer import events as happened
from domain.customer.arrivals import Arrival
from domain.customer.decisions import Plan
from domain.desk.crossing import crossing
from domain.desk.replying import Reply, send_reply
from domain.desk.ways import Talk, Way, channels_of, way_to
from domain.errors import Crossed, NotSeen, NoWayToReply, ReplyWrong, UnknownInteraction
from domain.page import Page
from domain.timeline.items import Author, Item
from domain.timeline.marks import TOLD

SHOWN = 50  # items of a crossing: the newest
Opened = Callable[[], Awaitable[Page]]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent asks to be sent. `customer_id` as they called the customer: whose version it is that they saw."""

    customer_id: str
    text: str
    channel: str
    seen_version: int
    person: str
    name: str
    anyway: bool = False
    interaction_id: str = ""
    client_id: str = ""


class Replies:
    """Reads on the loop what a decision rests on; `now` is given, so that a test can stop it."""

    def __init__(self, pen: Pen, talks: Talks, reader: LogReader, keyring: Keyring, door: Door,
                 now: Callable[[], datetime]) -> None:  # fmt: skip
        self._pen, self._talks, self._reader, self._keyring, self._door = pen, talks, reader, keyring, door
        self.now = now

    async def send(self, hand: Hand, asked: Asked, opened: Opened) -> Written:
        """Write a reply. Raises Crossed, NotSeen, NoWayToReply, ReplyWrong, and what `opened` and the pen raise."""

        async def decide(held: Held) -> Plan:
            page = await opened()
            held.expect(page.customer_id, page.version)
            self._look(hand.tenant, page, asked)
            way = await asyncio.to_thread(self._way, hand.tenant, page, asked)
            command = Reply(
                page_of=page.customer_id, text=self._heard(hand.tenant, asked, way.talk, remember=False), seen_version=asked.seen_version,
                by=asked.person, name=asked.name, client_id=asked.client_id, digest=self._digest(hand.tenant, way),
                thread_key=self._thread_key(hand.tenant, way.talk))  # fmt: skip
            family = frozenset((page.customer_id, *page.customer.absorbed))
            return send_reply(command, way, family, held, self._pen.ids)

        written = await self._pen.write(hand, decide)
        if not written.again:
            self._remember(hand.tenant, asked, written.only(happened.MessageSent))
        return written

    def ways(self, tenant: str, page: Page) -> tuple[list[Way], str]:
        """Every channel of a customer, and on which one they wrote last. Blocks."""
        rows, now = self._talks.rows(tenant, page), self.now()
        last = page.timeline.last(TOLD)
        ways = [
            way_to(channel, page.customer, self._talks.newest(tenant, page, rows, channel), now)
            for channel in channels_of(page.customer, (row.channel for row in rows))]  # fmt: skip
        return ways, last.channel if last is not None else ""

    async def talk(self, tenant: str, page: Page, interaction_id: str) -> tuple[Talk, bytes]:
        """One interaction of a page and the claim key of its thread (empty if unknown). Raises UnknownInteraction."""
        talk = await asyncio.to_thread(self._talk, tenant, page, interaction_id)
        if talk is None:
            raise UnknownInteraction(interaction_id)
        return talk, self._thread_key(tenant, talk)

    def _talk(self, tenant: str, page: Page, interaction_id: str) -> Talk | None:
        row = next((each for each in self._talks.rows(tenant, page) if each.interaction_id == interaction_id), None)
        return self._talks.talk(tenant, page, row) if row is not None else None

    # ---- what was written meanwhile ----------------------------------------------------------------------------------

    def _look(self, tenant: str, page: Page, asked: Asked) -> None:
        """Raises NotSeen, Crossed. Somebody who turned out to be another was seen by their own versions."""
        same = asked.customer_id == page.customer_id
        stands = page.version if same else self._reader.version(tenant, asked.customer_id) or 0
        if asked.seen_version > stands:
            raise NotSeen(stands)
        if asked.anyway:
            return
        seen = self._reader.stream(tenant, asked.customer_id, asked.seen_version - 1, asked.seen_version)
        changed = page.timeline.changed_since(asked.seen_version if same else 0)
        items = crossing(changed, seen[-1].position if seen else 0, asked.person)
        if items:
            raise Crossed(page.version, _told(items))

    # ---- where it goes -----------------------------------------------------------------------------------------------

    def _way(self, tenant: str, page: Page, asked: Asked) -> Way:
        """Raises NoWayToReply, ReplyWrong."""
        talk = self._talks.newest(tenant, page, self._talks.rows(tenant, page), asked.channel)
        if asked.interaction_id:
            talk = self._talk(tenant, page, asked.interaction_id)
            if talk is None:
                raise ReplyWrong("/interaction_id", "stands on no page of this customer")
            if talk.channel != asked.channel:
                raise ReplyWrong("/channel", "is not that of the interaction")
        way = way_to(asked.channel, page.customer, talk, self.now())
        if way.why and way.why != "window_closed":  # whether that is open still, the vendor says
            raise NoWayToReply(way.why)
        return way

    def _digest(self, tenant: str, way: Way) -> bytes:
        if way.to is None:
            return b""
        return self._keyring.keyed_hash(tenant, "index", "handle", way.to.kind, way.to.value)

    def _thread_key(self, tenant: str, talk: Talk | None) -> bytes:
        if talk is None or not talk.thread:
            return b""
        return self._door.thread_key(tenant, talk.carrier, talk.thread)

    # ---- what it says ------------------------------------------------------------------------------------------------

    def _heard(self, tenant: str, asked: Asked, talk: Talk | None, remember: bool) -> str:
        carrier, thread = (talk.carrier, talk.thread) if talk is not None else ("", "")
        return self._door.hear(tenant, self._arrival(asked.text, asked.channel, carrier, thread), remember).text

    def _remember(self, tenant: str, asked: Asked, sent: happened.MessageSent) -> None:
        """What it asks for is known before anybody can answer it."""
        self._door.hear(tenant, self._arrival(asked.text, asked.channel, sent.carrier, sent.thread), remember=True)

    def _arrival(self, text: str, channel: str, carrier: str, thread: str) -> Arrival:
        return Arrival(what="message.sent", source=carrier, id="", occurred_at=self.now(), channel=channel, thread=thread,
                       direction="outbound", author=Author(role="agent"), text=text)  # fmt: skip


def _told(items: list[Item]) -> list[Item]:
    return sorted(items, key=lambda item: item.position)[-SHOWN:]
