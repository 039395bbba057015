"""Bearer tokens: made once, shown once, known in memory while they are good."""

from collections.abc import Callable
from datetime import datetime, timedelta

from app.security.credentials import RandomBytes, digest, new_secret
from app.security.principals import Principal, person_id
from app.security.store import AccessStore, Token

_USE_NOTED_EVERY = timedelta(minutes=5)
_SHOWN_OF_SECRET = 4


class Tokens:
    """Every good token, by its hash. One process holds the file, so what is revoked here is revoked."""

    def __init__(self, store: AccessStore, now: Callable[[], datetime], random_bytes: RandomBytes) -> None:
        self._store = store
        self._now = now
        self._random_bytes = random_bytes
        self._by_digest: dict[str, Token] = {}
        self._by_id: dict[str, Token] = {}
        self._use_noted: dict[str, datetime] = {}
        for token in store.load(Token, "revoked_at IS NULL"):
            self._remember(token)

    async def create(self, *, role: str, name: str, tenant: str, source: str, feed: bool, lasts: timedelta) -> str:
        """Make a token and give it away: it can never be shown again."""
        secret = f"tl_{role}_{new_secret(self._random_bytes)}"
        now = self._now()
        token = Token(
            id=f"k-{self._random_bytes(6).hex()}",
            digest=digest(secret),
            shown=secret[: len(f"tl_{role}_") + _SHOWN_OF_SECRET],
            tenant=tenant,
            role=role,
            name=name,
            source=source,
            feed=feed,
            created_at=now,
            expires_at=now + lasts,
        )
        await self._store.add(token)
        self._remember(token)
        return secret

    def find(self, secret: str) -> Principal | None:
        """Say whose token this is, and note now and then that it is in use."""
        token = self._by_digest.get(digest(secret))
        now = self._now()
        if token is None or now >= token.expires_at:
            return None
        noted = self._use_noted.get(token.id)
        if noted is None or now - noted >= _USE_NOTED_EVERY:
            self._use_noted[token.id] = now
            self._store.mark_soon(Token, "used_at", now, "id = ?", [token.id])
        return _principal(token)

    def valid(self, token_id: str) -> bool:
        """Say whether a token seen before is still good."""
        token = self._by_id.get(token_id)
        return token is not None and self._now() < token.expires_at

    async def revoke(self, token_id: str) -> bool:
        """End a token, durably and at once. False if there is no such good token."""
        if token_id not in self._by_id:
            return False
        await self._store.mark(Token, "revoked_at", self._now(), "id = ? AND revoked_at IS NULL", [token_id])
        token = self._by_id.pop(token_id, None)
        if token is not None:
            del self._by_digest[token.digest]
        return True

    async def all(self) -> list[Token]:
        """List every token ever made, with what became of it."""
        return await self._store.find(Token, "1", [])

    def _remember(self, token: Token) -> None:
        self._by_digest[token.digest] = token
        self._by_id[token.id] = token


def _principal(token: Token) -> Principal:
    return Principal(
        id=token.id,
        tenant=token.tenant,
        role=token.role,
        name=token.name,
        person=person_id(token.tenant, token.role, token.name),
        via="token",
        source=token.source,
        feed=token.feed,
    )
