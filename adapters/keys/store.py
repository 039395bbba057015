"""What the keyring asks of the database that keeps the wrapped keys: one file for one process, or a server for many nodes."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import msgspec

UNNAMED = ""  # the master key of a file made before master keys had names


class KeysUnavailable(ConnectionError):
    """The key database cannot be used now; the text is a sentence. What was asked may be repeated.

    As all that has lost its connection it passes (adapters.views.faults): no customer is set aside for it.
    """


class WrongMasterKey(KeysUnavailable):
    """The master key does not open this key database; nothing was changed."""


class MasterRetired(Exception):
    """A rotation ended meanwhile: wrap under the present master key and store again. Nothing was stored."""


class NewKey(msgspec.Struct, frozen=True):
    """One wrapped key: `data` keys are a customer's (name: the stream), `tenant` keys a tenant's (name: the purpose).

    A customer's new key must be durable before anything sealed under it is.
    """

    kind: str
    tenant: str
    name: str
    wrapped: bytes
    master: str

    @property
    def context(self) -> str:
        """What the wrapping is bound to, so that no key can stand in another's place."""
        return f"{self.kind}\x1f{self.tenant}\x1f{self.name}"


class MasterRow(NamedTuple):
    """A master key in use: its name, and known words wrapped by it. New keys are wrapped under the current one."""

    master: str
    wrapped: bytes
    current: bool


class Destroyed(NamedTuple):
    """A customer's key that was destroyed. Numbers grow in commit order, without holes."""

    number: int
    tenant: str
    stream: str


Place = tuple[str, str, str]  # kind, tenant, name


class KeyStore(Protocol):
    """Every call is one transaction, durable when it returns, and may come from any thread."""

    def close(self) -> None:
        """Let go of the database."""
        ...

    def masters(self) -> list[MasterRow]:
        """The master keys in use, the current one first; none of an empty database."""
        ...

    def begin(self, master: str, wrapped: bytes) -> None:
        """Name the first master key; nothing if another node was first."""
        ...

    def find(self, kind: str, tenant: str, name: str) -> NewKey | None:
        """A wrapped key; None when there is none, or none any more."""
        ...

    def add(self, keys: Sequence[NewKey], now_us: int) -> None:
        """Keep new keys, all or none; a place that is taken stays as it is, a destroyed key does not come back.

        Raises MasterRetired.
        """
        ...

    def destroy(self, tenant: str, stream: str, now_us: int) -> bool:
        """Destroy a customer's key for ever. False if there is none."""
        ...

    def names(self, first: str, last: str) -> list[tuple[str, str]]:
        """Tenant and name of every key of kind `data` whose name stands from the first to the last, both included."""
        ...

    def last_destroyed(self) -> int:
        """The number of the last destroyed key; 0 when there is none."""
        ...

    def changes(self, after: int) -> tuple[str, list[Destroyed]]:
        """The current master key, and which keys were destroyed after this number."""
        ...

    def make_current(self, master: str, wrapped: bytes, before: str) -> None:
        """Wrap new keys under this master key from now on; nothing if `before` is no longer the current one."""
        ...

    def under_others(self, master: str, after: Place, limit: int) -> list[NewKey]:
        """Keys wrapped under any other master key, in order of their places, after one."""
        ...

    def rewrap(self, pairs: Sequence[tuple[NewKey, NewKey]]) -> None:
        """Put each second key in place of the first, if that still stands there."""
        ...

    def retire(self, master: str) -> bool:
        """Forget a master key. False while it still wraps a key, or is the current one."""
        ...
