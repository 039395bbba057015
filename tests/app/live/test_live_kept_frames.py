"""What a node keeps of frames for those who stand at the same place has a bound, from wherever clients ask."""

import asyncio

import pytest

from app.live.feed import Feed
from app.live.inbox import READINGS, InboxFeed
from app.live.presence import Presence
from app.live.steps import KEPT, LEAST
from tests.app.live.world import ZONE, World
from tests.examples import a_message

VERSIONS = 150


@pytest.mark.parametrize(("words", "most"), [(10, KEPT), (5_000, LEAST)], ids=["short", "long"])
def test_a_quiet_page_keeps_few_frames_however_many_versions_it_is_asked_from(world: World, words: int, most: int):
    world.append(*(("c-1", a_message(item_id=f"n-{number}", text="słowo " * words)) for number in range(VERSIONS)))
    page = asyncio.run(world.pages.open("demo", "c-1"))
    feed = Feed(world.pages, "demo", page, ZONE, Presence())
    for since in range(1, VERSIONS):
        assert feed.step(since, "pl") is not None
    assert len(feed._steps) <= most
    last = [feed.step(VERSIONS, language) for language in ("pl", "en")]
    assert all(one is feed.step(VERSIONS, language) for one, language in zip(last, ("pl", "en"), strict=True))


def test_a_quiet_queue_keeps_few_readings_however_many_versions_it_is_asked_from(world: World):
    async def case() -> None:
        feed = InboxFeed(world.queue, "demo", "team", "p-anna")
        for since in range(VERSIONS):
            await feed.read(since)
        assert len(feed._reading) <= READINGS
        await feed.read(VERSIONS - 1)
        assert VERSIONS == world.queue.asked

    asyncio.run(case())
