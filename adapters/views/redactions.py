"""Which parts of which items are secret after all: looked up wherever words leave that are not read from a page as it is now."""

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from adapters.views import schema
from adapters.views.store import Views
from domain.customer import events as happened
from domain.record import Recorded

PUT = insert(schema.redacted).on_conflict_do_nothing()
AT_ONCE = 500
Spans = list[tuple[int, int]]


def redacting(recorded: Recorded) -> list[tuple[Any, dict[str, Any]]]:
    """What an event adds to the table: statements with what is bound to them."""
    event = recorded.event
    if not isinstance(event, happened.MessageRedacted):
        return []
    return [(PUT, {"tenant": recorded.tenant, "item_id": event.item_id, "position": recorded.position,
                   "customer_id": recorded.stream, "spans": json.dumps(event.spans)})]  # fmt: skip


def read_redactions(views: Views, tenant: str, item_ids: Iterable[str]) -> dict[str, Spans]:
    """The secret stretches of these items; those without any are not among the answers."""
    table, found = schema.redacted.c, dict[str, Spans]()
    wanted = iter(sorted({each for each in item_ids if each}))
    with views.reading() as connection:
        while some := list(islice(wanted, AT_ONCE)):
            query = sa.select(table.item_id, table.spans).where(table.tenant == tenant, table.item_id.in_(some))
            for item_id, spans in connection.execute(query):
                found.setdefault(item_id, []).extend(_spans(spans))
    return found


def _spans(text: str) -> Sequence[tuple[int, int]]:
    return [(int(start), int(end)) for start, end in json.loads(text)]
