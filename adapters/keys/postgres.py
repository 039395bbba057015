"""The wrapped keys in a PostgreSQL schema of their own, for many nodes. `throughline migrate` makes the tables, nobody here."""

import threading
from collections.abc import Sequence
from typing import Any

import psycopg

from adapters.keys.store import Destroyed, KeysUnavailable, MasterRetired, MasterRow, NewKey, Place
from adapters.servers import connect_to_write

LIMIT_SECONDS = 10
_S = "throughline_keys"
_KEY = "kind, tenant, name, wrapped, master"
_ARRAYS = "%b::text[], %b::text[], %b::text[], %b::bytea[], %b::text[]"
_ADD = f"""
INSERT INTO {_S}.wrapped_key ({_KEY}, created_at)
SELECT w.*, %b::bigint FROM unnest({_ARRAYS}) AS w(kind, tenant, name, wrapped, master)
WHERE NOT EXISTS (SELECT 1 FROM {_S}.destroyed_key d WHERE w.kind = 'data' AND d.tenant = w.tenant AND d.stream = w.name)
ON CONFLICT DO NOTHING"""
_CHANGES = f"""
SELECT m.master, d.number, d.tenant, d.stream FROM {_S}.master_key m LEFT JOIN {_S}.destroyed_key d ON d.number > %b::bigint
WHERE m.current ORDER BY d.number"""
# Numbers are handed out under this lock, so that they grow in commit order and no node can pass over one.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(x'7468726B657973'::bigint)"
_DESTROYED = f"""
INSERT INTO {_S}.destroyed_key SELECT COALESCE(MAX(number), 0) + 1, %b::text, %b::text, %b::bigint FROM {_S}.destroyed_key
ON CONFLICT (tenant, stream) DO NOTHING"""
_DESTROY = f"DELETE FROM {_S}.wrapped_key WHERE kind = 'data' AND tenant = %b::text AND name = %b::text RETURNING name"
_NOT_CURRENT = f"UPDATE {_S}.master_key SET current = FALSE WHERE master = %b::text AND current"
_CURRENT = f"""
INSERT INTO {_S}.master_key SELECT %b::text, %b::bytea, TRUE WHERE NOT EXISTS (SELECT 1 FROM {_S}.master_key WHERE current)
ON CONFLICT (master) DO UPDATE SET current = TRUE"""
_BEGIN = f"""
INSERT INTO {_S}.master_key SELECT %b::text, %b::bytea, TRUE WHERE NOT EXISTS (SELECT 1 FROM {_S}.master_key)
ON CONFLICT DO NOTHING"""
_OTHERS = f"""
SELECT {_KEY} FROM {_S}.wrapped_key WHERE (kind, tenant, name) > (%b::text, %b::text, %b::text) AND master <> %b::text
ORDER BY kind, tenant, name LIMIT %b::bigint"""
_REWRAP = f"""
UPDATE {_S}.wrapped_key k SET wrapped = w.wrapped, master = w.master
FROM unnest({_ARRAYS}, %b::bytea[]) AS w(kind, tenant, name, wrapped, master, before)
WHERE k.kind = w.kind AND k.tenant = w.tenant AND k.name = w.name AND k.wrapped = w.before"""
# Tenant after tenant by the primary key: customers' keys, of which there may be millions, are stepped over.
_NAMES = f"""
WITH RECURSIVE shop (tenant) AS (SELECT MIN(tenant) FROM {_S}.wrapped_key WHERE kind = 'data' UNION ALL
SELECT (SELECT MIN(tenant) FROM {_S}.wrapped_key WHERE kind = 'data' AND tenant > shop.tenant) FROM shop
WHERE shop.tenant IS NOT NULL) SELECT k.tenant, k.name FROM shop JOIN {_S}.wrapped_key k
ON k.kind = 'data' AND k.tenant = shop.tenant AND k.name BETWEEN %b::text AND %b::text"""
_RETIRE = f"DELETE FROM {_S}.master_key WHERE master = %b::text AND NOT current"
_STILL = f"SELECT master FROM {_S}.master_key WHERE master = %b::text"

Statement = tuple[str, Sequence[Any]]


class PostgresKeys:
    """Two connections: one writes (the log's writer must not wait for readers), one reads. Each is made anew when lost."""

    def __init__(self, url: str) -> None:
        self._writing, self._reading = _Line(url, "throughline keys writer"), _Line(url, "throughline keys reader")

    def close(self) -> None:
        """Close both connections."""
        self._writing.close()
        self._reading.close()

    def masters(self) -> list[MasterRow]:
        """See KeyStore."""
        query = f"SELECT master, wrapped, current FROM {_S}.master_key ORDER BY current DESC, master"
        return [MasterRow(*row) for row in self._reading.run((query, ()))]

    def begin(self, master: str, wrapped: bytes) -> None:
        """See KeyStore."""
        self._writing.run((_BEGIN, (master, wrapped)))

    def find(self, kind: str, tenant: str, name: str) -> NewKey | None:
        """See KeyStore."""
        query = f"SELECT {_KEY} FROM {_S}.wrapped_key WHERE kind = %b::text AND tenant = %b::text AND name = %b::text"
        rows = self._reading.run((query, (kind, tenant, name)))
        return NewKey(*rows[0]) if rows else None

    def add(self, keys: Sequence[NewKey], now_us: int) -> None:
        """See KeyStore."""
        self._writing.run((_ADD, (now_us, *_columns(keys))))

    def destroy(self, tenant: str, stream: str, now_us: int) -> bool:
        """See KeyStore. Old row versions go with the next vacuum, write-ahead files with their recycling."""
        told = (_DESTROYED, (tenant, stream, now_us))
        return bool(self._writing.run((_ONE_AT_A_TIME, ()), told, (_DESTROY, (tenant, stream))))

    def names(self, first: str, last: str) -> list[tuple[str, str]]:
        """See KeyStore."""
        return [(tenant, name) for tenant, name in self._reading.run((_NAMES, (first, last)))]

    def last_destroyed(self) -> int:
        """See KeyStore."""
        return self._reading.run((f"SELECT COALESCE(MAX(number), 0) FROM {_S}.destroyed_key", ()))[0][0]

    def changes(self, after: int) -> tuple[str, list[Destroyed]]:
        """See KeyStore."""
        rows = self._reading.run((_CHANGES, (after,)))
        if not rows:
            raise KeysUnavailable("The key tables are empty: were they restored?")
        return rows[0][0], [Destroyed(*row[1:]) for row in rows if row[1] is not None]

    def make_current(self, master: str, wrapped: bytes, before: str) -> None:
        """See KeyStore."""
        self._writing.run((_NOT_CURRENT, (before,)), (_CURRENT, (master, wrapped)))

    def under_others(self, master: str, after: Place, limit: int) -> list[NewKey]:
        """See KeyStore."""
        return [NewKey(*row) for row in self._reading.run((_OTHERS, (*after, master, limit)))]

    def rewrap(self, pairs: Sequence[tuple[NewKey, NewKey]]) -> None:
        """See KeyStore."""
        self._writing.run((_REWRAP, (*_columns([new for _, new in pairs]), [old.wrapped for old, _ in pairs])))

    def retire(self, master: str) -> bool:
        """See KeyStore."""
        try:
            return not self._writing.run((_RETIRE, (master,)), (_STILL, (master,)))
        except MasterRetired:
            return False


class _Line:
    """One connection, used by one thread at a time; what is asked of it may be asked twice, so a lost one is made anew."""

    def __init__(self, url: str, name: str) -> None:
        self._url, self._name = url, name
        self._lock = threading.Lock()
        self._connection: psycopg.Connection[Any] | None = None
        self._warned: list[str] = []

    def run(self, *statements: Statement) -> list[Any]:
        """Run statements in one transaction; the rows of the last. Raises MasterRetired, KeysUnavailable."""
        with self._lock:
            kept = self._connection is not None and not self._connection.closed
            try:
                return self._run(statements)
            except psycopg.Error as error:
                if not (kept and self._connection is not None and self._connection.closed):
                    raise _told(error) from error
            try:  # the connection kept from before was lost: once more on a new one
                return self._run(statements)
            except psycopg.Error as error:
                raise _told(error) from error

    def close(self) -> None:
        """Close it."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()

    def _run(self, statements: Sequence[Statement]) -> list[Any]:
        connection = self._connected()
        self._warned.clear()
        cursor = connection.cursor(binary=True)
        if len(statements) == 1:
            cursor.execute(statements[0][0].encode(), statements[0][1], prepare=True)
        else:
            with connection.transaction():
                for query, parameters in statements:
                    cursor.execute(query.encode(), parameters, prepare=True)
        rows = cursor.fetchall() if cursor.description else []
        if self._warned:  # a cancelled wait for the standby still says COMMIT
            raise KeysUnavailable(f"The key database did not say that this is durable ({self._warned[0]}).")
        return rows

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = connect_to_write(self._url, self._name, LIMIT_SECONDS, self._warned.append)
        return self._connection


def _columns(keys: Sequence[NewKey]) -> list[list[Any]]:
    return [[getattr(key, name) for key in keys] for name in ("kind", "tenant", "name", "wrapped", "master")]


def _told(error: psycopg.Error) -> Exception:
    """What became of it, without what the server repeats of our values."""
    if isinstance(error, psycopg.errors.ForeignKeyViolation):
        return MasterRetired()
    if isinstance(error, psycopg.errors.UndefinedTable | psycopg.errors.InvalidSchemaName):
        return KeysUnavailable("The database has no key tables yet. Run `throughline migrate` on it, once.")
    return KeysUnavailable(f"The key database does not answer ({type(error).__name__}).")
