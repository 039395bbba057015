"""Read models in a database of their own: one writer, the position in the same transaction as the rows."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.event import listens_for

from adapters.log.codec import microseconds
from adapters.views import schema
from domain.customer import events as happened
from domain.inbox.rows import InboxRow, take
from domain.record import Recorded

VIEW = "views"
NEWEST = 500  # rows of a queue shown at first
Refold = Callable[[str, str, int], InboxRow]  # tenant, customer, up to this position
_encode = msgspec.json.Encoder().encode
_row = msgspec.json.Decoder(InboxRow).decode


class InteractionRow(msgspec.Struct, frozen=True):
    """Where an interaction stands now."""

    customer_id: str
    channel: str
    entry_point: str
    started_at: int
    ended_at: int | None


class Views:
    """Opens the views; `advance` runs on one thread, the questions on any."""

    def __init__(self, path: Path, refold: Refold) -> None:
        self._refold = refold
        self._engine = sa.create_engine(f"sqlite:///{path}")

        @listens_for(self._engine, "connect")
        def wal(connection: Any, _: object) -> None:  # pyright: ignore[reportUnusedFunction]
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")  # a view can be made again

        schema.metadata.create_all(self._engine)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def position(self, view: str = VIEW) -> int:
        """How far a view has come in the log."""
        with self._engine.connect() as connection:
            found = connection.execute(
                sa.select(schema.progress.c.position).where(schema.progress.c.view == view)
            ).scalar()
        return found or 0

    def move(self, view: str, position: int) -> None:
        """Keep how far a follower without rows of its own has come."""
        with self._engine.begin() as connection:
            _move(connection, view, position)

    def advance(self, events: Sequence[Recorded], upto: int) -> None:
        """Take in a batch of events; all of it or nothing. An event that fails alone is parked by the caller."""
        with self._engine.begin() as connection:
            work = _Work(connection, self._refold)
            for recorded in events:
                work.take(recorded)
            work.flush()
            _move(connection, VIEW, upto)

    def park(self, where: tuple[int, str, str], reason: str, view: str = VIEW) -> None:
        """Set an event aside: (position, tenant, stream)."""
        position, tenant, stream = where
        with self._engine.begin() as connection:
            connection.execute(insert(schema.parked).values(
                view=view, position=position, tenant=tenant, stream=stream, reason=reason).on_conflict_do_nothing())  # fmt: skip

    def parked(self) -> int:
        """How many events were set aside."""
        with self._engine.connect() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(schema.parked)).scalar() or 0

    def holders(self, tenant: str, digest: str) -> list[tuple[str, int]]:
        """Customers with this handle, best proof first: (customer, level)."""
        table = schema.handle.c
        query = sa.select(table.customer_id, table.level).where(table.tenant == tenant, table.digest == digest)
        with self._engine.connect() as connection:
            return [
                (row[0], row[1]) for row in connection.execute(query.order_by(table.level.desc(), table.customer_id))
            ]

    def interaction(self, tenant: str, interaction_id: str) -> InteractionRow | None:
        """Where an interaction stands."""
        table = schema.interaction.c
        query = sa.select(table.customer_id, table.channel, table.entry_point, table.started_at, table.ended_at)
        with self._engine.connect() as connection:
            found = connection.execute(
                query.where(table.tenant == tenant, table.interaction_id == interaction_id)
            ).first()
        return InteractionRow(*found) if found else None

    def inbox(self, tenant: str, tab: str, person: str, since: int | None) -> tuple[list[InboxRow], list[str], int]:
        """Rows of a tab that changed after a position (None: all that are there), those that left it, and the position."""
        table = schema.inbox.c
        wanted = {"waiting": table.waiting & table.claimed_by.is_(None), "mine": table.claimed_by == person}.get(
            tab, table.active
        )
        query = sa.select(table.customer_id, table.row, (wanted & ~table.gone).label("there")).where(
            table.tenant == tenant
        )
        query = query.order_by(table.last_at.desc())
        # A snapshot may be cut at the newest; what changed may not: the reader would never hear of the rest.
        query = (
            query.where(table.changed_at > since)
            if since is not None
            else query.where(wanted & ~table.gone).limit(NEWEST)
        )
        at = self.position()  # before the rows: one that comes in between is told again, not missed
        with self._engine.connect() as connection:
            found = connection.execute(query).all()
        rows = [_row(row.row) for row in found if row.there]
        return rows, [row.customer_id for row in found if not row.there], at


class _Work:
    """One batch: rows are read once, changed in memory, written once."""

    def __init__(self, connection: sa.Connection, refold: Refold) -> None:
        self._connection, self._refold = connection, refold
        self._rows: dict[tuple[str, str], InboxRow] = {}
        self._changed: dict[tuple[str, str], int] = {}
        self._gone: set[tuple[str, str]] = set()

    def take(self, recorded: Recorded) -> None:
        where = (recorded.tenant, recorded.stream)
        self._rows[where] = take(self._inbox_row(where), recorded)
        self._changed[where] = recorded.position
        match recorded.event:
            case happened.HandleLinked() as event:
                self._link(recorded, event)
            case happened.HandleVerified() as event:
                table = schema.handle
                self._connection.execute(sa.update(table).where(
                    table.c.tenant == recorded.tenant, table.c.link_id == event.link_id).values(level=event.level))  # fmt: skip
            case happened.InteractionStarted() as event:
                self._start(recorded, event)
            case happened.InteractionEnded() as event:
                self._on_interaction(
                    recorded, event.interaction_id, ended_at=microseconds(event.ended_at or recorded.occurred_at)
                )
            case happened.InteractionReassigned() as event if event.to_customer == recorded.stream:
                self._reassign(recorded, event)
            case _:
                pass

    def flush(self) -> None:
        for where, position in self._changed.items():
            row, (tenant, customer_id) = self._rows[where], where
            values = {
                "changed_at": position, "waiting": row.waiting_since is not None, "active": row.last_at is not None,
                "claimed_by": row.claimed_by, "gone": where in self._gone,
                "last_at": microseconds(row.last_at) if row.last_at else 0, "row": _encode(row)}  # fmt: skip
            statement = insert(schema.inbox).values(tenant=tenant, customer_id=customer_id, **values)
            self._connection.execute(
                statement.on_conflict_do_update(index_elements=["tenant", "customer_id"], set_=values)
            )

    def _inbox_row(self, where: tuple[str, str]) -> InboxRow:
        if where not in self._rows:
            table = schema.inbox.c
            query = sa.select(table.row, table.gone).where(table.tenant == where[0], table.customer_id == where[1])
            found = self._connection.execute(query).first()
            if found is not None and found.gone:
                self._gone.add(where)
            self._rows[where] = _row(found.row) if found else InboxRow(customer_id=where[1])
        return self._rows[where]

    def _link(self, recorded: Recorded, event: happened.HandleLinked) -> None:
        values = {"link_id": event.link_id, "level": event.level}
        statement = insert(schema.handle).values(
            tenant=recorded.tenant, digest=event.digest, customer_id=recorded.stream, **values
        )
        keys = ["tenant", "digest", "customer_id"]
        self._connection.execute(statement.on_conflict_do_update(
            index_elements=keys, set_=values, where=schema.handle.c.level < event.level))  # fmt: skip

    def _start(self, recorded: Recorded, event: happened.InteractionStarted) -> None:
        self._connection.execute(insert(schema.interaction).values(
            tenant=recorded.tenant, interaction_id=event.interaction_id, customer_id=recorded.stream,
            channel=event.channel, entry_point=event.entry_point, started_at=microseconds(recorded.occurred_at),
        ).on_conflict_do_nothing())  # fmt: skip

    def _on_interaction(self, recorded: Recorded, interaction_id: str, **values: object) -> None:
        table = schema.interaction
        self._connection.execute(sa.update(table).where(
            table.c.tenant == recorded.tenant, table.c.interaction_id == interaction_id).values(**values))  # fmt: skip

    def _reassign(self, recorded: Recorded, event: happened.InteractionReassigned) -> None:
        """Both queue rows are folded anew: what left takes its preview, name and live call along."""
        self._on_interaction(recorded, event.interaction_id, customer_id=event.to_customer)
        left, here = (recorded.tenant, event.from_customer), (recorded.tenant, recorded.stream)
        for where in (left, here):
            row = self._inbox_row(where)
            self._rows[where] = replace(self._refold(*where, recorded.position), version=row.version)
            self._changed[where] = recorded.position
        if not event.provisional:
            return
        self._gone.add(left)
        table = schema.handle
        own = (table.c.tenant == left[0], table.c.customer_id == left[1])
        said = sa.select(table.c.tenant, table.c.digest, sa.literal(here[1]), table.c.link_id, table.c.level).where(
            *own
        )
        columns = ["tenant", "digest", "customer_id", "link_id", "level"]
        self._connection.execute(insert(table).from_select(columns, said).prefix_with("OR IGNORE"))
        self._connection.execute(sa.delete(table).where(*own))


def _move(connection: sa.Connection, view: str, position: int) -> None:
    statement = insert(schema.progress).values(view=view, position=position)
    connection.execute(statement.on_conflict_do_update(index_elements=["view"], set_={"position": position}))
