"""What is written into the views' tables, each statement compiled once and run for many rows."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from adapters.views import schema

_LINES_AT_ONCE = 64


def put_lines(rows: Sequence[tuple[object, ...]]) -> Iterator[tuple[str, tuple[object, ...]]]:
    """The driver's statements that write these rows of the queue, many each: between two the interpreter must be won back."""
    start = 0
    while start < len(rows):
        count = min(_LINES_AT_ONCE, 1 << (len(rows) - start).bit_length() - 1)
        yield _put_lines(count), tuple(chain.from_iterable(rows[start : start + count]))
        start += count


@cache
def _put_lines(count: int) -> str:
    names = [column.name for column in schema.inbox.c]
    newer = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in ("tenant", "customer_id"))
    columns, row = ", ".join(f'"{name}"' for name in names), f"({', '.join('?' * len(names))})"
    return (
        f"INSERT INTO inbox ({columns}) VALUES {', '.join([row] * count)} "
        f"ON CONFLICT (tenant, customer_id) DO UPDATE SET {newer}"
    )


def _link() -> Any:
    statement = insert(schema.handle)
    newer = {name: statement.excluded[name] for name in ("link_id", "level")}
    return statement.on_conflict_do_update(
        index_elements=["tenant", "digest", "customer_id"], set_=newer,
        where=schema.handle.c.level < statement.excluded["level"])  # fmt: skip


_of_tenant, _of_customer = sa.bindparam("of_tenant"), sa.bindparam("of_customer")
_this_interaction = (
    schema.interaction.c.tenant == _of_tenant,
    schema.interaction.c.interaction_id == sa.bindparam("of_interaction"),
)
LINES = sa.select(schema.inbox.c.customer_id, schema.inbox.c.row, schema.inbox.c.gone, schema.inbox.c.changed_at).where(
    schema.inbox.c.tenant == sa.bindparam("tenant"),
    schema.inbox.c.customer_id.in_(sa.bindparam("streams", expanding=True)),
)
LINK = _link()
_this_link = (schema.handle.c.tenant == _of_tenant, schema.handle.c.link_id == sa.bindparam("of_link"))
# A weaker proof that comes later takes nothing back.
VERIFY = (
    sa.update(schema.handle)
    .where(*_this_link, schema.handle.c.level < sa.bindparam("of_level"))
    .values(level=sa.bindparam("of_level"))
)
UNLINK = sa.delete(schema.handle).where(*_this_link)
DROP_HANDLES = sa.delete(schema.handle).where(
    schema.handle.c.tenant == _of_tenant, schema.handle.c.customer_id == _of_customer
)
START = insert(schema.interaction).on_conflict_do_nothing()
END = sa.update(schema.interaction).where(*_this_interaction).values(ended_at=sa.bindparam("ended"))
OWNER = sa.update(schema.interaction).where(*_this_interaction).values(customer_id=sa.bindparam("owner"))
