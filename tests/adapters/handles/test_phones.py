"""A number however it is written; never another number, and never one where there is none."""

import phonenumbers
import pytest

from adapters.handles.rules import STANDARD
from domain.identity.handles import (
    AMBIGUOUS,
    PLACEHOLDER,
    SERVICE,
    SHORT,
    SWITCHBOARD,
    UNREADABLE,
    WITHHELD,
)

PERSON = "+48601000214"


def read(text: str, region: str = "PL", kind: str = "phone") -> tuple[str | None, str]:
    reading = STANDARD.read(kind, text, region)
    return reading.norm, reading.unfit


@pytest.mark.parametrize("text", [
    "tel. 601 000 214", "Tel: +48 601000214", "tel. kom. 601-000-214", "mój numer 601000214", "Tel/fax 601 000 214", "M: 601000214", "nr 601000214",
    "(+48) 601 000 214", "+ 48 601000214", "+48 (0) 601 000 214", "0048 (0)601 000 214", "(0) 601 000 214", "0 601 000 214",
    "+48 0 601 000 214", "+48 48 601 000 214", "48601000214", "\u2066+48\u2009601\u2011000\u2011214\u2069", "+48\u200b601\ufeff000\u00ad214",
    "\uff0b48601000214", "\u0666\u0660\u0661\u0660\u0660\u0660\u0662\u0661\u0664", "601\u00b7000\u00b7214", "+48601000214.", "callto:+48601000214",
    "sip:+48601000214@192.0.2.1;user=phone", '"Anna" <sip:601000214@exchange.example>', "tel:601000214;phone-context=+48",
])  # fmt: skip
def test_what_stands_around_a_number_is_no_part_of_it(text: str):
    assert (PERSON, "") == read(text)


@pytest.mark.parametrize(
    ("region", "text", "norm"),
    [
        ("US", "0048 601 000 214", PERSON),  # 00 where people dial 011
        ("US", "011 48 601 000 214", PERSON),
        ("DE", "4915123456780", "+4915123456780"),
        ("HU", "+36 (0)20 123 4560", "+36201234560"),  # trunk prefix 06 there, written as 0 all the same
        ("HU", "06 20 123 4560", "+36201234560"),
        ("IT", "+39 (0)6 1234 5670", "+390612345670"),  # the zero is part of the number
        ("PL", "4915123456780", "+4915123456780"),  # a foreign one without its plus
        ("RU", "8 (495) 123-45-60", "+74951234560"),
    ],
)
def test_a_number_is_mended_where_only_one_can_be_meant(region: str, text: str, norm: str):
    assert (norm, "") == read(text, region)


@pytest.mark.parametrize("text", [
    "601 000 214 wew. 12", "601000214 w.12", "601 000 214 wewnętrzny 12", "601000214 ext. 12", "601000214 x12", "601000214#12", "601000214;ext=12",
    "tel:+48-601-000-214;ext=12", "601000214,,12#", "601 000 214 nst. 12", "601 000 214 доб. 12",
])  # fmt: skip
def test_a_number_with_an_extension_is_a_switchboards(text: str):
    assert (PERSON, SWITCHBOARD) == read(text)


@pytest.mark.parametrize("text", [
    "PL.150257639", "PL.1502576394655843", "InPost", "6O1000214", "601000214 / 602000215", "601000214 lub 602000215", "601000214 (po 16)", "601 000 21",
    "601 000 21 4 5", "4930123456", "*100#", "tel.", "wew. 12", "555-01-43", "601000214" * 14, "+48 601 000 214 2144", "NIP 5260250274 ext",
])  # fmt: skip
def test_what_is_no_whole_number_is_not_made_one(text: str):
    assert (None, UNREADABLE) == read(text)


def test_a_number_without_its_town_is_nobodys():
    assert (None, UNREADABLE) == read("555-0143", "US")
    assert ("+15125550143", "") == read("(512) 555-0143", "US")


@pytest.mark.parametrize(
    ("region", "text"),
    [("PL", "112"), ("PL", "997"), ("PL", "19115"), ("PL", "116 123"), ("GB", "999"), ("US", "911"), ("DE", "110")],
)
def test_emergency_numbers_and_short_codes_are_nobodys(region: str, text: str):
    assert (None, SHORT) == read(text, region)


@pytest.mark.parametrize("text", ["800 123 456", "701 123 456", "801 123 456"])
def test_numbers_of_organisations_link_nobody(text: str):
    assert ("+48" + text.replace(" ", ""), SERVICE) == read(text)


@pytest.mark.parametrize("text", ["000 000 000", "+48 111111111", "999-999-999"])
def test_one_digit_over_and_over_is_typed_to_get_past_a_form(text: str):
    assert PLACEHOLDER == read(text)[1]


KEYS = {
    letter: str(key)
    for key, letters in enumerate(["abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"], 2)
    for letter in letters
}


@pytest.mark.parametrize("word", ["anonymous", "restricted", "unavailable", "unknown", "blocked"])
def test_a_word_spelled_on_the_keys_is_no_caller(word: str):
    digits = "".join(KEYS[letter] for letter in word)
    for text in (digits, f"+{digits}", f"tel:+{digits}"):
        assert (None, WITHHELD) == read(text)
        assert (None, WITHHELD) == read(text, "US")


@pytest.mark.parametrize("text", [
    "Anonymous", "WITHHELD", "Restricted", "unavailable", "No Caller ID", "private_number", "numer zastrzeżony", "Numer prywatny", "nr. zastrzeżony",
    "sip:anonymous@anonymous.invalid", '"Anonymous" <sip:anonymous@anonymous.invalid>', "+anonymous", "\u202aanonymous\u202c", "***", "", "-", "+", "brak",
])  # fmt: skip
def test_a_caller_who_is_not_shown_is_known_in_every_spelling(text: str):
    assert (None, WITHHELD) == read(text)


def test_of_two_numbers_that_could_be_meant_one_is_shown_and_none_links():
    both = [phonenumbers.parse(text, "SE") for text in ("0468 12 34 50", "+46 8 123 450")]
    assert [True, True] == [phonenumbers.is_valid_number(number) for number in both]
    assert ("+468123450", AMBIGUOUS) == read("468123450", "SE")
    assert ("+46468123450", "") == read("0468 123450", "SE")


@pytest.mark.parametrize(
    ("text", "norm", "unfit"),
    [
        ("48601000214@c.us", PERSON, ""),
        ("48601000214@s.whatsapp.net", PERSON, ""),
        ("PL.1502576394655843", "PL.1502576394655843", ""),
        ("PL.ENT.1502576394655843", "PL.ENT.1502576394655843", ""),
        ("99887766554433@lid", "99887766554433@lid", ""),  # digits, and no number
        ("48601000214-1600000000@g.us", "48601000214-1600000000@g.us", "group"),
        ("katarzyna_w", "katarzyna_w", "display_only"),
    ],
)
def test_whatsapp_ids_are_numbers_only_where_they_are(text: str, norm: str, unfit: str):
    assert (norm, unfit) == read(text, kind="whatsapp")


def test_a_range_opened_after_this_release_finds_its_callers():
    assert not phonenumbers.is_valid_number(phonenumbers.parse("+48401000214", None))
    assert ("+48401000214", "") == read("401 000 214")
