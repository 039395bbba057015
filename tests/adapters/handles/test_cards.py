"""A card misread by one digit links nobody; a shop's own code is taken as it is."""

import pytest

from adapters.handles.rules import STANDARD, make_rules

EAN, GSRN = "2900000000018", "590000000000000013"


def check_digit(digits: str) -> str:
    """GS1: weights 3 and 1 from the right, to the next multiple of ten. Worked out apart from the code under test."""
    total = 0
    for place, digit in enumerate(digits[::-1]):
        total += int(digit) * (1 if place % 2 else 3)
    return str(-total % 10)


def read(text: str, form: str = "card") -> tuple[str | None, str]:
    reading = make_rules({"loyalty_card": form}, (), (), "PL").read("loyalty_card", text, "PL")
    return reading.norm, reading.unfit


def test_the_numbers_used_here_are_whole():
    assert [EAN[-1], GSRN[-1]] == [check_digit(EAN[:-1]), check_digit(GSRN[:-1])]


@pytest.mark.parametrize("text", [EAN, "2 900000 000018", "2900-0000-0001-8", f"]E0{EAN}"])
def test_a_card_read_or_typed_is_one_card(text: str):
    assert (EAN, "") == read(text)


@pytest.mark.parametrize("text", [GSRN, f"(8018){GSRN}", f"(8018) {GSRN}", f"8018{GSRN}", f"]C18018{GSRN}", f"]C18018{GSRN}\x1d80190001",
                                  f"(8018){GSRN}(8019)0001", f"]d2\x1d8018{GSRN}"])  # fmt: skip
def test_a_service_relation_number_is_the_same_with_and_without_its_identifier(text: str):
    assert (GSRN, "") == read(text)


@pytest.mark.parametrize("number", [EAN, GSRN])
def test_every_single_misread_digit_is_found(number: str):
    for place, right in enumerate(number):
        for wrong in set("0123456789") - {right}:
            misread = number[:place] + wrong + number[place + 1 :]
            assert (misread, "check_digit") == read(misread)


@pytest.mark.parametrize("code", ["12345678", "A-1234567", "1234567890", "290000000001", "12345678901234567890"])
def test_a_shops_own_code_has_no_check_digit(code: str):
    assert (code.replace("-", ""), "") == read(code)


def test_eight_digits_are_checked_where_the_scanner_or_the_shop_says_so():
    whole = "2900001" + check_digit("2900001")
    wrong = whole[:-1] + str((int(whole[-1]) + 1) % 10)
    assert [(whole, ""), (wrong, "check_digit")] == [read(f"]E4{number}") for number in (whole, wrong)]
    assert [(whole, ""), (wrong, "check_digit")] == [read(number, "gs1_card") for number in (whole, wrong)]
    assert [(wrong, ""), (EAN[:-1] + "9", "")] == [read(wrong), read(EAN[:-1] + "9", "code")]


def test_an_identifier_without_its_eighteen_digits_is_a_misread():
    assert ("1234", "check_digit") == read("(8018)1234")
    assert "check_digit" == read(f"(8018){EAN}")[1]


def test_a_card_of_one_digit_is_no_card():
    assert ("0000000000000", "placeholder") == read("0000000000000")


def test_no_other_kind_is_taken_for_a_card():
    assert "" == STANDARD.read("crm_no", EAN[:-1] + "9", "PL").unfit
