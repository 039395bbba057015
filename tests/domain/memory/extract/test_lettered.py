"""Names spelled letter by letter where a name was asked for."""

import pytest

from tests.domain.memory.extract.telling import norms


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("K jak Karol, O, W, A, L", "kowal"),
        ("K jak Karol, O jak Olga, W jak Wanda, A jak Anna, L jak Leon.", "kowal"),
        ("Już literuję: Ż jak Żaneta, A, K.", "żak"),
        ("nazwisko to k o w a l", "kowal"),
        ("J-A-N K-O-W-A-L", "jan kowal"),
        ("It's F-I-N-N", "finn"),
        ("F for Freddie, I, N, N", "finn"),
        ("yes, f as in Freddie, i, n, n", "finn"),
    ],
)
def test_a_name_spelled_letter_by_letter_is_found(said: str, name: str):
    assert [name] == norms(said, "name", "name")
    assert [] == norms(said, "name")


def test_a_name_said_beside_its_letters_is_told_once():
    assert ["anna kowal"] == norms("Anna Kowal, K-O-W-A-L", "name", "name")


@pytest.mark.parametrize(
    "said", ["nie, K jak Karol, nie G", "A B C 1 2 3", "K jak Anna, O, W", "size S, M or L", "w z"]
)
def test_letters_that_spell_no_name_are_none(said: str):
    assert [] == norms(said, "name", "name")
