"""Who is present on all nodes: joins this node's sockets, the bus, and the pages somebody watches here."""

import asyncio
import secrets
from collections.abc import Callable, Iterable

from app.live.frames import Present
from app.live.roster import Change, Heard, Roster

TENANTS = 10_000  # of other nodes that are remembered at once


class Company:
    """One node's. `now` counts seconds; `changed` hears whose pages show other people now."""

    def __init__(self, now: Callable[[], float], changed: Callable[[str, Iterable[str]], None]) -> None:
        self._now, self._changed = now, changed
        self._rosters: dict[str, Roster] = {}
        self._untold: dict[tuple[str, str, str], Present | None] = {}  # of this turn of the loop
        self.name: Callable[[], str] = lambda: secrets.token_hex(8)
        self.say: Callable[[str, bytes], None] = lambda tenant, said: None
        self.alone = False  # no other node could hear: then nothing is told, nor kept to be told

    def told(self, tenant: str, customer_id: str, person: str, present: Present | None) -> None:
        """What somebody does on this node now; None: they are gone. Other nodes hear of all that is done in one turn together."""
        if self.alone:
            return
        if not self._untold:
            asyncio.get_running_loop().call_soon(self.tell)
        self._untold[tenant, customer_id, person] = present

    def tell(self) -> None:
        """Say what other nodes have not been told yet."""
        untold, self._untold = self._untold, {}
        tenants: dict[str, list[Change]] = {}
        for (tenant, customer_id, person), present in untold.items():
            tenants.setdefault(tenant, []).append((customer_id, person, present))
        for tenant, changes in tenants.items():
            self._say(tenant, self._roster(tenant).put(changes, self._now()))

    def at(self, tenant: str, customer_id: str) -> dict[str, Present]:
        """Who is on a page on other nodes."""
        roster = self._rosters.get(tenant)
        return roster.at(customer_id) if roster is not None else {}

    def hear(self, tenant: str, said: bytes) -> None:
        """Another node says something."""
        if tenant in self._rosters or len(self._rosters) < TENANTS:
            self._follow(tenant, self._roster(tenant).hear(said, self._now()))

    def tick(self) -> None:
        """A second has passed, or so."""
        for tenant, roster in list(self._rosters.items()):
            self._follow(tenant, roster.tick(self._now()))
            if roster.idle(self._now()):
                del self._rosters[tenant]

    def back(self) -> None:
        """The bus is there again."""
        for tenant, roster in self._rosters.items():
            self._say(tenant, roster.back(self._now()))

    def leave(self) -> None:
        """This node ends: nobody needs to hear what it did last."""
        self._untold.clear()
        for tenant, roster in self._rosters.items():
            self._say(tenant, roster.leave())

    def _roster(self, tenant: str) -> Roster:
        if tenant not in self._rosters:
            # Let go and begun again it counts anew, under another name: else what it says would be taken for old.
            self._rosters[tenant] = Roster(self.name(), self._now())
        return self._rosters[tenant]

    def _follow(self, tenant: str, heard: Heard) -> None:
        self._say(tenant, heard.say)
        if heard.changed:
            self._changed(tenant, heard.changed)

    def _say(self, tenant: str, say: Iterable[bytes]) -> None:
        for each in say:
            self.say(tenant, each)
