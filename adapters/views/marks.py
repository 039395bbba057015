"""The marks that figures count: written by the projector, read for a period with what their interactions are now."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from adapters.log.codec import microseconds, moment
from adapters.views import schema
from adapters.views.store import Views
from domain.figures import Mark, Needs, Period, Tally, mark_of, staff_id
from domain.figures.marks import ASKED, BROKEN, HOMES, KEPT, MOVED, RETRACTED, SWITCHED, TOLD, UNMERGED, WITHDRAWN
from domain.record import Recorded

PUT = insert(schema.mark).on_conflict_do_nothing()
TOOK_PART = insert(schema.part).on_conflict_do_nothing()
TABLES = (schema.mark, schema.part)
_BETWEEN = frozenset({ASKED, TOLD, SWITCHED})  # nothing is repeated between people who are not one


def marked(recorded: Recorded) -> list[tuple[Any, dict[str, Any]]]:
    """What an event adds to these tables: statements with what is bound to them."""
    changes: list[tuple[Any, dict[str, Any]]] = []
    mark = mark_of(recorded)
    if mark is not None:
        due = None if mark.due_at is None else microseconds(mark.due_at)
        names = ("position", "kind", "event_id", "customer_id", "interaction_id", "item_id", "channel", "key", "ref", "before",
                 "other", "known", "by_hand")  # fmt: skip
        values = {name: getattr(mark, name) for name in names}
        changes.append((PUT, values | {"tenant": recorded.tenant, "at": microseconds(mark.at), "due_at": due}))
    interaction_id = getattr(recorded.event, "interaction_id", None)
    person = staff_id(recorded) if interaction_id else ""
    if person:
        changes.append((TOOK_PART, {"tenant": recorded.tenant, "interaction_id": interaction_id, "person": person}))
    return changes


def forget_marks(connection: sa.Connection, tenant: str, streams: Iterable[str]) -> None:
    """Delete what these customers have in the tables; before their interactions go."""
    mine, theirs = sorted(streams), schema.interaction.c
    connection.execute(
        sa.delete(schema.mark).where(schema.mark.c.tenant == tenant, schema.mark.c.customer_id.in_(mine))
    )
    interactions = sa.select(theirs.interaction_id).where(theirs.tenant == tenant, theirs.customer_id.in_(mine))
    part = schema.part.c
    connection.execute(sa.delete(schema.part).where(part.tenant == tenant, part.interaction_id.in_(interactions)))


def read_marks(views: Views, tenant: str, needs: Needs, period: Period, person: str | None = None) -> list[Mark]:
    """The marks a figure needs, in the order of the log; of interactions a member of the staff took part in, if named."""
    bound = {"tenant": tenant, "start": microseconds(period.start), "end": microseconds(period.end), "person": person}
    with views.reading() as connection:
        ask = connection.connection.cursor()  # tens of thousands of rows: the driver's own tuples
        rows = ask.execute(_statement("mark m", _wanted(needs, person)), bound).fetchall()
        if needs.beside:
            rows += ask.execute(_beside(needs, person), bound).fetchall()
        homes = _Homes(connection, tenant)
        return [_mark(row, homes) for row in sorted(rows, key=itemgetter(0))]


def read_tallies(
    views: Views, tenant: str, period: Period, by: Sequence[str], person: str | None = None
) -> list[Tally]:
    """How many interactions began in the period, cut into days or weeks if these are among `by`."""
    cut = next((each for each in ("day", "week") if each in by), "")
    team = "entry_point" if "team" in by else "''"
    query = sa.text(
        f"SELECT channel, {team}, count(*) FROM interaction i WHERE tenant = :tenant AND started_at >= :start"
        f" AND started_at < :end {_own('i.interaction_id', person)} GROUP BY 1, 2"
    )
    found: list[Tally] = []
    with views.reading() as connection:
        for start, end in period.cut(cut):
            bound = {"tenant": tenant, "start": microseconds(start), "end": microseconds(end), "person": person}
            found += [Tally(row[0], row[1], start, row[2]) for row in connection.execute(query, bound)]
    return found


# Which index serves is said by the words: a plus sign before a column, CROSS JOIN (https://sqlite.org/optoverview.html).
def _wanted(needs: Needs, person: str | None) -> str:
    where = f"m.tenant = :tenant AND m.kind IN {_names(needs.kinds)} AND m.at < :end"
    if not needs.owed:
        where += " AND m.at >= :start"
    else:
        where += f""" AND NOT EXISTS (
            SELECT 1 FROM mark s WHERE s.tenant = m.tenant AND s.ref = m.ref AND +s.kind IN {_names((KEPT, BROKEN, WITHDRAWN))}
            AND s.at < :start AND NOT EXISTS (
                SELECT 1 FROM mark n WHERE n.tenant = m.tenant AND n.ref = m.ref AND n.kind = '{MOVED}'
                AND +n.position > s.position))"""
    return where + _own("m.interaction_id", person)


def _beside(needs: Needs, person: str | None) -> str:
    assert needs.same in ("ref", "interaction_id")
    these = f"(SELECT DISTINCT +m.{needs.same} AS id FROM mark m WHERE {_wanted(needs, person)}) these"
    where = f"m.tenant = :tenant AND m.{needs.same} = these.id AND m.kind IN {_names(needs.beside)}"
    return _statement(f"{these} CROSS JOIN mark m", where)


def _statement(tables: str, where: str) -> str:
    return f"""
        SELECT m.position, m.kind, m.at, m.event_id, m.customer_id, m.interaction_id, m.item_id, m.channel, m.key, m.ref,
            m.due_at, m.known, m.by_hand, i.channel, i.entry_point, i.customer_id, o.channel, o.customer_id,
            m.kind IN {_names((ASKED, TOLD))} AND ({_retracted("ref")} OR m.before <> '' AND {_retracted("before")})
        FROM {tables}
        LEFT JOIN interaction i ON i.tenant = m.tenant AND i.interaction_id = m.interaction_id
        LEFT JOIN interaction o ON o.tenant = m.tenant AND o.interaction_id = m.other
        WHERE {where}"""


def _retracted(column: str) -> str:
    return f"EXISTS (SELECT 1 FROM mark r WHERE r.tenant = m.tenant AND r.ref = m.{column} AND r.kind = '{RETRACTED}')"


def _own(column: str, person: str | None) -> str:
    if person is None:
        return ""
    return f" AND EXISTS (SELECT 1 FROM part p WHERE p.tenant = :tenant AND p.interaction_id = {column} AND p.person = :person)"


def _names(kinds: Iterable[str]) -> str:
    """Names of events, ours: they may stand in a statement."""
    return "(" + ", ".join(f"'{kind}'" for kind in kinds) + ")"


def _mark(row: Any, homes: "_Homes") -> Mark:
    (position, kind, at, event_id, customer_id, interaction_id, item_id, channel, key, ref, due_at, known, by_hand, channel_now,
     team, owner, from_channel, other_owner, retracted) = row  # fmt: skip
    apart = (
        kind in _BETWEEN
        and bool(owner and other_owner)
        and owner != other_owner
        and homes.of(owner) != homes.of(other_owner)
    )
    return Mark(
        kind=kind, at=moment(at), position=position, event_id=event_id, customer_id=owner or customer_id,
        interaction_id=interaction_id, item_id=item_id, channel=channel_now or channel, key=key, ref=ref,
        due_at=None if due_at is None else moment(due_at), known=bool(known), by_hand=bool(by_hand),
        from_channel=from_channel or "", team=team or "", void=apart or bool(retracted))  # fmt: skip


class _Homes:
    """Who answers for a customer now: merges, less those reversed, and provisional ones that were somebody."""

    def __init__(self, connection: sa.Connection, tenant: str) -> None:
        self._connection, self._tenant = connection, tenant
        self._known: dict[str, str] = {}

    def of(self, customer_id: str) -> str:
        """The last one in the row."""
        seen = [customer_id]
        while (after := self._next(seen[-1])) and after not in seen:
            seen.append(after)
        return seen[-1]

    def _next(self, customer_id: str) -> str:
        if customer_id not in self._known:
            table = schema.mark.c
            query = sa.select(table.position, table.kind, table.other).where(
                table.tenant == self._tenant, table.customer_id == customer_id, table.kind.in_(HOMES))  # fmt: skip
            last = max(self._connection.execute(query), key=lambda row: row.position, default=None)
            self._known[customer_id] = "" if last is None or last.kind == UNMERGED else last.other
        return self._known[customer_id]
