"""An event names attachments that were sent before it: they must be here, its sender's, and what the event says they are."""

import asyncio
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from adapters.attachments.sealing import Damaged, Head
from adapters.cloudevents.wire import WrongField, read_data
from adapters.keys.keyring import KeyDestroyed
from adapters.log.appends import Cas
from app.attachments.keeping import Keeping
from app.logs import logger
from app.security.principals import covers
from domain.customer.arrivals import Arrival
from domain.customer.decisions import Plan
from domain.customer.events import Attachment, ItemEvent

_GONE = "names no attachment that is waiting here: send its bytes first, and name each upload in one event"
NAMED_SECONDS = 86_400  # how long an upload waits for its event; the sweep leaves it an hour more
MOVED_AT_ONCE = 2  # each holds a thread, and a connection where there is a server


class Naming:
    """What the intake door asks about attachments."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping
        self._moving: set[asyncio.Task[None]] = set()
        self._turns = asyncio.Semaphore(MOVED_AT_ONCE)

    async def named(self, tenant: str, event: dict[str, Any], arrival: Arrival, before: Callable[[], bool]) -> Arrival:
        """The arrival with what is known of its uploads. `before`: whether this very delivery was recorded before, whose
        uploads have moved on. Raises WrongField.
        """
        places = [number for number, part in enumerate(read_data(event)[1].get("parts") or ()) if part.get("dataref")]
        filled = list(arrival.attachments)
        for index, (place, told) in enumerate(zip(places, arrival.attachments, strict=True)):
            if told.attachment_id:
                filled[index] = await self._filled(tenant, arrival.source, f"/data/parts/{place}", told, before)
        return replace(arrival, attachments=tuple(filled))

    def claims(self, tenant: str, plan: Plan) -> list[Cas]:
        """What an append claims for the uploads that its entry names."""
        return [
            claim for entry in plan.entries if isinstance(entry.event, ItemEvent)
            for claim in self._keeping.claims(tenant, entry.stream, entry.event.attachments)]  # fmt: skip

    def move_soon(self, tenant: str, arrival: Arrival) -> None:
        """The event is recorded: bring its uploads to whose they are. What fails is done by the next sweep."""
        ids = [each.attachment_id for each in arrival.attachments if each.attachment_id]
        if ids:
            task = asyncio.create_task(self._move(tenant, ids))
            self._moving.add(task)
            task.add_done_callback(self._moving.discard)

    async def settled(self) -> None:
        """Wait for what is being moved."""
        await asyncio.gather(*self._moving)

    async def _move(self, tenant: str, ids: list[str]) -> None:
        for upload_id in ids:
            try:
                async with self._turns:
                    await asyncio.to_thread(self._move_one, tenant, upload_id)
            except Exception as fault:
                logger.warning("an attachment could not be moved yet", extra={"reason": type(fault).__name__})

    def _move_one(self, tenant: str, upload_id: str) -> None:
        owner = self._keeping.owner(tenant, upload_id)
        if owner:
            self._keeping.move(tenant, owner, upload_id)

    async def _filled(
        self, tenant: str, source: str, where: str, told: Attachment, before: Callable[[], bool]
    ) -> Attachment:
        head = await asyncio.to_thread(self._waiting, tenant, told.attachment_id)
        if head is None or not covers(head.source, tenant, source):
            if before():
                return told
            raise WrongField(f"{where}/dataref", _GONE)
        for name in ("sha256", "size", "media_type"):
            said, known = getattr(told, name), getattr(head, name)
            if said and (said.lower() if isinstance(said, str) else said) != known:
                raise WrongField(f"{where}/{name}", "is not that of the bytes that were sent")
        return replace(told, sha256=head.sha256, size=head.size, media_type=head.media_type, width=head.width,
                       height=head.height)  # fmt: skip

    def _waiting(self, tenant: str, upload_id: str) -> Head | None:
        """An upload that no event names yet, and may still."""
        if self._keeping.owner(tenant, upload_id):
            return None
        try:
            found = self._keeping.staged(tenant, upload_id)
        except (Damaged, KeyDestroyed):
            return None
        if found is None or self._keeping.now().timestamp() - found.head.at / 1_000_000 > NAMED_SECONDS:
            return None
        return found.head
