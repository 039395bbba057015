"""What every folder of tests shares: a real service a file, a tenant a test, and the order of the whole run."""

import gc
import os
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import httpx
import pytest

from tests import exploring
from tests.app.running import Running, Shop, running_service
from tests.patience import SECONDS
from tests.peers.postgres import NoServer, Postgres, running_postgres

# A service on a busy machine may take longer than the five seconds that httpx waits by itself: no test asks for those.
for _part in ("connect", "read", "write", "pool"):
    setattr(httpx._config.DEFAULT_TIMEOUT_CONFIG, _part, SECONDS)

# Every client reads the machine's certificates anew, for as long as thirty requests take: one reading is enough for all.
httpx._transports.default.__dict__["create_ssl_context"] = cache(httpx._config.create_ssl_context)


class Told(dict[str, Any]):
    """The body of an answer. Whoever misses something in it is told what the answer was: a refusal, mostly."""

    def __init__(self, body: dict[str, Any], status: int) -> None:
        super().__init__(body)
        self.status = status

    def __missing__(self, name: str) -> Any:
        raise KeyError(f"{name!r} is not in the answer, which is {self.status} {dict(self)}")


def _told(answer: httpx.Response, _json: Callable[..., Any] = httpx.Response.json, **how: Any) -> Any:
    body = _json(answer, **how)
    return Told(body, answer.status_code) if type(body) is dict else body


httpx.Response.json = _told  # type: ignore[method-assign]

pytest_plugins = ["tests.hanging", "tests.compiling"]

exploring.load()


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


# What takes longest first.
LONG = (
    "tests/simulation/", "tests/app/identity/test_identity_model.py", "tests/fuzz/", "tests/faults/", "tests/evaluation/",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes comes first: begun last, it would keep one process busy while the others have nothing to do. The
    browser comes last: its driver keeps an event loop on the main thread to the end. Else nothing moves.
    """
    items.sort(key=lambda item: (item.get_closest_marker("browser") is not None, _rank(item.nodeid)))


def _rank(nodeid: str) -> int:
    return next((rank for rank, begins in enumerate(LONG) if nodeid.startswith(begins)), len(LONG))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say by which seed this run explored."""
    if exploring.EXPLORE is not None:
        terminalreporter.write_line(f"explored by THROUGHLINE_EXPLORE={exploring.EXPLORE}")


def pytest_collection_finish() -> None:
    """Ten thousand collected tests are walked through by no collector again: a quarter of what a test over HTTP costs."""
    gc.collect()
    gc.freeze()
