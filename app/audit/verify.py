"""Checks an evidence bundle with Python alone, far from its maker: `python3 verify.py FILE [--key HEAD_PUB] [--kept HEADS]`.

This one file uses only the standard library and does its own Ed25519 (RFC 8032, section 5.1.7) and Merkle proofs
(RFC 6962, section 2.1). What it checks, and the exact bytes, are described in docs/proof-format.md.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from hashlib import sha256, sha512
from typing import Any, BinaryIO, NamedTuple

ABOUT = ["format", "tenant", "customer", "asked", "own", "moved"]
FORMAT = "throughline-evidence-1"
COLUMNS = ["position", "tenant", "stream", "version", "event_id", "intake_key", "body_digest", "type", "schema",
           "occurred_at", "recorded_at", "meta", "state", "prev_hash", "hash"]  # fmt: skip
INTEGERS = {"position", "version", "schema", "occurred_at", "recorded_at"}
TEXTS = {"tenant", "stream", "type"}
MAY_BE_ABSENT = {"intake_key", "body_digest"}
HEX = re.compile(r"(?:[0-9a-f]{2})*")
HEAD = re.compile(
    rb'(\{"format":"throughline-head-1","life":"([0-9A-Za-z._-]{1,64})","size":(0|[1-9][0-9]{0,17}),"root":"([0-9a-f]{64})",'
    rb'"time":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)","key":"([0-9a-f]{64})"),'
    rb'"signature":"([0-9a-f]{128})"\}'
)
PUBLIC = re.compile(rb"throughline-key-1 ([0-9a-f]{64})\n?")
SEAL = re.compile(rb'"seal":\{"sha256":"([0-9a-f]{64})","signature":"([0-9a-f]{128})"\}\}\n')


class Broken(Exception):
    """The first place that does not hold, in a sentence."""


class Head(NamedTuple):
    """A signed tree head."""

    life: str
    size: int
    root: bytes
    time: str
    key: bytes


class Lines:
    """The file line by line; every line but the seal goes into the digest."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.number, self.digest = file, 0, sha256()

    def next(self, start: bytes, end: bytes, sealed: bool = True) -> bytes:
        """What stands between the start and the end that the next line must have. Raises Broken."""
        line = self._file.readline()
        self.number += 1
        require(line.startswith(start) and line.endswith(end), "the file is not laid out as the format says")
        if sealed:
            self.digest.update(line)
        return line[len(start) : max(len(line) - len(end), len(start))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Check one file and say how it stands: exit 0 and one line if whole, else 1 and the first broken place."""
    parser = argparse.ArgumentParser(description="Check an evidence bundle of Throughline.")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--key", metavar="PUBLIC_KEY_FILE", help="the signer you expect: a copy of head.pub")
    parser.add_argument("--kept", metavar="HEAD_FILE", help="a signed head that you kept, the last one of the file")
    options = parser.parse_args(arguments)
    return run(options.file, options.key, options.kept)


def run(file: str, key: str | None, kept: str | None) -> int:
    """The same for a caller that has read the options."""
    try:
        expected = read_key(_bytes_of(key)) if key else None
        head = read_head(_bytes_of(kept).removesuffix(b"\n").split(b"\n")[-1]) if kept else None
        with open(file, "rb") as opened:
            said, code = f"whole: {check(opened, expected, head)}", 0
    except Broken as wrong:
        said, code = f"broken: {wrong}", 1
    except OSError as error:
        said, code = f"cannot be read: {error.filename}: {error.strerror}", 1
    sys.stdout.write(said + "\n")
    return code


def check(file: BinaryIO, key: bytes | None = None, kept: Head | None = None) -> str:
    """Check a bundle; what it proves, in a sentence. Raises Broken."""
    lines = Lines(file)
    try:
        return _checked(lines, key, kept)
    except Broken as wrong:
        raise Broken(f"line {lines.number}: {wrong}") from None
    except (ValueError, RecursionError) as wrong:
        raise Broken(f"line {lines.number}: cannot be read ({type(wrong).__name__})") from None


def _checked(lines: Lines, key: bytes | None, kept: Head | None) -> str:
    about = read_about(lines.next(b'{"about":', b",\n"))
    head = read_head(lines.next(b'"head":', b",\n"))
    require(key in (None, head.key), f"the head is signed by key {head.key.hex()}, not by the one expected")
    text = lines.next(b'"kept":', b",\n")
    before = None if text == b"null" else read_head(text)
    path = read_path(canonical(lines.next(b'"consistency":', b",\n")))
    require(before is not None or not path, "a consistency proof without the head it begins at")
    if before is not None:
        require(before.key == head.key, "the two heads are signed by different keys")
        whole = consistent(before.size, before.root, head.size, head.root, path)
        require(whole, "the log that was signed does not continue the one signed before")
    note = check_kept(kept, before, head) if kept else ""
    check_rows(lines, about, head)
    check_seal(lines, head.key)
    signer = "the expected key" if key else "the key it names itself (pin it with --key):"
    moved = f" and {about['moved']} moved in from elsewhere" if about["moved"] else ""
    return (f"versions 1 to {about['own']} of {about['customer']} of tenant {about['tenant']}{moved}, in a log of {head.size} "
            f"events as signed {head.time} by {signer} {head.key.hex()}{note}")  # fmt: skip


def check_kept(kept: Head, before: Head | None, head: Head) -> str:
    """The head somebody kept is the one the proof begins at, or of the same size as the bundle's own. Raises Broken."""
    require(kept.key == head.key, "the kept head is signed by another key")
    require(kept.size <= head.size, f"the log is shorter than it was: {head.size} events, {kept.size} in the kept head")
    same = [each.root for each in (head, before) if each is not None and each.size == kept.size]
    require(same, "nothing here ties it to the kept head: export it anew, with --since and that head")
    require(kept.root in same, "the log is not the one of which the kept head was signed")
    restored = "" if kept.life == head.life else ", of another life of the log (it was restored since)"
    return f"; it continues the kept head of {kept.size} events{restored}"


def check_rows(lines: Lines, about: dict[str, Any], head: Head) -> None:
    """The stream's versions 1..n and their chain, then moved rows in order; each in the tree. Raises Broken."""
    lines.next(b'"rows":[', b"\n")
    total, position, ends = about["own"] + about["moved"], 0, {about["customer"]: (0, bytes(32).hex())}
    for number in range(1, total + 1):
        row = read_row(lines.next(b"", b"}\n" if number == total else b"},\n") + b"}")
        check_row(row, head)
        require(row["tenant"] == about["tenant"], "the row is of another tenant")
        own = number <= about["own"]
        require(own == (row["stream"] == about["customer"]), "the row is of another stream")
        position = 0 if number == about["own"] + 1 else position
        version, prev_hash = ends.get(row["stream"], (0, ""))
        right = row["version"] == version + 1 if own else row["version"] > version
        require(right and row["position"] > position, "the row stands in the wrong place, or one is missing before it")
        if own or (version and row["version"] == version + 1):
            require(row["prev_hash"] == prev_hash, "the row does not follow from the one before it in its stream")
        position, ends[row["stream"]] = row["position"], (row["version"], row["hash"])
    lines.next(b"]", b",\n")


def check_row(row: dict[str, Any], head: Head) -> None:
    """A row's hash by docs/log-format.md, and its path to the head. Raises Broken."""
    require(
        row_hash(row).hex() == row["hash"], f"the hash of position {row['position']} does not follow from its columns"
    )
    leaf = sha256(b"\x00" + bytes.fromhex(row["hash"])).digest()
    root = path_root(leaf, row["position"] - 1, head.size, row["path"])
    require(root == head.root, f"position {row['position']} does not stand in the log that was signed")


def check_seal(lines: Lines, key: bytes) -> None:
    """The last line: the digest of all before it, signed. Raises Broken."""
    match = SEAL.fullmatch(lines.next(b"", b"", sealed=False))
    if match is None:
        raise Broken("the seal is not as the format has it")
    require(match[1] == lines.digest.hexdigest().encode(), "some byte above is not the one that was sealed")
    signed = signed_by(key, FORMAT.encode() + b" sha256 " + match[1], unhex(match[2]))
    require(signed, "the seal is not signed by the key of the head")
    require(lines.next(b"", b"", sealed=False) == b"", "something follows the seal")


def row_hash(row: dict[str, Any]) -> bytes:
    """SHA-256(prev_hash, then every column but `hash`, each behind its length)."""
    out = [bytes.fromhex(row["prev_hash"])]
    for name in COLUMNS[:-1]:
        value = row[name]
        if value is None:
            out.append(b"\xff\xff\xff\xff")
            continue
        data = (value.to_bytes(8, "big", signed=True) if name in INTEGERS
                else value.encode() if name in TEXTS else bytes.fromhex(value))  # fmt: skip
        out += [len(data).to_bytes(4, "big"), data]
    return sha256(b"".join(out)).digest()


# ---- reading, strictly: there is one way only to write each thing ----------------------------------------------------


def require(holds: object, otherwise: str) -> None:
    """Raises Broken."""
    if not holds:
        raise Broken(otherwise)


def canonical(text: bytes) -> Any:
    """JSON without spaces, in ASCII, no key twice. Raises Broken, ValueError."""
    value = json.loads(text.decode("ascii"))
    written = json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()
    require(written == text, "is not written exactly as the format says")
    return value


def read_about(text: bytes) -> dict[str, Any]:
    """What the bundle says of itself. Raises Broken, ValueError."""
    about = canonical(text)
    require(isinstance(about, dict) and list(about) == ABOUT and about["format"] == FORMAT, f"is not {FORMAT}")
    require(all(isinstance(about[name], str) for name in ABOUT[1:4]), "does not say whom it is about")
    require(
        all(type(about[name]) is int and about[name] >= 0 for name in ABOUT[4:]), "does not say how many rows it has"
    )
    require(about["own"], "has no rows")
    return about


def read_row(text: bytes) -> dict[str, Any]:
    """A row, its path as bytes. Raises Broken, ValueError."""
    row = canonical(text)
    require(isinstance(row, dict) and list(row) == [*COLUMNS, "path"], "is not a row")
    for name in COLUMNS:
        value = row[name]
        whole = name in INTEGERS and type(value) is int and -(2**63) <= value < 2**63
        worded = name not in INTEGERS and isinstance(value, str) and (name in TEXTS or HEX.fullmatch(value))
        absent = name in MAY_BE_ABSENT and value is None
        require(whole or worded or absent, f"the column {name} is not of its kind")
    return row | {"path": read_path(row["path"])}


def read_path(value: Any) -> list[bytes]:
    """Hashes of a proof. Raises Broken."""
    require(isinstance(value, list) and len(value) <= 128, "is not a path of hashes")
    require(all(isinstance(each, str) and len(each) == 64 and HEX.fullmatch(each) for each in value), "is not a hash")
    return [bytes.fromhex(each) for each in value]


def read_head(text: bytes) -> Head:
    """A head's line, its signature checked. Raises Broken."""
    match = HEAD.fullmatch(text)
    if match is None:
        raise Broken("is not a signed head")
    require(signed_by(unhex(match[6]), match[1], unhex(match[7])), "the head is not signed by the key it names")
    return Head(match[2].decode(), int(match[3]), unhex(match[4]), match[5].decode(), unhex(match[6]))


def read_key(data: bytes) -> bytes:
    """A public key file. Raises Broken."""
    match = PUBLIC.fullmatch(data)
    if match is None:
        raise Broken("the key file must be one line: throughline-key-1 and 64 small hexadecimal digits")
    return unhex(match[1])


def unhex(digits: bytes) -> bytes:
    """The bytes that hexadecimal digits mean."""
    return bytes.fromhex(digits.decode("ascii"))


def _bytes_of(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


# ---- Merkle proofs: RFC 9162, sections 2.1.3.2 and 2.1.4.2, on the tree of RFC 6962 ----------------------------------


def path_root(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that an inclusion path leads to; None if it cannot be one of a tree of this size."""
    if not 0 <= index < size:
        return None
    last, root = size - 1, leaf
    for node in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            root = _above(node, root)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            root = _above(root, node)
        index, last = index >> 1, last >> 1
    return root if last == 0 else None


def consistent(size: int, root: bytes, later: int, later_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of `later` leaves begins with the `size` leaves of the other."""
    if size >= later or size == 0:
        begun = root == (later_root if size else sha256().digest())
        return size <= later and begun and not path
    nodes = [root, *path] if size & (size - 1) == 0 else list(path)
    index, last = size - 1, later - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new = nodes[0] if nodes else b""
    for node in nodes[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old, new = _above(node, old), _above(node, new)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            new = _above(new, node)
        index, last = index >> 1, last >> 1
    return last == 0 and old == root and new == later_root


def _above(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


# ---- Ed25519, RFC 8032, section 5.1.7: points as (X, Y, Z, T), x = X/Z, y = Y/Z, xy = T/Z ----------------------------

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]
ZERO: Point = (0, 1, 1, 0)


def signed_by(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is this key's. Strict: one encoding of each number, S below L, no key of small order."""
    public, s = _point(key), int.from_bytes(signature[32:], "little")
    if public is None or len(signature) != 64 or s >= L or _same(_times(8, public), ZERO):
        return False
    k = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % L
    minus = (P - public[0], public[1], public[2], P - public[3])
    return _bytes_of_point(_both(s, k, minus)) == signature[:32]


def _both(s: int, k: int, point: Point) -> Point:
    """[s]B + [k]point, bit by bit for both at once."""
    table = (ZERO, BASE, point, _sum(BASE, point))
    total = ZERO
    for bit in range(max(s.bit_length(), k.bit_length()) - 1, -1, -1):
        total = _sum(total, total)
        which = (s >> bit & 1) | (k >> bit & 1) << 1
        total = _sum(total, table[which]) if which else total
    return total


def _times(number: int, point: Point) -> Point:
    return _both(0, number, point)


def _sum(one: Point, two: Point) -> Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _same(one: Point, two: Point) -> bool:
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (one[1] * two[2] - two[1] * one[2]) % P == 0


def _point(data: bytes) -> Point | None:
    """The point of 32 bytes; None for what is not one, or not its one encoding."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if len(data) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def _bytes_of_point(point: Point) -> bytes:
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = (15112221349535400772501151409588531511454012693041857206046113283949847762202,
        46316835694926478169428394003475163141307993866256225615783033603165251855960, 1,
        46827403850823179245072216630277197565144205554125654976674165829533817101731)  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
