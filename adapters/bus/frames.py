"""The frames that go over a bus: sealed, so that nobody else's are believed and nobody else reads ours.

A frame names its node, so that a node knows its own. Frames that do not open are somebody else's, or from a version that
says more than we understand: they are counted and ignored.
"""

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import msgspec

from adapters.log.appends import Touched

_NONCE_BYTES = 12
_SEAL_BYTES = _NONCE_BYTES + 16
_FRAME_BYTES = 120  # of a frame with nothing in it: node, tenant, lengths
_BELL_BYTES = 24  # of a bell, beside the name of its stream


class Cipher(Protocol):
    """AES-GCM under a key that all nodes of one installation share."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


class Bells(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """Streams of one tenant that grew: (stream, version, position). None at all: this node is here."""

    node: str
    tenant: str
    bells: list[tuple[str, int, int]]

    def touched(self) -> list[Touched]:
        """The same in the writer's words."""
        return [Touched(self.tenant, *bell) for bell in self.bells]


class Said(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """Something that is not in the log."""

    node: str
    tenant: str
    said: bytes


Frame = Bells | Said


class Foreign(Exception):
    """Not a frame of ours."""


class Seal:
    """Seals and opens one node's frames. Its name is new with every life of the node."""

    def __init__(self, cipher: Cipher, room: str, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        self._cipher, self.room, self._random = cipher, room, random_bytes
        self.node = secrets.token_hex(8)
        self._purpose = b"throughline bus " + room.encode()

    def close(self, frame: Frame) -> bytes:
        """A frame as it goes out."""
        nonce = self._random(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, _encode(frame), self._purpose)

    def open(self, data: bytes) -> Frame | None:
        """A frame as it came in; None if this very node sent it. Raises Foreign."""
        try:
            plain = self._cipher.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], self._purpose)
            frame = _frames.decode(plain)
        except Exception as error:  # whatever a stranger's bytes do to the parts below: they are a stranger's
            raise Foreign from error
        return None if frame.node == self.node else frame


def bells(node: str, touched: Sequence[Touched], limit: int) -> Iterator[Bells]:
    """Frames for what grew, each of at most `limit` bytes when sealed, each of one tenant."""
    by_tenant: dict[str, list[tuple[str, int, int]]] = {}
    for each in touched:
        by_tenant.setdefault(each.tenant, []).append((each.stream, each.version, each.position))
    for tenant, rung in by_tenant.items():
        room, some = limit - _SEAL_BYTES - _FRAME_BYTES, list[tuple[str, int, int]]()
        left = room
        for bell in rung:
            size = len(bell[0].encode()) + _BELL_BYTES
            if size > left and some:
                yield Bells(node, tenant, some)
                some, left = [], room
            some.append(bell)
            left -= size
        yield Bells(node, tenant, some)


_encode = msgspec.msgpack.Encoder().encode
_frames = msgspec.msgpack.Decoder(Frame)
