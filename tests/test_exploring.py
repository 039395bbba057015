"""The same chances in every run; others, by a seed that can be played again, when somebody asks for them."""

import os
import subprocess
import sys
from pathlib import Path

PLAYED = """
import importlib, sys
from hypothesis import given, strategies
from tests import exploring

exploring.load()
for module in sys.argv[1:]:
    importlib.import_module(module)
first, second = [], []

@given(strategies.integers())
def plain(number):
    first.append(number)

@exploring.seeded(4)
@given(strategies.integers())
def with_a_seed(number):
    second.append(number)

plain(), with_a_seed()
print(exploring.EXPLORE, first, second, sep=";")
"""


def played(explore: str, *modules: str) -> tuple[str, str, str]:
    """Which seed, and what two tests were given in a process that has loaded these modules of ours."""
    done = subprocess.run(
        [sys.executable, "-c", PLAYED, *modules], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True,
        env=os.environ | {"THROUGHLINE_EXPLORE": explore})  # fmt: skip
    seed, plain, with_a_seed = done.stdout.strip().split(";")
    return seed, plain, with_a_seed


def test_who_explores_plays_something_new_and_can_play_it_again():
    usual, new = played(""), played("1")
    assert "None" == usual[0] and new[0].isdecimal() and int(new[0]) > 1
    assert usual[1] != new[1] and usual[2] != new[2]
    assert new == played(new[0])
    assert new[0] != played("1")[0]


def test_what_is_played_does_not_depend_on_what_else_the_process_has_loaded():
    """Which files of tests a process ran before is the machine's speed."""
    assert played("") == played("", "domain.memory.secrets", "tests.examples")
