"""Puts an evidence bundle together: a customer's stored rows, each with its place in a log of which a head was just signed."""

import asyncio
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, cast

from adapters.log.reading import LogReader
from adapters.log.rows import Row
from adapters.proof.bundle import About, bundle_lines
from adapters.proof.heads import Head, read_head
from app.audit import verify
from app.audit.proof import Proof, ProofRefused
from app.history import History
from app.pages import Pages


class Exported(NamedTuple):
    """What was written, and about whom."""

    customer: str
    version: int
    said: str


class Exporter:
    """Reads log and tree; writes one file."""

    def __init__(self, reader: LogReader, history: History, pages: Pages, proof: Proof) -> None:
        self._reader, self._history, self._pages, self._proof = reader, history, pages, proof

    async def owner(self, tenant: str, asked: str) -> str:
        """The customer an id belongs to now. Raises UnknownCustomer."""
        return (await self._pages.open(tenant, asked)).customer_id

    async def export(self, tenant: str, asked: str, out: Path, since: str) -> Exported:
        """Write the bundle of a customer; `since` is a kept head's line, or empty.

        Raises UnknownCustomer, ProofRefused, NotAHead, OSError. The file is whole or not there.
        """
        customer = await self.owner(tenant, asked)
        kept = read_head(since) if since else None
        return await asyncio.to_thread(self._write, tenant, customer, asked, out, kept)

    def rows(self, tenant: str, customer: str, size: int) -> tuple[list[Row], list[Row]]:
        """The customer's own rows within so many events of the log, and those of other streams that stand on their page."""
        own = [row for row in self._reader.stream(tenant, customer) if row.position <= size]
        return own, self._history.moved(tenant, customer, size + 1)

    def write(self, tenant: str, customer: str, asked: str, out: IO[bytes]) -> str:
        """Write the bundle into an open file; says what it proves. Blocks. Raises ProofRefused."""
        _, lines = self._lines(tenant, customer, asked, None)
        out.writelines(lines)
        out.seek(0)
        return self._checked(out, None)

    def _write(self, tenant: str, customer: str, asked: str, out: Path, kept: Head | None) -> Exported:
        version, lines = self._lines(tenant, customer, asked, kept)
        draft = out.with_name(f"{out.name}.{os.getpid()}.new")
        try:
            _write_whole(draft, lines)
            with draft.open("rb") as file:
                said = self._checked(file, kept)
            draft.replace(out)
        finally:
            draft.unlink(missing_ok=True)
        return Exported(customer, version, said)

    def _lines(self, tenant: str, customer: str, asked: str, kept: Head | None) -> tuple[int, Iterator[bytes]]:
        """The bundle of everything up to a head signed now, and the version it goes to."""
        head = self._proof.fresh()
        path = self._since(kept, head) if kept else []
        own, moved = self.rows(tenant, customer, head.size)
        about = About(tenant, customer, asked, len(own), len(moved))
        proved = ((row, self._proof.inclusion(row, head)) for row in (*own, *moved))
        return own[-1].version, bundle_lines(about, head, kept, path, proved, self._proof.seal)

    def _since(self, kept: Head, head: Head) -> list[bytes]:
        if kept.key != head.key:
            raise ProofRefused("The kept head is signed by another key than this service's.")
        if kept.size > head.size:
            raise ProofRefused(
                f"The kept head is of {kept.size} events and the log has {head.size}: it was rolled back."
            )
        path = self._proof.consistency(kept.size, head.size)
        if path.first_root != kept.root:
            raise ProofRefused("The log is not the one of which the kept head was signed.")
        return path.path

    def _checked(self, file: IO[bytes], kept: Head | None) -> str:
        """Nothing leaves that the verifier would not accept: a database that was tampered with is found here."""
        known = verify.read_head(kept.line.encode()) if kept else None
        try:
            return verify.check(cast("BinaryIO", file), self._proof.public_key, known)
        except verify.Broken as broken:
            raise ProofRefused(
                f"The log does not prove what it holds of this customer ({broken}): run `audit check`."
            ) from None


def _write_whole(path: Path, lines: Iterable[bytes]) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "wb") as writing:
        writing.writelines(lines)
        writing.flush()
        os.fsync(writing.fileno())
