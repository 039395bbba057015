"""What a snapshot was folded from and by: with another stamp it is ignored and made again."""

import hashlib
from functools import cache
from pathlib import Path

import domain


def stamp(life: str, late_window: float) -> str:
    """Names what a snapshot depends on besides the events: the log's life, the late window, the code that folds."""
    return hashlib.sha256(f"{life}\x1f{late_window}\x1f{_fold_code()}".encode()).hexdigest()[:32]


@cache
def _fold_code() -> str:
    """A digest of the whole domain: any change of a rule makes all snapshots anew, and nobody has to think of it."""
    digest = hashlib.sha256()
    root = Path(next(iter(domain.__path__)))
    for path in sorted(root.rglob("*.py")):
        digest.update(f"{path.relative_to(root)}\x1f".encode() + path.read_bytes())
    return digest.hexdigest()
