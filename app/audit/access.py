"""The ledger of who opened a customer's page: one record per person, customer, purpose and kind in five minutes."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from adapters.access.rows import Access
from adapters.access.store import AccessStore, AccessUnavailable, is_one_visit
from app.security.gate import utc_now
from app.security.principals import Principal

ONE_VISIT = timedelta(minutes=5)
"""Looking again within this time is the same visit."""

_VISITS_REMEMBERED = 50_000
_RECENT = 300  # records in which the customers looked at last are found


class AccessNotRecorded(Exception):
    """The ledger cannot be written just now. Nobody looks at a customer unrecorded."""


Visit = tuple[str, str, str, str, str]


class AccessRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One record, as an auditor reads it."""

    at: datetime
    who: str
    person: str  # our own id of a member of staff, as events name them
    role: str
    customer_id: str
    what: str
    purpose: str
    via: str
    at_version: int | None


class AccessLedger:
    """Records who looked at which customer. Reading is never recorded as an event of the customer."""

    def __init__(self, store: AccessStore, now: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._now = now
        self._visits: OrderedDict[Visit, datetime] = OrderedDict()
        self._storing: dict[Visit, asyncio.Task[datetime]] = {}

    async def record(
        self,
        principal: Principal,
        customer_id: str,
        purpose: str = "care",
        what: str = "page",
        via: str = "http",
        at_version: int | None = None,
    ) -> None:
        """Record that a person looks at a customer; call it before showing anything. Raises AccessNotRecorded."""
        now = self._now()
        access = Access(
            tenant=principal.tenant,
            customer_id=customer_id,
            person=principal.person,
            who=principal.name,
            role=principal.role,
            what=what,
            purpose=purpose,
            via=via,
            at=now,
            at_version=at_version,
        )
        visit = _visit(access)
        begun = self._visits.get(visit)
        if begun is not None and is_one_visit(begun, now, ONE_VISIT):
            return
        try:
            await asyncio.shield(self._stored(visit, access))
        except AccessUnavailable as error:
            raise AccessNotRecorded from error

    def _stored(self, visit: Visit, access: Access) -> asyncio.Task[datetime]:
        """A visit as it is stored: two requests at once wait for one record, and who gives up stops it for nobody.

        It may have begun before a restart, or at another node. Only what is stored is remembered.
        """
        storing = self._storing.get(visit)
        if storing is None:
            storing = asyncio.create_task(self._store.add_visit(access, ONE_VISIT))
            self._storing[visit] = storing
            storing.add_done_callback(lambda done: self._remember(visit, done, access.at))
        return storing

    def _remember(self, visit: Visit, stored: asyncio.Task[datetime], now: datetime) -> None:
        del self._storing[visit]
        if stored.cancelled() or stored.exception() is not None:
            return
        self._visits[visit] = stored.result()
        self._visits.move_to_end(visit)
        oldest = next(iter(self._visits))
        if not is_one_visit(self._visits[oldest], now, ONE_VISIT) or len(self._visits) > _VISITS_REMEMBERED:
            del self._visits[oldest]

    async def looks(self, tenant: str, customer_ids: Sequence[str]) -> list[Access]:
        """Every record of these customers, oldest first, with the ids of who looked."""
        return await self._store.find(Access, {"tenant": tenant, "customer_id": list(customer_ids)})

    async def recent(self, tenant: str) -> list[AccessRecord]:
        """The customers looked at last, each by its newest record, the newest first."""
        newest: dict[str, Access] = {}
        for access in await self._store.newest_visits(tenant, _RECENT):
            newest.setdefault(access.customer_id, access)
        return [_shown(access) for access in newest.values()]

    async def names(self, tenant: str, customer_ids: Sequence[str]) -> dict[str, str]:
        """The names of the staff who looked at these customers, by their ids."""
        return {access.person: access.who for access in await self.looks(tenant, customer_ids)}

    async def list(self, tenant: str, customer_id: str) -> list[AccessRecord]:
        """List who looked at a customer, oldest first."""
        found = await self._store.find(Access, {"tenant": tenant, "customer_id": customer_id})
        return [_shown(access) for access in found]


def _visit(access: Access) -> Visit:
    return access.tenant, access.person, access.customer_id, access.purpose, access.what


def _shown(access: Access) -> AccessRecord:
    return AccessRecord(
        at=access.at,
        who=access.who,
        person=access.person,
        role=access.role,
        customer_id=access.customer_id,
        what=access.what,
        purpose=access.purpose,
        via=access.via,
        at_version=access.at_version,
    )
