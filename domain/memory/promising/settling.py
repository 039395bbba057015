"""Promises as the desk reads and settles them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from domain.customer import events as happened
from domain.memory.facts import Promise
from domain.voices import ASKING

if TYPE_CHECKING:
    from domain.timeline.items import Item
    from domain.timeline.timeline import Timeline

LONG_AGO, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def due_first(promises: Iterable[Promise]) -> list[Promise]:
    """What is owed, the first due first and without a time last; then what is settled, the newest first."""
    each_way: tuple[list[Promise], list[Promise]] = ([], [])
    for promise in promises:
        each_way[not promise.owed].append(promise)
    owed, over = each_way
    return sorted(owed, key=lambda each: (each.due_at or NEVER, each.made_at or LONG_AGO)) + sorted(
        over, key=lambda each: each.made_at or LONG_AGO, reverse=True
    )


def told_last(promise: Promise, lines: "Timeline") -> tuple["Item | None", str]:
    """The item in which it was told last, and who told it: what a colleague has put off is theirs."""
    made = lines.find(promise.items[0])
    moved = lines.find(promise.items[-1]) if promise.state == "moved" else None
    if moved is None or moved is made or moved.author.role not in ASKING:
        return made, promise.made_by
    return moved, moved.author.name or promise.made_by


def settled_by_hand(
    promise: Promise, state: str, *, by: str, due_at: datetime | None, item_id: str, reason: str
) -> happened.Event | None:
    """What a person's word makes of a promise; None where it stands so already."""
    due = due_at.astimezone(UTC) if due_at is not None else None
    shown = not item_id or item_id in promise.items
    if promise.state == state and shown and (due is None or due == promise.due_at) and not reason:
        return None
    about = {"item_id": promise.items[0], "interaction_id": promise.interaction_id}
    match state:
        case "kept":
            return happened.PromiseKept(promise_id=promise.promise_id, evidence_item=item_id, by=by, **about)  # type: ignore[arg-type]
        case "broken":
            return happened.PromiseBroken(promise_id=promise.promise_id, evidence_item=item_id, by=by, **about)  # type: ignore[arg-type]
        case "moved":
            return happened.PromiseMoved(promise_id=promise.promise_id, new_due=due, told_item=item_id, by=by, **about)  # type: ignore[arg-type]
        case _:
            return happened.PromiseWithdrawn(promise_id=promise.promise_id, by=by, reason=reason, **about)  # type: ignore[arg-type]
