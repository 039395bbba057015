"""Where an attachment's bytes stand, and under which key.

    staged   under the tenant's key of the day, by the name of the call that sent them; named within a day or never
    kept     under the customer's own key, by tenant, stream and content: the same bytes of one customer are kept once

A claim in the log, written with the event that names an upload, says whose it is. Moving it there can be done again.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice

import msgspec

from adapters.attachments.sealing import Damaged, Head, Seal
from adapters.attachments.store import KEPT, STAGED, AttachmentStore, AttachmentsUnavailable, Place
from adapters.keys.keyring import KeyDestroyed, Keyring
from adapters.log.appends import Cas
from adapters.log.reading import LogReader
from domain.customer.events import Attachment

_DAYS = "staged."
_KEY_OF_DAY = f"{_DAYS}%Y-%m-%d"
_OWNERS = 1_000  # whose bytes are removed at once
_LETTERS = bytes.maketrans(b"0123456789abcdef", b"abcdefghijklmnop")
_encode = msgspec.json.Encoder().encode


class Owned(msgspec.Struct, frozen=True):
    """Whose an upload is: the stream of the event that names it. `mark`: a keyed hash of its bytes."""

    customer_id: str
    mark: str


class Bytes(msgspec.Struct, frozen=True):
    """An attachment opened: what is known of it, and its content in parts (which raise Damaged)."""

    head: Head
    parts: Iterator[bytes]


class Keeping:
    """Every call waits for a disk or a server: not for the event loop. Each raises AttachmentsUnavailable, KeysUnavailable."""

    def __init__(self, store: AttachmentStore, keyring: Keyring, reader: LogReader, clock: Callable[[], int],
                 random_bytes: Callable[[int], bytes]) -> None:  # fmt: skip
        self.store, self.random_bytes = store, random_bytes
        self._keyring, self._reader, self._clock = keyring, reader, clock

    # ---- as it comes in ----------------------------------------------------------------------------------------------

    def upload_id(self, tenant: str, source: str, key: str) -> str:
        """The name of what one call sends: the same for the same Idempotency-Key."""
        digest = self._keyring.keyed_hash(tenant, "index", "upload", source, key)
        return "a-" + digest[:16].hex().encode().translate(_LETTERS).decode()

    def staging(self, tenant: str, upload_id: str) -> tuple[Place, Seal, str]:
        """Where an upload is written, by what it is sealed, and that key's name."""
        place, name = staged_place(tenant, upload_id), self.now().strftime(_KEY_OF_DAY)
        return place, Seal(self._keyring.key_made(tenant, name, self._clock()), place, self.random_bytes), name

    def staged(self, tenant: str, upload_id: str) -> Bytes | None:
        """An upload that is still where it came in. Raises Damaged, KeyDestroyed."""
        told = self.store.head(staged_place(tenant, upload_id))
        return None if told is None else self.staged_as(tenant, upload_id, told)

    def staged_as(self, tenant: str, upload_id: str, told: bytes) -> Bytes:
        """The one of this sealed head. Raises Damaged, KeyDestroyed."""
        place = staged_place(tenant, upload_id)
        name, _, sealed = told.partition(b"\x1f")
        seal = Seal(self._keyring.key(tenant, name.decode()), place, self.random_bytes)
        head = seal.open_head(sealed)
        return Bytes(head, seal.open_parts(head, self.store.parts(place)))

    # ---- whose it is -------------------------------------------------------------------------------------------------

    def owner(self, tenant: str, upload_id: str) -> str:
        """The stream whose event names it; empty when none does."""
        owned = self.owned(tenant, upload_id)
        return owned.customer_id if owned is not None else ""

    def owned(self, tenant: str, upload_id: str) -> Owned | None:
        """Whose it is, and what; None when no event names it."""
        value = self._reader.claim(tenant, self._claim_key(tenant, upload_id))
        return msgspec.json.decode(value, type=Owned) if value is not None else None

    def claims(self, tenant: str, stream: str, attachments: tuple[Attachment, ...]) -> list[Cas]:
        """What an append says about the uploads that its event names: theirs, and nobody's before."""
        named = {
            each.attachment_id: self._mark(tenant, stream, each.sha256) for each in attachments if each.attachment_id
        }
        return [Cas(self._claim_key(tenant, each), None, _encode(Owned(stream, mark))) for each, mark in named.items()]

    def is_of(self, tenant: str, owned: Owned, sha256: str) -> bool:
        """Whether what is owned has this digest."""
        return owned.mark == self._mark(tenant, owned.customer_id, sha256)

    def move(self, tenant: str, stream: str, upload_id: str) -> None:
        """Seal an upload anew under its customer's key and take it from where it came in; nothing if that was done.

        An upload of somebody who was erased meanwhile is removed. Raises Damaged.
        """
        place = staged_place(tenant, upload_id)
        try:
            found = self.staged(tenant, upload_id)
            if found is None:
                return
            self._keep(tenant, stream, found)
        except KeyDestroyed:  # the customer's, or the day's: nobody can read it any more
            pass
        self.store.remove(place)

    def open(self, tenant: str, attachment: Attachment) -> Bytes | None:
        """The bytes of an item's attachment, wherever they stand by now. None: they are gone. Raises Damaged.

        They stay with the stream of the event that named them, whichever page its item stands on and wherever it was
        changed since.
        """
        stream = self.owner(tenant, attachment.attachment_id)
        if not stream:
            return None
        try:
            found = self._kept(tenant, stream, attachment.sha256)
            if found is None:
                found = self.staged(tenant, attachment.attachment_id)
                if found is not None:
                    return Bytes(found.head, self._onward(tenant, stream, found))
            return found or self._kept(tenant, stream, attachment.sha256)  # moved between two looks
        except KeyDestroyed:
            return None

    def _onward(self, tenant: str, stream: str, found: Bytes) -> Iterator[bytes]:
        """A staged upload's parts; they go on from where it is kept when it is moved while it is read. Raises Damaged."""
        count = 0
        try:
            for part in found.parts:
                yield part
                count += 1
        except Damaged:
            try:
                kept = self._kept(tenant, stream, found.head.sha256)
            except KeyDestroyed:
                kept = None
            if kept is None:
                raise
            yield from islice(kept.parts, count, None)

    def _keep(self, tenant: str, stream: str, found: Bytes) -> None:
        place = self._kept_place(tenant, stream, found.head.sha256)
        if self.store.head(place) is not None:
            return
        seal = Seal(self._keyring.key(tenant, stream), place, self.random_bytes)
        writing = self.store.begin(place)
        try:
            for number, part in enumerate(found.parts, 1):
                writing.put(seal.part(number, part))
            writing.end(seal.head(msgspec.structs.replace(found.head, source="")))
        finally:
            writing.drop()

    def _kept(self, tenant: str, stream: str, sha256: str) -> Bytes | None:
        place = self._kept_place(tenant, stream, sha256)
        sealed = self.store.head(place)
        if sealed is None:
            return None
        seal = Seal(self._keyring.key(tenant, stream), place, self.random_bytes)
        head = seal.open_head(sealed)
        return Bytes(head, seal.open_parts(head, self.store.parts(place)))

    def _kept_place(self, tenant: str, stream: str, sha256: str) -> Place:
        return Place(KEPT, tenant, stream, self._mark(tenant, stream, sha256))

    def _mark(self, tenant: str, stream: str, sha256: str) -> str:
        """A keyed hash: the plain one would tell who knows a file that somebody sent it."""
        return self._keyring.keyed_hash(tenant, "index", "attachment", stream, sha256).hex()

    def _claim_key(self, tenant: str, upload_id: str) -> bytes:
        return self._keyring.keyed_hash(tenant, "index", "attachment-owner", upload_id)

    # ---- the keys of days --------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The time of day."""
        return datetime.fromtimestamp(self._clock() / 1_000_000, UTC)

    def destroy_days(self, days: int, but_for: Mapping[Place, float]) -> None:
        """Destroy every tenant's keys of so many days ago and before, but for those that these uploads may stand under.

        They are given with the time since when they are there (seconds since 1970): one began on that day or the one before.
        """
        came = [(place.tenant, datetime.fromtimestamp(at, UTC)) for place, at in but_for.items()]
        held = {(tenant, (at - timedelta(days=ago)).strftime(_KEY_OF_DAY)) for tenant, at in came for ago in (0, 1)}
        last = (self.now() - timedelta(days=days)).strftime(_KEY_OF_DAY)
        for tenant, name in self._keyring.names(_DAYS, last):
            if (tenant, name) not in held:
                self._keyring.destroy(tenant, name, self._clock())

    def forget_erased(self, after: int, stopped: Callable[[], bool]) -> int:
        """Remove what is left of customers whose key was destroyed after this number. Returns up to which all of them are.

        What cannot be removed now is left for the next time, and does not keep what comes behind it.
        """
        destroyed, left = iter(self._keyring.destroyed_since(after)), list[int]()
        while not stopped() and (some := list(islice(destroyed, _OWNERS))):
            gone = [(each.tenant, each.stream) for each in some if not each.stream.startswith(_DAYS)]
            try:
                if gone:
                    self.store.remove_owners(gone)
            except AttachmentsUnavailable:
                left.append(after)
            after = max(after, some[-1].number)
        return min(left, default=after)


def staged_place(tenant: str, upload_id: str) -> Place:
    """Where an upload stands until it is known whose it is."""
    return Place(STAGED, tenant, "", upload_id)
