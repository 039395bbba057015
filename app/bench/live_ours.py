"""Our whole service with a lever to pull, for the live bench: what is published goes the way of every message."""

import asyncio
import itertools
import os
import time
from typing import Any
from urllib.parse import urlsplit

from adapters.log.appends import Append
from adapters.log.codec import Meta
from app.bench.live_node import PERSON_SOCKETS, stamp
from app.bench.ours import TENANT, clock
from app.live.feed import Feed
from app.live.frames import State
from app.main import Service
from app.server import Server, listen
from app.settings import Settings
from domain.customer.events import CustomerRegistered, Event, MessageReceived
from domain.record import Actor

AT_ONCE = 64  # pages at one step of the event loop, as its peers
CHANNELS, STAYS = (
    ("chat", "email", "in_store", "phone"),
    5,
)  # of a talk that goes through all of them, so many messages each
TEXT = "Dzień dobry, dziękuję za szybką odpowiedź. Wszystko się zgadza, proszę to tak zostawić, bardzo mi to pomogło."


class OursServed:
    """One node as `serve` runs it."""

    def __init__(self) -> None:
        settings = Settings.read(os.environ)
        self._listener = listen("127.0.0.1", urlsplit(settings.public_url).port or 0)  # a browser must come from there
        self._service = Service(settings)
        self._server = Server(self._service, lambda: None)
        self._serving: asyncio.Task[None] | None = None
        self._customers: list[str] = []
        self._feeds: dict[int, Feed] = {}
        self._numbers = itertools.count(1)

    async def start(self, core: int | None) -> dict[str, Any]:
        await self._service.start()
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._listener]))
        while not self._server.started:
            await asyncio.sleep(0.01)
        return {"port": self._listener.getsockname()[1], "path": "/v1/live"}

    async def customers(self, count: int) -> dict[str, Any]:
        """Register so many, each with a first message, and make tokens for so many watchers."""
        new = [self._service.pen.ids("c") for _ in range(count)]
        registered = (
            self._append(each, CustomerRegistered(customer_id=each, how="adapter"), first=True) for each in new
        )
        await asyncio.gather(*(self._service.writer.append(append) for append in registered))
        self._customers += new
        await self.publish(list(range(len(self._customers) - count, len(self._customers))), "event", 0)
        gate = self._service.gate
        people = range(max(count, 1_000) // PERSON_SOCKETS + 2)
        tokens = [await gate.create_token("agent", f"Agent {next(self._numbers)}") for _ in people]
        adapter = await gate.create_token("adapter", f"Adapter {next(self._numbers)}", source=f"//{TENANT}/*")
        links = {
            role: urlsplit(await gate.create_link(role, f"Somebody {next(self._numbers)}")).path
            for role in ("agent", "auditor", "lead")
        }
        return {"customers": new, "tokens": tokens, "adapter": adapter, "links": links}

    async def publish(self, to: list[int], what: str, size: int) -> None:
        if what == "presence":
            await self._appear(to)
            return
        channels = (
            itertools.cycle(each for each in CHANNELS for _ in range(STAYS))
            if what == "talk"
            else itertools.repeat("chat")
        )
        events = (self._message(self._customers[number], next(channels)) for number in to)
        await asyncio.gather(*(self._service.writer.append(each) for each in events))

    async def _appear(self, to: list[int]) -> None:
        """Somebody comes to these pages, or does something else there: what has no log to wait for."""
        for count, number in enumerate(to, 1):
            feed = self._feeds.get(number)
            if feed is None:
                feed = self._feeds[number] = await self._service.hub.feeds.open(TENANT, self._customers[number])
            states: tuple[State, State] = ("viewing", "editing")
            feed.presence.put("p-0", f"ts@{next(self._numbers)}", self, states[feed.presence.turn % 2])
            feed.wake()
            if count % AT_ONCE == 0:
                await asyncio.sleep(0)

    def _message(self, stream: str, channel: str) -> Append:
        item_id = self._service.pen.ids("t")
        return self._append(stream, MessageReceived(
            item_id=item_id, channel=channel, kind="message", direction="inbound", author_role="customer",
            author_name="Katarzyna Wiśniewska", interaction_id=f"i-{stream}-{channel}", entry_point="main",
            text=f"{stamp(time.monotonic_ns())} {TEXT}"))  # fmt: skip

    def _append(self, stream: str, event: Event, first: bool = False) -> Append:
        import msgspec

        from adapters.log.appends import NewEvent

        service = self._service
        new_keys = [service.keyring.begin(TENANT, stream)] if first else []
        event_id = service.pen.ids.event_id()
        state = service.codec.seal(event, service.keyring.key(TENANT, stream), TENANT, stream, event_id)
        meta = msgspec.json.encode(Meta(actor=Actor(kind="customer")))
        new = NewEvent(stream, event_id, event.name, event.schema, clock(), meta, state)
        return Append(tenant=TENANT, events=[new], new_keys=new_keys)

    async def behind(self) -> int:
        return max((await asyncio.to_thread(self._service.ready)).behind.values())

    async def stop(self) -> None:
        self._server.should_exit = self._server.force_exit = True
        if self._serving is not None:
            await self._serving
        await self._service.stop()
