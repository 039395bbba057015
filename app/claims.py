"""Claims carried out, and their end in time: whoever took a customer on has them until then, on every node and after a restart."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from adapters.keys.keyring import KeyDestroyed
from adapters.log.codec import microseconds
from adapters.views.faults import passes
from adapters.views.store import Overdue, Views
from app.follower import Follower
from app.logs import logger
from app.pages import Pages
from app.pen import Hand, Held, Pen, Written
from domain.customer import events as happened
from domain.customer.decisions import Plan
from domain.desk import claims as rules
from domain.desk.claims import Claim
from domain.errors import UnknownCustomer
from domain.memory.secrets import mask
from domain.page import Page
from domain.record import Actor

Opened = Callable[[], Awaitable[Page]]
AT_ONCE = 100


class Claims(Follower):
    """Decides on the page as it stands. As a follower it writes down what time has ended, once, whoever else does too.

    `now` is given, so that a test can stop it.
    """

    name = "claims"

    def __init__(self, pen: Pen, pages: Pages, views: Views, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._pen, self._pages, self._views = pen, pages, views
        self.now = now
        self._unread: set[Overdue] = set()  # whose page could not be read at the last look: they take nobody's place

    async def claim(self, hand: Hand, command: Claim, opened: Opened) -> tuple[Written, rules.ClaimShown]:
        """Take a customer on; what was written, and the claim that stands. Raises ClaimedByColleague, and what `opened`
        and the pen raise.
        """
        before: rules.Held | None = None

        async def decide(held: Held) -> Plan:
            nonlocal before
            page = await opened()
            before = rules.standing(page.customer.claims, page.customer_id, self.now())
            return _plan(page, held, rules.claim(command, before))

        written = await self._pen.write(hand, decide)
        if not written.events and before is not None:
            return written, rules.ClaimShown(by=before.by, name=before.name, expires_at=before.expires_at)
        made = written.only(happened.Claimed)
        return written, rules.ClaimShown(by=made.by, name=made.by_name, expires_at=made.expires_at)

    async def release(self, hand: Hand, by: str, reason: str, opened: Opened) -> Written:
        """Give a customer back. Raises NotClaimed, and what `opened` and the pen raise."""

        async def decide(held: Held) -> Plan:
            page = await opened()
            return _plan(page, held, rules.release(page.customer.claims, by, mask(reason.strip()), self.now()))

        return await self._pen.write(hand, decide)

    async def _kept_position(self) -> int:
        return 0  # it follows the clock, not the log: what is over stands in the queue's rows

    async def _step(self) -> bool:
        most = AT_ONCE + len(self._unread)
        found = await asyncio.to_thread(self._views.overdue_claims, microseconds(self.now()), most)
        written = [await self._end(each) for each in found]
        self._unread &= set(found)
        return len(found) == most and any(written)

    async def _end(self, overdue: Overdue) -> bool:
        """Write that a customer's claims are over; whether there was anything to write.

        What does not pass is this customer's own, and is tried again at the next look.
        """
        try:
            page = await self._pages.open(overdue.tenant, overdue.customer_id)
            over = rules.expired(page.customer.claims, self.now())
            for each in over:
                await self._pen.write(self._hand(overdue.tenant, each), self._ending(overdue, each))
        except (UnknownCustomer, KeyDestroyed):
            return False
        except Exception as fault:
            if passes(fault):
                raise
            if overdue not in self._unread:
                logger.warning("a claim could not be ended", extra={"reason": type(fault).__name__})
            self._unread.add(overdue)
            return False
        self._unread.discard(overdue)
        return bool(over)

    def _ending(self, overdue: Overdue, over: rules.Held) -> Callable[[Held], Awaitable[Plan]]:
        async def decide(held: Held) -> Plan:
            page = await self._pages.open(overdue.tenant, overdue.customer_id)
            stands = over.claim_id in {each.claim_id for each in rules.expired(page.customer.claims, self.now())}
            ended = happened.Released(claim_id=over.claim_id, why=rules.EXPIRED)
            return _plan(page, held, [ended] if stands else [])

        return decide

    def _hand(self, tenant: str, over: rules.Held) -> Hand:
        """Every node and every start has the same: it is written once. A claim that was prolonged ends anew."""
        key = f"{over.claim_id} {microseconds(over.expires_at)}"
        return self._pen.hand_for(tenant, Actor(kind="system", id="claims"), f"//{tenant}/claims", key, b"expired")


def _plan(page: Page, held: Held, events: Sequence[happened.Event]) -> Plan:
    plan = Plan()
    plan.belong(page.customer_id, held)
    held.expect(page.customer_id, page.version)
    for event in events:
        plan.happen(event)
    return plan
