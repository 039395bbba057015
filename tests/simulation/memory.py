"""A log and keys without a disk: what several nodes write to and read from in a simulation, and how a commit may fail."""

import random
from collections.abc import Iterable, Sequence
from typing import Any

from adapters.keys.store import Destroyed, MasterRow, NewKey
from adapters.log.appends import Kept
from adapters.log.rows import Row
from adapters.log.store import Begun, First, Head, Stream, UnknownCommit, Where


class VersionTaken(Exception):
    """Two events of one stream were given the same place."""


class MemoryLog:
    """Store and reader at once (adapters.log.store.LogStore, adapters.log.reading.LogReader).

    One commit in `1 / unknown` stands or does not, and its writer is not told which.
    """

    def __init__(self, life: str, chance: random.Random, unknown: float = 0.0) -> None:
        self._life, self._chance, self.unknown = life, chance, unknown
        self.rows: list[Row] = []
        self._streams: dict[Stream, list[Row]] = {}
        self._by_key: dict[bytes, Row] = {}
        self._claims: dict[Where, bytes] = {}
        self._staged: tuple[Sequence[Row], dict[Where, bytes]] = ((), {})

    # ---- the store -------------------------------------------------------------------------------------------------

    def open(self) -> None:
        pass

    def close(self) -> None:
        pass

    def failed(self, error: Exception) -> bool:
        return False

    def begin(self, intake_keys: Sequence[bytes], claims: Sequence[Where], streams: Sequence[Stream] = ()) -> Begun:
        first = {key: self._by_key[key] for key in intake_keys if key in self._by_key}
        recorded = {
            key: First(row.body_digest, row.stream, row.version, row.position, row.meta) for key, row in first.items()
        }
        held = {where: self._claims[where] for where in claims if where in self._claims}
        return Begun(self.head(), recorded, {}, held, self.find_heads(streams))

    def find_heads(self, streams: Sequence[Stream]) -> dict[Stream, Head]:
        last = {where: self._streams[where][-1] for where in streams if where in self._streams}
        return {where: (row.version, row.hash) for where, row in last.items()}

    def insert(self, rows: Sequence[Row]) -> None:
        heads: dict[Stream, int] = {}
        for number, row in enumerate(rows, self.head() + 1):
            where = (row.tenant, row.stream)
            before = heads.get(where, len(self._streams.get(where, ())))
            if row.version != before + 1 or row.position != number:
                raise VersionTaken(f"{row.stream} {row.version}")
            heads[where] = row.version
        self._staged = rows, self._staged[1]

    def set_claims(self, claims: Iterable[tuple[str, bytes, bytes]]) -> None:
        self._staged[1].update({(tenant, key): value for tenant, key, value in claims})

    def keep(self, tenant: str, intake_key: bytes, body_digest: bytes, kept: Kept) -> None:
        raise NotImplementedError

    def release(self, entry_id: str) -> None:
        raise NotImplementedError

    def find_tracking(self, application: str) -> int:
        return 0

    def track(self, application: str, notification_id: int) -> None:
        raise NotImplementedError

    def commit(self, position: int) -> None:
        lost = self._chance.random() < self.unknown
        if lost and self._chance.random() < 0.5:
            raise UnknownCommit
        rows, claims = self._staged
        self._staged = (), {}
        for row in rows:
            self.rows.append(row)
            self._streams.setdefault((row.tenant, row.stream), []).append(row)
            if row.intake_key is not None:
                self._by_key[row.intake_key] = row
        self._claims.update(claims)
        if lost:
            raise UnknownCommit

    def rollback(self) -> None:
        self._staged = (), {}

    # ---- the reader ------------------------------------------------------------------------------------------------

    def life(self) -> str:
        return self._life

    def head(self) -> int:
        return len(self.rows)

    def version(self, tenant: str, stream: str) -> int | None:
        rows = self._streams.get((tenant, stream))
        return rows[-1].version if rows else None

    def stream(self, tenant: str, stream: str, after: int = 0, upto: int | None = None, limit: int = -1) -> list[Row]:
        found = self._streams.get((tenant, stream), [])[max(0, after) : upto]
        return found if limit < 0 else found[:limit]

    def since(self, position: int, limit: int, tenant: str | None = None) -> list[Row]:
        position = max(0, position)
        return self.rows[position : position + limit]

    def hashes(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        return [(row.position, row.hash) for row in self.since(after, limit)]

    def claim(self, tenant: str, key: bytes) -> bytes | None:
        return self._claims.get((tenant, key))

    def by_intake_key(self, key: bytes) -> Row | None:
        return self._by_key.get(key)

    def kept(self, tenant: str, limit: int = 10_000) -> list[Any]:
        return []

    def kept_body(self, tenant: str, entry_id: str) -> None:
        return None


class MemoryKeys:
    """Wrapped keys (adapters.keys.store.KeyStore), as far as a simulation needs them."""

    def __init__(self) -> None:
        self._masters: list[MasterRow] = []
        self._keys: dict[tuple[str, str, str], NewKey] = {}

    def close(self) -> None:
        pass

    def masters(self) -> list[MasterRow]:
        return self._masters

    def begin(self, master: str, wrapped: bytes) -> None:
        self._masters = self._masters or [MasterRow(master, wrapped, True)]

    def find(self, kind: str, tenant: str, name: str) -> NewKey | None:
        return self._keys.get((kind, tenant, name))

    def add(self, keys: Sequence[NewKey], now_us: int) -> None:
        for key in keys:
            self._keys.setdefault((key.kind, key.tenant, key.name), key)

    def last_destroyed(self) -> int:
        return 0

    def changes(self, after: int) -> tuple[str, list[Destroyed]]:
        return self._masters[0].master, []
