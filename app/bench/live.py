"""The live feed beside `websockets.broadcast()` and Litestar's Channels, in one run: many on one page, each on their own, idle.

On SQLite one node is measured; on PostgreSQL what is posted at one node and watched at another, while a third process derives.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from app.bench.asked import Asked
from app.bench.ground import Ground
from app.bench.live_run import Arm
from app.bench.live_screen import Nodes, measure
from app.bench.told import Ratio, Told, Window

SOCKETS = 1_000
EVENTS, CHANGES = 200, 60  # of one page; of each of as many pages
FRAME, PRESENCE = 1_300, 90  # bytes of ours that say so, for those who say it otherwise
RATES = {200: 10.0, 1_000: 20.0}  # messages a second, and within how many milliseconds 99 of 100 are to be on screen
OURS, BROADCAST, CHANNELS = "ours", "broadcast()", "Channels"
KINDS = {OURS: "ours", BROADCAST: "broadcast", CHANNELS: "channels"}


def bench(asked: Asked, ground: Ground) -> Told:
    """Every arm anew in each round."""
    sockets = asked.events or SOCKETS
    told = Told(bench="live", store=asked.store, asked={"rounds": asked.rounds, "sockets": sockets},
                machine=ground.machine())  # fmt: skip
    for _ in range(asked.rounds):
        if asked.store == "sqlite":
            for name, kind in KINDS.items():
                with _arm(ground, kind, 1) as arm:
                    _many_on_one_page(told, arm, name, sockets)
                with _arm(ground, kind, sockets) as arm:
                    _each_on_their_own(told, arm, name, sockets)
        _to_the_screen(told, asked, ground, sockets)
    _ratios(told, sockets)
    return told


def _many_on_one_page(told: Told, arm: Arm, name: str, sockets: int) -> None:
    """An update is one message on one screen, however many are sent in one frame."""
    before = arm.used()
    arm.watchers = sockets
    with arm.watched(arm.customers[:1] * sockets, each=sockets) as load:
        opened = arm.used()
        found = arm.rounds(load, EVENTS, [0], "event", FRAME)
        used = arm.used()["cpu"] - opened["cpu"]
    kilobytes = (opened["bytes"] - before["bytes"]) / 1_024 / sockets
    told.add(f"{name}, one page", _window(found, used), "updates/s")
    told.add(f"{name}, a socket", Window(figure=kilobytes), "KB")


def _each_on_their_own(told: Told, arm: Arm, name: str, sockets: int) -> None:
    """Who is present there: what changes on a page without the log having to be written first."""
    arm.watchers = 1
    with arm.watched(arm.customers, each=sockets) as load:
        arm.rounds(load, 2, list(range(sockets)), "presence", PRESENCE)  # every page has been opened
        before = arm.used()["cpu"]
        found = arm.rounds(load, CHANGES, list(range(sockets)), "presence", PRESENCE)
        told.add(f"{name}, own pages", _window(found, arm.used()["cpu"] - before), "updates/s")


def _window(found: Mapping[str, float], used: float) -> Window:
    return Window(figure=found["marks"] / found["seconds"], more={"cpu_us": 1e6 * used / found["marks"]})


def _to_the_screen(told: Told, asked: Asked, ground: Ground, sockets: int) -> None:
    with _nodes(asked, ground) as nodes:
        for rate in RATES:
            seen = measure(nodes, sockets, rate, asked.seconds, ground.server)
            answer = {"p50_ms": seen.answered[0], "p99_ms": seen.answered[1]}
            more = {"kept_per_second": seen.kept, "middle_ms": seen.to_screen[0], "slowest_ms": seen.to_screen[2]}
            told.add(f"to the screen, {rate:,}/s", Window(figure=seen.to_screen[1], more=more, **answer), "ms")
            more = {"middle_ms": seen.from_append[0], "slowest_ms": seen.from_append[2]}
            told.add(f"from append to screen, {rate:,}/s", Window(figure=seen.from_append[1], more=more), "ms")
            for who, busy in seen.busy.items():
                told.add(f"{who}, {rate:,}/s", Window(figure=busy), "ms of processor a message")


def _ratios(told: Told, sockets: int) -> None:
    full = sockets >= SOCKETS
    told.over(
        "one page: ours / broadcast()", f"{OURS}, one page", f"{BROADCAST}, one page", at_least=1.7 if full else None
    )
    told.over("one page: ours / Channels", f"{OURS}, one page", f"{CHANNELS}, one page")
    told.over("own pages: ours / broadcast()", f"{OURS}, own pages", f"{BROADCAST}, own pages")
    told.over("own pages: ours / Channels", f"{OURS}, own pages", f"{CHANNELS}, own pages")
    if f"{OURS}, own pages" in told.arms:
        each = told.arms[f"{OURS}, own pages"].median
        told.ratios.append(Ratio(name="own pages: ours, updates/s", value=each, at_least=60_000 if full else None))
        told.most("a socket of ours, KB", f"{OURS}, a socket", 25.0)
    for rate, most in RATES.items():
        told.most(f"p99 from the POST to the screen at {rate:,}/s, ms", f"to the screen, {rate:,}/s", most)
        told.most(f"p99 from append to screen at {rate:,}/s, ms", f"from append to screen, {rate:,}/s", most)


@contextmanager
def _arm(ground: Ground, kind: str, customers: int) -> Iterator[Arm]:
    with ground.place() as place:
        arm = Arm(kind, customers, {"THROUGHLINE_DATA_DIR": str(place.folder)})
        try:
            yield arm
        finally:
            arm.end()


@contextmanager
def _nodes(asked: Asked, ground: Ground) -> Iterator[Nodes]:
    """On files one node is posted to and watched; on a server a third process derives."""
    if asked.store == "sqlite":
        with _arm(ground, "ours", 0) as arm:
            yield Nodes(arm, arm)
        return
    with ground.place() as one, ground.place() as other, ground.place() as third:
        shared = {
            "THROUGHLINE_DATABASE_URL": one.url, "THROUGHLINE_KEYS_URL": other.url, "THROUGHLINE_BUS_URL": one.url,
            "THROUGHLINE_MASTER_KEY": "5a" * 32}  # fmt: skip
        _bring_up(shared | {"THROUGHLINE_DATA_DIR": str(one.folder)})
        arms = [
            Arm(kind, 0, shared | {"THROUGHLINE_DATA_DIR": str(each.folder)}, pinned=False)
            for kind, each in (("deriving", third), ("ours", one), ("ours", other))
        ]
        try:
            yield Nodes(arms[1], arms[2], arms[0])
        finally:
            for arm in arms:
                arm.end()


def _bring_up(environment: Mapping[str, str]) -> None:
    from app.settings import Settings
    from app.storage import bring_up

    bring_up(Settings.read(environment))
