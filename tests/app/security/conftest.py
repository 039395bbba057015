"""A gate on its own file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from stopped_clock import StoppedClock

from app.security.gate import Gate
from app.security.store import AccessStore
from app.settings import Settings


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
