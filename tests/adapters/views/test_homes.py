"""Who answers for a customer is looked up, however many marks there are."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.views import schema
from adapters.views.homes import Homes
from adapters.views.store import Views
from app.bench.figures import TENANT, fill
from domain.figures.marks import MERGED, UNMERGED

STEPS = 100  # instructions of SQLite's at each count


@pytest.mark.parametrize("at_once", [False, True])
def test_a_home_is_found_without_a_walk_through_all_marks(tmp_path: Path, at_once: bool):
    views, counts = Views(tmp_path / "views.db"), list[int]()
    fill(views, 1_000)
    with views.reading() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(lambda: counts.append(1), STEPS)
        assert "c-7" == Homes(connection, TENANT, at_once).of("c-7")
        driver.set_progress_handler(None, 0)
    views.close()
    assert len(counts) * STEPS < 1_000, "fewer instructions than there are marks"


def test_the_homes_of_many_are_read_in_as_many_questions_as_they_moved_on(tmp_path: Path):
    views, asked = Views(tmp_path / "views.db"), list[str]()
    fill(views, 10)
    with views.writing() as connection:
        connection.execute(sa.delete(schema.mark))
        for position, (kind, of, to) in enumerate(
            [(MERGED, "c-1", "c-2"), (MERGED, "c-2", "c-3"), (MERGED, "c-4", "c-5"), (UNMERGED, "c-4", "")]
        ):
            values = {each.name: "" for each in schema.mark.c if not each.nullable}
            numbers = {"position": position, "at": 0, "known": 0, "by_hand": 0}
            mark = values | numbers | {"tenant": TENANT, "kind": kind, "customer_id": of, "other": to}
            connection.execute(sa.insert(schema.mark).values(mark))
    with views.reading() as connection:
        homes, driver = Homes(connection, TENANT), connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(asked.append)
        homes.ahead(["c-1", "c-4", "c-6"])
        assert ["c-3", "c-4", "c-6"] == [homes.of(each) for each in ("c-1", "c-4", "c-6")]
        driver.set_trace_callback(None)
    views.close()
    assert 3 == len(asked), "those asked for, whom they became, and whom those became"
