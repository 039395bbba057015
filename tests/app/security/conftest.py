"""A gate with a clock that moves only when told to: on a file of its own, and in the database all nodes share."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from adapters.access.store import AccessStore
from app.security.gate import Gate
from app.settings import Settings
from tests.app.stores import OpenStore, in_file


class StoppedClock:
    """Tells the time a test set."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **length: float) -> None:
        self.time += timedelta(**length)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def store(open_store: OpenStore) -> AccessStore:
    return open_store()


@pytest.fixture
def gate(store: AccessStore, settings: Settings, clock: StoppedClock) -> Gate:
    return Gate(store, settings, now=clock)


@pytest.fixture
def own_gate(settings: Settings, clock: StoppedClock) -> Iterator[Gate]:
    """A gate of one node."""
    gate = Gate(in_file(settings), settings, now=clock)
    yield gate
    gate.close()
