"""How likely two records are one person, with the reasons; and what contradicts it."""

from collections.abc import Callable, Iterator
from math import log2
from typing import TypeVar

import msgspec

from domain.identity.likeness import weights
from domain.identity.likeness.compare_names import name_bits
from domain.identity.likeness.compare_places import place_bits, postcode_bits
from domain.identity.likeness.keys import Rarity, date_key
from domain.identity.likeness.near import Text, alike, near_texts, one_edit, wrong_signs
from domain.identity.likeness.person import Person, Prepared, Strings, prepare
from domain.identity.likeness.spoken_dates import Parts
from domain.identity.likeness.weights import HEARD, TYPED, Trust

UNKNOWN = Rarity()
HOPELESS = -20.0  # bits: no place makes up for it, so that it is not compared
SMALLEST = 1_000  # records: an index smaller than this is no proof that its people are all there are
Finding = tuple[float, str]
_T = TypeVar("_T")
NOTHING: Finding = (0.0, "")


class Score(msgspec.Struct, frozen=True):
    """How likely the two are one person, 0..1, and why: "same:…", "near:…", "differs:…" of a field, in fixed order."""

    value: float
    evidence: tuple[str, ...] = ()
    bits: float = 0.0

    @property
    def against(self) -> tuple[str, ...]:
        """The fields that speak against it."""
        return tuple(reason.partition(":")[2] for reason in self.evidence if reason.startswith("differs:"))


def score(left: Person | Prepared, right: Person | Prepared, rarity: Rarity = UNKNOWN) -> Score:
    """Weigh two records. The value is a probability among people who are all as likely beforehand (1 in the index)."""
    one = left if isinstance(left, Prepared) else prepare(left)
    other = right if isinstance(right, Prepared) else prepare(right)
    trust = HEARD if one.heard or other.heard else TYPED
    found = list(_of_the_person(one, other, rarity, trust))
    bits = sum(bits for bits, _ in found) - log2(max(rarity.total, SMALLEST))
    if bits > HOPELESS:
        places = list(_of_the_place(one, other, rarity, trust))
        bits += sum(bits for bits, _ in places)
        found += places
    evidence = tuple([reason for _, reason in found if reason])
    value = 1 / (1 + 2 ** -max(min(bits, 50.0), -50.0))
    return Score(min(value, _ceiling(evidence)), evidence, bits)


def contradicts(left: Person | Prepared, right: Person | Prepared) -> tuple[str, ...]:
    """The fields in which the two cannot be one person: name, birth_date, account, number. Empty when nothing speaks against it."""
    return tuple(field for field in score(left, right).against if field in ("name", "birth_date", "account", "number"))


def _of_the_person(one: Prepared, other: Prepared, rarity: Rarity, trust: Trust) -> Iterator[Finding]:
    yield name_bits(one, other, rarity, trust)
    if one.dates and other.dates:
        yield _best(one.dates, other.dates, lambda a, b: _date(a, b, rarity, trust), "birth_date")
    if one.accounts and other.accounts:
        yield _numbers(one.accounts, other.accounts, "a:", rarity, "account")
    if one.numbers and other.numbers:
        for kind in one.numbers.keys() & other.numbers.keys():
            yield _numbers(one.numbers[kind], other.numbers[kind], f"i:{kind}:", rarity, "number")
    if one.emails and other.emails:
        yield _best(one.emails, other.emails, lambda a, b: _email(a, b, rarity), "email")
    if one.phones and other.phones:
        yield _best(one.phones, other.phones, lambda a, b: _phone(a, b, rarity), "phone")


def _of_the_place(one: Prepared, other: Prepared, rarity: Rarity, trust: Trust) -> Iterator[Finding]:
    code = NOTHING
    if one.postcodes and other.postcodes:
        code = _best(one.postcodes, other.postcodes, lambda a, b: postcode_bits(a, b, rarity, trust), "postcode")
    yield from place_bits(one, other, rarity, code)


def _best(ones: tuple[_T, ...], others: tuple[_T, ...], weigh: Callable[[_T, _T], Finding], field: str) -> Finding:
    """The best of all alternatives against all; each further alternative is one more chance to agree by accident."""
    best, best_how = -99.0, ""
    for at, one in enumerate(ones):
        for to, other in enumerate(others):
            bits, how = weigh(one, other)
            if bits > 0 and (at or to):
                bits -= log2((1 + at) * (1 + to)) / 2
            if bits > best:
                best, best_how = bits, how
    return best, f"{best_how}:{field}" if best_how else ""


def _date(one: Parts, other: Parts, rarity: Rarity, trust: Trust) -> Finding:
    if one == other and all(one):
        return rarity.bits(f"d:{date_key(one)}") + trust.same, "same"
    if all(one) and all(other):
        return _whole_dates(one, other, trust)
    worths = zip(one, other, (weights.YEAR, weights.MONTH, weights.DAY), strict=True)
    known = [(a == b, worth) for a, b, worth in worths if a and b]
    if all(agree for agree, _ in known):
        return sum(worth for _, worth in known) + trust.same, "near" if known else ""
    return trust.date_differs / 2, ""


def _whole_dates(one: Parts, other: Parts, trust: Trust) -> Finding:
    """Two different dates: what agrees is worth its chance, what does not costs how rarely it goes wrong so."""
    year, month, day = one[0] == other[0], one[1] == other[1], one[2] == other[2]
    if not (year or month or day):
        return trust.date_differs, "differs"
    agreed = year * weights.YEAR + month * weights.MONTH + day * weights.DAY
    wrong = wrong_signs(date_key(one), date_key(other))
    if wrong == 1:
        return max(agreed + weights.SLIP + trust.date_slip, 0.0), "near"
    if year and one[1:] == (other[2], other[1]):
        return weights.YEAR + weights.MONTH + weights.DAY - 1 + trust.date_slip, "near"
    if year + month + day == 2:
        return agreed + trust.date_part, "near"
    if wrong == 2:
        return weights.TWO_SLIPS + trust.date_slip, "near"
    return max(trust.date_differs, agreed + trust.date_differs), "differs"


def _numbers(ones: Strings, others: Strings, key: str, rarity: Rarity, field: str) -> Finding:
    return _best(ones, others, lambda a, b: _number(a, b, key, rarity), field)


def _number(one: str, other: str, key: str, rarity: Rarity) -> Finding:
    if one == other:
        return rarity.bits(key + one) - weights.HANDLE_LOSS, "same"
    if min(len(one), len(other)) >= 6 and one_edit(one, other):
        return weights.NUMBER_NEAR, "near"
    return weights.NUMBER_DIFFERS, "differs"


def _email(one: Text, other: Text, rarity: Rarity) -> Finding:
    if one[0] == other[0]:
        return rarity.bits(f"e:{one[0]}") - weights.HANDLE_LOSS, "same"
    local, like = one[0].partition("@")[0], other[0].partition("@")[0]
    if local == like and len(local) >= 5:
        return rarity.bits(f"l:{local}") - 3, "near"
    if min(len(local), len(like)) < 3 or not near_texts((local, one[1]), (like, other[1]), 0.65):
        return weights.HANDLE_DIFFERS, ""
    likeness = alike(one[0], other[0])
    if likeness < 0.7:
        return weights.HANDLE_DIFFERS, ""
    return weights.HANDLE_NEAR if likeness >= 0.85 else weights.HANDLE_FAR, "near"


def _phone(one: str, other: str, rarity: Rarity) -> Finding:
    if one == other:
        return rarity.bits(f"t:{one}") - weights.HANDLE_LOSS, "same"
    if one_edit(one, other):
        return weights.HANDLE_NEAR - 2, "near"
    return weights.HANDLE_DIFFERS, ""


def _ceiling(evidence: tuple[str, ...]) -> float:
    """How much may be believed at most: what a household shares cannot outweigh another name and birth date."""
    if any(reason in ("same:number", "near:number") for reason in evidence):
        return 1.0
    name, birth = "differs:name" in evidence, "differs:birth_date" in evidence
    if name and birth:
        return weights.TWO_PEOPLE
    if name and "same:birth_date" not in evidence:
        return weights.OTHER_NAME
    agreed = [reason for reason in evidence if not reason.startswith("differs:")]
    return weights.ONE_FIELD if birth or agreed in (["same:name"], ["near:name"]) else 1.0
