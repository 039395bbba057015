"""Reads the whole log and says whether it is what was signed: positions, versions, chains, hashes, and every head kept."""

import sqlite3
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from adapters.log.reading import LogReader
from adapters.log.rows import FIRST, Row, row_hash
from adapters.proof.heads import Head, NotAHead, read_heads
from adapters.proof.store import TornTree, TreeStore
from adapters.proof.tree import EMPTY, Frontier

BATCH = 2_000


class LogBroken(Exception):
    """The first place that does not hold, in a sentence."""


class Mark(NamedTuple):
    """What the log's first `size` events must come to, and who says so."""

    size: int
    root: bytes
    source: str


class Checked(NamedTuple):
    """What was found whole."""

    events: int
    streams: int
    heads: int
    root: bytes


def check_log(reader: LogReader, own: Path, kept: Path | None, tree: Path, key: bytes | None,
              progress: Callable[[int], None]) -> Checked:  # fmt: skip
    """Check the log against our own file of signed heads, one that somebody kept, and the tree beside the log.

    `key` is the signer expected. Raises LogBroken, OSError.
    """
    ours = _heads(own, torn_end=True) if own.exists() else []
    theirs = _heads(kept, torn_end=False) if kept else []
    marks = [*_marks(ours, "heads.jsonl"), *_marks(theirs, "the kept file"), *_tree_mark(tree, reader.life())]
    heads = [*ours, *theirs]
    if len({head.key for head in heads} | ({key} if key else set())) > 1:
        raise LogBroken("the heads are signed by more than one key, or not by the one expected")
    if heads and reader.life() not in {head.life for head in heads}:
        raise LogBroken(
            "no head was signed in this life of the log: it is another log, or was restored and not yet signed"
        )
    return LogCheck(reader, marks, progress).run(reader.head())._replace(heads=len(set(heads)))


def _heads(path: Path, torn_end: bool) -> list[Head]:
    try:
        return read_heads(path, torn_end)
    except NotAHead as wrong:
        raise LogBroken(str(wrong)) from None


def _marks(heads: Sequence[Head], source: str) -> list[Mark]:
    return [Mark(head.size, head.root, f"{source}, the head signed {head.time},") for head in heads]


def _tree_mark(path: Path, life: str) -> list[Mark]:
    """The tree beside the log says the same; it is read before the log's end is, so the log must be longer."""
    if not path.exists():
        return []
    try:
        tree = TreeStore(path, read_only=True)
        mark = Mark(tree.size, tree.root(tree.size), "the tree in proof.db")
        known = tree.life
        tree.close()
    except (TornTree, IndexError, sqlite3.Error) as error:
        raise LogBroken(
            "proof.db is damaged: stop the service, remove it, start; it is made again from the log"
        ) from error
    return [mark] if known == life else []


class LogCheck:
    """One walk over the log in memory that grows with its streams only. `progress` hears how many events were read."""

    def __init__(
        self, reader: LogReader, marks: Iterable[Mark], progress: Callable[[int], None] = lambda _: None
    ) -> None:
        self._reader, self._progress = reader, progress
        self._marks = sorted(marks)
        self._due = 0  # the first mark that was not come to
        self._streams: dict[tuple[str, str], tuple[int, bytes]] = {}
        self._tree = Frontier()

    def run(self, upto: int) -> Checked:
        """Check the log's first `upto` events, those that were there when the check began. Raises LogBroken."""
        self._compare(EMPTY)
        for row in self._rows(upto):
            self._row(row)
            self._tree.push(row.hash)
            if self._due < len(self._marks) and self._marks[self._due].size == self._tree.size:
                self._compare(self._tree.root())
        if self._due < len(self._marks):
            mark = self._marks[self._due]
            raise LogBroken(
                f"{mark.source} is of {mark.size} events, the log has {self._tree.size}: it was rolled back"
            )
        return Checked(self._tree.size, len(self._streams), len(self._marks), self._tree.root())

    def _rows(self, upto: int) -> Iterator[Row]:
        position = 0
        while position < upto:
            rows = self._reader.since(position, min(BATCH, upto - position))
            if not rows:
                raise LogBroken(f"position {position + 1} is missing")
            for row in rows:
                position += 1
                if row.position != position:
                    raise LogBroken(f"position {position} is missing")
                yield row
            self._progress(position)

    def _row(self, row: Row) -> None:
        where = (row.tenant, row.stream)
        version, prev_hash = self._streams.get(where, (0, FIRST))
        if row.version != version + 1:
            raise LogBroken(
                f"position {row.position} is version {row.version} of {row.stream}, which stood at {version}"
            )
        if row.prev_hash != prev_hash:
            raise LogBroken(f"position {row.position} does not follow from version {version} of {row.stream}")
        if row.hash != _hash(row):
            raise LogBroken(f"the hash of position {row.position} does not follow from its columns")
        self._streams[where] = (row.version, row.hash)

    def _compare(self, root: bytes) -> None:
        """With every mark of the size come to."""
        while self._due < len(self._marks) and self._marks[self._due].size <= self._tree.size:
            mark = self._marks[self._due]
            if mark.root != root:
                raise LogBroken(f"the first {mark.size} events are not those of {mark.source}")
            self._due += 1


def _hash(row: Row) -> bytes | None:
    """The hash a row should have; None when a column holds what the log never writes."""
    try:
        return row_hash(row[:-2], row.prev_hash)
    except (AssertionError, AttributeError, TypeError, ValueError, struct.error):  # another kind of value
        return None
