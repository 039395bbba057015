"""When a shop is open: read from words, and compared only where both speak of the same shop and day."""

import pytest

from domain.memory.contradicting.clauses import Clause
from domain.memory.contradicting.hours import hours_differ, hours_in
from domain.memory.contradicting.said import statements_in
from tests.domain.memory.contradicting.world import WARSAW, two
from tests.examples import NOON

READ = [
    ("Salon w Krakowie jest czynny od 10 do 21", "Krakowie", "", "10:00–21:00"),
    ("Salon w Krakowie jest czynny w godzinach 9:30-20:00", "Krakowie", "", "09:30–20:00"),
    ("W niedziele salon w Krakowie jest zamknięty", "Krakowie", "sunday", "closed"),
    ("Sklep na Mokotowie otwieramy o 9", "Mokotowie", "", "09:00–"),
    ("Salon w Gdyni od poniedziałku do piątku jest czynny do 19", "Gdyni", "monday–friday", "–19:00"),
    ("The York store is open from 10 to 8", "York", "", "10:00–20:00"),
    ("The York store opens at 9am", "York", "", "09:00–"),
    ("Our Camden Town shop is open until 8:30 pm on Saturdays", "Camden Town", "saturday", "–20:30"),
    ("The store in York isn't open on Sundays", "York", "sunday", "closed"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "shop", "day", "hours"), READ)
def test_hours_are_read(words: str, shop: str, day: str, hours: str):
    (found,) = hours_in(Clause(words, 0))
    assert (shop, f"policy:hours {day}".rstrip(), hours) == (found.place, found.subject, found.norm)


@pytest.mark.parametrize(
    "words",
    [
        "Infolinia salonu w Krakowie jest czynna do 18",
        "W Wigilię salon w Krakowie jest czynny do 14",
        "Dziś salon w Krakowie jest czynny do 20",
        "Jesteśmy czynni do 20",
        "The York store will be open until 8",
        "The York store is open to questions",
        "The sale at the York store closes at 8",
        "Salon w Krakowie pracuje od 10 do 20, w niedziele od 10 do 18",
        "Salon w Krakowie jest czynny w tygodniu od 10 do 20, w niedziele zamknięte",
        "Our York store is open on weekdays from 10 to 8 and is closed on Sundays",
    ],
)
def test_what_holds_on_one_day_or_of_something_else_is_none(words: str):
    assert [] == list(hours_in(Clause(words, 0)))


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("10:00–21:00", "–21:00", False), ("10:00–21:00", "09:00–", True), ("closed", "–20:00", True),
        ("closed", "closed", False), ("09:00–", "–20:00", False),
    ],
)  # fmt: skip
def test_hours_differ_in_what_both_say(one: str, other: str, differ: bool):
    assert differ == hours_differ(one, other) == hours_differ(other, one)


def test_hours_are_heard_by_every_word_for_them():
    for words in ("Godziny otwarcia salonu w Krakowie to 10–20.", "Salon w Krakowie otwieramy o 9."):
        assert statements_in(words, NOON, WARSAW), words


def test_two_shops_and_two_days_contradict_nothing():
    assert [] == two("Salon w Krakowie jest czynny do 21.", "Salon w Gdyni jest czynny do 20.", 1).kinds
    assert [] == two("Salon w Krakowie jest czynny w soboty do 21.", "Salon w Krakowie jest czynny do 20.", 1).kinds
    assert ["policy"] == two("Salon w Krakowie jest czynny do 21.", "Salon w Krakowie jest czynny do 20.", 1).kinds
