"""Another program holds identity.db. Whoever follows asks on the event loop, where nobody may wait for it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.identity.store import IdentityStore


@pytest.mark.parametrize("made", ["anew", "opened again"])
def test_what_cannot_be_written_is_refused_without_waiting_and_written_when_it_is_tried_again(
    tmp_path: Path, made: str
):
    path = tmp_path / "identity.db"
    store = IdentityStore(path, "life")
    if made == "opened again":
        store.close()
        store = IdentityStore(path, "life")
    # Whether it waited is asked of SQLite: a clock would tell it of a quick machine only.
    assert [(0,)] == store._sql.execute("PRAGMA busy_timeout").fetchall()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            store.lived(7)
    store.drop()
    assert 7 == store.lived(7)
    store.keep(9)
    store.close()
    again = IdentityStore(path, "life")
    assert (9, 7) == (again.position, again.lived(8))
    again.close()
