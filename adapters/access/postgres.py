"""Credentials and access records in the database all nodes share. `throughline migrate` makes the tables, nobody here."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from adapters.access import schema
from adapters.access.engine import open_engine, said_durable
from adapters.access.rows import TABLES, VISIT, Access, Link, Ticket
from adapters.access.store import SET_BACK, TICKETS_KEPT, AccessUnavailable, Row, Where, log_failure

Answer = TypeVar("Answer")

_AT_ONCE = 4
_WAITING = 256  # statements on their way; beyond, callers are told to come again


class PostgresAccess:
    """See AccessStore. Few connections; those who only look whether somebody is still good have one of their own."""

    shared = True

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url, "throughline access", _AT_ONCE + 1)
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="access-store")
        self._own = ThreadPoolExecutor(1, thread_name_prefix="access-again")
        self._waiting = 0

    def close(self) -> None:
        """See AccessStore."""
        self._threads.shutdown()
        self._own.shutdown()
        self._engine.dispose()

    async def add(self, row: msgspec.Struct) -> None:
        """See AccessStore."""
        statement = _table(type(row)).insert().values(**_values(row))
        await self._run(lambda: self._do(lambda connection: connection.execute(statement)))

    def load(self, kind: type[Row], where: Where) -> list[Row]:
        """See AccessStore."""
        return self._select(kind, where)

    async def find(self, kind: type[Row], where: Where) -> list[Row]:
        """See AccessStore."""
        return await self._run(lambda: self._select(kind, where))

    async def again(self, kind: type[Row], ids: list[str]) -> list[Row]:
        """See AccessStore."""
        return await asyncio.get_running_loop().run_in_executor(self._own, lambda: self._select(kind, {"id": ids}))

    async def change(self, kind: type[Row], column: str, value: object, where: Where) -> list[Row]:
        """See AccessStore."""
        return await self._run(lambda: self._update(kind, column, value, where))

    def note_soon(self, kind: type[Row], column: str, at: datetime, where: Where) -> None:
        """See AccessStore."""
        done: Future[Any] = self._threads.submit(self._update, kind, column, at, where, True)
        done.add_done_callback(log_failure)

    async def add_ticket(self, ticket: Ticket, over: Sequence[str], most: int) -> None:
        """See AccessStore."""
        await self._run(lambda: self._do(lambda connection: _add_ticket(connection, ticket, over, most)))

    async def take_ticket(self, digest: str) -> Ticket | None:
        """See AccessStore."""
        table = schema.ticket
        statement = table.delete().where(table.c.digest == digest).returning(*_columns(Ticket))
        found = await self._run(lambda: self._do(lambda connection: _rows(Ticket, connection.execute(statement))))
        return found[0] if found else None

    async def add_visit(self, access: Access, within: timedelta) -> datetime:
        """See AccessStore."""
        return await self._run(lambda: self._do(lambda connection: _add_visit(connection, access, within)))

    async def newest_visits(self, tenant: str, most: int) -> list[Access]:
        """See AccessStore."""
        table = schema.access
        query = sa.select(*_columns(Access)).where(table.c.tenant == tenant).order_by(table.c.id.desc()).limit(most)
        return await self._run(lambda: self._do(lambda connection: _rows(Access, connection.execute(query))))

    async def _run(self, work: Callable[[], Answer]) -> Answer:
        if self._waiting >= _WAITING:
            raise AccessUnavailable("Too many ask for credentials at once.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1

    def _select(self, kind: type[Row], where: Where) -> list[Row]:
        table = _table(kind)
        if not _storable(where):
            return []
        order = table.c["at" if kind is Access else "expires_at" if kind in (Link, Ticket) else "created_at"]
        query = sa.select(*_columns(kind)).where(*_conditions(table, where)).order_by(order)
        return self._do(lambda connection: _rows(kind, connection.execute(query)))

    def _update(self, kind: type[Row], column: str, value: object, where: Where, onwards: bool = False) -> list[Row]:
        table = _table(kind)
        conditions = _conditions(table, where)
        if onwards and isinstance(value, datetime):
            at = table.c[column]
            conditions.append(sa.or_(at.is_(None), at < value, at > value + SET_BACK))
        statement = table.update().where(*conditions).values({column: value}).returning(*_columns(kind))
        return self._do(lambda connection: _rows(kind, connection.execute(statement)))

    def _do(self, work: Callable[[sa.Connection], Answer]) -> Answer:
        """One transaction, durable when this returns. Raises AccessUnavailable without what the server repeats of values."""
        try:
            with self._engine.connect() as connection:
                answer = work(connection)
                connection.commit()
                said_durable(connection)
                return answer
        except ProgrammingError as error:
            raise AccessUnavailable(
                "The database lacks the tables of credentials. Run `throughline migrate`."
            ) from error
        except SQLAlchemyError as error:
            raise AccessUnavailable(f"The database does not answer ({type(error).__name__}).") from error


def _add_ticket(connection: sa.Connection, ticket: Ticket, over: Sequence[str], most: int) -> None:
    table, long_ago = schema.ticket, ticket.expires_at - TICKETS_KEPT
    ended = table.c.digest == sa.any_(sa.literal(list(over), sa.ARRAY(sa.Text)))
    connection.execute(table.delete().where(sa.or_(table.c.expires_at <= long_ago, ended)))
    newest = (
        sa.select(table.c.digest).where(table.c.person == ticket.person)
        .order_by(table.c.expires_at.desc()).limit(most - 1)
    )  # fmt: skip
    connection.execute(table.delete().where(table.c.person == ticket.person, table.c.digest.not_in(newest)))
    connection.execute(table.insert().values(**_values(ticket)))


def _add_visit(connection: sa.Connection, access: Access, within: timedelta) -> datetime:
    table = schema.access
    same = {name: getattr(access, name) for name in VISIT}
    # Two nodes that open the same page at once take turns here, so that one of them finds the other's record.
    visit = "\x1f".join(same.values())
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(visit, 0))))
    near = table.c.at > access.at - within, table.c.at < access.at + SET_BACK  # as `is_one_visit` says
    begun = sa.select(sa.func.max(table.c.at)).where(*_conditions(table, same), *near)
    before = connection.execute(begun).scalar()
    if before is not None:
        return before
    connection.execute(table.insert().values(**_values(access)))
    return access.at


def _table(kind: type[msgspec.Struct]) -> sa.Table:
    return schema.metadata.tables[f"{schema.SCHEMA}.{TABLES[kind]}"]


def _columns(kind: type[msgspec.Struct]) -> Sequence[sa.Column[Any]]:
    table = _table(kind)
    return [table.c[name] for name in kind.__struct_fields__]


def _values(row: msgspec.Struct) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__struct_fields__}


def _rows(kind: type[Row], found: "sa.CursorResult[Any] | sa.Result[Any]") -> list[Row]:
    return [kind(**row._mapping) for row in found]


def _conditions(table: sa.Table, where: Where) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == sa.any_(sa.literal(list(value), sa.ARRAY(sa.Text))) if isinstance(value, list | tuple)
            else table.c[name].is_(None) if value is None else table.c[name] == value
            for name, value in where.items()]  # fmt: skip


def _storable(where: Where) -> bool:
    """Whether the server could hold such text at all: what cannot be stored is not there."""
    told = "".join(value for value in where.values() if isinstance(value, str))
    return "\x00" not in told and told.encode(errors="replace").decode() == told
