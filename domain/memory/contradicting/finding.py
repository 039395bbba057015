"""Looks over a page for what contradicts a statement. Few items are read: those that may state such a thing, the nearest first."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from domain.customer.events import Side
from domain.memory.contradicting.context import Threads, stated_in, voice_of
from domain.memory.contradicting.judging import WINDOWS, contradict, differ_in_number, same_subject, same_thing
from domain.memory.contradicting.said import BIT_OF, may_tell
from domain.memory.contradicting.statements import Stated
from domain.memory.contradictions import Contradiction
from domain.timeline.items import Author, Item

if TYPE_CHECKING:
    from domain.page import Page

MOST = 32  # items looked at for one statement
_DRAFT = "draft"


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Two statements that contradict each other, the earlier first."""

    before: Stated
    after: Stated


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """What a draft would contradict: the place in it, and what was stated before, in which item."""

    kind: str
    subject: str
    span: tuple[int, int]
    value: str
    before: Side
    item_id: str


def contradicted_by(page: "Page", item: Item, zone: ZoneInfo) -> list[Found]:
    """What the statements of an item of the page contradict there, each the nearest, nothing that was found before."""
    found: list[Found] = []
    threads = Threads(page.timeline.of_interaction)
    for stated in stated_in(item, zone, threads):
        other = _nearest(page, stated, zone, threads)
        if other is not None:
            before, after = sorted((other, stated), key=lambda each: each.at)
            pair = {
                (each.before.item_id, each.after.item_id)
                for each in found
                if each.after.statement.kind == after.statement.kind
            }
            if (before.item_id, after.item_id) not in pair:
                found.append(Found(before=before, after=after))
    return found


def would_contradict(
    page: "Page", text: str, at: datetime, zone: ZoneInfo, channel: str = "chat", author: str = ""
) -> list[Conflict]:
    """What an agent's words would contradict if they were said now. Reads nothing where they state nothing."""
    if not may_tell(text):
        return []
    last = page.timeline.in_order(max(0, len(page.timeline) - 1))
    draft = Item(
        item_id=_DRAFT, position=0, version=0, stream=page.customer_id, interaction_id=last[-1].interaction_id if last else None,
        channel=channel, entry_point="", kind="message", direction="outbound", author=Author(role="agent", id=author),
        occurred_at=at, recorded_at=at, text=text, event="message-sent")  # fmt: skip
    conflicts: list[Conflict] = []
    threads = Threads(page.timeline.of_interaction)
    for stated in stated_in(draft, zone, threads):
        other = _nearest(page, stated, zone, threads)
        if other is not None:
            conflicts.append(Conflict(
                kind=stated.statement.kind, subject=stated.statement.subject, span=stated.statement.span,
                value=stated.statement.value, before=side_of(other), item_id=other.item_id))  # fmt: skip
    return conflicts


def side_of(stated: Stated) -> Side:
    """A statement as it is shown beside another."""
    return Side(value=stated.statement.value, words=stated.words[:500], source=stated.shown, at=stated.at)


def _nearest(page: "Page", stated: Stated, zone: ZoneInfo, threads: Threads) -> Stated | None:
    """What was stated last before, or else first after, and denies it; each source counts by its nearest statement only."""
    kind = stated.statement.kind
    known = [each for each in page.contradictions.all() if each.kind == kind]
    heard: set[str] = set()
    for item in _around(page, stated):
        if voice_of(item) in heard:
            continue
        here = [each for each in stated_in(item, zone, threads) if same_subject(each.statement, stated.statement)]
        for other in here:
            if (contradict(other, stated) or differ_in_number(other, stated)) and not _told(known, other, stated):
                return other
        heard.update(each.source for each in here)
    return None


def _around(page: "Page", stated: Stated) -> Iterator[Item]:
    """Items that may state something of this kind: the last before it first, then what came after."""
    kind = stated.statement.kind
    marks = page.contradictions.statements.around(BIT_OF[kind], stated.at, WINDOWS[kind], MOST)
    for mark in sorted(marks, key=lambda each: (each.at > stated.at, abs(each.at - stated.at))):
        item = page.timeline.find(mark.item_id) if mark.item_id != stated.item_id else None
        if item is not None:
            yield item


def _told(known: Sequence[Contradiction], one: Stated, other: Stated) -> bool:
    """Whether the two stand side by side already: these items, or these values while nobody has said which holds; or
    somebody has said so, and it is the later one's.
    """
    before, after = sorted((one, other), key=lambda each: each.at)
    values = {before.statement.value, after.statement.value}
    for each in known:
        if {before.item_id, after.item_id} == set(each.items[:2]):
            return True
        if values == {each.left.value, each.right.value} and same_thing(each.subject, after.statement.subject):
            holds = {"left": each.left.value, "right": each.right.value}.get(each.stands, after.statement.value)
            if holds == after.statement.value:
                return True
    return False
