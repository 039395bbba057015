"""Typed without Polish marks, without capitals, or by a machine that hears no full stops: understood like the same with them."""

import re
from collections.abc import Callable

import pytest

from domain.memory.asking import questions_in
from domain.memory.closing import says_nothing
from domain.memory.extract import Asked, hear
from domain.memory.promising import promises_in
from domain.memory.unmarked import unmarked
from tests.domain.memory.asking import said_en, said_pl
from tests.domain.memory.contradicting import free_pairs, freer_pairs, plain_pairs
from tests.domain.memory.contradicting.world import two
from tests.domain.memory.extract.telling import SUNDAY
from tests.domain.memory.polish.test_polish import lines_of
from tests.domain.memory.promising.said import PROMISED_EN, PROMISED_PL, SAID_AT, WARSAW
from tests.domain.memory.retail import kept, said
from tests.domain.memory.retail.test_said import heard

QUESTIONS = [
    (text, set(keys.split()))
    for language in (said_pl, said_en)
    for part in ("TUNED", "ASIDE", "AFTERWARDS")
    for text, keys in getattr(language, part)
] + [(text, set(keys.split())) for text, keys in said.ASKED]
CAPITALS = str.maketrans("ĄĆĘŁŃÓŚŹŻ", "ACELNOSZZ")


def without_marks(text: str) -> str:
    return unmarked(text.translate(CAPITALS))


def without_stops(text: str) -> str:
    """As a machine writes down what it hears."""
    return re.sub(r"[.,;:!?](?=\s|$)", "", text.lower())


@pytest.mark.parametrize(("typed", "most"), [(without_marks, 1), (str.lower, 2), (without_stops, 10)])
def test_questions_are(typed: Callable[[str], str], most: int):
    """Of 383 questions and what is none: how many are read otherwise at the most, and of those how many are seen wrongly."""
    wrong = [(typed(text), keys, _asked(typed(text))) for text, keys in QUESTIONS if _asked(typed(text)) != keys]
    assert most >= len(wrong), wrong
    assert 1 >= sum(bool(found - keys) for _, keys, found in wrong), wrong


def _asked(text: str) -> set[str]:
    return {each.key for each in questions_in(text)}


@pytest.mark.parametrize("typed", [without_marks, without_stops])
def test_promises_are(typed: Callable[[str], str]):
    for text, kind, due in PROMISED_PL:
        first = promises_in(typed(text), SAID_AT, WARSAW)[0]
        assert (kind, due) == (
            first.kind,
            first.due_at.astimezone(WARSAW).strftime("%m-%d %H:%M") if first.due_at else "",
        )
    assert 1 >= sum(not promises_in(typed(text), SAID_AT, WARSAW) for text, _, _ in PROMISED_EN)


@pytest.mark.parametrize(
    ("differ", "agree"), [(each.DIFFER, each.AGREE) for each in (free_pairs, freer_pairs, plain_pairs)]
)
def test_contradictions_are(differ: list[tuple[str, str, str]], agree: list[tuple[str, str]]):
    for kind, left, right in differ:
        assert [kind] == two(without_marks(left), right, 1).kinds
        assert [kind] == two(without_marks(left), without_marks(right), 1).kinds
    for left, right in agree:
        assert [] == two(without_marks(left), right, 1).kinds


@pytest.mark.parametrize(("typed", "least"), [(without_marks, 0.97), (str.lower, 0.95), (without_stops, 0.9)])
def test_facts_are(typed: Callable[[str], str], least: float):
    right, of = 0, 0
    for line in (each for each in lines_of("told.txt") if each.role == "customer"):
        told, _ = hear("customer", typed(line.text), Asked(line.asked), SUNDAY, WARSAW)
        found = {without_marks(f"{each.key}={each.norm}") for each in told}
        gold = [without_marks(each).removesuffix("!").partition("=")[::2] for each in line.gold]
        right += sum(not found.isdisjoint(f"{key}={norm}" for norm in norms.split("|")) for key, norms in gold)
        of += len(gold)
    assert least <= right / of


@pytest.mark.parametrize(("turns", "gone"), kept.SECRET)
def test_secrets_are(turns: list[tuple[str, str]], gone: list[str]):
    left = " ¶ ".join(heard([(role, without_marks(text).lower()) for role, text in turns]))
    assert [] == [each for each in gone if without_marks(each).lower() in left]


@pytest.mark.parametrize("text", ["Jakie było imię pani pierwszego zwierzęcia?", "Imię pierwszego zwierzęcia?"])
def test_a_security_question_is_no_question_for_a_name(text: str):
    assert {"security_answer"} == _asked(text) == _asked(without_marks(text))


@pytest.mark.parametrize("text", ["Kogo mam zapisać?", "Na kogo mam zapisać tę wizytę?"])
def test_whom_to_write_down_is_a_question_for_a_name(text: str):
    assert {"name"} == _asked(text) == _asked(without_marks(text))


def test_a_name_that_ends_like_a_verb_is_one_behind_a_please():
    told, _ = hear("customer", "Prosze, Zajac", Asked(("name",)), SUNDAY, WARSAW)
    assert ["zajac"] == [each.norm for each in told if each.key == "name"]


def test_two_years_that_something_has_are_no_day_in_may():
    told, _ = hear("customer", "Namioty maja 2 lata gwarancji.", Asked(()), SUNDAY, WARSAW)
    assert [] == [each.norm for each in told if each.key == "date"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Wolałabym nowy egzemplarz niż naprawę.", ["replacement"]),
        ("Zgłaszam reklamację butów.", ["complaint"]),
        ("Składam reklamację, zamek się zaciął.", ["complaint"]),
    ],
)
def test_what_is_wanted_is(text: str, wanted: list[str]):
    for typed in (text, without_marks(text)):
        told, _ = hear("customer", typed, Asked(()), SUNDAY, WARSAW)
        assert wanted == [each.norm for each in told if each.key == "wanted_outcome"]


@pytest.mark.parametrize(
    "text",
    [
        "to już wszystko, dziękuję bardzo, miłego dnia",
        "Świetnie, dziękuję z góry za odpowiedź",
        "nic więcej, do usłyszenia",
    ],
)
def test_an_ending_only_ends_the_talk(text: str):
    assert says_nothing(text)
    assert says_nothing(without_marks(text))
