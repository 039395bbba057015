"""Seals what is kept of a page under its customer's own key, bound to the place where it stands.

A blob is nonce ‖ AES-256-GCM of JSON; AAD = tenant ‖ stream ‖ kind ‖ place, joined by 0x1F, so that none can stand in
another's place. Destroying the customer's key makes all of it unreadable.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag

from adapters.keys.keyring import NONCE_BYTES, Keyring

_encode = msgspec.json.Encoder().encode


class Damaged(Exception):
    """What is kept of a page cannot be read; it can be made again from the log."""


class Seal:
    """Seals and opens for one customer. Raises KeyDestroyed when there is no key any more."""

    def __init__(self, keyring: Keyring, random_bytes: Callable[[int], bytes], tenant: str, stream: str) -> None:
        self._keyring, self._random = keyring, random_bytes
        self.tenant, self.stream = tenant, stream

    def close(self, value: Any, kind: str, *place: object) -> bytes:
        """Seal a value."""
        nonce = self._random(NONCE_BYTES)
        key = self._keyring.key(self.tenant, self.stream)
        return nonce + key.encrypt(nonce, _encode(value), self._bound_to(kind, place))

    def open(self, blob: bytes, kind: str, *place: object) -> bytes:
        """The JSON of a sealed value. Raises Damaged."""
        key = self._keyring.key(self.tenant, self.stream)
        try:
            return key.decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], self._bound_to(kind, place))
        except (InvalidTag, ValueError) as fault:
            raise Damaged(kind) from fault

    def _bound_to(self, kind: str, place: tuple[object, ...]) -> bytes:
        return "\x1f".join((self.tenant, self.stream, f"page-{kind}", *map(str, place))).encode()
