"""Opening a customer nobody has in memory: a long page beside a short one, ours and the library's."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from uuid import UUID

from eventsourcing.application import Application

from adapters.log.appends import Append
from adapters.pages.store import PageStore
from app.bench import library
from app.bench.asked import Asked
from app.bench.ground import Ground
from app.bench.ours import TENANT, Ours, run
from app.bench.told import Told, Window
from app.pages import Pages

SHORT, LONG, NEWER = 100, 100_000, 32  # items; events that came after the page was last kept
_AT_ONCE = 500


def bench(asked: Asked, ground: Ground) -> Told:
    """Customers are written once, then opened cold in turn."""
    sizes = (SHORT, asked.events or LONG)
    told = Told(bench="page", store=asked.store, asked={"rounds": asked.rounds, "items": list(sizes)},
                machine=ground.machine())  # fmt: skip
    with ExitStack() as until:
        place = until.enter_context(ground.place())
        run(lambda: _ours(Ours(place, len(sizes)), place.folder, asked.rounds, sizes, told))
        with_library(ground, until, asked.rounds, sizes, told)
    for who in ("ours", "library"):
        told.over(f"{who}: {sizes[1]:,} items / {SHORT}", f"{who}, {sizes[1]:,} items", f"{who}, {SHORT} items",
                  at_most=1.5 if who == "ours" else None)  # fmt: skip
    return told


async def _ours(log: Ours, folder: Path, rounds: int, sizes: tuple[int, ...], told: Told) -> None:
    await log.start()
    store = PageStore(folder / "pages.db", log.keyring, os.urandom)
    try:
        with ThreadPoolExecutor(1) as writing:
            cold = partial(Pages, log.reader, log.codec, log.settings.late_window, store, writing=writing)
            for customer, size in zip(log.customers, sizes, strict=True):
                await _write(log, customer, size, NEWER)
                told.add(f"ours, {size:,} items, never kept", await _opening(cold(), customer, size), "ms")
                await _write(log, customer, NEWER, 0)
            for _ in range(rounds):
                for customer, size in zip(log.customers, sizes, strict=True):
                    told.add(f"ours, {size:,} items", await _opening(cold(), customer, size), "ms")
    finally:
        store.close()
        await log.stop()


async def _opening(pages: Pages, customer: str, size: int) -> Window:
    """From nothing in memory to the newest fifty; then wait until what is kept of it is written."""
    began = time.perf_counter()
    page = await pages.open(TENANT, customer)
    page.timeline.in_order(max(0, size - 50))
    window = _milliseconds(began)
    assert pages.snapshots is not None
    await pages.snapshots.idle(TENANT, customer)
    return window


def with_library(ground: Ground, until: ExitStack, rounds: int, sizes: tuple[int, ...], told: Told) -> None:
    """The library's repository: all of an aggregate's events folded."""
    try:
        application = until.enter_context(library.library(until.enter_context(ground.place())))
    except library.LibraryMissing as missing:
        told.note(str(missing))
        return
    ids = [(size, library.one_long(application, size)) for size in sizes]
    for _ in range(rounds):
        for size, customer_id in ids:
            told.add(f"library, {size:,} items", _opened(application, customer_id), "ms")


def _opened(application: Application[UUID], customer_id: UUID) -> Window:
    began = time.perf_counter()
    application.repository.get(customer_id)
    return _milliseconds(began)


async def _write(log: Ours, customer: str, first: int, last: int) -> None:
    """An item a minute, from so many minutes ago to so many: a life, not a moment within the late window."""
    for start in range(first, last, -_AT_ONCE):
        many = [log.message_of(customer, minutes_ago=ago) for ago in range(start, max(last, start - _AT_ONCE), -1)]
        await log.writer.append(Append(tenant=TENANT, events=[each.events[0] for each in many]))


def _milliseconds(began: float) -> Window:
    return Window(figure=1_000 * (time.perf_counter() - began))
