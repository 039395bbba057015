"""The same stories with pages that are written, let go and opened again all the time: nobody watching may notice."""

import asyncio
import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from adapters.pages.store import PageStore
from app.pages import Pages
from app.snapshots import Habit
from domain.page import Page
from tests.adapters.log.opened import open_log
from tests.app.live.test_live_interleavings import Story, our_way
from tests.app.live.world import World
from tests.examples import LATE_WINDOW

SEEDS = int(os.environ.get("LIVE_SEEDS", "150"))
OFTEN = Habit(long=3, grown=1, tail=2, most=4)


class Here(Executor):
    """Does the work at once: a thread would make a seed unrepeatable."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as fault:
            done.set_exception(fault)
        return done


class Restless(Story):
    """Now and then everybody hangs up, and the page is let go with its feed."""

    def act(self) -> None:
        self.world.hands.time += 1_000
        self.world.hub.feeds.let_go()
        if self.chance.random() < 0.3:
            for client in self.clients:
                client.wire.hang_up()
                client.connected = False
        super().act()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    chance = random.Random(0)

    async def here(work: Callable[..., Any], *arguments: Any) -> Any:
        for _ in range(chance.randrange(4)):
            await asyncio.sleep(0)
        return work(*arguments)

    monkeypatch.setattr("asyncio.to_thread", here)
    monkeypatch.setattr("app.pages.KEPT", 1)
    monkeypatch.setattr("app.pages.LARGE", 4)
    with open_log(tmp_path) as log:
        store = PageStore(tmp_path / "pages.db", log.keyring, os.urandom)
        yield World(log, Pages(log.reader, log.codec, LATE_WINDOW, store, OFTEN, Here()))


@pytest.mark.parametrize("faulty", [False, True], ids=["every bell is heard", "bells lost, doubled, out of order"])
def test_watchers_of_kept_pages_hold_what_a_fresh_client_gets(
    world: World, faulty: bool, monkeypatch: pytest.MonkeyPatch
):
    opened: list[int] = []
    restored = Page.restored
    monkeypatch.setattr(Page, "restored", lambda *given: (opened.append(1), restored(*given))[1])

    async def play() -> None:
        for seed in range(SEEDS):
            wrong = await Restless(world, seed, our_way, faulty=faulty).play()
            assert not wrong, f"seed {seed}: {wrong}"
        await world.end()

    asyncio.run(play())
    assert len(opened) > SEEDS // 4, "pages were opened from what was kept"
