"""An event loop without an outer world: its time is made up, and whatever could happen in any order happens in a seed's."""

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

SLOWEST = 0.02  # seconds that work on another thread takes


class Place(Protocol):
    """Where something runs: a node, which may be dead by the time that it is done."""

    alive: bool


HERE: ContextVar[Place | None] = ContextVar("here", default=None)


@contextmanager
def here(place: Place) -> Iterator[None]:
    """Whatever begins inside runs there."""
    token = HERE.set(place)
    try:
        yield
    finally:
        HERE.reset(token)


class Standstill(Exception):
    """Somebody waits for what will never come."""


class _World:
    """What the loop asks instead of the system: nothing comes from outside, so time passes to the next timer at once."""

    def __init__(self, loop: "SimulatedLoop") -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise Standstill
        self._loop.elapsed += timeout
        self._loop.mix()
        return []

    def close(self) -> None:
        pass


class SimulatedLoop(asyncio.BaseEventLoop):
    """Runs what is ready in an order of `chance`, and what is asked of threads at a moment of `chance`."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.elapsed = 0.0
        self.steps = 0
        self._chance = chance
        self._selector = _World(self)
        self._ready: Any
        self.set_task_factory(_of_this_place)
        self.tasks: dict[asyncio.Task[Any], Place | None] = {}

    def time(self) -> float:
        """Seconds since the seed began."""
        return self.elapsed

    def mix(self) -> None:
        """Whoever is ready may go first."""
        ready = self._ready
        self.steps += len(ready)
        if len(ready) > 1:
            mixed = list(ready)
            self._chance.shuffle(mixed)
            ready.clear()
            ready.extend(mixed)

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:
        """Do it here, a while later; never if the place it was asked at is dead by then."""
        done, place = self.create_future(), HERE.get()

        def work() -> None:
            if done.done() or (place is not None and not place.alive):
                return
            try:
                done.set_result(func(*args))
            except Exception as fault:
                done.set_exception(fault)

        self.call_later(self._chance.random() * SLOWEST, work)
        return done

    def kill(self, place: Place) -> None:
        """End everything that runs at a place, as a crash does."""
        for task, where in list(self.tasks.items()):
            if where is place:
                task.cancel()

    def _process_events(self, event_list: Any) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


def _of_this_place(loop: Any, coroutine: Any, **more: Any) -> asyncio.Task[Any]:
    task = asyncio.Task(coroutine, loop=loop, **more)
    loop.tasks[task] = HERE.get()
    task.add_done_callback(lambda done: loop.tasks.pop(done, None))
    return task
