"""Several followers write the views: they wait for each other, however long one of them takes."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from adapters.views import files
from adapters.views.store import Parked, Views, position_of

WRITERS, EACH = 6, 20


def test_nobody_is_refused_because_another_is_writing(tmp_path: Path):
    def impatient(path: Path) -> sqlite3.Connection:
        connection = files.connect(path)
        connection.execute("PRAGMA busy_timeout = 0")  # whoever meets another in the file is refused at once
        return connection

    views = Views(tmp_path / "views.db", impatient)
    together = Barrier(WRITERS)

    def moves(view: str) -> None:
        together.wait()
        for position in range(1, EACH + 1):
            views.park(Parked(view, "demo", "c-1", position, 1, "fault"))

    names = [f"view-{number}" for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as writers:
        faults = [fault for each in [writers.submit(moves, name) for name in names] if (fault := each.exception())]
    assert [] == faults
    assert [EACH] * WRITERS == [views.parked(name)[0].position for name in names]
    views.close()


def test_how_far_a_follower_has_come_is_written_with_the_next_rows_and_at_the_end(tmp_path: Path):
    def kept() -> int:
        other = Views(tmp_path / "views.db")
        with other.reading() as connection:
            return position_of(connection, "memory")

    views = Views(tmp_path / "views.db")
    views.move("memory", 7)
    assert (7, 0) == (views.position("memory"), kept())
    with pytest.raises(ZeroDivisionError), views.writing():
        raise ZeroDivisionError
    assert (7, 0) == (views.position("memory"), kept())
    views.park(Parked("identity", "demo", "c-1", 1, 1, "fault"))
    assert (7, 7) == (views.position("memory"), kept())
    views.move("memory", 9)
    views.close()
    assert 9 == kept()
