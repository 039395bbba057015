"""Our side: the service's own log, keys, views and proof, without its doors, under many producers."""

import asyncio
import gc
import os
import random
import time
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

import msgspec

from adapters.log.appends import Append, NewEvent, Placed, Touched
from adapters.log.codec import Codec, Meta, State
from adapters.log.writer import Writer
from adapters.views.store import Views
from app.audit.follower import ProofFollower
from app.audit.opening import open_proof
from app.bench.ground import Place
from app.bench.told import Window, window_of
from app.collecting import collect_little
from app.ids import Ids
from app.keys import open_keyring
from app.storage import open_log
from app.views import ViewFollower
from domain.customer.events import CustomerRegistered, Event, MessageReceived
from domain.errors import StreamMoved
from domain.record import Actor, Delivery

TENANT, SOURCE = "demo", "//demo/chat/main"
TEXT = ("Dzień dobry, pytam o zamówienie 2026/11/48213: paczka miała być wczoraj, a kurier jej nie doręczył. "
        "Rozmawiałam już z Państwem na czacie, proszę o oddzwonienie po 16:00.")  # fmt: skip
ONE_IN = 100  # conflicts or duplicates, where an arm has them
ONE_NEW_IN = 20  # messages: a customer writes about so many before another comes
_MINUTE = 60_000_000  # microseconds
_NEVER = 2**40  # no stream has this version
_encode = msgspec.json.Encoder().encode
Result = TypeVar("Result")


def clock() -> int:
    """Microseconds since 1970, UTC."""
    return time.time_ns() // 1_000


class Ours:
    """Writer, keys, codec, views and proof of a node. Everything a delivery costs behind the door is in it.

    `clear` writes bodies unsealed, which no part of the product does: to see what reading costs without the cipher.
    """

    def __init__(self, place: Place, customers: int, clear: bool = False, seed: int = 1) -> None:
        settings = self.settings = place.settings()
        store, self.reader = open_log(settings)
        self.keyring = open_keyring(settings)
        self.codec = Codec(self.keyring, os.urandom)
        self.writer = Writer(store, self.keyring, clock, self._grew)
        self.views = Views(settings.data_dir / "views.db")
        self.follower = ViewFollower(self.reader, self.codec, self.views, lambda: None)
        self.proof = ProofFollower(open_proof(settings, self.reader, self.keyring, clock), timedelta(hours=1))
        self.ids = Ids(clock, os.urandom)
        self.customers: list[str] = []
        self._clear = clear
        self.commits, self._count, self._random, self._active = 0, 0, random.Random(seed), customers  # noqa: S311

    async def start(self) -> None:
        """Begin to write and follow, with the first customers registered."""
        self.writer.loop = asyncio.get_running_loop()
        self.writer.start()
        await self.follower.start()
        await self.proof.start()
        await asyncio.gather(*(self.writer.append(self._newcomer()) for _ in range(self._active)))
        await self._settled()

    async def leave(self) -> None:
        """Write what waits and follow no more; the log can still be read."""
        await self.follower.stop()
        self.writer.stop()
        await self.proof.stop()
        self.views.close()

    def close(self) -> None:
        """Close what is left."""
        self.reader.close()
        self.keyring.close()

    async def stop(self) -> None:
        """Write what waits, then close everything."""
        await self.leave()
        self.close()

    async def measure(self, seconds: float, producers: int, kind: str = "") -> Window:
        """Events a second until every view has them, from producers who each wait for their answer.

        `kind` is "conflicts" or "duplicates": then one in a hundred is one, is answered so, and does not count.
        """
        waits: list[float] = []
        accepted = asked_for = self.commits = 0
        began = time.perf_counter()
        until = began + seconds

        async def producer() -> None:
            nonlocal accepted, asked_for
            last: Append | None = None
            while (asked := time.perf_counter()) < until:
                asked_for += 1
                odd = kind if asked_for % ONE_IN == 0 else ""
                append = last if odd == "duplicates" and last else self.next(stale=odd == "conflicts")
                counts = await self._answered(append)  # not `+= await`: that would add to what was read before the wait
                accepted += counts
                waits.append(time.perf_counter() - asked)
                last = append

        await asyncio.gather(*(producer() for _ in range(producers)))
        answered = time.perf_counter() - began
        await self._settled()
        return window_of(
            accepted, time.perf_counter() - began, waits, self.commits, answered_per_second=accepted / answered,
            accepted=accepted, answered=len(waits))  # fmt: skip

    async def fill(self, events: int) -> None:
        """Grow the log to so many events, customers coming and going as they do."""
        while (left := events - self.reader.head()) > 0:
            many = [self.next() for _ in range(min(left, 2_000))]
            await asyncio.gather(*(self.writer.append(append) for append in many))
        await self._settled()

    def next(self, stale: bool = False) -> Append:
        """What comes next: a message of an active customer, now and then a new customer. `stale` expects a version that is not."""
        self._count += 1
        if self._count % ONE_NEW_IN == 0 and not stale:
            return self._newcomer()
        return self.message_of(
            self.customers[-1 - self._random.randrange(min(self._active, len(self.customers)))], stale
        )

    def message_of(self, stream: str, stale: bool = False, minutes_ago: int = 0) -> Append:
        """A message of this customer."""
        item_id = self.ids("t")
        event = MessageReceived(
            item_id=item_id, channel="chat", kind="message", direction="inbound", author_role="customer",
            author_name="Katarzyna Wiśniewska", interaction_id=f"i-{stream}", entry_point="main", text=TEXT)  # fmt: skip
        meta = Meta(actor=Actor(kind="customer"), source=SOURCE, interaction_id=f"i-{stream}", item_id=item_id)
        return self._append(stream, event, meta, item_id, {stream: _NEVER} if stale else {}, minutes_ago)

    def _newcomer(self) -> Append:
        stream = self.ids("c")
        key = self.keyring.begin(TENANT, stream)
        meta = Meta(actor=Actor(kind="adapter"), source=SOURCE)
        append = self._append(stream, CustomerRegistered(customer_id=stream, how="adapter"), meta, stream, {})
        append.new_keys = [key]
        self.customers.append(stream)
        return append

    def _append(self, stream: str, event: Event, meta: Meta, number: str, expected: dict[str, int],
                minutes_ago: int = 0) -> Append:  # fmt: skip
        event_id = self.ids.event_id()
        delivery = Delivery(id=number, subject="chat:1")
        if self._clear:
            state = _encode(State(open=msgspec.Raw(_encode(event))))
        else:
            key = self.keyring.key(TENANT, stream)
            state = self.codec.seal(event, key, TENANT, stream, event_id, delivery)
        new = NewEvent(
            stream, event_id, event.name, event.schema, clock() - minutes_ago * _MINUTE, _encode(meta), state
        )
        return Append(
            tenant=TENANT, events=[new], expected=expected,
            intake_key=self.keyring.keyed_hash(TENANT, "intake", SOURCE, number),
            body_digest=self.keyring.keyed_hash(TENANT, "content", TEXT))  # fmt: skip

    async def _answered(self, append: Append) -> int:
        try:
            placed: Placed = await self.writer.append(append)
        except StreamMoved:
            return 0
        return 0 if placed.duplicate else 1

    async def _settled(self) -> None:
        head = await asyncio.to_thread(self.reader.head)
        while not await self.follower.reached(head, 60.0):
            pass

    def _grew(self, touched: Sequence[Touched]) -> None:
        self.commits += 1
        self.follower.ring()
        self.proof.ring()


def run(work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run a coroutine on the loop the service runs on."""
    try:
        from uvloop import new_event_loop
    except ImportError:  # it does not run everywhere
        from asyncio import new_event_loop
    with as_served(), asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(work())


@contextmanager
def as_served() -> Generator[None]:
    """Collect garbage as the server does: leave alone what is loaded, and look seldom."""
    before = gc.get_threshold()
    collect_little()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
