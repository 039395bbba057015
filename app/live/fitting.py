"""Cuts a page to what fits into one frame: long texts, long lists."""

from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from app.live.frames import encode
from domain.customer.events import Segment
from domain.memory.brief import Brief
from domain.memory.cases import Cases
from domain.memory.contradictions import Contradiction
from domain.memory.facts import Fact, Promise
from domain.timeline.items import Item

TEXT_BYTES = 32_768  # of one item
FRAME_BYTES = 1_000_000
# Parts of the frame besides the items; what one delivery (256 KB) can hold still fits beside all of them.
BRIEF_BYTES, FACTS_BYTES, PROMISES_BYTES, ENVELOPE_BYTES = 50_000, 150_000, 150_000, 70_000
CONTRADICTIONS_BYTES, CASES_BYTES = 50_000, 30_000
PROMISE_TEXT_BYTES = 4_096


class Fitted(msgspec.Struct, frozen=True):
    """Encoded entries in their order, their bytes in all, and whether older ones were left out."""

    entries: list[Raw]
    size: int
    more: bool = False


def cut_text(text: str, limit: int) -> str:
    """The text up to so many UTF-8 bytes, at a character border."""
    if len(text) * 4 <= limit:
        return text
    encoded = text.encode()
    return text if len(encoded) <= limit else encoded[:limit].decode(errors="ignore")


def cut_item(item: Item) -> Item:
    """The item as it is shown live: its text and its segments at most 32 KB each, marked when there is more."""
    text = cut_text(item.text, TEXT_BYTES)
    segments = _cut_segments(item.segments)
    if text is item.text and segments is item.segments:
        return item
    return replace(item, text=text, segments=segments, text_more=True)


def _cut_segments(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    left = TEXT_BYTES
    kept: list[Segment] = []
    for segment in segments:
        text = cut_text(segment.text, left)
        kept.append(segment if text is segment.text else replace(segment, text=text))
        if text is not segment.text:
            return tuple(kept)
        left -= len(text.encode())
    return segments


def encode_item(item: Item) -> Raw:
    """One item, ready for a frame."""
    return Raw(encode(cut_item(item)))


def newest_within(entries: Iterable[Raw], budget: int) -> Fitted:
    """As many as fit, taken from the newest; `entries` come newest first and leave oldest first."""
    kept: list[Raw] = []
    size = 0
    for entry in entries:
        size_with = size + len(bytes(entry)) + 1
        if size_with > budget:
            return Fitted(kept[::-1], size, True)
        kept.append(entry)
        size = size_with
    return Fitted(kept[::-1], size)


def fit_facts(facts: Iterable[Fact]) -> Fitted:
    """Facts that come newest first, in the order told; of too many, the newest."""
    return newest_within((Raw(encode(fact)) for fact in facts), FACTS_BYTES)


def fit_promises(promises: Iterable[Promise]) -> Fitted:
    """The promises in the order made; of too many, the newest."""
    cut = (replace(promise, what=cut_text(promise.what, PROMISE_TEXT_BYTES)) for promise in reversed(list(promises)))
    return newest_within((Raw(encode(promise)) for promise in cut), PROMISES_BYTES)


def fit_contradictions(found: Iterable[Contradiction]) -> Fitted:
    """The contradictions in the order found; of too many, the newest."""
    return newest_within((Raw(encode(each)) for each in reversed(list(found))), CONTRADICTIONS_BYTES)


def fit_cases(cases: Cases) -> Raw:
    """Cases and channel switches, each in the order they came; of too many, the newest."""
    return Raw(encode({
        "cases": newest_within((Raw(encode(each)) for each in reversed(cases.all())), CASES_BYTES).entries,
        "switches": newest_within((Raw(encode(each)) for each in reversed(cases.switched())), CASES_BYTES).entries,
    }))  # fmt: skip


def fit_brief(brief: Brief) -> Raw:
    """The brief; of one that is far too long, its first lines, each cut."""
    whole = encode(brief)
    if len(whole) <= BRIEF_BYTES:
        return Raw(whole)
    lines = [replace(line, text=cut_text(line.text, 1_000), items=line.items[:20]) for line in brief.lines]
    while lines and len(encode(replace(brief, lines=tuple(lines)))) > BRIEF_BYTES:
        del lines[len(lines) // 2 :]
    return Raw(encode(replace(brief, lines=tuple(lines), known=brief.known[:500])))


def total(entries: Sequence[Raw]) -> int:
    """The bytes of encoded entries in a list."""
    return sum(len(bytes(entry)) + 1 for entry in entries)
