"""Of which order a promise is: by its own words, by what was told in its talk, and by its need."""

from collections.abc import Iterator
from itertools import islice

from domain.memory.facts import Promise
from domain.memory.promising.numbering import bare, is_telephone_like, numbers_in, same_number
from domain.page import Page
from domain.timeline.items import Item

FACTS = 100  # the newest, looked at for an order's number
UNNAMED = 9  # nothing says of which order it is


def orders_of(item: Item) -> set[str]:
    """The order that a system's item is of. A parcel's own number is no order's."""
    fields = ("order_no", "order_ref", "order", *(("number",) if item.event == "order-noted" else ()))
    told = (item.about.get(field) for field in fields)
    return {bare(each) for each in told if isinstance(each, str) and each.strip()}


def nearness(page: Page, promise: Promise, item: Item) -> int | None:
    """How near to the promise the item's order is named, 0 in its very words; None where only another order is.

    UNNAMED where nothing names any, and of a parcel that does not say of which order it is.
    """
    orders, own = orders_of(item), bare(str(item.about.get("number") or ""))
    for rank, named in enumerate(_named(page, promise)):
        named = {each for each in named if not is_telephone_like(each) or any(is_telephone_like(one) for one in orders)}
        if any(same_number(one, other) for one in (*orders, own) for other in named):
            return rank
        if named and orders:
            return None
    return UNNAMED


def _named(page: Page, promise: Promise) -> Iterator[set[str]]:
    """The orders in the promise itself, in the text it stands in, told there or in its talk, and that of its need."""
    said = page.timeline.find(promise.items[0])
    yield numbers_in(promise.what) | (
        {bare(str(said.about.get("order_ref") or ""))} - {""} if said is not None else set()
    )
    if said is None:
        return
    yield numbers_in(said.text)
    told = [fact for fact in islice(page.memory.backwards(), FACTS) if fact.key == "order_no" and not fact.retracted]
    yield {bare(fact.norm) for fact in told if fact.item_id == said.item_id}
    if said.interaction_id is None:
        return
    yield {bare(fact.norm) for fact in told if _interaction_of(page, fact.item_id) == said.interaction_id}
    case = page.cases.of(said.interaction_id)
    yield {bare(case.order_no)} if case is not None and case.order_no else set()


def _interaction_of(page: Page, item_id: str) -> str | None:
    found = page.timeline.find(item_id)
    return found.interaction_id if found is not None else None
