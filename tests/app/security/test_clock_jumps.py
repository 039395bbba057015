"""The machine's clock is put right, by an hour or a day: nobody is signed out by it, nobody stays in, and no old link is good again."""

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

    def restart(self) -> None:
        """Another process, that knows only what was kept."""
        self.gate.close()
        self.gate = self.make()

    def link(self) -> str:
        return run(self.gate.create_link("agent", "Anna")).rsplit("/", 1)[1]

    def ticket(self, headers: dict[str, str]) -> str:
        principal = self.recognised(headers)
        assert principal is not None
        return run(self.gate.issue_ticket(principal))[0]

    def signed_in(self) -> dict[str, str]:
        code = self.link()
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


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_link_and_a_ticket_are_as_good_after_a_jump_as_before_it(jumping: Jumping, jump: timedelta):
    code, ticket = jumping.link(), jumping.ticket(jumping.signed_in())
    jumping.clock.time += jump
    jumping.pass_by(minutes=0.9)
    assert run(jumping.gate.redeem_ticket(ticket))
    jumping.pass_by(minutes=9)
    assert run(jumping.gate.redeem_link(code))


@pytest.mark.parametrize("back", [timedelta(minutes=3), timedelta(minutes=12), timedelta(hours=1)], ids=str)
def test_a_link_and_a_ticket_that_were_over_are_over_after_the_clock_was_set_back(jumping: Jumping, back: timedelta):
    code, ticket = jumping.link(), jumping.ticket(jumping.signed_in())
    jumping.pass_by(minutes=11)
    jumping.clock.time -= back
    assert run(jumping.gate.redeem_ticket(ticket)) is None
    assert run(jumping.gate.redeem_link(code)) is None


def test_a_jump_to_and_fro_leaves_waiting_tickets_alone(jumping: Jumping):
    headers = jumping.signed_in()
    first = jumping.ticket(headers)
    jumping.clock.time += timedelta(hours=1)
    second = jumping.ticket(headers)
    jumping.clock.time -= timedelta(hours=1)
    third = jumping.ticket(headers)
    assert all(run(jumping.gate.redeem_ticket(each)) for each in (first, second, third))


def test_a_link_that_was_over_is_over_for_the_next_process_too(jumping: Jumping):
    code = jumping.link()
    jumping.pass_by(minutes=11)
    jumping.link()  # as at every start
    jumping.clock.time -= timedelta(minutes=8)
    jumping.restart()
    assert run(jumping.gate.redeem_link(code)) is None


def test_a_link_of_a_clock_that_was_ahead_does_not_outlive_a_restart(jumping: Jumping):
    jumping.clock.time += timedelta(hours=1)
    code = jumping.link()
    jumping.clock.time -= timedelta(hours=1)
    jumping.pass_by(minutes=11)
    jumping.restart()
    assert run(jumping.gate.redeem_link(code)) is None


def test_a_node_whose_clock_is_ahead_takes_nobodys_tickets_away(
    shared_store: OpenStore, settings: Settings, clock: StoppedClock
):
    jumping, ahead = Jumping(shared_store, settings, clock), StoppedClock()
    ahead.pass_by(hours=1)
    other = Gate(shared_store(), settings, now=ahead)
    headers = jumping.signed_in()
    ticket = jumping.ticket(headers)
    run(other.issue_ticket(jumping.recognised(headers)))  # type: ignore[arg-type]
    assert run(jumping.gate.redeem_ticket(ticket))


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
