"""One client of a simulation: it follows a page and perhaps a queue, drops, comes back, and holds what the contract says."""

import asyncio
import itertools
from typing import TYPE_CHECKING, Any

from app.live.limits import STUCK_SECONDS, Close
from app.live.wire import Gone
from app.security.principals import Principal
from tests.app.live.world import Held
from tests.simulation.line import Line

if TYPE_CHECKING:
    from tests.simulation.world import World

LOOKED_AT = 0.03  # of the frames: is the page, at this very version, the one the log gives?
SLOW = 16.0  # seconds a slow client sleeps
STATES = ("viewing", "editing", "idle")


class HeldQueue:
    """What a client holds of a queue."""

    def __init__(self) -> None:
        self.version: int | None = None
        self.epoch = ""
        self.rows: dict[str, dict[str, Any]] = {}

    def apply(self, frame: dict[str, Any]) -> None:
        """Take in one frame."""
        match frame["type"]:
            case "snapshot":
                self.rows = {row["customer_id"]: row for row in frame["customers"]}
                self.version, self.epoch = frame["version"], frame["epoch"]
            case "resumed":
                self.epoch = frame["epoch"]
            case "changes":
                self.rows |= {row["customer_id"]: row for row in frame["customers"]}
                for customer_id in frame["gone"]:
                    self.rows.pop(customer_id, None)
                self.version = frame["to"]
            case "reset":
                self.version = None


class Browser:
    """`queue`: whether it follows a queue, too."""

    def __init__(self, world: "World", number: int, customer_id: str, queue: bool, slow: bool) -> None:
        self.world, self.chance, self.customer_id = world, world.chance, customer_id
        self.principal = Principal(
            id=f"k-{number}", tenant="demo", role="agent", name=f"N{number}", person=f"p-{number}", via="token")  # fmt: skip
        self.held, self.queue = Held(), HeldQueue() if queue else None
        self.who: list[dict[str, str]] = []
        self.page_id = ""  # of the present subscription: another each time, so that what is still on its way is known
        self._ids = itertools.count(1)
        self.state = ""  # what this one last said of itself on this connection
        self.node: Any = None
        self.line: Line | None = None
        self._slow = slow

    async def live(self) -> None:
        """Connect and read, again and again, until the simulation is over."""
        while True:
            self.node = self.world.any_node()
            if self.node is not None:
                self.line = self.node.connect(self.principal)
                self._subscribe(self.line)
                self._follow_queue(self.line)
                try:
                    await self._read(self.line)
                except Gone:
                    pass
                self.line.cut()
                self.line = None
            await self.world.pause(self.chance.random() * 0.3)

    def _subscribe(self, line: Line) -> None:
        self.page_id, self.state = f"page-{next(self._ids)}", ""
        frame: dict[str, Any] = {"type": "subscribe", "id": self.page_id, "customer_id": self.customer_id}
        if self.held.version is not None:
            if self.chance.random() < 0.7:
                frame["customer_id"] = self.held.customer_id
            frame |= {"since": self.held.version, "epoch": self.held.epoch}
        line.say(**frame)

    def _follow_queue(self, line: Line) -> None:
        if self.queue is not None:
            held = {} if self.queue.version is None else {"since": self.queue.version, "epoch": self.queue.epoch}
            line.say(type="subscribe", id="queue", inbox="team", **held)

    async def _read(self, line: Line) -> None:
        while True:
            frame = await line.next(60 if self.world.calm.is_set() else 0.25)
            if frame is not None:
                self.take(line, frame)
            if not self.world.calm.is_set():
                await self._be_fickle(line)

    async def _be_fickle(self, line: Line) -> None:
        chance = self.chance.random()
        if chance < 0.04:
            raise Gone
        if chance < 0.07:
            line.say(type="unsubscribe", id=self.page_id)
            self._subscribe(line)
        elif chance < 0.10:
            for _ in range(self.chance.randint(1, 3)):  # what follows at once may cross on its way to the other node
                self.state = self.chance.choice(STATES)
                line.say(type="presence", id=self.page_id, state=self.state)
        elif chance < 0.16:
            await self.world.pause(self.chance.random())
        elif chance < 0.3 and self._slow:
            await asyncio.sleep(SLOW)
            if line.held_up_for() > STUCK_SECONDS + 2 and line.closed != Close.SLOW_READER:
                self.world.wrong.append("who read nothing for 16 seconds was not closed")

    def take(self, line: Line, frame: dict[str, Any]) -> None:
        """Take in one frame."""
        self.world.seen[frame["type"]] += 1
        if frame["type"] in ("welcome", "heartbeat"):
            return
        if frame["type"] in ("problem", "bye"):
            if frame.get("slug") not in ("unknown-subscription",):  # it had been reset meanwhile
                self.world.wrong.append(f"told {frame}")
        elif frame["id"] == "queue":
            self._take_queue(line, frame)
        elif frame["id"] != self.page_id:
            pass
        elif frame["type"] == "presence":
            self.who = frame["who"]
        else:
            self._take_page(line, frame)

    def _take_page(self, line: Line, frame: dict[str, Any]) -> None:
        self.held.apply(frame)
        if self.held.skipped:
            self.world.wrong.append(f"{self.principal.name} holds {self.held.version}, got from {frame['from']}")
            self.held.skipped = 0
        if frame["type"] == "snapshot":
            self.who = frame["presence"]
        if frame["type"] == "reset":
            self._subscribe(line)
        elif frame["type"] != "resumed" and self.chance.random() < LOOKED_AT:
            self._look()

    def _look(self) -> None:
        assert self.held.version is not None
        then = self.held.difference(self.world.page_at(self.held.customer_id, self.held.version))
        if then:
            self.world.wrong.append(f"{self.principal.name} at {self.held.version}: {then}")

    def _take_queue(self, line: Line, frame: dict[str, Any]) -> None:
        assert self.queue is not None
        if frame["type"] == "changes" and frame["from"] != self.queue.version:
            self.world.wrong.append(f"a gap in the queue: {self.queue.version}, from {frame['from']}")
        self.queue.apply(frame)
        if frame["type"] == "reset":
            self._follow_queue(line)
