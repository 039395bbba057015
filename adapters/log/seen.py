"""Which deliveries a SQLite log holds, outside its transactions: the newest in memory, the others in sorted runs beside it.

An index of random keys costs every commit a page an event, and more as it grows (docs/decisions/0013). This one is derived:
memory holds the keys after the runs' watermark, a thread of its own turns them into runs, runs of like size are joined.

Why a key is never missed: whatever the log holds is in memory or in a run at any moment. Memory is read from the log at the
start and added to after each commit; a generation leaves it only when its run is durable; and `find` looks into memory
first. Why a hit is never false: an answer is a candidate, and the caller compares the whole key in its row.
"""

import sqlite3
import threading
import time
from collections.abc import Iterable, Sequence
from mmap import mmap
from pathlib import Path

from adapters.log.runs import KEYS, PREFIX, Runs

GENERATION = 65_536  # keys in memory before they become a run: about 10 MB
AT_ONCE = 512  # keys asked for in one statement
FILTER_BITS = 28  # a bit says "perhaps": 4 % needless looks at 10 million keys (32 MB, touched as it fills)
PAUSE_SECONDS = 0.002  # between two thousand keys of the filter: a start must not slow down the first seconds

Generation = dict[bytes, "int | tuple[int, ...]"]


class Seen:
    """`add` is the writer's thread's; `find` may be asked on any."""

    def __init__(self, log: Path, path: Path, generation: int = GENERATION) -> None:
        self._log, self._path, self._size = log, path, generation
        self._local = threading.local()
        self.opened = 0  # how often: a connection to a file that was made anew since is let go
        self._reset()

    def _reset(self) -> None:
        self.position = 0  # everything up to here is in
        self.fault: BaseException | None = None  # why the last sealing failed; memory keeps what it should have sealed
        self.settled, self.filtered = (
            threading.Event(),
            threading.Event(),
        )  # nothing waits for a run; the filter knows all
        self._hot: Generation = {}
        self._full: list[
            tuple[Generation, int]
        ] = []  # on their way into runs, oldest first, with the position they end at
        # Two filters, because setting a bit is not atomic: each has one thread that writes it.
        self._new, self._old = mmap(-1, 1 << FILTER_BITS - 3), mmap(-1, 1 << FILTER_BITS - 3)
        self._runs = Runs(self._log, self._path)
        self._wake = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Check that the file belongs to this log, read in what came after it, and begin to seal."""
        self.position = self._runs.open()
        self.catch_up(self._runs.head())
        self._thread = threading.Thread(target=self._run, name="log-seen", daemon=True)
        self._thread.start()
        self.opened += 1

    def remake(self) -> None:
        """The file turned out to be damaged: make it anew from the log."""
        self.close()
        self._runs.remove()
        self._reset()
        self.open()

    def close(self) -> None:
        """End; what is in memory is read from the log again at the next start."""
        self._stopping = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        self._let_go()

    def find(self, keys: Sequence[bytes]) -> list[int]:
        """Positions that may hold these deliveries."""
        heads = [key[:PREFIX] for key in keys]
        if self.filtered.is_set():
            new, old = self._new, self._old
            heads = [head for head in heads if (new[(at := _bit(head)) >> 3] | old[at >> 3]) >> (at & 7) & 1]
        if not heads:
            return []
        found: list[int] = []
        for some in (self._hot, *(full for full, _ in reversed(self._full.copy()))):
            for head in heads:
                if (at := some.get(head)) is not None:
                    found.extend(at if isinstance(at, tuple) else (at,))
        return found + self._in_runs(heads)

    def add(self, entries: Iterable[tuple[bytes, int]], head: int) -> None:
        """After a commit: the keys it brought, and the log's last position."""
        hot, bits = self._hot, self._new
        for key, position in entries:
            prefix = key[:PREFIX]
            at = _bit(prefix)
            bits[at >> 3] |= 1 << (at & 7)
            before = hot.get(prefix, ())
            hot[prefix] = (
                (*(before if isinstance(before, tuple) else (before,)), position) if before != () else position
            )
        self.position = head
        if len(hot) >= self._size:
            self.settled.clear()
            self._full.append((hot, head))
            self._hot = {}
            self._wake.set()

    def catch_up(self, head: int, step: int = 20_000) -> None:
        """Take in what the log holds up to `head` and we do not: at the start, and after a commit that failed."""
        log = sqlite3.connect(f"file:{self._log}?mode=ro", uri=True)
        while self.position < head:
            upto = min(head, self.position + step)
            self.add(log.execute(KEYS.format(log="", after=self.position, upto=upto)).fetchall(), upto)
            while len(self._full) > 1 and self._thread is None:
                self._seal_one()
        log.close()

    def _in_runs(self, heads: list[bytes]) -> list[int]:
        found: list[int] = []
        sql = self._connection()
        sql.execute("BEGIN")  # one snapshot: the list of runs and the runs
        try:
            runs = sql.execute("SELECT name FROM run").fetchall()
            for start in range(0, len(heads), AT_ONCE) if runs else ():
                some = heads[start : start + AT_ONCE]
                room = 1 << (len(some) - 1).bit_length()  # few shapes of statement, so that they stay prepared
                some += [some[-1]] * (room - len(some))
                marks = ",".join("?" * room)
                for (name,) in runs:
                    found += [at for (at,) in sql.execute(f"SELECT position FROM {name} WHERE k IN ({marks})", some)]
        finally:
            sql.execute("COMMIT")
        return found

    def _connection(self) -> sqlite3.Connection:
        held = getattr(self._local, "sql", None)
        if held is not None and self._local.opened != self.opened:
            self._let_go()
            held = None
        if held is None:
            held = sqlite3.connect(
                f"file:{self._path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
            )  # fmt: skip
            for pragma in ("query_only=1", "cache_size=-32768", "mmap_size=268435456"):
                held.execute(f"PRAGMA {pragma}")
            self._local.sql, self._local.opened = held, self.opened
        return held

    def _let_go(self) -> None:
        held = getattr(self._local, "sql", None)
        if held is not None:
            del self._local.sql
            held.close()

    def _run(self) -> None:
        try:
            self._fill_filter()
        except Exception as fault:  # without it every run is asked: slower, not wrong
            self.fault = fault
        while not self._stopping:
            try:
                while self._full and not self._stopping:
                    self._seal_one()
                self.fault = None
            except Exception as fault:  # memory keeps the keys; the next generation tries again
                self.fault = fault
            if not self._full:
                self.settled.set()
            self._wake.wait()
            self._wake.clear()
        self._runs.close()

    def _fill_filter(self) -> None:
        bits = self._old
        for some in self._runs.prefixes():
            if self._stopping:
                return
            for (prefix,) in some:
                at = _bit(prefix)
                bits[at >> 3] |= 1 << (at & 7)
            time.sleep(PAUSE_SECONDS)
        self.filtered.set()

    def _seal_one(self) -> None:
        self._runs.seal(self._full[0][1])
        self._full.pop(0)


def _bit(prefix: bytes) -> int:
    return int.from_bytes(prefix[:4]) >> 32 - FILTER_BITS
