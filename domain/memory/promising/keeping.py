"""What became of promises, by what happened since: the one rule that says kept or broken without a hand."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from domain.customer import events as happened
from domain.memory.facts import Promise
from domain.memory.promising.evidence import became, failed, proves, since
from domain.memory.promising.noting import BESIDE, akin, same_day
from domain.memory.promising.orders import UNNAMED, nearness
from domain.memory.promising.parcels import PARCELS, was_lost
from domain.memory.rules import Seen
from domain.timeline.items import Item

NAME = "promise-outcome.1"
NEVER = datetime.max.replace(tzinfo=UTC)
ONE_EACH = frozenset({"order-noted", "shipment-noted", "offer-quoted"})
# Ends of a call after which nobody has talked; vCon dispositions and what channels say (vcon.md, dialog types).
NOT_REACHED = frozenset({
    "missed", "abandoned", "no-answer", "no_answer", "congestion", "failed", "busy", "voicemail-no-message", "network_lost", "network-lost",
})  # fmt: skip


class PromiseOutcomeRule:
    """Reads what happens after a promise. That its time has passed is no event: the reader's clock says so."""

    name = NAME
    watches = frozenset({
        "message-sent", "call-transcribed", "interaction-ended", "order-noted", "shipment-noted", "offer-quoted", "promise-made",
        "promise-noted", "message-delivery-updated",
    })  # fmt: skip

    def derive(self, seen: Seen) -> Sequence[happened.Event]:
        """Kept or broken; withdrawn where a system tells as such what had been taken from words."""
        event = seen.recorded.event
        if isinstance(event, happened.PromiseMade):
            return [*_twins(seen, event), *_looked_back(seen, event.promise_id)]
        if isinstance(event, happened.MessageDeliveryUpdated):
            return _reopened(seen, event)
        if isinstance(event, happened.PromiseNoted):
            return _looked_back(seen, event.promise_id)
        if isinstance(event, happened.InteractionEnded) and event.reason in NOT_REACHED:
            return []
        item = seen.page.timeline.find(getattr(event, "item_id", "") or "") if seen.page.memory.promises else None
        if item is None:
            return []
        every = seen.page.memory.promises.values()
        return _judged(seen, [each for each in every if each.owed or _given_up(seen, each, item)], item)


def _judged(seen: Seen, owed: Iterable[Promise], item: Item) -> list[happened.Event]:
    """A parcel or a refund settles one promise: the one that names its number, else the one due first."""
    proven = [each for each in owed if proves(seen.page, each, item) and (each.owed or became(each, item) == "kept")]
    if len(proven) > 1 and item.event in ONE_EACH:
        proven = [min(proven, key=lambda each: (_farness(seen, each, item), each.due_at or NEVER))]
    return [_settled(promise, item) for promise in proven]


def _given_up(seen: Seen, promise: Promise, item: Item) -> bool:
    """Whether it is broken only because this parcel was taken for lost: it may come all the same."""
    if promise.state != "broken" or item.event not in PARCELS:
        return False
    shown = seen.page.timeline.find(promise.items[-1])
    return shown is not None and was_lost(shown) and shown.about.get("number") == item.about.get("number")


def _farness(seen: Seen, promise: Promise, item: Item) -> int:
    """How far from the promise's own words its order is named: a talk may be of two."""
    near = nearness(seen.page, promise, item) if item.event in PARCELS else None
    return UNNAMED if near is None else near


def _reopened(seen: Seen, event: happened.MessageDeliveryUpdated) -> list[happened.Event]:
    """A message that did not arrive has kept nothing: what it was taken to keep is owed again, by the same time."""
    item = seen.page.timeline.find(event.item_id)
    if item is None or not failed(item):
        return []
    return [
        happened.PromiseMoved(promise_id=each.promise_id, new_due=each.due_at, detected_by=f"rule:{NAME}", item_id=each.items[0],
                              interaction_id=each.interaction_id)
        for each in seen.page.memory.promises.values()
        if each.state == "kept" and each.items[-1] == event.item_id != each.items[0]
    ]  # fmt: skip


def _settled(promise: Promise, item: Item) -> happened.Event:
    kind = happened.PromiseKept if became(promise, item) == "kept" else happened.PromiseBroken
    return kind(promise_id=promise.promise_id, evidence_item=item.item_id, detected_by=f"rule:{NAME}",
                item_id=promise.items[0], interaction_id=promise.interaction_id)  # fmt: skip


def _looked_back(seen: Seen, promise_id: str) -> list[happened.Event]:
    """A promise that became known late: what had come after it by then."""
    promise = seen.page.memory.promises.get(promise_id)
    if promise is None or not promise.owed or promise.made_at is None:
        return []
    proven = [item for item in since(seen.page, promise.made_at) if proves(seen.page, promise, item)]
    proven.sort(key=lambda each: each.occurred_at)
    came = next((item for item in proven if became(promise, item) == "kept"), None)
    if came is not None and all(map(was_lost, proven[: proven.index(came)])):
        return [_settled(promise, came)]
    return [_settled(promise, proven[0])] if proven else []


def _twins(seen: Seen, event: happened.PromiseMade) -> list[happened.Event]:
    """What was taken from words a moment before is the same promise."""
    told = seen.recorded.occurred_at
    return [
        happened.PromiseWithdrawn(promise_id=each.promise_id, detected_by=f"rule:{NAME}", item_id=each.items[0],
                                  interaction_id=each.interaction_id)
        for each in seen.page.memory.promises.values()
        if each.extracted_by.startswith("rule:") and each.owed and akin(each.kind, event.promised)
        and each.interaction_id == event.interaction_id and each.made_at is not None
        and abs(each.made_at - told) <= BESIDE and same_day(seen, each.due_at, event.due_at)
    ]  # fmt: skip
