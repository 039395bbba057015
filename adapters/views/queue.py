"""The question behind a tab of the queue: whom it shows, and who stands first."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from adapters.views import schema

VIEW = "views"
FAR = 2**62  # behind every time
NEWEST = 500  # rows of a queue shown at first
FAR_BEHIND = 2_000  # rows that changed: beyond, starting anew is cheaper, and nobody reads a whole table at once

_table, _stopped = schema.inbox.c, schema.parked.c.view.is_not(None)
_stops = sa.and_(
    schema.parked.c.view == VIEW, schema.parked.c.tenant == _table.tenant, schema.parked.c.stream == _table.customer_id)  # fmt: skip
_with_stops = schema.inbox.outerjoin(schema.parked, _stops)


def rows_of_tab(tenant: str, tab: str, person: str, since: int | None, now: int,
                besides: Sequence[str]) -> sa.Select[Any, Any, Any, bool, bool]:  # fmt: skip
    """Rows of a tab; after a position of the log those that changed, in the tab or not, and these customers besides.

    By need: whose promise is overdue, the longest before all; who is on the line; who waits, the longest first; then the
    newest talk. Whoever's row stopped stands in every common tab: better one look too many than a customer nobody sees.
    """
    there = _of_tab(tab, person) & ~_table.gone
    overdue = sa.case((_table.due_at <= now, _table.due_at), else_=FAR)
    waiting = sa.func.coalesce(_table.waiting_since, FAR)
    columns = (_table.customer_id, _table.row, _table.changed_at, there.label("there"), _stopped.label("stopped"))
    query = (
        sa.select(*columns)
        .select_from(_with_stops)
        .where(_table.tenant == tenant)
        .order_by(overdue, _table.live_call.desc(), waiting, _table.last_at.desc())
    )
    if (
        since is None
    ):  # a snapshot may be cut at the newest; what changed may not: the reader would never hear of the rest
        return query.where(there).limit(NEWEST)
    return query.where((_table.changed_at > since) | _table.customer_id.in_(besides)).limit(FAR_BEHIND + 1)


def _of_tab(tab: str, person: str) -> sa.ColumnElement[bool]:
    if tab == "mine":
        return (_table.claimed_by == person) | (sa.func.instr(_table.handed_to, person) > 0)
    taken = _table.claimed_by.is_not(None)
    if tab == "waiting":
        return _table.waiting_since.is_not(None) & ~taken | _stopped
    return _table.open | taken | _stopped
