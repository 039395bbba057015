"""Tickets for the live feed: a first message where a client can send neither header nor cookie."""

from collections.abc import Callable
from datetime import datetime, timedelta

from adapters.access.rows import Ticket
from adapters.access.store import AccessStore
from app.security.credentials import RandomBytes, digest, new_secret
from app.security.principals import Principal
from app.security.terms import Terms

TICKET_LASTS = timedelta(seconds=60)
_WAITING_PER_PERSON = 64
_SWEPT = 1_000  # of those that nobody used, with each that is made


class Tickets:
    """Tickets not yet used. Whichever node a ticket is brought to, it is good once."""

    def __init__(
        self,
        store: AccessStore,
        now: Callable[[], datetime],
        random_bytes: RandomBytes,
        elapsed: Callable[[], float],
    ) -> None:
        self._store = store
        self._random_bytes = random_bytes
        self._terms = Terms(TICKET_LASTS, now, elapsed)

    async def issue(self, principal: Principal) -> tuple[str, datetime]:
        """Make a ticket, good once, and say until when. The oldest of somebody's many makes room."""
        over, secret = self._terms.over(_SWEPT), new_secret(self._random_bytes)
        expires_at = self._terms.begin(digest(secret))
        ticket = Ticket(
            digest=digest(secret), person=principal.person, via=principal.via, grant_id=principal.id, expires_at=expires_at
        )  # fmt: skip
        await self._store.add_ticket(ticket, over, _WAITING_PER_PERSON)
        self._terms.forget(over)
        return secret, expires_at

    async def redeem(self, secret: str) -> Ticket | None:
        """Take a ticket. None if it was used, has expired, or never was. Raises AccessUnavailable."""
        ticket = await self._store.take_ticket(digest(secret))
        if ticket is None:
            return None
        good = self._terms.good(ticket.digest, ticket.expires_at)
        self._terms.forget([ticket.digest])
        return ticket if good else None
