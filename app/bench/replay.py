"""The whole log read and opened again: ours, the library's, each with and without sealing, and the bare rows."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from uuid import UUID

from eventsourcing.application import Application

from adapters.log.rows import Row
from app.bench import library
from app.bench.asked import Asked
from app.bench.ground import Ground
from app.bench.ours import Ours, as_served, run
from app.bench.told import Told, Window, window_of

EVENTS, BATCH = 50_000, 1_000
OURS, PLAIN = "ours, sealed", "ours, the same in clear"
LIBRARY, FASTER, LIBRARY_PLAIN = "library, its default cipher", "library, its faster cipher", "library, no cipher"
CIPHERS = {LIBRARY: library.DEFAULT_CIPHER, FASTER: library.FASTER_CIPHER, LIBRARY_PLAIN: ""}
ROWS = "database alone, rows only"


def bench(asked: Asked, ground: Ground) -> Told:
    """Logs of the same length are made once, then read in turn."""
    events = asked.events or EVENTS
    told = Told(bench="replay", store=asked.store, asked={"rounds": asked.rounds, "events": events},
                machine=ground.machine())  # fmt: skip
    with ExitStack() as open_until_the_end:
        sealed = run(lambda: _filled(asked, ground, open_until_the_end, events, clear=False))
        clear = run(lambda: _filled(asked, ground, open_until_the_end, events, clear=True))
        libraries = _libraries(ground, open_until_the_end, events, told)
        open_until_the_end.enter_context(as_served())
        for _ in range(asked.rounds):
            told.add(OURS, read_all(sealed))
            told.add(PLAIN, read_all(clear))
            for name, application in libraries.items():
                told.add(name, library.read_all(application, BATCH))
            told.add(ROWS, rows_only(sealed))
    told.over("ours / library with its default cipher", OURS, LIBRARY, at_least=5)
    told.over("ours / library with its faster cipher", OURS, FASTER)
    told.over("ours / library, both in clear", PLAIN, LIBRARY_PLAIN)
    told.over("ours / rows only", OURS, ROWS)
    return told


def read_all(log: Ours) -> Window:
    """Every event of the log, as the object it was."""
    return _read(log, log.codec.open)


def rows_only(log: Ours) -> Window:
    """Every row of the log, unopened."""
    return _read(log, None)


def _read(log: Ours, take: Callable[[Row], object] | None) -> Window:
    count, position = 0, 0
    began = time.perf_counter()
    while rows := log.reader.since(position, BATCH):
        if take is not None:
            for row in rows:
                take(row)
        count, position = count + len(rows), rows[-1].position
    return window_of(count, time.perf_counter() - began)


async def _filled(asked: Asked, ground: Ground, until: ExitStack, events: int, clear: bool) -> Ours:
    """A log with so many events, written and then left alone."""
    customers = min(asked.customers, max(1, events // 20))
    log = Ours(until.enter_context(ground.place()), customers, clear=clear)
    await log.start()
    await log.fill(events)
    await log.leave()
    until.callback(log.close)
    return log


def _libraries(ground: Ground, until: ExitStack, events: int, told: Told) -> dict[str, Application[UUID]]:
    found: dict[str, Application[UUID]] = {}
    for name, cipher in CIPHERS.items():
        try:
            application = until.enter_context(library.library(until.enter_context(ground.place()), cipher))
        except library.LibraryMissing as missing:
            told.note(str(missing))
            continue
        library.fill(application, events)
        found[name] = application
    return found
