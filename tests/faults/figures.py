"""How often, how long, from which seed, and where the figures go: one JSON line each, so that a fall is seen."""

import json
import os
import platform
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any


def times(name: str, short: int) -> int:
    """How often a fault is tried: `short` in every run; the variable THROUGHLINE_<NAME> asks for more."""
    return int(os.environ.get(f"THROUGHLINE_{name}", "") or short)


def first_seed() -> int:
    """Where the seeds begin; THROUGHLINE_SEED repeats a run."""
    return int(os.environ.get("THROUGHLINE_SEED", "") or 1)


class Figure:
    """One line about one test: counts are kept while it runs, `say` writes them down with versions and seconds."""

    def __init__(self, name: str, **told: Any) -> None:
        self._told: dict[str, Any] = {"fault": name, "seed": first_seed(), **told}
        self._began = time.monotonic()

    def say(self, **counts: Any) -> None:
        """Write the line: to the file THROUGHLINE_FIGURES, else to standard output."""
        seconds = round(time.monotonic() - self._began, 1)
        line = json.dumps({**self._told, **counts, "seconds": seconds, **_versions()})
        path = os.environ.get("THROUGHLINE_FIGURES", "")
        if path:
            with Path(path).open("a") as file:
                file.write(line + "\n")
        print(line)


def _versions() -> dict[str, str]:
    return {"sqlite": sqlite3.sqlite_version, "python": platform.python_version(), "system": sys.platform}
