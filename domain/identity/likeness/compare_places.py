"""Where two records say a person lives, weighed: postcode, street, house and town, which go together."""

from collections.abc import Iterator

from domain.identity.likeness import weights
from domain.identity.likeness.keys import Rarity
from domain.identity.likeness.near import near_texts, one_edit, wrong_signs
from domain.identity.likeness.person import Prepared
from domain.identity.likeness.weights import HEARD, Trust

# Letters and digits whose English names sound alike on a telephone.
_SOUNDS = str.maketrans("BCDGPTVZ38JKNSXWQY5", "EEEEEEEEEAAAMFFUUII")


def postcode_bits(one: str, other: str, rarity: Rarity, trust: Trust) -> tuple[float, str]:
    """Two postcodes: the same, one sign wrong, two signs wrong, or another."""
    if one == other:
        return rarity.bits(f"p:{one}") + trust.same, "same"
    if abs(len(one) - len(other)) > 2:
        return trust.code_differs, "differs"
    wrong = wrong_signs(one, other) if len(one) == len(other) else 1 if one_edit(one, other) else 3
    if wrong == 1 or (trust is HEARD and wrong <= 3 and one.translate(_SOUNDS) == other.translate(_SOUNDS)):
        return trust.code_near, "near"
    if wrong == 2:
        return trust.code_far, "near" if trust.code_far > 0 else "differs"
    return trust.code_differs, "differs"


def place_bits(one: Prepared, other: Prepared, rarity: Rarity, code: tuple[float, str]) -> Iterator[tuple[float, str]]:
    """The place as one: the strongest agreement counts whole, the others half; differences count half too."""
    found = [finding for finding in (code, _street(one, other, rarity), _city(one, other, rarity)) if finding[1]]
    gains = sorted((bits for bits, _ in found if bits > 0), reverse=True)
    losses = sum(bits for bits, _ in found if bits < 0)
    if gains:
        losses /= 2
    whole = min(gains[0] + sum(gains[1:]) / 2, weights.PLACE_MOST) if gains else 0.0
    for at, (_, reason) in enumerate(found):
        yield (whole + losses if at == 0 else 0.0), reason


def _street(one: Prepared, other: Prepared, rarity: Rarity) -> tuple[float, str]:
    if not one.streets or not other.streets:
        return 0.0, ""
    shared = [street for street in one.streets if street in other.streets]
    if shared:
        bits, reason = max(rarity.bits(f"h:{street}") for street, _ in shared) - 0.3, "same:address"
    elif any(near_texts(street, like, 0.75) for street in one.streets for like in other.streets):
        bits, reason = weights.STREET_NEAR, "near:address"
    else:
        return weights.STREET_DIFFERS, "differs:address"
    if one.houses and other.houses:
        bits += weights.HOUSE if set(one.houses) & set(other.houses) else weights.HOUSE_DIFFERS
    return bits, reason


def _city(one: Prepared, other: Prepared, rarity: Rarity) -> tuple[float, str]:
    if not one.cities or not other.cities:
        return 0.0, ""
    shared = [city for city in one.cities if city in other.cities]
    if shared:
        return max(rarity.bits(f"c:{city}") for city, _ in shared) - 0.3, "same:city"
    if any(near_texts(city, like, 0.7) for city in one.cities for like in other.cities):
        return weights.CITY_NEAR, "near:city"
    return weights.CITY_DIFFERS, "differs:city"
