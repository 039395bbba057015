"""What somebody might do to an evidence bundle. Every change gives other bytes than it was given."""

import random
import re
from collections.abc import Callable

Change = Callable[[bytes, random.Random], bytes]
_L = 2**252 + 27742317777372353535851937790883648493


def flip(data: bytes, chance: random.Random) -> bytes:
    """One bit anywhere."""
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def drop(data: bytes, chance: random.Random) -> bytes:
    """Some bytes are missing."""
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.choice([1, 1, 2, 64]) :]


def swap(data: bytes, chance: random.Random) -> bytes:
    """Two bytes change places."""
    one, two = sorted(chance.sample(range(len(data)), 2))
    return data[:one] + data[two : two + 1] + data[one + 1 : two] + data[one : one + 1] + data[two + 1 :]


def insert(data: bytes, chance: random.Random) -> bytes:
    """Bytes come in: blanks, digits, anything."""
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice([b" ", b"\n", b"0", b",", b"\r", b"\xef\xbb\xbf", chance.randbytes(1)]) + data[at:]


def truncate(data: bytes, chance: random.Random) -> bytes:
    """The end is missing."""
    return data[: chance.randrange(len(data))]


def append(data: bytes, chance: random.Random) -> bytes:
    """Something stands after the end."""
    return data + chance.choice([b"\n", b" ", b"\0", data])


def duplicate_line(data: bytes, chance: random.Random) -> bytes:
    """A line twice."""
    lines = data.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    return b"".join(lines[: at + 1] + lines[at:])


def drop_line(data: bytes, chance: random.Random) -> bytes:
    """A line is missing."""
    lines = data.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def reorder(data: bytes, chance: random.Random) -> bytes:
    """Two lines change places."""
    lines = data.splitlines(keepends=True)
    one, two = chance.sample(range(len(lines)), 2)
    lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


def rows_swapped(data: bytes, chance: random.Random) -> bytes:
    """Two rows change places, the commas staying right."""
    head, rows, tail = parted(data)
    one, two = (chance.sample(range(len(rows)), 2) + [0, 0])[:2] if len(rows) > 1 else (0, 0)
    rows[one], rows[two] = rows[two], rows[one]
    return joined(head, rows, tail)


def row_left_out(data: bytes, chance: random.Random) -> bytes:
    """A row is missing and the count says so too."""
    head, rows, tail = parted(data)
    del rows[chance.randrange(len(rows))]
    fewer = re.sub(rb'"own":([0-9]+)', lambda found: b'"own":%d' % (int(found[1]) - 1), head, count=1)
    return joined(fewer, rows, tail)


def number_changed(data: bytes, chance: random.Random) -> bytes:
    """Another number, well written."""
    found = chance.choice(list(re.finditer(rb":([0-9]+)[,}]", data)))
    number = int(found[1]) + chance.choice([-1, 1, 256])
    return data[: found.start(1)] + str(number).encode() + data[found.end(1) :]


def digit_changed(data: bytes, chance: random.Random) -> bytes:
    """Another hexadecimal digit, or the same one as a capital."""
    at = chance.choice([found.start() for found in re.finditer(rb"[0-9a-f](?=[0-9a-f]{8})", data)])
    digit = data[at : at + 1]
    other = (
        digit.upper()
        if digit.isalpha() and chance.random() < 0.5
        else b"%x" % (int(digit, 16) ^ chance.randrange(1, 16))
    )
    return data[:at] + other + data[at + 1 :]


def key_twice(data: bytes, chance: random.Random) -> bytes:
    """A key of an object stands twice; many readers take the last one and see nothing."""
    found = chance.choice(list(re.finditer(rb'"(\w+)":("[^"]*"|[0-9]+|null)(?=[,}])', data)))
    return data[: found.end()] + b"," + found[0] + data[found.end() :]


def signature_malleated(data: bytes, chance: random.Random) -> bytes:
    """S + L is as good as S for a verifier that does not look."""
    found = chance.choice(list(re.finditer(rb'"signature":"([0-9a-f]{64})([0-9a-f]{64})"', data)))
    s = int.from_bytes(bytes.fromhex(found[2].decode()), "little") + _L
    return data[: found.start(2)] + s.to_bytes(32, "little").hex().encode() + data[found.end(2) :]


def null_for_text(data: bytes, chance: random.Random) -> bytes:
    """An absent value for an empty one, or the reverse."""
    found = chance.choice(list(re.finditer(rb'":("[^"]*"|null)', data)))
    other = b'""' if found[1] == b"null" else b"null"
    return data[: found.start(1)] + other + data[found.end(1) :]


CHANGES: tuple[Change, ...] = (
    flip, flip, flip, drop, swap, insert, truncate, append, duplicate_line, drop_line, reorder, rows_swapped, row_left_out,
    number_changed, digit_changed, key_twice, signature_malleated, null_for_text)  # fmt: skip


def changed(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    """Some change of the bundle, and its name."""
    while True:
        change = chance.choice(CHANGES)
        other = change(data, chance)
        if other != data:
            return change.__name__, other


def parted(data: bytes) -> tuple[bytes, list[bytes], bytes]:
    """What stands before the rows, the rows, what stands after."""
    start = data.index(b'"rows":[\n') + 9
    end = data.index(b"\n],\n", start)
    return data[:start], data[start:end].split(b",\n"), data[end:]


def joined(head: bytes, rows: list[bytes], tail: bytes) -> bytes:
    """The bundle again."""
    return head + b",\n".join(rows) + tail
