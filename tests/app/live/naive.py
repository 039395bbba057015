"""The join that does not work, to show that the stories find it out."""

import asyncio
import json
from collections.abc import Callable

from adapters.log.appends import Touched
from app.live import picture
from app.live.wire import Gone
from tests.app.live.world import ZONE, FakeWire, World


def read_then_subscribe(world: World) -> FakeWire:
    """The naive join: a snapshot is read and sent, then the client is put on the list of those who hear of changes."""
    wire = FakeWire()

    async def serve() -> None:
        while True:
            asked = json.loads(await wire.receive())
            page = await world.pages.open("demo", asked["customer_id"])
            frame = picture.snapshot(page, world.pages.epoch(page), "pl", ZONE).to('"page"')
            await wire.send(frame)
            await asyncio.sleep(0)
            world.listeners.append((page, wire))  # type: ignore[attr-defined]

    async def guarded() -> None:
        try:
            await serve()
        except Gone:
            return

    task = asyncio.create_task(guarded())
    world.handlers.add(task)
    task.add_done_callback(world.handlers.discard)
    return wire


def push_to(world: World) -> Callable[[list[Touched]], None]:
    """The naive wake-up: whoever is on the list gets the change that the bell is about."""

    def ring(touched: list[Touched]) -> None:
        for page, wire in world.listeners:  # type: ignore[attr-defined]
            before = page.version
            if page.customer_id in {each.stream for each in touched} and world.pages.refresh("demo", page):
                step = picture.changes(page, before, before, "pl", ZONE)
                if step is not None and not wire.closed:
                    wire.sent.append(step.frame.to('"page"'))

    return ring
