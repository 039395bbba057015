"""Several workers import the test modules, each from another one on: what one of them compiles, the others find compiled."""

import importlib
import os
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """All workers collect in one order at one speed: each would rewrite the asserts of every module, as none is kept yet.
    A module that cannot be imported is left to who collects it.
    """
    worker, workers = os.environ.get("PYTEST_XDIST_WORKER", ""), int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers == 1:
        return
    for name in beginning(modules(session.config), int(worker.removeprefix("gw")), workers):
        with suppress(Exception, pytest.skip.Exception):
            importlib.import_module(name)


def modules(config: pytest.Config) -> list[str]:
    """The names of the test modules in packages that this run is about."""
    wanted = [_absolute(config, each) for each in config.args]
    ignored = [_absolute(config, each) for each in config.getoption("ignore") or ()]
    found = {
        file for each in wanted for file in (each.rglob("test_*.py") if each.is_dir() else [each])
        if (file.parent / "__init__.py").exists() and file.is_relative_to(ROOT)
    }  # fmt: skip
    return sorted(
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for file in found
        if not any(file.is_relative_to(each) for each in ignored)
    )


def _absolute(config: pytest.Config, told: str) -> Path:
    return (config.invocation_params.dir / told.partition("::")[0]).resolve()


def beginning(names: list[str], number: int, of: int) -> list[str]:
    """All of them, from the place on at which worker `number` begins."""
    begin = len(names) * number // of
    return names[begin:] + names[:begin]
