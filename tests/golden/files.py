"""Golden files: what each (type, schema) ever released looks like stored, and what it must open to.

events/<type>.v<schema>.<n>.json: the plain fields, one sealed row under a fixed key, and what it opened to then.
events/<type>.v<schema>.<n>.as.v<today>.json: the fields as today's schema has them, once today's is a later one.
MANIFEST: the digest of every file. Files are added, never changed.
"""

import base64
import hashlib
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.keys.keyring import KeyDestroyed
from adapters.log.codec import Codec, Meta, microseconds
from adapters.log.rows import Row, row_hash
from adapters.log.upcasts import UPCASTS
from domain.customer.events import Event
from domain.record import Actor, Delivery, Recorded

FOLDER = Path(__file__).parent / "events"
MANIFEST = Path(__file__).parent / "MANIFEST"
OCCURRED, RECORDED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC), datetime(2026, 11, 20, 12, 0, 1, 234567, tzinfo=UTC)
META = Meta(
    actor=Actor(kind="agent", id="a-7"), source="//demo/whatsapp/main", correlation_id="k-1", causation_id="e-1",
    interaction_id="i-019a9f2b", item_id="t-019a9f2c", appended=2)  # fmt: skip
DELIVERY = Delivery(id="wamid.HBgLNDg2MDEwMDAyMTQ", subject="wa:48601000214")
_BYTES = ("event_id", "intake_key", "body_digest", "prev_hash", "hash")


class Golden(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file."""

    type: str
    schema: int
    fields: dict[str, Any]  # plain, as the event's release wrote them
    key: str  # the customer's, hex
    row: dict[str, Any]  # every column; bytes as hex, meta and state as text
    opens_to: dict[str, Any]  # the envelope and the event's fields, as read by the release that wrote it


class OneKey:
    """A keyring with one customer's key; or with none, when the person was erased."""

    def __init__(self, key: bytes | None) -> None:
        self._key = key

    def key(self, tenant: str, stream: str) -> AESGCM:
        if self._key is None:
            raise KeyDestroyed(stream)
        return AESGCM(self._key)


def paths() -> list[Path]:
    """Every golden file of an event."""
    return sorted(path for path in FOLDER.glob("*.json") if ".as." not in path.name)


def read(path: Path) -> Golden:
    """One file; strictly."""
    return msgspec.json.decode(path.read_bytes(), type=Golden)


def row_of(golden: Golden) -> Row:
    """The stored row."""
    columns = {name: bytes.fromhex(value) if name in _BYTES and value is not None else value
               for name, value in golden.row.items()}  # fmt: skip
    return Row(**columns | {"meta": golden.row["meta"].encode(), "state": golden.row["state"].encode()})


def opened(golden: Golden, key: bytes | None) -> Recorded:
    """What the row opens to now."""
    keyring: Any = OneKey(key)
    return Codec(keyring, bytes, UPCASTS).open(row_of(golden))


def shown(recorded: Recorded) -> dict[str, Any]:
    """The envelope and the event's plain fields, as JSON has them."""
    names = [name for name in Recorded.__struct_fields__ if name not in {"event", "prev_hash", "hash"}]
    envelope = {name: getattr(recorded, name) for name in names}
    return msgspec.json.decode(msgspec.json.encode(envelope | {"event": recorded.event}))


def covered(there: Iterable[Golden], name: str, schema: int) -> set[str]:
    """Which fields of an event stand in these files."""
    return {field for each in there if (each.type, each.schema) == (name, schema) for field in each.fields}


def covered_envelope(there: Iterable[Golden]) -> set[str]:
    """Which fields of Meta and Delivery do."""
    return {field for each in there for part in (msgspec.json.decode(each.row["meta"]), unsealed_by_hand(each)[1])
            for field in part}  # fmt: skip


def seal(event: Event) -> Golden:
    """Store an event as this release does, under a key and nonces that are the same every time."""
    key = hashlib.sha256(f"golden {event.name}".encode()).digest()
    keyring: Any = OneKey(key)
    chance = random.Random(f"{event.name}.{event.schema}").randbytes
    tenant, stream, event_id = "demo", "c-019a9f2a", chance(16)
    state = Codec(keyring, chance).seal(event, AESGCM(key), tenant, stream, event_id, DELIVERY)
    columns = (41, tenant, stream, 7, event_id, chance(32), chance(32), event.name, event.schema, microseconds(OCCURRED),
               microseconds(RECORDED), msgspec.json.encode(META), state)  # fmt: skip
    prev_hash = chance(32)
    row = Row(*columns, prev_hash, row_hash(columns, prev_hash))
    shown_row = {name: value.hex() if name in _BYTES else value.decode() if isinstance(value, bytes) else value
                 for name, value in row._asdict().items()}  # fmt: skip
    golden = Golden(type=event.name, schema=event.schema, fields=msgspec.json.decode(msgspec.json.encode(event)), key=key.hex(), row=shown_row,
                    opens_to={})  # fmt: skip
    return msgspec.structs.replace(golden, opens_to=shown(opened(golden, key)))


def unsealed_by_hand(golden: Golden) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields and delivery, read by docs/log-format.md alone, without our codec."""
    row, cipher = golden.row, AESGCM(bytes.fromhex(golden.key))
    state, found = msgspec.json.decode(row["state"]), {}
    for mark in ("personal", "special", "secret", "delivery"):
        if mark in state:
            blob = base64.b64decode(state[mark], validate=True)
            bound_to = "\x1f".join((row["tenant"], row["stream"], row["event_id"], str(row["schema"]), mark)).encode()
            found[mark] = msgspec.json.decode(cipher.decrypt(blob[:12], blob[12:], bound_to))
    delivery = found.pop("delivery")
    fields: dict[str, Any] = dict(state.get("open", {}))
    for part in found.values():
        fields |= part
    return fields, delivery


def hash_by_hand(row: dict[str, Any]) -> str:
    """The row's hash, by docs/log-format.md alone."""
    hashed = hashlib.sha256(bytes.fromhex(row["prev_hash"]))
    for name, value in row.items():
        if name == "hash":
            continue
        if value is None:
            hashed.update(b"\xff\xff\xff\xff")
            continue
        data = (bytes.fromhex(value) if name in _BYTES else value.to_bytes(8, "big", signed=True) if isinstance(value, int)
                else value.encode())  # fmt: skip
        hashed.update(len(data).to_bytes(4, "big") + data)
    return hashed.hexdigest()


def digests() -> Iterator[tuple[str, str]]:
    """Name and digest of every file there is."""
    for path in sorted(FOLDER.glob("*.json")):
        yield path.name, hashlib.sha256(path.read_bytes()).hexdigest()


def manifest() -> dict[str, str]:
    """Name and digest of every file there was when it was written."""
    lines = MANIFEST.read_text().splitlines() if MANIFEST.exists() else []
    return {name: digest for digest, name in (line.split("  ") for line in lines)}
