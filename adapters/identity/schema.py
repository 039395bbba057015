"""The tables of `identity.db`, and the file itself: opened, or made anew where it is damaged or of another kind."""

import sqlite3
from pathlib import Path

from adapters.durable import is_spoilt

FORMAT = 5
_SCHEMA = (
    "CREATE TABLE tenant (number INTEGER PRIMARY KEY, name TEXT UNIQUE)",
    # Numbered as they come, so that what is new lies together; the numbers keep the two tables of handles and homes narrow.
    "CREATE TABLE unit (number INTEGER PRIMARY KEY, tenant INTEGER, unit_id TEXT, what TEXT, home TEXT, interaction INTEGER, "
    "pinned INTEGER, sealed BLOB, found_by BLOB)",
    "CREATE UNIQUE INDEX unit_name ON unit (tenant, unit_id)",
    "CREATE INDEX unit_home ON unit (tenant, home, interaction)",
    # `digest`: the first eight bytes. Two handles of one number would be looked at together, and tie nobody.
    "CREATE TABLE anchor (tenant INTEGER, digest INTEGER, unit INTEGER, PRIMARY KEY (tenant, digest, unit)) WITHOUT ROWID",
    "CREATE TABLE shared (tenant TEXT, digest BLOB, why TEXT, PRIMARY KEY (tenant, digest)) WITHOUT ROWID",
    "CREATE TABLE absorbed (tenant TEXT, customer TEXT, survivor TEXT, merge_id TEXT, by TEXT, "
    "PRIMARY KEY (tenant, customer)) WITHOUT ROWID",
    "CREATE INDEX absorbed_by ON absorbed (tenant, survivor)",
    "CREATE INDEX absorbed_merge ON absorbed (tenant, merge_id)",
    "CREATE TABLE apart (tenant TEXT, one TEXT, other TEXT, why TEXT, until TEXT, PRIMARY KEY (tenant, one, other, why)) "
    "WITHOUT ROWID",
    "CREATE TABLE suggested (tenant TEXT, one TEXT, other TEXT, score REAL, evidence TEXT, "
    "PRIMARY KEY (tenant, one, other)) WITHOUT ROWID",
    "CREATE INDEX suggested_other ON suggested (tenant, other)",
    "CREATE TABLE person (tenant TEXT, digest BLOB, unit_id TEXT, PRIMARY KEY (tenant, digest, unit_id)) WITHOUT ROWID",
    "CREATE INDEX person_unit ON person (tenant, unit_id)",
    "CREATE TABLE people (tenant TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID",
    "CREATE TABLE resembles (tenant TEXT, one TEXT, other TEXT, score REAL, evidence TEXT, "
    "PRIMARY KEY (tenant, one, other)) WITHOUT ROWID",
    "CREATE TABLE stopped (tenant TEXT, stream TEXT, position INTEGER, version INTEGER, reason TEXT, "
    "PRIMARY KEY (tenant, stream)) WITHOUT ROWID",
    "CREATE TABLE place (position INTEGER, lived INTEGER)",
    "INSERT INTO place VALUES (0, NULL)",
)  # fmt: skip


def opened(path: Path, life: str) -> sqlite3.Connection:
    """The file of this life of the log, a transaction begun; an empty one instead of any other."""
    try:
        sql = _connected(path)
        kept = sql.execute("SELECT life FROM made_for").fetchone()
        if kept == (life,) and sql.execute("PRAGMA user_version").fetchone() == (FORMAT,):
            sql.execute("BEGIN")
            return sql
        sql.close()
    except sqlite3.DatabaseError as error:
        if not is_spoilt(error):
            raise
    for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        name.unlink(missing_ok=True)
    sql = _connected(path)
    sql.execute("BEGIN")
    for statement in _SCHEMA:
        sql.execute(statement)
    sql.execute("CREATE TABLE made_for (life TEXT)")
    sql.execute("INSERT INTO made_for VALUES (?)", (life,))
    sql.execute("COMMIT")
    sql.execute(f"PRAGMA user_version = {FORMAT}")
    sql.execute("BEGIN")
    return sql


def _connected(path: Path) -> sqlite3.Connection:
    sql = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    sql.execute("PRAGMA journal_mode = WAL")
    sql.execute("PRAGMA synchronous = NORMAL")  # a lost end is worked out again
    sql.execute("PRAGMA secure_delete = ON")
    sql.execute("PRAGMA cache_size = -65536")  # KiB: what is looked up lies anywhere in the file
    sql.execute(
        "PRAGMA wal_autocheckpoint = 16000"
    )  # pages: a checkpoint with every batch would write most of them twice
    return sql
