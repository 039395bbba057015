"""Good credentials in memory: all of them where one process holds the file, those in use where other nodes write, too."""

from typing import Generic, TypeVar

from adapters.access.rows import Session, Token
from adapters.access.store import AccessStore

Grant = TypeVar("Grant", Token, Session)

_TURNS_KEPT = 300  # looks at the database (one a second) for which a credential nobody asked about stays in memory


class Held(Generic[Grant]):
    """Rows of a kind. `ended` names the column that says of a stored row that it was ended."""

    def __init__(self, store: AccessStore, kind: type[Grant], ended: str) -> None:
        self._store, self._kind, self._ended = store, kind, ended
        self._by_digest: dict[str, str] = {}
        self._by_id: dict[str, Grant] = {}
        self._asked: set[str] = set()
        self._turns = 0
        if not store.shared:
            for row in store.load(kind, {ended: None}):
                self.put(row)

    def put(self, row: Grant) -> None:
        """Hold a row, in place of what was held of it."""
        self._by_digest[row.digest] = row.id
        self._by_id[row.id] = row
        self._asked.add(row.id)

    def drop(self, row_id: str) -> None:
        """Hold a row no longer."""
        row = self._by_id.pop(row_id, None)
        if row is not None:
            del self._by_digest[row.digest]

    def get(self, row_id: str) -> Grant | None:
        """What is held under an id."""
        self._asked.add(row_id)
        return self._by_id.get(row_id)

    def by_digest(self, digest: str) -> Grant | None:
        """What is held of a secret."""
        row_id = self._by_digest.get(digest)
        return self.get(row_id) if row_id is not None else None

    def all(self) -> list[Grant]:
        """Everything held."""
        return list(self._by_id.values())

    async def fetch(self, column: str, value: str) -> Grant | None:
        """Look for one that another node may have made; it is held from now on. Raises AccessUnavailable."""
        if not self._store.shared:
            return None
        found = await self._store.find(self._kind, {column: value, self._ended: None})
        for row in found:
            self.put(row)
        return found[0] if found else None

    async def refresh(self) -> None:
        """Take over what other nodes have made of those held. Raises AccessUnavailable."""
        self._turns += 1
        if self._turns % _TURNS_KEPT == 0:
            for row_id in self._by_id.keys() - self._asked:
                self.drop(row_id)
            self._asked.clear()
        ids = list(self._by_id)
        stored = {row.id: row for row in await self._store.again(self._kind, ids)} if ids else {}
        for row_id in ids:
            row, held = stored.get(row_id), self._by_id.get(row_id)
            if row is None or getattr(row, self._ended) is not None:
                self.drop(row_id)
            elif held is not None:  # ended here while we were asking: gone for good
                self._by_id[row_id] = row
