"""What it costs to work out who is who, for one event, without the appends; and the worst that one event can cost."""

import asyncio
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from adapters.identity.store import IdentityStore
from adapters.keys.keyring import Keyring
from app.bench.asked import Asked
from app.bench.ground import Ground
from app.bench.ours import TENANT, as_served
from app.bench.shoppers import HANDLES_EACH, Shoppers
from app.bench.told import Told, Window
from app.bench.worst import WORST
from app.identity.dry import Dry
from app.keys import open_keyring
from domain.record import Recorded

HANDLES = 1_000_000
SMALLEST = 10_000
MEASURED = 3_000  # events a round
_KEPT_EVERY = 200  # as the follower's batches
_KNOWN_AT_ONCE = 10_000
_MOST_US, _MOST_MS = 200.0, 20.0


def bench(asked: Asked, ground: Ground) -> Told:
    """At ten thousand handles, and at ten times as many again and again up to what was asked for."""
    sizes = _sizes(asked.events or HANDLES)
    told = Told(bench="identity", store="sqlite", asked={"rounds": asked.rounds, "handles": sizes, "events": MEASURED},
                machine=ground.machine())  # fmt: skip
    for size in sizes:
        with ground.place() as place:
            _grown(place.folder, open_keyring(place.settings()), size, asked.rounds, told)
    for name, events in WORST.items():
        with ground.place() as place, as_served():
            _worst(place.folder, open_keyring(place.settings()), name, events(), told)
    told.most(f"µs an event with {sizes[-1]:,} handles", _arm(sizes[-1]), _MOST_US)
    told.over(f"{sizes[-1]:,} handles / {SMALLEST:,}", _arm(sizes[-1]), _arm(sizes[0]), at_most=1.5)
    for name in WORST:
        told.most(f"ms the dearest event: {name}", name, _MOST_MS)
    return told


def _sizes(largest: int) -> list[int]:
    sizes = [min(SMALLEST, largest)]
    while sizes[-1] < largest:
        sizes.append(min(10 * sizes[-1], largest))
    return sizes


def _arm(size: int) -> str:
    return f"{size:,} handles"


def _grown(folder: Path, keyring: Keyring, size: int, rounds: int, told: Told) -> None:
    shoppers = Shoppers(size // HANDLES_EACH)
    follower = Timed(folder, keyring)
    try:
        follower.know(shoppers)
        with as_served():
            for _ in range(rounds):
                events = [each for _ in range(MEASURED) for each in shoppers.next()][:MEASURED]
                follower.keys_for(events)
                follower.sealed(events)
                took = follower.timed(events, back_after_long=True)
                told.add(_arm(size), Window(figure=sum(took) / len(took) / 1_000, more=_spread(took)), "µs")
    finally:
        follower.close()
        keyring.close()


def _worst(folder: Path, keyring: Keyring, name: str, events: Iterable[Recorded], told: Told) -> None:
    follower = Timed(folder, keyring)
    try:
        some = list(events)
        follower.keys_for(some)
        took = follower.timed(some)
        mean = sum(took) / len(took) / 1_000_000
        told.add(name, Window(figure=max(took) / 1_000_000, more={"mean_ms": mean, "events": len(took)}), "ms")
    finally:
        follower.close()
        keyring.close()


def _spread(took: list[int]) -> dict[str, float]:
    ordered = sorted(took)
    return {"p99_us": ordered[len(ordered) * 99 // 100] / 1_000, "max_ms": ordered[-1] / 1_000_000}


class Timed(Dry):
    """Takes in what is synthetic, and says how long each event took."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        super().__init__(IdentityStore(folder / "identity.db", "bench"), keyring)
        self._keyring, self._known = keyring, set[str]()

    def know(self, shoppers: Shoppers) -> None:
        """Have everybody there as a long life of the service left them: what is told of households was found long ago."""
        asyncio.run(self._know(shoppers))

    async def _know(self, shoppers: Shoppers) -> None:
        everything = shoppers.all_known()
        while some := list(islice(everything, _KNOWN_AT_ONCE)):
            self.keys_for(recorded for recorded, _ in some)
            for recorded, shares in some:
                if shares:
                    await self.take(recorded)
                else:  # nothing would follow from it
                    self.graph.take(recorded)
            self.store.keep(1)

    def keys_for(self, events: Iterable[Recorded]) -> None:
        """Customers' keys, as intake would have made them."""
        new = {each.stream for each in events} - self._known
        self._known |= new
        self._keyring.store([self._keyring.begin(TENANT, stream) for stream in sorted(new)], 0)

    def sealed(self, events: Iterable[Recorded]) -> None:
        """Open their customers' keys, as each event's own append has done before it."""
        for each in events:
            self._keyring.key(each.tenant, each.stream)

    def timed(self, events: list[Recorded], back_after_long: bool = False) -> list[int]:
        """Nanoseconds of processor time each event took, with its part of keeping the batch.

        `back_after_long`: nothing is in memory of whoever comes. Of ten thousand handles most would be, within a round:
        what was measured then is how much fits into memory, not what it costs to find somebody among more.
        """
        return asyncio.run(self._timed(events, back_after_long))

    async def _timed(self, events: list[Recorded], back_after_long: bool) -> list[int]:
        took: list[int] = []
        for start in range(0, len(events), _KEPT_EVERY):
            if back_after_long:
                self.graph.units.forget()
            batch = events[start : start + _KEPT_EVERY]
            took += [await self._one(each) for each in batch]
            keeping = _spent(lambda: self.store.keep(1)) // len(batch)
            took[-len(batch) :] = [each + keeping for each in took[-len(batch) :]]
        return took

    async def _one(self, recorded: Recorded) -> int:
        began = time.thread_time_ns()
        await self.take(recorded)
        return time.thread_time_ns() - began


def _spent(work: Callable[[], None]) -> int:
    began = time.thread_time_ns()
    work()
    return time.thread_time_ns() - began
