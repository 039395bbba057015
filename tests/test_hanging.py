"""What bounds a hang does so, wherever it hangs, and leaves everything else alone."""

import asyncio
import signal
import threading

import pytest

from tests.hanging import hurried
from tests.patience import SECONDS


def on_a_lock() -> None:
    threading.Event().wait()


def on_a_loop() -> None:
    asyncio.run(asyncio.Event().wait())


def on_a_thread() -> None:
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    next(each for each in threading.enumerate() if each.daemon).join()


@pytest.mark.parametrize("hang", [on_a_lock, on_a_loop, on_a_thread])
def test_whatever_a_test_hangs_on_it_fails(hang: object):
    assert callable(hang)
    with pytest.raises(pytest.fail.Exception, match="hangs"), hurried(0.1):
        hang()


def test_what_ends_in_time_is_not_disturbed():
    with hurried(SECONDS):
        pass
    assert (0.0, 0.0) == signal.getitimer(signal.ITIMER_REAL)
