"""Another program has the file of credentials and looks in its hands: everybody is told so soon, and it goes on by itself."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.access import sqlite
from adapters.access.rows import Access
from adapters.access.sqlite import SqliteAccess
from adapters.access.store import AccessUnavailable
from tests.patience import SECONDS

MANY = 60
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def a_look(number: int) -> Access:
    return Access(tenant="demo", customer_id=f"c-{number}", person="p-1", who="Anna", role="agent", what="page",
                  purpose="care", via="http", at=NOON, at_version=1)  # fmt: skip


def test_many_who_wait_for_a_file_that_is_held_do_not_wait_for_one_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sqlite, "PATIENCE", SECONDS / MANY * 2)  # so that all of them would wait too long
    store = SqliteAccess(tmp_path / "access.db")

    async def looked() -> list[object]:
        async with asyncio.timeout(SECONDS):
            looks = (store.add_visit(a_look(number), timedelta(minutes=5)) for number in range(MANY))
            return await asyncio.gather(*looks, return_exceptions=True)

    with closing(sqlite3.connect(tmp_path / "access.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert {AccessUnavailable} == set(map(type, asyncio.run(looked())))
    assert [NOON] * MANY == asyncio.run(looked()), "nothing was stored before"
    assert sqlite.PATIENCE == store._waits, "and the next one waits again"
    store.close()
