"""Two nodes, their log, projections, feeds and clients, every step in a seed's order: every screen shows what the log says.

THROUGHLINE_SEEDS=20000 plays more of them, THROUGHLINE_SEED=17 that one alone.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.simulation.planted import PLANTED, Plant
from tests.simulation.world import Shelf, World, a_shelf

ALONE = os.environ.get("THROUGHLINE_SEED", "")
SEEDS = int(os.environ.get("THROUGHLINE_SEEDS", "2000"))
PARTS = 1 if ALONE else 10
CAUGHT_WITHIN = 1_000  # seeds
# The first seeds that catch them: they are tried first.
LATE = {"join_races": 272, "late_bells_are_dropped": 94, "nothing_heals": 27, "presence_counts_as_it_comes": 408}


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    with a_shelf() as shelf:
        yield shelf


def seeds_of(part: int) -> range:
    return range(int(ALONE), int(ALONE) + 1) if ALONE else range(part, SEEDS, PARTS)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_screen_shows_what_the_log_says_whatever_happens_in_whatever_order(shelf: Shelf, part: int):
    seen: Counter[str] = Counter()
    for seed in seeds_of(part):
        world = World(seed, shelf)
        wrong = world.play()
        assert not wrong, f"THROUGHLINE_SEED={seed} plays it again: {wrong}"
        seen += world.seen
    kinds = ("snapshot", "changes", "resumed", "reset", "presence")
    assert ALONE or not [kind for kind in kinds if seen[kind] < SEEDS // PARTS // 2], seen


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_caught(shelf: Shelf, plant: Plant, monkeypatch: pytest.MonkeyPatch):
    plant(monkeypatch)
    seeds = (LATE.get(plant.__name__, 0), *range(CAUGHT_WITHIN))
    caught = next((seed for seed in seeds if World(seed, shelf).play()), None)
    assert caught is not None
    print(f"caught by seed {caught}")


def test_a_seed_plays_the_same_in_every_process():
    told = {
        subprocess.run(
            [sys.executable, "-m", "tests.simulation.digest", "1", "16"], check=True, capture_output=True, text=True,
            env=os.environ | {"PYTHONHASHSEED": str(number)}).stdout
        for number in (1, 2)}  # fmt: skip
    assert 1 == len(told) and 2 == len(set(told.pop().split()))
