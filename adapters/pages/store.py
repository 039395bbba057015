"""Keeps long pages in `pages.db`: one connection writes, one reads; every write is whole or not there."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from adapters.durable import is_spoilt
from adapters.keys.keyring import Keyring
from adapters.pages import schema
from adapters.pages.archive import KeptArchive, Reading, Rescue
from adapters.pages.sealing import Damaged, Seal
from domain.memory.facts import Fact
from domain.snapshot import Cut, PageState
from domain.timeline.archive import Standing
from domain.timeline.marks import marks_of

AT_ONCE = 2_000  # rows in one transaction
_ITEM = "INSERT OR REPLACE INTO item VALUES (?, ?, ?, ?, ?, ?, ?)"
_FACT = "INSERT OR REPLACE INTO fact VALUES (?, ?, ?, ?)"
_state = msgspec.json.Decoder(PageState)


class Kept(NamedTuple):
    """A page as it was written."""

    version: int
    hash: bytes
    state: PageState
    archive: KeptArchive


class PageStore:
    """`write`, `forget` and `clear` run on one thread at a time; questions on any."""

    def __init__(self, path: Path, keyring: Keyring, random_bytes: Callable[[int], bytes]) -> None:
        self._keyring, self._random = keyring, random_bytes
        try:
            self._writing = _opened(path)
        except sqlite3.DatabaseError as error:  # damaged, or of another format: nothing in it is worth a repair
            if not is_spoilt(error):
                raise
            for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
                name.unlink(missing_ok=True)
            self._writing = _opened(path)
        reading = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        reading.execute("PRAGMA query_only=1")
        self._reading = Reading(reading)

    def close(self) -> None:
        """Close both connections."""
        self._reading.close()
        self._writing.close()

    def stored(self) -> list[tuple[str, str]]:
        """Every customer with a page here: (tenant, customer)."""
        return self._reading.rows("SELECT tenant, stream FROM page WHERE state IS NOT NULL ORDER BY tenant, stream")

    def read(self, tenant: str, stream: str, stamp: str, rescue: Callable[[int], Rescue]) -> Kept | None:
        """A page, if there is one with this stamp. Raises Damaged, KeyDestroyed."""
        query = (
            "SELECT page_id, version, hash, items, facts, state FROM page WHERE tenant = ? AND stream = ? AND stamp = ?"
        )
        rows = self._reading.rows(query, tenant, stream, stamp)
        if not rows or rows[0][5] is None:
            return None
        page_id, version, digest, items, facts, sealed = rows[0]
        edges = schema.span(page_id, 0, max(0, items - 1))
        if len(self._reading.rows("SELECT id FROM item WHERE id IN (?, ?)", *edges)) != len(set(edges)) * (items > 0):
            raise Damaged("items")
        seal = Seal(self._keyring, self._random, tenant, stream)
        blob = seal.open(sealed, "state", stamp, version, digest.hex(), items, facts)
        try:
            state = _state.decode(blob)
        except msgspec.MsgspecError as fault:
            raise Damaged("state") from fault
        last = (state.last_place, state.last_change)
        return Kept(
            version, digest, state,
            KeptArchive(self._reading, seal, page_id, version, (items, facts), last, rescue(version)))  # fmt: skip

    def write(self, tenant: str, cut: Cut, stamp: str, rescue: Rescue) -> KeptArchive:
        """Keep a page; costs what is new. Returns its archive. Raises KeyDestroyed, Damaged, sqlite3.Error."""
        seal = Seal(self._keyring, self._random, tenant, cut.customer_id)
        first, first_fact = cut.base.count, cut.facts_base.facts
        size = first + len(cut.items), first_fact + len(cut.facts)
        page_id = self._make_room(tenant, cut.customer_id, stamp, first, first_fact)
        self._insert(_ITEM, (_item_row(seal, page_id, each) for each in enumerate(cut.items, first)))
        self._insert(_FACT, (_fact_row(seal, page_id, each) for each in enumerate(cut.facts, first_fact)))
        changed = [_item_row(seal, page_id, each) for each in cut.changed_items]
        changed_facts = [_fact_row(seal, page_id, each) for each in cut.changed_facts]
        state = seal.close(cut.state, "state", stamp, cut.version, cut.hash.hex(), *size)
        with self._transaction() as sql:
            sql.executemany(_ITEM, changed)
            sql.executemany(_FACT, changed_facts)
            sql.execute(
                "UPDATE page SET stamp = ?, version = ?, hash = ?, items = ?, facts = ?, state = ? WHERE page_id = ?",
                (stamp, cut.version, cut.hash, *size, state, page_id))  # fmt: skip
        last = (cut.state.last_place, cut.state.last_change)
        return KeptArchive(self._reading, seal, page_id, cut.version, size, last, rescue)

    def forget(self, tenant: str, stream: str) -> None:
        """Delete all that is kept of a customer's page."""
        with self._transaction() as sql:
            for (page_id,) in sql.execute(
                "SELECT page_id FROM page WHERE tenant = ? AND stream = ?", (tenant, stream)
            ).fetchall():
                sql.execute("DELETE FROM item WHERE page_id = ?", (page_id,))
                sql.execute("DELETE FROM fact WHERE page_id = ?", (page_id,))
                sql.execute("DELETE FROM page WHERE page_id = ?", (page_id,))

    def _make_room(self, tenant: str, stream: str, stamp: str, first: int, first_fact: int) -> int:
        """The page's number. Rows from these numbers on are deleted, and so is a state that speaks of them."""
        with self._transaction() as sql:
            sql.execute(
                "INSERT OR IGNORE INTO page (tenant, stream, stamp, version, hash, items, facts) VALUES (?, ?, '', 0, x'', 0, 0)",
                (tenant, stream))  # fmt: skip
            page_id, kept, items, facts = sql.execute(
                "SELECT page_id, stamp, items, facts FROM page WHERE tenant = ? AND stream = ?", (tenant, stream)).fetchone()  # fmt: skip
            if items < first or facts < first_fact:
                raise Damaged("base")  # somebody deleted what the page still stands on
            if kept != stamp or items > first or facts > first_fact:
                sql.execute(
                    "UPDATE page SET state = NULL, items = ?, facts = ? WHERE page_id = ?", (first, first_fact, page_id))  # fmt: skip
            sql.execute("DELETE FROM item WHERE id >= ? AND id < ?", schema.span(page_id, first, 1 << schema.BITS))
            sql.execute("DELETE FROM fact WHERE id >= ? AND id < ?", schema.span(page_id, first_fact, 1 << schema.BITS))
        return page_id

    def _insert(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Rows behind all that a state speaks of: nobody sees them yet, so they may come in parts."""
        waiting: list[Sequence[Any]] = []
        for row in rows:
            waiting.append(row)
            if len(waiting) == AT_ONCE:
                with self._transaction() as sql:
                    sql.executemany(statement, waiting)
                waiting.clear()
        if waiting:
            with self._transaction() as sql:
                sql.executemany(statement, waiting)

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._writing)


class _Transaction:
    """All of it or nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> sqlite3.Connection:
        self._connection.execute("BEGIN IMMEDIATE")
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._connection.execute("ROLLBACK" if kind else "COMMIT")


def _item_row(seal: Seal, page_id: int, numbered: tuple[int, Standing]) -> tuple[Any, ...]:
    number, each = numbered
    item = each.item
    clear = item.item_id, item.interaction_id, each.changed, marks_of(item)
    sealed = seal.close(each, "item", number, *clear)
    return ((page_id << schema.BITS) + number, page_id, *clear, sealed)


def _fact_row(seal: Seal, page_id: int, numbered: tuple[int, Fact]) -> tuple[Any, ...]:
    number, fact = numbered
    return ((page_id << schema.BITS) + number, page_id, fact.fact_id, seal.close(fact, "fact", number, fact.fact_id))


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")  # what is lost can be made again
    connection.execute("PRAGMA secure_delete=ON")
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found not in (0, schema.FORMAT):
        connection.close()
        raise sqlite3.DatabaseError("another format")
    connection.executescript(schema.SCHEMA)
    connection.execute(f"PRAGMA user_version={schema.FORMAT}")
    return connection
