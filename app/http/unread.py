"""Events that this version cannot read, in what is told of the log (docs/decisions/0052).

An auditor is told of each that it is there, under its name and place. So is everybody where none of its bytes will ever be
read. Of what a newer version wrote an adapter is told nothing, nor of what came after it: it acts on what it is told, and
goes on from the last place it was told of.
"""

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from adapters.log.codec import UNREADABLE, Codec, moment
from adapters.log.rows import Row
from app.problems import Problem
from app.security.principals import Principal
from domain.record import Recorded

Why = Literal["newer", "damaged"]


class Unread(msgspec.Struct, frozen=True):
    """A stored event that stays closed."""

    row: Row
    why: Why


def opened(codec: Codec, rows: Iterable[Row]) -> list[Recorded | Unread]:
    """Every row opened, as far as that is possible. Raises what may pass."""
    return [_opened(codec, row) for row in rows]


def _opened(codec: Codec, row: Row) -> Recorded | Unread:
    if not codec.knows(row):
        return Unread(row, "newer")
    try:
        return codec.open(row)
    except UNREADABLE:
        return Unread(row, "damaged")


def passable(codec: Codec, principal: Principal, rows: list[Row]) -> list[Row]:
    """What this caller may be told now. Raises Problem 503 where an adapter has to wait at the first."""
    if principal.role != "adapter":
        return rows
    stop = next((number for number, row in enumerate(rows) if not codec.knows(row)), len(rows))
    if rows and stop == 0:
        raise _wait(rows[0])
    return rows[:stop]


def _wait(row: Row) -> Problem:
    problem = Problem(
        503, "newer-event", "The next event was written by a newer version than this.",
        f"It is {_type_of(row)} at position {row.position}. Ask again, with the same place: a node of the newer version tells "
        f"it. Only who is sure to need nothing of it goes on after {row.position}.", headers={"Retry-After": "5"})  # fmt: skip
    problem.more = {"position": row.position}
    return problem


def envelope(unread: Unread) -> dict[str, Any]:
    """What a stored event says of itself in clear, as a CloudEvent's attributes."""
    row, number = unread.row, unread.row.event_id.hex()
    return {
        "id": f"{number[:8]}-{number[8:12]}-{number[12:16]}-{number[16:20]}-{number[20:]}", "type": _type_of(row),
        "time": moment(row.occurred_at), "recordedtime": moment(row.recorded_at), "position": row.position,
        "stream": row.stream, "subject": row.stream, "version": row.version, "source": f"//{row.tenant}/throughline"}  # fmt: skip


def _type_of(row: Row) -> str:
    return f"throughline.{row.type}.v{row.schema}"
