"""Merges, reversals, reassignments and dismissals carried out: what a decision needs is read, then the pen writes it."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from adapters.log.codec import Codec
from adapters.log.reading import LogReader
from adapters.views.store import Views
from app.history import TenantStreams
from app.pages import Pages
from app.pen import Hand, Held, Pen, Written
from domain.customer.decisions import Plan
from domain.customer.events import CustomersMerged, CustomersUnmerged, InteractionReassigned
from domain.effective import handed_down, reversal_of, stayed
from domain.errors import PageMoved, UnknownInteraction, UnknownMerge
from domain.identity import merging
from domain.identity.ties import MergeStands
from domain.lending import Lending
from domain.page import Page
from domain.record import Recorded
from domain.timeline.marks import MOVED

END = 2**62
MERGERS = frozenset({CustomersMerged.name, CustomersUnmerged.name})


class Sides(NamedTuple):
    """The pages of two customers as they stand; the first would survive."""

    survivor: Page
    absorbed: Page


class Outlook(NamedTuple):
    """What a reversal would do."""

    merge: MergeStands
    home: str
    sorted: merging.Sorted


class Read(NamedTuple):
    """What was read of a merge: the way from its survivor to who answers for them, whose page stood at this version."""

    way: list[str]
    version: int
    meanwhile: merging.Meanwhile


class Merges:
    """Followers and routes use it alike: `hand` says who decides."""

    def __init__(self, pen: Pen, pages: Pages, views: Views, reader: LogReader, codec: Codec) -> None:
        self._pen, self._pages, self._views, self._reader, self._codec = pen, pages, views, reader, codec

    async def sides(self, tenant: str, customer_id: str, absorb: str) -> Sides:
        """Both pages. Raises UnknownCustomer."""
        return Sides(await self._pages.open(tenant, customer_id), await self._pages.open(tenant, absorb))

    async def merge(self, hand: Hand, command: merging.Merge) -> Written:
        """Make two customers one. Raises UnknownCustomer, AlreadyOne, NeedsLead, KnownApart, PageMoved."""

        async def decide(held: Held) -> Plan:
            sides = await self.sides(hand.tenant, command.customer_id, command.absorb)
            return self.merged(command, sides, held)

        return await self._pen.write(hand, decide)

    def merged(self, command: merging.Merge, sides: Sides, held: Held) -> Plan:
        """The plan of a merge of two pages. Raises AlreadyOne, NeedsLead, KnownApart, PageMoved."""
        page = sides.survivor
        if command.previewed_at_version is not None:
            if command.previewed_at_version != page.version:
                raise PageMoved(page.version)
            held.expect(page.customer_id, page.version)
        both = all(each.timeline.last(MOVED) is not None for each in sides)
        alone = command.alone or not both
        return merging.merge(replace(command, both_ordered=both, alone=alone), held, self._pen.ids, self._pen.now())

    async def reverse(self, hand: Hand, command: merging.Reverse) -> Written:
        """Take a merge back. Raises UnknownMerge, AlreadyReversed, AllotmentNeeded, AllotmentWrong."""

        read: list[Read] = []  # kept from attempt to attempt: only what is new is read again

        async def decide(held: Held) -> Plan:
            stands = merging.standing_merge(command.merge_id, held)
            way = merging.way_home(stands.survivor, held)
            if not read or not self._topped_up(hand.tenant, way, read):
                read[:] = [await asyncio.to_thread(self._read, hand.tenant, command.merge_id, stands, way)]
                self._topped_up(hand.tenant, way, read)
            held.expect(way[-1], read[0].version)
            return merging.reverse(command, read[0].meanwhile, held)

        return await self._pen.write(hand, decide)

    async def outlook(self, tenant: str, merge_id: str) -> Outlook:
        """What a reversal would do now. Raises UnknownMerge, AlreadyReversed."""
        held = self._pen.held(tenant)
        stands = merging.standing_merge(merge_id, held)
        way = merging.way_home(stands.survivor, held)
        found = await asyncio.to_thread(self._read, tenant, merge_id, stands, way)
        return Outlook(stands, way[-1], merging.sort_out(found.meanwhile))

    async def reassign(self, hand: Hand, interaction_id: str, to: str | None, reason: str, by: str = "") -> Written:
        """Give an interaction to somebody, or to somebody new. Raises UnknownInteraction, UnknownCustomer."""

        async def decide(held: Held) -> Plan:
            page = await self.page_of(hand.tenant, interaction_id)
            if to is not None:
                await self._pages.open(hand.tenant, to)
            held.expect(page.customer_id, page.version)
            command = merging.Reassign(interaction_id=interaction_id, page_of=page.customer_id, to=to, by=by, reason=reason,
                                       family=tuple(page.customer.absorbed))  # fmt: skip
            return merging.reassign(command, held, self._pen.ids)

        return await self._pen.write(hand, decide)

    async def dismiss(self, hand: Hand, command: merging.Dismiss) -> Written:
        """Remember that two are not the same person. Raises UnknownCustomer, AlreadyOne."""

        async def decide(held: Held) -> Plan:
            await self.sides(hand.tenant, command.customer_id, command.other)
            return merging.dismiss(command, held)

        return await self._pen.write(hand, decide)

    async def page_of(self, tenant: str, interaction_id: str) -> Page:
        """The page that an interaction stands on. Raises UnknownInteraction."""
        found = await asyncio.to_thread(self._views.interaction, tenant, interaction_id)
        page = await self._pages.open(tenant, found.customer_id) if found is not None else None
        for _ in range(2):  # the view may be a move behind
            if page is not None and page.timeline.of_interaction(interaction_id):
                return page
            to = page.customer.sent_on.get(interaction_id) if page is not None else None
            page = await self._pages.open(tenant, to) if to else None
        raise UnknownInteraction(interaction_id)

    def _topped_up(self, tenant: str, way: list[str], read: list[Read]) -> bool:
        """Add what came since it was read. False: something merged meanwhile, so that it must be read anew."""
        found = read[0]
        rows = self._reader.stream(tenant, way[-1], found.version)
        if found.way != way or any(row.type in MERGERS or row.type == InteractionReassigned.name for row in rows):
            return False
        if rows:
            arrived = [*found.meanwhile.arrived, *(self._codec.open(row) for row in rows)]
            read[0] = Read(way, rows[-1].version, replace(found.meanwhile, arrived=arrived))
        return True

    def _read(self, tenant: str, merge_id: str, stands: MergeStands, way: list[str]) -> Read:
        version = self._reader.version(tenant, way[-1]) or 0
        streams = TenantStreams(self._reader, self._codec, tenant)
        last = max((each.position for each in streams.events(way[-1], END) if each.version <= version), default=0)
        since = next((each.position for each in streams.events(stands.absorbed, END)
                      if isinstance(each.event, CustomersMerged) and each.event.merge_id == merge_id), None)  # fmt: skip
        if since is None:
            raise UnknownMerge(merge_id)
        told = {
            each.merge_id: each for stream in way for each in map(reversal_of, streams.events(stream, last + 1)) if each
        }
        reversals = tuple(told.values())
        page = Lending(streams, self._pages.late_window).page(
            stands.absorbed, since, handed_down(reversals, since, stands.absorbed)
        )
        arrived = stayed(streams, stands.survivor, since, last + 1, reversals)
        family = self._with_who_came_along(streams, frozenset((stands.absorbed, *page.customer.absorbed)), arrived)
        before = [each for stream in family for each in streams.events(stream, since)]
        standing = page.timeline.every()
        known = {each.item.item_id for each in standing} | {each.item.interaction_id or "" for each in standing}
        meanwhile = merging.Meanwhile(
            since=since, family=family, own=merging.owners([*before, *arrived]),
            known=frozenset((known | set(page.customer.handles) | set(page.customer.claims)) - {""}),
            arrived=arrived)  # fmt: skip
        return Read(way, version, meanwhile)

    def _with_who_came_along(self, streams: TenantStreams, family: frozenset[str],
                             arrived: Sequence[Recorded]) -> frozenset[str]:  # fmt: skip
        """Somebody provisional who turned out to be one of them meanwhile is theirs, with whom they had absorbed."""
        for each in arrived:
            event = each.event
            if (
                not isinstance(event, InteractionReassigned)
                or not event.provisional
                or event.to_customer != each.stream
            ):
                continue
            if (event.identity or event.to_customer) in family:
                came = Lending(streams, self._pages.late_window).page_left(each, event, ())
                family |= {event.from_customer, *came.customer.absorbed}
        return family
