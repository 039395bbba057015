"""A row of the log and its hash: the exact bytes are public, so that a stranger can check them.

hash = SHA-256(prev_hash ‖ for every stored column but `hash`, in table order: 4-byte big-endian length ‖ bytes).
Integers are 8 bytes big-endian, text is UTF-8, an absent value has the length 0xFFFFFFFF and no bytes. `prev_hash` of
a stream's first event is 32 zero bytes. The hash covers the sealed bytes, so erasing a person leaves the chain whole.
"""

import hashlib
import struct
from typing import NamedTuple

FIRST = bytes(32)
_ABSENT = b"\xff\xff\xff\xff"
_length = struct.Struct(">I").pack
_integer = struct.Struct(">q").pack


class Row(NamedTuple):
    """One stored event, in the table's column order."""

    position: int
    tenant: str
    stream: str
    version: int
    event_id: bytes
    intake_key: bytes | None
    body_digest: bytes | None
    type: str
    schema: int
    occurred_at: int
    recorded_at: int
    meta: bytes
    state: bytes
    prev_hash: bytes
    hash: bytes


def row_hash(columns: tuple[object, ...], prev_hash: bytes) -> bytes:
    """The hash of a row: `columns` are all stored columns but `prev_hash` and `hash`, which follow from the chain."""
    parts = [prev_hash]
    for value in (*columns, prev_hash):
        if value is None:
            parts.append(_ABSENT)
            continue
        data = _bytes(value)
        parts.append(_length(len(data)))
        parts.append(data)
    return hashlib.sha256(b"".join(parts)).digest()


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, int):
        return _integer(value)
    assert isinstance(value, str)
    return value.encode()


def chain_breaks_at(rows: list[Row]) -> int | None:
    """The version of the first row of a whole stream whose hash does not follow from the ones before; None if whole."""
    prev_hash = FIRST
    for row in rows:
        if row.prev_hash != prev_hash or row.hash != row_hash(row[:-2], prev_hash):
            return row.version
        prev_hash = row.hash
    return None
