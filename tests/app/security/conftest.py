"""A gate on its own file, with a clock that moves only when told to."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.security.gate import Gate
from app.security.store import AccessStore
from app.settings import Settings


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
def settings(tmp_path: Path) -> Settings:
    return Settings.read({"THROUGHLINE_DATA_DIR": str(tmp_path)})


@pytest.fixture
def gate(settings: Settings, clock: StoppedClock) -> Iterator[Gate]:
    gate = Gate(AccessStore(settings.data_dir / "access.db"), settings, now=clock)
    yield gate
    gate.close()
