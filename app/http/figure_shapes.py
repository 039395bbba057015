"""What figures look like over HTTP: rows, the events behind them, and who they are about once that was asked for."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from domain.figures import Mark, Row

WITH_ROW = 20  # events named beside a row
Moment = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Why = Literal["overdue_promise", "complaint", "coaching", "checking_figure"]


class FigureRow(msgspec.Struct, frozen=True, kw_only=True):
    """`value`: the numerator per hundred of the denominator, or seconds. `more`: events behind it not named here."""

    keys: dict[str, str]
    numerator: int
    denominator: int
    value: float | None
    events: list[str]
    more: int


class EventBehind(msgspec.Struct, frozen=True, kw_only=True):
    """An event behind a number: auditors find it in the record at its position, agents open its interaction.

    To a lead the ids of persons, interactions and items are null: see `POST /v1/figures/{name}/openings`.
    """

    event_id: str
    position: int
    type: str
    at: datetime
    customer_id: str | None
    interaction_id: str | None
    item_id: str | None
    channel: str
    key: str


class FigureShown(msgspec.Struct, frozen=True, kw_only=True):
    """`version` names the definition (docs/figures.md). `next`: ask again with this `after` for more events; null: none.

    `position`: of the last event it can know of. `started_on`: since when the shop works with this record, if it said so.
    `teams`: names of the entry points in the rows, where `THROUGHLINE_TEAMS` gives them one.
    """

    name: str
    version: int
    unit: str
    start: datetime
    end: datetime
    by: tuple[str, ...]
    rows: list[FigureRow]
    events: list[EventBehind]
    next: int | None
    position: int
    started_on: date | None
    teams: dict[str, str]


class Opening(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"begin": "from", "end": "to"}
):
    """Which number is opened, in the words it was asked for with, and why."""

    reason: Why
    begin: Moment | None = None
    end: Moment | None = None
    by: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None
    row: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    team: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    after: Annotated[int, msgspec.Meta(ge=0, le=2**62)] = 0


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Whom events are about."""

    customer_id: str
    display_name: str
    events: list[EventBehind] = msgspec.field(default_factory=list[EventBehind])


class FigureOpened(msgspec.Struct, frozen=True, kw_only=True):
    """The people behind a number. `next`: open again with this `after` for more."""

    name: str
    version: int
    people: list[Person]
    next: int | None


def row_shown(row: Row) -> FigureRow:
    """With the first of its events."""
    return FigureRow(
        keys=dict(row.keys), numerator=row.numerator, denominator=row.denominator, value=row.value,
        events=[mark.event_id for mark in row.marks[:WITH_ROW]], more=max(0, len(row.marks) - WITH_ROW))  # fmt: skip


def behind(mark: Mark, named: bool) -> EventBehind:
    """An event behind a number; `named`: with whom it is about."""
    ids = (mark.customer_id, mark.interaction_id or None, mark.item_id or None) if named else (None, None, None)
    return EventBehind(
        event_id=mark.event_id, position=mark.position, type=mark.kind, at=mark.at, customer_id=ids[0], interaction_id=ids[1],
        item_id=ids[2], channel=mark.channel, key=mark.key)  # fmt: skip
