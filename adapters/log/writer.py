"""The one writer: appends wait in a queue, one thread commits many at once and answers all in one hop.

No lingering: a lone append commits at once, with what else came in the same turn of the loop. Conflicts, lost claims and
duplicates are found in memory under the order lock, so they cost the batch nothing. Nothing is answered before it is durable.
"""

import asyncio
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, Protocol

from adapters.keys.keyring import Keyring
from adapters.log.appends import Append, Placed, Taken, Touched
from adapters.log.batch import NO_EVENT, Batch, claims_of, deliveries, streams_of
from adapters.log.rows import Row
from adapters.log.store import Begun, Head, LogStore, Stream
from domain.errors import LogHeld, OutcomeUnknown, Overloaded

BATCH = 512
WAITING = 20_000
HEADS = 100_000

Waiting = tuple[Append, Any, asyncio.AbstractEventLoop | None]  # the second is the future that answers
Outcome = Placed | Exception
Answer = tuple[Any, Outcome]


class Wake(Protocol):
    """How those who append wake who writes (threading.Event)."""

    def is_set(self) -> bool: ...
    def set(self) -> None: ...
    def clear(self) -> None: ...
    def wait(self) -> object: ...


class Writer:
    """Owns the order of the log. `clock` gives microseconds UTC; `on_commit` hears, on the loop, which streams grew.

    With a `wake` and `keys` (who syncs the keys) of its own it can be driven without threads: see `write_waiting`.
    """

    def __init__(self, store: LogStore, keyring: Keyring, clock: Callable[[], int],
                 on_commit: Callable[[Sequence[Touched]], None] | None = None, wake: Wake | None = None,
                 keys: Executor | None = None) -> None:  # fmt: skip
        self._store, self._keyring, self._clock = store, keyring, clock
        self.on_commit = on_commit
        self.on_rows: Callable[[Sequence[Row]], None] | None = None  # hears before `on_commit` what was written
        self._queue: deque[Waiting] = deque()
        self._wake: Wake = wake or threading.Event()
        self._stopping = self._failed = False
        self._called = False  # the thread is woken at the end of this turn of the loop
        self.on_fault: Callable[[Exception], None] | None = None  # told on the loop; only a new process may go on
        self._heads: OrderedDict[Stream, Head] = OrderedDict()
        self._position = -1  # the log's last position as we left it
        self._others_write = False  # they did between our last two commits
        self._keys = keys or ThreadPoolExecutor(1, "log-keys")  # syncs the keys while the events are written
        self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
        self.loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, then end."""
        self._stopping = True
        self._wake.set()
        self._thread.join()
        self._keys.shutdown()

    def append(self, append: Append) -> "asyncio.Future[Placed]":
        """Queue an append from the event loop. Raises Overloaded when too much waits; the future answers when durable."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Placed] = loop.create_future()
        self._queue_up((append, future, loop))
        if loop is not self.loop:
            self._call()
        elif not self._called:  # what is asked in one turn of the loop goes into one commit
            self._called = True
            loop.call_soon(self._end_turn)
        return future

    def append_blocking(self, append: Append) -> Placed:
        """The same from any thread: waits until it is durable."""
        future: Future[Placed] = Future()
        self._queue_up((append, future, None))
        self._call()
        return future.result()

    @property
    def waiting(self) -> int:
        """How many appends wait."""
        return len(self._queue)

    def _queue_up(self, waiting: Waiting) -> None:
        if len(self._queue) >= WAITING or self._stopping or self._failed:
            raise Overloaded
        self._queue.append(waiting)

    def _end_turn(self) -> None:
        self._called = False
        self._call()

    def _call(self) -> None:
        if not self._wake.is_set():
            self._wake.set()

    def _run(self) -> None:
        try:
            self._store.open()
        except Exception as error:  # nobody may wait for an answer that never comes
            self._fence(error)
        while True:
            self._wake.wait()
            self._wake.clear()
            self._write(len(self._queue))  # who comes meanwhile calls again: not one by one as the loop turns
            if self._stopping:
                self.write_waiting()
                self._store.close()
                return

    def write_waiting(self) -> None:
        """Commit everything that waits, on the calling thread: the writer's own, or that of whoever drives it."""
        while self._queue:
            self._drain()

    def _write(self, waiting: int) -> None:
        for _ in range(0, waiting, BATCH):
            self._drain()

    def _fence(self, error: Exception) -> None:
        """Write nothing more: after a failed sync only what a new process reads from the disk is known."""
        self._failed = True
        if self.loop is not None and self.on_fault is not None:
            self.loop.call_soon_threadsafe(self.on_fault, error)

    def _drain(self) -> None:
        taken: list[Waiting] = []
        while self._queue and len(taken) < BATCH:
            taken.append(self._queue.popleft())
        batch: Batch | None = None
        try:
            if self._failed:
                raise Overloaded
            outcomes, batch = self._commit([append for append, _, _ in taken])
        except Exception as error:
            self._heads.clear()
            self._position = -1
            if self._store.failed(error):
                self._fence(error)
            elif isinstance(error, LogHeld):  # who waits behind these would wait as long for the same answer
                taken += [self._queue.popleft() for _ in range(len(self._queue))]
            outcomes = [_unknown(error)] * len(taken)
        self._answer(taken, outcomes, batch.rows if batch else (), batch.touched() if batch else ())

    def _commit(self, appends: list[Append]) -> tuple[list[Outcome], Batch]:
        store = self._store
        try:
            streams = streams_of(appends)
            asked = streams if self._others_write else self._missing(streams)
            begun = store.begin(deliveries(appends), claims_of(appends), asked)
            self._note_heads(streams, asked, begun)
            batch = Batch(store, begun, self._heads, self._clock())
            outcomes = [batch.place(append) for append in appends]
            keys = self._keys.submit(self._keyring.store, batch.new_keys, batch.now) if batch.new_keys else None
            batch.write()
            if keys is not None:
                keys.result()  # durable before anything sealed under them
            store.commit(batch.position)
        except BaseException:
            store.rollback()
            raise
        self._remember(batch)
        return outcomes, batch

    def _note_heads(self, streams: Sequence[Stream], asked: Sequence[Stream], begun: Begun) -> None:
        """Heads are kept from commit to commit, and are good as long as nobody else has written since.

        Those that will be missing are asked for beside the order lock; a round trip of their own is for whoever begins to
        share the log at this moment.
        """
        self._others_write = begun.position != self._position
        if self._others_write:
            self._heads.clear()
        self._heads.update({where: begun.heads.get(where, NO_EVENT) for where in asked})
        missing = self._missing(streams)
        if missing:
            found = self._store.find_heads(missing)
            self._heads.update({where: found.get(where, NO_EVENT) for where in missing})

    def _missing(self, streams: Sequence[Stream]) -> list[Stream]:
        return [where for where in streams if where not in self._heads]

    def _remember(self, batch: Batch) -> None:
        self._position = batch.position
        self._heads.update(batch.heads)
        while len(self._heads) > HEADS:
            self._heads.popitem(last=False)

    def _answer(self, taken: list[Waiting], outcomes: Sequence[Outcome], rows: Sequence[Row],
                touched: Sequence[Touched]) -> None:  # fmt: skip
        by_loop: dict[asyncio.AbstractEventLoop | None, list[Answer]] = {}
        for (_, future, loop), outcome in zip(taken, outcomes, strict=True):
            by_loop.setdefault(loop, []).append((future, outcome))
        for future, outcome in by_loop.pop(None, ()):
            _resolve(future, outcome)
        if touched and self.on_commit is not None and self.loop is not None:
            by_loop.setdefault(self.loop, [])
        for loop, answers in by_loop.items():
            assert loop is not None
            ours = loop is self.loop
            try:
                loop.call_soon_threadsafe(self._tell, answers, rows if ours else (), touched if ours else ())
            except RuntimeError:  # the loop is gone: its callers are too
                continue

    def _tell(self, answers: list[Answer], rows: Sequence[Row], touched: Sequence[Touched]) -> None:
        if rows and self.on_rows is not None:
            self.on_rows(rows)
        if touched and self.on_commit is not None:
            self.on_commit(touched)
        for future, outcome in answers:
            _resolve(future, outcome)


def _resolve(future: Any, outcome: Outcome) -> None:
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


def _unknown(error: Exception) -> Exception:
    """A failed commit is not a no: the caller may safely repeat. Only integrity errors (the library's) mean what they say."""
    return error if isinstance(error, Taken | Overloaded) else OutcomeUnknown(type(error).__name__)
