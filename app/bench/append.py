"""Durable appends: ours with everything on, the library's, and the bare database's, in turn."""

from app.bench import library, raw
from app.bench.asked import Asked
from app.bench.ground import Ground
from app.bench.ours import Ours, run
from app.bench.told import Told, Window

KINDS = {"ours": "", "ours, 1 % conflicts": "conflicts", "ours, 1 % duplicates": "duplicates"}
LIBRARY, RAW = "library, Application.save loop", f"database alone, {raw.BATCH:,} rows a transaction"


def bench(asked: Asked, ground: Ground) -> Told:
    """Every arm anew in each round, on empty tables."""
    told = Told(bench="append", store=asked.store, asked=asked.told(), machine=ground.machine())
    for _ in range(asked.rounds):
        for name, kind in KINDS.items():
            told.add(name, ours(asked, ground, kind))
        with_library(asked, ground, told)
        with ground.place() as place, raw.raw(place) as database:
            told.add(RAW, raw.batches(database, raw.Rows(), asked.seconds))
    promised = 6 if asked.store == "sqlite" else 20
    told.over("ours / Application.save", "ours", LIBRARY, at_least=promised)
    told.over("ours / database alone", "ours", RAW, at_least=0.25 if asked.store == "sqlite" else None)
    told.over("1 % conflicts / none", "ours, 1 % conflicts", "ours", at_least=0.8)
    told.over("1 % duplicates / none", "ours, 1 % duplicates", "ours", at_least=0.8)
    told.answered_within("ours", 40.0)
    return told


def ours(asked: Asked, ground: Ground, kind: str) -> Window:
    """One round of ours on an empty log."""

    async def work() -> Window:
        log = Ours(place, asked.customers)
        await log.start()
        try:
            return await log.measure(asked.seconds, asked.producers, kind)
        finally:
            await log.stop()

    with ground.place() as place:
        return run(work)


def with_library(asked: Asked, ground: Ground, told: Told) -> None:
    """One round of the library's arms, where it can be measured at all."""
    try:
        with ground.place() as place, library.library(place) as application:
            told.add(LIBRARY, library.save_loop(application, asked.seconds))
        with ground.place() as place, library.library(place) as application:
            told.add("library, its recorder, 512 a transaction", library.batches(application, asked.seconds, 512))
    except library.LibraryMissing as missing:
        told.note(str(missing))
