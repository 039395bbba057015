"""Names: what is forgiven, and what two people behind one handle look like."""

import pytest

from domain.identity.likeness.letters import fold, sounds_of, words_of
from domain.identity.likeness.names import contradict, same_name
from domain.identity.likeness.words import INFLECTED, same_word, word_of

ONE_PERSON = [
    ("Anna Nowak", "Nowak Anna"), ("Ania", "Anna Nowak"), ("Ania Nowak", "Anna Nowak"), ("A. Nowak", "Anna Nowak"),
    ("Anna Maria Nowak", "Maria Nowak"), ("Anna Nowak-Kowalska", "Anna Kowalska"), ("Bob Smith", "Robert Smith"),
    ("Katarzyna Wójcik", "Kasia Wojcik"), ("Katarzyna Wójcik", "Katazryna Wujcik"), ("pan Zieliński", "Jan Zieliński"),
    ("Olena Shevchenko", "Олена Шевченко"), ("Annamaria Nowak", "Anna Maria Nowak"), ("Tom", "Thomas Jones"),
    ("J A N N O W A K", "Jan Nowak"), ("Jana Kowalskiego", "Jan Kowalski"), ("O'Brien Sean", "Sean OBrien"),
    ("Piotr Czarny", "Piotr Czarna"), ("Mr Jones", "Tom Jones"), ("JAN NOWAK", "jan nowak"),
]  # fmt: skip
TWO_PEOPLE = [
    ("Anna Nowak", "Piotr Wiśniewski"), ("Anna Nowak", "Piotr Nowak"), ("Nowak Anna", "Piotr Nowak"),
    ("Jan Kowalski", "Anna Kowalska"), ("Bob Smith", "Dave Jones"), ("Marco Rossi", "Giulia Rossi"),
    ("Elżbieta Kowalczyk", "Tomasz Lis"), ("Emily Clarke", "Oliver Clarke"), ("Joyce Wu", "Li Wei"),
]  # fmt: skip
MAY_BE = [
    ("P. Nowak", "Anna Nowak"), ("Ania", "Piotr"), ("Ania", "Piotr Wiśniewski"), ("Anna Nowak", "Anna Lis"), ("", "Anna Nowak"),
    ("Kiki Nowak", "Kinga Nowak"), ("Hanna Nowak", "Anna Nowak"), ("Biuro Rachunkowe Lis", "Jan Lis"), ("123", "Jan Lis"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), ONE_PERSON)
def test_order_short_forms_typos_and_endings_are_forgiven(one: str, other: str):
    assert 0.8 <= same_name(one, other)
    assert not contradict(one, other)


@pytest.mark.parametrize(("one", "other"), TWO_PEOPLE)
def test_full_names_with_other_given_names_contradict(one: str, other: str):
    assert contradict(one, other)
    assert 0.1 > same_name(one, other)


@pytest.mark.parametrize(("one", "other"), MAY_BE)
def test_too_little_is_never_a_contradiction(one: str, other: str):
    assert not contradict(one, other)


@pytest.mark.parametrize(("one", "other"), ONE_PERSON + TWO_PEOPLE + MAY_BE)
def test_likeness_of_names_has_no_direction(one: str, other: str):
    assert same_name(one, other) == pytest.approx(same_name(other, one))
    assert contradict(one, other) == contradict(other, one)
    assert 0 <= same_name(one, other) <= 1


def test_the_same_given_name_with_another_family_name_is_less_than_the_same_name():
    assert same_name("Anna Nowak", "Anna Lis") < 0.5 < same_name("Anna Nowak", "Ania Nowak")


def test_letters_fold_across_scripts():
    assert "zolc gesla jazn" == fold("ŻÓŁĆ Gęślą Jaźń")
    assert ("sean", "obrien") == words_of("Mr Seán O’Brien")


def test_words_that_sound_alike_share_a_sound():
    assert sounds_of("rzepka")[0] == sounds_of(fold("Żepka"))[0]
    assert sounds_of("hubert")[0] == sounds_of("chubert")[0]
    assert sounds_of("wright")[1] == sounds_of("rite")[1]
    assert sounds_of("phillips")[1] == sounds_of("filips")[1]
    assert sounds_of("ela") != sounds_of("lea")


def test_polish_family_names_agree_with_their_bearer():
    assert (
        INFLECTED
        == same_word(word_of("kowalska"), word_of("kowalski"))
        == same_word(word_of("czarna"), word_of("czarny"))
    )
