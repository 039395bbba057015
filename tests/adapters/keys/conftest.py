"""Both kinds of key database for every test that asks for `database`."""

from pathlib import Path

import pytest

from tests.adapters.keys.opened import AtServer, Database, InFile
from tests.peers.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return InFile(tmp_path)
    server: Postgres = request.getfixturevalue("postgres")
    return AtServer(server.fresh())


@pytest.fixture
def server(postgres: Postgres) -> AtServer:
    return AtServer(postgres.fresh())
