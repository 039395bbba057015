"""Promises as their events make and settle them."""

from datetime import datetime

from msgspec.structs import replace

from domain.customer import events as happened
from domain.memory.facts import Promise

Settling = happened.PromiseKept | happened.PromiseBroken | happened.PromiseMoved | happened.PromiseWithdrawn


def told_promise(event: happened.PromiseMade, at: datetime) -> Promise:
    """One that a system told as such."""
    return Promise(
        promise_id=event.promise_id, what=event.what or event.text, kind=event.promised, due_at=event.due_at, state="open",
        made_by=event.author_name or event.author_role, items=(event.item_id,), made_at=at,
        interaction_id=event.interaction_id)  # fmt: skip


def noted_promise(event: happened.PromiseNoted, at: datetime) -> Promise:
    """One in an item's words."""
    return Promise(
        promise_id=event.promise_id, what=event.what, kind=event.promised, due_at=event.due_at, state="open",
        made_by=event.who or event.made_by, items=(event.item_id,), span=event.span, amount=event.amount, made_at=at,
        extracted_by=event.detected_by, confidence=event.confidence, interaction_id=event.interaction_id)  # fmt: skip


def settled(promise: Promise, event: Settling) -> Promise:
    """The promise after what became of it; the item that shows it stands behind the one it was made in."""
    match event:
        case happened.PromiseMoved():
            again = event.detected_by and not promise.owed  # what had kept it did not: nobody put it off
            moved = replace(
                promise, state="open" if again else "moved", due_at=event.new_due, what=event.what or promise.what
            )
            return _with(moved, event.told_item)
        case happened.PromiseKept():
            return _with(replace(promise, state="kept"), event.evidence_item)
        case happened.PromiseBroken():
            return _with(replace(promise, state="broken"), event.evidence_item)
        case happened.PromiseWithdrawn():
            return replace(promise, state="withdrawn")


def _with(promise: Promise, item_id: str) -> Promise:
    return promise if not item_id or item_id in promise.items else replace(promise, items=(*promise.items, item_id))
