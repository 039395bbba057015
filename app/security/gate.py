"""The gate: everything that makes, recognises and ends credentials, behind one object."""

import asyncio
import os
import time
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from adapters.access.rows import Session, Token
from adapters.access.store import AccessStore, AccessUnavailable
from app.logs import logger
from app.security.credentials import RandomBytes, bearer_of, cookie_of
from app.security.opening import open_access
from app.security.principals import DESK, GOOD, PEOPLE, ROLES, Principal, Standing, owns_source, person_id, source_fault
from app.security.sessions import Sessions
from app.security.spans import AGE_LIMIT, elapsed_seconds
from app.security.tickets import Tickets
from app.security.tokens import Tokens
from app.setting_values import TENANT
from app.settings import Settings

__all__ = ["Gate", "GateError", "Principal", "owns_source"]

TOKEN_LASTS_DAYS = 365
_TOKEN_DAYS_MAX = 3_650
_NAME_MAX = 100
LOOK_SECONDS = 1.0  # how often a node hears what other nodes have ended
SURE_SECONDS = 5.0  # after so long without hearing, a node lets nobody go on


class GateError(Exception):
    """A credential cannot be made or ended as asked; the text is a sentence for the operator."""


utc_now = partial(datetime.now, UTC)
"""Tells the time, aware, in UTC: asked with every frame that is sent."""


class Gate:
    """Makes tokens, links, sessions and tickets, says whose one is, and ends them at once."""

    def __init__(
        self,
        store: AccessStore,
        settings: Settings,
        *,
        now: Callable[[], datetime] = utc_now,
        random_bytes: RandomBytes = os.urandom,
        monotonic: Callable[[], float] = time.monotonic,
        elapsed: Callable[[], float] | None = None,
    ) -> None:
        self.store, self._shared = store, store.shared
        self.tenant = settings.tenant
        self.secure = settings.secure
        self.cookie_name = "__Host-throughline" if settings.secure else "throughline"
        self._base_url = settings.base_url
        self._tokens = Tokens(store, now, random_bytes)
        # A clock that is given is the only one there is.
        passing = elapsed_seconds if now is utc_now else lambda: now().timestamp()
        self._sessions = Sessions(store, now, random_bytes, elapsed or passing)
        self._tickets = Tickets(store, now, random_bytes, elapsed or passing)
        self._monotonic = monotonic
        self._heard_at = monotonic()
        self._hearing = asyncio.Lock()
        self._following: asyncio.Task[None] | None = None

    @classmethod
    def open(cls, settings: Settings) -> "Gate":
        """Open where credentials are kept. Whoever calls this holds the data folder's lock. Raises AccessUnavailable."""
        return cls(open_access(settings), settings)

    async def start(self) -> None:
        """Begin to hear what other nodes end, where there are others."""
        if self.store.shared:
            self._following = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Hear no more."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    # ---- who is it ---------------------------------------------------------------------------------------------------

    async def recognise(self, headers: Mapping[str, str]) -> Principal | None:
        """Say who sends these headers, whichever node let them in. Raises AccessUnavailable.

        A wrong token is not made good by a cookie beside it.
        """
        if not self.sure:
            await self.hear()
        found = self.authenticate(headers)
        if found is not None or not self.store.shared:
            return found
        bearer = bearer_of(headers)
        if bearer is not None:
            return await self._tokens.look_up(bearer)
        cookie = cookie_of(headers, self.cookie_name)
        return await self._sessions.look_up(cookie) if cookie else None

    def authenticate(self, headers: Mapping[str, str]) -> Principal | None:
        """Say who sends these headers as far as this node has heard: all there is to hear where there is one node."""
        bearer = bearer_of(headers)
        if bearer is not None:
            return self._tokens.find(bearer)
        cookie = cookie_of(headers, self.cookie_name)
        return self._sessions.find(cookie) if cookie else None

    def standing(self, principal: Principal) -> Standing:
        """Say what has become of what this caller came in with; cheap enough for every frame sent."""
        if self._shared and not self.sure:
            return Standing.UNSURE
        role = (self._tokens if principal.via == "token" else self._sessions).role(principal.id)
        if role == principal.role:
            return GOOD
        return Standing.ENDED if role is None else Standing.CHANGED

    def still_valid(self, principal: Principal) -> bool:
        """Say whether this caller may go on as who they are."""
        return self.standing(principal) is Standing.GOOD

    def touch(self, principal: Principal) -> None:
        """Note that a person did something over an open socket, so that the session does not end in silence."""
        self._sessions.touch(principal.id)

    # ---- other nodes -------------------------------------------------------------------------------------------------

    @property
    def sure(self) -> bool:
        """Whether this node has heard lately enough what others ended; always, where there are no others."""
        return not self._shared or self._monotonic() - self._heard_at < SURE_SECONDS

    async def hear(self) -> None:
        """Take over what other nodes have ended or changed. Raises AccessUnavailable."""
        asked_at = self._monotonic()
        async with self._hearing:
            if self._heard_at >= asked_at:
                return  # somebody asked in the meantime
            begun_at = self._monotonic()
            await self._tokens.refresh()
            await self._sessions.refresh()
            self._heard_at = begun_at

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.hear()
            except AccessUnavailable as fault:
                logger.warning("what other nodes ended cannot be heard", exc_info=fault)

    async def known_as(self, tenant: str, name: str) -> dict[str, str]:
        """Who of the desk goes by a name, letters' case aside: {person: their name}. Whoever has not come in yet by exactly
        this name is there too, with an empty one. Raises AccessUnavailable.
        """
        name = " ".join(name.split())
        found = dict.fromkeys((person_id(tenant, role, name) for role in DESK), "")
        now = utc_now()
        tokens = (each for each in await self._tokens.all() if each.revoked_at is None and now < each.expires_at)
        for each in (*tokens, *await self._sessions.open_ones()):
            if (each.tenant, each.name.casefold()) == (tenant, name.casefold()) and each.role in DESK:
                found[person_id(tenant, each.role, each.name)] = each.name
        return found

    # ---- making and ending -------------------------------------------------------------------------------------------

    async def create_token(
        self,
        role: str,
        name: str,
        *,
        tenant: str = "",
        source: str = "",
        feed: bool = False,
        days: int = TOKEN_LASTS_DAYS,
    ) -> str:
        """Make a bearer token. Raises GateError."""
        tenant = tenant or self.tenant
        _check_who(role, name, tenant, ROLES)
        _check_adapter(role, source, tenant, feed)
        if not 1 <= days <= _TOKEN_DAYS_MAX:
            raise GateError(f"A token lasts 1 to {_TOKEN_DAYS_MAX} days.")
        lasts = timedelta(days=days)
        return await self._tokens.create(role=role, name=name, tenant=tenant, source=source, feed=feed, lasts=lasts)

    async def tokens(self) -> list[Token]:
        """List every token ever made."""
        return await self._tokens.all()

    async def revoke_token(self, token_id: str) -> None:
        """End a token at once. Raises GateError if there is no such good token."""
        if not await self._tokens.revoke(token_id):
            raise GateError("There is no such token, or it was revoked before.")

    async def create_link(self, role: str, name: str, *, tenant: str = "") -> str:
        """Make a single-use sign-in link, good for ten minutes. Raises GateError."""
        tenant = tenant or self.tenant
        _check_who(role, name, tenant, PEOPLE)
        code = await self._sessions.create_link(role=role, name=name, tenant=tenant)
        return f"{self._base_url}/console/sign-in/{code}"

    async def redeem_link(self, code: str) -> str | None:
        """Begin a session. Returns the cookie's value, None if the link is no good any more."""
        return await self._sessions.redeem(code)

    async def sign_out(self, principal: Principal) -> None:
        """End this session at once; its sockets follow with their next frame."""
        await self._sessions.end(principal.id)

    async def sessions(self) -> list[Session]:
        """List the open sessions."""
        return await self._sessions.open_ones()

    async def writing_keys(self, principal: Principal) -> dict[str, str]:
        """By which a browser seals what this person has written and not sent: {session: key}. Raises AccessUnavailable."""
        return await self._sessions.writing_keys(principal)

    async def end_session(self, session_id: str) -> None:
        """End somebody's session: here at once, on every node within seconds. Raises GateError if there is none."""
        if not await self._sessions.end(session_id):
            raise GateError("There is no such session, or it was ended before.")

    async def change_role(self, session_id: str, role: str) -> None:
        """Give a session another role; its sockets come back with it. Raises GateError."""
        if role not in PEOPLE:
            raise GateError(f"The role must be one of {', '.join(PEOPLE)}.")
        if not await self._sessions.change_role(session_id, role):
            raise GateError("There is no such session, or it was ended before.")

    async def issue_ticket(self, principal: Principal) -> tuple[str, datetime]:
        """Make a ticket for the live feed, and say until when it is good."""
        return await self._tickets.issue(principal)

    async def redeem_ticket(self, ticket: str) -> Principal | None:
        """Take a ticket. None if it is no good, or what it was issued to is no good any more. Raises AccessUnavailable."""
        taken = await self._tickets.redeem(ticket)
        if taken is None:
            return None
        if not self.sure:
            await self.hear()
        return await (self._tokens if taken.via == "token" else self._sessions).known(taken.grant_id)

    def set_cookie(self, value: str) -> str:
        """Spell the Set-Cookie header that begins a session, or ends it if the value is empty."""
        age = int(AGE_LIMIT.total_seconds()) if value else 0
        secure = "; Secure" if self.secure else ""
        return f"{self.cookie_name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}"


def _check_who(role: str, name: str, tenant: str, roles: tuple[str, ...]) -> None:
    if role not in roles:
        raise GateError(f"The role must be one of {', '.join(roles)}.")
    if not 1 <= len(name) <= _NAME_MAX or name != name.strip() or any(unicodedata.category(c) == "Cc" for c in name):
        raise GateError(f"The name must be one line of 1 to {_NAME_MAX} characters.")
    if not TENANT.fullmatch(tenant):
        raise GateError("The tenant must be 1 to 63 small letters, digits and hyphens.")


def _check_adapter(role: str, source: str, tenant: str, feed: bool) -> None:
    if role != "adapter" and (source or feed):
        raise GateError("Only an adapter's token has a source or the feed.")
    if role == "adapter" and not source:
        raise GateError("An adapter's token needs a source, such as //demo/whatsapp/main or //demo/*.")
    if source and (fault := source_fault(source, tenant)):
        raise GateError(fault)
