"""What every folder of tests shares: a real service a file, a tenant a test, and the order of the whole run."""

import os
from collections.abc import Iterator

import pytest

from tests.app.running import Running, Shop, running_service
from tests.peers.postgres import NoServer, Postgres, running_postgres


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_service(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture
def shop(running: Running) -> Iterator[Shop]:
    shop = running.shop()
    yield shop
    shop.close()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A real PostgreSQL; `postgres.fresh()` is the URL of an empty database. Never skipped in CI."""
    try:
        with running_postgres(tmp_path_factory.mktemp("postgres")) as server:
            yield server
    except NoServer as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"needs PostgreSQL: {missing}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser comes last: its driver keeps an event loop on the main thread to the end. Else nothing moves."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
