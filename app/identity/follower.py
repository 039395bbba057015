"""Follows the log and brings customers in line with who is who: merges, reversals, moves, shared handles, suggestions.

What is done follows from the log up to one event, and carries a key made from that event: a crash, a replay or a second
node adds nothing twice. What a person decided stands; a rule never undoes it. An event that cannot be taken stops it for
that event's customer alone.
"""

import asyncio
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from adapters.duty.alone import Alone
from adapters.duty.port import Duty
from adapters.identity.store import IdentityStore, Stop
from adapters.keys.keyring import Keyring
from adapters.log.codec import Codec
from adapters.log.reading import EventReader
from adapters.log.rows import Row
from adapters.views.faults import passes
from adapters.views.store import Parked, Views
from app.follower import to_its_end
from app.identity.graph import Graph
from app.identity.settler import Settler
from app.identity.writing import Writing
from app.merges import Merges
from app.parking import ParkingFollower
from app.pen import Pen
from app.slices import Slices
from app.storage import opening
from domain.customer import events as happened
from domain.identity.rules import Rules
from domain.identity.ties import MergeStands, Owned, merge_key, owner_key
from domain.identity.units import INTERACTION
from domain.record import Recorded

BATCH = 200
UNKEPT = 1_000  # events that are nothing to us, after which the place behind them is kept: as many are looked at again
WATCHED = frozenset({
    "interaction-started", "handles-presented", "fact-recorded", "interaction-reassigned", "customers-merged",
    "customers-unmerged", "match-dismissed",
})  # fmt: skip


class IdentityFollower(ParkingFollower):
    """One process a node; its store is of that node, and says for whom it stopped: the views only show it."""

    name = "identity"

    def __init__(self, reader: EventReader, codec: Codec, keyring: Keyring, store: IdentityStore, pen: Pen, merges: Merges,
                 random_bytes: Callable[[int], bytes], rules: Rules, views: Views,
                 duty: Duty | None = None, slices: Slices | None = None) -> None:  # fmt: skip
        super().__init__(reader, views)
        self._duty = duty or Alone()
        self._codec, self._store, self._pen = codec, store, pen
        self.graph = Graph(store, keyring, random_bytes)
        self._writing = Writing(pen, merges)
        self._settler = Settler(self.graph, self._writing, rules)
        self._slices = slices or Slices()
        self._kept_to = 0  # the position that the store has
        self._singly_to = 0  # a batch broke off at one of its events: up to here they are taken one by one

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    async def _kept_position(self) -> int:
        stopped = {(each.tenant, each.stream): each for each in self._store.stopped()}
        for each in await asyncio.to_thread(self._views.parked, self.name):
            if (each.tenant, each.stream) not in stopped:  # the store was made anew, and takes everything again
                await asyncio.to_thread(self._views.release, self.name, each.tenant, each.stream)
        for stop in stopped.values():
            await asyncio.to_thread(self._views.park, Parked(self.name, *stop))
        await self._remember_stops()
        # another node may be behind the log's head: what it has not done yet may fall to this one
        head = self._duty.done(self.name) if self._duty.shared else self._reader.head()
        with opening(self._store.path):
            self._writing.lived = self._store.lived(head)
            self._kept_to = self._store.position
            self._store.keep(self._kept_to)
        return self._kept_to

    async def _step(self) -> bool:
        rows = self._reader.since(self.position, 1 if self.position < self._singly_to else BATCH)
        if not self._duty.mine:  # what the other node has done is found in the log by its key, and not done again
            self._writing.done = self._duty.done(self.name)
            rows = [row for row in rows if row.position <= self._writing.done]
        if not rows:
            return False
        take = self._take_or_park if len(rows) == 1 else self._take_unless_stopped
        watched = [row for row in rows if row.type in WATCHED]
        try:
            for row in watched:
                await self._slices.turn()
                await take(row)
        except BaseException as fault:
            self._undo()
            if len(rows) == 1 or not isinstance(fault, Exception) or passes(fault):
                raise
            self._singly_to = rows[-1].position
            return True
        if watched or rows[-1].position - self._kept_to >= UNKEPT:
            await self._keep(rows[-1].position)
        else:  # nothing was written: after a crash these events are looked at again, and are nothing again
            await asyncio.sleep(0)
        self.position = rows[-1].position
        if self._duty.mine:
            self._duty.tell(self.name, self.position)
        return True

    async def _keep(self, position: int) -> None:
        """On a thread: once in a while SQLite copies what it has written into its file, and that takes long.

        What is undone while the thread is at it would be missing under a position that is kept.
        """
        kept = asyncio.get_running_loop().run_in_executor(None, self._store.keep, position)
        try:
            await to_its_end(kept)
        except BaseException:
            if kept.cancelled() or kept.exception() is not None:
                self._undo()
            raise
        self._kept_to = position

    def _undo(self) -> None:
        self._store.drop()
        self.graph.units.forget()

    # ---- where it stops ----------------------------------------------------------------------------------------------

    async def _take_unless_stopped(self, row: Row) -> None:
        if (row.tenant, row.stream) not in self._stops:
            await self._take_row(row)

    async def _park(self, row: Row, reason: str) -> None:
        self._undo()
        self._store.stop(Stop(row.tenant, row.stream, row.position, row.version, reason))
        await super()._park(row, reason)

    async def _take_again(self, parked: Parked) -> None:
        """All that has waited, or nothing: it stays where it stopped if any of it cannot be taken."""
        where = (parked.tenant, parked.stream)
        waited = await asyncio.to_thread(self._reader.stream, *where, parked.version - 1)
        rows = [row for row in waited if row.position <= self.position]
        try:
            await self._take_belatedly(rows)
        except BaseException as fault:
            self._undo()
            if not isinstance(fault, Exception) or passes(fault):
                raise
            await self._park(rows[0], type(fault).__name__)
        else:
            self._store.go_on(*where)
        await self._keep(self.position)

    # ---- events ------------------------------------------------------------------------------------------------------

    async def _take_row(self, row: Row) -> None:
        if row.type in WATCHED:
            await self._settler.take(self._codec.open(row))

    async def _take_belatedly(self, rows: Iterable[Row]) -> None:
        """Take in all of these first: what they say of themselves, and what other streams have said since, counts for more."""
        causes: dict[str, Recorded] = {}
        for row in rows:
            if row.type in WATCHED:
                recorded = self._codec.open(row)
                if not self._was_taken_back(recorded):
                    causes |= {unit_id: recorded for unit_id in self.graph.take(recorded) if unit_id not in causes}
        for unit_id, cause in causes.items():
            self._bring_home(cause.tenant, unit_id)
        for unit_id, cause in causes.items():
            await self._settler.look_at(cause, [unit_id], belated=True)

    def _was_taken_back(self, recorded: Recorded) -> bool:
        event = recorded.event
        if not isinstance(event, happened.CustomersMerged):
            return False
        stands = self._pen.held(recorded.tenant).claim(merge_key(event.merge_id), MergeStands)
        return stands is None or not stands.active

    def _bring_home(self, tenant: str, unit_id: str) -> None:
        unit = self.graph.units.unit(tenant, unit_id)
        owned = self._pen.held(tenant).claim(owner_key(unit_id), Owned)
        if unit is not None and owned is not None and unit.what == INTERACTION and unit.home != owned.customer_id:
            self.graph.units.put(tenant, replace(unit, home=owned.customer_id))
