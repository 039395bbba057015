"""A process that only derives: facts, cases, promises and links follow from messages here, and nobody has to wait for it.

It answers how it stands and serves nobody. Nodes that serve people leave what follows to it as long as it lives
(`adapters.duty`); when it ends one of them goes on.
"""

import asyncio

from litestar import Litestar

from app.application import application
from app.duty import open_duty
from app.follower import HEAL_SECONDS
from app.http.health import health_routes
from app.node import Node
from app.security.guard import guard
from app.settings import Settings
from app.storage import CannotOpen

ON_A_FILE = "On a file one process does everything. Give THROUGHLINE_DATABASE_URL of a PostgreSQL that the nodes share, or run `serve` alone."


class Deriving(Node):
    """What `throughline derive` runs (`app.server.Service`)."""

    _healing: asyncio.Task[None] | None = None

    def __init__(self, settings: Settings) -> None:
        if not settings.on_server:
            raise CannotOpen(ON_A_FILE)
        super().__init__(settings, open_duty(settings, first=self._is_abreast))
        self.front: Litestar = application(health_routes(self.ready), guard(self.gate, settings.origins))

    async def begin(self) -> None:
        """Look by ourselves, too."""
        self._healing = asyncio.create_task(self._heal())

    async def end(self) -> None:
        """Look no more."""
        if self._healing is not None:
            self._healing.cancel()
            await asyncio.gather(self._healing, return_exceptions=True)

    async def drain(self) -> None:
        """Nobody is here."""

    async def _heal(self) -> None:
        """A bell may be lost, a node may die before it rings, there may be no bus: where people are served their screens look
        for what is new every few seconds, here nobody else does.
        """
        while True:
            await asyncio.sleep(HEAL_SECONDS)
            self.abreast.look()

    def _is_abreast(self) -> bool:
        """A process that is new has to work out first who is who, for minutes in a long log: until then a node goes on.

        Asked before each look at what the others have done: it need not have done what was done since the last one.
        """
        return self.identity.position >= self.duty.done(self.identity.name)
