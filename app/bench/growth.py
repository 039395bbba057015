"""The append rate of a log that has grown, beside a young one: windows in turn, so that a busy machine slows both."""

import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from app.bench import library, raw
from app.bench.asked import Asked
from app.bench.ground import Ground, Place
from app.bench.ours import Ours, run
from app.bench.told import Told

YOUNG, EVENTS = 10_000, 1_000_000
SIZES = (100_000, 1_000_000, 10_000_000)
LARGE = 10_000_000


def bench(asked: Asked, ground: Ground) -> Told:
    """Grow to each size in turn, every event a real append; at each, rounds of old and young."""
    largest = asked.events or EVENTS
    told = Told(bench="growth", store=asked.store, asked=asked.told() | {"events": largest}, machine=ground.machine())
    sizes = [size for size in SIZES if size < largest] + [largest]
    with ground.place() as place:
        run(lambda: _grow(asked, ground, place, sizes, told))
    with ground.place() as place:
        _grow_raw(asked, place, sizes, told)
    _grow_library(asked, ground, sizes, told)
    for size in sizes:
        promised = 0.75 if size >= LARGE else 0.9
        told.over(f"ours: after {size:,} / young", _name("ours", size), _name("ours, young beside", size),
                  at_least=promised if asked.store == "sqlite" and size >= EVENTS else None)  # fmt: skip
        for other in ("database alone", "library"):
            told.over(f"{other}: after {size:,} / {YOUNG:,}", _name(other, size), _name(other, YOUNG))
    return told


async def _grow(asked: Asked, ground: Ground, place: Place, sizes: list[int], told: Told) -> None:
    async with _opened(place, asked.customers) as old:
        for size in sizes:
            await old.fill(size)
            for _ in range(asked.rounds):
                told.add(_name("ours", size), await old.measure(asked.seconds, asked.producers))
                with ground.place() as beside:
                    async with _opened(beside, min(asked.customers, YOUNG)) as young:
                        await young.fill(YOUNG)
                        window = await young.measure(asked.seconds, asked.producers)
                told.add(_name("ours, young beside", size), window)


@asynccontextmanager
async def _opened(place: Place, customers: int) -> AsyncGenerator[Ours]:
    log = Ours(place, customers)
    await log.start()
    try:
        yield log
    finally:
        await log.stop()
        gc.collect()  # what is over must not weigh on what is measured next


def _grow_raw(asked: Asked, place: Place, sizes: list[int], told: Told) -> None:
    rows = raw.Rows()
    with raw.raw(place) as database:
        for size in (YOUNG, *sizes):
            while rows.made < size:
                database.insert(rows.next(min(10_000, size - rows.made)))
            for _ in range(asked.rounds):
                told.add(_name("database alone", size), raw.batches(database, rows, asked.seconds))


def _grow_library(asked: Asked, ground: Ground, sizes: list[int], told: Told) -> None:
    try:
        with ground.place() as place, library.library(place) as application:
            held = 0
            for size in (YOUNG, *sizes):
                library.fill(application, size - held)
                held = size
                for _ in range(asked.rounds):
                    told.add(_name("library", size), library.save_loop(application, asked.seconds))
    except library.LibraryMissing as missing:
        told.note(str(missing))


def _name(who: str, size: int) -> str:
    return f"{who}, {size:,} events"
