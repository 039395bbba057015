"""What bounds a hang does so, wherever it hangs, and leaves everything else alone."""

import asyncio
import signal
import threading

import pytest

from tests.hanging import HANGS, hurried
from tests.patience import LONG, SECONDS


def on_a_lock() -> None:
    threading.Event().wait()


def on_a_loop() -> None:
    asyncio.run(asyncio.Event().wait())


def on_a_thread() -> None:
    thread = threading.Thread(target=threading.Event().wait, daemon=True)
    thread.start()
    thread.join()


@pytest.mark.parametrize("hang", [on_a_lock, on_a_loop, on_a_thread])
def test_whatever_a_test_hangs_on_it_fails(hang: object):
    assert callable(hang)
    with pytest.raises(pytest.fail.Exception, match="hangs"), hurried(0.1):
        hang()


def test_no_wait_inside_a_test_is_longer_than_the_test_may_take():
    assert LONG < HANGS


def test_what_ends_in_time_is_not_disturbed():
    with hurried(SECONDS):
        pass
    assert (0.0, 0.0) == signal.getitimer(signal.ITIMER_REAL)
