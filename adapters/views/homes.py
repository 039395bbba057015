"""Who answers for a customer now, read off the marks: figures count people, not ids."""

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from adapters.views import schema
from domain.figures.marks import HOMES, UNMERGED

# With a plus sign SQLite looks for the few rows and sorts them; for the order alone it would walk through the whole table.
_PLACE = sa.literal_column("+position")
_THESE = f"""SELECT m.customer_id, m.kind, m.other FROM json_each(:these) these CROSS JOIN mark m
    WHERE m.tenant = :tenant AND m.customer_id = these.value AND m.kind IN ({", ".join(f"'{each}'" for each in HOMES)}) ORDER BY +m.position"""


class Homes:
    """Merges, less those reversed, and provisional ones that were somebody. `at_once`: all are read before the first question."""

    def __init__(self, connection: sa.Connection, tenant: str, at_once: bool = False) -> None:
        self._connection, self._tenant, self._all = connection, tenant, at_once
        self._known: dict[str, str] = {}
        table = schema.mark.c
        self._moves = sa.select(table.customer_id, table.kind, table.other).where(
            table.tenant == tenant, table.kind.in_(HOMES)).order_by(_PLACE)  # fmt: skip
        if at_once:
            self._known = {row.customer_id: _home(row) for row in connection.execute(self._moves)}

    def ahead(self, customer_ids: Iterable[str]) -> None:
        """Read those of many customers before they are asked for, and of whom they became."""
        unknown = set() if self._all else {*customer_ids} - self._known.keys()
        while unknown:
            bound = {"tenant": self._tenant, "these": json.dumps(sorted(unknown))}
            found = {row.customer_id: _home(row) for row in self._connection.execute(sa.text(_THESE), bound)}
            self._known |= dict.fromkeys(unknown, "") | found
            unknown = {*filter(None, found.values())} - self._known.keys()

    def of(self, customer_id: str) -> str:
        """The last one in the row."""
        seen = [customer_id]
        while (after := self._next(seen[-1])) and after not in seen:
            seen.append(after)
        return seen[-1]

    def _next(self, customer_id: str) -> str:
        if customer_id not in self._known:
            if self._all:
                return ""
            found = self._connection.execute(self._moves.where(schema.mark.c.customer_id == customer_id)).all()
            self._known[customer_id] = _home(found[-1]) if found else ""
        return self._known[customer_id]


def _home(row: Any) -> str:
    return "" if row.kind == UNMERGED else row.other
