"""Opaque cursors of the timeline: a place beside an item, good for this life of the page."""

import base64
import binascii
from datetime import datetime

import msgspec

from app.problems import FieldError, unprocessable
from domain.timeline.timeline import Timeline


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """The item beside which a page was cut, and its time in case the item has left since."""

    at: datetime
    item_id: str


def cursor_of(timeline: Timeline, number: int) -> str:
    """The cursor text for the item at a place number."""
    return base64.urlsafe_b64encode(msgspec.json.encode(Cursor(*timeline.at(number)))).decode().rstrip("=")


def span(timeline: Timeline, before: str | None, after: str | None, limit: int) -> tuple[int, int]:
    """Which items to show, as place numbers [start, stop). Raises Problem 422."""
    if after is not None:
        start = _number(timeline, after, "after", beyond=True)
        return start, min(len(timeline), start + limit)
    stop = len(timeline) if before is None else _number(timeline, before, "before", beyond=False)
    return max(0, stop - limit), stop


def _number(timeline: Timeline, text: str, name: str, beyond: bool) -> int:
    cursor = _read(text, name)
    number = timeline.index_of(cursor.item_id)
    return timeline.before(cursor.at, beyond) if number is None else number + beyond


def _read(text: str, name: str) -> Cursor:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        cursor = msgspec.json.decode(raw, type=Cursor)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise unprocessable([FieldError(f"/{name}", "is not a cursor of ours")]) from None
    if cursor.at.tzinfo is None:
        raise unprocessable([FieldError(f"/{name}", "is not a cursor of ours")])
    return cursor
