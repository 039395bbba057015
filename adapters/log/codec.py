"""Events to stored bytes and back: open fields as JSON, the others sealed under the customer's own key, one blob a mark.

state = JSON {"open": {…}, "personal": base64, "special": …, "secret": …, "delivery": …}; each blob is nonce ‖ AES-256-GCM
with AAD tenant ‖ stream ‖ event id ‖ schema ‖ mark (joined by 0x1F), so that no blob can stand in another's place.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.keys.keyring import NONCE_BYTES, KeyDamaged, KeyDestroyed, Keyring
from adapters.log.rows import Row
from adapters.log.upcasts import UPCASTS, UnknownEvent, Upcasts
from domain.customer.events import Event
from domain.privacy import SEALED_MARKS, mark_of
from domain.record import Actor, Delivery, Recorded

__all__ = ["UNREADABLE", "Codec", "Meta", "State", "UnknownEvent", "marks_of", "masked", "microseconds", "moment"]

UNREADABLE = (InvalidTag, UnknownEvent, KeyDamaged, msgspec.MsgspecError)
"""What `Codec.open` raises of an event that no repeating will open. What may pass is raised as it is."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_encode = msgspec.json.Encoder().encode
_decode_fields = msgspec.json.Decoder(dict[str, Any]).decode


class Meta(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the log says about an event besides its columns. Nothing personal: it stands in clear."""

    actor: Actor
    source: str = ""
    correlation_id: str = ""
    causation_id: str = ""
    interaction_id: str = ""
    item_id: str = ""
    appended: int = 1  # events of this delivery, this one the last


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The stored body of an event."""

    open: msgspec.Raw = msgspec.Raw(b"{}")
    personal: bytes = b""
    special: bytes = b""
    secret: bytes = b""
    delivery: bytes = b""


_marks: dict[type[Event], dict[str, str]] = {}
_meta_decoder = msgspec.json.Decoder(Meta)
_state_decoder = msgspec.json.Decoder(State)
_delivery_decoder = msgspec.json.Decoder(Delivery)


def microseconds(at: datetime) -> int:
    """Microseconds since 1970-01-01 UTC."""
    return (at - EPOCH) // timedelta(microseconds=1)


def moment(us: int) -> datetime:
    """The aware UTC time of so many microseconds."""
    return EPOCH + timedelta(0, 0, us)


def marks_of(kind: type[Event]) -> dict[str, str]:
    """Field name to mark of one event type."""
    found = _marks.get(kind)
    if found is None:
        found = _marks[kind] = {
            field.name: mark_of(field.type) or "personal" for field in msgspec.structs.fields(kind)}  # fmt: skip
    return found


class Codec:
    """Seals and opens events. `random_bytes` makes nonces; `upcasts` reads what earlier releases stored."""

    def __init__(self, keyring: Keyring, random_bytes: Callable[[int], bytes], upcasts: Upcasts = UPCASTS) -> None:
        self._keyring, self._upcasts = keyring, upcasts
        self._decoders = {
            where: msgspec.json.Decoder(kind, strict=False).decode for where, kind in upcasts.registry.items()
        }
        self._random = random_bytes

    def seal(self, event: Event, key: AESGCM, tenant: str, stream: str, event_id: bytes,
             delivery: Delivery | None = None) -> bytes:  # fmt: skip
        """The stored body of an event."""
        fields: dict[str, dict[str, Any]] = {"open": {}}
        marks = marks_of(type(event))
        for name, value in msgspec.to_builtins(event).items():
            fields.setdefault(marks[name], {})[name] = value
        blobs = {mark: _encode(fields[mark]) for mark in SEALED_MARKS if mark in fields}
        if delivery is not None:
            blobs["delivery"] = _encode(delivery)
        bound, nonces = _bound_to(tenant, stream, event_id, event.schema), self._random(NONCE_BYTES * len(blobs))
        sealed: dict[str, bytes] = {}
        for number, (mark, data) in enumerate(blobs.items()):
            nonce = nonces[number * NONCE_BYTES : (number + 1) * NONCE_BYTES]
            sealed[mark] = nonce + key.encrypt(nonce, data, bound + mark.encode())
        return _encode(State(open=msgspec.Raw(_encode(fields["open"])), **sealed))

    def open(self, row: Row) -> Recorded:
        """The event of a row. Of an erased person only the open fields are left; their texts are empty."""
        meta = _meta_decoder.decode(row.meta)
        state = _state_decoder.decode(row.state)
        parts, delivery = self._parts(row, state)
        event = self._read(row.type, row.schema, parts)
        number = row.event_id.hex()
        return Recorded(
            position=row.position, tenant=row.tenant, stream=row.stream, version=row.version,
            event_id=f"{number[:8]}-{number[8:12]}-{number[12:16]}-{number[16:20]}-{number[20:]}", occurred_at=moment(row.occurred_at),
            recorded_at=moment(row.recorded_at), actor=meta.actor, source=meta.source, delivery=delivery,
            correlation_id=meta.correlation_id, causation_id=meta.causation_id,
            event=event, prev_hash=row.prev_hash, hash=row.hash)  # fmt: skip

    def knows(self, row: Row) -> bool:
        """Whether this version reads events of the row's type and schema at all; none of its bytes are looked at."""
        return self._upcasts.knows(row.type, row.schema)

    def meta(self, row: Row) -> Meta:
        """A row's meta alone."""
        return _meta_decoder.decode(row.meta)

    def _read(self, name: str, schema: int, parts: list[bytes]) -> Event:
        """The event of its JSON objects, which have no field in common: today's schemas are decoded in one go."""
        decode = self._decoders.get((name, schema))
        if decode is not None:
            return decode(b"{" + b",".join([part[1:-1] for part in parts if len(part) > 2]) + b"}")
        fields: dict[str, Any] = {}
        for part in parts:
            fields |= _decode_fields(part)
        kind, fields = self._upcasts.read(name, schema, fields)
        return msgspec.convert(fields, kind, strict=False)

    def _parts(self, row: Row, state: State) -> tuple[list[bytes], Delivery | None]:
        parts = [bytes(state.open)]
        try:
            key = self._keyring.key(row.tenant, row.stream)
        except KeyDestroyed:
            return parts, None
        bound = _bound_to(row.tenant, row.stream, row.event_id, row.schema)
        for mark in SEALED_MARKS:
            blob = getattr(state, mark)
            if blob:
                parts.append(_unsealed(key, blob, bound, mark))
        if not state.delivery:
            return parts, None
        return parts, _delivery_decoder.decode(_unsealed(key, state.delivery, bound, "delivery"))


def _unsealed(key: AESGCM, blob: bytes, bound: bytes, mark: str) -> bytes:
    return key.decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], bound + mark.encode())


def _bound_to(tenant: str, stream: str, event_id: bytes, schema: int) -> bytes:
    """What every blob of an event is bound to; its mark comes last."""
    return f"{tenant}\x1f{stream}\x1f{event_id.hex()}\x1f{schema}\x1f".encode()


def masked(event: Event) -> dict[str, Any]:
    """An event's fields with every sealed one masked: what an auditor sees without a purpose."""
    marks = marks_of(type(event))
    fields = msgspec.to_builtins(event)
    return {name: value if marks[name] == "open" else "••••" for name, value in fields.items()}
