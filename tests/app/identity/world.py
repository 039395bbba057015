"""A real log, intake, pen and pages on one event loop, and beside them the plainest account of whose everything is."""

import asyncio
import itertools
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Coroutine
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from adapters.keys.keyring import KeyDestroyed, Keyring
from adapters.keys.sqlite import SqliteKeys
from adapters.log.codec import Codec
from adapters.log.writer import Writer
from adapters.pages.store import PageStore
from adapters.views.store import InteractionRow
from app.folding import Fold
from app.ids import Ids
from app.intake.door import Door
from app.intake.receipts import Receipt
from app.intake.sealing import Sealing
from app.merges import Merges
from app.pages import Pages
from app.pen import Held, Pen, Written, console_source
from app.security.principals import Principal
from app.snapshots import Habit
from domain.customer.decisions import Plan
from domain.customer.events import NoteAdded
from domain.page import Page
from domain.record import Actor
from tests.adapters.log.opened import in_file
from tests.examples import LATE_WINDOW, NOON
from tests.reading import Reading

SMALL = Habit(long=12, grown=6, tail=4, most=16)
Answered = TypeVar("Answered")


class Node:
    """One service's parts without its routes. Opened once; every example has a tenant of its own.

    Our ids and keys come from the seed: what a life meets depends on them, and the same lives are to be met each time.
    """

    def __init__(self, seed: int = 0) -> None:
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(prefix="identity-", dir=memory if memory.is_dir() else None))
        self.loop = asyncio.new_event_loop()
        store, self.reader = in_file(self.folder / "log.db")
        self.keyring = Keyring(SqliteKeys(self.folder / "keys.db"), b"master", random.Random(~seed).randbytes)
        self.codec = Codec(self.keyring, os.urandom)
        self.writer = Writer(store, self.keyring, self.clock)
        self.ticks = itertools.count(0)
        self.writer.start()
        self.ids = Ids(self.clock, random.Random(seed).randbytes)
        sealing = Sealing(self.keyring, self.codec, self.ids, os.urandom)
        self.door = Door(self.writer, self.reader, self.keyring, sealing, self.ids, self.clock, "PL")
        self.pen = Pen(self.writer, self.reader, self.keyring, self.codec, self.ids, self.clock)
        self.tenants = itertools.count(1)
        self.pages: Pages
        self.restart()

    def clock(self) -> int:
        """Long after anything that is said to have happened, a millisecond later at each look."""
        return int(NOON.timestamp() * 1_000_000) + 10**13 + next(self.ticks) * 1_000

    def restart(self) -> None:
        """Forget every page in memory."""
        if hasattr(self, "pages"):
            self.pages.close()
        kept = PageStore(self.folder / "pages.db", self.keyring, os.urandom)
        self.pages = Pages(self.reader, self.codec, LATE_WINDOW, kept, SMALL)

    def run(self, work: Coroutine[Any, Any, Answered]) -> Answered:
        """Run something to its end."""
        return self.loop.run_until_complete(work)

    def close(self) -> None:
        """Stop and delete everything."""
        self.pages.close()
        self.writer.stop()
        self.reader.close()
        self.keyring.close()
        self.loop.close()
        shutil.rmtree(self.folder)


class MergeMade(msgspec.Struct):
    """A merge as it was answered."""

    merge_id: str
    survivor: str
    absorbed: str
    number: int  # of the step
    stands: bool = True


class Note(NamedTuple):
    """Something written by hand, and at which step."""

    item_id: str
    number: int


class Account:
    """Whose everything is, kept by hand. `owner`: by interaction, or by item where there is none: a customer's own id."""

    def __init__(self) -> None:
        self.customers: list[str] = []
        self.parent: dict[str, str] = {}
        self.moved: dict[str, str] = {}  # somebody provisional, and who they were
        self.moved_at: dict[str, int] = {}
        self.owner: dict[str, str] = {}
        self.items: dict[str, str] = {}  # item -> what says whose it is: its interaction, or itself
        self.notes: dict[str, Note] = {}
        self.merges: list[MergeMade] = []
        self.holder: dict[int, str] = {}
        self.thread: dict[str, str] = {}  # thread -> its interaction
        self.open_threads: dict[str, str] = {}  # without a handle by now -> their provisional customer
        self.given: set[str] = set()  # threads whose interaction was given away by hand
        self.erased: set[str] = set()
        self.step = 0

    def root(self, customer: str) -> str:
        """Who answers for somebody."""
        while customer in self.parent or customer in self.moved:
            customer = self.parent.get(customer) or self.moved[customer]
        return customer

    def on_page(self, root: str) -> set[str]:
        """The items that must stand there."""
        return {item for item, key in self.items.items() if self.root(self.owner[key]) == root}

    def roots(self) -> list[str]:
        """Everybody who answers for themselves."""
        return [each for each in self.customers if self.root(each) == each]

    def way(self, customer: str) -> list[str]:
        """A customer and whoever absorbed them."""
        found = [customer]
        while found[-1] in self.parent or found[-1] in self.moved:
            found.append(self.parent.get(found[-1]) or self.moved[found[-1]])
        return found

    def family(self, customer: str) -> set[str]:
        """A customer and whom they absorbed."""
        return {each for each in self.customers if customer in self.way(each)} - self.moved.keys()

    def asked(self, merge: MergeMade) -> list[str]:
        """The notes that nobody's handle claims, written on the page while this merge stood."""
        links = {each.absorbed: each.number for each in self.standing()} | self.moved_at
        since, number = {merge.survivor: merge.number}, merge.number
        for absorbed, survivor in pairwise(self.way(merge.survivor)):
            number = max(number, links[absorbed])
            since[survivor] = number
        return [
            note.item_id for note in self.notes.values() if note.number > since.get(self.owner[note.item_id], 10**9)
        ]

    def standing(self) -> list[MergeMade]:
        """Merges that stand."""
        return [merge for merge in self.merges if merge.stands]


class World:
    """One tenant of a node."""

    def __init__(self, node: Node) -> None:
        self.node, self.tenant = node, f"t{next(node.tenants)}"
        self.account = Account()
        self.adapter = Principal(
            id="k", tenant=self.tenant, role="adapter", name="a", person="p", via="token", source=f"//{self.tenant}/*")  # fmt: skip
        self.merges = Merges(node.pen, node.pages, self, node.reader, node.codec)  # type: ignore[arg-type]
        self.numbers = itertools.count(1)
        self.reading = Reading(node.keyring, os.urandom, {})

    def interaction(self, tenant: str, interaction_id: str) -> InteractionRow | None:
        """What the view says of an interaction."""
        owner = self.account.owner.get(interaction_id)
        return None if owner is None else InteractionRow(owner, "", "", 0, None)

    def page(self, customer: str) -> Page:
        """The page an id answers with."""
        return self.all_pages([customer])[0]

    def all_pages(self, customers: list[str]) -> list[Page]:
        """The pages that ids answer with, one after the other."""

        async def all_open() -> list[Page]:
            return [await self.node.pages.open(self.tenant, each) for each in customers]

        return self.node.run(all_open())

    def folded(self, customer: str) -> Page:
        """The page folded anew."""
        return Fold(self.node.reader, self.reading, LATE_WINDOW).replay(self.tenant, customer)

    def deliver(self, what: str, thread: str | None, handle: int | None, minute: int) -> Receipt:
        """Something comes in."""
        number = next(self.numbers)
        party: dict[str, Any] = {
            "role": "customer",
            "display_name": f"N{handle} {thread}" if handle is not None else "",
        }
        if handle is not None:
            party["handles"] = [{"kind": "phone", "value_raw": f"+48601000{handle:03}", "level": 2}]
        channel = "commerce" if what == "order.noted" else "whatsapp"
        data: dict[str, Any] = {
            "channel": channel,
            "party": party,
            "parts": [{"type": "text", "text": f"słowo {number}"}],
        }
        if what == "order.noted":
            data["order"] = {"number": f"PL-{number}", "state": "shipped"}
        event = {"specversion": "1.0", "id": f"m-{number}", "source": f"//{self.tenant}/{channel}/main", "data": data,
                 "type": f"throughline.{what}.v1", "time": (NOON + timedelta(minutes=minute)).isoformat()}  # fmt: skip
        if thread is not None:
            event["subject"] = thread

        async def deliver() -> Receipt:
            answer = await self.node.door.submit(self.node.door.check(self.adapter, event))
            return await answer()

        try:
            return self.node.run(deliver())
        except KeyDestroyed:  # decided on a claim that another hand has changed: the door looks at its own book only
            self.node.door._book._values.clear()
            return self.node.run(deliver())

    def write(self, work: Callable[[Any], Coroutine[Any, Any, Written]]) -> Written:
        """Something is decided at the desk."""
        source = console_source(self.tenant, "p-anna")
        hand = self.node.pen.hand_for(
            self.tenant, Actor(kind="agent", id="p-anna"), source, f"k-{next(self.numbers)}", b""
        )
        return self.node.run(work(hand))

    def note(self, customer: str) -> tuple[str, str]:
        """A note by hand: its item, and in whose stream."""
        item_id = f"t-note-{self.tenant}-{next(self.numbers)}"

        async def decide(held: Held) -> Plan:
            plan = Plan()
            plan.belong(customer, held)
            plan.happen(
                NoteAdded(
                    item_id=item_id, channel="crm", kind="note", direction="internal", author_role="agent", text="x"
                )
            )
            return plan

        written = self.write(lambda hand: self.node.pen.write(hand, decide))
        return item_id, written.customer_id
