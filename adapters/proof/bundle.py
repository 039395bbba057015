"""Writes an evidence bundle: one JSON document in exact bytes, a line a row, sealed as a whole (docs/proof-format.md)."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from adapters.log.rows import Row
from adapters.proof.heads import Head

FORMAT = "throughline-evidence-1"


class About(NamedTuple):
    """Whom a bundle is about: the customer, the id that was asked for, how many rows are theirs and how many moved in."""

    tenant: str
    customer: str
    asked: str
    own: int
    moved: int


def bundle_lines(about: About, head: Head, kept: Head | None, consistency: Sequence[bytes],
                 rows: Iterable[tuple[Row, Sequence[bytes]]], sign: Callable[[bytes], bytes]) -> Iterator[bytes]:  # fmt: skip
    """The lines of a bundle; `rows` are the customer's own by version, then those moved in by position, with their paths."""
    digest = sha256()
    for line in _body(about, head, kept, consistency, rows):
        digest.update(line)
        yield line
    hexed = digest.hexdigest()
    signature = sign(f"{FORMAT} sha256 {hexed}".encode())
    yield f'"seal":{{"sha256":"{hexed}","signature":"{signature.hex()}"}}}}\n'.encode()


def _body(about: About, head: Head, kept: Head | None, consistency: Sequence[bytes],
          rows: Iterable[tuple[Row, Sequence[bytes]]]) -> Iterator[bytes]:  # fmt: skip
    yield f'{{"about":{_json({"format": FORMAT, **about._asdict()})},\n'.encode()
    yield f'"head":{head.line},\n'.encode()
    yield f'"kept":{kept.line if kept else "null"},\n'.encode()
    yield f'"consistency":{_json([each.hex() for each in consistency])},\n'.encode()
    yield b'"rows":['
    before = b"\n"
    for row, path in rows:
        yield before + _row(row, path)
        before = b",\n"
    yield b"\n],\n"


def _row(row: Row, path: Sequence[bytes]) -> bytes:
    columns = {name: value.hex() if isinstance(value, bytes) else value for name, value in row._asdict().items()}
    return _json({**columns, "path": [each.hex() for each in path]}).encode()


def _json(value: object) -> str:
    """As every line is written: no spaces, ASCII only, keys in the order given."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
