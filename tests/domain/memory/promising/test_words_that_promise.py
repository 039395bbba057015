"""Promises are read from the words of the shop's people, in Polish and English."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.memory.promising import RECORDED, Offered, promises_in
from tests.domain.memory.promising.said import NOTHING, PROMISED_EN, PROMISED_PL, SAID_AT, UNSURE, WARSAW


def read(words: str) -> list[Offered]:
    return promises_in(words, SAID_AT, WARSAW)


def due(offered: Offered) -> str:
    return offered.due_at.astimezone(WARSAW).strftime("%m-%d %H:%M") if offered.due_at is not None else ""


@pytest.mark.parametrize(("words", "kind", "when"), [*PROMISED_PL, *PROMISED_EN])
def test_a_promise_is_read_with_its_kind_and_time(words: str, kind: str, when: str):
    assert [(kind, when, True)] == [(each.kind, due(each), each.confidence >= RECORDED) for each in read(words)]


@pytest.mark.parametrize("words", UNSURE)
def test_what_is_unsure_is_offered_and_not_recorded(words: str):
    (offered,) = read(words)
    assert RECORDED > offered.confidence


@pytest.mark.parametrize("words", NOTHING)
def test_questions_negations_the_past_and_other_peoples_doing_promise_nothing(words: str):
    assert [] == read(words)


def test_the_span_holds_the_words_of_the_promise_alone():
    words = "Panie Marku, bardzo mi przykro. Sprawdzam u przewoźnika i oddzwonię jutro do 12:00. Miłego dnia!"
    (offered,) = read(words)
    assert ("oddzwonię jutro do 12:00", "Oddzwonię jutro do 12:00") == (words[slice(*offered.span)], offered.what)


def test_two_promises_of_one_sentence_have_their_own_times():
    words = "Zwrot zostanie zlecony dzisiaj, a nową parę wyślemy w poniedziałek."
    assert [
        ("refund", "11-18 23:59", "Zwrot zostanie zlecony dzisiaj"), ("replacement", "11-23 23:59", "nową parę wyślemy w poniedziałek"),
    ] == [(each.kind, due(each), words[slice(*each.span)]) for each in read(words)]  # fmt: skip


def test_an_amount_is_kept_beside_the_promise():
    assert ["49,99 zł", "$1,095.55"] == [
        read(words)[0].amount
        for words in (
            "Zwrócimy Pani 49,99 zł do jutra.",
            "The refund of $1,095.55 will be issued within 5 to 7 business days.",
        )
    ]


def test_words_without_polish_marks_and_in_capitals_are_read_too():
    assert [("refund", "12-02 23:59")] == [(each.kind, due(each)) for each in read("ZWROCIMY PIENIADZE W CIAGU 14 DNI")]


def test_a_letter_is_read_sentence_by_sentence():
    letter = "Pani Zofio,\nobie płatności widać, druga jest nasza. 489,00 zł wróci na pani konto najpóźniej 21 listopada.\nMarta"
    (offered,) = read(letter)
    assert "489,00 zł wróci na pani konto najpóźniej 21 listopada" == letter[slice(*offered.span)]


def test_what_is_said_at_the_end_of_all_calendars_has_no_time():
    late = SAID_AT.replace(year=9999, month=12, day=31)
    assert [None] == [each.due_at for each in promises_in("Oddzwonimy jutro do 12:00.", late, WARSAW)]


def test_an_hour_that_has_passed_is_tomorrows():
    (offered,) = promises_in("I'll call you back by 4pm.", SAID_AT + timedelta(hours=6), WARSAW)
    assert "11-19 16:00" == due(offered)


def test_four_oclock_is_the_shops():
    (offered,) = promises_in("I'll call you back by 4pm.", SAID_AT, ZoneInfo("Europe/London"))
    assert "11-18 17:00" == due(offered)
