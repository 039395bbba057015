"""Console sessions: begun by a single-use link, kept by a cookie, ended by hand, by silence or by age."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from app.security.credentials import RandomBytes, digest, new_secret
from app.security.principals import Principal, person_id
from app.security.store import AccessStore, Link, Session

LINK_LASTS = timedelta(minutes=10)
IDLE_LIMIT = timedelta(minutes=30)
AGE_LIMIT = timedelta(hours=12)
_SEEN_NOTED_EVERY = timedelta(minutes=1)


class Sessions:
    """Every open session, by the hash of its cookie."""

    def __init__(self, store: AccessStore, now: Callable[[], datetime], random_bytes: RandomBytes) -> None:
        self._store = store
        self._now = now
        self._random_bytes = random_bytes
        self._by_digest: dict[str, str] = {}
        self._by_id: dict[str, Session] = {}
        self._seen_stored: dict[str, datetime] = {}
        for session in store.load(Session, "ended_at IS NULL"):
            if _open(session, now()):
                self._remember(session)

    async def create_link(self, *, role: str, name: str, tenant: str) -> str:
        """Make the code of a sign-in link: good once, for ten minutes."""
        code = new_secret(self._random_bytes)
        expires_at = self._now() + LINK_LASTS
        await self._store.add(Link(digest=digest(code), tenant=tenant, role=role, name=name, expires_at=expires_at))
        return code

    async def redeem(self, code: str) -> str | None:
        """Begin a session and return its cookie's value. None if the link was used, has expired, or never was."""
        now = self._now()
        # One statement takes the link, so that of two browsers at once only one gets in.
        taken = await self._store.mark(Link, "used_at", now, "digest = ? AND used_at IS NULL", [digest(code)])
        if not taken or now >= taken[0].expires_at:
            return None
        self._forget_closed()
        return await self._begin(taken[0], now)

    async def _begin(self, link: Link, now: datetime) -> str:
        cookie = new_secret(self._random_bytes)
        session = Session(
            id=f"s-{self._random_bytes(9).hex()}",
            digest=digest(cookie),
            tenant=link.tenant,
            role=link.role,
            name=link.name,
            created_at=now,
            seen_at=now,
        )
        await self._store.add(session)
        self._remember(session)
        return cookie

    def find(self, cookie: str) -> Principal | None:
        """Say whose session this is. Asking counts as being there."""
        session_id = self._by_digest.get(digest(cookie), "")
        if not self.valid(session_id):
            return None
        self.touch(session_id)
        return _principal(self._by_id[session_id])

    def valid(self, session_id: str) -> bool:
        """Say whether a session is still open."""
        session = self._by_id.get(session_id)
        return session is not None and _open(session, self._now())

    def touch(self, session_id: str) -> None:
        """Note that the person is there: silence is counted from here on."""
        session, now = self._by_id.get(session_id), self._now()
        if session is None or not _open(session, now):
            return
        self._by_id[session_id] = msgspec.structs.replace(session, seen_at=now)
        if now - self._seen_stored[session_id] >= _SEEN_NOTED_EVERY:
            self._seen_stored[session_id] = now
            self._store.mark_soon(Session, "seen_at", now, "id = ?", [session_id])

    async def end(self, session_id: str) -> None:
        """Sign out: at once here, then durably."""
        self._forget(session_id)
        await self._store.mark(Session, "ended_at", self._now(), "id = ? AND ended_at IS NULL", [session_id])

    def _forget_closed(self) -> None:
        now = self._now()
        for session in [session for session in self._by_id.values() if not _open(session, now)]:
            self._forget(session.id)

    def _remember(self, session: Session) -> None:
        self._by_digest[session.digest] = session.id
        self._by_id[session.id] = session
        self._seen_stored[session.id] = session.seen_at

    def _forget(self, session_id: str) -> None:
        session = self._by_id.pop(session_id, None)
        if session is not None:
            del self._by_digest[session.digest], self._seen_stored[session_id]


def _open(session: Session, now: datetime) -> bool:
    return now < session.seen_at + IDLE_LIMIT and now < session.created_at + AGE_LIMIT


def _principal(session: Session) -> Principal:
    return Principal(
        id=session.id,
        tenant=session.tenant,
        role=session.role,
        name=session.name,
        person=person_id(session.tenant, session.role, session.name),
        via="cookie",
    )
