"""Every claim about the log is checked on SQLite and on PostgreSQL."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.adapters.log import opened
from tests.peers.postgres import Postgres

OpenLogs = Callable[..., AbstractContextManager[opened.OpenLog]]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database; nothing for a file."""
    if request.param == "sqlite":
        return ""
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.fresh()


@pytest.fixture
def open_log(database: str, tmp_path: Path) -> OpenLogs:
    """Opens the test's log, again the same one at the second call: `with open_log("c-1", "c-2") as log`."""

    def again(*streams: str) -> AbstractContextManager[opened.OpenLog]:
        return opened.open_log(tmp_path, *streams, url=database)

    return again
