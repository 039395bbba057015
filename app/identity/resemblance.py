"""Who resembles whom: records and conversations that tell enough of a person, found by hashed keys and weighed.

Likeness alone never attaches and never merges: it makes a suggestion, whatever its score, and one of the two is a record
of the shop's.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from adapters.identity.store import IdentityStore
from adapters.keys.keyring import Keyring
from domain.identity.likeness.keys import Rarity, blocking_keys
from domain.identity.likeness.person import Person, Prepared, prepare
from domain.identity.likeness.score import score
from domain.identity.units import EVIDENCE, RECORD, Unit

COMMON = 50  # a key held by more people than this finds nobody
LOOKED_AT = 20  # candidates weighed, those with the rarest keys in common first
COUNTED = 1_000  # people; in a smaller index it tells nothing how many share a value
LEAST = 0.5  # from this probability on it is remembered
TELLS = frozenset({"birth_date", "postcode", "address"})  # with a name: enough to look for somebody
_FIELDS = {"birth_date": "birth_dates", "postcode": "postcodes", "address": "addresses", "city": "cities",
           "given_name": "given", "family_name": "family"}  # fmt: skip


class Resemblance(NamedTuple):
    """Two units that may be of one person."""

    one: str
    other: str
    score: float
    evidence: tuple[str, ...]


def person_of(unit: Unit) -> Person | None:
    """The person a unit tells of; None when it tells too little: a name and nothing to go with it."""
    told = [*unit.told, *unit.attributes]
    if unit.what == EVIDENCE or not any(
        key in TELLS or (key not in _FIELDS and unit.what == RECORD) for key, _ in told
    ):
        return None
    fields: dict[str, list[str]] = defaultdict(list)
    numbers: list[tuple[str, str]] = []
    for key, value in told:
        if key in _FIELDS:
            fields[_FIELDS[key]].append(value)
        elif key == "account_no":
            fields["accounts"].append(value)
        else:
            numbers.append((key, value))
    return Person(
        names=unit.names, **{name: tuple(values) for name, values in fields.items()}, numbers=tuple(numbers),
        emails=tuple(each.value for each in unit.claims if each.kind == "email"),
        phones=tuple(each.value for each in unit.claims if each.kind == "phone"), heard=unit.heard)  # fmt: skip


class Resembling:
    """Keeps the keys of those who told enough, and the pairs found. Deterministic, as the graph is."""

    def __init__(self, store: IdentityStore, keyring: Keyring, unit: Callable[[str, str], Unit | None]) -> None:
        self._store, self._keyring, self._unit = store, keyring, unit

    def renew(self, tenant: str, unit: Unit) -> None:
        """A unit tells something new: look for whom it resembles now."""
        person = person_of(unit)
        if person is None:
            return
        ready = prepare(person)
        digests = {self._digest(tenant, key): key for key in blocking_keys(ready)}
        rarity, candidates = self._candidates(tenant, unit.unit_id, digests)
        pairs = [found for each in candidates if (found := self._weigh(tenant, unit, ready, each, rarity)) is not None]
        self._store.people.resemble(
            tenant, unit.unit_id, [(each.other, each.score, ",".join(each.evidence)) for each in pairs]
        )
        if not person.heard:
            self._store.people.index(tenant, unit.unit_id, digests)

    def of(self, tenant: str, unit_id: str) -> list[Resemblance]:
        """Whom a unit was found to resemble."""
        return [Resemblance(unit_id, other, value, tuple(evidence.split(",")))
                for other, value, evidence in self._store.people.resembling(tenant, unit_id)]  # fmt: skip

    def _candidates(self, tenant: str, unit_id: str, digests: dict[bytes, str]) -> tuple[Rarity, list[str]]:
        total = self._store.people.count(tenant)
        holders: dict[str, int] = {}
        weight: dict[str, float] = defaultdict(float)
        for digest, key in digests.items():
            came = self._store.people.found_by(tenant, digest, COMMON + 1)
            holders[key] = len(came)
            if len(came) <= COMMON:
                for each in came:
                    weight[each] += 1 / (1 + len(came))
        weight.pop(unit_id, None)
        first = sorted(weight, key=lambda each: (-weight[each], each))[:LOOKED_AT]
        if total < COUNTED:
            return Rarity(COUNTED), first
        return Rarity(total, {key: held for key, held in holders.items() if held}), first

    def _weigh(self, tenant: str, unit: Unit, ready: Prepared, other_id: str, rarity: Rarity) -> Resemblance | None:
        other = self._unit(tenant, other_id)
        if other is None or RECORD not in (unit.what, other.what):
            return None  # two who merely say the same: neither is known to be anybody
        person = person_of(other)
        if person is None:
            return None
        found = score(ready, prepare(person), rarity)
        if found.value < LEAST:
            return None
        return Resemblance(unit.unit_id, other_id, round(found.value, 4), found.evidence)

    def _digest(self, tenant: str, key: str) -> bytes:
        return self._keyring.keyed_hash(tenant, "index", "person", key)[:12]
