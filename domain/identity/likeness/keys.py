"""The short strings by which records that may be one person are found in an index, and how telling each is."""

from collections.abc import Iterator, Mapping
from itertools import islice
from math import log2

import msgspec

from domain.identity.likeness.person import Person, Prepared, prepare
from domain.identity.likeness.words import Word

MOST_KEYS = 24  # of a record that is kept
MOST_ASKED = 60  # of a voice with its many readings: looked up, never kept

# Bits that agreement on a value is worth where no index has counted it: about the logarithm of how many values are usual.
USUAL = {
    "n": 9.0, "s": 7.5, "g": 6.0, "f": 15.0, "d": 14.5, "p": 11.0, "c": 6.0, "h": 11.0, "e": 20.0, "l": 16.0, "t": 20.0, "a": 22.0, "i": 20.0,
}  # fmt: skip
MOST_BITS = 24.0


class Rarity(msgspec.Struct, frozen=True):
    """How many records the index holds, and how many hold a key; keys it has not counted have their usual worth."""

    total: int = 10_000
    holders: Mapping[str, int] = {}

    def bits(self, key: str) -> float:
        """What agreement on this key is worth, in bits; a key that nobody else holds is not worth more than the index is large."""
        held = self.holders.get(key)
        if held is None:
            return min(USUAL[key[0]], MOST_BITS)
        return min(max(log2((self.total + 1) / (held + 0.5)), 0.0), MOST_BITS)


def blocking_keys(person: Person | Prepared) -> set[str]:
    """Keys of which two records of one person nearly always share one, whatever field is missing or misspelled.

    Shape: one letter for the kind, ":", the value in its normal form. They name the person: keep them hashed only.
    """
    ready = person if isinstance(person, Prepared) else prepare(person)
    most = MOST_ASKED if ready.heard else MOST_KEYS
    return set(islice(dict.fromkeys(_keys(ready)), most))


def _keys(ready: Prepared) -> Iterator[str]:
    yield from (f"a:{account}" for account in ready.accounts[:3])
    yield from (f"i:{kind}:{value}" for kind, values in ready.numbers.items() for value in values[:2])
    yield from (f"e:{email}" for email, _ in ready.emails[:3])
    yield from (f"t:{phone}" for phone in ready.phones[:3])
    yield from (f"d:{date_key(date)}" for date in ready.dates[: 8 if ready.heard else 2] if all(date))
    yield from (f"p:{code}" for code in ready.postcodes[: 8 if ready.heard else 2])
    yield from (f"l:{local}" for email, _ in ready.emails[:2] if len(local := email.partition("@")[0]) >= 5)
    yield from (f"h:{street}" for street, _ in ready.streets[:2])
    names = ready.names[: 8 if ready.heard else 2]
    words = list({word.text: word for name in names for word in name if len(word.text) > 1}.values())
    yield from (f"n:{word.text}" for word in words)
    yield from _crossed(ready, words)
    yield from (f"s:{sound}" for word in words for sound in word.sounds if len(sound) >= 2)


def _crossed(ready: Prepared, words: list[Word]) -> Iterator[str]:
    """A sound of the name with part of the birth date or the postcode: each alone would be too common."""
    first = list(dict.fromkeys(word.sounds[0] for word in words))
    for year, month, day in ready.dates[:2]:
        yield from (f"x:{sound}{year}" for sound in first[:4] if year)
        yield from (f"x:{sound}-{month}-{day}" for sound in first[:4] if day)
        yield from (f"x:{year}-{month}/{city}" for city, _ in ready.cities[:1] if year)
    for code in ready.postcodes[:2]:
        yield from (f"x:{sound}/{code[:3]}" for sound in first[:3])


def date_key(date: tuple[int, int, int]) -> str:
    """A date as a key."""
    return f"{date[0]:04}{date[1]:02}{date[2]:02}"
