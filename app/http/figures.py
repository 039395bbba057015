"""Figures over HTTP: what was counted in a period, by which definition, and the events behind each number."""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody, PathParameter, QueryParameter

from adapters.views.marks import read_marks, read_tallies
from adapters.views.recent import Recent
from adapters.views.store import Views
from app.http.figure_shapes import FigureOpened, FigureShown, Opening, Person, behind, row_shown
from app.http.reading import Desk, Incoming, answer, json_only
from app.problems import FieldError, Problem, problem_spec, unprocessable
from app.security.gate import utc_now
from app.security.guard import current
from domain.errors import UnknownCustomer
from domain.figures import FIGURES, Figure, Mark, Period, Row
from domain.figures.counting import TEAM
from domain.figures.periods import DAY, WEEK

LARGEST = 1_000  # events of one answer
AT_ONCE = 50  # events of one opening
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
Team = Annotated[str | None, QueryParameter(
    name="team", max_length=200, description="Only what came in by this entry point.")]  # fmt: skip
After = Annotated[int, QueryParameter(ge=0, le=2**62, description="Events after this position.")]
Limit = Annotated[int, QueryParameter(ge=1, le=2**31, description="At most this many events; cut at 1,000.")]


class Asked(NamedTuple):
    """One question: which figure, of when, grouped how, of which team, and of whom (a member of the staff, or all)."""

    tenant: str
    figure: Figure
    ways: tuple[str, ...]
    period: Period
    team: str | None
    person: str | None


def figure_routes(desk: Desk, views: Views) -> list[HTTPRouteHandler]:
    """Make the handlers."""
    recent = Recent()
    return [_figure(desk, views, recent), _opening(desk, views, recent)]


def _figure(desk: Desk, views: Views, recent: Recent) -> HTTPRouteHandler:
    @get("/v1/figures/{name:str}", responses=problem_spec(400, 401, 403, 404, 422, 503))
    async def figure(request: Incoming, name: Name, begin: From = None, end: To = None, by: By = None, team: Team = None,
                     row: OfRow = None, after: After = 0, limit: Limit = 100) -> Response[FigureShown]:  # fmt: skip
        """What was counted in a period. Agents are shown what they took part in, leads and auditors everything.

        A lead is told which events are behind a number, but not whose: that is asked for by an opening.
        """
        asked = _asked(desk, request, name, (begin, end), by, team)
        rows, upto = await _rows(desk, views, recent, asked)
        shown, then = _page(rows, row, after, min(limit, LARGEST))
        named = current(request).role != "lead"
        return answer(FigureShown(  # type: ignore[return-value]
            name=asked.figure.name, version=asked.figure.version, unit=asked.figure.unit, start=asked.period.start,
            end=asked.period.end, by=asked.ways, rows=[row_shown(each) for each in rows],
            events=[behind(mark, named) for mark in shown], next=then, position=upto,
            started_on=desk.settings.started_on, teams=_named(desk.settings.teams, rows)))  # fmt: skip

    return figure


def _opening(desk: Desk, views: Views, recent: Recent) -> HTTPRouteHandler:
    @post("/v1/figures/{name:str}/openings", status_code=200, before_request=json_only,
          responses=problem_spec(400, 401, 403, 404, 413, 415, 422, 503))  # fmt: skip
    async def opening(request: Incoming, name: Name, data: JSONBody[Opening]) -> Response[FigureOpened]:
        """Whose events are behind a number. Why is asked, and recorded for each person before anybody is named."""
        asked = _asked(desk, request, name, (data.begin, data.end), data.by, data.team)
        rows, _ = await _rows(desk, views, recent, asked)
        shown, then = _page(rows, data.row, data.after, AT_ONCE)
        people: dict[str, Person] = {}
        for mark in shown:
            person = await _opened(desk, request, f"figure:{name}", data.reason, mark)
            if person is not None:
                people.setdefault(person.customer_id, person).events.append(behind(mark, named=True))
        return answer(FigureOpened(  # type: ignore[return-value]
            name=asked.figure.name, version=asked.figure.version, people=list(people.values()), next=then))  # fmt: skip

    return opening


async def _opened(desk: Desk, request: Incoming, what: str, why: str, mark: Mark) -> Person | None:
    """Whom an event is about, once the looking is recorded; None: nobody is there any more."""
    principal = current(request)
    try:
        page = await desk.pages.open(principal.tenant, mark.customer_id)
    except UnknownCustomer:
        return None
    await desk.looked(principal, page, what, why)
    return Person(customer_id=page.customer_id, display_name=page.customer.display_name)


def _asked(
    desk: Desk, request: Incoming, name: str, between: tuple[str | None, str | None], by: str | None, team: str | None
) -> Asked:
    """Raises Problem 404 or 422."""
    figure = FIGURES.get(name)
    if figure is None:
        raise Problem(404, "unknown-figure", "There is no such figure.", f"There are: {', '.join(sorted(FIGURES))}.")
    ways = _ways(figure, by)
    principal = current(request)
    return Asked(
        principal.tenant, figure, ways, _period(*between, ways, ZoneInfo(desk.settings.timezone), utc_now()), team,
        principal.person if principal.role == "agent" else None)  # fmt: skip


async def _rows(desk: Desk, views: Views, recent: Recent, asked: Asked) -> tuple[list[Row], int]:
    """The rows, and the position of the last event they can know of."""
    upto = desk.reader.head()
    await desk.caught_up()
    return await asyncio.to_thread(counted, views, asked, recent, upto), upto


def counted(views: Views, asked: Asked, recent: Recent | None = None, upto: int = 0) -> list[Row]:
    """The rows of a figure; as of this position of the log its marks may have been read a moment ago."""
    tenant, figure, ways, period, team, person = asked
    marks = read_marks(views, tenant, figure.needs, period, person, team, recent, upto)
    tallies = read_tallies(views, tenant, period, ways, person, team) if figure.needs.tallies else []
    return figure.rows(marks, tallies, ways, period)


def _page(rows: Sequence[Row], row: str | None, after: int, limit: int) -> tuple[list[Mark], int | None]:
    """So many of the events behind these rows, in the order of the log, and where the next ones begin."""
    wanted = [each for each in rows if row is None or ",".join(each.keys.values()) == row]
    found = {mark.position: mark for each in wanted for mark in each.marks if mark.position > after}
    positions = sorted(found)[: limit + 1]
    page = [found[position] for position in positions[:limit]]
    return page, page[-1].position if len(positions) > limit else None


def _named(teams: dict[str, str], rows: Sequence[Row]) -> dict[str, str]:
    """The names of the entry points by which these rows are grouped."""
    return {entry: teams[entry] for row in rows if (entry := row.keys.get(TEAM)) in teams}


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
