"""A follower that cannot go on: what is told of it, and that it tries again."""

import asyncio
import logging

import pytest

from app import follower as following
from app.follower import Follower
from domain.errors import LogHeld, Overloaded
from tests.patience import SECONDS

HELD = ExceptionGroup("of one batch", [LogHeld(), ExceptionGroup("of one customer", [Overloaded()])])
WORSE = ExceptionGroup("of one batch", [LogHeld(), ValueError("a bug")])


class Stumbling(Follower):
    """Fails once, and has nothing to do from then on."""

    name = "stumbling"

    def __init__(self, fault: Exception) -> None:
        super().__init__()
        self.fault, self.well = fault, asyncio.Event()

    async def _kept_position(self) -> int:
        return 0

    async def _step(self) -> bool:
        if self.fault is not None:
            fault, self.fault = self.fault, None
            raise fault
        self.well.set()
        return False


@pytest.mark.parametrize(("fault", "told"), [(HELD, 0), (Overloaded(), 0), (WORSE, 1)], ids=["held", "busy", "a bug"])
def test_a_log_that_is_held_is_no_fault_of_who_follows_it(
    fault: Exception, told: int, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(following, "PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(following.logger, "propagate", True)

    async def story() -> None:
        follower = Stumbling(fault)
        await follower.start()
        async with asyncio.timeout(SECONDS):
            await follower.well.wait()
        await follower.stop()

    with caplog.at_level(logging.ERROR, "throughline"):
        asyncio.run(story())
    assert told == sum("could not go on" in each.message for each in caplog.records)
