"""Opaque cursors of the timeline: a place between two items, good for this life of the page."""

import base64
import binascii
from bisect import bisect_left, bisect_right
from datetime import datetime

import msgspec

from app.problems import FieldError, unprocessable
from domain.timeline.project import Place, Timeline


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """The place of an item: what `before` and `after` mean from there."""

    at: datetime
    sequence: str
    position: int


def cursor_of(place: Place) -> str:
    """The cursor text for a place."""
    return base64.urlsafe_b64encode(msgspec.json.encode(Cursor(*place))).decode().rstrip("=")


def place_of(text: str, name: str) -> Place:
    """The place a cursor means. Raises Problem 422."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        cursor = msgspec.json.decode(raw, type=Cursor)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise unprocessable([FieldError(f"/{name}", "is not a cursor of ours")]) from None
    if cursor.at.tzinfo is None:
        raise unprocessable([FieldError(f"/{name}", "is not a cursor of ours")])
    return cursor.at, cursor.sequence, cursor.position


def span(timeline: Timeline, before: str | None, after: str | None, limit: int) -> tuple[int, int]:
    """Which items to show, as place numbers [start, stop). Raises Problem 422."""
    places = [place for place, _ in timeline.places]
    if after is not None:
        start = _bisect(places, place_of(after, "after"), right=True)
        return start, min(len(places), start + limit)
    stop = len(places) if before is None else _bisect(places, place_of(before, "before"), right=False)
    return max(0, stop - limit), stop


def _bisect(places: list[Place], place: Place, right: bool) -> int:
    return bisect_right(places, place) if right else bisect_left(places, place)
