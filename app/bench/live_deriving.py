"""What `throughline derive` runs, for the live bench: beside the nodes, and after them in line for a processor."""

import asyncio
import os
from typing import Any

from app.commands.derive import NICE
from app.deriving import Deriving
from app.settings import Settings


class DerivingServed:
    """It has the duty before anything is measured."""

    def __init__(self) -> None:
        os.nice(NICE)
        self._process = Deriving(Settings.read(os.environ))

    async def start(self, core: int | None) -> dict[str, Any]:
        await self._process.start()
        while not self._process.duty.mine:
            await asyncio.sleep(0.05)
        return {"port": 0, "path": ""}

    async def customers(self, count: int) -> dict[str, Any]:
        return {"customers": [], "tokens": []}

    async def publish(self, to: list[int], what: str, size: int) -> None:
        raise NotImplementedError

    async def behind(self) -> int:
        return max((await asyncio.to_thread(self._process.ready)).behind.values())

    async def stop(self) -> None:
        await self._process.stop()
