"""Opens the proof of one node's log: where its files lie, and whose key signs."""

import os
from collections.abc import Callable
from pathlib import Path

from adapters.keys.keyring import Keyring
from adapters.log.reading import LogReader
from adapters.proof.heads import HeadsFile
from adapters.proof.signing import PURPOSE, open_key
from adapters.proof.store import TreeStore
from app.audit.proof import Proof
from app.settings import Settings


def open_proof(settings: Settings, reader: LogReader, keyring: Keyring, clock: Callable[[], int]) -> Proof:
    """Tree, heads and signing key. `clock` gives microseconds UTC. Raises WrongMasterKey, OSError, sqlite3.Error."""
    others = None
    if settings.on_server:
        from adapters.access.heads import SharedHeads

        others = SharedHeads(settings.database_url)
    key = open_key(settings.data_dir, keyring.tenant_cipher("", PURPOSE), os.urandom, others)
    return Proof(reader, TreeStore(tree_file(settings)), HeadsFile(heads_file(settings)), key, clock, others)


def heads_file(settings: Settings) -> Path:
    """The file that signed heads are appended to."""
    return settings.heads_file or settings.data_dir / "heads.jsonl"


def tree_file(settings: Settings) -> Path:
    """The tree beside the log."""
    return settings.data_dir / "proof.db"
