"""The agent's page in Chromium: events on a long page until they are painted, the first page, and what it weighs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from app.bench.asked import Asked
from app.bench.chromium import Screen, chromium, floor, offset, paints
from app.bench.ground import Ground
from app.bench.live_run import Arm
from app.bench.told import Ratio, Told, Window, window_of
from app.console.serve import ENTRIES, ROOT, first_modules, read_files
from app.server import listen

ITEMS, RATE = 10_000, 50  # of the long page; events a second on it
WITHIN, OPEN, ROWS, KILOBYTES = 50.0, 1_000.0, 60, 200.0  # ms to paint for 95 of 100, ms to open, rows, KB
_AT_ONCE = 250
_LAST_MS = 30_000  # how long what is still on its way may take
_FLOOR_S = 1.0  # of a page at rest; what a browser needs for a frame on this machine


def bench(asked: Asked, ground: Ground) -> Told:
    """One service and one browser; each round opens its pages anew, with nothing cached."""
    items = asked.events or ITEMS
    told = Told(bench="console", store=asked.store, asked={"rounds": asked.rounds, "items": items, "events/s": RATE},
                machine=ground.machine())  # fmt: skip
    with node(ground, items) as arm, chromium() as browser:
        here = f"http://127.0.0.1:{arm.port}"
        screen = Screen(browser, here + arm.links["agent"])
        for _ in range(asked.rounds):
            told.add(
                "first page, short",
                Window(figure=_opening(screen, f"{here}/console/customers/{arm.customers[1]}")),
                "ms",
            )
            told.add(
                "first page, long",
                Window(figure=_opening(screen, f"{here}/console/customers/{arm.customers[0]}")),
                "ms",
            )
            drawn, at_rest = _to_paint(screen, arm, here, asked.seconds)
            told.add("event to paint, p95", drawn, "ms")
            told.add("one word changed at rest, p95", at_rest, "ms")
    _weights(told)
    _wanted(told, items)
    return told


def _opening(screen: Screen, address: str) -> float:
    page, milliseconds = screen.opened(address)
    page.context.close()
    return milliseconds


def _to_paint(screen: Screen, arm: Arm, here: str, seconds: float) -> tuple[Window, Window]:
    """Messages at the rate, each painted, and what one changed word takes on the same page at rest.

    One that never came into the page is dropped. Of many that come between two frames only those near the view are drawn.
    """
    page, _ = screen.opened(f"{here}/console/customers/{arm.customers[0]}")
    clock = offset(page)
    first = paints(page)
    before = {mark for mark, _ in first["painted"]}
    count = max(int(seconds * RATE), 1)
    began = time.monotonic()
    for number in range(count):
        page.wait_for_timeout(max(0.0, 1_000 * (began + number / RATE - time.monotonic())))
        arm.node.tell({"do": "publish", "to": [0], "what": "event"})
    end = time.monotonic() + _LAST_MS / 1_000
    while True:
        seen = paints(page)
        came = seen["all"] - first["all"]
        if came >= count or time.monotonic() > end:
            break
        page.wait_for_timeout(50)
    page.wait_for_timeout(100)  # the last one's frame
    seen = paints(page)
    waits = [(at + clock) / 1e3 - int(mark) / 1e9 for mark, at in seen["painted"] if mark not in before]
    more = {"dropped": count - came, "passed over": came - len(waits), "rows": seen["rows"]}
    at_rest = [each / 1e3 for each in floor(page, int(min(seconds, _FLOOR_S) * RATE), 1_000 / RATE)]
    page.context.close()
    return _figure(waits, more), _figure(at_rest, {})


def _figure(waits: list[float], more: dict[str, float]) -> Window:
    ordered = sorted(waits)
    p95 = 1_000 * ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] if ordered else float("inf")
    found = window_of(len(waits), 1.0, waits)
    return Window(figure=p95, p50_ms=found.p50_ms, p99_ms=found.p99_ms, more=more)


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
    found = told.arms["event to paint, p95"]
    told.ratios.append(_at_most("event to paint, p95 in ms", found.median, WITHIN if whole else None))
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
        arm = Arm("ours", 2, own)
        arm.folder = place.folder
        try:
            _lengthen(arm, items, what)
            arm.settle()
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
