"""A node with a real log, and clients whose every step a test decides."""

import asyncio
import json
import os
import random
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from adapters.keys.keyring import KeyDestroyed
from adapters.log.appends import Append, NewEvent, Touched
from adapters.log.codec import microseconds
from app.live import picture
from app.live.clock import Clock
from app.live.connection import Connection
from app.live.hub import Hub
from app.live.requests import Requests
from app.live.wire import Gone
from app.pages import Pages
from app.security.principals import Principal, Standing
from app.settings import Settings
from domain.customer.events import Event
from tests.adapters.log.opened import META, OpenLog, open_log
from tests.examples import LATE_WINDOW, NOON
from tests.patience import SECONDS

ZONE = ZoneInfo("Europe/Warsaw")
ANNA = Principal(id="k-1", tenant="demo", role="agent", name="Anna", person="p-anna", via="token")
MAREK = Principal(id="k-2", tenant="demo", role="lead", name="Marek", person="p-marek", via="token")
EWA = Principal(id="k-3", tenant="demo", role="auditor", name="Ewa", person="p-ewa", via="token")


PARTS = ("brief", "facts", "promises", "contradictions", "cases", "claim")


class OpenGate:
    """Lets in whom it knows until they are shut out."""

    def __init__(self) -> None:
        self.shut: dict[str, Standing] = {}
        self.tickets: dict[str, Principal] = {}

    def standing(self, principal: Principal) -> Standing:
        return self.shut.get(principal.id, Standing.GOOD)

    def touch(self, principal: Principal) -> None:
        pass

    async def redeem_ticket(self, ticket: str) -> Principal | None:
        return self.tickets.pop(ticket, None)


class Ledger:
    """Remembers who looked."""

    def __init__(self) -> None:
        self.records: list[tuple[str, str, str, int | None]] = []
        self.purposes: list[str] = []

    async def record(self, principal: Principal, customer_id: str, purpose: str = "care", what: str = "page",
                     via: str = "http", at_version: int | None = None) -> None:  # fmt: skip
        await asyncio.sleep(0)
        self.records.append((principal.name, customer_id, via, at_version))
        self.purposes.append(purpose)


class QueuePage(NamedTuple):
    version: int
    epoch: str
    rows: list[dict[str, Any]]
    gone: list[str]
    far: bool = False


class Queue:
    """An inbox whose rows a test sets: customer -> (row, position of its last change)."""

    def __init__(self) -> None:
        self.epoch, self.version, self.asked = "life", 0, 0
        self.held: dict[str, tuple[dict[str, Any], int]] = {}
        self.left: dict[str, int] = {}

    def put(self, customer_id: str, **row: Any) -> None:
        self.version += 1
        self.held[customer_id] = ({"customer_id": customer_id, **row}, self.version)

    def take(self, customer_id: str) -> None:
        self.version += 1
        del self.held[customer_id]
        self.left[customer_id] = self.version

    async def rows(self, tenant: str, tab: str, person: str, since: int | None) -> QueuePage:
        self.asked += 1
        await asyncio.sleep(0)
        after = -1 if since is None else since
        rows = [row for row, changed in self.held.values() if changed > after]
        gone = [] if since is None else [customer for customer, left in self.left.items() if left > after]
        return QueuePage(self.version, self.epoch, rows, gone)


class Hands:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.time = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.time + seconds, future))
        await future

    async def pass_by(self, seconds: float) -> None:
        """Let time pass in steps, each with room for what it brings about."""
        until = self.time + seconds
        while self.time < until:
            self.time = min(until, self.time + 0.5)
            due = [each for each in self._sleepers if each[0] <= self.time]
            self._sleepers = [each for each in self._sleepers if each[0] > self.time]
            for _, future in due:
                if not future.done():
                    future.set_result(None)
            for _ in range(20):
                await asyncio.sleep(0)

    @property
    def clock(self) -> Clock:
        return Clock(now=self.now, sleep=self.sleep, utc=lambda: NOON)


class FakeWire:
    """A socket between a client and the hub. What was sent lies in `sent` until the client takes it."""

    def __init__(self) -> None:
        self.asked: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self.sent: list[str] = []
        self.reads = asyncio.Event()  # cleared: the client does not read, and sending blocks
        self.reads.set()
        self.closed: int | None = None

    def say(self, **frame: Any) -> None:
        self.asked.put_nowait(json.dumps(frame))

    def hang_up(self) -> None:
        self.asked.put_nowait(None)
        self.reads.set()
        self.closed = self.closed or 1006

    def take(self) -> list[dict[str, Any]]:
        """The frames that came since the last look."""
        taken, self.sent = self.sent, []
        return [json.loads(text) for text in taken]

    @property
    def outlet(self) -> "FakeWire":
        return self

    @property
    def ready(self) -> bool:
        return self.reads.is_set() and not self.closed

    def push(self, text: str) -> None:
        self.sent.append(text)

    async def send(self, text: str) -> None:
        await self.reads.wait()
        if self.closed:
            raise Gone
        self.sent.append(text)

    async def receive(self) -> str | bytes:
        data = await self.asked.get()
        if data is None:
            raise Gone
        return data

    async def close(self, code: int) -> None:
        self.closed = self.closed or code


class World:
    """One node and its log."""

    def __init__(self, log: OpenLog, pages: Pages | None = None) -> None:
        self.log = log
        self.settings = Settings.read({"THROUGHLINE_DATA_DIR": str(log.path.parent)})
        self.pages = pages or Pages(log.reader, log.codec, LATE_WINDOW)
        self.gate, self.ledger, self.queue, self.hands = OpenGate(), Ledger(), Queue(), Hands()
        self.hub = Hub(self.pages, self.queue, self.settings, self.hands.clock)
        self.requests = Requests(self.hub, self.gate, self.ledger)  # type: ignore[arg-type]
        self.handlers: set[asyncio.Task[None]] = set()

    def append(self, *entries: tuple[str, Event], at: datetime = NOON) -> list[Touched]:
        """Record events durably; returns the bells that commit rings."""
        for stream in {stream for stream, _ in entries}:
            try:
                self.log.keyring.key("demo", stream)
            except KeyDestroyed:
                self.log.keyring.store([self.log.keyring.begin("demo", stream)], 0)
        events = [self._sealed(stream, event, at) for stream, event in entries]
        placed = self.log.writer.append_blocking(Append(tenant="demo", events=events))
        return [
            Touched("demo", stream, 0, placed.last_position) for stream in dict.fromkeys(each[0] for each in entries)
        ]

    def _sealed(self, stream: str, event: Event, at: datetime) -> NewEvent:
        event_id = os.urandom(16)
        state = self.log.codec.seal(event, self.log.keyring.key("demo", stream), "demo", stream, event_id)
        return NewEvent(stream, event_id, event.name, event.schema, microseconds(at), META, state)

    def connect(self, principal: Principal | None = ANNA) -> FakeWire:
        """Open a socket."""
        wire = FakeWire()
        connection = Connection(self.hub, self.gate, self.requests, wire, principal)  # type: ignore[arg-type]
        task = asyncio.create_task(connection.run())
        self.handlers.add(task)
        task.add_done_callback(self.handlers.discard)
        return wire

    async def end(self) -> None:
        """Take everything down; no socket may keep its handler alive."""
        await self.hub.drain()
        await self.hub.stop()
        if self.handlers:
            _, stuck = await asyncio.wait(self.handlers, timeout=SECONDS)
            assert not stuck

    async def fresh(self, customer_id: str) -> dict[str, Any]:
        """The page that somebody gets who folds the whole log anew."""
        pages = Pages(self.log.reader, self.log.codec, LATE_WINDOW)
        page = await pages.open("demo", customer_id)
        shared = picture.snapshot(page, pages.epoch(page), "pl", ZONE)
        return json.loads(shared.to('"fresh"'))


@contextmanager
def a_world(folder: Path, *streams: str) -> Any:
    """A node on a log of its own."""
    with open_log(folder, *streams) as log:
        yield World(log)


async def settle(until: Callable[[], object] | None = None, rounds: int = 40) -> None:
    """Let everything that can happen now happen; with `until`, wait for it."""
    if until is None:
        for _ in range(rounds):
            await asyncio.sleep(0)
        return
    deadline = asyncio.get_running_loop().time() + SECONDS
    while not until():
        assert asyncio.get_running_loop().time() < deadline, "it never came"
        await asyncio.sleep(0)


class Held:
    """What a client holds, by the rules of the contract."""

    def __init__(self) -> None:
        self.version: int | None = None
        self.epoch = ""
        self.customer_id = ""
        self.order: list[str] = []
        self.items: dict[str, dict[str, Any]] = {}
        self.rest: dict[str, Any] = {}
        self.skipped = 0

    def apply(self, frame: dict[str, Any]) -> None:
        """Take in one frame."""
        match frame["type"]:
            case "snapshot":
                self.version, self.epoch, self.customer_id = frame["version"], frame["epoch"], frame["customer_id"]
                self.order = [item["item_id"] for item in frame["items"]]
                self.items = {item["item_id"]: item for item in frame["items"]}
                self.rest = {part: frame[part] for part in PARTS}
            case "resumed":
                self.epoch = frame["epoch"]
            case "changes":
                self._change(frame)
            case "reset":
                self.version = None

    def _change(self, frame: dict[str, Any]) -> None:
        if frame["from"] != self.version:
            self.skipped += 1
            return
        for item, before in zip(frame["items"], frame["stands_after"], strict=True):
            if item["item_id"] in self.items:
                self.order.remove(item["item_id"])
            self.order.insert(0 if before is None else self.order.index(before) + 1, item["item_id"])
            self.items[item["item_id"]] = item
        self.rest |= {part: frame[part] for part in PARTS if part in frame}
        self.version = frame["to"]

    def difference(self, fresh: dict[str, Any]) -> str:
        """Where this page is not the one a fresh client would get; empty if nowhere."""
        if len(set(self.order)) != len(self.order):
            return "an item twice"
        if self.order != [item["item_id"] for item in fresh["items"]]:
            return f"order {self.order} is not {[item['item_id'] for item in fresh['items']]}"
        if [self.items[item_id] for item_id in self.order] != fresh["items"]:
            return "an item looks different"
        parts = [part for part in PARTS if self.rest[part] != fresh[part]]
        if parts:
            return f"{parts} differ"
        return "" if (self.version, self.epoch) == (fresh["version"], fresh["epoch"]) else "version or epoch differ"


def spread(chance: random.Random) -> datetime:
    """A time of a sender's clock: mostly in order, sometimes an hour late."""
    return NOON + timedelta(minutes=chance.choice([0, 1, 2, 3, -1, -30, -90, 5]))
