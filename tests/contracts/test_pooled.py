"""A pool of transactions is found out before anybody relies on it."""

import pytest

from adapters.bus.frames import Seal
from adapters.bus.port import BusRefused
from adapters.bus.postgres import open_bus
from adapters.servers import Pooled, check_session
from tests.contracts.buses import a_seal
from tests.peers.pooler import running_pooler
from tests.peers.postgres import Postgres


@pytest.fixture
def seal() -> Seal:
    return a_seal()


def test_the_server_itself_gives_each_connection_its_own_session(postgres: Postgres, seal: Seal):
    check_session(postgres.url())
    open_bus(postgres.url(), seal)


def test_a_pool_of_transactions_is_refused_with_what_to_do(postgres: Postgres, seal: Seal):
    with running_pooler(postgres.url()) as pooler:
        with pytest.raises(Pooled):
            check_session(pooler.url)
        with pytest.raises(BusRefused, match="pgbouncer in transaction mode.*address of PostgreSQL itself"):
            open_bus(pooler.url, seal)


def test_a_server_that_is_away_is_no_pool(seal: Seal):
    open_bus("postgresql://throughline@127.0.0.1:9/log", seal)
