"""Read models in a file of their own: what is asked of them, how far they have come, where they stopped.

Their rows are written by `projector.Projector` alone, in `writing` transactions that hold the position too.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError

from adapters.views import files, schema
from adapters.views.queue import FAR_BEHIND, VIEW, rows_of_tab
from domain.inbox.rows import InboxRow, Pill

STOPPED = Pill(kind="stopped")  # what this row shows may be out of date: the page itself is not
TALKS = 500  # interactions of a customer that are looked through
_row = msgspec.json.Decoder(InboxRow).decode


class InteractionRow(msgspec.Struct, frozen=True):
    """Where an interaction stands now."""

    customer_id: str
    channel: str
    entry_point: str
    started_at: int
    ended_at: int | None


class TalkRow(msgspec.Struct, frozen=True):
    """An interaction among those of a customer. Times in microseconds."""

    interaction_id: str
    customer_id: str
    channel: str
    entry_point: str
    started_at: int
    ended_at: int | None


class Overdue(NamedTuple):
    """A customer of whom something is claimed until a time that has passed."""

    tenant: str
    customer_id: str


class Parked(msgspec.Struct, frozen=True):
    """Where a view stopped for one customer: at this event of theirs, for this kind of fault."""

    view: str
    tenant: str
    stream: str
    position: int
    version: int
    reason: str


class InboxRead(msgspec.Struct, frozen=True):
    """A queue read at one moment: `generation` grows when rows changed otherwise than by events after a position. `far`: so
    much has changed that none of it is told.
    """

    rows: list[InboxRow]
    gone: list[str]
    position: int
    generation: int
    far: bool = False


class Views:
    """Opens the views. The questions may be asked on any thread."""

    def __init__(self, path: Path, connect: files.Connect = files.connect) -> None:
        self.path, self._connect = path, connect
        self._gate, self._writer = files.Gate(), threading.Lock()
        self._engine = files.open_file(path, connect)
        self._places: dict[str, int] = {}  # of followers without rows here, and of these what is written
        self._placed: dict[str, int] = {}

    def close(self) -> None:
        """Write what waits to be, and close every connection."""
        if self._places != self._placed:
            with suppress(DBAPIError), self.writing():
                pass
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Everything asked inside is of one moment."""
        with self._gate.shared(), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Everything done inside holds, or nothing. Whoever else writes waits here for as long as that takes: SQLite's own
        waiting gives up after seconds ("database is locked"), and a batch that folds long pages may take more.
        """
        with self._gate.shared(), self._writer, self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            places = dict(self._places)
            for view, position in places.items() - self._placed.items():
                move(connection, view, position)
            connection.commit()
            self._placed = places

    # ---- how far ---------------------------------------------------------------------------------------------------

    def position(self, view: str = VIEW) -> int:
        """How far a view has come in the log."""
        if view in self._places:
            return self._places[view]
        with self.reading() as connection:
            return position_of(connection, view)

    def move(self, view: str, position: int) -> None:
        """Keep how far a follower without rows of its own has come: it is written with the next rows of whoever has some.

        After a crash it stands further back, at most as far as those rows; its follower looks at what lies between again.
        """
        self._places[view] = position

    def belong_to(self, life: str, head: int) -> None:
        """Forget everything that was folded from another log, or from events that this one does not have."""
        with self.writing() as connection:
            found = connection.execute(sa.select(schema.origin.c.life)).scalar()
            furthest = connection.execute(sa.select(sa.func.max(schema.progress.c.position))).scalar() or 0
            if found == life and furthest <= head:
                return
            self._places.clear()
            for table in schema.metadata.sorted_tables:
                connection.execute(sa.delete(table))
            connection.execute(sa.insert(schema.origin).values(id=1, life=life, generation=0))

    # ---- where stopped ---------------------------------------------------------------------------------------------

    def park(self, parked: Parked) -> None:
        """Keep where a follower stopped for one customer; asked again, the newer place holds."""
        with self.writing() as connection:
            park(connection, [parked])

    def release(self, view: str, tenant: str, stream: str) -> None:
        """A follower has taken everything of this customer after all."""
        with self.writing() as connection:
            connection.execute(sa.delete(schema.parked).where(*_of(view, tenant, stream)))

    def parked(self, view: str | None = None, tenant: str | None = None) -> list[Parked]:
        """Where views stopped, in the order of the log."""
        query = sa.select(schema.parked).order_by(schema.parked.c.position, schema.parked.c.view)
        if view is not None:
            query = query.where(schema.parked.c.view == view)
        if tenant is not None:
            query = query.where(schema.parked.c.tenant == tenant)
        with self.reading() as connection:
            return [Parked(**row) for row in connection.execute(query).mappings()]

    # ---- questions -------------------------------------------------------------------------------------------------

    def holders(self, tenant: str, digest: str) -> list[tuple[str, int]]:
        """Customers with this handle, best proof first: (customer, level)."""
        table = schema.handle.c
        query = sa.select(table.customer_id, table.level).where(table.tenant == tenant, table.digest == digest)
        with self.reading() as connection:
            found = connection.execute(query.order_by(table.level.desc(), table.customer_id))
            return [(row[0], row[1]) for row in found]

    def interaction(self, tenant: str, interaction_id: str) -> InteractionRow | None:
        """Where an interaction stands."""
        table = schema.interaction.c
        query = sa.select(table.customer_id, table.channel, table.entry_point, table.started_at, table.ended_at)
        with self.reading() as connection:
            found = connection.execute(
                query.where(table.tenant == tenant, table.interaction_id == interaction_id)
            ).first()
        return InteractionRow(*found) if found else None

    def talks(self, tenant: str, customers: Sequence[str]) -> list[TalkRow]:
        """Interactions known by these customers, the newest first; of very many the newest."""
        table = schema.interaction.c
        query = sa.select(
            table.interaction_id, table.customer_id, table.channel, table.entry_point, table.started_at, table.ended_at
        )
        query = query.where(table.tenant == tenant, table.customer_id.in_(customers))
        query = query.order_by(table.started_at.desc(), table.interaction_id.desc()).limit(TALKS)
        with self.reading() as connection:
            return [TalkRow(*row) for row in connection.execute(query)]

    def overdue_claims(self, now: int, most: int) -> list[Overdue]:
        """Customers with a claim whose time is over (`now` in microseconds), the longest over first."""
        table = schema.inbox.c
        query = sa.select(table.tenant, table.customer_id).where(table.claim_ends <= now, ~table.gone)
        with self.reading() as connection:
            return [Overdue(*row) for row in connection.execute(query.order_by(table.claim_ends).limit(most))]

    def inbox(self, tenant: str, tab: str, person: str, since: int | None, now: int = 0,
              besides: Sequence[str] = ()) -> InboxRead:  # fmt: skip
        """Rows of a tab that changed after a position (None: all that are there), and those that left it.

        In the order of adapters/views/queue.py; `now` in microseconds. Customers `besides` are read whether they changed or not.
        """
        query = rows_of_tab(tenant, tab, person, since, now, besides)
        with self.reading() as connection:
            at, generation = position_of(connection, VIEW), generation_of(connection)
            found = connection.execute(query).all()
        if since is not None and len(found) > FAR_BEHIND:
            return InboxRead([], [], at, generation, far=True)
        rows = [_shown(row.row, row.stopped) for row in found if row.there]
        gone = [row.customer_id for row in found if not row.there and row.changed_at > (since or 0)]
        return InboxRead(rows, gone, at, generation)

    # ---- the file --------------------------------------------------------------------------------------------------

    def copy(self, path: Path) -> None:
        """Write the views as they are at one moment into another file."""
        files.remove(path)
        with self._gate.shared(), self._engine.connect() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(path),))

    def finish(self, life: str, generation: int) -> None:
        """Make a file built beside ready to take another's place: whole, durable, and closed."""
        with self.writing() as connection:
            connection.execute(sa.delete(schema.origin))
            connection.execute(sa.insert(schema.origin).values(id=1, life=life, generation=generation))
        self.close()
        files.sync(self.path)

    def replace_by(self, built: "Views") -> None:
        """Let a file built beside take this one's place in one step; readers see the old one whole or the new one.

        What followers without rows here keep (how far, where stopped) goes along. Nobody else may be writing.
        Raises FileInUse.
        """
        with self._gate.alone():
            self._carry_over(built)
            self._engine.dispose()
            try:
                files.replace(self.path, built.path)
            finally:
                self._engine = files.open_file(self.path, self._connect)

    def _carry_over(self, built: "Views") -> None:
        with self._engine.connect() as connection:
            life, generation = connection.execute(sa.select(schema.origin.c.life, schema.origin.c.generation)).one()
            kept = {
                table: list(map(dict, connection.execute(sa.select(table).where(table.c.view != VIEW)).mappings()))
                for table in (schema.progress, schema.parked)
            }
        with built.writing() as connection:
            for table, rows in kept.items():
                if rows:
                    connection.execute(sa.insert(table), rows)
        built.finish(life, generation + 1)


def position_of(connection: sa.Connection, view: str) -> int:
    """How far a view has come, inside a transaction."""
    query = sa.select(schema.progress.c.position).where(schema.progress.c.view == view)
    return connection.execute(query).scalar() or 0


def generation_of(connection: sa.Connection) -> int:
    """How often rows changed otherwise than by events."""
    return connection.execute(sa.select(schema.origin.c.generation)).scalar() or 0


def move(connection: sa.Connection, view: str, position: int) -> None:
    """Keep how far a view has come, beside its rows."""
    statement = insert(schema.progress).values(view=view, position=position)
    connection.execute(statement.on_conflict_do_update(index_elements=["view"], set_={"position": position}))


def park(connection: sa.Connection, places: list[Parked]) -> None:
    """Keep where views stopped, beside their rows."""
    statement = insert(schema.parked)
    newer = {name: statement.excluded[name] for name in ("position", "version", "reason")}
    statement = statement.on_conflict_do_update(index_elements=["view", "tenant", "stream"], set_=newer)
    connection.execute(statement, [msgspec.structs.asdict(place) for place in places])


def _of(view: str, tenant: object, stream: object) -> tuple[sa.ColumnElement[bool], ...]:
    table = schema.parked.c
    return (table.view == view, table.tenant == tenant, table.stream == stream)


def _shown(data: bytes, stopped: bool) -> InboxRow:
    row = _row(data)
    return replace(row, pills=(*row.pills, STOPPED)) if stopped else row
