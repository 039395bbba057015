"""Per-customer data keys, wrapped by one master key, in a database of their own.

Destroying a row here is what erases a person: everything sealed under the key is unreadable from then on, in backups
of the log too. Tenant keys for keyed hashes (handles, idempotency) are wrapped the same way.
"""

import hashlib
import hmac
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEPT_OPEN = 100_000  # unwrapped keys kept in memory

_SCHEMA = """
CREATE TABLE IF NOT EXISTS data_key (
  tenant TEXT NOT NULL, stream TEXT NOT NULL, wrapped BLOB NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, stream)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tenant_key (
  tenant TEXT NOT NULL, purpose TEXT NOT NULL, wrapped BLOB NOT NULL, PRIMARY KEY (tenant, purpose)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS master_check (id INTEGER PRIMARY KEY CHECK (id = 1), wrapped BLOB NOT NULL);
"""


class WrongMasterKey(Exception):
    """The master key does not open this key database; nothing was changed."""


class KeyDestroyed(Exception):
    """This customer's key is gone: the person was erased."""


class NewKey(msgspec.Struct, frozen=True):
    """A data key that must be durable before anything sealed under it is."""

    tenant: str
    stream: str
    wrapped: bytes


class Keyring:
    """Opens and makes keys. `random_bytes` is given, so that a simulation can be repeated."""

    def __init__(self, path: Path, master_key: bytes, random_bytes: Callable[[int], bytes]) -> None:
        self._random = random_bytes
        self._master = AESGCM(hashlib.sha256(b"throughline master\x1f" + master_key).digest())
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.executescript(_SCHEMA)
        self._lock = threading.Lock()
        self._open: OrderedDict[tuple[str, str], AESGCM] = OrderedDict()
        self._hash_keys: dict[tuple[str, str], bytes] = {}
        self._check_master()

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._connection.close()

    def key(self, tenant: str, stream: str) -> AESGCM:
        """The customer's key. Raises KeyDestroyed when there is none any more."""
        found = self._open.get((tenant, stream))
        if found is not None:
            return found
        with self._lock:
            row = self._connection.execute(
                "SELECT wrapped FROM data_key WHERE tenant = ? AND stream = ?", (tenant, stream)).fetchone()  # fmt: skip
        if row is None:
            raise KeyDestroyed(stream)
        return self._keep(tenant, stream, AESGCM(self._unwrap(row[0], f"data\x1f{tenant}\x1f{stream}")))

    def begin(self, tenant: str, stream: str) -> NewKey:
        """Make a customer's key, usable at once; the writer stores it before the log commits."""
        raw = self._random(32)
        self._keep(tenant, stream, AESGCM(raw))
        return NewKey(tenant, stream, self._wrap(raw, f"data\x1f{tenant}\x1f{stream}"))

    def store(self, keys: Iterable[NewKey], now_us: int) -> None:
        """Make new keys durable, all in one commit."""
        rows = [(key.tenant, key.stream, key.wrapped, now_us) for key in keys]
        if not rows:
            return
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany("INSERT OR IGNORE INTO data_key VALUES (?, ?, ?, ?)", rows)
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def keyed_hash(self, tenant: str, purpose: str, *parts: str | bytes) -> bytes:
        """HMAC-SHA256 under the tenant's key: a plain digest of short text could be guessed."""
        mac = hmac.new(self._hash_key(tenant, purpose), digestmod=hashlib.sha256)
        for part in parts:
            data = part.encode() if isinstance(part, str) else part
            mac.update(len(data).to_bytes(8, "big"))
            mac.update(data)
        return mac.digest()

    def tenant_cipher(self, tenant: str, purpose: str) -> AESGCM:
        """A key of the tenant's own for rows that belong to no customer yet (quarantine)."""
        return AESGCM(self._hash_key(tenant, f"seal:{purpose}"))

    def _hash_key(self, tenant: str, purpose: str) -> bytes:
        found = self._hash_keys.get((tenant, purpose))
        if found is not None:
            return found
        context = f"tenant\x1f{tenant}\x1f{purpose}"
        with self._lock:
            self._connection.execute(
                "INSERT OR IGNORE INTO tenant_key VALUES (?, ?, ?)", (tenant, purpose, self._wrap(self._random(32), context)))  # fmt: skip
            row = self._connection.execute(
                "SELECT wrapped FROM tenant_key WHERE tenant = ? AND purpose = ?", (tenant, purpose)).fetchone()  # fmt: skip
        found = self._hash_keys[(tenant, purpose)] = self._unwrap(row[0], context)
        return found

    def _keep(self, tenant: str, stream: str, key: AESGCM) -> AESGCM:
        self._open[(tenant, stream)] = key
        if len(self._open) > KEPT_OPEN:
            self._open.popitem(last=False)
        return key

    def _wrap(self, raw: bytes, context: str) -> bytes:
        nonce = self._random(NONCE_BYTES)
        return nonce + self._master.encrypt(nonce, raw, context.encode())

    def _unwrap(self, wrapped: bytes, context: str) -> bytes:
        try:
            return self._master.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], context.encode())
        except InvalidTag:
            raise WrongMasterKey("The master key does not open the key database.") from None

    def _check_master(self) -> None:
        row = self._connection.execute("SELECT wrapped FROM master_check").fetchone()
        if row is not None:
            self._unwrap(row[0], "check")
            return
        self._connection.execute("INSERT INTO master_check VALUES (1, ?)", (self._wrap(b"throughline", "check"),))
