"""What it costs to open a customer nobody has in memory, by how much was ever said with them.

    .venv/bin/python -m tests.bench.page [rounds] [largest]

Customers of 100 to 100,000 items are written through the log's writer, with names, receipts, facts, orders and promises
among them; each has a few events newer than its snapshot. Then each is opened cold (no page in memory), in turn, and
asked for its newest 50 items, for 50 from its middle by cursor, and for a live snapshot frame. Prints medians in
milliseconds and the ratio to the smallest; judges nothing. The first opening, which folds all and writes the snapshot,
is told besides.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from adapters.log.appends import Append, NewEvent
from adapters.log.codec import microseconds
from adapters.pages.store import PageStore
from app.http.cursors import cursor_of, span
from app.http.shapes import TimelineShown
from app.live import picture
from app.pages import Pages
from domain.customer import events as happened
from domain.page import Page
from tests.adapters.log.opened import META, OpenLog, open_log
from tests.examples import LATE_WINDOW, NOON, a_message

SIZES = (100, 1_000, 10_000, 100_000)
NEWER = 32  # events behind the snapshot: half of what may gather
ZONE = ZoneInfo("Europe/Warsaw")
WORDS = "Dzień dobry, zamówienie przyszło w uszkodzonym pudełku i chciałabym je wymienić na nowe. "
_encode = msgspec.json.Encoder().encode


def life(stream: str, first: int, count: int) -> Iterator[tuple[happened.Event, int]]:
    """So many items of one customer and what belongs to them, each with its minute before noon."""
    for number in range(first, first + count):
        item_id, minute = f"t-{stream}-{number:07}", 200_000 - number
        if number % 6 == 2:
            yield happened.MessageSent(
                item_id=item_id, channel="chat", kind="message", direction="outbound", author_role="agent", author_name="Anna",
                interaction_id=f"i-{stream}-{number // 10}", text=WORDS), minute  # fmt: skip
            yield happened.MessageDeliveryUpdated(item_id=item_id, state="read", channel="chat"), minute
        elif number % 50 == 49:
            yield happened.OrderNoted(
                item_id=item_id, channel="commerce", kind="context", direction="internal", author_role="system",
                about={"number": f"PL-{number}", "state": "shipped"}), minute  # fmt: skip
        else:
            yield a_message(item_id=item_id, text=WORDS * (1 + number % 3), interaction_id=f"i-{stream}-{number // 10}",
                            author_name="Katarzyna Wiśniewska"), minute  # fmt: skip
        if number % 20 == 7:
            yield happened.FactRecorded(
                fact_id=f"f-{stream}-{number}", key=("name", "order_no")[number % 40 == 7], item_id=item_id, channel="chat",
                stated_by="customer", span=(13, 24), extracted_by="rule:x.1", confidence=0.9, value="PL-48213", norm="PL48213",
                supersedes=(f"f-{stream}-{number - 40}",) if number % 40 == 27 else ()), minute  # fmt: skip
        if number in (11, 31, 51):
            yield happened.PromiseMade(
                item_id=f"p-{item_id}", channel="chat", kind="context", direction="internal", author_role="agent",
                author_name="Anna", promise_id=f"p-{stream}-{number}", what="Oddzwonimy", due_at=NOON), minute  # fmt: skip


def write(log: OpenLog, stream: str, first: int, count: int) -> int:
    """Record a life; returns how many events it took."""
    key, total = log.keyring.key("demo", stream), 0
    waiting: list[NewEvent] = []
    for event, minute in life(stream, first, count):
        event_id = os.urandom(16)
        state = log.codec.seal(event, key, "demo", stream, event_id)
        at = microseconds(NOON - timedelta(minutes=minute))
        waiting.append(NewEvent(stream, event_id, event.name, event.schema, at, META, state))
        if len(waiting) == 400:
            log.writer.append_blocking(Append(tenant="demo", events=waiting))
            total, waiting = total + len(waiting), []
    if waiting:
        log.writer.append_blocking(Append(tenant="demo", events=waiting))
    return total + len(waiting)


async def opened(pages: Pages, stream: str) -> dict[str, float]:
    """Milliseconds from nothing in memory to each answer."""
    began = time.perf_counter()
    page = await pages.open("demo", stream)
    found = {"open": time.perf_counter() - began}
    shown(pages, page, None)
    found["open + newest 50"] = time.perf_counter() - began
    lines = page.timeline
    cursor = cursor_of(lines, len(lines) // 2)
    for name, work in {
        "middle 50": lambda: shown(pages, page, cursor),
        "live frame": lambda: picture.snapshot(page, pages.epoch(page), "pl", ZONE),
    }.items():
        began = time.perf_counter()
        work()
        found[name] = time.perf_counter() - began
    return {name: 1_000 * seconds for name, seconds in found.items()}


def shown(pages: Pages, page: Page, before: str | None) -> bytes:
    """The answer of the timeline's route."""
    lines = page.timeline
    start, stop = span(lines, before, None, 50)
    return _encode(TimelineShown(
        items=lines.in_order(start, stop), version=page.version, epoch=pages.epoch(page),
        before=cursor_of(lines, start) if start else None, after=None))  # fmt: skip


def measure(log: OpenLog, folder: Path, rounds: int, sizes: tuple[int, ...]) -> dict[int, dict[str, Any]]:
    """Medians by size."""
    store = PageStore(folder / "pages.db", log.keyring, os.urandom)
    results: dict[int, dict[str, Any]] = {}
    for size in sizes:
        events = write(log, f"c-{size}", 1, size - NEWER)
        first = asyncio.run(first_opening(log, store, f"c-{size}"))
        events += write(log, f"c-{size}", size - NEWER + 1, NEWER)
        results[size] = {"events": events, "first": first, "times": []}
    for _ in range(rounds):
        for size in sizes:
            pages = Pages(log.reader, log.codec, LATE_WINDOW, store)
            results[size]["times"].append(asyncio.run(opened(pages, f"c-{size}")))
    store.close()
    return {size: _medians(result) for size, result in results.items()}


async def first_opening(log: OpenLog, store: PageStore, stream: str) -> float:
    """Fold all of it and have it kept; seconds until the page is there."""
    pages = Pages(log.reader, log.codec, LATE_WINDOW, store)
    began = time.perf_counter()
    await pages.open("demo", stream)
    took = time.perf_counter() - began
    assert pages.snapshots is not None
    await pages.snapshots.idle("demo", stream)
    return took


def _medians(result: dict[str, Any]) -> dict[str, Any]:
    names = result["times"][0]
    medians = {name: statistics.median(each[name] for each in result["times"]) for name in names}
    return {"events": result["events"], "first opening s": result["first"], **medians}


def main(rounds: int = 7, largest: int = SIZES[-1]) -> None:
    """Measure and print."""
    sizes = tuple(size for size in SIZES if size <= largest)
    with tempfile.TemporaryDirectory() as name, open_log(Path(name), *(f"c-{size}" for size in sizes)) as log:
        results = measure(log, Path(name), rounds, sizes)
    smallest = results[sizes[0]]
    for size, result in results.items():
        cells = ", ".join(f"{name} {value:,.2f} (x{value / smallest[name]:.2f})" for name, value in result.items())
        print(f"{size:>7} items: {cells}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
