"""A decision's events, sealed and ready for the writer; and quarantined bodies, sealed under the tenant's own key."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from adapters.keys.keyring import NONCE_BYTES, KeyDestroyed, Keyring, NewKey
from adapters.log.appends import Append, Cas, NewEvent
from adapters.log.codec import Codec, Meta, marks_of, microseconds
from adapters.log.rows import Row
from app.ids import Ids
from domain.customer.arrivals import Arrival
from domain.customer.decisions import Entry, Plan
from domain.customer.events import Event
from domain.memory.secrets import mask_all
from domain.record import Actor, Delivery

_encode = msgspec.json.Encoder().encode
_ACTORS = {"customer": "customer", "agent": "agent", "supervisor": "agent", "store_associate": "agent", "bot": "bot"}


class Sealing:
    """Knows keys and bytes, so that deciding need not."""

    def __init__(self, keyring: Keyring, codec: Codec, ids: Ids, random_bytes: Callable[[int], bytes]) -> None:
        self._keyring, self._codec, self._ids, self._random = keyring, codec, ids, random_bytes

    def append(self, plan: Plan, arrival: Arrival, tenant: str, intake_key: bytes, body_digest: bytes,
               claims: list[Cas], release: str) -> Append:  # fmt: skip
        """The append that carries a plan. The last event records the delivery."""
        new_keys: list[NewKey] = []
        if plan.registered is not None:
            new_keys.append(self._keyring.begin(tenant, plan.registered))
        actor = Actor(kind=_ACTORS.get(arrival.author.role, "adapter"))
        last = len(plan.entries) - 1
        events = [
            self._sealed(entry, tenant, arrival, plan, actor, index == last, len(plan.entries))
            for index, entry in enumerate(plan.entries)]  # fmt: skip
        return Append(
            tenant=tenant, events=events, intake_key=intake_key, body_digest=body_digest, claims=claims,
            new_keys=new_keys, released=release)  # fmt: skip

    def keep(self, tenant: str, entry_id: str, event: dict[str, Any], digest: bytes) -> bytes:
        """A quarantined event, masked and sealed: what could not be understood may hold anything.

        `digest` is that of its content as it was sent, by which it is known again.
        """
        masked = event | {"data": mask_all(event["data"])} if "data" in event else event
        nonce = self._random(NONCE_BYTES)
        cipher = self._keyring.tenant_cipher(tenant, "quarantine")
        body = _encode({"event": masked, "digest": digest.hex()})
        return nonce + cipher.encrypt(nonce, body, f"{tenant}\x1f{entry_id}".encode())

    def unkeep(self, tenant: str, entry_id: str, sealed: bytes) -> tuple[dict[str, Any], bytes | None]:
        """The event of a quarantine entry and the digest it came with; an entry from before 0.3 was kept as it came, without."""
        cipher = self._keyring.tenant_cipher(tenant, "quarantine")
        where = f"{tenant}\x1f{entry_id}".encode()
        kept = msgspec.json.decode(cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], where))
        return (kept, None) if "specversion" in kept else (kept["event"], bytes.fromhex(kept["digest"]))

    def meta(self, row: Row) -> Meta:
        """What a stored row says in clear."""
        return self._codec.meta(row)

    def event(self, row: Row) -> Event:
        """The event of a stored row."""
        return self._codec.open(row).event

    def _sealed(
        self, entry: Entry, tenant: str, arrival: Arrival, plan: Plan, actor: Actor, last: bool, count: int
    ) -> NewEvent:
        event_id = self._ids.event_id()
        meta, delivery = Meta(actor=actor, source=arrival.source), None
        if last:
            delivery = Delivery(id=arrival.id, subject=arrival.thread)
            meta = Meta(actor=actor, source=arrival.source, appended=count, interaction_id=plan.interaction_id or "",
                        item_id=plan.item_id or "")  # fmt: skip
        event = entry.event
        try:
            key = self._keyring.key(tenant, entry.stream)
        except KeyDestroyed:
            if last:
                raise
            event, key = open_part(event), self._keyring.tenant_cipher(tenant, "nothing")  # as Pen does it
        state = self._codec.seal(event, key, tenant, entry.stream, event_id, delivery)
        return NewEvent(
            entry.stream, event_id, event.name, event.schema, microseconds(arrival.occurred_at), _encode(meta), state)  # fmt: skip


def open_part(event: Event) -> Event:
    """An event without anything that would have to be sealed."""
    marks = marks_of(type(event))
    fields: Mapping[str, object] = msgspec.structs.asdict(event)
    return type(event)(**{name: value for name, value in fields.items() if marks[name] == "open"})
