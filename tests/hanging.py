"""A test that hangs fails with its stack, and the others go on."""

import os
import signal
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from tests.patience import LONG, SECONDS

HANGS = float(
    os.environ.get("THROUGHLINE_HANGS", LONG + SECONDS)
)  # seconds of setup, call or teardown; `make torture` sets it


@contextmanager
def hurried(seconds: float) -> Iterator[None]:
    """For the length of a `with`: after so many seconds the main thread fails where it stands."""

    def fail(_: int, frame: FrameType | None) -> None:
        pytest.fail(f"hangs: not over after {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None]:
    with hurried(HANGS):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None]:
    with hurried(HANGS):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None]:
    with hurried(HANGS):
        return (yield)
