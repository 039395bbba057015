"""What is held right now, as intake sees it: the log's claims with those of appends still on their way laid over them.

Every answer given to a decision is written down, and travels with the append: the writer checks each again under its
lock, so a decision never rests on something that did not come true.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from adapters.log.appends import Cas
from adapters.log.reading import LogReader
from domain.customer.decisions import moved_key
from domain.errors import UnknownCustomer
from domain.identity.matching import Holder
from domain.identity.ties import Owned, owner_key
from domain.ports import Claim, Claimable, Linked, Moved, Target, Thread

REMEMBERED = 200_000
LONGEST_CHAIN = 1_000  # of customers absorbed by one that was absorbed: a merge cannot close a circle
_encode = msgspec.json.Encoder().encode
Kind = TypeVar("Kind", bound=Claimable)


class ClaimBook:
    """Claims of one node, by (tenant, key): what the log says, or will say once queued appends are written."""

    def __init__(self, reader: LogReader) -> None:
        self._reader = reader
        self._values: OrderedDict[tuple[str, bytes], bytes | None] = OrderedDict()

    def read(self, tenant: str, key: bytes) -> bytes | None:
        """What a claim holds."""
        where = (tenant, key)
        if where in self._values:
            return self._values[where]
        value = self._reader.claim(tenant, key)
        self._remember(where, value)
        return value

    def expect(self, tenant: str, claims: list[Cas]) -> None:
        """An append was queued: what follows may build on it."""
        for key, before, value in claims:
            if value != before:
                self._remember((tenant, key), value)

    def begin(self, tenant: str, keys: Iterable[bytes]) -> None:
        """Of ids minted here nobody can hold anything yet; who does so later is found by the writer."""
        for key in keys:
            self._remember((tenant, key), None)

    def forget(self, tenant: str, claims: list[Cas]) -> None:
        """An append did not come true: look again in the log."""
        for key, _, _ in claims:
            self._values.pop((tenant, key), None)

    def clear(self) -> None:
        """Look everything up in the log again."""
        self._values.clear()

    def _remember(self, where: tuple[str, bytes], value: bytes | None) -> None:
        self._values[where] = value
        if len(self._values) > REMEMBERED:
            self._values.popitem(last=False)


class NodeStanding:
    """Answers one decision (domain.ports.Standing) and keeps what it answered."""

    def __init__(self, book: ClaimBook, tenant: str, thread_key: bytes | None,
                 target: Callable[[str], Target | None]) -> None:  # fmt: skip
        self._book, self._tenant, self._thread_key, self._target = book, tenant, thread_key, target
        self.seen: dict[bytes, bytes | None] = {}

    @property
    def thread_key(self) -> bytes | None:
        """The claim key of the arrival's thread."""
        return self._thread_key

    def thread(self) -> Thread | None:
        """The thread as it stands."""
        return None if self._thread_key is None else self._read(self._thread_key, Thread)

    def holder(self, digest: bytes) -> Holder | None:
        """Who holds a handle."""
        return self._read(digest, Holder)

    def linked(self, key: bytes) -> Linked | None:
        """Whether a said handle was noted before."""
        return self._read(key, Linked)

    def home(self, customer_id: str) -> str:
        """The customer this id belongs to now."""
        for _ in range(LONGEST_CHAIN):
            moved = self.moved(customer_id)
            if moved is None or not moved.active:
                return customer_id
            customer_id = moved.customer_id
        raise UnknownCustomer(customer_id)

    def owner(self, number: str) -> str | None:
        """Whose an interaction or an item became, when it was moved by itself."""
        owned = self._read(owner_key(number), Owned)
        return owned.customer_id if owned is not None else None

    def moved(self, customer_id: str) -> Moved | None:
        """What stands about who answers for a customer."""
        return self._read(moved_key(customer_id), Moved)

    def target(self, message_id: str) -> Target | None:
        """The item made by this source's message of that id."""
        return self._target(message_id)

    def guards(self, claims: list[Claim]) -> list[Cas]:
        """The plan's claims, and everything it was told, as compare-and-sets."""
        values = {claim.key: _encode(claim.value) for claim in claims}
        for key in values:
            self.seen.setdefault(key, self._book.read(self._tenant, key))
        return [Cas(key, before, values.get(key, before)) for key, before in self.seen.items()]

    def _read(self, key: bytes, kind: type[Kind]) -> Kind | None:
        value = self.seen[key] = self._book.read(self._tenant, key)
        return None if value is None else msgspec.json.decode(value, type=kind)
