"""The key that signs heads: its private half sealed, in `head.key` or in the database all nodes share; its public half in
`head.pub` for everybody.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.keys.keyring import NONCE_BYTES, WrongMasterKey

PURPOSE = "head signing"
_SEALED = "throughline-sealed-key-1"
_PUBLIC = re.compile(r"throughline-key-1 ([0-9a-f]{64})\n?")


class SigningKey:
    """Signs; never gives its private half away."""

    def __init__(self, private: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(private)
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature (RFC 8032)."""
        return self._key.sign(message)


class SharedKey(Protocol):
    """Where all nodes of a log keep the one key, sealed."""

    def key(self) -> bytes | None:
        """The sealed key, if there is one yet."""
        ...

    def first_key(self, sealed: bytes) -> bytes:
        """Keep this sealed key unless a node was first; the one that is kept."""
        ...


def open_key(
    folder: Path, cipher: AESGCM, random_bytes: Callable[[int], bytes], shared: SharedKey | None = None
) -> SigningKey:
    """The key of this data folder or of all nodes, made if there is none; a node's own may become that of all.

    Raises WrongMasterKey when another key database sealed it.
    """
    path = folder / "head.key"
    try:
        sealed = shared.key() if shared is not None else None
        if sealed is None:
            own = _own(path, cipher, random_bytes, keep=shared is None)
            sealed = own if shared is None else shared.first_key(own)
        key = SigningKey(cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], PURPOSE.encode()))
    except (ValueError, InvalidTag):
        raise WrongMasterKey("The key that signs heads was not sealed under this key database.") from None
    public = f"throughline-key-1 {key.public.hex()}\n"
    if not (folder / "head.pub").exists() or (folder / "head.pub").read_text() != public:
        _write(folder / "head.pub", public, 0o644)
    return key


def _own(path: Path, cipher: AESGCM, random_bytes: Callable[[int], bytes], keep: bool) -> bytes:
    if path.exists():
        return bytes.fromhex(path.read_text().removeprefix(f"{_SEALED} "))
    nonce, private = random_bytes(NONCE_BYTES), random_bytes(32)
    sealed = nonce + cipher.encrypt(nonce, private, PURPOSE.encode())
    if keep:
        _write(path, f"{_SEALED} {sealed.hex()}\n", 0o600)
    return sealed


def read_public(path: Path) -> bytes:
    """The public key in a file such as head.pub. Raises ValueError, OSError."""
    match = _PUBLIC.fullmatch(path.read_text())
    if match is None:
        raise ValueError(
            f"{path.name} is not a public key: it must be one line, throughline-key-1 and 64 hexadecimal digits."
        )
    return bytes.fromhex(match[1])


def _write(path: Path, text: str, mode: int) -> None:
    """Write a small file whole or not at all."""
    draft = path.with_name(path.name + ".new")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(file, "w") as writing:
        writing.write(text)
        writing.flush()
        os.fsync(writing.fileno())
    draft.replace(path)
