"""One batch of events on its way into the tables: rows are read once, changed in memory, written once.

Each event changes rows of its own customer only, so that where the view stops for one it goes on for all others.
An interaction that moves, a merge and its reversal are written to all streams concerned: each part changes its own side.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from adapters.log.codec import Codec, microseconds
from adapters.log.reading import EventReader
from adapters.log.rows import Row
from adapters.views import schema, statements
from adapters.views.faults import passes
from adapters.views.marks import TABLES, forget_marks, marked
from adapters.views.redactions import redacting
from adapters.views.standing import REDACTED, UNSEEN, Standing, Where
from adapters.views.store import VIEW, Parked, park
from domain.customer import events as happened
from domain.figures import MARKED
from domain.inbox.rows import InboxRow, row_claim, soonest_due, take
from domain.record import Recorded

Change = tuple[Any, dict[str, Any]]  # a statement and what is bound to it
_encode = msgspec.json.Encoder().encode
_row = msgspec.json.Decoder(InboxRow).decode
_MOVED, _UNMERGED = happened.InteractionReassigned.name, happened.CustomersUnmerged.name


class Line(NamedTuple):
    """A queue's row as it stands in the table."""

    row: InboxRow
    gone: bool = False
    changed_at: int = 0


class Work:
    """Runs inside one transaction. `lines`, `stops`, `parked`: what this batch changed; it holds once it is committed."""

    def __init__(self, connection: sa.Connection, reader: EventReader, codec: Codec, kept: Mapping[Where, Line],
                 stops: dict[Where, int]) -> None:  # fmt: skip
        self._connection, self._reader, self._codec, self._kept = connection, reader, codec, kept
        self.lines: dict[Where, Line] = {}
        self.stops = stops
        self._read: dict[Where, Line] = {}
        self._changes: list[Change] = []
        self.parked: list[Parked] = []
        self._written: dict[Where, Line] = {}
        self._standing = Standing(reader, codec, stops)
        self._handed: list[Where] = []

    def after(self) -> "Work":
        """A further work upon what this one has done so far."""
        work = Work(self._connection, self._reader, self._codec, self._kept, dict(self.stops))
        work.lines, work._written = dict(self.lines), dict(self._written)
        work.parked, work._handed = list(self.parked), list(self._handed)
        return work

    @property
    def handed(self) -> list[tuple[str, InboxRow]]:
        """Tenants, and customers who were handed over in this batch and whom nobody has taken on since."""
        found = ((where[0], self._line(where).row) for where in dict.fromkeys(self._handed))
        return [(tenant, row) for tenant, row in found if row.handed is not None]

    def prepare(self, rows: Iterable[Row]) -> None:
        """Read the lines these events will change, in one question a tenant."""
        wanted: dict[str, set[str]] = {}
        for row in rows:
            where = (row.tenant, row.stream)
            if row.version == 1:  # nothing of theirs can stand there yet
                self._read[where] = Line(InboxRow(customer_id=row.stream))
            elif where not in self._kept and where not in self.lines:
                wanted.setdefault(row.tenant, set()).add(row.stream)
        for tenant, streams in wanted.items():
            found = self._connection.execute(statements.LINES, {"tenant": tenant, "streams": sorted(streams)})
            lines = {each.customer_id: Line(_row(each.row), each.gone, each.changed_at) for each in found}
            self._read.update(
                ((tenant, stream), lines.get(stream, Line(InboxRow(customer_id=stream)))) for stream in streams
            )

    def forget(self, tenant: str, streams: set[str]) -> None:
        """Delete everything these customers have in the view."""
        forget_marks(self._connection, tenant, streams)
        for table in (schema.inbox, schema.handle, schema.interaction, schema.redacted):
            mine = table.c.customer_id.in_(sorted(streams))
            self._connection.execute(sa.delete(table).where(table.c.tenant == tenant, mine))
        mine = schema.parked.c.stream.in_(sorted(streams))
        stops = (schema.parked.c.view == VIEW, schema.parked.c.tenant == tenant, mine)
        self._connection.execute(sa.delete(schema.parked).where(*stops))
        for stream in streams:
            self.stops.pop((tenant, stream), None)
            self.lines[tenant, stream] = self._written[tenant, stream] = Line(InboxRow(customer_id=stream))

    def take(self, row: Row) -> None:
        """Take in one event, or stop for its customer. Raises what passes: then nothing of the batch may be kept."""
        where = (row.tenant, row.stream)
        try:
            if where in self.stops:
                self._held(where, row)
            else:
                self._take(where, row)
        except Exception as fault:
            if passes(fault):
                raise
            self.stop(row, fault)

    def stop(self, row: Row, fault: Exception) -> None:
        """The view goes no further for this customer; a row without a name at least says that somebody is there."""
        where = (row.tenant, row.stream)
        if row.type == REDACTED:
            self._hush(where, row.position)
        if where in self.stops:
            return
        self.stops[where] = row.position
        self.parked.append(Parked(VIEW, *where, row.position, row.version, type(fault).__name__))
        self.lines[where] = self._line(where)._replace(changed_at=row.position)

    def flush(self) -> None:
        """Write what the batch has changed so far."""
        changed = [(where, line) for where, line in self.lines.items() if self._written.get(where) is not line]
        if changed:
            for statement, values in statements.put_lines([_values(where, line) for where, line in changed]):
                self._connection.exec_driver_sql(statement, values)
            self._written.update(changed)
        changes, self._changes = self._changes, []
        for table in (
            schema.handle,
            schema.interaction,
            *TABLES,
            schema.redacted,
        ):  # a table's changes in their order; they never meet
            mine = (change for change in changes if change[0].table is table)
            for statement, run in groupby(mine, key=lambda change: change[0]):
                self._connection.execute(statement, [values for _, values in run])
        if self.parked:
            park(self._connection, self.parked)

    def _line(self, where: Where) -> Line:
        line = self.lines.get(where) or self._kept.get(where) or self._read.get(where)
        if line is None:
            self.prepare([_nothing_of(where)])
            line = self._read[where]
        return line

    def _take(self, where: Where, row: Row) -> None:
        line = self._line(where)
        if row.type in UNSEEN:
            changes = marked(self._codec.open(row)) if row.type in MARKED else ()
            self.lines[where] = Line(replace(line.row, version=row.version), line.gone, row.position)
            self._changes += changes
            return
        recorded = self._codec.open(row)
        event, changes = recorded.event, marked(recorded) + redacting(recorded)
        match event:
            case happened.InteractionReassigned():
                self._move(where, line, event, recorded)
            case happened.CustomersMerged():
                self._merge(where, line, event, recorded)
            case happened.CustomersUnmerged():
                self._unmerge(where, line, event, recorded)
            case _:
                if isinstance(event, happened.BriefPrepared):
                    self._handed.append(where)
                changes += _changes(recorded)
                self.lines[where] = Line(take(line.row, recorded), line.gone, row.position)
        self._changes += changes

    def _held(self, where: Where, row: Row) -> None:
        """Nothing is taken in after a stop, but what turns out to be secret or somebody else's must not stay to be seen."""
        if row.type == REDACTED:
            self._changes += redacting(self._codec.open(row))
            self._hush(where, row.position)
        elif row.type in (_MOVED, _UNMERGED):
            event = self._codec.open(row).event
            if isinstance(event, happened.InteractionReassigned) and event.to_customer != where[1]:
                self._blank(where, event.provisional, row.position)
            elif isinstance(event, happened.CustomersUnmerged):
                self._blank(where, False, row.position)

    def _move(self, where: Where, line: Line, event: happened.InteractionReassigned, recorded: Recorded) -> None:
        """One part of a move. The row is folded anew: what left took its preview, name and live call along."""
        tenant, position = recorded.tenant, recorded.position
        changes: list[Change] = []
        if event.to_customer != where[1]:
            if event.provisional:
                changes.append((statements.DROP_HANDLES, {"of_tenant": tenant, "of_customer": where[1]}))
                line = line._replace(gone=True)
        else:
            left = (tenant, event.from_customer)
            if event.provisional:
                borrowed = self._standing.left(left, event, position)
                owner = event.identity or where[1]
                changes += [change for each in borrowed for change in _handle_changes(each, owner)]
            if left in self.stops:
                self._blank(left, event.provisional, position)
        changes.append(_owned(tenant, event.interaction_id, event.identity or event.to_customer))
        self._anew(where, line, recorded)
        self._changes += changes

    def _merge(self, where: Where, line: Line, event: happened.CustomersMerged, recorded: Recorded) -> None:
        """One half of a merge. Handles and interactions stay with whom they are known by: that id answers with the other."""
        if event.absorbed == where[1]:
            self.lines[where] = Line(replace(line.row, version=recorded.version), True, recorded.position)
        else:
            self._anew(where, line, recorded)

    def _unmerge(self, where: Where, line: Line, event: happened.CustomersUnmerged, recorded: Recorded) -> None:
        """One part of a reversal: both rows are folded anew."""
        absorbed = event.absorbed == where[1]
        self._anew(where, line._replace(gone=False) if absorbed else line, recorded)
        if absorbed:
            self._changes += [_owned(recorded.tenant, each, event.absorbed) for each in event.returned]

    def _anew(self, where: Where, line: Line, recorded: Recorded) -> None:
        row = replace(self._standing.row(where, recorded.position), version=recorded.version, news_version=recorded.version,
                      news_by="")  # fmt: skip
        self.lines[where] = Line(row, line.gone, recorded.position)

    def _hush(self, where: Where, position: int) -> None:
        """The words on the row may be those that turned out to be secret."""
        line = self._line(where)
        self.lines[where] = line._replace(row=replace(line.row, preview=""), changed_at=position)

    def _blank(self, where: Where, provisional: bool, position: int) -> None:
        line = self._line(where)
        row = InboxRow(customer_id=where[1], version=line.row.version)
        self.lines[where] = Line(row, line.gone or provisional, position)
        if provisional:
            self._changes.append((statements.DROP_HANDLES, {"of_tenant": where[0], "of_customer": where[1]}))


def _changes(recorded: Recorded) -> Sequence[Change]:
    """What an event says of handles and interactions."""
    event, tenant = recorded.event, recorded.tenant
    match event:
        case happened.HandleLinked() | happened.HandleVerified() | happened.HandleUnlinked():
            return _handle_changes(recorded, recorded.stream)
        case happened.InteractionStarted():
            return [(statements.START, {
                "tenant": tenant, "interaction_id": event.interaction_id, "customer_id": event.identity or recorded.stream,
                "channel": event.channel, "entry_point": event.entry_point,
                "started_at": microseconds(recorded.occurred_at)})]  # fmt: skip
        case happened.InteractionEnded():
            ended_at = microseconds(event.ended_at or recorded.occurred_at)
            return [(statements.END, {"of_tenant": tenant, "of_interaction": event.interaction_id, "ended": ended_at})]
        case _:
            return ()


def _handle_changes(recorded: Recorded, customer_id: str) -> list[Change]:
    tenant = recorded.tenant
    match recorded.event:
        case happened.HandleLinked() as event:
            return [(statements.LINK, {
                "tenant": tenant, "digest": event.digest, "customer_id": event.identity or customer_id,
                "link_id": event.link_id, "level": event.level})]  # fmt: skip
        case happened.HandleVerified() as event:
            return [(statements.VERIFY, {"of_tenant": tenant, "of_link": event.link_id, "of_level": event.level})]
        case happened.HandleUnlinked() as event:
            return [(statements.UNLINK, {"of_tenant": tenant, "of_link": event.link_id})]
        case _:
            return []


def _owned(tenant: str, interaction_id: str, owner: str) -> Change:
    return statements.OWNER, {"of_tenant": tenant, "of_interaction": interaction_id, "owner": owner}


def _values(where: Where, line: Line) -> tuple[object, ...]:
    """A whole row, in the table's column order; 0 and 1, since the driver looks longer at True and False."""
    row, claim = line.row, row_claim(line.row)
    return (
        *where, line.changed_at, _time(row.waiting_since), 1 if row.open else 0, 1 if row.live_call else 0,
        claim.by if claim else None, _time(min((each.expires_at for each in row.claims), default=None)),
        " ".join(row.handed.to) if row.handed else None,
        1 if line.gone else 0, _time(row.last_at) or 0, _time(soonest_due(row)), _encode(row),
    )  # fmt: skip


def _time(at: datetime | None) -> int | None:
    return None if at is None else microseconds(at)


def _nothing_of(where: Where) -> Row:
    return Row(0, *where, 0, b"", None, None, "", 0, 0, 0, b"", b"", b"", b"")
