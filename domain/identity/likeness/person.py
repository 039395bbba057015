"""A record of a person, as much of it as is known, and the same prepared for comparing many times."""

import re
from typing import TypeVar

import msgspec

from domain.identity.likeness.letters import fold
from domain.identity.likeness.near import Text, text_of
from domain.identity.likeness.spoken_dates import Parts, parts_of
from domain.identity.likeness.spoken_postcodes import plain
from domain.identity.likeness.words import Word, words_in

LONGEST = 80  # characters read of a street, town or address
MOST = 8  # alternatives kept of a field, the likeliest first
_NUMBER = re.compile(r"\d+")
_PLAIN = re.compile(r"[\W_]+")
Strings = tuple[str, ...]
Words = tuple[Word, ...]
_T = TypeVar("_T")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """What one record or one conversation says of a person; each field holds alternatives, the likeliest first.

    `given` and `family` only where the source tells them apart. `numbers` are (kind, value), such as a tax number;
    only values of one kind are compared. `heard` says that speech recognition stood between: errors are then likely.
    """

    names: Strings = ()
    given: Strings = ()
    family: Strings = ()
    birth_dates: Strings = ()  # ISO 8601, or 19801231, or 31.12.1980
    postcodes: Strings = ()
    addresses: Strings = ()  # street and house
    cities: Strings = ()
    emails: Strings = ()
    phones: Strings = ()
    accounts: Strings = ()
    numbers: tuple[tuple[str, str], ...] = ()
    heard: bool = False


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A person in normal forms."""

    names: tuple[Words, ...]
    runs: tuple[Text, ...]  # each of the names without spaces
    dates: tuple[Parts, ...]
    postcodes: Strings
    streets: tuple[Text, ...]
    houses: Strings
    cities: tuple[Text, ...]
    emails: tuple[Text, ...]  # with the mask of the part before the @
    phones: Strings
    accounts: Strings
    numbers: dict[str, Strings]
    heard: bool


def prepare(person: Person) -> Prepared:
    """The person in normal forms, to be kept as long as it is compared."""
    streets = [fold(address[:LONGEST]) for address in person.addresses[:MOST]]
    numbers: dict[str, Strings] = {}
    for kind, value in person.numbers[:MOST]:
        numbers[kind] = (*numbers.get(kind, ()), _plain(value[:LONGEST]))
    names = _names(person)
    return Prepared(
        names=names,
        runs=tuple(text_of("".join(word.text for word in words)) for words in names),
        dates=_unique([parts for date in person.birth_dates[:MOST] if (parts := parts_of(date))]),
        postcodes=_unique([code for postcode in person.postcodes[:MOST] if (code := plain(postcode[:16]))]),
        streets=_unique([text_of(word) for street in streets if (word := _street(street))]),
        houses=_unique([number for street in streets for number in _NUMBER.findall(street)]),
        cities=_unique([text_of(word) for city in person.cities[:MOST] if (word := _plain(city[:LONGEST]))]),
        emails=_unique([_email(email[:LONGEST]) for email in person.emails[:MOST] if "@" in email]),
        phones=_unique([digits[-9:] for phone in person.phones[:MOST] if len(digits := _digits(phone)) >= 7]),
        accounts=_unique([word for account in person.accounts[:MOST] if (word := _plain(account[:LONGEST]))]),
        numbers=numbers,
        heard=person.heard,
    )


def _names(person: Person) -> tuple[Words, ...]:
    """The ways to say the name, as words, given names first where they are told apart."""
    parted = [f"{given} {family}" for given in person.given or ("",) for family in person.family or ("",)]
    return _unique([words for name in (*parted, *person.names[:MOST]) if (words := words_in(name))])[:MOST]


def _unique(values: list[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(values))


def _email(email: str) -> Text:
    whole = email.strip().casefold()
    return whole, text_of(whole.partition("@")[0])[1]


def _plain(text: str) -> str:
    return _PLAIN.sub("", fold(text))


def _digits(text: str) -> str:
    return "".join(_NUMBER.findall(text))


def _street(street: str) -> str:
    """The words of a street run together; the house number is compared apart."""
    return "".join(letter for letter in street if letter.isalpha())
