"""Per-customer data keys, wrapped by a master key, in a database of their own.

Destroying a row here is what erases a person: everything sealed under the key is unreadable from then on, in backups
of the log too. Tenant keys for keyed hashes (handles, idempotency) are wrapped the same way.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.keys.masters import NONCE_BYTES, KeyDamaged, Masters
from adapters.keys.rotation import rotate
from adapters.keys.store import Destroyed, KeyStore, KeysUnavailable, MasterRetired, NewKey, WrongMasterKey

__all__ = ["NONCE_BYTES", "KeyDamaged", "KeyDestroyed", "Keyring", "KeysUnavailable", "NewKey", "WrongMasterKey"]

KEPT_OPEN = 30_000  # unwrapped keys kept in memory, 2.5 kB each
LOOK_SECONDS = 1.0  # how often a node in use asks what others destroyed and which master key is current
TRUSTED_SECONDS = 5.0  # so long unwrapped keys are used without having been able to ask


class KeyDestroyed(Exception):
    """This customer's key is gone: the person was erased."""


class Keyring:
    """Opens and makes keys. `random_bytes` is given, so that a simulation can be repeated.

    `previous` are master keys that may still be in use until a rotation has ended. What another node did to the keys
    is noticed within LOOK_SECONDS of use; when the store does not answer for TRUSTED_SECONDS, nothing is opened.
    """

    def __init__(self, store: KeyStore, master_key: bytes, random_bytes: Callable[[int], bytes],
                 previous: Sequence[bytes] = (), monotonic: Callable[[], float] = time.monotonic) -> None:  # fmt: skip
        self._store, self._random, self._monotonic = store, random_bytes, monotonic
        self._masters = Masters(master_key, previous, random_bytes)
        self._current = self._masters.admit(store)
        self._seen = store.last_destroyed()
        self._looked = self._look_next = monotonic()
        self._open: OrderedDict[tuple[str, str], AESGCM] = OrderedDict()
        self._destroyed: set[tuple[str, str]] = set()
        self._hash_keys: dict[tuple[str, str], bytes] = {}
        self._macs: dict[tuple[str, str], tuple[hashlib._Hash, hashlib._Hash]] = {}

    @property
    def current_master(self) -> str:
        """The name of the master key that new keys are wrapped under."""
        return self._current

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def key(self, tenant: str, stream: str) -> AESGCM:
        """The customer's key. Raises KeyDestroyed when there is none any more, KeysUnavailable when that is not known."""
        if self._monotonic() >= self._look_next:
            self._notice()
        found = self._open.get((tenant, stream))
        if found is not None:
            return found
        wrapped = self._store.find("data", tenant, stream)
        if wrapped is None:
            raise KeyDestroyed(stream)
        return self._keep(tenant, stream, AESGCM(self._masters.unwrap(wrapped)))

    def begin(self, tenant: str, stream: str) -> NewKey:
        """Make a customer's key, usable at once; the writer stores it before the log commits."""
        self._notice()
        raw = self._random(32)
        self._keep(tenant, stream, AESGCM(raw))
        return self._masters.wrap(self._current, "data", tenant, stream, raw)

    def key_made(self, tenant: str, name: str, now_us: int) -> AESGCM:
        """A key that is no customer's and serves until it is destroyed, made where there is none; the first one stored counts.

        Raises KeyDestroyed, KeysUnavailable.
        """
        try:
            return self.key(tenant, name)
        except KeyDestroyed:
            self.store([self._masters.wrap(self._current, "data", tenant, name, self._random(32))], now_us)
            return self.key(tenant, name)

    def names(self, first: str, last: str) -> list[tuple[str, str]]:
        """Every tenant's keys whose names stand from the first to the last, both included. Raises KeysUnavailable."""
        return self._store.names(first, last)

    def destroyed_since(self, number: int) -> list[Destroyed]:
        """Which keys were destroyed after this number, on whichever node. Raises KeysUnavailable."""
        return self._store.changes(number)[1]

    def store(self, keys: Iterable[NewKey], now_us: int) -> None:
        """Make new keys durable, all in one commit. Raises KeysUnavailable; then nothing sealed under them may be stored."""
        rows = list(keys)
        if not rows:
            return
        try:
            self._store.add(rows, now_us)
        except MasterRetired:  # a rotation ended since they were wrapped
            self._look()
            self._store.add([self._masters.rewrap(key, self._current) for key in rows], now_us)

    def destroy(self, tenant: str, stream: str, now_us: int) -> bool:
        """Destroy a customer's key for ever, on every node within LOOK_SECONDS. False if there is none."""
        done = self._store.destroy(tenant, stream, now_us)
        self._forget(tenant, stream)
        return done

    def rotate(self, master_key: bytes) -> Iterator[int]:
        """Bring every key under this master key while others go on using them; see adapters.keys.rotation."""
        self._masters.wanted = self._masters.hold(master_key)
        for count in rotate(self._store, self._masters):
            self._look()
            yield count

    def hold(self, master_keys: Iterable[bytes]) -> None:
        """Be ready for keys wrapped under these too."""
        for master_key in master_keys:
            self._masters.hold(master_key)

    def settled(self, master_key: bytes) -> bool:
        """Whether this master key is the only one in use."""
        return [self._masters.hold(master_key)] == [row.master for row in self._store.masters()]

    def keyed_hash(self, tenant: str, purpose: str, *parts: str | bytes) -> bytes:
        """HMAC-SHA256 under the tenant's key: a plain digest of short text could be guessed."""
        said: list[bytes] = []
        for part in parts:
            data = part.encode() if isinstance(part, str) else part
            said += (len(data).to_bytes(8, "big"), data)
        inner, outer = self._mac(tenant, purpose)
        hashed, again = inner.copy(), outer.copy()
        hashed.update(b"".join(said))
        again.update(hashed.digest())
        return again.digest()

    def tenant_cipher(self, tenant: str, purpose: str) -> AESGCM:
        """A key of the tenant's own for rows that belong to no customer yet (quarantine)."""
        return AESGCM(self._hash_key(tenant, f"seal:{purpose}"))

    def _mac(self, tenant: str, purpose: str) -> "tuple[hashlib._Hash, hashlib._Hash]":
        """HMAC begun (RFC 2104 section 2): the key's two blocks are hashed once, not at every delivery."""
        begun = self._macs.get((tenant, purpose))
        if begun is None:
            block = self._hash_key(tenant, purpose).ljust(64, b"\0")  # 32 bytes: never longer than a block
            inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
            begun = self._macs[tenant, purpose] = (inner, hashlib.sha256(bytes(byte ^ 0x5C for byte in block)))
        return begun

    def _hash_key(self, tenant: str, purpose: str) -> bytes:
        found = self._hash_keys.get((tenant, purpose))
        if found is not None:
            return found
        wrapped = self._store.find("tenant", tenant, purpose)
        if wrapped is None:  # the first one stored counts, whichever node made it
            self.store([self._masters.wrap(self._current, "tenant", tenant, purpose, self._random(32))], 0)
            wrapped = self._store.find("tenant", tenant, purpose)
        assert wrapped is not None
        found = self._hash_keys[(tenant, purpose)] = self._masters.unwrap(wrapped)
        return found

    def _keep(self, tenant: str, stream: str, key: AESGCM) -> AESGCM:
        where = (tenant, stream)
        self._open[where] = key
        if where in self._destroyed:  # since it was read; looked at after it is kept, so that no order loses it
            self._forget(tenant, stream)
            raise KeyDestroyed(stream)
        if len(self._open) > KEPT_OPEN:
            self._open.popitem(last=False)
        return key

    def _forget(self, tenant: str, stream: str) -> None:
        self._destroyed.add((tenant, stream))
        self._open.pop((tenant, stream), None)

    def _notice(self) -> None:
        now = self._monotonic()
        if now < self._look_next:
            return
        self._look_next = now + LOOK_SECONDS
        try:
            self._look()
        except KeysUnavailable:
            if now - self._looked > TRUSTED_SECONDS:
                self._look_next = now
                raise
            return
        self._looked = now

    def _look(self) -> None:
        self._current, destroyed = self._store.changes(self._seen)
        for each in destroyed:
            self._forget(each.tenant, each.stream)
            self._seen = max(self._seen, each.number)
