"""The tree's complete subtrees on disk, in tiles of 256 hashes: written once, a few reads for any proof of any size.

A tile of height t, number i, holds the hashes (8t, 256i) to (8t, 256i + 255): an event costs a hash or two and the 256th
part of a row. Everything here but the signed heads is derived: a lost file is made again from the log.
"""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from adapters.proof.tree import consistency_path, inclusion_path, node_hash, root_hash

WIDTH = 256
_HASH, _BITS, _BYTES = 32, 8, 32 * WIDTH
PATIENCE_MS = 500  # for who holds the file
_KEPT_OPEN = 256  # tiles in memory with all their inner hashes, 16 KB each

_SCHEMA = """
CREATE TABLE IF NOT EXISTS tile (height INTEGER NOT NULL, number INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (height, number));
CREATE TABLE IF NOT EXISTS edge (height INTEGER PRIMARY KEY, hashes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS tree (id INTEGER PRIMARY KEY CHECK (id = 1), life TEXT NOT NULL, size INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS head (number INTEGER PRIMARY KEY, line TEXT NOT NULL);
"""


class TornTree(Exception):
    """The file lost a part. It can be made again from the log: stop the service, remove proof.db, start."""


class TreeHeld(Exception):
    """Another program has the file in its hands. Nothing was kept of what was to be written; it is tried again."""


class _Edge(NamedTuple):
    """The right edge at one moment: how many leaves, and of each height the hashes of the tile not yet full."""

    size: int
    heights: tuple[tuple[bytes, ...], ...]


class TreeStore:
    """One thread appends, any thread asks. `read_only` opens a file that a running service may be writing."""

    def __init__(self, path: Path, read_only: bool = False) -> None:
        uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        self._sql = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        if not read_only:
            self._sql.execute("PRAGMA journal_mode=WAL")
            self._sql.execute("PRAGMA synchronous=NORMAL")  # what is lost is taken from the log again
            self._sql.executescript(_SCHEMA)
        self._lock = threading.Lock()
        self._open: OrderedDict[tuple[int, int], list[list[bytes]]] = OrderedDict()
        self.life, self._edge = self._loaded()
        self._sql.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")  # who asks for a proof waits behind who appends

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._sql.close()

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self._edge.size

    def begin(self, life: str) -> None:
        """Start with an empty tree for this life of the log; the signed heads stay."""
        with self._lock:
            self._sql.execute("BEGIN IMMEDIATE")
            self._sql.execute("DELETE FROM tile")
            self._sql.execute("DELETE FROM edge")
            self._sql.execute("INSERT OR REPLACE INTO tree VALUES (1, ?, 0)", (life,))
            self._sql.execute("COMMIT")
            self._open.clear()
            self.life, self._edge = life, _Edge(0, ())

    def append(self, leaves: Sequence[bytes]) -> None:
        """Take in leaves (the events' hashes), all in one transaction. Raises TreeHeld."""
        edge = self._edge
        heights = [list(each) for each in edge.heights]
        tiles = list(_filled(heights, edge.size, [sha256(b"\x00" + leaf).digest() for leaf in leaves]))
        grown = _Edge(edge.size + len(leaves), tuple(tuple(each) for each in heights))
        changed = [(height, b"".join(each)) for height, each in enumerate(grown.heights)
                   if height >= len(edge.heights) or each != edge.heights[height]]  # fmt: skip
        with self._lock, _told_if_held():
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                self._sql.executemany("INSERT INTO tile VALUES (?, ?, ?)", tiles)
                self._sql.executemany("INSERT OR REPLACE INTO edge VALUES (?, ?)", changed)
                self._sql.execute("UPDATE tree SET size = ?", (grown.size,))
            except BaseException:
                self._sql.execute("ROLLBACK")
                raise
            self._sql.execute("COMMIT")
            self._edge = grown

    def root(self, size: int) -> bytes:
        """The root of the first `size` leaves."""
        return root_hash(size, self.node)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The path of a leaf in the tree of the first `size` leaves. Raises IndexError."""
        return inclusion_path(index, min(size, self.size), self.node)

    def consistency(self, first: int, second: int) -> list[bytes]:
        """The path from one size to a later one. Raises IndexError."""
        if second > self.size:
            raise IndexError(second)
        return consistency_path(first, second, self.node)

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree that is within the tree."""
        height, above = divmod(level, _BITS)
        number, at = divmod(index << above, WIDTH)
        edge = self._edge
        if number < (edge.size >> _BITS * height) // WIDTH:
            return self._tile(height, number)[above][at >> above]
        return _levels(edge.heights[height][at : at + (1 << above)])[above][0]

    def heads(self) -> list[str]:
        """Every signed head's line, in the order of signing."""
        with self._lock:
            return [row[0] for row in self._sql.execute("SELECT line FROM head ORDER BY number")]

    def add_head(self, line: str) -> None:
        """Keep a signed head's line. Raises TreeHeld."""
        with self._lock, _told_if_held():
            self._sql.execute("INSERT INTO head (line) VALUES (?)", (line,))

    def _loaded(self) -> tuple[str, _Edge]:
        with self._lock:
            row = self._sql.execute("SELECT life, size FROM tree").fetchone()
            if row is None:
                return "", _Edge(0, ())
            edges = [blob for (blob,) in self._sql.execute("SELECT hashes FROM edge ORDER BY height")]
        return row[0], _Edge(row[1], tuple(_cut(blob) for blob in edges))

    def _tile(self, height: int, number: int) -> list[list[bytes]]:
        with self._lock:
            found = self._open.get((height, number))
            if found is not None:
                return found
            row = self._sql.execute(
                "SELECT hashes FROM tile WHERE height = ? AND number = ?", (height, number)).fetchone()  # fmt: skip
            if row is None or len(row[0]) != _BYTES:
                raise TornTree(f"Tile {height}/{number} of proof.db is missing or torn.")
            found = self._open[height, number] = _levels(_cut(row[0]))
            if len(self._open) > _KEPT_OPEN:
                self._open.popitem(last=False)
            return found


@contextmanager
def _told_if_held() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        raise TreeHeld("Another program holds proof.db just now.") from error


def _filled(heights: list[list[bytes]], size: int, hashes: list[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Put hashes on the edge; gives each tile that became full, and its own hash goes one height up."""
    height = 0
    while hashes:
        if height == len(heights):
            heights.append([])
        row = heights[height]
        number = (size >> _BITS * height) // WIDTH
        row += hashes
        hashes = []
        for start in range(0, len(row) - WIDTH + 1, WIDTH):
            tile = row[start : start + WIDTH]
            yield height, number, b"".join(tile)
            number += 1
            hashes.append(_levels(tile)[-1][0])
        del row[: len(row) - len(row) % WIDTH]
        height += 1


def _levels(hashes: Sequence[bytes]) -> list[list[bytes]]:
    """The hashes and those above them, level by level, up to one."""
    levels = [list(hashes)]
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
        levels.append(hashes)
    return levels


def _cut(blob: bytes) -> tuple[bytes, ...]:
    return tuple(blob[at : at + _HASH] for at in range(0, len(blob), _HASH))
