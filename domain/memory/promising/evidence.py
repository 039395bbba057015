"""What shows that a promise was kept: a call or message of ours, a parcel that came, a refund the shop's system knows of."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from domain.memory.facts import Promise
from domain.memory.promising.reading import promises_in
from domain.memory.promising.words import plain_of
from domain.page import Page
from domain.timeline.items import Item
from domain.voices import TELLING

GRACE = timedelta(minutes=15)  # later than this is late
PAUSE = timedelta(minutes=30)  # what we write so long after in the same thread is a word of its own, not the same talk
TALKED = timedelta(seconds=20)  # a call shorter than this has reached nobody
LOOKED_AT = 400  # items at the end of a page, for what came after a promise and what a parcel's state was before
CHUNK = 50
FACTS = 100  # the newest, looked at for an order's number
LONGEST = 4_000  # characters of a message
UTC_ZONE = ZoneInfo("UTC")
CALLS = frozenset({"call-connected", "interaction-ended"})
STAFF = frozenset({"agent", "supervisor", "store_associate"})
SENDERS = STAFF | {"bot", "system"}
PARCELS = frozenset({"order-noted", "shipment-noted"})
ARRIVED = frozenset({
    "delivered", "collected", "picked_up", "fulfilled", "ready", "ready_for_pickup", "ready_to_pickup", "ready_for_collection",
    "available_for_pickup",
})  # fmt: skip
COLLECTED = frozenset({"collected", "picked_up"})
SENT = frozenset({"shipped", "dispatched", "in_transit", "out_for_delivery", "handed_over"})
LOST = frozenset({"lost", "damaged", "undeliverable", "returned_to_sender"})
REPAID = frozenset({"refunded", "partially_refunded", "refund_issued", "refund_completed"})
EXCHANGED = frozenset({"exchanged", "replaced"})
_SENDING = re.compile(r"\b(?:send|sent|ship|dispatch|goes out|go out|post|wysl|wysyl|nada|przesl|dosl|wymian|wymieni)")
_NOT_REACHED = re.compile(
    r"\b(?:(?:tried|trying) to (?:call|reach|ring)|could(?:n't| not) (?:reach|get hold)|nie udalo (?:mi |nam )?sie (?:do|po|skontaktowac|z )|"
    r"probowal\w* (?:sie )?(?:dodzwonic|zadzwonic|skontaktowac))"
)
_NUMBERED = re.compile(r"\b[A-Z]{1,4}-?\d{4,12}\b|(?<![\w.,+-])\d{6,14}(?![\w-])")
_WRITTEN = re.compile(r"\b(?:e-?mail|sms|link|confirm|potwierdz|mail|list|odpisz|odpow|napisz|wysl|przesl)")


def proves(page: Page, promise: Promise, item: Item) -> bool:
    """Whether an item settles a promise. What is late settles it, too: see `became`."""
    since = _last_said(page, promise)
    if since is None or item.occurred_at <= since or item.item_id in promise.items:
        return False
    match promise.kind:
        case "callback" | "info":
            return _called(page, promise, item) or _wrote(page, promise, item)
        case "refund":
            return item.event == "order-noted" and _state(item) in REPAID and _is_of(page, promise, item)
        case "delivery" | "replacement":
            return item.event in PARCELS and _moved_on(page, promise, item)
        case "discount":
            return item.event == "offer-quoted" and (
                _told(item, "kind") in ("discount", "promotion") or bool(_told(item, "code"))
            )
        case _:
            return False


def became(promise: Promise, item: Item) -> str:
    """kept, or broken: lost on the way, or done after its time. What was collected may have waited there for long."""
    late = _state(item) not in COLLECTED and promise.due_at is not None and item.occurred_at > promise.due_at + GRACE
    return "broken" if late or _state(item) in LOST else "kept"


def since(page: Page, moment: datetime) -> Iterator[Item]:
    """Items of after a moment, those of the newest chunk first; no more than are worth looking at."""
    lines = page.timeline
    stop, lowest = len(lines), max(0, len(lines) - LOOKED_AT)
    while stop > lowest:
        start = max(lowest, stop - CHUNK)
        found = [item for item in lines.in_order(start, stop) if item.occurred_at > moment]
        if not found:
            return
        yield from found
        stop = start


def _last_said(page: Page, promise: Promise) -> datetime | None:
    """When it was promised, or told anew."""
    found = [page.timeline.find(item_id) for item_id in promise.items]
    return max((each.occurred_at for each in found if each is not None), default=promise.made_at)


# ---- reaching somebody -----------------------------------------------------------------------------------------------


def _called(page: Page, promise: Promise, item: Item) -> bool:
    """A call of ours in which somebody was reached: words were said, or it lasted."""
    if item.channel != "phone" or item.interaction_id is None or item.interaction_id == promise.interaction_id:
        return False
    if item.event == "call-transcribed":
        call = page.timeline.of_interaction(item.interaction_id)
        began = next((each for each in call if each.event in CALLS), item)
        return began.direction == "outbound"
    lasted = item.ended_at - item.occurred_at if item.ended_at is not None else timedelta(0)
    return item.event in CALLS and item.direction == "outbound" and lasted >= TALKED


def _wrote(page: Page, promise: Promise, item: Item) -> bool:
    """A message of ours that nobody had just asked for: a word of its own, not the rest of the talk."""
    if item.event != "message-sent" or promise.made_at is None:
        return False
    plain = plain_of(item.text[:LONGEST])
    written = promise.kind == "info" and _WRITTEN.search(plain_of(promise.what)) is not None
    if item.author.role not in (SENDERS if written else STAFF) or _NOT_REACHED.search(plain):
        return False
    pause = PAUSE if promise.due_at is None else min(PAUSE, (promise.due_at - promise.made_at) / 2)
    quiet = promise.made_at + pause
    if item.interaction_id == promise.interaction_id and item.occurred_at < quiet:
        return False
    talk = page.timeline.of_interaction(item.interaction_id) if item.interaction_id else []
    begins = quiet if item.interaction_id == promise.interaction_id else promise.made_at
    if any(each.author.role in TELLING and begins < each.occurred_at <= item.occurred_at for each in talk):
        return False
    offered = promises_in(item.text, item.occurred_at, UTC_ZONE)
    return not any(each.kind == promise.kind for each in offered)  # it only promises again


# ---- parcels and money -----------------------------------------------------------------------------------------------


def _moved_on(page: Page, promise: Promise, item: Item) -> bool:
    """A parcel or order that got where it should, and had not been there when it was promised."""
    state = _state(item)
    wanted = ARRIVED | LOST | EXCHANGED if promise.kind == "replacement" else ARRIVED | LOST
    if _SENDING.search(plain_of(promise.what)):
        wanted |= SENT
    if state not in wanted or not _is_of(page, promise, item):
        return False
    assert promise.made_at is not None
    return not (state not in LOST and _state_before(page, item, promise.made_at) in wanted)


def _state_before(page: Page, item: Item, moment: datetime) -> str:
    """What the state of the same parcel or order had been by then; empty if it was not known."""
    number, lines = _told(item, "number"), page.timeline
    stop = len(lines)
    for each in reversed(lines.in_order(max(0, stop - LOOKED_AT), stop)):
        if each.event == item.event and each.occurred_at <= moment and _told(each, "number") == number:
            return _state(each)
    return ""


def _is_of(page: Page, promise: Promise, item: Item) -> bool:
    """Whether an order may be the promised one: no other was named in the promise or in its talk. A parcel says nothing."""
    number = _told(item, "order_no") or (_told(item, "number") if item.event == "order-noted" else "")
    if not number or promise.kind == "replacement":
        return True
    said = page.timeline.find(promise.items[0])
    named = {_bare(each) for each in _NUMBERED.findall(promise.what + " " + (said.text if said else ""))}
    if not named:
        named = {
            _bare(fact.norm) for fact in islice(page.memory.backwards(), FACTS) if fact.key == "order_no" and said is not None
            and _interaction_of(page, fact.item_id) == said.interaction_id
        }  # fmt: skip
    return not named or _bare(number) in named


def _interaction_of(page: Page, item_id: str) -> str | None:
    found = page.timeline.find(item_id)
    return found.interaction_id if found is not None else None


def _state(item: Item) -> str:
    return _told(item, "state").lower().replace("-", "_").replace(" ", "_")


def _told(item: Item, name: str) -> str:
    told = item.about.get(name)
    return told if isinstance(told, str) else ""


def _bare(number: str) -> str:
    return "".join(filter(str.isalnum, number)).upper()
