"""Tickets for the live feed: a first message where a client can send neither header nor cookie."""

from collections.abc import Callable
from datetime import datetime, timedelta

from app.security.credentials import RandomBytes, digest, new_secret
from app.security.principals import Principal

TICKET_LASTS = timedelta(seconds=60)
_WAITING_PER_PERSON = 64


class Tickets:
    """Tickets not yet used. Only in memory: after a restart a client asks for another."""

    def __init__(self, now: Callable[[], datetime], random_bytes: RandomBytes) -> None:
        self._now = now
        self._random_bytes = random_bytes
        self._waiting: dict[str, tuple[Principal, datetime]] = {}

    def issue(self, principal: Principal) -> tuple[str, datetime]:
        """Make a ticket, good once, and say until when. The oldest of somebody's many makes room."""
        now = self._now()
        self._waiting = {key: held for key, held in self._waiting.items() if held[1] > now}
        own = [key for key, held in self._waiting.items() if held[0].person == principal.person]
        if len(own) >= _WAITING_PER_PERSON:
            del self._waiting[own[0]]
        ticket, expires_at = new_secret(self._random_bytes), now + TICKET_LASTS
        self._waiting[digest(ticket)] = (principal, expires_at)
        return ticket, expires_at

    def redeem(self, ticket: str) -> Principal | None:
        """Take a ticket. None if it was used, has expired, or never was."""
        principal, expires_at = self._waiting.pop(digest(ticket), (None, None))
        return principal if expires_at is not None and self._now() < expires_at else None
