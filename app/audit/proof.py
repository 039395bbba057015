"""The tree over the log and its signed heads; nothing is signed that contradicts a head signed before."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from adapters.log.codec import moment
from adapters.log.reading import LogReader
from adapters.log.rows import Row
from adapters.proof.heads import Head, HeadsFile, NotAHead, read_head, sign_head
from adapters.proof.signing import SigningKey
from adapters.proof.store import TornTree, TreeStore
from adapters.proof.tree import leaf_hash
from app.audit.verify import consistent
from app.logs import logger

BATCH = 500
ROLLED_BACK = "The log is shorter than what was proved of it: it was rolled back to an older copy. No head is signed."
REWRITTEN = "The log is not the one that was proved before: what stood in it was changed. No head is signed."
UNREADABLE = "The file of signed heads cannot be read. No head is signed."
TORN = "proof.db is damaged and no head is signed: stop, remove it, start; it is made again from the log."
UNWRITTEN = "The file of signed heads cannot be written: no head is given out; those signed wait in proof.db."
RESTORED = "The log was restored from a copy that lacks events of which a head was signed."


FOREIGN = "A head of another node cannot be read or is of another key: it is passed over."


class OtherNodes(Protocol):
    """Where the nodes of one log keep their heads for each other."""

    def largest(self, life: str) -> str | None:
        """The head of most events that any node signed in this life of the log."""
        ...

    def add(self, life: str, size: int, line: str) -> None:
        """Keep a head for the others."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class ProofRefused(Exception):
    """The log contradicts what was signed, or a head cannot be kept; the text is a sentence for the operator."""


class Proof:
    """One thread at a time moves it; every method may be called from any. `clock` gives microseconds UTC."""

    def __init__(
        self,
        reader: LogReader,
        tree: TreeStore,
        file: HeadsFile,
        key: SigningKey,
        clock: Callable[[], int],
        others: OtherNodes | None = None,
    ) -> None:
        self._others = others
        self._reader, self._tree, self._file, self._key, self._clock = reader, tree, file, key, clock
        self._moving = threading.RLock()
        self._unwritten: list[str] = []  # heads that the file lacks
        self.last: Head | None = None
        self.fault = ""  # no head is signed any more
        self.notes: dict[str, None] = {}

    @property
    def size(self) -> int:
        """How many events are in the tree."""
        return self._tree.size

    @property
    def public_key(self) -> bytes:
        """Whose signature it is."""
        return self._key.public

    def warnings(self) -> list[str]:
        """What an operator must know."""
        return [*([self.fault] if self.fault else []), *self.notes]

    def open(self) -> int:
        """Take up where the files say; returns the tree's size. A tree of another life of the log is begun anew."""
        with self._moving:
            life = self._reader.life()
            if self._tree.life != life:
                self._tree.begin(life)
            kept = self._tree.heads()
            try:
                written = self._file.lines()
                known = set(written)
                self._unwritten = [line for line in kept if line not in known]
                newest = [*written[-1:], *self._unwritten[-1:]]
                self.last = read_head(newest[-1]) if newest else None
                self._write_out()
            except (OSError, NotAHead) as error:
                self._refuse(UNREADABLE, error)
                return self.size
            if self.last and self.last.life == life and self.last.size > self._reader.head():
                self._refuse(ROLLED_BACK)
        return self.size

    def advance(self) -> int:
        """Take in a batch of events; returns how many. What was taken in last must still stand there."""
        with self._moving:
            size = self.size
            if self.fault:
                return 0
            found = self._reader.hashes(max(size - 1, 0), BATCH + (size > 0))
            if size and (not found or found[0][0] != size):
                return self._refuse(ROLLED_BACK)
            with self._untorn():
                if size and leaf_hash(found[0][1]) != self._tree.node(0, size - 1):
                    return self._refuse(REWRITTEN)
            new = found[1:] if size else found
            if new and (new[0][0], new[-1][0]) != (size + 1, size + len(new)):
                return self._refuse(REWRITTEN)
            if new:
                self._tree.append([hashed for _, hashed in new])
            return len(new)

    def catch_up(self) -> None:
        """Take in everything that is in the log now, or find that it is not the log it was."""
        head = self._reader.head()
        while self.advance() and self.size < head:
            pass

    def sign(self) -> Head:
        """Sign a head of the tree as it is, in the file for good before it is returned. Raises ProofRefused."""
        with self._moving:
            self._compare_with_others()
            size = self.size
            with self._untorn():
                root = self._tree.root(size)
                self._compare(size, root)
            if self.fault:
                raise ProofRefused(self.fault)
            time = moment(self._clock()).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            head = sign_head(self._tree.life, size, root, time, self._key.public, self._key.sign)
            self._keep(head)
            return head

    def fresh(self) -> Head:
        """A head of everything in the log now, signed just now. Raises ProofRefused."""
        with self._moving:
            self.catch_up()
            return self.sign()

    def covering(self, position: int) -> Head:
        """The last signed head if it covers a position, else a fresh one. Raises ProofRefused."""
        with self._moving:
            last = self.last
            ours = last is not None and last.life == self._tree.life and not self._unwritten
            if last is not None and ours and position <= last.size <= self.size:
                return last
            return self.fresh()

    def grown(self) -> bool:
        """Whether there is something that no head of this life covers, and nothing stands against signing one."""
        last = self.last
        covered = last.size if last is not None and last.life == self._tree.life else 0
        return self.size > covered and not self.fault

    def inclusion(self, row: Row, head: Head) -> list[bytes]:
        """A row's path to a head. Raises ProofRefused when the tree's file is damaged."""
        with self._untorn():
            return self._tree.inclusion(row.position - 1, head.size)

    def consistency(self, first: int, second: int) -> "Consistency":
        """That the log of the second size begins with the log of the first. Raises IndexError, ProofRefused."""
        if second > self.size:
            self.catch_up()
        with self._untorn():
            path = self._tree.consistency(first, second)
            return Consistency(self._tree.root(first), self._tree.root(second), path)

    def seal(self, message: bytes) -> bytes:
        """Sign a bundle."""
        return self._key.sign(message)

    def close(self) -> None:
        """Close the files."""
        self._tree.close()
        if self._others is not None:
            self._others.close()

    def _compare(self, size: int, root: bytes) -> None:
        """With the last head. Within one life of the log a contradiction ends all signing; after a restore it is told."""
        last = self.last
        if last is None or (last.size <= size and consistent(
                last.size, last.root, size, root, self._tree.consistency(last.size, size))):  # fmt: skip
            return
        if last.life == self._tree.life:
            self._refuse(ROLLED_BACK if last.size > size else REWRITTEN)
        elif RESTORED not in self.notes:
            logger.warning("the restored log lacks events of which a head was signed", extra={"position": last.size})
            self.notes[RESTORED] = None

    def _compare_with_others(self) -> None:
        """No node signs what contradicts another's head of the same life."""
        line = self._others.largest(self._tree.life) if self._others is not None else None
        if line is None:
            return
        try:
            theirs = read_head(line)
        except NotAHead:
            theirs = None
        if theirs is None or theirs.key != self._key.public:
            self.notes[FOREIGN] = None
            return
        if theirs.size > self.size:
            self.catch_up()
        with self._untorn():
            if theirs.size > self.size:
                self._refuse(ROLLED_BACK)
            elif self._tree.root(theirs.size) != theirs.root:
                self._refuse(REWRITTEN)

    @contextmanager
    def _untorn(self) -> Generator[None]:
        """A damaged tree ends all signing. Raises ProofRefused."""
        try:
            yield
        except TornTree as torn:
            self._refuse(TORN, torn)
            raise ProofRefused(self.fault) from torn

    def _keep(self, head: Head) -> None:
        """Into our own file first: a head that the other file may have got is never forgotten. Raises ProofRefused."""
        if self._others is not None:
            self._others.add(head.life, head.size, head.line)
        self._tree.add_head(head.line)
        self.last = head
        self._unwritten.append(head.line)
        self._write_out()
        if self._unwritten:
            raise ProofRefused(UNWRITTEN)

    def _write_out(self) -> None:
        """Bring the file of heads up to ours; a file that cannot be written is said, and tried again with the next head."""
        try:
            if self._unwritten:
                self._file.append(*self._unwritten)
        except OSError as error:
            logger.error("the file of signed heads cannot be written", exc_info=error)
            self.notes[UNWRITTEN] = None
            return
        self._unwritten = []
        self.notes.pop(UNWRITTEN, None)

    def _refuse(self, fault: str, cause: Exception | None = None) -> int:
        if not self.fault:
            logger.error(
                "the log contradicts what was signed", exc_info=cause, extra={"reason": fault, "position": self.size}
            )
            self.fault = fault
        return 0


class Consistency(NamedTuple):
    """The roots of two sizes and the path between them."""

    first_root: bytes
    second_root: bytes
    path: list[bytes]
