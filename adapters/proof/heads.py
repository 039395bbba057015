"""Signed tree heads, one line each, and the file of them that the shop may keep elsewhere (docs/proof-format.md)."""

import errno
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from adapters.durable import sync

_LINE = re.compile(
    r'(\{"format":"throughline-head-1","life":"([0-9A-Za-z._-]{1,64})","size":(0|[1-9][0-9]{0,17}),"root":"([0-9a-f]{64})",'
    r'"time":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)","key":"([0-9a-f]{64})"),'
    r'"signature":"([0-9a-f]{128})"\}'
)


class NotAHead(ValueError):
    """Text that is not exactly a head as we write them, or not signed by the key it names; says which line."""


class Head(NamedTuple):
    """What was signed: the log's life, the tree's size and root, when, by which key."""

    life: str
    size: int
    root: bytes
    time: str
    key: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The exact line, without its end."""
        return f'{signed_part(self)},"signature":"{self.signature.hex()}"}}'


def signed_part(head: Head) -> str:
    """The text under the signature: the line up to the comma before "signature"."""
    return (
        f'{{"format":"throughline-head-1","life":"{head.life}","size":{head.size},"root":"{head.root.hex()}",'
        f'"time":"{head.time}","key":"{head.key.hex()}"'
    )


def sign_head(life: str, size: int, root: bytes, time: str, key: bytes, sign: Callable[[bytes], bytes]) -> Head:
    """Sign a head. Raises NotAHead for a life that the format cannot carry."""
    unsigned = Head(life, size, root, time, key, bytes(64))
    if _LINE.fullmatch(unsigned.line) is None:
        raise NotAHead("This life of the log has a name that a head cannot carry.")
    return unsigned._replace(signature=sign(signed_part(unsigned).encode()))


def read_head(line: str) -> Head:
    """Read one line, strictly, and check its signature. Raises NotAHead."""
    match = _LINE.fullmatch(line)
    if match is None:
        raise NotAHead("is not a signed head")
    signed, life, size, root, time, key, signature = match.groups()
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), signed.encode())
    except (InvalidSignature, ValueError):
        raise NotAHead("is not signed by the key it names") from None
    return Head(life, int(size), bytes.fromhex(root), time, bytes.fromhex(key), bytes.fromhex(signature))


def read_heads(path: Path, torn_end: bool = False) -> list[Head]:
    """Every head of a file. `torn_end` overlooks an unfinished last line, as of a file that is being written.

    Raises NotAHead naming the line, OSError.
    """
    return [head for _, head in _numbered(path, torn_end)]


def _numbered(path: Path, torn_end: bool) -> Iterator[tuple[int, Head]]:
    lines = path.read_bytes().split(b"\n")
    last = lines.pop()
    if last and not torn_end:
        lines.append(last)
    for number, line in enumerate(lines, 1):
        try:
            yield number, read_head(line.decode("ascii", "replace"))
        except NotAHead as wrong:
            raise NotAHead(f"{path.name}, line {number} {wrong}") from None


class HeadsFile:
    """Append-only; a head is in it for good before anybody is given it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def lines(self) -> list[str]:
        """Every line written before; a torn end (a head that nobody was given) is cut off. Raises OSError."""
        if not self.path.exists():
            return []
        text = self.path.read_bytes()
        whole = text.rfind(b"\n") + 1
        if whole != len(text):
            os.truncate(self.path, whole)
        return text[:whole].decode("ascii", "replace").split("\n")[:-1]

    def append(self, *lines: str) -> None:
        """Write lines and wait until they are on the disk. Raises OSError."""
        created = not self.path.exists()
        text = "".join(f"{line}\n" for line in lines).encode()
        file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(file).st_size
            if size and os.pread(file, 1, size - 1) != b"\n":
                self.lines()  # an append that a full disk cut short
            if os.write(file, text) != len(text):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file)
        finally:
            os.close(file)
        if created:
            sync(self.path.parent)
