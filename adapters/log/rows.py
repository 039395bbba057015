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
_integer = struct.Struct(">Iq").pack  # its length, always 8, and itself
_sha256 = hashlib.sha256


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


Columns = tuple[int, str, str, int, bytes, bytes | None, bytes | None, str, int, int, int, bytes, bytes]


def row_hash(columns: Columns, prev_hash: bytes) -> bytes:
    """The hash of a row: `columns` are all stored columns but `prev_hash` and `hash`, which follow from the chain.

    Written out column by column: this runs for every event under the order lock.
    """
    (
        position,
        tenant,
        stream,
        version,
        event_id,
        intake_key,
        body_digest,
        kind,
        schema,
        occurred,
        recorded,
        meta,
        state,
    ) = columns
    owner, name, what = tenant.encode(), stream.encode(), kind.encode()
    return _sha256(b"".join((
        prev_hash, _integer(8, position), _length(len(owner)), owner, _length(len(name)), name, _integer(8, version),
        _length(len(event_id)), event_id, _optional(intake_key), _optional(body_digest), _length(len(what)), what,
        _integer(8, schema), _integer(8, occurred), _integer(8, recorded), _length(len(meta)), meta,
        _length(len(state)), state, _length(len(prev_hash)), prev_hash))).digest()  # fmt: skip


def _optional(value: bytes | None) -> bytes:
    if value is None:
        return _ABSENT
    return _length(len(value)) + value


def chain_breaks_at(rows: list[Row]) -> int | None:
    """The version of the first row of a whole stream whose hash does not follow from the ones before; None if whole."""
    prev_hash = FIRST
    for row in rows:
        if row.prev_hash != prev_hash or row.hash != row_hash(row[:-2], prev_hash):
            return row.version
        prev_hash = row.hash
    return None
