"""Several workers compile the test modules between them."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.compiling import ROOT, beginning, modules

ABOUT = ("tests.contracts.", "tests.app.test_ids")  # of a run that is told of below


def test_each_worker_begins_elsewhere_and_comes_to_every_module():
    names = [*"abcdefghij"]
    orders = [beginning(names, number, 4) for number in range(4)]
    assert ["a", "c", "f", "h"] == [order[0] for order in orders]
    assert [names] * 4 == [sorted(order) for order in orders]


def test_what_this_run_is_not_about_is_not_imported(pytestconfig: pytest.Config):
    assert __name__ in modules(pytestconfig)
    found = modules(
        a_run_of("tests/contracts", "tests/app/test_ids.py::test_one", ignore=["tests/contracts/test_nats.py"])
    )
    assert "tests.app.test_ids" in found and "tests.contracts.test_buses" in found
    assert not [each for each in found if each == "tests.contracts.test_nats" or not each.startswith(ABOUT)]


def a_run_of(*args: str, ignore: list[str]) -> Any:
    """What pytest says of a run begun in the project's folder."""
    return SimpleNamespace(
        args=args, invocation_params=SimpleNamespace(dir=ROOT), getoption=lambda name: {"ignore": ignore}[name]
    )
