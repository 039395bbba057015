"""Clears up beside the service: uploads nobody named, moves a crash left undone, what erased customers leave behind."""

import asyncio
from collections.abc import Callable

from adapters.attachments.sealing import Damaged
from adapters.attachments.store import Place
from app.attachments.keeping import Keeping
from app.follower import set_within
from app.logs import logger

EVERY_SECONDS = 600.0
SETTLED_SECONDS = 60.0  # what an event names is moved by whoever recorded it, if that lives
UNNAMED_SECONDS = 90_000.0  # bytes whose event does not come: an hour after the last that may name them began
MOST_FAULTS = 100  # of one round: so many are not the files', but their home's
_KEYS_DAYS = 3  # what came in the last second of a day is swept early on the next but one


class Sweeper:
    """One task of the service; each round may be done again, on every node."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping
        self._erased = 0
        self._stopped = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin; the first round is now."""
        self._task = asyncio.create_task(self._go_round())

    async def stop(self) -> None:
        """End after the round in hand."""
        self._stopped.set()
        if self._task is not None:
            await self._task

    def sweep(self, now: float) -> None:
        """One round (seconds since 1970). What cannot be done is told in the log and tried again; the rest of the round is done.

        Raises AttachmentsUnavailable where it cannot be said what is there.
        """
        staged, faults = self._keeping.store.staged(now - SETTLED_SECONDS), 0
        held = dict(staged)  # whose key is needed still: somebody's, and not moved, or not known not to be
        for place, at in staged.items():
            if self._stopped.is_set():
                return
            if not self._done(lambda place=place, at=at: self._settle(place, at <= now - UNNAMED_SECONDS, held)):
                faults += 1
            if faults >= MOST_FAULTS:
                break
        self._done(lambda: self._keeping.destroy_days(_KEYS_DAYS, held))
        self._done(self._forget_erased)

    def _settle(self, place: Place, unnamed: bool, held: dict[Place, float]) -> None:
        owner = self._keeping.owner(place.tenant, place.name)
        if owner:
            self._keeping.move(place.tenant, owner, place.name)
        del held[place]
        if not owner and unnamed:  # what cannot be removed is not to be read, either
            self._keeping.store.remove(place)

    def _forget_erased(self) -> None:
        self._erased = self._keeping.forget_erased(self._erased, self._stopped.is_set)

    def _done(self, work: Callable[[], None]) -> bool:
        """Do one thing of a round; False if it went wrong: one bad file must not keep all others, nor the keys of days."""
        try:
            work()
        except Damaged:
            logger.error("an attachment that came in is damaged")
        except Exception as fault:
            logger.warning("attachments could not be swept", extra={"reason": type(fault).__name__})
            return False
        return True

    async def _go_round(self) -> None:
        while not self._stopped.is_set():
            try:
                await asyncio.to_thread(self.sweep, self._keeping.now().timestamp())
            except Exception as fault:
                logger.warning("attachments could not be swept", extra={"reason": type(fault).__name__})
            await set_within(self._stopped, EVERY_SECONDS)
