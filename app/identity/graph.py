"""Units of identity as they stand after each event: taken in from the log, found again by what they came with."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from adapters.identity.store import Absorption, IdentityStore
from adapters.keys.keyring import Keyring
from app.identity.resemblance import Resemblance, Resembling
from app.identity.units import Units
from domain.customer import events as happened
from domain.identity.settling import Standing
from domain.identity.units import INTERACTION, NUMBERS, Anchor, Claimed, Unit
from domain.memory.facts import IN_THE_LIGHT_OF_THE_PAGE, is_of_another
from domain.record import Recorded
from domain.voices import TELLING

TOLD_HANDLES = frozenset({"email", "phone"})
TOLD = frozenset({*NUMBERS, "birth_date", "postcode", "address"})
MOST_CLAIMS, MOST_NAMES, MOST_TOLD = 24, 8, 16
HUB = 8  # a shared handle with more units than this is shared for good, and is not walked over
BUSY = 64  # units looked at behind one handle
WIDE = 300  # units looked at in all
CACHED = 50_000


class Neighbourhood(msgspec.Struct):
    """Units that may have to do with each other: those in focus are tied to what is new; others share something less.

    `shared` handles are taken as they are known: not everything that came by them is here. `whole` is False when
    there was too much to look at.
    """

    units: dict[str, Unit] = {}
    focus: set[str] = msgspec.field(default_factory=set[str])
    shared: set[Anchor] = msgspec.field(default_factory=set[Anchor])
    anchors: dict[Anchor, bytes] = {}  # of all units, with the keyed hashes
    alike: list[Resemblance] = []
    whole: bool = True


class _Trail:
    """Where a walk has been: handles, and units by number."""

    def __init__(self) -> None:
        self.walked = set[bytes]()
        self._seen = set[int]()

    def new(self, numbers: list[int]) -> list[int]:
        """Those not seen before, each once: they count as seen from now on."""
        found = [each for each in dict.fromkeys(numbers) if each not in self._seen]
        self._seen.update(found)
        return found


class Graph:
    """Reads and writes on the calling thread; deterministic: the same events give the same units, on every node."""

    def __init__(self, store: IdentityStore, keyring: Keyring, random_bytes: Callable[[int], bytes]) -> None:
        self.store, self.units = store, Units(store, keyring, random_bytes)
        self.resembling = Resembling(store, keyring, self.units.unit)

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
                self.store.tell_apart(tenant, recorded.stream, event.other_customer, "dismissed", event.until)
                return self._units_of(tenant, recorded.stream) if event.by else set()
            case _:
                return set()

    def _presented(self, tenant: str, unit_id: str, what: str, home: str, claims: tuple[Claimed, ...],
                   names: tuple[str, ...], attributes: tuple[tuple[str, str], ...] = ()) -> set[str]:  # fmt: skip
        blank = Unit(unit_id=unit_id, what=what, home=home)
        return self._renew(tenant, blank, lambda unit: replace(
            unit, claims=_more(unit.claims, claims, MOST_CLAIMS), names=_more(unit.names, names, MOST_NAMES),
            attributes=_more(unit.attributes, attributes, MOST_TOLD)))  # fmt: skip

    def _told(self, tenant: str, stream: str, event: happened.FactRecorded) -> set[str]:
        if event.interaction_id is None or event.stated_by not in TELLING or not event.norm:
            return set()
        if event.extracted_by.startswith(_CIRCULAR) or is_of_another(event.extracted_by):
            return set()  # understood only because of whose page it stands on: it cannot say whose that is
        blank = Unit(unit_id=event.interaction_id, what=INTERACTION, home=stream)
        return self._renew(tenant, blank, lambda unit: _telling(unit, event))

    def _moved(self, tenant: str, event: happened.InteractionReassigned) -> set[str]:
        home = event.identity or event.to_customer
        if event.provisional:
            moved = [
                self.units.opened(tenant, row).unit for row in self.store.units.at_home(tenant, event.from_customer)
            ]
        else:
            unit = self.units.unit(tenant, event.interaction_id)
            moved = [unit] if unit is not None else []
        for unit in moved:
            if unit.home != home or bool(event.by) > unit.pinned:
                self.units.put(tenant, replace(unit, home=home, pinned=unit.pinned or bool(event.by)), unit)
        return {unit.unit_id for unit in moved} if event.by else set()

    def _unmerged(self, tenant: str, event: happened.CustomersUnmerged) -> set[str]:
        self.store.release(tenant, event.merge_id)
        if not event.by:
            return set()
        self.store.tell_apart(tenant, event.survivor, event.absorbed, "reversed")
        return self._units_of(tenant, event.survivor) | self._units_of(tenant, event.absorbed)

    def _units_of(self, tenant: str, customer: str) -> set[str]:
        return {row.unit_id for row in self.store.units.at_home(tenant, customer)[:BUSY]}

    def _renew(self, tenant: str, blank: Unit, told: Callable[[Unit], Unit]) -> set[str]:
        known = self.units.at_hand(tenant, blank.unit_id)
        unit = told(known or blank)
        if known is not None or not self.units.add(tenant, unit):  # mostly it is new: that costs no look
            before = self.units.unit(tenant, blank.unit_id)
            unit = told(before or blank)
            if unit == before:
                return set()
            self.units.put(tenant, unit, before)
        self.resembling.renew(tenant, unit)
        return {unit.unit_id} if unit.claims or unit.told else set()

    # ---- who may have to do with whom --------------------------------------------------------------------------------

    def around(self, tenant: str, unit_ids: Iterable[str]) -> Neighbourhood:
        """What is tied to these units, and what shares a told or shared handle with any of those, with its own ties."""
        found, beyond = Neighbourhood(), dict[bytes, Anchor]()
        trail = _Trail()
        self._walk(tenant, trail.new(self._numbers(tenant, unit_ids)), found, beyond, trail)
        found.focus = set(found.units)
        further = self._beside(tenant, found)
        found.alike = [each for unit_id in sorted(found.focus) for each in self.resembling.of(tenant, unit_id)]
        further += self._numbers(tenant, [each.other for each in found.alike])
        for digest, anchor in beyond.items():
            came = self.store.units.came_by(tenant, digest, HUB + 1)
            if len(came) <= HUB:
                further += came
            elif self.store.shared(tenant, digest):
                found.shared.add(anchor)
        if further := trail.new(further):
            edge = dict[bytes, Anchor]()
            self._walk(tenant, further, found, edge, trail)
            found.shared |= {
                anchor for digest, anchor in edge.items() if digest not in beyond and self.store.shared(tenant, digest)
            }
        return found

    def _numbers(self, tenant: str, unit_ids: Iterable[str]) -> list[int]:
        found = (self.units.number(tenant, each) for each in unit_ids)
        return [number for number in found if number is not None]

    def _beside(self, tenant: str, found: Neighbourhood) -> list[int]:
        """What else stands with the same customers: whose they are most is seen only beside it."""
        return [number for home in {unit.home for unit in found.units.values()}
                for number in self.store.units.beside(tenant, home, HUB)]  # fmt: skip

    def _walk(self, tenant: str, waiting: list[int], found: Neighbourhood, beyond: dict[bytes, Anchor],
              trail: "_Trail") -> None:  # fmt: skip
        """Take in these units and all that are tied to them; `beyond` gets the handles that tie nobody."""
        self.units.read(tenant, waiting)
        for number in waiting:  # grows while it is walked
            known = self.units.known(tenant, number)
            if known is None:
                continue
            found.units[known.unit.unit_id] = known.unit
            found.anchors |= known.anchors
            for anchor, digest in known.anchors.items():
                if digest in trail.walked:
                    continue
                if anchor not in known.asserted or self.store.shared(tenant, digest):
                    beyond[digest] = anchor
                    continue
                trail.walked.add(digest)
                beyond.pop(digest, None)
                came = self.store.units.came_by(tenant, digest, BUSY)
                found.whole = found.whole and len(came) < BUSY and len(waiting) + len(came) < WIDE
                if len(waiting) < WIDE and (came := trail.new(came)):
                    self.units.read(tenant, came)
                    waiting += came

    def merges(self, tenant: str, units: Iterable[Unit]) -> dict[str, Standing]:
        """The merges that stand between the homes of units and whoever answers for them, by absorbed customer."""
        found: dict[str, Standing] = {}
        homes = {unit.home for unit in units}
        while homes:
            by = self.store.absorptions(tenant, homes)
            found |= {home: Standing(each.merge_id, each.survivor, home, each.by) for home, each in by.items()}
            homes = {each.survivor for each in by.values()} - found.keys()
        return found


_CIRCULAR = f"rule:{IN_THE_LIGHT_OF_THE_PAGE}"


def _claims(event: happened.InteractionStarted | happened.HandlesPresented) -> tuple[Claimed, ...]:
    return tuple(Claimed(each.kind, value, each.level, each.digest)
                 for each, value in zip(event.handles, event.values, strict=False))  # fmt: skip


def _telling(unit: Unit, fact: happened.FactRecorded) -> Unit:
    """A unit, and what is told in it now."""
    heard = unit.heard or fact.channel == "phone"
    if fact.key == "name":
        return replace(unit, heard=heard, names=_more(unit.names, (fact.value,), MOST_NAMES))
    if fact.key in TOLD_HANDLES:
        return replace(unit, heard=heard, claims=_more(unit.claims, (Claimed(fact.key, fact.norm, 0),), MOST_CLAIMS))
    if fact.key in TOLD:
        return replace(unit, heard=heard, told=_more(unit.told, ((fact.key, fact.norm),), MOST_TOLD))
    return replace(unit, heard=heard)


def _more(before: tuple[Any, ...], new: tuple[Any, ...], most: int) -> tuple[Any, ...]:
    """Both, each once, in an order of their own: whichever came first."""
    return tuple(sorted({*before, *new}))[:most] if not set(new) <= set(before) else before
