"""Units of identity in memory and in the store: sealed under the key of the customer with whom they stand."""

from collections.abc import Callable, Iterable
from functools import lru_cache

import msgspec
from cryptography.exceptions import InvalidTag
from msgspec.structs import replace

from adapters.identity.store import IdentityStore
from adapters.identity.units import DIGEST_BYTES, KeptUnit, UnitRow, digests_in
from adapters.keys.keyring import NONCE_BYTES, KeyDestroyed, Keyring
from domain.identity.handles import ASSERTED
from domain.identity.units import INTERACTION, NUMBERS, Anchor, Claimed, Unit, anchor_of

CACHED = 50_000


class Body(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What of a unit is personal."""

    claims: tuple[Claimed, ...] = ()
    names: tuple[str, ...] = ()
    told: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    heard: bool = False


_encode = msgspec.json.Encoder().encode
_body = msgspec.json.Decoder(Body)
_NOTHING = Body()


class Known(msgspec.Struct, frozen=True, gc=False):
    """A unit in memory: by what it is found, with the keyed hashes, and which of that somebody answers for (L1 and better)."""

    unit: Unit
    anchors: dict[Anchor, bytes]
    asserted: frozenset[Anchor]


class Units:
    """Found by the store's numbers of them, or by their ids; the latest looked at are in memory."""

    def __init__(self, store: IdentityStore, keyring: Keyring, random_bytes: Callable[[int], bytes]) -> None:
        self._store, self._keyring, self._random = store.units, keyring, random_bytes
        self._cache: dict[int, Known] = {}
        self._numbers: dict[str, int] = {}  # of those in memory
        self._hashed = lru_cache(CACHED)(self._hash)

    def unit(self, tenant: str, unit_id: str) -> Unit | None:
        """A unit as it stands."""
        number = self.number(tenant, unit_id)
        known = None if number is None else self.known(tenant, number)
        return None if known is None else known.unit

    def at_hand(self, tenant: str, unit_id: str) -> Unit | None:
        """A unit that is in memory."""
        number = self._numbers.get(_name(tenant, unit_id))
        return None if number is None else self._cache[number].unit

    def number(self, tenant: str, unit_id: str) -> int | None:
        """A unit's number, if it is known."""
        found = self._numbers.get(_name(tenant, unit_id))
        return self._store.number(tenant, unit_id) if found is None else found

    def known(self, tenant: str, number: int) -> Known | None:
        """A unit, and by what it is found."""
        known = self._cache.get(number)
        if known is None:
            self.read(tenant, (number,))
            known = self._cache.get(number)
        return known

    def read(self, tenant: str, numbers: Iterable[int]) -> None:
        """Have these in memory: that saves looking for one after the other."""
        cache = self._cache
        missing = [number for number in numbers if number not in cache]
        if missing:
            for row in self._store.read(missing):
                self.opened(tenant, row)

    def put(self, tenant: str, unit: Unit, before: Unit | None = None) -> None:
        """Keep a unit as it stands now; `before`: as it was kept so far, if that is known."""
        number = self.number(tenant, unit.unit_id)
        assert number is not None
        same = before is not None and before.claims == unit.claims and before.told == unit.told
        known, sealed = self._sealed(tenant, unit)
        self._keep(tenant, number, known)
        self._store.put(tenant, number, _row(known, sealed, None if same or not sealed else _found_by(known)))

    def add(self, tenant: str, unit: Unit) -> bool:
        """Keep a unit if it is new; False, and nothing, where it is known already."""
        known, sealed = self._sealed(tenant, unit)
        number = self._store.add(tenant, _row(known, sealed, _found_by(known)))
        if number is not None:
            self._keep(tenant, number, known)
        return number is not None

    def _sealed(self, tenant: str, unit: Unit) -> tuple[Known, bytes]:
        body = _encode(Body(unit.claims, unit.names, unit.told, unit.attributes, unit.heard))
        try:
            nonce = self._random(NONCE_BYTES)
            key = self._keyring.key(tenant, unit.home)
            sealed = nonce + key.encrypt(nonce, body, _bound_to(tenant, unit.unit_id, unit.home))
        except KeyDestroyed:
            sealed, unit = b"", replace(unit, claims=(), names=(), told=(), attributes=())
        return self._about(tenant, unit), sealed

    def opened(self, tenant: str, row: KeptUnit) -> Known:
        """A unit of the store; of an erased person's nothing but that it was there."""
        body = _NOTHING
        if row.sealed:
            try:
                key = self._keyring.key(tenant, row.home)
                bound = _bound_to(tenant, row.unit_id, row.home)
                body = _body.decode(key.decrypt(row.sealed[:NONCE_BYTES], row.sealed[NONCE_BYTES:], bound))
            except (KeyDestroyed, InvalidTag, msgspec.MsgspecError):
                pass
        unit = Unit(unit_id=row.unit_id, what=row.what, home=row.home, pinned=bool(row.pinned), claims=body.claims,
                    names=body.names, told=body.told, attributes=body.attributes,
                    heard=body.heard)  # fmt: skip
        known = self._about(tenant, unit, row.found_by or b"")
        self._keep(tenant, row.number, known)
        return known

    def _about(self, tenant: str, unit: Unit, found_by: bytes = b"") -> Known:
        """`found_by`: what the unit was kept under. It spares hashing: of one who was away for long nothing is in memory."""
        anchors, asserted = dict[Anchor, bytes](), set[Anchor]()
        for claim in unit.claims:
            anchor = anchor_of(claim)
            anchors[anchor] = b""
            if claim.level >= ASSERTED:
                asserted.add(anchor)
        for key, norm in unit.told:
            if key in NUMBERS:
                anchors[f"told:{key}", norm] = b""
        if len(found_by) == len(anchors) * DIGEST_BYTES:
            return Known(unit, dict(zip(anchors, digests_in(found_by), strict=True)), frozenset(asserted))
        return Known(unit, {anchor: self._hashed(tenant, anchor) for anchor in anchors}, frozenset(asserted))

    def _keep(self, tenant: str, number: int, known: Known) -> None:
        self._cache.pop(number, None)
        self._cache[number] = known
        self._numbers[_name(tenant, known.unit.unit_id)] = number
        if len(self._cache) > CACHED:
            oldest = self._cache.pop(next(iter(self._cache)))
            self._numbers.pop(_name(tenant, oldest.unit.unit_id), None)

    def forget(self) -> None:
        """Read everything anew: what was not kept was dropped."""
        self._cache.clear()
        self._numbers.clear()

    def _hash(self, tenant: str, anchor: Anchor) -> bytes:
        return self._keyring.keyed_hash(tenant, "index", "anchor", *anchor)[:DIGEST_BYTES]


def _name(tenant: str, unit_id: str) -> str:
    return f"{tenant}\x1f{unit_id}"


def _bound_to(tenant: str, unit_id: str, home: str) -> bytes:
    return "\x1f".join((tenant, home, "identity-unit", unit_id)).encode()


def _row(known: Known, sealed: bytes, found_by: bytes | None) -> UnitRow:
    unit = known.unit
    return UnitRow(unit.unit_id, unit.what, unit.home, unit.what == INTERACTION, unit.pinned, sealed, found_by)


def _found_by(known: Known) -> bytes:
    return b"".join(known.anchors.values())
