"""Console sessions: begun by a single-use link, kept by a cookie, ended by hand, by silence or by age."""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from adapters.access.rows import Link, Session
from adapters.access.store import AccessStore
from app.security.credentials import RandomBytes, digest, new_secret, writing_key
from app.security.held import Held
from app.security.principals import Principal, person_id
from app.security.spans import AGE_LIMIT, Spans
from app.security.terms import Terms

LINK_LASTS = timedelta(minutes=10)
_ENDED_AT_ONCE = 1_000  # links that were over before anybody used them


class Sessions:
    """Open sessions, by the hash of their cookie. Over several nodes, silence is known to the minute.

    `elapsed` gives seconds that nobody can set: a clock put right by an hour must not sign everybody out, nor keep them in.
    """

    def __init__(
        self,
        store: AccessStore,
        now: Callable[[], datetime],
        random_bytes: RandomBytes,
        elapsed: Callable[[], float],
    ) -> None:
        self._store = store
        self._now = now
        self._random_bytes = random_bytes
        self._spans = Spans(now, elapsed)
        self._links = Terms(LINK_LASTS, now, elapsed)
        if not store.shared:  # of other nodes' links this one hears when they are used
            for link in store.load(Link, {"used_at": None}):
                self._links.hear(link.digest, link.expires_at)
        self._held = Held(store, Session, "ended_at")
        for session in self._held.all():
            self._spans.hear(session)

    async def create_link(self, *, role: str, name: str, tenant: str) -> str:
        """Make the code of a sign-in link: good once, for ten minutes."""
        await self._end_links()
        code = new_secret(self._random_bytes)
        expires_at = self._links.begin(digest(code))
        await self._store.add(Link(digest=digest(code), tenant=tenant, role=role, name=name, expires_at=expires_at))
        return code

    async def _end_links(self) -> None:
        """Those that were over before anybody used them are over for ever, whatever a clock says after a restart."""
        over = self._links.over(_ENDED_AT_ONCE)
        if over:
            await self._store.change(Link, "used_at", self._now(), {"digest": over, "used_at": None})
            self._links.forget(over)

    async def redeem(self, code: str) -> str | None:
        """Begin a session and return its cookie's value. None if the link was used, has expired, or never was."""
        now = self._now()
        # One statement takes the link, so that of two browsers at once, on any node, only one gets in.
        taken = await self._store.change(Link, "used_at", now, {"digest": digest(code), "used_at": None})
        if not taken or not self._links.good(taken[0].digest, taken[0].expires_at):
            return None
        self._links.forget([taken[0].digest])
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
        self._held.put(session)
        self._spans.hear(session)
        return cookie

    def find(self, cookie: str) -> Principal | None:
        """Say whose session this is as far as this node has heard. Asking counts as being there."""
        return self._used(self._held.by_digest(digest(cookie)))

    async def look_up(self, cookie: str) -> Principal | None:
        """Say whose session this is, asking the database all nodes share. Raises AccessUnavailable."""
        return self._used(self._heard(await self._held.fetch("digest", digest(cookie))))

    async def known(self, session_id: str) -> Principal | None:
        """Who is signed in by the session of this id. Raises AccessUnavailable."""
        return self._used(self._held.get(session_id) or self._heard(await self._held.fetch("id", session_id)))

    def role(self, session_id: str) -> str | None:
        """Which role a session seen before gives at this moment; None if it is not open any more."""
        session = self._held.get(session_id)
        return session.role if session is not None and self._spans.open(session) else None

    def touch(self, session_id: str) -> None:
        """Note that the person is there: silence is counted from here on."""
        session, now = self._held.get(session_id), self._now()
        if session is None or not self._spans.open(session):
            return
        if self._spans.touch(session_id, now):
            self._store.note_soon(Session, "seen_at", now, {"id": session_id})

    async def end(self, session_id: str) -> bool:
        """End one: at once here, then durably, then on every node. False if there was none."""
        self._forget(session_id)
        return bool(await self._store.change(Session, "ended_at", self._now(), {"id": session_id, "ended_at": None}))

    async def open_ones(self) -> list[Session]:
        """List the open sessions."""
        return [each for each in await self._store.find(Session, {"ended_at": None}) if self._spans.open(each)]

    async def writing_keys(self, principal: Principal) -> dict[str, str]:
        """The keys of this person's sessions of the last twelve hours, by session: not of one that was ended. Raises AccessUnavailable."""
        who = {"tenant": principal.tenant, "role": principal.role, "name": principal.name, "ended_at": None}
        since = self._now() - AGE_LIMIT
        return {
            each.id: writing_key(each.digest)
            for each in await self._store.find(Session, who)
            if each.created_at > since
        }

    async def change_role(self, session_id: str, role: str) -> bool:
        """Give an open session another role. False if there is none."""
        changed = await self._store.change(Session, "role", role, {"id": session_id, "ended_at": None})
        held = self._held.get(session_id)
        if changed and held is not None:
            self._held.put(replace(held, role=role))
        return bool(changed)

    async def refresh(self) -> None:
        """Hear what other nodes have ended, changed or seen. Raises AccessUnavailable."""
        await self._held.refresh()
        for session in self._held.all():
            self._spans.hear(session)
        self._spans.keep({session.id for session in self._held.all()})

    def _heard(self, session: Session | None) -> Session | None:
        if session is not None:
            self._spans.hear(session)
        return session

    def _used(self, session: Session | None) -> Principal | None:
        if session is None or not self._spans.open(session):
            return None
        self.touch(session.id)
        return _principal(session)

    def _forget_closed(self) -> None:
        for session in self._held.all():
            if not self._spans.open(session):
                self._forget(session.id)

    def _forget(self, session_id: str) -> None:
        self._held.drop(session_id)
        self._spans.drop(session_id)


def _principal(session: Session) -> Principal:
    return Principal(
        id=session.id,
        tenant=session.tenant,
        role=session.role,
        name=session.name,
        person=person_id(session.tenant, session.role, session.name),
        via="cookie",
    )
