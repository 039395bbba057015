"""Bearer tokens: made once, shown once, known in memory while they are good."""

from collections.abc import Callable
from datetime import datetime, timedelta

from adapters.access.rows import Token
from adapters.access.store import AccessStore
from app.security.credentials import RandomBytes, digest, new_secret
from app.security.held import Held
from app.security.principals import Principal, person_id

_USE_NOTED_EVERY = timedelta(minutes=5)
_SHOWN_OF_SECRET = 4


class Tokens:
    """Good tokens, by their hash. What is revoked here is revoked at once, what another node revokes within seconds."""

    def __init__(self, store: AccessStore, now: Callable[[], datetime], random_bytes: RandomBytes) -> None:
        self._store = store
        self._now = now
        self._random_bytes = random_bytes
        self._held = Held(store, Token, "revoked_at")
        self._use_noted: dict[str, datetime] = {}

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
        self._held.put(token)
        return secret

    def find(self, secret: str) -> Principal | None:
        """Say whose token this is as far as this node has heard, and note now and then that it is in use."""
        return self._used(self._held.by_digest(digest(secret)))

    async def look_up(self, secret: str) -> Principal | None:
        """Say whose token this is, asking the database all nodes share. Raises AccessUnavailable."""
        return self._used(await self._held.fetch("digest", digest(secret)))

    async def known(self, token_id: str) -> Principal | None:
        """Who holds the token of this id, while it is good. Raises AccessUnavailable."""
        return self._used(self._held.get(token_id) or await self._held.fetch("id", token_id))

    def role(self, token_id: str) -> str | None:
        """Which role a token seen before gives at this moment; None if it is no longer good."""
        token = self._held.get(token_id)
        return token.role if token is not None and self._now() < token.expires_at else None

    async def revoke(self, token_id: str) -> bool:
        """End a token, durably and at once. False if there is no such good token."""
        gone = await self._store.change(Token, "revoked_at", self._now(), {"id": token_id, "revoked_at": None})
        self._held.drop(token_id)
        return bool(gone)

    async def all(self) -> list[Token]:
        """List every token ever made, with what became of it."""
        return await self._store.find(Token, {})

    async def refresh(self) -> None:
        """Hear what other nodes have revoked. Raises AccessUnavailable."""
        await self._held.refresh()

    def _used(self, token: Token | None) -> Principal | None:
        now = self._now()
        if token is None or now >= token.expires_at:
            return None
        noted = self._use_noted.get(token.id)
        if noted is None or now - noted >= _USE_NOTED_EVERY:
            self._use_noted[token.id] = now
            self._store.note_soon(Token, "used_at", now, {"id": token.id})
        return _principal(token)


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
