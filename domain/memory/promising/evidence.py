"""What shows that a promise was kept: a call or message of ours, a parcel that came, a refund the shop's system knows of."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.memory.facts import Promise
from domain.memory.promising.parcels import moved_on, repaid, was_collected, was_lost
from domain.memory.promising.reading import promises_in
from domain.memory.promising.words import plain_of
from domain.page import Page
from domain.timeline.items import Item
from domain.voices import TELLING

GRACE = timedelta(minutes=15)  # later than this is late
PAUSE = timedelta(minutes=30)  # what we write so long after in the same thread is a word of its own, not the same talk
TALKED = timedelta(seconds=20)  # a call shorter than this has reached nobody
LOOKED_AT = 400  # items at the end of a page, for what came after a promise
CHUNK = 50
LONGEST = 4_000  # characters of a message
UTC_ZONE = ZoneInfo("UTC")
CALLS = frozenset({"call-connected", "interaction-ended"})
STAFF = frozenset({"agent", "supervisor", "store_associate"})
SENDERS = STAFF | {"bot", "system"}
_NOT_REACHED = re.compile(
    r"\b(?:(?:tried|trying) to (?:call|reach|ring)|could(?:n't| not) (?:reach|get hold)|nie udalo (?:mi |nam )?sie (?:do|po|skontaktowac|z )|"
    r"probowal\w* (?:sie )?(?:dodzwonic|zadzwonic|skontaktowac))"
)
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
            return repaid(page, promise, item)
        case "delivery" | "replacement":
            return moved_on(page, promise, item)
        case "discount":
            return item.event == "offer-quoted" and (
                item.about.get("kind") in ("discount", "promotion") or bool(item.about.get("code"))
            )
        case _:
            return False


def became(promise: Promise, item: Item) -> str:
    """kept, or broken: lost on the way, or done after its time. What was collected may have waited there for long."""
    late = promise.due_at is not None and item.occurred_at > promise.due_at + GRACE and not was_collected(item)
    return "broken" if late or was_lost(item) else "kept"


def failed(item: Item) -> bool:
    """Whether the channel says that it did not arrive."""
    return item.delivery is not None and item.delivery.state == "failed"


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


def _talk_after(page: Page, item: Item, moment: datetime) -> Iterator[Item]:
    """What was said after a moment in the interaction of an item, the last first: a long talk is not read whole."""
    if item.interaction_id:
        for stands_at, each in page.timeline.back_through(item.interaction_id):
            if stands_at <= moment:
                return
            if each.occurred_at > moment:
                yield each


def _wrote(page: Page, promise: Promise, item: Item) -> bool:
    """A message of ours that nobody had just asked for: a word of its own, not the rest of the talk."""
    if item.event != "message-sent" or promise.made_at is None or failed(item):
        return False
    plain = plain_of(item.text[:LONGEST])
    written = promise.kind == "info" and _WRITTEN.search(plain_of(promise.what)) is not None
    if item.author.role not in (SENDERS if written else STAFF) or _NOT_REACHED.search(plain):
        return False
    pause = PAUSE if promise.due_at is None else min(PAUSE, (promise.due_at - promise.made_at) / 2)
    quiet = promise.made_at + pause
    if item.interaction_id == promise.interaction_id and item.occurred_at < quiet:
        return False
    begins = quiet if item.interaction_id == promise.interaction_id else promise.made_at
    if any(
        each.author.role in TELLING and each.occurred_at <= item.occurred_at for each in _talk_after(page, item, begins)
    ):
        return False
    offered = promises_in(item.text, item.occurred_at, UTC_ZONE)
    return not any(each.kind == promise.kind for each in offered)  # it only promises again
