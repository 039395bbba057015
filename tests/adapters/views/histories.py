"""Histories for the views: every kind of event, moves between customers, events that nobody can read; all by a seed."""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from adapters.log.appends import Append, NewEvent
from adapters.log.codec import microseconds
from adapters.log.rows import Row
from adapters.log.upcasts import UPCASTS
from adapters.views import comparing, files
from adapters.views.projector import Projector
from adapters.views.store import VIEW, Views
from domain.customer import events as happened
from domain.customer.arrivals import Arrival
from domain.customer.decisions import moved_key
from domain.ports import Moved
from domain.timeline.items import Author
from tests.adapters.log.opened import META, OpenLog
from tests.examples import ITEM, a_handle, an_arrival, minutes
from tests.scenario import Scenario

STRANGE = 99  # a schema that no version knows yet
NAMES = ("Katarzyna", "Katarzyna Wiśniewska", "zosia", "Jan Nowak", "")
SAID = (
    "message.received", "message.received", "message.sent", "call.started", "call.transcribed", "call.ended",
    "visit.noted", "note.added", "order.noted", "shipment.noted", "offer.quoted", "stock.noted", "promise.made",
    "delivery.updated", "identity.evidence", "customer.imported",
)  # fmt: skip


class History:
    """One tenant's customers, few of them, so that their handles and threads meet often."""

    def __init__(self, log: OpenLog, tenant: str, seed: int, strange: float = 0.0) -> None:
        self._log, self.tenant, self._strange = log, tenant, strange
        self.random = random.Random(seed)
        self._scenario = Scenario()
        self._streams: set[str] = set()
        self._count = 0
        self._merged: list[tuple[happened.CustomersMerged, int]] = []  # those that stand, and when
        self._said: list[tuple[str, str]] = []  # interaction, and in whose stream

    def grow(self, arrivals: int) -> "History":
        """So many deliveries more, written together."""
        events: list[tuple[str, happened.Event]] = []
        for _ in range(arrivals):
            self._count += 1
            plan = self._scenario.when(self._arrival()).plan
            events += [(entry.stream, entry.event) for entry in plan.entries]
            if self.random.random() < 0.2 and plan.item_id:
                events.append((plan.customer_id, a_fact(plan.item_id)))
            if plan.interaction_id:
                self._said.append((plan.interaction_id, plan.customer_id))
            if self.random.random() < 0.06:
                self.append(events)
                events = self._merge() if self.random.random() < 0.6 else self._unmerge()
                self.append(events)
                events = []
        self.append(events)
        return self

    def _merge(self) -> list[tuple[str, happened.Event]]:
        """Two who answer for themselves are one."""
        standing = self._scenario.standing
        roots = sorted(stream for stream in self._streams if standing.home(stream) == stream)
        if len(roots) < 2:
            return []
        survivor, absorbed = self.random.sample(roots, 2)
        self._count += 1
        event = happened.CustomersMerged(
            merge_id=f"m-{self.tenant}-{self._count}", survivor=survivor, absorbed=absorbed
        )
        self._merged.append((event, self._log.reader.head() + 1))
        standing.claims[moved_key(absorbed)] = Moved(customer_id=survivor)
        self._said.clear()
        return [(absorbed, event), (survivor, event)]

    def _unmerge(self) -> list[tuple[str, happened.Event]]:
        """They are two again; some of what was said meanwhile goes back."""
        if not self._merged:
            return []
        merged, since = self._merged.pop(self.random.randrange(len(self._merged)))
        standing = self._scenario.standing
        way = [merged.survivor]
        while (moved := standing.moved(way[-1])) is not None and moved.active:
            way.append(moved.customer_id)
        returned = tuple(dict.fromkeys(
            interaction for interaction, stream in self._said if stream in way and self.random.random() < 0.5))  # fmt: skip
        event = happened.CustomersUnmerged(
            merge_id=merged.merge_id, survivor=merged.survivor, absorbed=merged.absorbed, since=since, returned=returned)  # fmt: skip
        standing.claims[moved_key(merged.absorbed)] = Moved(customer_id=merged.survivor, active=False)
        return [(stream, event) for stream in (merged.absorbed, *way)]

    def append(self, events: Sequence[tuple[str, happened.Event]]) -> None:
        """Events as they come, some in a schema that nobody can read."""
        streams = dict.fromkeys(stream for stream, _ in events if stream not in self._streams)
        self._streams.update(streams)
        keys = [self._log.keyring.begin(self.tenant, stream) for stream in streams]
        new = [self._new(stream, event) for stream, event in events]
        self._log.writer.append_blocking(Append(tenant=self.tenant, events=new, new_keys=keys))

    def rows(self, after: int = 0, upto: int = 2**62) -> list[Row]:
        """What the log holds of it."""
        return [row for row in self._log.reader.since(after, 100_000, self.tenant) if row.position <= upto]

    def _new(self, stream: str, event: happened.Event) -> NewEvent:
        if self.random.random() < self._strange:
            event = strange(event)
        event_id = self.random.randbytes(16)
        key = self._log.keyring.key(self.tenant, stream)
        state = self._log.codec.seal(event, key, self.tenant, stream, event_id)
        at = microseconds(minutes(self._count + self.random.choice((0, 0, 0, -90))))
        return NewEvent(stream, event_id, event.name, event.schema, at, META, state)

    def _arrival(self) -> Arrival:
        pick = self.random
        what = pick.choice(SAID)
        channel = pick.choice(("whatsapp", "phone", "chat", "email"))
        role = "agent" if what in ("message.sent", "note.added") else "customer"
        fields: dict[str, Any] = {
            "what": what, "id": f"m-{self._count}", "thread": f"{channel}:{pick.randrange(4)}", "channel": channel,
            "source": f"//{self.tenant}/{channel}/main", "occurred_at": minutes(self._count),
            "author": Author(role=role, name=pick.choice(NAMES)), "text": f"słowa {self._count}",
            "handles": self._handles() if role == "customer" else (), "code": pick.choice(("", "missed")),
            "kind": {"note.added": "note", "order.noted": "context"}.get(what, "message"),
        }  # fmt: skip
        if what == "delivery.updated":
            fields |= {"state": "read", "refers_to": f"m-{pick.randrange(self._count + 1)}"}
        return an_arrival(**fields)

    def _handles(self) -> tuple[Any, ...]:
        pick = self.random
        kinds = pick.sample(("phone", "email", "loyalty_card"), pick.choice((0, 0, 1, 1, 2)))
        return tuple(
            a_handle(kind=kind, norm=f"{kind}-{pick.randrange(3)}", raw="", level=pick.randrange(5)) for kind in kinds
        )


def a_fact(item_id: str) -> happened.FactRecorded:
    return happened.FactRecorded(
        fact_id=f"f-{item_id}", key="order_no", item_id=item_id, channel="chat", stated_by="customer", span=(0, 5),
        extracted_by="rule:order-number.1", confidence=0.9, value="słowa", norm="słowa")  # fmt: skip


def strange(event: happened.Event) -> happened.Event:
    """The same, written in a schema that only a newer version knows."""
    kind = type(event)
    newer = type(kind.__name__, (kind,), {"schema": STRANGE}, frozen=True, kw_only=True, omit_defaults=True)
    return msgspec.convert(msgspec.to_builtins(event), newer)


def every_kind(history: History) -> None:
    """Every kind of event once, by name, beside what `grow` brings about; a thread that moves away and one that merges."""
    from tests.examples import EXAMPLES

    for event in EXAMPLES.values():
        if not isinstance(event, happened.InteractionReassigned):
            history.append([("c-kinds", event)])
    history.append(
        [("c-other", happened.InteractionStarted(interaction_id="i-o", channel="chat", direction="inbound"))]
    )
    history.append([("c-other", happened.MessageReceived(**ITEM | {"interaction_id": "i-o", "text": "obce słowa"}))])
    for provisional in (False, True):
        moved = happened.InteractionReassigned(
            interaction_id="i-o", from_customer="c-other", to_customer="c-kinds", reason="handle:phone",
            provisional=provisional)  # fmt: skip
        history.append([("c-other", moved), ("c-kinds", moved)])
        if not provisional:
            history.append([("c-other", happened.MessageReceived(**ITEM | {"interaction_id": "i-p"}))])


@contextmanager
def understood() -> Iterator[None]:
    """A newer version is installed: it knows the strange schema."""
    added = {(event.name, STRANGE): event for event in happened.CUSTOMER_EVENTS}
    known = UPCASTS.registry
    known.update(added)
    try:
        yield
    finally:
        for key in added:
            del known[key]


class Kept:
    """Views in a file, and the one who writes them."""

    def __init__(self, log: OpenLog, path: Path, connect: files.Connect = files.connect_building,
                 projector: type[Projector] = Projector) -> None:  # fmt: skip
        self.views = Views(path, connect)
        self.projector = projector(self.views, log.reader, log.codec)

    def advance(self, rows: Sequence[Row], batch: int = 1_000) -> None:
        """Take these in, so many at a time."""
        for first in range(0, len(rows), batch):
            some = rows[first : first + batch]
            self.projector.advance(some, some[-1].position)

    def retry(self) -> None:
        """Try again for everybody for whom the view stopped."""
        for each in self.views.parked(VIEW):
            self.projector.redo(each.tenant, each.stream, self.views.position())

    def tables(self) -> dict[str, Any]:
        """Everything that a fresh replay must give too."""
        return tables_of(self.views)

    def close(self) -> None:
        self.views.close()


def tables_of(views: Views) -> dict[str, Any]:
    """All rows of the views, and where they stand."""
    with closing(sqlite3.connect(views.path)) as connection:
        found: dict[str, Any] = {
            table.name: sorted(connection.execute(f"SELECT * FROM {table.name}")) for table in comparing.TABLES
        }
    found["parked"] = [row for row in found["parked"] if row[0] == VIEW]
    return found | {"position": views.position()}


def replayed(log: OpenLog, path: Path, rows: Sequence[Row]) -> dict[str, Any]:
    """The tables of a fresh replay in one batch."""
    files.remove(path)
    fresh = Kept(log, path)
    try:
        if rows:
            fresh.advance(rows, len(rows))
        return fresh.tables()
    finally:
        fresh.close()
