"""Order of the whole run: the browser comes last, because its driver keeps an event loop on the main thread to the end."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stable: everything else keeps its place."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
