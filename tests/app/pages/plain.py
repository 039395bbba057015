"""The brief written from all items of a page at once, without marks and archives: what the quick one must say, too."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

from domain.memory.brief import chosen
from domain.memory.sentences import Sentences
from domain.page import Page
from domain.timeline.items import Item
from domain.timeline.marks import FAILED, MOVED, SHOP, TOLD

TELLING = ("customer", "unknown")


def plain_words(item: Item) -> str:
    if item.kind not in ("message", "call", "visit") or item.author.role not in TELLING:
        return ""
    if item.author.role == "unknown" and item.segments:
        return "\n".join(segment.text for segment in item.segments if segment.party in TELLING).strip()
    return item.text.strip()


def _failed(item: Item) -> bool:
    return item.delivery is not None and item.delivery.state == "failed"


def _moved(item: Item) -> bool:
    return item.event in ("order-noted", "shipment-noted") and isinstance(item.about.get("number"), str)


def _noted_in_shop(item: Item) -> bool:
    return item.kind == "visit" and bool(item.text.strip()) and item.author.role not in TELLING


WORTH: dict[int, Callable[[Item], object]] = {TOLD: plain_words, FAILED: _failed, MOVED: _moved, SHOP: _noted_in_shop}


class Scanned:
    """All items of a page in order; what is asked of them is looked for among all."""

    def __init__(self, items: list[Item]) -> None:
        self._items = items

    def find(self, item_id: str) -> Item | None:
        return next((item for item in self._items if item.item_id == item_id), None)

    def first(self, mark: int) -> Item | None:
        return next(self._with(mark, self._items), None)

    def last(self, mark: int) -> Item | None:
        return next(self._with(mark, self._items[::-1]), None)

    def _with(self, mark: int, items: list[Item]) -> Iterator[Item]:
        return (item for item in items if WORTH[mark](item))


def plain_brief(page: Page, language: str, zone: ZoneInfo) -> list[tuple[str, tuple[str, ...]]]:
    """The lines of the brief: (sentence, its sources)."""
    scanned = SimpleNamespace(
        timeline=Scanned(page.timeline.in_order()),
        memory=page.memory,
        cases=page.cases,
        contradictions=page.contradictions,
    )
    found = Sentences(cast("Page", scanned), language, zone).all()
    return [(each.text, each.items) for each in chosen(found)]


def plain_standing(page: Page) -> dict[str, str]:
    """Which fact holds for each key, looked for among all of them."""
    return {fact.key: fact.fact_id for fact in page.told() if fact.stands}
