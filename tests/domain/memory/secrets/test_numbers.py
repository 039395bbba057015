"""How numbers are read, and which of them prove what they are."""

import re

import pytest

from domain.memory.secrets import marks, mask
from domain.memory.secrets.numbers import is_card, is_pesel, numbers_in, spoken_in


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("95381901 and 4815", ["95381901", "4815"]),
        ("351531510 4815", ["351531510", "4815"]),
        ("4 8 1 5", ["4815"]),
        ("4-8-1-5", ["4815"]),
        ("48 15", ["4815"]),
        ("4111 1111 1111 1111 12/28", ["4111111111111111"]),
        ("4111-1111-1111-1111", ["4111111111111111"]),
        ("9503,3100", ["9503", "3100"]),
        ("PIN-4815.", ["4815"]),
        ("14.11.2026", []),
        ("06-08-1985", []),
        ("12:30", []),
        ("PL-48213", []),
        ("1234,50", []),
        ("+48 601 000 214", []),
        ("4815a", []),
    ],
)
def test_numbers_stand_whole_and_parts_of_something_else_are_none(text: str, numbers: list[str]):
    assert numbers == [each.digits for each in numbers_in(text)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("to cztery osiem jeden pięć dziękuję", ["4815"]),
        ("four eight oh five", ["4805"]),
        ("dwadzieścia pięć trzydzieści jeden", ["2531"]),
        ("double four triple one", ["44111"]),
        ("jeden dwa", []),
        ("mam trzy psy i cztery koty", []),
    ],
)
def test_spoken_digits_are_read_from_three_on(text: str, numbers: list[str]):
    assert numbers == [each.digits for each in spoken_in(text)]


def test_a_spoken_number_stands_where_its_words_do():
    text = "PIN: cztery osiem jeden pięć."
    (number,) = spoken_in(text)
    assert "cztery osiem jeden pięć" == text[number.start : number.end]


def test_a_card_is_known_by_issuer_length_and_check_digit():
    assert is_card("4111111111111111") and is_card("378282246310005") and is_card("5555555555554444")
    assert not is_card("4111111111111112")
    assert not is_card("9111111111111110")
    assert not is_card("41111111111111")


def test_a_pesel_is_known_by_its_day_its_century_and_its_check_digit():
    assert is_pesel("44051401359")
    assert is_pesel("02270803624")  # born in 2002: twenty is added to the month
    assert not is_pesel("44051401358")
    assert not is_pesel("44053201350")  # no calendar has a 32nd
    assert not is_pesel("48221234563")  # its check digit fits; a Warsaw telephone with its country, or born in 2048
    assert not is_pesel("48601000214")  # a telephone number with its country


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("4111 1111 1111 1112", "•••• •••• •••• ••••"), ("4111-1111-1111-1112", "••••-••••-••••-••••"),
        ("4111111111111112", "4111111111111112"), ("9111 1111 1111 1112", "9111 1111 1111 1112"),
        ("4111111111111112 this is my old card number", "•••••••••••••••• this is my old card number"),
        ("credit crad no 4111111111111112", "credit crad no ••••••••••••••••"),
    ],
)  # fmt: skip
def test_a_mistyped_card_is_known_by_its_groups_or_its_name(said: str, kept: str):
    assert kept == mask(said)


@pytest.mark.parametrize(
    "said",
    ["konto 61 1090 1014 0000 0712 1981 2874", "IBAN PL61109010140000071219812874", "karta lojalnościowa 4111111111111111",
     "nr przesyłki 4111111111111111", "NIP 5260250274", "ac no 4526",
     "klubowa karta 4111 1111 1111 1112", "przesyłka 4111 1111 1111 1112", "kod odbioru 482913, paczkomat WAW01A", "zadzwoń 48 601 000 214"],
)  # fmt: skip
def test_other_long_numbers_are_left(said: str):
    assert said == mask(said)


def test_every_name_of_a_number_begins_with_letters_that_are_looked_at():
    """`marks_in` passes over words that begin otherwise: a new name must not be passed over."""
    said = " ".join((marks._PIN, marks._CARD, marks._LOYAL, marks._CODE, marks._PERSON, marks._OTHER))  # pyright: ignore[reportPrivateUsage]
    words = set(re.findall(r"[a-ząćęłńóśźż]{2,}", said))
    tried = {
        f"{word}{end}" for word in words for end in ("", "aa", "ów", " card", " code", " number", " pin", " 4", " kod")
    }
    named = {each for each in tried if marks._MARK.match(each)}  # pyright: ignore[reportPrivateUsage]
    assert 100 < len(named)
    assert [] == sorted(each for each in named if not marks.marks_in(each))
