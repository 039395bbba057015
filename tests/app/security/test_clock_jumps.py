"""The machine's clock is put right, by an hour or a day: nobody is signed out by it, and nobody stays in."""

import asyncio
from datetime import timedelta

import pytest

from app.security.gate import Gate, Principal
from app.settings import Settings
from tests.app.security.conftest import StoppedClock
from tests.app.stores import OpenStore

run = asyncio.run
JUMPS = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=2), timedelta(days=-2)]


class Jumping:
    """A gate whose clock can be set, beside the seconds that nobody can set."""

    def __init__(self, open_store: OpenStore, settings: Settings, clock: StoppedClock) -> None:
        self.clock, self.seconds = clock, 0.0
        self.gate = Gate(open_store(), settings, now=clock, elapsed=lambda: self.seconds)

    def pass_by(self, minutes: float) -> None:
        self.clock.pass_by(minutes=minutes)
        self.seconds += minutes * 60

    def signed_in(self) -> dict[str, str]:
        code = run(self.gate.create_link("agent", "Anna")).rsplit("/", 1)[1]
        return {"cookie": f"{self.gate.cookie_name}={run(self.gate.redeem_link(code))}"}

    def recognised(self, headers: dict[str, str]) -> Principal | None:
        run(self.gate.hear())
        return run(self.gate.recognise(headers))


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
