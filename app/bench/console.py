"""The agent's page in Chromium: events on a long page until they are painted, the first page, and what it weighs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx

from app.bench.asked import Asked
from app.bench.chromium import Screen, chromium
from app.bench.ground import Ground
from app.bench.live_peers import PAGE
from app.bench.live_run import Arm
from app.bench.painting import STAGES, Way, clocks_of, floor, paints, way_of
from app.bench.told import Ratio, Told, Window, window_of
from app.console.serve import ENTRIES, ROOT, first_modules, read_files
from app.server import listen

if TYPE_CHECKING:
    from playwright.sync_api import Page

ITEMS, RATE = 10_000, 50  # of the long page; events a second on it
WITHIN, OPEN, ROWS, KILOBYTES = 50.0, 1_000.0, 60, 200.0  # ms to paint for 95 of 100, ms to open, rows, KB
PAINT, FLOOR = "event to paint, p95", "a bare socket to paint, p95"
_AT_ONCE = 250
_LAST_SECONDS = 30.0  # how long what is still on its way may take
_FLOOR_S = 1.0  # of a page at rest; what a browser needs for a frame on this machine


def bench(asked: Asked, ground: Ground) -> Told:
    """One service and one browser; each round opens its pages anew, with nothing cached, and is followed by one of the floor:
    a page on which the mark is all there is, with a bare socket.
    """
    items = asked.events or ITEMS
    told = Told(bench="console", store=asked.store, asked={"rounds": asked.rounds, "items": items, "events/s": RATE},
                machine=ground.machine())  # fmt: skip
    with node(ground, items) as arm, _bare() as other, chromium() as browser:
        here = f"http://127.0.0.1:{arm.port}"
        screen = Screen(browser, here + arm.links["agent"])
        for _ in range(asked.rounds):
            for name, customer in (("short", 1), ("long", 0)):
                opened = _opening(screen, f"{here}/console/customers/{arm.customers[customer]}")
                told.add(f"first page, {name}", Window(figure=opened), "ms")
            page, _ = screen.opened(f"{here}/console/customers/{arm.customers[0]}")
            _measure(told, PAINT, page, screen, arm, asked.seconds)
            at_rest = floor(page, int(min(asked.seconds, _FLOOR_S) * RATE), 1_000 / RATE)
            told.add("one word changed at rest, p95", _figure(at_rest), "ms")
            page.context.close()
            page = screen.bare(f"http://127.0.0.1:{other.port}{PAGE}", other.customers[0])
            _measure(told, FLOOR, page, screen, other, asked.seconds)
            page.context.close()
    _weights(told)
    _wanted(told, items)
    return told


def _opening(screen: Screen, address: str) -> float:
    page, milliseconds = screen.opened(address)
    page.context.close()
    return milliseconds


def _measure(told: Told, name: str, page: "Page", screen: Screen, arm: Arm, seconds: float) -> None:
    """Messages at the rate, each painted: how long that took, its stages, and whose processor time it was.

    One that never came into the page is dropped. Of many that come between two frames only those near the view are drawn.
    """
    clocks, first, count = clocks_of(page), paints(page), max(int(seconds * RATE), 1)
    used = arm.used()["cpu"], screen.used()
    came = _publish(page, arm, count, first["all"])
    spent = arm.used()["cpu"] - used[0], screen.used() - used[1]
    seen, before = paints(page), {mark for mark, _ in first["painted"]}
    ways = [way_of(mark, each, clocks) for mark, each in seen["painted"] if mark not in before]
    more = {"dropped": count - came, "passed over": came - len(ways), "rows": seen["rows"],
            "service's ms": 1e3 * spent[0] / count, "Chromium's ms": 1e3 * spent[1] / count}  # fmt: skip
    told.add(name, _figure([each.whole for each in ways], more), "ms")
    if name == PAINT:
        for stage, waits in _stages(ways):
            told.add(f"of it {stage}, p95", _figure(waits), "ms")
        for whose in ("service", "Chromium"):
            told.add(f"processor time a message, {whose}", Window(figure=more[f"{whose}'s ms"]), "ms")


def _publish(page: "Page", arm: Arm, count: int, before: int) -> int:
    """So many messages, one each fiftieth of a second; how many of them came into the page."""
    began = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, began + number / RATE - time.monotonic()))
        arm.node.tell({"do": "publish", "to": [0], "what": "event"})
    end, came = time.monotonic() + _LAST_SECONDS, 0
    while came < count and time.monotonic() < end:
        page.wait_for_timeout(50)  # and the last one's frame
        came = paints(page)["all"] - before
    page.wait_for_timeout(100)
    return came


def _stages(ways: list[Way]) -> list[tuple[str, list[float]]]:
    """Each stage's milliseconds, of the messages of which they are known."""
    columns = zip(*(each.stages for each in ways), strict=True)
    return [(name, [each for each in found if each is not None]) for name, found in zip(STAGES, columns, strict=False)]


def _figure(waits: list[float], more: dict[str, float] | None = None) -> Window:
    """95 of 100, in milliseconds."""
    ordered = sorted(waits)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] if ordered else float("inf")
    found = window_of(len(waits), 1.0, [each / 1e3 for each in waits])
    return Window(figure=p95, p50_ms=found.p50_ms, p99_ms=found.p99_ms, more=more or {})


def _weights(told: Told) -> None:
    """What each page loads before the first click, whatever the language, raw and zipped."""
    files = read_files(ROOT)
    for name, entry in ENTRIES.items():
        frame = (ROOT / entry.page).read_text(encoding="utf-8")
        loaded = [each for each in files if each in frame] + [*first_modules(files, entry.module), "js/early.js"]
        sizes = [files[each] for each in dict.fromkeys(loaded)]
        told.add(f"{name}: raw", Window(figure=sum(len(each.plain) for each in sizes) / 1_000), "KB")
        told.add(f"{name}: zipped", Window(figure=sum(len(each.zipped) for each in sizes) / 1_000), "KB")


def _wanted(told: Told, items: int) -> None:
    """What was promised, of a whole run only."""
    whole = items >= ITEMS
    found = told.arms[PAINT]
    told.ratios.append(_at_most("event to paint, p95 in ms", found.median, WITHIN if whole else None))
    told.over("event to paint / a bare socket to paint, p95", PAINT, FLOOR)
    told.ratios.append(_at_most("rows in the document", max(each.more["rows"] for each in found.windows), ROWS - 1))
    told.ratios.append(_at_most("updates never painted", sum(each.more["dropped"] for each in found.windows), 0))
    told.most("first page in ms", "first page, short", OPEN)
    told.most("first page of the agent, raw KB, without words", "customers: raw", KILOBYTES)


def _at_most(name: str, value: float, most: float | None) -> Ratio:
    return Ratio(name=name, value=value, at_most=most)


@contextmanager
def node(ground: Ground, items: int, what: str = "event") -> Iterator[Arm]:
    """Our service with two customers: one with a long page, and one who has just come."""
    with ground.place() as place:
        with listen("127.0.0.1", 0) as free:
            port = free.getsockname()[1]
        own = {"THROUGHLINE_DATA_DIR": str(place.folder), "THROUGHLINE_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        arm = Arm("ours", 2, own, pinned=False)  # as it runs beside a browser on a desk
        arm.folder = place.folder
        try:
            _lengthen(arm, items, what)
            arm.settle()
            yield arm
        finally:
            arm.end()


@contextmanager
def _bare() -> Iterator[Arm]:
    """The least that a server can do: a mark at once to whoever watches."""
    arm = Arm("bare", 1, pinned=False)
    try:
        yield arm
    finally:
        arm.end()


def _lengthen(arm: Arm, items: int, what: str) -> None:
    """Publish until the first customer's page has so many items."""
    with httpx.Client(
        base_url=f"http://127.0.0.1:{arm.port}", headers={"Authorization": f"Bearer {arm.tokens[0]}"}
    ) as client:
        version = 0
        for published in range(_AT_ONCE, items + _AT_ONCE, _AT_ONCE):
            arm.node.tell({"do": "publish", "to": [0] * _AT_ONCE, "what": what})
            while version < published:
                answer = client.get(f"/v1/customers/{arm.customers[0]}/timeline?limit=1", timeout=60)
                version = answer.raise_for_status().json()["version"]
