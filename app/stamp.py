"""What a snapshot was folded from and by: with another stamp it is ignored and made again."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import domain
from adapters.log import codec, upcasts
from app import folding


def stamp(life: str, late_window: float) -> str:
    """Names what a snapshot depends on besides the events: the log's life, the late window, the code that folds."""
    return hashlib.sha256(f"{life}\x1f{late_window}\x1f{_fold_code()}".encode()).hexdigest()[:32]


@cache
def _fold_code() -> str:
    """Of the whole domain, and of what reads events for it: any change of a rule makes all snapshots anew, and nobody has to
    think of it.
    """
    return code_of(Path(next(iter(domain.__path__))), map(Path, (codec.__file__, upcasts.__file__, folding.__file__)))


def code_of(root: Path, files: Iterable[Path]) -> str:
    """A digest of every module under a folder, and of these."""
    digest = hashlib.sha256()
    for path in [*sorted(root.rglob("*.py")), *files]:
        name = path.relative_to(root) if path.is_relative_to(root) else path.name
        digest.update(f"{name}\x1f".encode() + path.read_bytes())
    return digest.hexdigest()
