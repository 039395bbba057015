"""Times said in words, in the shop's zone and calendar."""

from datetime import date, datetime

import pytest

from domain.memory.promising.calendar import (
    POLISH,
    WEEKDAYS,
    WorkingDays,
    after_working_days,
    calendar_of,
    easter_sunday,
)
from domain.memory.promising.due import Clock, dues_in
from domain.memory.promising.words import plain_of
from tests.domain.memory.promising.said import SAID_AT, WARSAW

TIMES = [
    ("w ciągu 14 dni", "12-02 23:59"), ("do godziny 16", "11-18 16:00"), ("za półtorej godziny", "11-18 12:00"),
    ("do 5 dni roboczych", "11-25 23:59"), ("do 24 grudnia", "12-24 23:59"), ("24.12.2026 do 15.30", "12-24 15:30"),
    ("do końca tygodnia", "11-20 23:59"), ("w przyszłym tygodniu", "11-27 23:59"), ("pojutrze rano", "11-20 12:00"),
    ("w piątek po południu", "11-20 18:00"), ("jutro o 9 rano", "11-19 09:00"), ("jutro o 9 wieczorem", "11-19 21:00"),
    ("w 24h", "11-19 10:30"), ("za tydzień", "11-25 23:59"), ("w ciągu dwóch tygodni", "12-02 23:59"), ("dzisiaj do 18", "11-18 18:00"),
    ("do 9", "11-19 09:00"), ("w środę", "11-25 23:59"), ("do dnia 24.11.2026 r.", "11-24 23:59"), ("po 16", "11-18 23:59"),
    ("within the hour", "11-18 11:30"), ("in half an hour", "11-18 11:00"), ("within 3 to 5 business days", "11-25 23:59"),
    ("by the end of next week", "11-27 23:59"), ("end of day tomorrow", "11-19 23:59"), ("between 2 and 4 pm tomorrow", "11-19 16:00"),
    ("on November 24th at 3pm", "11-24 15:00"), ("by Wed 25 November", "11-25 23:59"), ("by 12/24", "12-24 23:59"),
    ("in a couple of days", "11-20 23:59"), ("tonight", "11-18 23:59"), ("next Monday", "11-23 23:59"), ("by 4", "11-18 16:00"),
    ("at three thirty tomorrow", "11-19 15:30"), ("by nine o'clock", "11-19 09:00"), ("by five p.m.", "11-18 17:00"),
    ("o godzinie trzeciej", "11-18 15:00"), ("do godziny piątej", "11-18 17:00"), ("o godzinie 16", "11-18 16:00"),
    ("do szesnastej", "11-18 16:00"), ("by the end of the month", "11-30 23:59"), ("by the end of next month", "12-31 23:59"),
    ("by the end of the next month", "12-31 23:59"), ("do końca przyszłego miesiąca", "12-31 23:59"), ("z końcem miesiąca", "11-30 23:59"),
    ("by the end of the following week", "11-27 23:59"), ("do końca następnego tygodnia", "11-27 23:59"),
    ("by the end of the next day", "11-19 23:59"), ("by end of next business day", "11-19 23:59"),
    ("do końca następnego dnia roboczego", "11-19 23:59"), ("by the end of the working day", "11-18 23:59"),
]  # fmt: skip
NO_TIMES = ["do 100 zł", "do 12 sztuk", "by 3 people", "24/7", "order 12345", "49.99 zł", "od zakupu minęło 30 dni", "przez 14 dni",
            "I have 5 items", "at one point", "at five different shops", "about ten dollars", "8 October 2026"]  # fmt: skip


def read(words: str, at: datetime = SAID_AT, calendar: WorkingDays = POLISH) -> list[str]:
    found = dues_in(plain_of(words), 0, len(words), Clock(at, WARSAW, calendar))
    return [each.at.astimezone(WARSAW).strftime("%m-%d %H:%M") for each in found]


@pytest.mark.parametrize(("words", "when"), TIMES)
def test_a_time_in_words(words: str, when: str):
    assert [when] == read(words)


@pytest.mark.parametrize("words", NO_TIMES)
def test_what_is_no_time_or_past_is_none(words: str):
    assert [] == read(words)


def test_working_days_pass_over_polish_holidays():
    before_christmas = datetime(2026, 12, 22, 10, tzinfo=WARSAW)
    assert ["12-29 23:59"] == read("w ciągu 3 dni roboczych", before_christmas)
    assert ["12-25 23:59"] == read("w ciągu 3 dni roboczych", before_christmas, WEEKDAYS)


@pytest.mark.parametrize(("words", "at", "when"), [
    ("by the end of next business day", (11, 20), "11-23 23:59"), ("do końca następnego dnia roboczego", (12, 24), "12-28 23:59"),
    ("by the end of the next day", (11, 20), "11-21 23:59"), ("by the end of next month", (8, 31), "09-30 23:59"),
])  # fmt: skip
def test_the_end_of_the_next_one_is_counted_from_the_day_it_is_said(words: str, at: tuple[int, int], when: str):
    assert [when] == read(words, datetime(2026, *at, 16, tzinfo=WARSAW))


def test_christmas_eve_is_free_in_poland_since_2025():
    assert [True, False] == [POLISH.works(date(year, 12, 24)) for year in (2024, 2025)]


def test_easter_is_where_the_church_calendar_has_it():
    known = [
        date(1981, 4, 19),
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2024, 3, 31),
        date(2026, 4, 5),
        date(2038, 4, 25),
    ]
    assert known == [easter_sunday(each.year) for each in known]


def test_corpus_christi_is_free_and_the_days_beside_it_are_not():
    assert [True, False, True] == [POLISH.works(date(2026, 6, day)) for day in (3, 4, 5)]


def test_another_calendar_can_be_given():
    class Never:
        def works(self, day: date) -> bool:
            return day == date(2026, 12, 31)

    assert date(2026, 12, 31) == after_working_days(date(2026, 11, 18), 1, Never())
    assert (POLISH, WEEKDAYS) == (calendar_of("PL"), calendar_of("GB"))


def test_the_clock_change_moves_no_hour():
    before = datetime(2026, 10, 24, 12, tzinfo=WARSAW)
    assert ["10-25 16:00"] == read("jutro do 16:00", before)


def test_after_the_weekend_is_the_next_working_day():
    thursday = datetime(2026, 4, 30, 10, 30, tzinfo=WARSAW)  # 3 May, a holiday, is the Sunday
    before_easter = datetime(2026, 4, 2, 10, 30, tzinfo=WARSAW)
    assert ["05-04 23:59"] == read("po weekendzie", thursday)
    assert ["04-07 23:59"] == read("after the long weekend", before_easter)  # Easter Monday is free
    assert ["04-06 23:59"] == read("after the weekend", before_easter, WEEKDAYS)
