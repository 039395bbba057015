"""A process that only derives: facts, cases, promises and links follow from messages here, and nobody has to wait for it.

It answers how it stands and serves nobody. Nodes that serve people leave what follows to it as long as it lives
(`adapters.duty`); when it ends one of them goes on.
"""

from litestar import Litestar

from app.application import application
from app.duty import open_duty
from app.http.health import health_routes
from app.node import Node
from app.security.guard import guard
from app.settings import Settings
from app.storage import CannotOpen

ON_A_FILE = "On a file one process does everything. Give THROUGHLINE_DATABASE_URL of a PostgreSQL that the nodes share, or run `serve` alone."


class Deriving(Node):
    """What `throughline derive` runs (`app.server.Service`)."""

    def __init__(self, settings: Settings) -> None:
        if not settings.on_server:
            raise CannotOpen(ON_A_FILE)
        super().__init__(settings, open_duty(settings, first=self._is_abreast))
        self.front: Litestar = application(health_routes(self.ready), guard(self.gate, settings.origins))

    async def drain(self) -> None:
        """Nobody is here."""

    def _is_abreast(self) -> bool:
        """A process that is new has to work out first who is who, for minutes in a long log: until then a node goes on.

        Asked before each look at what the others have done: it need not have done what was done since the last one.
        """
        return self.identity.position >= self.duty.done(self.identity.name)
