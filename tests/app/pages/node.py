"""A node's pages beside a real log, small enough that every page is a long one."""

import asyncio
import os
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from adapters.pages.store import PageStore
from app.folding import Fold
from app.pages import Pages
from app.snapshots import Habit, Snapshots
from domain.customer.events import Event
from domain.page import Page
from domain.sameness import first_difference
from tests.adapters.log.opened import OpenLog, open_log
from tests.app.live.world import World
from tests.examples import LATE_WINDOW, a_message, minutes

ZONE = ZoneInfo("Europe/Warsaw")
SMALL = Habit(long=10, grown=5, tail=4, most=12)
SECRET = "Malinowy zamek 48213"  # said by the customer


class Node:
    """One life of a process: its log stays, its memory does not."""

    def __init__(self, log: OpenLog, habit: Habit = SMALL) -> None:
        self.log, self.habit, self.file = log, habit, log.path.parent / "pages.db"
        self.recorded = World(log).append
        self.told = 0
        self.begin()

    def begin(self) -> None:
        """Start the process."""
        self.store = PageStore(self.file, self.log.keyring, os.urandom)
        self.pages = Pages(self.log.reader, self.log.codec, LATE_WINDOW, self.store, self.habit)

    def end(self) -> None:
        """Stop it."""
        self.pages.close()

    def again(self) -> None:
        """Stop it and start another."""
        self.end()
        self.begin()

    @property
    def snapshots(self) -> Snapshots:
        assert self.pages.snapshots is not None
        return self.pages.snapshots

    def say(self, count: int, stream: str = "c-1", **more: Any) -> None:
        """So many messages, ten minutes apart."""
        for _ in range(count):
            self.told += 1
            message = a_message(
                item_id=f"t-{self.told}", text=f"{SECRET} {self.told}", author_name="Zofia Pawlak", **more
            )
            self.record(message, stream)

    def record(self, event: Event, stream: str = "c-1", at: float = 0) -> None:
        """One event in a stream, so many minutes after the last word."""
        self.recorded((stream, event), at=minutes(10 * self.told - 10_000 + at))

    def run(self, work: Callable[[], Any]) -> Any:
        """Run a coroutine; what it began to write is written, and the page has heard of it."""

        async def all_of_it() -> Any:
            done = await work()
            for where in list(self.snapshots._under_way):
                await self.snapshots.idle(*where)
            return done

        return asyncio.run(all_of_it())

    def page(self, stream: str = "c-1") -> Page:
        """The page now."""
        return self.run(lambda: self.pages.open("demo", stream))

    def folded(self, stream: str = "c-1", version: int | None = None) -> Page:
        """The page folded anew from its first event."""
        return Fold(self.log.reader, self.log.codec, LATE_WINDOW).replay("demo", stream, version)

    def difference(self, stream: str = "c-1") -> str | None:
        """Where the page given out is not the one folded anew."""
        return first_difference(self.page(stream), self.folded(stream), ZONE)

    def sql(self, statement: str, *values: Any) -> list[Any]:
        """What stands in the file, or a change in it that nobody expects."""
        return self.store._writing.execute(statement, values).fetchall()


@contextmanager
def a_node(folder: Path, habit: Habit = SMALL, url: str = "") -> Any:
    """A node on a log of its own, with a page of 60 messages."""
    with open_log(folder, "c-1", "c-2", url=url) as log:
        node = Node(log, habit)
        node.say(60)
        try:
            yield node
        finally:
            node.end()
