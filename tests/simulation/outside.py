"""Everybody who sends and decides in a simulation: they repeat what was not answered, and remember what was."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from app.intake.receipts import Receipt
from app.pen import Hand
from app.security.principals import Principal
from domain.customer.events import CustomersMerged
from domain.errors import AllotmentNeeded, AlreadyOne, AlreadyReversed, OutcomeUnknown, Overloaded, UnknownMerge
from domain.identity.commands import Merge, Reverse
from domain.identity.matching import Holder
from domain.record import Actor
from tests.examples import NOON

if TYPE_CHECKING:
    from tests.simulation.node import Node
    from tests.simulation.world import World

ADAPTER = Principal(id="k", tenant="demo", role="adapter", name="a", person="p", via="token", source="//demo/*")
PEOPLE = 3
LASTS = 2.5  # seconds in which everything is said


class Outside:
    """The senders of a world, and the desk that merges and takes back."""

    def __init__(self, world: "World") -> None:
        self.world, self.chance = world, world.chance
        self.customers: list[str] = []
        self.items: dict[str, int] = {}  # item -> the person who said it
        self.merges: dict[str, tuple[str, str]] = {}  # those that stand: survivor, absorbed
        self._number = 0
        self._named: set[int] = set()  # threads in which a handle was given
        self._threads: dict[str, int] = {}  # item -> thread

    async def first(self) -> None:
        """Everybody says a first word, so that there is somebody to watch."""
        for person in range(PEOPLE):
            receipt = await self._deliver(self._message(person, 2 * person, named=True))
            assert receipt.customer_id
            self.customers.append(receipt.customer_id)

    async def act(self) -> None:
        """Everything that is said and decided, each at its own moment."""
        tasks = [self._later(self._say) for _ in range(self.chance.randint(5, 9))]
        tasks += [self._later(self._merge_or_part) for _ in range(self.chance.choice([0, 1, 2, 4]))]
        await asyncio.gather(*tasks)

    async def _later(self, what: Any) -> None:
        await asyncio.sleep(self.chance.random() * LASTS)
        await what()

    # ---- what is said ------------------------------------------------------------------------------------------------

    async def _say(self) -> None:
        person = self.chance.randrange(PEOPLE)
        thread = 2 * person + self.chance.randrange(2)
        event = self._message(person, thread, named=self.chance.random() < 0.6)
        receipt = await self._deliver(event)
        if self.chance.random() < 0.2:
            again = await self._deliver(event)
            if msgspec.structs.replace(again, outcome="") != msgspec.structs.replace(receipt, outcome=""):
                self.world.wrong.append(f"another receipt for the same delivery: {receipt}, {again}")

    def _message(self, person: int, thread: int, named: bool) -> dict[str, Any]:
        self._number += 1
        party: dict[str, Any] = {"role": "customer"}
        if named:
            party["handles"] = [{"kind": "app_user", "value_raw": f"u{person}", "level": 3}]
            self._named.add(thread)
        text = self.chance.choice([
            f"Słowo {self._number}", f"Zamówienie PL-{48_000 + self._number} nie przyszło.", "Nazywam się Anna Nowak."])  # fmt: skip
        at = NOON + timedelta(minutes=self.chance.choice([0, 1, 2, -1, -30, -90]))
        return {
            "specversion": "1.0", "id": f"m-{person}-{thread}-{self._number}", "source": "//demo/chat/main",
            "type": "throughline.message.received.v1", "subject": f"t{thread}", "time": at.isoformat(),
            "data": {"channel": "chat", "party": party, "parts": [{"type": "text", "text": text}]}}  # fmt: skip

    async def _deliver(self, event: dict[str, Any]) -> Receipt:
        """Send it until it is answered, to whichever node is up."""
        while True:
            node = self.world.any_node()
            if node is not None:
                asked = node.run(_submitted(node, event))
                await asyncio.wait([asked])
                fault = None if asked.cancelled() else asked.exception()
                if not asked.cancelled() and fault is None:
                    return self._noted(event, asked.result())
                if fault is not None and not isinstance(fault, OutcomeUnknown | Overloaded):
                    raise fault
            await asyncio.sleep(0.05)

    def _noted(self, event: dict[str, Any], receipt: Receipt) -> Receipt:
        person, thread, _ = event["id"].removeprefix("m-").split("-")
        assert receipt.item_id
        self.items[receipt.item_id] = int(person)
        self._threads[receipt.item_id] = int(thread)
        return receipt

    # ---- what is decided ---------------------------------------------------------------------------------------------

    async def _merge_or_part(self) -> None:
        self._number += 1
        key = f"d-{self._number}"
        if self.merges and self.chance.random() < 0.6:
            merge_id = self.chance.choice(sorted(self.merges))
            await self._decide(key, Reverse(merge_id=merge_id, by="p-1"))
        else:
            one, other = self.chance.sample(self.customers, 2)
            await self._decide(key, Merge(customer_id=one, absorb=other, by="p-1"))
            if self.merges and self.chance.random() < 0.5:  # taken back while many are still finding out about it
                back = Reverse(merge_id=max(self.merges), by="p-1")
                await asyncio.sleep(self.chance.random() * 0.05)
                await self._decide(f"{key}-back", back)

    async def _decide(self, key: str, command: Merge | Reverse) -> None:
        while True:
            node = self.world.any_node()
            if node is not None:
                hand = node.pen.hand_for("demo", Actor(kind="agent", id="p-1"), "//demo/console/p-1", key, b"")
                done = node.run(_decided(node, hand, command))
                await asyncio.wait([done])
                if not done.cancelled():
                    fault = done.exception()
                    if fault is None:
                        self._note_merge(command, done.result())
                        return
                    if isinstance(fault, AlreadyOne | AlreadyReversed | UnknownMerge | AllotmentNeeded):
                        return
                    if not isinstance(fault, OutcomeUnknown | Overloaded):
                        raise fault
            await asyncio.sleep(0.05)

    def _note_merge(self, command: Merge | Reverse, written: Any) -> None:
        if isinstance(command, Reverse):
            self.merges.pop(command.merge_id, None)
        else:
            event = written.only(CustomersMerged)
            self.merges[event.merge_id] = (event.survivor, event.absorbed)

    # ---- what must stand ---------------------------------------------------------------------------------------------

    def wrong_items(self) -> list[str]:
        """Every item stands once, and on the page of whoever said it, merged as the desk has left them."""
        pages = self._pages()
        times = Counter(item for items in pages.values() for item in items)
        lost = [item for item in self.items if times[item] != 1]
        if lost:
            return [f"{len(lost)} items do not stand on exactly one page"]
        whose = {item: page for page, items in pages.items() for item in items}
        wrong = [
            item for item, person in self.items.items()
            if self._threads[item] in self._named and whose[item] != self._page_of(person)]  # fmt: skip
        return [f"{len(wrong)} items stand on somebody else's page"] if wrong else []

    def _page_of(self, person: int) -> str:
        keyring = next(iter(self.world.nodes.values())).keyring
        digest = keyring.keyed_hash("demo", "index", "handle", "app_user", f"u{person}")
        held = self.world.log.claim("demo", digest)
        assert held is not None
        customer = msgspec.json.decode(held, type=Holder).customer_id
        into = {absorbed: survivor for survivor, absorbed in self.merges.values()}
        while customer in into:
            customer = into[customer]
        return customer

    def _pages(self) -> dict[str, list[str]]:
        streams = {row.stream for row in self.world.log.rows}
        found: dict[str, list[str]] = {}
        for stream in sorted(streams):
            page = self.world.replayed(stream)
            if page.customer.moved_to is None:
                found[stream] = [item.item_id for item in page.timeline.in_order()]
        return found


async def _submitted(node: "Node", event: dict[str, Any]) -> Receipt:
    answer = await node.door.submit(node.door.check(ADAPTER, event))
    return await answer()


async def _decided(node: "Node", hand: Hand, command: Merge | Reverse) -> Any:
    if isinstance(command, Merge):
        return await node.merges.merge(hand, command)
    return await node.merges.reverse(hand, command)
