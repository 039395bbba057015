"""What nodes say to each other of who is present: six words, each in the smallest form of msgpack."""

from collections.abc import Iterator, Sequence

import msgspec

from adapters.bus.port import SAID_BYTES

Row = tuple[str, str, str, str]  # customer, person, name, state
_PART_BYTES = SAID_BYTES - 100


class Changed(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """What somebody does now; an empty state: they are gone."""

    node: str
    seq: int
    customer: str
    person: str
    name: str
    state: str


class Digest(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """All a node has after its change `seq`: how many, and the sum of their weights."""

    node: str
    seq: int
    count: int
    sum: int


class Ask(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """Tell the whole; empty: everybody, theirs."""

    node: str


class Part(msgspec.Struct, frozen=True, array_like=True, tag=4):
    """A part of all a node has after its change `seq`."""

    node: str
    seq: int
    number: int
    of: int
    rows: list[Row]


class Left(msgspec.Struct, frozen=True, array_like=True, tag=5):
    """A node ends."""

    node: str


class Changes(msgspec.Struct, frozen=True, array_like=True, tag=6):
    """What several people do now, in their order; `seq` is that of the last of these changes."""

    node: str
    seq: int
    rows: list[Row]


Word = Changed | Digest | Ask | Part | Left | Changes
write = msgspec.msgpack.Encoder().encode
_words = msgspec.msgpack.Decoder(Word)


def read(said: bytes) -> Word | None:
    """What was said; None if we do not understand it: a later version may say more."""
    try:
        return _words.decode(said)
    except msgspec.MsgspecError:
        return None


def changes(node: str, seq: int, rows: list[Row]) -> Iterator[bytes]:
    """Changes of which the last has this number, in words that fit a saying. One alone is said as it always was."""
    if len(rows) == 1:
        yield write(Changed(node, seq, *rows[0]))
        return
    said = write(Changes(node, seq, rows))
    if len(said) <= SAID_BYTES:
        yield said
        return
    half = len(rows) // 2
    yield from changes(node, seq - (len(rows) - half), rows[:half])
    yield from changes(node, seq, rows[half:])


def parts(node: str, seq: int, rows: Sequence[Row]) -> Iterator[Part]:
    """All of it, in parts that fit a saying."""
    chunks: list[list[Row]] = [[]]
    left = _PART_BYTES
    for row in rows:
        size = len(write(row))
        if size > left and chunks[-1]:
            chunks.append([])
            left = _PART_BYTES
        chunks[-1].append(row)
        left -= size
    for number, chunk in enumerate(chunks):
        yield Part(node, seq, number, len(chunks), chunk)
