"""Bytes in sealed parts: each bound to its place and number, and the head to how many there are.

So no part can be left out, doubled, moved, cut off or put into another object without opening failing.
"""

from collections.abc import Callable, Iterable, Iterator

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.attachments.store import Place
from adapters.keys.keyring import NONCE_BYTES

PART_BYTES = 256 * 1_024  # of clear bytes in one part; the last may be shorter


class Damaged(Exception):
    """What is kept is not what was written."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the bytes once all of them came. `source`: what the sender's token may write as."""

    sha256: str
    size: int
    media_type: str
    parts: int
    width: int | None = None
    height: int | None = None
    source: str = ""  # empty once an event names it
    at: int  # microseconds since 1970 when all of it was here


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Head).decode


class Seal:
    """Seals and opens one object's parts under one key."""

    def __init__(self, key: AESGCM, place: Place, random_bytes: Callable[[int], bytes]) -> None:
        self._key, self._random = key, random_bytes
        self._place = "\x1f".join(place).encode()

    def part(self, number: int, data: bytes) -> bytes:
        """The part of this number, sealed."""
        return self._close(data, f"part {number}")

    def head(self, head: Head) -> bytes:
        """The head, sealed."""
        return self._close(_encode(head), "head")

    def open_head(self, sealed: bytes) -> Head:
        """The head. Raises Damaged."""
        try:
            return _decode(self._open(sealed, "head"))
        except msgspec.MsgspecError as fault:
            raise Damaged from fault

    def open_parts(self, head: Head, sealed: Iterable[bytes]) -> Iterator[bytes]:
        """The bytes, part by part. Raises Damaged at the first that is not as written, or at the end if any is missing."""
        count = 0
        for count, each in enumerate(sealed, 1):
            yield self._open(each, f"part {count}")
        if count != head.parts:
            raise Damaged

    def _close(self, data: bytes, what: str) -> bytes:
        nonce = self._random(NONCE_BYTES)
        return nonce + self._key.encrypt(nonce, data, self._bound(what))

    def _open(self, sealed: bytes, what: str) -> bytes:
        try:
            return self._key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._bound(what))
        except (InvalidTag, ValueError) as fault:
            raise Damaged from fault

    def _bound(self, what: str) -> bytes:
        return b"attachment\x1f" + self._place + b"\x1f" + what.encode()
