"""The console's modules say what they take and give, and a compiler that only reads holds them to it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.console import wire_types

CONSOLE = Path(__file__).parents[2] / "app" / "console"
ERROR = re.compile(r"^(?:.*?)(js/[\w./-]+)\((\d+),\d+\): error (TS\d+): (.*)$", re.MULTILINE)


def test_the_types_of_the_wire_are_those_of_the_service():
    assert wire_types.text() == wire_types.PATH.read_text(encoding="utf-8"), "run: python -m tests.console.wire_types"


def test_no_module_contradicts_its_types():
    assert [] == _faults(CONSOLE / "tsconfig.json")


def test_a_module_that_contradicts_its_types_is_found(tmp_path: Path):
    promises = (CONSOLE / "js" / "core" / "promises.js").read_text(encoding="utf-8")
    (tmp_path / "js" / "core").mkdir(parents=True)
    (tmp_path / "js" / "core" / "promises.js").write_text(promises.replace("promise.due_at", "promise.due_on", 1))
    shutil.copytree(CONSOLE / "types", tmp_path / "types", ignore=shutil.ignore_patterns("console.d.ts"))
    shutil.copy(CONSOLE / "tsconfig.json", tmp_path)
    assert ("js/core/promises.js", "TS2339") in {(each[0], each[2]) for each in _faults(tmp_path / "tsconfig.json")}


def _faults(config: Path) -> list[tuple[str, ...]]:
    """(module, line, code, words) of everything the compiler has to say."""
    found = shutil.which("tsc")
    if found is None:
        reason = "no tsc on PATH (Debian: node-typescript)"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    ran = subprocess.run([found, "-p", str(config)], capture_output=True, text=True, check=False)
    faults = [match.groups() for match in ERROR.finditer(ran.stdout)]
    assert faults or ran.returncode == 0, ran.stdout + ran.stderr
    return faults
