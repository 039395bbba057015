"""The views' follower rests between small batches, and never while somebody waits for it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.views.store import Views
from app import views as following
from app.views import ViewFollower
from tests.adapters.log.opened import OpenLog, open_log
from tests.examples import a_message
from tests.patience import SECONDS

FOR_GOOD = 3_600.0


@pytest.fixture
def log(tmp_path: Path) -> Iterator[OpenLog]:
    with open_log(tmp_path) as log:
        yield log


@pytest.fixture
def views(tmp_path: Path) -> Iterator[Views]:
    views = Views(tmp_path / "views.db")
    yield views
    views.close()


async def appended(log: OpenLog, follower: ViewFollower) -> int:
    """One event more, told to the follower, which then has its turn of the loop. Returns its position."""
    await asyncio.to_thread(log.writer.append_blocking, log.append(a_message()))
    follower.ring()
    return log.reader.head()


def test_whoever_waits_ends_the_rest(log: OpenLog, views: Views, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(following, "REST_SECONDS", FOR_GOOD)

    async def story() -> list[bool]:
        follower = ViewFollower(log.reader, log.codec, views, lambda: None)
        await follower.start()
        there = [await follower.reached(await appended(log, follower), SECONDS) for _ in range(3)]
        await asyncio.wait_for(follower.stop(), SECONDS)
        return there

    assert [True, True, True] == asyncio.run(story())


def test_the_first_event_after_a_quiet_time_is_taken_at_once(
    log: OpenLog, views: Views, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(following, "REST_SECONDS", FOR_GOOD)

    async def story() -> None:
        advanced = asyncio.Event()
        follower = ViewFollower(log.reader, log.codec, views, advanced.set)
        await follower.start()
        assert await follower.reached(await appended(log, follower), SECONDS)
        follower._rested_at -= FOR_GOOD  # it is as long ago
        advanced.clear()
        await appended(log, follower)
        await asyncio.wait_for(advanced.wait(), SECONDS)
        await follower.stop()

    asyncio.run(story())


def test_events_that_come_while_it_rests_are_taken_together(
    log: OpenLog, views: Views, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(following, "REST_SECONDS", FOR_GOOD)

    async def story() -> int:
        batches: list[int] = []
        follower = ViewFollower(log.reader, log.codec, views, lambda: batches.append(follower.position))
        await follower.start()
        assert await follower.reached(await appended(log, follower), SECONDS)
        batches.clear()
        for _ in range(30):
            await appended(log, follower)
        assert await follower.reached(log.reader.head(), SECONDS)
        await follower.stop()
        return len(batches)

    assert asyncio.run(story()) <= 2  # one more if somebody's waiting was heard after its batch had begun
