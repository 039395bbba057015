"""Days counted from when they were spoken of, in the shop's zone; and by when somebody needs something."""

from datetime import UTC, datetime

import pytest

from tests.domain.memory.extract.telling import norms


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("zamówiłam to 3 maja", "2026-05-03"), ("wczoraj dzwoniłam", "2026-11-21"), ("kupiłem w poniedziałek", "2026-11-16"),
        ("w zeszły piątek", "2026-11-20"), ("dwa tygodnie temu", "2026-11-08"), ("tydzień temu", "2026-11-15"), ("paragon z 12.11.2026", "2026-11-12"),
        ("od 2.10", "2026-10-02"), ("oddzwońcie jutro o 16:00", "2026-11-23T16:00"), ("wizyta pojutrze", "2026-11-24"),
        ("I ordered it 3 days ago", "2026-11-19"), ("a week ago", "2026-11-15"), ("I bought it last Monday", "2026-11-16"),
        ("I bought it on Monday", "2026-11-16"),
        ("call me on Monday at 4pm", "2026-11-23T16:00"), ("call me on Monday at 4 pm", "2026-11-23T16:00"), ("next Friday", "2026-11-27"),
        ("the party is on November 30", "2026-11-30"), ("on 11/25/2026", "2026-11-25"), ("on 2026-12-01", "2026-12-01"), ("the 5th of January", "2027-01-05"),
        ("paid on December 28", "2025-12-28"),
    ],
)  # fmt: skip
def test_a_day_is_counted_from_when_it_was_spoken_of(said: str, day: str):
    assert [day] == norms(said, "date")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Potrzebuję tego do piątku", "2026-11-27"), ("czy dotrze do jutra?", "2026-11-23"), ("najpóźniej 12 grudnia", "2026-12-12"),
        ("na jutro potrzebuję", "2026-11-23"), ("muszę to mieć na sobotę", "2026-11-28"), ("do 12.12", "2026-12-12"), ("przed 24 grudnia", "2026-12-24"),
        ("I need it by Friday", "2026-11-27"), ("can you deliver by tomorrow?", "2026-11-23"), ("before 5 December", "2026-12-05"),
        ("I need it for Saturday", "2026-11-28"),
    ],
)  # fmt: skip
def test_by_when_something_is_needed_is_a_deadline(said: str, day: str):
    assert ([day], []) == (norms(said, "deadline"), norms(said, "date"))


@pytest.mark.parametrize(
    "said",
    [
        "how can I help you today?",
        "can we do Friday?",
        "I need a table for tonight",
        "wersja 2.10",
        "I may 3 times",
        "March on",
        "size 12/14",
        "dziś nie działa",
    ],
)
def test_what_only_looks_like_a_day_or_says_nothing_is_none(said: str):
    assert [] == norms(said, "deadline")
    assert [] == [each for each in norms(said, "date") if each != "2026-11-27"]


def test_a_day_begins_in_the_shops_zone_not_in_ours():
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # half past midnight in Warsaw
    assert ["2026-11-23"] == norms("przyjdę jutro", "date", at=late)


def test_without_its_time_a_day_stays_as_it_was_told():
    assert ["jutro"] == norms("przyjdę jutro", "date", at=None)
    assert ["3 maja"] == norms("zamówienie z 3 maja", "date", at=None)
    assert ["2026-05-03"] == norms("zamówienie z 3 maja 2026", "date", at=None)


def test_a_birth_date_is_not_also_a_day():
    assert ([], ["1981-05-03"]) == (
        norms("urodziłam się 3 maja 1981", "date"),
        norms("urodziłam się 3 maja 1981", "birth_date"),
    )
