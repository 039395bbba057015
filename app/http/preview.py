"""What a merge would bring, in numbers: neither a word of what was said, nor a name that is not proven."""

import asyncio
import re
from collections import Counter
from datetime import datetime

import msgspec

from app.merges import Sides
from domain.memory.memory import SIDE_BY_SIDE
from domain.page import Page
from domain.timeline.archive import Archive
from domain.timeline.marks import MOVED

SLICE = 1_000  # items of an archive in memory at a time


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of two pages in numbers; the name only where it is proven, else its initials."""

    customer_id: str
    version: int
    proven: bool
    items: int
    channels: dict[str, int]
    first_at: datetime | None
    last_at: datetime | None
    handles: dict[str, int]
    orders: bool
    display_name: str | None
    initials: str = ""


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a merge would bring: `superseded` are fact keys told otherwise on the two pages."""

    survivor: Side
    absorbed: Side
    items: int
    superseded: list[str]
    proven: bool
    needs_lead: bool


async def preview(sides: Sides, lead: bool) -> Preview:
    """What a merge of two pages as they stand would bring."""
    left, right = [await _side(page) for page in sides]
    here, there = (page.memory.standing() for page in sides)
    superseded = sorted(key for key in here.keys() & there.keys() - SIDE_BY_SIDE if here[key].norm != there[key].norm)
    return Preview(survivor=left, absorbed=right, items=left.items + right.items, superseded=superseded,
                   proven=left.proven or right.proven, needs_lead=left.orders and right.orders and not lead)  # fmt: skip


async def _side(page: Page) -> Side:
    channels = await _channels(page)
    timeline, known = page.timeline, page.customer
    ends = timeline.in_order(0, 1) + timeline.in_order(len(timeline) - 1)
    return Side(
        customer_id=page.customer_id, version=page.version, proven=known.proven, items=len(timeline),
        channels=channels, first_at=ends[0].occurred_at if ends else None, last_at=ends[-1].occurred_at if ends else None,
        orders=timeline.last(MOVED) is not None, handles=dict(Counter(handle.kind for handle in known.handles.values())),
        display_name=known.display_name if known.proven else None, initials=_initials(known.display_name))  # fmt: skip


async def _channels(page: Page) -> dict[str, int]:
    """How many items came by which channel. An archive is read beside the loop, again where it was replaced meanwhile."""
    while True:
        archive = page.timeline.archive
        kept = await asyncio.to_thread(_archived, archive) if archive.count else Counter[str]()
        if page.timeline.archive is archive:
            return dict(kept + Counter(item.channel for item in page.timeline.in_order(archive.count)))


def _archived(archive: Archive) -> Counter[str]:
    found = Counter[str]()
    for start in range(0, archive.count, SLICE):
        found.update(each.item.channel for each in archive.items(start, start + SLICE))
    return found


def _initials(name: str) -> str:
    letters = [word[0].upper() for word in re.split(r"[\s-]+", name) if word[:1].isalpha()]
    return ". ".join(letters[:1] + letters[1:][-1:]) + "." if letters else ""
