"""The master keys that were given to this node: each has a name, and wraps and opens the keys of customers and tenants."""

import hashlib
from collections.abc import Callable, Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.keys.store import UNNAMED, KeyStore, MasterRow, NewKey, WrongMasterKey

NONCE_BYTES = 12
_CHECK, _CHECKED = "check", b"throughline"
_HALF_WAY = "A rotation of the master key is not finished: give the present and the previous master key, both."


class KeyDamaged(Exception):
    """A wrapped key does not open in its place: it was changed or moved. The text names the place."""


class Masters:
    """Holds every master key that was given. `wanted` names the one that all keys shall be wrapped under in the end."""

    def __init__(self, wanted: bytes, previous: Iterable[bytes], random_bytes: Callable[[int], bytes]) -> None:
        self._random = random_bytes
        self._held: dict[str, AESGCM] = {}
        for master_key in previous:
            self.hold(master_key)
        self.wanted = self.hold(wanted)

    def hold(self, master_key: bytes) -> str:
        """Take a master key; its name says nothing about it (it is 256 random bits)."""
        derived = hashlib.sha256(b"throughline master\x1f" + master_key).digest()
        name = hashlib.sha256(b"throughline master name\x1f" + derived).hexdigest()[:16]
        self._held.setdefault(name, AESGCM(derived))
        return name

    def wrap(self, master: str, kind: str, tenant: str, name: str, raw: bytes) -> NewKey:
        """Wrap a key for one place. Raises ValueError for a place that could be read as another."""
        if "\x1f" in tenant or "\x1f" in name:
            raise ValueError("a name of a key holds a separator")
        place = NewKey(kind, tenant, name, b"", master)
        return NewKey(kind, tenant, name, self._wrap(master, raw, place.context), master)

    def unwrap(self, key: NewKey) -> bytes:
        """The key itself. Raises WrongMasterKey, KeyDamaged."""
        cipher = self._held.get(key.master)
        if cipher is None:
            raise WrongMasterKey("A key is wrapped under a master key that was not given to this node.")
        try:
            return cipher.decrypt(key.wrapped[:NONCE_BYTES], key.wrapped[NONCE_BYTES:], key.context.encode())
        except (InvalidTag, ValueError):  # a ValueError: cut short
            raise KeyDamaged(f"{key.kind} {key.tenant} {key.name}") from None

    def rewrap(self, key: NewKey, master: str) -> NewKey:
        """The same key under another master key."""
        return key if key.master == master else self.wrap(master, key.kind, key.tenant, key.name, self.unwrap(key))

    def check(self, master: str) -> bytes:
        """Known words under a master key: by them the key is recognised at every start."""
        return self._wrap(master, _CHECKED, _CHECK)

    def admit(self, store: KeyStore) -> str:
        """The name of the store's current master key; an empty store begins with the wanted one.

        Raises WrongMasterKey, before anything is changed, unless every master key in use is held here.
        """
        rows = store.masters()
        if not rows:
            store.begin(self.wanted, self.check(self.wanted))
        elif rows[0].master == UNNAMED:
            store.begin(self._named(rows[0]), rows[0].wrapped)
        rows = store.masters()  # again: another node may have been first
        unknown = [row for row in rows if not self._opens(row.master, row.wrapped)]
        if unknown:
            half_way = len(unknown) < len(rows)
            raise WrongMasterKey(_HALF_WAY if half_way else "The master key does not open the key database.")
        return rows[0].master

    def _named(self, row: MasterRow) -> str:
        for name in self._held:
            if self._opens(name, row.wrapped):
                return name
        raise WrongMasterKey("The master key does not open the key database.")

    def _opens(self, name: str, wrapped: bytes) -> bool:
        cipher = self._held.get(name)
        try:
            return cipher is not None and bool(
                cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _CHECK.encode())
            )
        except (InvalidTag, ValueError):
            return False

    def _wrap(self, master: str, raw: bytes, context: str) -> bytes:
        nonce = self._random(NONCE_BYTES)
        return nonce + self._held[master].encrypt(nonce, raw, context.encode())
