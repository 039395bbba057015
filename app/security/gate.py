"""The gate: everything that makes, recognises and ends credentials, behind one object."""

import os
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.security.credentials import RandomBytes, bearer_of, cookie_of
from app.security.principals import PEOPLE, ROLES, Principal, owns_source, source_fault
from app.security.sessions import AGE_LIMIT, Sessions
from app.security.store import AccessStore, Token
from app.security.tickets import Tickets
from app.security.tokens import Tokens
from app.setting_values import TENANT
from app.settings import Settings

__all__ = ["Gate", "GateError", "Principal", "owns_source"]

TOKEN_LASTS_DAYS = 365
_TOKEN_DAYS_MAX = 3_650
_NAME_MAX = 100


class GateError(Exception):
    """A credential cannot be made or ended as asked; the text is a sentence for the operator."""


def utc_now() -> datetime:
    """Tell the time, aware, in UTC."""
    return datetime.now(UTC)


class Gate:
    """Makes tokens, links, sessions and tickets, says whose one is, and ends them at once."""

    def __init__(
        self,
        store: AccessStore,
        settings: Settings,
        *,
        now: Callable[[], datetime] = utc_now,
        random_bytes: RandomBytes = os.urandom,
    ) -> None:
        self.store = store
        self.tenant = settings.tenant
        self.secure = settings.secure
        self.cookie_name = "__Host-throughline" if settings.secure else "throughline"
        self._base_url = settings.base_url
        self._tokens = Tokens(store, now, random_bytes)
        self._sessions = Sessions(store, now, random_bytes)
        self._tickets = Tickets(now, random_bytes)

    @classmethod
    def open(cls, settings: Settings) -> "Gate":
        """Open the access file in the data folder. Whoever calls this holds the folder's lock."""
        return cls(AccessStore(access_file(settings.data_dir)), settings)

    def close(self) -> None:
        """Close the access file."""
        self.store.close()

    def authenticate(self, headers: Mapping[str, str]) -> Principal | None:
        """Say who sends these headers. A wrong token is not made good by a cookie beside it."""
        bearer = bearer_of(headers)
        if bearer is not None:
            return self._tokens.find(bearer)
        cookie = cookie_of(headers, self.cookie_name)
        return self._sessions.find(cookie) if cookie else None

    def still_valid(self, principal: Principal) -> bool:
        """Say whether what this caller came in with is good at this moment; cheap enough for every frame sent."""
        if principal.via == "token":
            return self._tokens.valid(principal.id)
        return self._sessions.valid(principal.id)

    def touch(self, principal: Principal) -> None:
        """Note that a person did something over an open socket, so that the session does not end in silence."""
        self._sessions.touch(principal.id)

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

    def issue_ticket(self, principal: Principal) -> tuple[str, datetime]:
        """Make a ticket for the live feed, and say until when it is good."""
        return self._tickets.issue(principal)

    def redeem_ticket(self, ticket: str) -> Principal | None:
        """Take a ticket. None if it is no good, or what it was issued to is no good any more."""
        principal = self._tickets.redeem(ticket)
        return principal if principal is not None and self.still_valid(principal) else None

    def set_cookie(self, value: str) -> str:
        """Spell the Set-Cookie header that begins a session, or ends it if the value is empty."""
        age = int(AGE_LIMIT.total_seconds()) if value else 0
        secure = "; Secure" if self.secure else ""
        return f"{self.cookie_name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}"


def access_file(data_dir: Path) -> Path:
    """Name the access file of a data folder."""
    return data_dir / "access.db"


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
