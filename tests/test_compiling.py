"""Several workers compile the test modules between them."""

import pytest

from tests.compiling import beginning, modules


def test_each_worker_begins_elsewhere_and_comes_to_every_module():
    names = [*"abcdefghij"]
    orders = [beginning(names, number, 4) for number in range(4)]
    assert ["a", "c", "f", "h"] == [order[0] for order in orders]
    assert [names] * 4 == [sorted(order) for order in orders]


def test_what_this_run_is_not_about_is_not_imported(pytestconfig: pytest.Config):
    found = modules(pytestconfig)
    assert __name__ in found
    ignored = [str(each) for each in pytestconfig.getoption("ignore") or ()]
    assert "tests/browser" not in ignored or not [each for each in found if each.startswith("tests.browser.")]
