"""A world with two customers who said one thing each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.live.world import World, a_world
from tests.examples import a_message


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path, "c-1", "c-2") as world:
        world.append(("c-1", a_message(item_id="t-1")))
        world.append(("c-2", a_message(item_id="t-2")))
        yield world
