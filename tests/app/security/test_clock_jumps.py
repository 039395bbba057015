"""The machine's clock is put right, by an hour or a day: nobody is signed out by it, and nobody stays in."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.security.gate import Gate, Principal
from app.settings import Settings
from tests.app.security.conftest import StoppedClock
from tests.app.stores import OpenStore
from tests.patience import SECONDS

run = asyncio.run
JUMPS = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=2), timedelta(days=-2)]


class Jumping:
    """A gate whose clock can be set, beside the seconds that nobody can set."""

    def __init__(self, open_store: OpenStore, settings: Settings, clock: StoppedClock) -> None:
        self.clock, self.seconds = clock, 0.0
        self.make: Callable[[], Gate] = lambda: Gate(open_store(), settings, now=clock, elapsed=lambda: self.seconds)
        self.gate = self.make()

    def pass_by(self, minutes: float) -> None:
        self.clock.pass_by(minutes=minutes)
        self.seconds += minutes * 60

    def signed_in(self) -> dict[str, str]:
        code = run(self.gate.create_link("agent", "Anna")).rsplit("/", 1)[1]
        return {"cookie": f"{self.gate.cookie_name}={run(self.gate.redeem_link(code))}"}

    def recognised(self, headers: dict[str, str]) -> Principal | None:
        run(self.gate.hear())
        return run(self.gate.recognise(headers))

    def noted(self) -> bool:
        """Whether the only session was stored as seen at this time of day; what is noted is stored behind the caller's back."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            (session,) = run(self.gate.sessions())
            if session.seen_at == self.clock.time:
                return True
        return False


@pytest.fixture
def jumping(open_store: OpenStore, settings: Settings, clock: StoppedClock) -> Jumping:
    return Jumping(open_store, settings, clock)


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_nobody_is_signed_out_by_a_jump(jumping: Jumping, jump: timedelta):
    headers = jumping.signed_in()
    jumping.pass_by(minutes=20)
    assert jumping.recognised(headers)
    jumping.clock.time += jump
    jumping.pass_by(minutes=20)
    assert jumping.recognised(headers)


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_silence_and_age_end_a_session_after_a_jump_as_before_it(jumping: Jumping, jump: timedelta):
    silent, busy = jumping.signed_in(), jumping.signed_in()
    jumping.pass_by(minutes=20)
    assert jumping.recognised(silent) and jumping.recognised(busy)
    jumping.clock.time += jump
    jumping.pass_by(minutes=20)
    assert jumping.recognised(busy)
    jumping.pass_by(minutes=10)
    assert jumping.recognised(silent) is None
    for _ in range(44):
        jumping.pass_by(minutes=15)
        assert jumping.recognised(busy)
    jumping.pass_by(minutes=10)
    assert jumping.recognised(busy) is None, "twelve hours are over"


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_who_is_there_is_noted_after_a_jump_as_before_it(jumping: Jumping, jump: timedelta):
    headers = jumping.signed_in()
    jumping.clock.time += jump
    for _ in range(3):
        jumping.pass_by(minutes=2)
        assert jumping.recognised(headers) and jumping.noted()


def test_acting_at_one_node_keeps_a_session_open_at_the_other_after_all_clocks_were_set_back(
    shared_store: OpenStore, settings: Settings, clock: StoppedClock
):
    jumping = Jumping(shared_store, settings, clock)
    other = jumping.make()
    headers = jumping.signed_in()
    principal = run(other.recognise(headers))
    assert principal is not None
    clock.time -= timedelta(hours=1)
    for _ in range(3):
        jumping.pass_by(minutes=20)
        assert jumping.recognised(headers) and jumping.noted()
        run(other.hear())
        assert other.still_valid(principal)
