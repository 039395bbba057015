"""A small log with its proof, for tests of heads, bundles and checks: real files, no service around it."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from adapters.log.appends import Append, NewEvent
from adapters.log.codec import Meta
from adapters.log.rows import Row
from adapters.proof.bundle import About, bundle_lines
from adapters.proof.heads import Head, HeadsFile
from adapters.proof.signing import PURPOSE, open_key
from adapters.proof.store import TreeStore
from app.audit import verify
from app.audit.proof import Proof
from domain.record import Actor
from tests.adapters.log.opened import OpenLog, open_log

META = msgspec.json.encode(Meta(actor=Actor(kind="customer")))
NOW = 1_795_000_000_000_000


class Evidence:
    """The log, the proof over it, and the bundles that can be cut from them."""

    def __init__(self, folder: Path, log: OpenLog) -> None:
        self.folder, self.log = folder, log
        self.heads_file = HeadsFile(folder / "heads.jsonl")
        self.proof = self.reopened()

    def reopened(self) -> Proof:
        """As after a restart."""
        key = open_key(self.folder, self.log.keyring.tenant_cipher("", PURPOSE), os.urandom)
        self.proof = Proof(self.log.reader, TreeStore(self.folder / "proof.db"), self.heads_file, key, lambda: NOW)
        self.proof.open()
        return self.proof

    def grow(self, *streams: str, tenant: str = "demo") -> None:
        """One event for each stream named, in one commit."""
        for stream in streams:
            event_id = os.urandom(16)
            state = b'{"open":{"n":"' + event_id.hex().encode() + b'"}}'
            event = NewEvent(stream, event_id, "message-received", 1, NOW, META, state)
            self.log.writer.append_blocking(
                Append(tenant=tenant, events=[event], intake_key=event_id * 2, body_digest=event_id * 2)
            )

    def rows(self, stream: str, tenant: str = "demo") -> list[Row]:
        """A stream as it is stored."""
        return self.log.reader.stream(tenant, stream)

    def bundle(self, own: str, moved: list[Row] | None = None, kept: Head | None = None) -> bytes:
        """A bundle over a fresh head."""
        head, rows = self.proof.fresh(), self.rows(own)
        moved = sorted(moved or [], key=lambda row: row.position)
        path = self.proof.consistency(kept.size, head.size).path if kept else []
        about = About("demo", own, own, len(rows), len(moved))
        proved = ((row, self.proof.inclusion(row, head)) for row in (*rows, *moved))
        return b"".join(bundle_lines(about, head, kept, path, proved, self.proof.seal))


@contextmanager
def evidence(folder: Path, *streams: str, url: str = "") -> Iterator[Evidence]:
    """Open a log, and let one event of each stream named into it."""
    with open_log(folder, url=url) as log:
        made = Evidence(folder, log)
        made.grow(*streams)
        try:
            yield made
        finally:
            made.proof.close()


def verdict(bundle: bytes, key: bytes | None = None, kept: Head | None = None) -> str:
    """What the verifier says: empty if whole, else the first broken place."""
    head = verify.read_head(kept.line.encode()) if kept else None
    try:
        verify.check(io.BytesIO(bundle), key, head)
    except verify.Broken as broken:
        return str(broken)
    return ""
