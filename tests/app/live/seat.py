"""One client at a world's node: what it says, and the next frame of a kind that it hears."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from app.security.principals import Principal
from tests.app.live.world import ANNA, FakeWire, World, settle

Case = Callable[[World], Awaitable[None]]


def played(world: World, case: Case) -> None:
    async def play() -> None:
        await world.hub.start()
        try:
            await case(world)
        finally:
            await world.end()

    asyncio.run(play())


async def frame(wire: FakeWire, kind: str) -> dict[str, Any]:
    """The next frame of this type; others before it are passed over."""
    found: list[dict[str, Any]] = []

    def came() -> bool:
        while wire.sent and not found:
            one = json.loads(wire.sent.pop(0))
            if one["type"] == kind:
                found.append(one)
        return bool(found)

    await settle(came)
    return found[0]


async def watching(world: World, customer_id: str = "c-1", who: Principal = ANNA, **more: Any) -> FakeWire:
    wire = world.connect(who)
    wire.say(type="subscribe", id="page", customer_id=customer_id, **more)
    await frame(wire, "snapshot")
    return wire
