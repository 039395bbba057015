"""What is played by chance is the same in every run, at any speed; THROUGHLINE_EXPLORE=1 plays something new, by a seed that is told.

THROUGHLINE_EXPLORE=<that seed> plays it again.
"""

import os
import random
from typing import Any

from hypothesis import HealthCheck, core, seed, settings
from hypothesis.internal.conjecture import providers

_ANY = 1  # asks for a seed that nobody has played


def _told() -> int | None:
    told = os.environ.get("THROUGHLINE_EXPLORE", "")
    if not told:
        return None
    if int(told) == _ANY:
        told = str(random.SystemRandom().randrange(_ANY + 1, 2**32))
        os.environ["THROUGHLINE_EXPLORE"] = told  # for the other processes of this run
    return int(told)


EXPLORE = _told()


def seeded(number: int) -> Any:
    """A test by properties plays by this seed; where we explore, by one that goes with the run's."""
    return seed(number if EXPLORE is None else EXPLORE + number)


def load() -> None:
    """Every test by properties from now on."""
    settings.register_profile(
        "throughline", derandomize=EXPLORE is None, database=None, deadline=None, print_blob=EXPLORE is not None,
        suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
    settings.load_profile("throughline")
    core.global_force_seed = EXPLORE
    if EXPLORE is None:  # else it plays numbers and words of whatever modules of ours this process has loaded by now
        providers._get_local_constants = lambda: providers._local_constants
