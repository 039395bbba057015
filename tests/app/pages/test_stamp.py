"""A kept page counts only while the very code that folded it still folds: whichever module of it changes."""

import shutil
from pathlib import Path

import pytest

import domain
from adapters.log import codec, upcasts
from app import folding, stamp
from app.stamp import code_of

FOLDING = (Path(codec.__file__), Path(upcasts.__file__), Path(folding.__file__))
PROBES = (
    "page.py", "effective.py", "timeline/marks.py", "memory/contradicting/marks.py", "memory/contradicting/said.py",
    "memory/contradicting/spelled.py", "customer/state.py",
)  # fmt: skip


@pytest.fixture
def copied(tmp_path: Path) -> tuple[Path, list[Path]]:
    """The folding code, to be changed."""
    root = tmp_path / "domain"
    shutil.copytree(Path(next(iter(domain.__path__))), root, ignore=shutil.ignore_patterns("__pycache__"))
    return root, [Path(shutil.copy(each, tmp_path / each.name)) for each in FOLDING]


def test_what_is_stamped_is_what_folds(copied: tuple[Path, list[Path]]):
    assert stamp._fold_code() == code_of(*copied)


@pytest.mark.parametrize("changed", [*PROBES, *(each.name for each in FOLDING)])
def test_a_changed_module_makes_every_kept_page_anew(copied: tuple[Path, list[Path]], changed: str):
    root, files = copied
    before = code_of(root, files)
    path = next((each for each in files if each.name == changed), root / changed)
    path.write_bytes(path.read_bytes() + b"\n")
    assert before != code_of(root, files)
