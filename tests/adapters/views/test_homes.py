"""Who answers for a customer is looked up, however many marks there are."""

from pathlib import Path

import pytest

from adapters.views.homes import Homes
from adapters.views.store import Views
from app.bench.figures import TENANT, fill

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
