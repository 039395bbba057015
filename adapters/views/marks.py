"""The marks that figures count: written by the projector, read for a period with what their interactions are now."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.dialects.sqlite import insert

from adapters.log.codec import microseconds, moment
from adapters.views import schema
from adapters.views.homes import Homes
from adapters.views.needs import EVERYTHING, names_of
from adapters.views.recent import Asked, Kept, Recent
from adapters.views.store import Views
from domain.customer import events as happened
from domain.figures import Mark, Needs, Period, Tally, mark_of, staff_id
from domain.figures.marks import ASKED, BROKEN, KEPT, MOVED, REOPENED, RETRACTED, SWITCHED, TOLD, WITHDRAWN
from domain.figures.staff import STAFF
from domain.record import Recorded

PUT = insert(schema.mark).on_conflict_do_nothing()
TOOK_PART = insert(schema.part).on_conflict_do_nothing()
ANSWERED = insert(schema.answer).on_conflict_do_nothing()
TABLES = (schema.mark, schema.part, schema.answer)
MANY = 200  # marks for which it is cheaper to know everybody's home at once
NEED = "need"
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
    if interaction_id and isinstance(recorded.event, happened.MessageSent) and recorded.event.author_role in STAFF:
        at = microseconds(recorded.occurred_at)
        changes.append((ANSWERED, {"tenant": recorded.tenant, "interaction_id": interaction_id, "at": at}))
    return changes


def forget_marks(connection: sa.Connection, tenant: str, streams: Iterable[str]) -> None:
    """Delete what these customers have in the tables; before their interactions go."""
    mine, theirs = sorted(streams), schema.interaction.c
    connection.execute(
        sa.delete(schema.mark).where(schema.mark.c.tenant == tenant, schema.mark.c.customer_id.in_(mine))
    )
    interactions = sa.select(theirs.interaction_id).where(theirs.tenant == tenant, theirs.customer_id.in_(mine))
    for table in (schema.part, schema.answer):
        theirs = (table.c.tenant == tenant, table.c.interaction_id.in_(interactions))
        connection.execute(sa.delete(table).where(*theirs))


def read_marks(
    views: Views, tenant: str, needs: Needs, period: Period, person: str | None = None, team: str | None = None,
    recent: Recent | None = None, upto: int = 0,
) -> list[Mark]:  # fmt: skip
    """The marks a figure needs, in the order of the log; of interactions a member of the staff took part in, if named,
    and of those that came in by one entry point, if named. `recent`: as of this position of the log they may be those
    of a reading a moment ago."""
    asked = Asked(tenant, needs, person, team, microseconds(period.start), microseconds(period.end))
    with views.reading() as connection:
        ask = connection.connection.cursor()  # tens of thousands of rows: the driver's own tuples

        def read(each: Asked) -> tuple[list[Mark], list[Mark]]:
            rows, beside = _read(ask, each)
            homes = Homes(connection, tenant, at_once=len(rows) + len(beside) > MANY)
            homes.ahead(each for row in (*rows, *beside) if _may_be_apart(row) for each in (row[19], row[21]))
            names = names_of((*row[9:11], row[1], row[5]) for row in (*rows, *beside)) if needs.same == NEED else {}
            return [_mark(row, homes, names) for row in rows], [_mark(row, homes, names, bool(names)) for row in beside]

        marks = recent.marks(asked, upto, read) if recent else Kept(asked, upto, 0.0, *read(asked)).part(asked)
        if needs.within and marks:
            rows = _within(ask, tenant, needs.within, {mark.interaction_id for mark in marks if mark.interaction_id})
            homes = Homes(connection, tenant, at_once=len(rows) > MANY)
            homes.ahead(each for row in rows if _may_be_apart(row) for each in (row[19], row[21]))
            marks += [_mark(row, homes) for row in rows]
        marks.sort(key=attrgetter("position"))
        return _of_people(marks, Homes(connection, tenant, at_once=True)) if needs.people else marks


def _read(ask: Any, asked: Asked) -> tuple[list[Any], list[Any]]:
    """The marks in question, and those beside them."""
    needs, bound = asked.needs, asked._asdict()
    del bound["needs"]
    tables, wanted = _wanted(needs, asked.person)
    wanted += _of_team("m.interaction_id", asked.team)
    if needs.same == NEED:
        return _whole(ask, needs.beside, f"FROM {tables} WHERE {wanted}", bound)
    rows = ask.execute(_statement(tables, wanted, needs.kinds), bound).fetchall()
    beside = ask.execute(_beside(needs.same, wanted, needs.beside), bound).fetchall() if needs.beside else []
    return rows, beside


def _whole(ask: Any, kinds: Iterable[str], wanted: str, bound: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """The contacts in question, and everything else of the needs they were ever a part of."""
    contacts = dict(ask.execute(f"SELECT m.position, m.ref {wanted}", bound).fetchall())
    bound |= {"cases": json.dumps(sorted(set(contacts.values())))}
    having = f"m.tenant = :tenant AND m.ref = these.id AND m.kind IN {_names(kinds)}"
    every = ask.execute(EVERYTHING + _statement("these CROSS JOIN mark m", having, kinds), bound).fetchall()
    return [row for row in every if row[0] in contacts], [row for row in every if row[0] not in contacts]


def read_tallies(
    views: Views, tenant: str, period: Period, by: Sequence[str], person: str | None = None, of_team: str | None = None
) -> list[Tally]:
    """How many interactions began in the period, cut into days or weeks if these are among `by`."""
    cut = next((each for each in ("day", "week") if each in by), "")
    team = "entry_point" if "team" in by else "''"
    query = sa.text(
        f"SELECT channel, {team}, count(*) FROM interaction i WHERE tenant = :tenant AND started_at >= :start"
        f" AND started_at < :end {_own('i.interaction_id', person)}"
        f"{'' if of_team is None else ' AND i.entry_point = :team'} GROUP BY 1, 2"
    )
    found: list[Tally] = []
    with views.reading() as connection:
        for start, end in period.cut(cut):
            bound = {"tenant": tenant, "start": microseconds(start), "end": microseconds(end), "person": person,
                     "team": of_team}  # fmt: skip
            found += [Tally(row[0], row[1], start, row[2]) for row in connection.execute(query, bound)]
    return found


# Which index serves is said by the words: a plus sign before a column, CROSS JOIN (https://sqlite.org/optoverview.html).
def _wanted(needs: Needs, person: str | None) -> tuple[str, str]:
    """From which tables and where the marks in question are; of contacts the interaction's beginning counts."""
    where = f"m.tenant = :tenant AND m.kind IN {_names(needs.kinds)}"
    if needs.same == NEED:
        begun = "c.tenant = :tenant AND c.started_at >= :start AND c.started_at < :end"
        tables = "interaction c INDEXED BY interaction_began CROSS JOIN mark m"
        return tables, f"{begun} AND m.interaction_id = c.interaction_id AND {where}{_own('c.interaction_id', person)}"
    where += " AND m.at < :end"
    if not needs.owed:
        where += " AND m.at >= :start"
    else:
        where += f""" AND NOT EXISTS (
            SELECT 1 FROM mark s WHERE s.tenant = m.tenant AND s.ref = m.ref AND +s.kind IN {_names((KEPT, BROKEN, WITHDRAWN))}
            AND s.at < :start AND NOT EXISTS (
                SELECT 1 FROM mark n WHERE n.tenant = m.tenant AND n.ref = m.ref AND n.kind = '{MOVED}'
                AND +n.position > s.position))"""
    return "mark m", where + _own("m.interaction_id", person)


def _beside(same: str, wanted: str, kinds: Iterable[str]) -> str:
    assert same in ("ref", "interaction_id")
    these = f"(SELECT DISTINCT +m.{same} AS id FROM mark m WHERE {wanted}) these"
    where = f"m.tenant = :tenant AND m.{same} = these.id AND m.kind IN {_names(kinds)}"
    return _statement(f"{these} CROSS JOIN mark m", where, kinds)


def _within(ask: Any, tenant: str, kinds: Iterable[str], interactions: Collection[str]) -> list[Any]:
    """The marks of these kinds in these interactions."""
    where = f"m.tenant = :tenant AND m.interaction_id = these.value AND m.kind IN {_names(kinds)}"
    these = _statement("json_each(:these) these CROSS JOIN mark m", where, kinds)
    return ask.execute(these, {"tenant": tenant, "these": json.dumps(sorted(interactions))}).fetchall()


def _statement(tables: str, where: str, kinds: Iterable[str]) -> str:
    """What a mark is, and what its interactions are now; where the other one matters, that too."""
    other, joined = "NULL, NULL, 0", ""
    if not _BETWEEN.isdisjoint(kinds):
        again = (
            f"m.kind IN {_names((ASKED, TOLD))} AND ({_retracted('ref')} OR m.before <> '' AND {_retracted('before')})"
        )
        other = f"o.channel, o.customer_id, {again}"
        joined = "LEFT JOIN interaction o ON o.tenant = m.tenant AND o.interaction_id = m.other"
    return f"""
        SELECT m.position, m.kind, m.at, m.event_id, m.customer_id, m.interaction_id, m.item_id, m.channel, m.key, m.ref,
            m.before, m.other, m.due_at, m.known, m.by_hand, i.started_at, CASE WHEN m.kind = '{REOPENED}' THEN
                (SELECT min(a.at) FROM answer a WHERE a.tenant = m.tenant AND a.interaction_id = m.interaction_id AND a.at > m.at)
            END, i.channel, i.entry_point, i.customer_id, {other}
        FROM {tables}
        LEFT JOIN interaction i ON i.tenant = m.tenant AND i.interaction_id = m.interaction_id
        {joined}
        WHERE {where}"""


def _retracted(column: str) -> str:
    return f"EXISTS (SELECT 1 FROM mark r WHERE r.tenant = m.tenant AND r.ref = m.{column} AND r.kind = '{RETRACTED}')"


def _own(column: str, person: str | None) -> str:
    if person is None:
        return ""
    return f" AND EXISTS (SELECT 1 FROM part p WHERE p.tenant = :tenant AND p.interaction_id = {column} AND p.person = :person)"


def _of_team(column: str, team: str | None) -> str:
    if team is None:
        return ""
    return f""" AND :team = (
        SELECT x.entry_point FROM interaction x WHERE x.tenant = :tenant AND x.interaction_id = {column})"""


def _names(kinds: Iterable[str]) -> str:
    """Names of events, ours: they may stand in a statement."""
    return "(" + ", ".join(f"'{kind}'" for kind in kinds) + ")"


def _of_people(marks: list[Mark], homes: Homes) -> list[Mark]:
    """Each of who answers for its customer now."""
    now = [homes.of(mark.customer_id) for mark in marks]
    return [
        mark if mark.customer_id == home else replace(mark, customer_id=home)
        for mark, home in zip(marks, now, strict=True)
    ]


def _may_be_apart(row: Any) -> bool:
    """Whether what it is about, and what that is said to repeat, stand with two customers, who may be one by now."""
    return row[1] in _BETWEEN and bool(row[19] and row[21]) and row[19] != row[21]


def _mark(row: Any, homes: Homes, names: Mapping[str, str] | None = None, beside: bool = False) -> Mark:
    (position, kind, at, event_id, customer_id, interaction_id, item_id, channel, key, ref, before, other, due_at, known, by_hand,
     began, answered_at, channel_now, team, owner, from_channel, other_owner, retracted) = row  # fmt: skip
    apart = _may_be_apart(row) and homes.of(owner) != homes.of(other_owner)
    return Mark(
        kind=kind, at=moment(at), position=position, event_id=event_id,
        customer_id=owner or customer_id,
        interaction_id=interaction_id, item_id=item_id, channel=channel_now or channel, key=key, ref=ref, before=before,
        other=other, due_at=_moment(due_at), known=bool(known), by_hand=bool(by_hand), from_channel=from_channel or "",
        team=team or "", began=_moment(began), answered_at=_moment(answered_at), void=apart or bool(retracted),
        need=names.get(ref, "") if names else "", beside=beside)  # fmt: skip


def _moment(at: int | None) -> datetime | None:
    return None if at is None else moment(at)
