"""Spoken numbers, dates, postcodes and spelled names: what people say and what recognition makes of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.identity.likeness.spoken import likeliest
from domain.identity.likeness.spoken_dates import iso, parts_of, read_dates
from domain.identity.likeness.spoken_names import read_names
from domain.identity.likeness.spoken_numbers import pieces_of, roman_of, run_together
from domain.identity.likeness.spoken_postcodes import plain, read_postcodes
from tests.exploring import seeded

DATES = [
    ("siódmego marca osiemdziesiątego drugiego", "1982-03-07"), ("the third of May nineteen eighty two", "1982-05-03"),
    ("trzydziestego pierwszego grudnia tysiąc dziewięćset osiemdziesiątego drugiego roku", "1982-12-31"),
    ("dwudziestego trzeciego listopada dwa tysiące jeden", "2001-11-23"), ("19 kwietnia 2018", "2018-04-19"),
    ("drugiego piątego dwa tysiące piętnastego", "2015-05-02"), ("February the 6th 1970", "1970-02-06"),
    ("twenty-first of June two thousand and three", "2003-06-21"), ("the 13th of the 6th 1959", "1959-06-13"),
    ("third of the fifth nineteen oh five", "1905-05-03"), ("21 January 1990 3", "1993-01-21"), ("11 01 20 21", "2021-01-11"),
    ("05 07 1968", "1968-07-05"), ("0507 19 68", "1968-07-05"), ("XIII May 1980", "1980-05-13"), ("3.05.1982", "1982-05-03"),
    ("1982-05-03", "1982-05-03"), ("pierwszy marzec w 1996", "1996-03-01"), ("grudzień 1945", "1945-12"), ("30 październik", "--10-30"),
    ("urodziłam się ósmego lipca pięćdziesiątego dziewiątego", "1959-07-08"), ("1 Maja 1996", "1996-05-01"),
]  # fmt: skip
POSTCODES = [
    ("zero zero dash one two three", "00123"), ("dziewięćdziesiąt pięć zero zero cztery", "95004"), ("39 – 188", "39188"),
    ("mój kod pocztowy to 39-188", "39188"), ("0 4 4 6 2", "04462"), ("75-400 94", "75494"), ("siedem 17536", "71536"),
    ("G 4 3 d a", "G43DA"), ("bravo bravo 1 1 4 Bravo Hotel", "BB114BH"), ("M for mountain 4 1 A B", "M41AB"),
    ("double L 1 2 3 a b", "LL123AB"), ("S W 1 A 1 A A", "SW1A1AA"), ("N 9 8 or P U", "N980PU"), ("e c one a one b b", "EC1A1BB"),
    ("pięćdziesiąt czterysta dwanaście", "50412"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "date"), DATES)
def test_a_date_is_read_as_it_was_said(said: str, date: str):
    assert date == read_dates(said)[0]


@pytest.mark.parametrize(("said", "code"), POSTCODES)
def test_a_postcode_is_among_its_readings(said: str, code: str):
    assert code in read_postcodes(said)


@pytest.mark.parametrize("said", ["", "nie wiem", "bla bla", "the of", "32 maja", "99 99 9999"])
def test_what_is_no_date_gives_none(said: str):
    assert [] == read_dates(said)


def test_a_name_spelled_letter_by_letter_is_one_word():
    assert ["olgierd"] == read_names("o l g i e r d")
    assert ["andrewsmith"] == read_names("a ND ER e w SM i t page")
    assert "reece" == read_names("Romeo echo echo Charlie Echo")[0]
    assert ["elzbieta piechura"] == read_names("Elżbieta piechura")


def test_written_dates_of_all_usual_forms_are_read():
    assert {(1980, 12, 31)} == {
        parts_of(date) for date in ("1980-12-31", "19801231", "31.12.1980", "31/12/1980", "31121980")
    }
    assert ((1945, 12, 0), (0, 10, 30), None) == (parts_of("1945-12"), parts_of("--10-30"), parts_of("1999-13-01"))
    assert ("1945-12", "--10-30") == (iso(1945, 12, 0), iso(0, 10, 30))


def test_numbers_are_put_together_as_they_are_spoken():
    assert ["1982"] == [piece.digits for piece in pieces_of("tysiąc dziewięćset osiemdziesiąt dwa")]
    assert ["19", "82"] == [piece.digits for piece in pieces_of("nineteen eighty two")]
    assert ["2005"] == [piece.digits for piece in pieces_of("two thousand and five")]
    assert ["1982"] == run_together(["1980", "2"])
    assert (14, None) == (roman_of("xiv"), roman_of("maja"))


def test_what_is_heard_often_and_early_comes_first():
    attempts = [["88160 1", "88161"], ["88161"], [], ["88 161", "88 160"]]
    assert "88161" == likeliest(read_postcodes, attempts)[0]
    assert "88160" in likeliest(read_postcodes, attempts)


def test_written_postcodes_lose_only_their_dress():
    assert ("00123", "SW1A1AA") == (plain("00-123"), plain("sw1a 1aa"))


@seeded(4)
@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80) | st.text("0123456789 oixa-", max_size=40))
def test_no_text_is_too_strange_to_be_read(text: str):
    for date in read_dates(text):
        assert parts_of(date) is not None
    assert all(len(code) >= 3 for code in read_postcodes(text))
    read_names(text)
