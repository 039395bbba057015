"""Folds the log into the views' tables: batches in order, each with its position; a customer anew after a fix."""

from collections.abc import Sequence
from itertools import islice

import sqlalchemy as sa

from adapters.log.codec import Codec
from adapters.log.reading import EventReader
from adapters.log.rows import Row
from adapters.views import schema
from adapters.views.faults import passes
from adapters.views.standing import Where
from adapters.views.store import VIEW, Parked, Views, move
from adapters.views.work import Line, Work
from domain.customer import events as happened
from domain.inbox.rows import InboxRow

STRUCTURE = frozenset(
    each.name for each in (happened.InteractionReassigned, happened.CustomersMerged, happened.CustomersUnmerged)
)
BESIDE = 8  # positions: as far as parts of one piece of news may lie apart
KEPT = 20_000  # queue rows in memory, those that changed last; a quarter more before the oldest are let go


class Projector:
    """The only one who writes rows into its views; on one thread at a time."""

    def __init__(self, views: Views, reader: EventReader, codec: Codec) -> None:
        self._views, self._reader, self._codec = views, reader, codec
        self._lines: dict[Where, Line] = {}
        self.handed: list[tuple[str, InboxRow]] = []  # in the batch taken in last
        self._stops: dict[Where, int] = {}
        self.reload()

    def reload(self) -> None:
        """Look at the file anew: it was replaced."""
        self._lines.clear()
        self._stops = {(each.tenant, each.stream): each.position for each in self._views.parked(VIEW)}

    def advance(self, rows: Sequence[Row], upto: int) -> list[Parked]:
        """Take in a batch; all of it or nothing. Returns for whom the view stopped. Raises only faults that pass."""
        try:
            return self._advance(rows, upto)
        except Exception as fault:
            if passes(fault):
                raise
        return self._advance(rows, upto, singly=True)  # the database refused some event's value: which one?

    def redo(self, tenant: str, stream: str, upto: int) -> None:
        """Make a customer's rows anew from the log up to where the view stands, and those of all they share moves with.

        What comes out equals a fresh replay. Where the fault is still there, the view stops again.
        """
        streams, rows = self._together(tenant, stream, upto)
        try:
            self._redo(tenant, streams, rows)
        except Exception as fault:
            if passes(fault):
                raise
            self._redo(tenant, streams, rows, singly=True)

    def _advance(self, rows: Sequence[Row], upto: int, singly: bool = False) -> list[Parked]:
        with self._views.writing() as connection:
            work = self._work(connection)
            work.prepare(rows)
            work = self._take(connection, work, rows, singly)
            move(connection, VIEW, upto)
        self._keep(work)
        self.handed = work.handed
        return work.parked

    def _redo(self, tenant: str, streams: set[str], rows: Sequence[Row], singly: bool = False) -> None:
        with self._views.writing() as connection:
            work = self._work(connection)
            work.forget(tenant, streams)
            work = self._take(connection, work, rows, singly)
            generation = schema.origin.c.generation
            connection.execute(sa.update(schema.origin).values(generation=generation + 1))
        self._keep(work)

    def _take(self, connection: sa.Connection, work: Work, rows: Sequence[Row], singly: bool) -> Work:
        if not singly:
            for row in rows:
                work.take(row)
            work.flush()
            return work
        for row in rows:
            work = self._take_one(connection, work, row)
        return work

    def _take_one(self, connection: sa.Connection, done: Work, row: Row) -> Work:
        """What one event does, written at once: if the database refuses it, its customer's view stops here."""
        work = done.after()
        try:
            with connection.begin_nested():
                work.take(row)
                work.flush()
        except Exception as fault:
            if passes(fault):
                raise
            work = done.after()
            work.stop(row, fault)
            work.flush()
        return work

    def _work(self, connection: sa.Connection) -> Work:
        return Work(connection, self._reader, self._codec, self._lines, dict(self._stops))

    def _keep(self, work: Work) -> None:
        """Only after the commit."""
        self._stops = work.stops
        for where in work.lines:
            self._lines.pop(where, None)
        self._lines.update(work.lines)  # the latest last
        if len(self._lines) > KEPT + KEPT // 4:
            self._lines = dict(islice(self._lines.items(), len(self._lines) - KEPT, None))

    def _together(self, tenant: str, stream: str, upto: int) -> tuple[set[str], list[Row]]:
        """All customers between whom interactions moved, and their events in the order of the log."""
        rows: list[Row] = []
        found, waiting = {stream}, [stream]
        while waiting:
            mine = [row for row in self._reader.stream(tenant, waiting.pop()) if row.position <= upto]
            rows += mine
            new = {each for row in mine for each in self._neighbours(row)} - found
            found |= new
            waiting += new
        return found, sorted(rows)

    def _neighbours(self, row: Row) -> set[str]:
        """With whom a row says that something moved. Such news stands in several streams, one after the other in the log:
        what one part hides, another may tell.
        """
        if row.type not in STRUCTURE:
            return set()
        beside = self._reader.since(row.position - 1 - BESIDE, 2 * BESIDE + 1, row.tenant)
        parts = {each.position: each for each in (row, *beside) if each.type == row.type}
        found = self._named(row)
        for way in (1, -1):
            position = row.position + way
            while position in parts:
                found |= {parts[position].stream} | self._named(parts[position])
                position += way
        return found

    def _named(self, row: Row) -> set[str]:
        try:
            event = self._codec.open(row).event
        except Exception as fault:
            if passes(fault):
                raise
            return set()  # where the view stops again
        match event:
            case happened.InteractionReassigned():
                return {event.from_customer, event.to_customer}
            case happened.CustomersMerged() | happened.CustomersUnmerged():
                return {event.survivor, event.absorbed}
            case _:
                return set()
