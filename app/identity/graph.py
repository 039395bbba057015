"""Units of identity as they stand after each event: taken in from the log, found again by what they came with."""

from collections import OrderedDict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from msgspec.structs import replace

from adapters.identity.store import Absorption, IdentityStore, UnitRow
from adapters.keys.keyring import NONCE_BYTES, KeyDestroyed, Keyring
from app.identity.resemblance import Resemblance, Resembling
from domain.customer import events as happened
from domain.identity.settling import Standing
from domain.identity.units import INTERACTION, NUMBERS, Anchor, Claimed, Unit, anchor_of
from domain.record import Recorded

TELLING = frozenset({"customer", "unknown"})
TOLD_HANDLES = frozenset({"email", "phone"})
TOLD = frozenset({*NUMBERS, "birth_date", "postcode", "address"})
MOST_CLAIMS, MOST_NAMES, MOST_TOLD = 24, 8, 16
HUB = 8  # a shared handle with more units than this is shared for good, and is not walked over
BUSY = 64  # units looked at behind one handle
WIDE = 300  # units looked at in all
CACHED = 50_000


class Body(msgspec.Struct, frozen=True, array_like=True):
    """What of a unit is personal."""

    claims: tuple[Claimed, ...] = ()
    names: tuple[str, ...] = ()
    told: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    heard: bool = False


_encode = msgspec.json.Encoder().encode
_body = msgspec.json.Decoder(Body)


class Neighbourhood(msgspec.Struct):
    """Units that may have to do with each other: those in focus are tied to what is new; others share something less.

    `shared` handles are taken as they are known: not everything that came by them is here. `whole` is False when
    there was too much to look at.
    """

    units: dict[str, Unit] = {}
    focus: set[str] = msgspec.field(default_factory=set[str])
    shared: set[Anchor] = msgspec.field(default_factory=set[Anchor])
    alike: list[Resemblance] = []
    whole: bool = True


class Graph:
    """Reads and writes on the calling thread; deterministic: the same events give the same units, on every node."""

    def __init__(self, store: IdentityStore, keyring: Keyring, random_bytes: Any) -> None:
        self.store, self._keyring, self._random = store, keyring, random_bytes
        self._cache: OrderedDict[tuple[str, str], Unit] = OrderedDict()
        self.resembling = Resembling(store, keyring, self.unit)
        self._hashed = lru_cache(CACHED)(self._hash)

    # ---- taking in ---------------------------------------------------------------------------------------------------

    def take(self, recorded: Recorded) -> set[str]:
        """Take in one event; returns the units about which there is something new to work out."""
        tenant, event = recorded.tenant, recorded.event
        match event:
            case happened.InteractionStarted():
                if not event.handles:
                    return set()
                names = (event.party_name,) if event.party_name else ()
                home = event.identity or recorded.stream
                return self._presented(tenant, event.interaction_id, INTERACTION, home, _claims(event), names)
            case happened.HandlesPresented():
                names = (event.party_name,) if event.party_name else ()
                home = event.identity or recorded.stream
                return self._presented(
                    tenant, event.presented_id, event.what, home, _claims(event), names, event.attributes
                )
            case happened.FactRecorded():
                return self._told(tenant, recorded.stream, event)
            case happened.InteractionReassigned():
                return self._moved(tenant, event)
            case happened.CustomersMerged():
                self.store.absorb(tenant, event.absorbed, Absorption(event.survivor, event.merge_id, event.by))
                return self._units_of(tenant, event.absorbed) if event.by else set()
            case happened.CustomersUnmerged():
                return self._unmerged(tenant, event)
            case happened.MatchDismissed():
                self.store.tell_apart(tenant, recorded.stream, event.other_customer)
                return self._units_of(tenant, recorded.stream) if event.by else set()
            case _:
                return set()

    def _presented(self, tenant: str, unit_id: str, what: str, home: str, claims: tuple[Claimed, ...],
                   names: tuple[str, ...], attributes: tuple[tuple[str, str], ...] = ()) -> set[str]:  # fmt: skip
        before = self.unit(tenant, unit_id)
        unit = before or Unit(unit_id=unit_id, what=what, home=home)
        return self._renew(tenant, before, replace(
            unit, claims=_more(unit.claims, claims, MOST_CLAIMS), names=_more(unit.names, names, MOST_NAMES),
            attributes=_more(unit.attributes, attributes, MOST_TOLD)))  # fmt: skip

    def _told(self, tenant: str, stream: str, event: happened.FactRecorded) -> set[str]:
        if event.interaction_id is None or event.stated_by not in TELLING or not event.norm:
            return set()
        before = self.unit(tenant, event.interaction_id)
        unit = before or Unit(unit_id=event.interaction_id, what=INTERACTION, home=stream)
        if event.key == "name":
            unit = replace(unit, names=_more(unit.names, (event.value,), MOST_NAMES))
        elif event.key in TOLD_HANDLES:
            unit = replace(unit, claims=_more(unit.claims, (Claimed(event.key, event.norm, 0),), MOST_CLAIMS))
        elif event.key in TOLD:
            unit = replace(unit, told=_more(unit.told, ((event.key, event.norm),), MOST_TOLD))
        unit = replace(unit, heard=unit.heard or event.channel == "phone")
        return self._renew(tenant, before, unit)

    def _moved(self, tenant: str, event: happened.InteractionReassigned) -> set[str]:
        home = event.identity or event.to_customer
        if event.provisional:
            moved = [self._opened(tenant, row) for row in self.store.at_home(tenant, event.from_customer)]
        else:
            unit = self.unit(tenant, event.interaction_id)
            moved = [unit] if unit is not None else []
        for unit in moved:
            if unit.home != home or bool(event.by) > unit.pinned:
                self.put(tenant, replace(unit, home=home, pinned=unit.pinned or bool(event.by)))
        return {unit.unit_id for unit in moved} if event.by else set()

    def _unmerged(self, tenant: str, event: happened.CustomersUnmerged) -> set[str]:
        self.store.release(tenant, event.merge_id)
        if not event.by:
            return set()
        self.store.tell_apart(tenant, event.survivor, event.absorbed)
        return self._units_of(tenant, event.survivor) | self._units_of(tenant, event.absorbed)

    def _units_of(self, tenant: str, customer: str) -> set[str]:
        return {row.unit_id for row in self.store.at_home(tenant, customer)[:BUSY]}

    def _renew(self, tenant: str, before: Unit | None, unit: Unit) -> set[str]:
        if unit == before:
            return set()
        self.put(tenant, unit, before)
        self.resembling.renew(tenant, unit)
        return {unit.unit_id} if unit.claims or unit.told else set()

    # ---- units -------------------------------------------------------------------------------------------------------

    def unit(self, tenant: str, unit_id: str) -> Unit | None:
        """A unit as it stands."""
        unit = self._cache.get((tenant, unit_id))
        if unit is None:
            row = self.store.unit(tenant, unit_id)
            unit = None if row is None else self._opened(tenant, row)
        return unit

    def put(self, tenant: str, unit: Unit, before: Unit | None = None) -> None:
        """Keep a unit as it stands now; `before`: as it was kept so far, if that is known."""
        body = _encode(Body(unit.claims, unit.names, unit.told, unit.attributes, unit.heard))
        try:
            nonce = self._random(NONCE_BYTES)
            key = self._keyring.key(tenant, unit.home)
            sealed = nonce + key.encrypt(nonce, body, _bound_to(tenant, unit.unit_id, unit.home))
        except KeyDestroyed:
            sealed, unit = b"", replace(unit, claims=(), names=(), told=(), attributes=())
        row = UnitRow(unit.unit_id, unit.what, unit.home, unit.pinned, sealed)
        found_by = before is not None and before.claims == unit.claims and before.told == unit.told
        self.store.put(tenant, row, () if found_by else self._digests(tenant, unit))
        self._remember(tenant, unit)

    def _opened(self, tenant: str, row: UnitRow) -> Unit:
        body = Body()
        if row.sealed:
            try:
                key = self._keyring.key(tenant, row.home)
                bound = _bound_to(tenant, row.unit_id, row.home)
                body = _body.decode(key.decrypt(row.sealed[:NONCE_BYTES], row.sealed[NONCE_BYTES:], bound))
            except (KeyDestroyed, InvalidTag, msgspec.MsgspecError):  # erased: nothing is known of it
                pass
        unit = Unit(unit_id=row.unit_id, what=row.what, home=row.home, pinned=bool(row.pinned), claims=body.claims,
                    names=body.names, told=body.told, attributes=body.attributes,
                    heard=body.heard)  # fmt: skip
        self._remember(tenant, unit)
        return unit

    def _remember(self, tenant: str, unit: Unit) -> None:
        self._cache[tenant, unit.unit_id] = unit
        self._cache.move_to_end((tenant, unit.unit_id))
        if len(self._cache) > CACHED:
            self._cache.popitem(last=False)

    def forget_cached(self) -> None:
        """Read everything anew: what was not kept was dropped."""
        self._cache.clear()

    # ---- who may have to do with whom --------------------------------------------------------------------------------

    def around(self, tenant: str, unit_ids: Iterable[str]) -> Neighbourhood:
        """What is tied to these units, and what shares a told or shared handle with any of those, with its own ties."""
        found, beyond = Neighbourhood(), dict[bytes, Anchor]()
        walked = set[bytes]()
        self._walk(tenant, list(unit_ids), found, beyond, walked)
        found.focus = set(found.units)
        further = self._beside(tenant, found)
        found.alike = [each for unit_id in sorted(found.focus) for each in self.resembling.of(tenant, unit_id)]
        further += [each.other for each in found.alike]
        for digest, anchor in beyond.items():
            came = self.store.came_by(tenant, digest, HUB + 1)
            if len(came) <= HUB:
                further += came
            elif self.store.shared(tenant, digest):
                found.shared.add(anchor)
        edge = dict[bytes, Anchor]()
        self._walk(tenant, further, found, edge, walked)
        found.shared |= {
            anchor for digest, anchor in edge.items() if digest not in beyond and self.store.shared(tenant, digest)
        }
        return found

    def _beside(self, tenant: str, found: Neighbourhood) -> list[str]:
        """What else stands with the same customers: whose they are most is seen only beside it."""
        return [unit_id for home in {unit.home for unit in found.units.values()}
                for unit_id in self.store.beside(tenant, home, HUB) if unit_id not in found.units]  # fmt: skip

    def _walk(self, tenant: str, waiting: list[str], found: Neighbourhood, beyond: dict[bytes, Anchor],
              walked: set[bytes]) -> None:  # fmt: skip
        """Take in these units and all that are tied to them; `beyond` gets the handles that tie nobody."""
        for unit_id in waiting:  # grows while it is walked
            unit = self.unit(tenant, unit_id)
            if unit is None or unit_id in found.units:
                continue
            found.units[unit_id] = unit
            for anchor, digest in self._anchors(tenant, unit).items():
                if digest in walked:
                    continue
                if not self._ties(tenant, unit, anchor, digest):
                    beyond[digest] = anchor
                    continue
                walked.add(digest)
                beyond.pop(digest, None)
                came = self.store.came_by(tenant, digest, BUSY)
                found.whole = found.whole and len(came) < BUSY and len(waiting) + len(came) < WIDE
                waiting += came if len(waiting) < WIDE else ()

    def _ties(self, tenant: str, unit: Unit, anchor: Anchor, digest: bytes) -> bool:
        asserted = any(claim.level > 0 and anchor_of(claim) == anchor for claim in unit.claims)
        return asserted and not self.store.shared(tenant, digest)

    def merges(self, tenant: str, units: Iterable[Unit]) -> dict[str, Standing]:
        """The merges that stand between the homes of units and whoever answers for them, by absorbed customer."""
        found: dict[str, Standing] = {}
        for home in {unit.home for unit in units}:
            while home not in found and (by := self.store.absorption(tenant, home)) is not None:
                found[home] = Standing(by.merge_id, by.survivor, home, by.by)
                home = by.survivor
        return found

    def digest(self, tenant: str, anchor: Anchor) -> bytes:
        """The keyed hash by which units with this handle are found."""
        return self._hashed(tenant, anchor)

    def _hash(self, tenant: str, anchor: Anchor) -> bytes:
        return self._keyring.keyed_hash(tenant, "index", "anchor", *anchor)[:16]

    def _anchors(self, tenant: str, unit: Unit) -> dict[Anchor, bytes]:
        anchors = [*map(anchor_of, unit.claims), *((f"told:{key}", norm) for key, norm in unit.told if key in NUMBERS)]
        return {anchor: self.digest(tenant, anchor) for anchor in anchors}

    def _digests(self, tenant: str, unit: Unit) -> list[bytes]:
        return list(self._anchors(tenant, unit).values())


def _claims(event: happened.InteractionStarted | happened.HandlesPresented) -> tuple[Claimed, ...]:
    return tuple(Claimed(each.kind, value, each.level, each.digest)
                 for each, value in zip(event.handles, event.values, strict=False))  # fmt: skip


def _more(before: tuple[Any, ...], new: tuple[Any, ...], most: int) -> tuple[Any, ...]:
    """Both, each once, in an order of their own: whichever came first."""
    return tuple(sorted({*before, *new}))[:most] if not set(new) <= set(before) else before


def _bound_to(tenant: str, unit_id: str, home: str) -> bytes:
    return "\x1f".join((tenant, home, "identity-unit", unit_id)).encode()
