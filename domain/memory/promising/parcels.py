"""What parcels, orders and money in the shop's systems show of a promise."""

import re
from datetime import datetime

from domain.memory.facts import Promise
from domain.memory.promising.numbering import bare
from domain.memory.promising.orders import nearness, orders_of
from domain.memory.promising.words import plain_of
from domain.memory.states import listed_as, plain_state
from domain.page import Page
from domain.timeline.items import Item

LOOKED_AT = 400  # items at the end of a page, for what a parcel's state was before
PARCELS = frozenset({"order-noted", "shipment-noted"})
COLLECTED = frozenset({"collected", "picked_up", "handed_out", "odebrane", "wydane"})
WAITING = frozenset({
    "ready", "ready_for_pickup", "ready_to_pickup", "ready_for_collection", "ready_to_collect", "available_for_pickup", "awaiting_pickup",
    "awaiting_collection", "do_odbioru", "gotowe_do_odbioru", "czeka_na_odbior", "oczekuje_na_odbior", "w_paczkomacie",
})  # fmt: skip
ARRIVED = COLLECTED | WAITING | {"delivered", "fulfilled", "arrived", "doreczone", "dostarczone"}
SENT = frozenset({
    "shipped", "dispatched", "sent", "posted", "in_transit", "on_the_way", "out_for_delivery", "out_for_delivery_to_address", "handed_over",
    "dispatched_by_sender", "collected_from_sender", "taken_by_courier", "sent_from_source_branch", "adopted_at_source_branch",
    "wyslane", "nadane", "w_drodze", "w_doreczeniu", "u_kuriera", "przekazane_kurierowi",
})  # fmt: skip
LOST = frozenset(
    {"lost", "damaged", "undeliverable", "returned_to_sender", "zagubione", "uszkodzone", "zwrocone_do_nadawcy"}
)
EXCHANGED = frozenset({"exchanged", "replaced", "wymienione"})
REPAID = frozenset({
    "refunded", "partially_refunded", "refund_issued", "refund_completed", "refund_paid", "refund_sent", "reimbursed", "money_refunded",
    "pieniadze_zwrocone", "zwrocone_pieniadze", "srodki_zwrocone", "zwrocone_srodki", "zwrot_wykonane", "zwrot_zrealizowane",
    "zwrot_wyplacone",
})  # fmt: skip
# Where the money is told apart from the goods; in what is about a refund alone, a bare word will do.
_MONEY = ("state", "payment_state", "payment_status", "financial_status", "refund_state", "refund_status")
_DONE = frozenset({"issued", "completed", "done", "paid", "sent", "succeeded", "wykonane", "zrealizowane", "wyplacone"})
_SENDING = re.compile(r"\b(?:send|sent|ship|dispatch|goes out|go out|post|wysl|wysyl|nada|przesl|dosl|wymian|wymieni)")


def moved_on(page: Page, promise: Promise, item: Item) -> bool:
    """A parcel or order that got where it should, and had not been there when it was promised."""
    if item.event not in PARCELS:
        return False
    wanted = ARRIVED | LOST | EXCHANGED if promise.kind == "replacement" else ARRIVED | LOST
    if _SENDING.search(plain_of(promise.what)):
        wanted |= SENT
    if not listed_as(_state(item), wanted) or not _is_of(page, promise, item):
        return False
    before = _before(page, promise, item)
    return was_lost(item) or before is None or not listed_as(_state(before), wanted)


def repaid(page: Page, promise: Promise, item: Item) -> bool:
    """Money that went back, as it had not yet when it was promised. A part of it again is news each time."""
    if item.event != "order-noted" or not (how := _money_back(item)) or nearness(page, promise, item) is None:
        return False
    before = _before(page, promise, item)
    return "part" in how or before is None or not _money_back(before)


def was_lost(item: Item) -> bool:
    """Whether it will not come any more."""
    return item.event in PARCELS and bool(listed_as(_state(item), LOST))


def was_collected(item: Item) -> bool:
    """Whether it was fetched: it may have waited there for long."""
    return item.event in PARCELS and bool(listed_as(_state(item), COLLECTED))


def _money_back(item: Item) -> str:
    for field in _MONEY:
        told = plain_state(item.about.get(field))
        found = listed_as(told, REPAID) or (listed_as(told, _DONE) if field.startswith("refund") else "")
        if found:
            return found
    return ""


def _is_of(page: Page, promise: Promise, item: Item) -> bool:
    """Whether it may be what was promised: of no other order than that. What replaces comes by an order of its own, a new one."""
    if nearness(page, promise, item) is not None:
        return True
    return promise.kind == "replacement" and not any(_known_before(page, promise, each) for each in orders_of(item))


def _known_before(page: Page, promise: Promise, number: str) -> bool:
    """Whether an order stood on the page when something was promised."""
    made = promise.made_at
    return made is not None and any(
        each.event in PARCELS and each.occurred_at <= made and number in orders_of(each) for each in _newest(page)
    )


def _before(page: Page, promise: Promise, item: Item) -> Item | None:
    """What had been told last of the same parcel or order when it was promised."""
    number, made = bare(str(item.about.get("number") or "")), promise.made_at
    assert made is not None
    return next((each for each in _newest(page) if _was_then(each, item, number, made)), None)


def _was_then(each: Item, item: Item, number: str, made: datetime) -> bool:
    return each.event == item.event and each.occurred_at <= made and bare(str(each.about.get("number") or "")) == number


def _newest(page: Page) -> list[Item]:
    lines = page.timeline
    stop = len(lines)
    return lines.in_order(max(0, stop - LOOKED_AT), stop)[::-1]


def _state(item: Item) -> str:
    return plain_state(item.about.get("state"))
