"""The house stands as drawn: app wires adapters, adapters serve domain, domain stands alone."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {"domain": {"domain"}, "adapters": {"adapters", "domain"}, "app": {"app", "adapters", "domain"}}
HOUSE = frozenset(MAY_IMPORT)
# adapters that carry others: a channel may use normal forms and the log's codec serves views, nothing else crosses
SHARED = frozenset({"durable", "handles", "keys", "log", "migrations", "servers"})
# the verifier is one file by promise: a stranger runs it without us (docs/proof-format.md)
LONGER = {"app/audit/verify.py": 400}
DOMAIN_KNOWS = frozenset({
    "msgspec", "datetime", "collections", "typing", "functools", "bisect", "hashlib", "re", "zoneinfo", "domain", "dataclasses",
    "itertools", "math", "statistics", "unicodedata", "decimal", "calendar",
})  # fmt: skip


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def breaches(room: str, source: str, path: str) -> list[str]:
    """What a file of a room imports and may not."""
    found = [name for name in source.split() if name.split(".")[0] in HOUSE - MAY_IMPORT[room]]
    if room == "domain":
        found += [name for name in source.split() if name.split(".")[0] not in DOMAIN_KNOWS]
    if room == "adapters":
        here = Path(path).parts[1]
        others = (name.split(".") for name in source.split() if name.startswith("adapters."))
        found += [".".join(name) for name in others if name[1] not in {here} | SHARED]
    return found


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_nothing_points_back(room: str):
    files = sorted((ROOT / room).rglob("*.py"))
    assert files
    found = {str(file): breaches(room, " ".join(imports(file)), str(file.relative_to(ROOT))) for file in files}
    assert {} == {file: names for file, names in found.items() if names}


def test_a_breach_is_seen():
    assert ["app.main"] == breaches("domain", "app.main", "domain/x.py")[:1]
    assert ["sqlalchemy"] == breaches("domain", "sqlalchemy", "domain/x.py")
    assert ["adapters.views.store"] == breaches("adapters", "adapters.views.store", "adapters/phone/x.py")


def test_the_domain_awaits_nothing_and_reads_no_clock():
    for file in (ROOT / "domain").rglob("*.py"):
        tree = ast.parse(file.read_text())
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.Await)], file
        called = [
            node.func.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        ]
        assert not {"now", "utcnow", "today", "urandom", "uuid4"} & set(called), file


def test_files_and_functions_keep_to_their_size():
    for file in (file for room in MAY_IMPORT for file in (ROOT / room).rglob("*.py")):
        text = file.read_text()
        assert len(text.splitlines()) <= LONGER.get(str(file.relative_to(ROOT)), 300), file
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 40, f"{file}:{node.name}"


def test_a_command_starts_without_what_reads_messages():
    """Its patterns take half a second to set up, which nobody should wait for who makes a link."""
    loaded = "import sys, app.cli; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    assert "app.settings" in modules
    assert not {"domain.memory.extract", "domain.memory.contradicting", "domain.page", "litestar", "sqlalchemy"} & set(
        modules
    )
