"""Work behind what is answered and shown is done in slices: as much in a turn of the loop as fits, in order, and all of it."""

import asyncio

import pytest

from app.slices import MOST, Slices
from tests.patience import SECONDS

PIECES = 600


def largest_turns(takes: float) -> list[list[int]]:
    """The pieces of work done in each turn of the loop, when one takes so many seconds."""
    now, done = 0.0, list[int]()
    turns: list[list[int]] = []

    async def work(number: int, slices: Slices) -> None:
        nonlocal now
        await slices.turn()
        now += takes
        done.append(number)

    async def watch() -> None:
        while len(done) < PIECES:
            before = len(done)
            await asyncio.sleep(0)
            turns.append(done[before:])

    async def all_at_once() -> None:
        slices = Slices(0.002, lambda: now)
        await asyncio.gather(watch(), *(work(number, slices) for number in range(PIECES)))

    asyncio.run(all_at_once())
    return turns


@pytest.mark.parametrize(("takes", "most"), [(0.0, MOST), (0.0005, 4), (0.002, 1), (0.05, 1)])
def test_no_more_is_done_in_one_turn_of_the_loop_than_fits(takes: float, most: int):
    later = largest_turns(takes)[4:]  # what a piece takes is not known before the first was done
    assert most == max(map(len, later))


def test_everything_is_done_in_the_order_in_which_it_came():
    assert list(range(PIECES)) == [each for turn in largest_turns(0.0003) for each in turn]


def test_who_gave_up_waiting_holds_up_nobody():
    async def one_gives_up() -> None:
        slices = Slices()
        first, second = asyncio.create_task(slices.turn()), asyncio.create_task(slices.turn())
        await asyncio.sleep(0)
        first.cancel()
        async with asyncio.timeout(SECONDS):
            await second
            await slices.turn()

    asyncio.run(one_gives_up())
