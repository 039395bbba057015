"""Tickets for the live feed: a first message where a client can send neither header nor cookie."""

from collections.abc import Callable
from datetime import datetime, timedelta

from adapters.access.rows import Ticket
from adapters.access.store import AccessStore
from app.security.credentials import RandomBytes, digest, new_secret
from app.security.principals import Principal

TICKET_LASTS = timedelta(seconds=60)
_WAITING_PER_PERSON = 64


class Tickets:
    """Tickets not yet used. Whichever node a ticket is brought to, it is good once."""

    def __init__(self, store: AccessStore, now: Callable[[], datetime], random_bytes: RandomBytes) -> None:
        self._store = store
        self._now = now
        self._random_bytes = random_bytes

    async def issue(self, principal: Principal) -> tuple[str, datetime]:
        """Make a ticket, good once, and say until when. The oldest of somebody's many makes room."""
        now = self._now()
        secret, expires_at = new_secret(self._random_bytes), now + TICKET_LASTS
        ticket = Ticket(
            digest=digest(secret), person=principal.person, via=principal.via, grant_id=principal.id, expires_at=expires_at
        )  # fmt: skip
        await self._store.add_ticket(ticket, now, _WAITING_PER_PERSON)
        return secret, expires_at

    async def redeem(self, secret: str) -> Ticket | None:
        """Take a ticket. None if it was used, has expired, or never was. Raises AccessUnavailable."""
        ticket = await self._store.take_ticket(digest(secret))
        return ticket if ticket is not None and self._now() < ticket.expires_at else None
