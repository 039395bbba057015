"""What somebody with the database in hand might do to the log, also with all hashes made anew so that they fit."""

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from adapters.log.rows import FIRST, Row, row_hash
from adapters.log.schema import EVENT_COLUMNS

Hash = Callable[[tuple[object, ...], bytes], bytes]
Change = Callable[[list[Row], random.Random], list[Row]]
NUMBERED = ("position", "version", "schema", "occurred_at", "recorded_at")


def flip(rows: list[Row], chance: random.Random) -> list[Row]:
    """One value of one column."""
    at = chance.randrange(len(rows))
    name = chance.choice(EVENT_COLUMNS)
    return [*rows[:at], rows[at]._replace(**{name: other(getattr(rows[at], name), chance)}), *rows[at + 1 :]]


def other(value: Any, chance: random.Random) -> Any:
    """A value near by."""
    if value is None:
        return b""
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 1_000])
    if isinstance(value, str):
        return value + "x" if chance.random() < 0.5 else value[:-1]
    if chance.random() < 0.2:
        return value.decode("latin-1")  # the same letters as another kind of value
    at = chance.randrange(len(value))
    return value[:at] + bytes([value[at] ^ 1 << chance.randrange(8)]) + value[at + 1 :]


def drop(rows: list[Row], chance: random.Random) -> list[Row]:
    """A row is gone; a hole stays."""
    at = chance.randrange(len(rows))
    return rows[:at] + rows[at + 1 :]


def swap(rows: list[Row], chance: random.Random) -> list[Row]:
    """Two rows change places, their positions staying."""
    one, two = chance.sample(range(len(rows)), 2)
    swapped = list(rows)
    swapped[one], swapped[two] = rows[two]._replace(position=one + 1), rows[one]._replace(position=two + 1)
    return swapped


def insert(rows: list[Row], chance: random.Random) -> list[Row]:
    """A row that never was; those behind it move on."""
    at = chance.randrange(len(rows))
    new = rows[at]._replace(event_id=chance.randbytes(16), intake_key=None, state=b'{"open":{}}')
    return renumbered([*rows[:at], new, *rows[at:]])


def duplicate(rows: list[Row], chance: random.Random) -> list[Row]:
    """A row twice."""
    at = chance.randrange(len(rows))
    return renumbered([*rows[: at + 1], rows[at]._replace(intake_key=None), *rows[at + 1 :]])


def truncate(rows: list[Row], chance: random.Random) -> list[Row]:
    """The end is gone: what an older copy of the whole database looks like."""
    return rows[: chance.randrange(len(rows))]


def reorder(rows: list[Row], chance: random.Random) -> list[Row]:
    """A stretch of the log runs the other way."""
    one, two = sorted(chance.sample(range(len(rows) + 1), 2))
    return renumbered([*rows[:one], *rows[one:two][::-1], *rows[two:]])


def bytes_moved(rows: list[Row], chance: random.Random) -> list[Row]:
    """The last byte of one column becomes the first of the next: nothing changes but where one ends."""
    at = chance.randrange(len(rows))
    row = rows[at]
    if chance.random() < 0.5:
        row = row._replace(meta=row.meta[:-1], state=row.meta[-1:] + row.state)
    else:
        row = row._replace(tenant=row.tenant[:-1], stream=row.tenant[-1:] + row.stream)
    return [*rows[:at], row, *rows[at + 1 :]]


def another_stream(rows: list[Row], chance: random.Random) -> list[Row]:
    """An event becomes somebody else's."""
    at = chance.randrange(len(rows))
    return [*rows[:at], rows[at]._replace(stream=chance.choice(rows).stream + "0"), *rows[at + 1 :]]


CHANGES: tuple[Change, ...] = (
    flip, flip, flip, drop, swap, insert, duplicate, truncate, reorder, bytes_moved, another_stream)  # fmt: skip


def changed(rows: list[Row], chance: random.Random, hashing: Hash = row_hash) -> tuple[str, list[Row]]:
    """Some change of the log, and its name. Half of them hide it: versions, chains and hashes are made to fit again."""
    while True:
        change = chance.choice(CHANGES)
        new, name = change(rows, chance), change.__name__
        if chance.random() < 0.5 and all(
            isinstance(value, kind) for row in new for value, kind in zip(row, _KINDS, strict=True)
        ):
            new, name = refitted(new, hashing), f"{name}, refitted"
        honest = new[: len(rows)] == rows and name.endswith("refitted")  # a row that fits at the end is an append
        if new != rows and not honest:
            return name, new


_KINDS: tuple[Any, ...] = (
    int,
    str,
    str,
    int,
    bytes,
    bytes | None,
    bytes | None,
    str,
    int,
    int,
    int,
    bytes,
    bytes,
    bytes,
    bytes,
)


def renumbered(rows: list[Row]) -> list[Row]:
    """Positions without holes."""
    return [row._replace(position=position) for position, row in enumerate(rows, 1)]


def refitted(rows: list[Row], hashing: Hash = row_hash) -> list[Row]:
    """Positions, versions, chains and hashes as an honest log would have them."""
    ends: dict[tuple[str, str], tuple[int, bytes]] = {}
    fitted: list[Row] = []
    for row in renumbered(rows):
        version, prev_hash = ends.get((row.tenant, row.stream), (0, FIRST))
        row = row._replace(version=version + 1, prev_hash=prev_hash)
        row = row._replace(hash=hashing(row[:-2], prev_hash))
        ends[row.tenant, row.stream] = (row.version, row.hash)
        fitted.append(row)
    return fitted


def written(path: Path, rows: list[Row], life: str) -> Path:
    """The rows as a database that keeps no rules of its own, so that nothing is refused before it can be found."""
    path.unlink(missing_ok=True)
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA journal_mode=MEMORY")
        connection.execute("BEGIN")
        connection.execute(f"CREATE TABLE event ({', '.join(f'{name} {_affinity(name)}' for name in EVENT_COLUMNS)})")
        connection.execute("CREATE INDEX event_position ON event (position)")
        connection.execute("CREATE TABLE log_identity (life)")
        connection.execute("INSERT INTO log_identity VALUES (?)", (life,))
        connection.executemany(f"INSERT INTO event VALUES ({','.join('?' * len(EVENT_COLUMNS))})", rows)
        connection.execute("COMMIT")
    connection.close()
    return path


def _affinity(name: str) -> str:
    return "BIGINT" if name in NUMBERED else "TEXT" if name in ("tenant", "stream", "type") else "BLOB"
