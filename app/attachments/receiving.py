"""One call that sends an attachment's bytes: counted, recognised and sealed part by part as they come."""

import asyncio
import hashlib
from collections.abc import AsyncIterator

import msgspec

from adapters.attachments.kinds import PICTURES, kind_of
from adapters.attachments.pixels import pixels
from adapters.attachments.sealing import PART_BYTES, Damaged, Head
from adapters.keys.keyring import KeyDestroyed
from app.attachments.keeping import Keeping, staged_place
from app.problems import FieldError, Problem, unprocessable
from app.security.principals import Principal
from domain.errors import IdempotencyConflict

WAITING_COUNT = 10_000  # uploads of one tenant without an event: each is looked at when the next one comes


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What a sender says of the bytes. `sha256` (hexadecimal): of a Content-Digest, empty without one."""

    key: str
    media_type: str
    sha256: str = ""
    length: int | None = None


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes that are durable here. `again`: they were before this call."""

    upload_id: str
    head: Head
    again: bool


class Room(msgspec.Struct, frozen=True):
    """Bytes that one attachment may have, and that all which wait for their event may have together, of one tenant."""

    one: int
    waiting: int


async def receive(
    keeping: Keeping, principal: Principal, sent: Sent, chunks: AsyncIterator[bytes], room: Room
) -> Received:
    """Take in one attachment; nothing of it stays if it is refused.

    Raises Problem 413, 422 and 429, IdempotencyConflict, AttachmentsUnavailable, KeysUnavailable.
    """
    most = room.one
    if sent.length is not None and sent.length > most:
        raise too_large(most)
    upload_id = keeping.upload_id(principal.tenant, principal.source, sent.key)
    await asyncio.to_thread(_see_room, keeping, principal.tenant, upload_id, room.waiting - (sent.length or 0))
    incoming = await asyncio.to_thread(_Incoming, keeping, principal, sent, upload_id)
    try:
        async for part in in_parts(chunks, most):
            await asyncio.to_thread(incoming.take, part)
        return await asyncio.to_thread(incoming.end)
    finally:
        await asyncio.to_thread(incoming.writing.drop)


async def in_parts(chunks: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    """The same bytes in parts of one size. Raises Problem 413 when there are more than so many."""
    waiting, count = bytearray(), 0
    async for chunk in chunks:
        count += len(chunk)
        if count > most:
            raise too_large(most)
        waiting += chunk
        while len(waiting) >= PART_BYTES:
            yield bytes(waiting[:PART_BYTES])
            del waiting[:PART_BYTES]
    if waiting:
        yield bytes(waiting)


def too_large(most: int) -> Problem:
    """More than the settings allow."""
    return Problem(413, "too-large", "The attachment is too large.", f"It may have {most // 1_000_000} MB.")


def _see_room(keeping: Keeping, tenant: str, upload_id: str, most: int) -> None:
    """Raises Problem 429 where too much waits; not at what came before, whose answer may have been lost."""
    found = keeping.store.waiting(tenant)
    if found.uploads < WAITING_COUNT and found.size <= most:
        return
    if keeping.store.head(staged_place(tenant, upload_id)) is None and not keeping.owner(tenant, upload_id):
        raise Problem(429, "too-much-waits", "Too many attachments wait for the events that name them.",
                      "Send those events; what no event names within a day is removed.",
                      headers={"Retry-After": "60"})  # fmt: skip


class _Incoming:
    """Bytes on their way in. Its steps wait for a disk: each runs on a thread, one after the other."""

    def __init__(self, keeping: Keeping, principal: Principal, sent: Sent, upload_id: str) -> None:
        self._keeping, self._principal, self._sent, self._upload_id = keeping, principal, sent, upload_id
        place, self._seal, self._key_name = keeping.staging(principal.tenant, upload_id)
        self.writing = keeping.store.begin(place)
        self._digest, self._size, self._parts = hashlib.sha256(), 0, 0
        self._kind, self._pixels = "", None

    def take(self, part: bytes) -> None:
        """The next part; the first tells what all of it is. Raises Problem 422."""
        if self._parts == 0:
            kind = kind_of(self._sent.media_type, part)
            if kind is None:
                raise unprocessable(
                    [FieldError("/Content-Type", "is not what the bytes are")], "Say the type they have, or none.")  # fmt: skip
            self._kind, self._pixels = kind, pixels(kind, part) if kind in PICTURES else None
        self._digest.update(part)
        self._size += len(part)
        self._parts += 1
        self.writing.put(self._seal.part(self._parts, part))

    def end(self) -> Received:
        """All of it came. Raises Problem 422, IdempotencyConflict."""
        if not self._parts:
            raise unprocessable([FieldError("/", "an attachment has at least one byte")])
        sha256 = self._digest.hexdigest()
        if self._sent.sha256 and self._sent.sha256 != sha256:
            raise unprocessable([FieldError("/Content-Digest", "is not the digest of the bytes that came")])
        width, height = self._pixels or (None, None)
        head = Head(sha256=sha256, size=self._size, media_type=self._kind, parts=self._parts, width=width, height=height,
                    source=self._principal.source, at=round(self._keeping.now().timestamp() * 1_000_000))  # fmt: skip
        again = self._before(sha256) or self._named(sha256) or self._kept_another(sha256, head)
        return Received(upload_id=self._upload_id, head=head, again=again)

    def _kept_another(self, sha256: str, head: Head) -> bool:
        """Keep it. Whether the same call, going on beside this one, was first. Raises IdempotencyConflict."""
        told = self._key_name.encode() + b"\x1f" + self._seal.head(head)
        if not self.writing.end(told):
            if not self._before(sha256) and not self._named(sha256):
                raise IdempotencyConflict(self._upload_id)
            return True
        try:
            return self._named(sha256)  # the other may have been named and moved on, so that its place was free
        except IdempotencyConflict:
            self._keeping.store.remove(staged_place(self._principal.tenant, self._upload_id), told)
            raise

    def _named(self, sha256: str) -> bool:
        """Whether it came before and an event names it. Raises IdempotencyConflict if other bytes did."""
        tenant = self._principal.tenant
        owned = self._keeping.owned(tenant, self._upload_id)
        if owned is None:
            return False
        if not self._keeping.is_of(tenant, owned, sha256):
            raise IdempotencyConflict(self._upload_id)
        return True

    def _before(self, sha256: str) -> bool:
        """Whether the same call came before and waits for its event. Raises IdempotencyConflict if other bytes did."""
        tenant = self._principal.tenant
        place = staged_place(tenant, self._upload_id)
        told = self._keeping.store.head(place)
        if told is None:
            return False
        try:
            found = self._keeping.staged_as(tenant, self._upload_id, told)
            if found.head.sha256 == sha256:
                for _ in found.parts:  # who sends it again is not told that it is here unless it is
                    pass
        except (Damaged, KeyDestroyed):  # nobody can read it: what comes now takes its place, unless another has by now
            self._keeping.store.remove(place, told)
            return False
        if found.head.sha256 != sha256:
            raise IdempotencyConflict(self._upload_id)
        return True
