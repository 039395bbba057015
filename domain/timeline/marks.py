"""What an item is worth to the brief, as bits: an archive is asked for the first or last item with one of them."""

from domain.timeline.items import Item
from domain.voices import TELLING

TOLD, FAILED, MOVED, SHOP = 1, 2, 4, 8  # the customer's words; did not arrive; an order or parcel; a shop's note
ALL_MARKS = 16  # every sum of the bits is below

LIVELY = frozenset({"message", "call", "visit"})
LATEST = frozenset({"order-noted", "shipment-noted"})


def marks_of(item: Item) -> int:
    """The bits of one item."""
    marks = TOLD if own_words(item) else 0
    if item.delivery is not None and item.delivery.state == "failed":
        marks |= FAILED
    if item.event in LATEST and isinstance(item.about.get("number"), str):
        marks |= MOVED
    if item.kind == "visit" and item.author.role not in TELLING and item.text.strip():
        marks |= SHOP
    return marks


def own_words(item: Item) -> str:
    """What the customer said in an item; of a call with both voices in one, their part only."""
    if item.kind not in LIVELY or item.author.role not in TELLING:
        return ""
    if item.author.role == "unknown" and item.segments:
        return "\n".join(segment.text for segment in item.segments if segment.party in TELLING).strip()
    return item.text.strip()


def in_one_voice(item: Item) -> bool:
    """Whether the shop's words and the customer's stand in one text: its parts may be anybody's."""
    parties = {each.party for each in item.segments}
    return item.author.role == "unknown" and (not parties or "unknown" in parties)


def may_be_ours(item: Item) -> bool:
    """Whether an item's words may be the shop's."""
    return item.author.role not in TELLING or in_one_voice(item)
