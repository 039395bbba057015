"""Where two files of the same views differ first: never what stands there, only in which table, row and column."""

from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from adapters.views import schema
from adapters.views.store import VIEW, Views

TABLES = (
    schema.parked,
    schema.inbox,
    schema.handle,
    schema.interaction,
    schema.mark,
    schema.part,
    schema.answer,
    schema.redacted,
)
MISSING, TOO_MUCH = "the row is missing", "the row should not be there"


class Difference(msgspec.Struct, frozen=True):
    """`key` holds our own ids and keyed hashes only. `column`: inside a queue's row, the field too."""

    table: str
    key: tuple[str, ...]
    column: str

    def __str__(self) -> str:
        return f"table {self.table}, row {' / '.join(self.key)}: {self.column}"


def first_difference(kept: Views, fresh: Views) -> Difference | None:
    """The first row of `kept` that is not as in `fresh`; both must stand at one position."""
    with kept.reading() as here, fresh.reading() as there:
        for table in TABLES:
            found = _first(table, _rows(here, table), _rows(there, table))
            if found is not None:
                return found
    return None


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[sa.Row[Any]]:
    query = sa.select(table).order_by(*table.primary_key.columns)
    if table is schema.parked:
        query = query.where(table.c.view == VIEW)
    return iter(connection.execution_options(yield_per=1_000).execute(query))


def _first(table: sa.Table, kept: Iterator[sa.Row[Any]], fresh: Iterator[sa.Row[Any]]) -> Difference | None:
    names = [column.name for column in table.primary_key.columns]
    while True:
        here, there = next(kept, None), next(fresh, None)
        if here is None and there is None:
            return None
        keys = [None if row is None else tuple(str(getattr(row, name)) for name in names) for row in (here, there)]
        if keys[0] == keys[1]:
            assert here is not None and there is not None and keys[0] is not None
            column = _column(here, there)
            if column:
                return Difference(table.name, keys[0], column)
        elif keys[1] is None or (keys[0] is not None and keys[0] < keys[1]):
            assert keys[0] is not None
            return Difference(table.name, keys[0], TOO_MUCH)
        else:
            return Difference(table.name, keys[1], MISSING)


def _column(here: sa.Row[Any], there: sa.Row[Any]) -> str:
    for name, one, other in zip(here._fields, here, there, strict=True):
        if one != other:
            return f"column {name}{_field(one, other) if isinstance(one, bytes) else ''}"
    return ""


def _field(here: bytes, there: bytes) -> str:
    try:
        one, other = (msgspec.json.decode(data, type=dict[str, Any]) for data in (here, there))
    except msgspec.DecodeError:
        return ""
    different = [name for name in {**other, **one} if one.get(name) != other.get(name)]
    return f", field {different[0]}" if different else ""
