"""Figures over HTTP: what was counted in a period, by which definition, and the events behind each number."""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter, QueryParameter

from adapters.views.marks import read_marks, read_tallies
from adapters.views.store import Views
from app.http.reading import Desk, Incoming, answer
from app.problems import FieldError, Problem, problem_spec, unprocessable
from app.security.gate import utc_now
from app.security.guard import current
from domain.figures import FIGURES, Figure, Mark, Period, Row
from domain.figures.periods import DAY, WEEK

LARGEST = 1_000  # events of one answer
WITH_ROW = 20  # events named beside a row
MOST_PARTS = 1_000  # days or weeks
DAYS = timedelta(days=30)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEARS = range(1970, 3000)

Name = Annotated[str, PathParameter(min_length=1, max_length=60, description="Which figure.")]
From = Annotated[str | None, QueryParameter(
    name="from", min_length=1, max_length=64,
    description="A day (its midnight in the shop's zone) or an RFC 3339 time; 30 days before the end.")]  # fmt: skip
To = Annotated[str | None, QueryParameter(
    name="to", min_length=1, max_length=64, description="The same, not included itself; now, if not given.")]  # fmt: skip
By = Annotated[str | None, QueryParameter(
    name="by", min_length=1, max_length=100, description="One or more ways to group, separated by commas.")]  # fmt: skip
OfRow = Annotated[str | None, QueryParameter(
    name="row", max_length=500, description="Only the events of this row: its keys' values, separated by commas.")]  # fmt: skip
After = Annotated[int, QueryParameter(ge=0, le=2**62, description="Events after this position.")]
Limit = Annotated[int, QueryParameter(ge=1, le=2**31, description="At most this many events; cut at 1,000.")]


class FigureRow(msgspec.Struct, frozen=True, kw_only=True):
    """`value` is the numerator per hundred of the denominator. `more`: events behind it that are not named here."""

    keys: dict[str, str]
    numerator: int
    denominator: int
    value: float | None
    events: list[str]
    more: int


class EventBehind(msgspec.Struct, frozen=True, kw_only=True):
    """An event behind a number: auditors find it in the record at its position, others open its interaction."""

    event_id: str
    position: int
    type: str
    at: datetime
    customer_id: str
    interaction_id: str | None
    item_id: str | None
    key: str


class FigureShown(msgspec.Struct, frozen=True, kw_only=True):
    """`version` names the definition (docs/figures.md). `next`: ask again with this `after` for more events; null: none."""

    name: str
    version: int
    start: datetime
    end: datetime
    by: tuple[str, ...]
    rows: list[FigureRow]
    events: list[EventBehind]
    next: int | None


def figure_routes(desk: Desk, views: Views) -> list[HTTPRouteHandler]:
    """Make the handlers."""

    @get("/v1/figures/{name:str}", responses=problem_spec(400, 401, 403, 404, 422, 503))
    async def figure(request: Incoming, name: Name, begin: From = None, end: To = None, by: By = None, row: OfRow = None,
                     after: After = 0, limit: Limit = 100) -> Response[FigureShown]:  # fmt: skip
        """What was counted in a period. Agents are shown what they took part in, leads and auditors everything."""
        figure = FIGURES.get(name)
        if figure is None:
            raise Problem(
                404, "unknown-figure", "There is no such figure.", f"There are: {', '.join(sorted(FIGURES))}."
            )
        ways = _ways(figure, by)
        period = _period(begin, end, ways, ZoneInfo(desk.settings.timezone), utc_now())
        principal = current(request)
        person = principal.person if principal.role == "agent" else None
        await desk.caught_up()
        rows = await asyncio.to_thread(_counted, views, principal.tenant, figure, ways, period, person)
        return answer(_shown(figure, ways, period, rows, row, after, min(limit, LARGEST)))  # type: ignore[return-value]

    return [figure]


def _counted(
    views: Views, tenant: str, figure: Figure, ways: tuple[str, ...], period: Period, person: str | None
) -> list[Row]:
    marks = read_marks(views, tenant, figure.needs, period, person)
    tallies = read_tallies(views, tenant, period, ways, person) if figure.needs.tallies else []
    return figure.rows(marks, tallies, ways, period)


def _shown(
    figure: Figure, ways: tuple[str, ...], period: Period, rows: Sequence[Row], row: str | None, after: int, limit: int
) -> FigureShown:
    wanted = [each for each in rows if row is None or ",".join(each.keys.values()) == row]
    behind = {mark.position: mark for each in wanted for mark in each.marks if mark.position > after}
    page = [behind[position] for position in sorted(behind)[: limit + 1]]
    return FigureShown(
        name=figure.name, version=figure.version, start=period.start, end=period.end, by=ways, rows=[_row(each) for each in rows],
        events=[_event(mark) for mark in page[:limit]], next=page[limit - 1].position if len(page) > limit else None)  # fmt: skip


def _row(row: Row) -> FigureRow:
    return FigureRow(
        keys=dict(row.keys), numerator=row.numerator, denominator=row.denominator, value=row.value,
        events=[mark.event_id for mark in row.marks[:WITH_ROW]], more=max(0, len(row.marks) - WITH_ROW))  # fmt: skip


def _event(mark: Mark) -> EventBehind:
    return EventBehind(
        event_id=mark.event_id, position=mark.position, type=mark.kind, at=mark.at, customer_id=mark.customer_id,
        interaction_id=mark.interaction_id or None, item_id=mark.item_id or None, key=mark.key)  # fmt: skip


def _ways(figure: Figure, by: str | None) -> tuple[str, ...]:
    """By what it is grouped. Raises Problem 422."""
    ways = tuple(dict.fromkeys(by.split(","))) if by else ()
    if not set(ways) <= set(figure.ways) or {DAY, WEEK} <= set(ways):
        raise unprocessable([FieldError("/by", f"must be some of {', '.join(figure.ways)}, and not both day and week")])
    return ways


def _period(begin: str | None, end: str | None, ways: tuple[str, ...], zone: ZoneInfo, now: datetime) -> Period:
    """The period asked for. Raises Problem 422."""
    until = _moment(end, "to", zone) if end is not None else now
    since = _moment(begin, "from", zone) if begin is not None else max(until - DAYS, datetime(1970, 1, 1, tzinfo=UTC))
    if since >= until:
        raise unprocessable([FieldError("/from", "must be before the end")])
    parts = (until - since) / timedelta(days=7 if WEEK in ways else 1)
    if not {DAY, WEEK}.isdisjoint(ways) and parts > MOST_PARTS:
        raise unprocessable([FieldError("/from", f"must be at most {MOST_PARTS:,} days or weeks before the end")])
    return Period(since, until, zone, now)


def _moment(text: str, name: str, zone: ZoneInfo) -> datetime:
    try:
        if _DAY.fullmatch(text):
            at = datetime.combine(date.fromisoformat(text), time(), zone)
        else:
            at = msgspec.convert(text, Annotated[datetime, msgspec.Meta(tz=True)])
        if at.year not in _YEARS:
            raise ValueError
        return at.astimezone(UTC)
    except (msgspec.ValidationError, OverflowError, ValueError):
        raise unprocessable([
            FieldError(f"/{name}", "must be a day (2026-11-22) or an RFC 3339 time with its zone, from 1970 to 2999")]) from None  # fmt: skip
