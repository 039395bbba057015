"""Marks read a moment ago answer other questions exactly as a reading of their own would."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa

from adapters.views import schema
from adapters.views.marks import read_marks
from adapters.views.recent import Recent
from adapters.views.store import Views
from app.bench.figures import END, TENANT, ZONE, fill
from domain.figures import FIGURES, Mark, Period


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Views]:
    views = Views(tmp_path_factory.mktemp("recent") / "views.db")
    fill(views, 250)
    yield views
    views.close()


def period(weeks: int, until: int = 0) -> Period:
    end = END + timedelta(seconds=until)
    return Period(end - timedelta(weeks=weeks), end, ZONE)


def read(
    views: Views, recent: Recent | None, of: Period, name: str = "journey-map", team: str | None = None, upto: int = 1
) -> list[Mark]:
    return read_marks(views, TENANT, FIGURES[name].needs, of, None, team, recent, upto)


def test_whatever_was_read_before_the_answer_is_that_of_a_reading_of_its_own(views: Views):
    recent, periods = Recent(lambda: 0.0), [period(13), period(4), period(4, 30), period(6, -1_000_000), period(26)]
    found = 0
    for name, of, team in product(FIGURES, periods, (None, "phone desk 1")):
        alone = read(views, None, of, name, team)
        assert alone == read(views, recent, of, name, team), (name, team, of)
        found += len(alone)
    assert found > 1_000


def test_as_long_as_the_log_has_not_grown_for_seconds_a_part_is_cut_out_of_the_whole(views: Views):
    now = [0.0]
    recent = Recent(lambda: now[0])
    before = len(read(views, recent, period(13), "journeys"))
    first = len(read(views, None, period(4), "journeys"))
    with views.writing() as connection:
        gone = sa.delete(schema.mark).where(schema.mark.c.position % 2 == 0)
        connection.execute(gone)
    assert first == len(read(views, recent, period(4), "journeys"))
    now[0] = 6.0
    assert before > len(read(views, recent, period(13), "journeys")) == len(read(views, None, period(13), "journeys"))
    assert (
        len(read(views, None, period(4), "journeys")) == len(read(views, recent, period(4), "journeys", upto=2)) < first
    )
