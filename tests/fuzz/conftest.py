"""One service for each file of tests, one tenant for each test."""

from collections.abc import Iterator

import pytest

from tests.app.running import Running, Shop, running_service


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_service(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture
def shop(running: Running) -> Iterator[Shop]:
    shop = running.shop()
    yield shop
    shop.close()
